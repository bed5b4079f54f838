"""Excel workbooks of many rows: openpyxl makes everything but the rows, which go to disk as text.

openpyxl makes an object of each cell and a tree of each row before it writes them, nine tenths of the time a
long list takes. Why not another library: docs/decisions/0020-writing-rows.md.
"""

import datetime as dt
import re
import shutil
import tempfile
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Any, BinaryIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel
from openpyxl.workbook.child import INVALID_TITLE_REGEX

from .characters import NOT_IN_XML

CellValue = str | int | float | Decimal | dt.date | None

LONGEST_TEXT = 32_767  # characters of a cell
LONGEST_TITLE = 31
SHORT_TEXT = 100  # characters; longer ones seldom come twice
BUFFER = 1 << 18  # characters of rows that are in memory at a time
_ROWS = re.compile(rb"<sheetData\s*/>|<sheetData></sheetData>")
_EXTENT = re.compile(rb"<dimension [^>]*/>")  # openpyxl knows of no rows


class StreamedWorkbook:
    """A workbook whose sheets are written from their first row down, in whatever order."""

    def __init__(self) -> None:
        self._book = Workbook()
        self._book.remove(self._book.worksheets[0])
        self.properties = self._book.properties
        self._sheets: list[StreamedSheet] = []

    def create_sheet(self, title: str) -> "StreamedSheet":
        """What a tab cannot be called by is left out of its title."""
        settings = self._book.create_sheet(INVALID_TITLE_REGEX.sub(" ", title)[:LONGEST_TITLE])
        self._sheets.append(StreamedSheet(settings))
        return self._sheets[-1]

    def create_plain_sheet(self, title: str) -> Any:
        """openpyxl's own, with cells: for few of them, with what it alone writes, such as comments."""
        return self._book.create_sheet(title)

    def save(self, target: BinaryIO) -> None:
        """Into a binary file that is open for writing. Once: the rows are gone then."""
        with tempfile.TemporaryFile() as frame:
            self._book.save(frame)
            rows = {sheet.settings.path.lstrip("/"): sheet for sheet in self._sheets}
            with ZipFile(frame) as made, ZipFile(target, "w", ZIP_DEFLATED) as archive:
                for name in made.namelist():
                    with archive.open(name, "w") as part:
                        if name in rows:
                            rows[name].write_between(part, made.read(name))
                        else:
                            part.write(made.read(name))


class StreamedSheet:
    """A sheet that is written row by row.

    `settings` is openpyxl's own sheet, for its columns, view, print, merged cells and filter, told at any
    time before the workbook is saved; it has no cells.
    """

    def __init__(self, settings: Any):
        self.settings = settings
        self.line = 0  # of the row written last, from 1
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed when its rows were written
        self._waiting: list[str] = []
        self._length = 0
        self._starts: list[str] = []

    def style(self, **looks: Any) -> int:
        """A number for what cells look like: openpyxl's font, border, fill, alignment, number_format."""
        cell = WriteOnlyCell(self.settings)
        for name, look in looks.items():
            setattr(cell, name, look)
        return cell.style_id

    def append(self, cells: Iterable[str], height: float | None = None) -> None:
        """A row of what `cell` makes, "" where there is none; `height` in points."""
        self.line += 1
        line = str(self.line)
        tall = f' ht="{height:g}" customHeight="1"' if height is not None else ""
        parts = [f'<row r="{line}"{tall}>']
        starts = self._starts
        for number, cell in enumerate(cells):
            if number == len(starts):
                starts.append(f'<c r="{get_column_letter(number + 1)}')
            if cell:
                parts.append(f'{starts[number]}{line}" {cell}')
        parts.append("</row>")
        row = "".join(parts)
        self._waiting.append(row)
        self._length += len(row)
        if self._length > BUFFER:
            self._flush()

    def _flush(self) -> None:
        self._file.write("".join(self._waiting).encode())
        self._waiting, self._length = [], 0

    def write_between(self, part: Any, frame: bytes) -> None:
        """What openpyxl made of the sheet, with the rows in it."""
        self._flush()
        last = f"{get_column_letter(len(self._starts) or 1)}{self.line or 1}"
        frame = _EXTENT.sub(f'<dimension ref="A1:{last}"/>'.encode(), frame, count=1)
        head, tail = _ROWS.split(frame, maxsplit=1)
        part.write(head + b"<sheetData>")
        self._file.seek(0)
        shutil.copyfileobj(self._file, part, BUFFER)
        part.write(b"</sheetData>" + tail)
        self._file.close()


def cell(value: CellValue, style: int = 0) -> str:
    """As it stands in a row, without its place: text is never a formula, a number and a day stay such."""
    if value is None:
        return f's="{style}"/>'
    if isinstance(value, str):
        return _known_words(value, style) if len(value) < SHORT_TEXT else _words(value, style)
    if isinstance(value, dt.date):
        return _day(value, style)
    if isinstance(value, bool):
        raise TypeError("Excel's own words for yes and no are not the reader's.")
    return f's="{style}"><v>{value}</v></c>'


def _words(text: str, style: int) -> str:
    # Control characters, as pasted from Word, have no place in an Excel file.
    text = NOT_IN_XML.sub(" ", text)[:LONGEST_TEXT]
    if not text:
        return f's="{style}"/>'
    space = ' xml:space="preserve"' if text != text.strip() else ""
    written = escape(text, {"\r": "&#13;"})
    return f's="{style}" t="inlineStr"><is><t{space}>{written}</t></is></c>'


_known_words = lru_cache(maxsize=1 << 14)(_words)


@lru_cache(maxsize=1 << 12)
def _day(day: dt.date, style: int) -> str:
    return f's="{style}"><v>{to_excel(day)}</v></c>'
