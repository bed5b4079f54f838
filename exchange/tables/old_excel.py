"""Workbooks of Excel before 2007 (.xls)."""

import io
import struct
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from exchange.workbook.opening import with_macros, with_password
from exchange.workbook.problems import UnreadableWorkbook

from .compound import Compound, packed
from .facts import Facts, as_table
from .limits import MAX_CHARACTERS, Room, unreadable
from .spreadsheets import is_hidden, is_worksheet, opened, rows_of
from .table import ErrorValue, Formula, Merge, Table

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MACROS = "_VBA_PROJECT"

# Records, by number.
_BOF, _EOF, _FILEPASS, _BOUNDSHEET, _CONTINUE = 0x0809, 0x000A, 0x002F, 0x0085, 0x003C
_FONT, _XF, _TEXTS, _TEXT_BY_NUMBER = 0x0031, 0x00E0, 0x00FC, 0x00FD
_ROW, _COLUMNS, _FORMULA, _ERROR, _SEVERAL_NUMBERS = 0x0208, 0x007D, 0x0006, 0x0205, 0x00BD
_FILLED = {_TEXT_BY_NUMBER, _FORMULA, _ERROR, 0x0203, 0x0204, 0x027E, 0x00D6}
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_HIDDEN_ROW, _HIDDEN_COLUMN, _STRUCK = 0x20, 0x01, 0x08


def read(data: bytes) -> list[Table]:
    if _ENCRYPTED in data:
        raise UnreadableWorkbook(with_password())
    compound = Compound(data)
    if any(name.startswith(_MACROS) for name in compound.names()):
        raise UnreadableWorkbook(with_macros())
    stream = compound.stream("Workbook", "Book")
    if stream is None:
        raise unreadable()
    book = _Book(stream)
    room = Room()
    facts = [book.look_at_sheet(position, title, room) for title, position in book.sheets]
    book.weigh_texts()
    # The library's own reading of the container fails in worse ways than ours; it gets one made anew.
    name = "Workbook" if "Workbook" in compound.names() else "Book"
    with opened(io.BytesIO(packed(name, stream))) as opened_book:
        metadata = opened_book.sheets_metadata
        if len(metadata) != len(facts):
            raise unreadable()
        return [
            _table(opened_book.get_sheet_by_index(i), about, facts[i])
            for i, about in enumerate(metadata)
            if is_worksheet(about)
        ]


def _table(sheet, about, facts: Facts) -> Table:
    facts.merges = [Merge(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
    facts.is_hidden = is_hidden(about)
    return as_table(about.name, rows_of(sheet), facts)


@dataclass
class _Book:
    stream: bytes
    sheets: list[tuple[str, int]] = field(default_factory=list)  # title and where it begins
    _fonts: list[bool] = field(default_factory=list)  # struck through
    _styles: list[bool] = field(default_factory=list)
    _used: Counter[int] = field(default_factory=Counter)  # texts, by number
    _texts: list[bytes] = field(default_factory=list)
    _records_left: int = 0

    def __post_init__(self):
        self._records_left = len(self.stream) // 8 + 1000  # worksheets may lie upon each other
        is_texts = False
        for kind, content in self._records(0):
            if kind == _FILEPASS:
                raise UnreadableWorkbook(with_password())
            if kind == _BOUNDSHEET:
                self.sheets.append((_title(content), struct.unpack_from("<I", content)[0]))
            elif kind == _FONT:
                self._fonts.append(bool(content[2] & _STRUCK))
            elif kind == _XF:
                self._styles.append(self._is_struck(struct.unpack_from("<H", content)[0]))
            is_texts = kind == _TEXTS or (is_texts and kind == _CONTINUE)
            if is_texts:
                self._texts.append(content)

    def _is_struck(self, font: int) -> bool:
        font -= font > 4  # there is no font 4
        return font < len(self._fonts) and self._fonts[font]

    def _is_style_struck(self, style: int) -> bool:
        return style < len(self._styles) and self._styles[style]

    def _records(self, position: int) -> Iterator[tuple[int, bytes]]:
        stream, depth = self.stream, 0
        while position + 4 <= len(stream):
            kind, length = struct.unpack_from("<HH", stream, position)
            self._records_left -= 1
            if self._records_left < 0:
                raise unreadable()
            yield kind, stream[position + 4 : position + 4 + length]
            position += 4 + length
            depth += (kind == _BOF) - (kind == _EOF)
            if kind == _EOF and depth <= 0:
                return

    def look_at_sheet(self, position: int, title: str, room: Room) -> Facts:
        facts = Facts()
        rows = columns = 0
        for kind, content in self._records(position):
            if kind in _FILLED:
                row, column, style = struct.unpack_from("<HHH", content)
                rows, columns = max(rows, row + 1), max(columns, column + 1)
                if kind == _TEXT_BY_NUMBER:
                    self._used[struct.unpack_from("<I", content, 6)[0]] += 1
                elif kind == _FORMULA:
                    facts.cells[row, column] = Formula("=")
                elif kind == _ERROR and content[7]:
                    facts.cells[row, column] = ErrorValue(_ERRORS.get(content[6], "#?"))
                if self._is_style_struck(style):
                    facts.strikes.count(row, column)
            elif kind == _SEVERAL_NUMBERS:
                row, column = struct.unpack_from("<HH", content)
                styles = [style for style, _number in struct.iter_unpack("<HI", content[4:-2])]
                rows, columns = max(rows, row + 1), max(columns, column + len(styles))
                for i, style in enumerate(styles):
                    if self._is_style_struck(style):
                        facts.strikes.count(row, column + i)
            elif kind == _ROW and content[12] & _HIDDEN_ROW:
                facts.hidden_rows.add(struct.unpack_from("<H", content)[0])
            elif kind == _COLUMNS and content[8] & _HIDDEN_COLUMN:
                facts.hide_columns(*struct.unpack_from("<HH", content))
        room.take(title, rows, columns)
        return facts

    def weigh_texts(self) -> None:
        """Refuse worksheets whose cells, each with its own copy of its text, would fill all memory."""
        lengths = _lengths(self._texts) if self._used else []
        total = sum(count * lengths[number] for number, count in self._used.items() if number < len(lengths))
        if total > MAX_CHARACTERS:
            raise unreadable()


def _title(content: bytes) -> str:
    """For a message only; what the old encodings make of it does not matter."""
    raw = content[8:]
    return raw[: 2 * content[6]].decode("utf-16-le", "replace") if content[7] & 1 else raw.decode("latin-1")


def _lengths(pieces: list[bytes]) -> list[int]:
    """How long each shared text is. Texts run on into the next piece, which begins with its width."""
    found: list[int] = []
    total = struct.unpack_from("<I", pieces[0], 4)[0]
    piece, at = 0, 8
    while len(found) < total and piece < len(pieces):
        if at >= len(pieces[piece]):
            piece, at = piece + 1, at - len(pieces[piece])
            continue
        length, flags = struct.unpack_from("<HB", pieces[piece], at)
        found.append(length)
        at += 3
        runs = extra = 0
        if flags & 8:
            runs, at = struct.unpack_from("<H", pieces[piece], at)[0], at + 2
        if flags & 4:
            extra, at = struct.unpack_from("<I", pieces[piece], at)[0], at + 4
        width = 1 + (flags & 1)
        while at + length * width > len(pieces[piece]):
            length -= (len(pieces[piece]) - at) // width
            piece += 1
            width, at = 1 + (pieces[piece][0] & 1), 1
        at += length * width + runs * 4 + extra
    return found
