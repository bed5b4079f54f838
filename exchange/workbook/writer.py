"""Writing a data workbook from lists of rows."""

import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from lib.workbooks import SHORT_TEXT, StreamedSheet, StreamedWorkbook, cell

from .columns import Column, Sheet
from .kinds import LONGEST_TEXT, clean, is_unseen, shown
from .sheets import SHEETS

_FONT = Font(name="Times New Roman", size=12)
_HEADING = Font(name="Times New Roman", size=12, bold=True)
_DATE_FORMAT = "dd/mm/yyyy"
# Excel believes in 29 February 1900; earlier days go as text.
_EXCELS_FIRST_SURE_DAY = dt.date(1900, 3, 1)


def write_workbook(rows_by_sheet: Mapping[str, Iterable[Mapping]], target) -> None:
    """Write sheets of the exchange format to `target`, a path or a binary file object.

    Rows are mappings from Vietnamese column names to values: text, whole numbers, Decimal, dates, Month,
    HalfYear, True for a mark, None for an empty cell. They name every column of their sheet but those added
    to the format later. Sheets appear in the order of the format. Raises ValueError for a sheet that the
    format does not know, and for a row that lacks a column of its sheet or has another one: a column never
    vanishes in silence.
    """
    if unknown := set(rows_by_sheet) - set(SHEETS):
        raise ValueError(f"Unknown sheets: {sorted(unknown)}")
    book = StreamedWorkbook()
    for name, sheet in SHEETS.items():
        if name in rows_by_sheet:
            _write_sheet(book, sheet, _checked(sheet, rows_by_sheet[name]))
    # Whole in memory first: what cannot be written leaves no half of a file behind.
    buffer = io.BytesIO()
    book.save(buffer)
    if hasattr(target, "write"):
        target.write(buffer.getvalue())
    else:
        Path(target).write_bytes(buffer.getvalue())


def _write_sheet(book: StreamedWorkbook, sheet: Sheet, rows: Iterable[Mapping]) -> None:
    names = [column.name for column in sheet.columns]
    values: Iterable[tuple] = (tuple(map(row.get, names)) for row in rows)
    written = list(range(len(names)))
    if optional := {place for place, column in enumerate(sheet.columns) if _is_optional(column)}:
        values = list(values)
        used = {place for place in optional if any(not _is_empty(row[place]) for row in values)}
        written = [place for place in written if place not in optional or place in used]
    worksheet = book.create_sheet(sheet.name)
    worksheet.settings.freeze_panes = "A2"
    for number, place in enumerate(written, start=1):
        worksheet.settings.column_dimensions[get_column_letter(number)].width = sheet.columns[place].width
    cells = _Cells(worksheet)
    worksheet.append([cells.heading(names[place]) for place in written])
    for row in values:
        worksheet.append([cells.of(row[place]) for place in written])


def _is_optional(column: Column) -> bool:
    """Whether it is written only where some row needs it, so that all rows are looked at before."""
    return column.only_if_used or column.is_later


def _checked(sheet: Sheet, rows: Iterable[Mapping]) -> Iterator[Mapping]:
    """The rows, refused as soon as one has other columns than the sheet."""
    declared = {column.name for column in sheet.columns}
    needed = {column.name for column in sheet.columns if not column.is_later}
    for number, row in enumerate(rows, start=1):
        if not needed <= row.keys() <= declared:
            missing, unknown = sorted(needed - row.keys()), sorted(row.keys() - declared)
            raise ValueError(f"Row {number} of {sheet.name}: columns missing {missing}, unknown {unknown}")
        yield row


def _is_empty(value) -> bool:
    return value is None or value is False or value == ""


class _Cells:
    """The cells of one worksheet."""

    def __init__(self, worksheet: StreamedSheet):
        self._heading, self._other = worksheet.style(font=_HEADING), worksheet.style(font=_FONT)
        self._date = worksheet.style(font=_FONT, number_format=_DATE_FORMAT)

    def heading(self, name: str) -> str:
        return cell(name, self._heading)

    def of(self, value) -> str:
        """ "" for an empty cell."""
        if _is_empty(value):
            return ""
        if value is True:
            value = "x"
        if isinstance(value, dt.date):
            if value >= _EXCELS_FIRST_SURE_DAY:
                return cell(value, self._date)
            value = shown(value)
        if isinstance(value, int | float | Decimal):
            return cell(int(value) if value == int(value) else float(value), self._other)
        text = str(value)
        return cell(_known_plain(text) if len(text) < SHORT_TEXT else plain(text), self._other)


def plain(text: str) -> str:
    """Text that a cell can hold and an import takes."""
    text = clean(ILLEGAL_CHARACTERS_RE.sub("", text))
    return "".join(c for c in text if c in "\n\t" or not is_unseen(c))[:LONGEST_TEXT]


_known_plain = lru_cache(maxsize=1 << 14)(plain)
