"""Spreadsheets of LibreOffice and others (.ods)."""

import re
import zipfile
from dataclasses import dataclass, field
from itertools import product

from exchange.workbook.opening import with_macros, with_password
from exchange.workbook.problems import UnreadableWorkbook

from .archive import names_of, repacked, tell
from .facts import Facts, as_table
from .limits import MAX_CHARACTERS, MAX_COLUMNS, Room, unreadable
from .spreadsheets import opened, rows_of
from .table import Formula, Merge, Table

CONTENT = "content.xml"
_MACROS = re.compile(r"(basic/.+/(?!script-l[bc]\.xml)|scripts/).", re.IGNORECASE)
_DETAILS_AT_MOST = 3_000_000  # cells looked at one by one, each of a repeated one


def read(data: bytes) -> list[Table]:
    if any(map(_MACROS.match, names_of(data))):
        raise UnreadableWorkbook(with_macros())
    with repacked(data, _look) as (path, archive):
        content = _content(archive)
        room = Room()
        for sheet in content.sheets:
            room.take(sheet.title, sheet.rows, sheet.columns)
        if content.characters > MAX_CHARACTERS or len({s.title for s in content.sheets}) < len(
            content.sheets
        ):
            raise unreadable()
        with opened(path) as book:
            return [
                as_table(sheet.title, rows_of(book.get_sheet_by_name(sheet.title)), sheet.facts)
                for sheet in content.sheets
            ]


def _look(name: str, piece: bytes) -> None:
    if name == "META-INF/manifest.xml" and b"encryption-data" in piece:
        raise UnreadableWorkbook(with_password())


def _content(archive: zipfile.ZipFile) -> "_Content":
    content = _Content()
    tell(archive, CONTENT, content)
    return content


@dataclass
class _Sheet:
    """A worksheet: how far it reaches (from 1), and the facts about it."""

    title: str
    style: str
    facts: Facts = field(default_factory=Facts)
    rows: int = 0
    columns: int = 0
    row: int = 0  # the next one's place, from 0
    column: int = 0
    heading: int = 0  # the next column to be described


class _Content:
    """What content.xml says, but for the values themselves."""

    def __init__(self):
        self.sheets: list[_Sheet] = []
        self.characters = 0
        self._hidden: set[str] = set()  # styles
        self._struck: set[str] = set()
        self._style = ""
        self._depth = 0  # of tables in tables
        self._row: dict = {}
        self._cell: dict | None = None
        self._text: list[str] = []
        self._has_breaks = False  # which the library leaves out
        self._is_note = False
        self._details = 0

    def start(self, name: str, attributes: dict) -> None:
        act = self._STARTS.get(name)
        if act:
            act(self, attributes)

    def end(self, name: str) -> None:
        act = self._ENDS.get(name)
        if act:
            act(self)

    def data(self, text: str) -> None:
        if self._cell is not None and not self._is_note:
            self._text.append(text)

    # Styles

    def _start_style(self, attributes: dict) -> None:
        self._style = attributes.get("style:name", "")

    def _start_text_properties(self, attributes: dict) -> None:
        if attributes.get("style:text-line-through-style", "none") != "none":
            self._struck.add(self._style)

    def _start_table_properties(self, attributes: dict) -> None:
        if attributes.get("table:display") == "false":
            self._hidden.add(self._style)

    # Worksheets

    def _start_table(self, attributes: dict) -> None:
        self._depth += 1
        if self._depth == 1:
            style = attributes.get("table:style-name", "")
            self.sheets.append(_Sheet(attributes.get("table:name", ""), style))
            self.sheets[-1].facts.is_hidden = style in self._hidden

    def _start_column(self, attributes: dict) -> None:
        sheet, count = self.sheets[-1], _repeated(attributes, "table:number-columns-repeated")
        if attributes.get("table:visibility", "visible") != "visible":
            sheet.facts.hide_columns(sheet.heading, sheet.heading + count - 1)
        sheet.heading += count

    def _start_row(self, attributes: dict) -> None:
        if self._depth == 1:
            self._row, self._filled, self.sheets[-1].column = attributes, [], 0

    def _start_cell(self, attributes: dict) -> None:
        if self._depth == 1:
            self._cell, self._text, self._has_breaks = attributes, [], False

    def _start_note(self, attributes: dict) -> None:
        self._is_note = True

    def _start_spaces(self, attributes: dict) -> None:
        self.data(" " * min(_repeated(attributes, "text:c"), 1000))

    def _start_tab(self, attributes: dict) -> None:
        self._has_breaks = True
        self.data("\t")

    def _start_line_break(self, attributes: dict) -> None:
        self._has_breaks = True
        self.data("\n")

    def _end_cell(self) -> None:
        if self._depth != 1 or self._cell is None:
            return
        cell, sheet = self._cell, self.sheets[-1]
        self._cell = None
        count = _repeated(cell, "table:number-columns-repeated")
        text = "".join(self._text).removesuffix("\n")
        if text or "office:value-type" in cell or "table:formula" in cell:
            sheet.columns = max(sheet.columns, sheet.column + count)
            broken = text if self._has_breaks and cell.get("office:value-type") == "string" else ""
            self._filled.append((sheet.column, count, cell, len(text), broken))
            if sheet.columns > MAX_COLUMNS:
                Room().take(sheet.title, sheet.row + 1, sheet.columns)
        self._merge(cell, sheet)
        sheet.column += count

    def _merge(self, cell: dict, sheet: _Sheet) -> None:
        down, across = (_repeated(cell, f"table:number-{way}-spanned") for way in ("rows", "columns"))
        if down > 1 or across > 1:
            first_row, first_column = sheet.row, sheet.column
            merge = Merge(first_row, first_column, first_row + down - 1, first_column + across - 1)
            sheet.facts.merges.append(merge)

    def _end_paragraph(self) -> None:
        self.data("\n")

    def _end_note(self) -> None:
        self._is_note = False

    def _end_table(self) -> None:
        self._depth -= 1

    def _end_row(self) -> None:
        if self._depth != 1:
            return
        sheet, count = self.sheets[-1], _repeated(self._row, "table:number-rows-repeated")
        first, sheet.row = sheet.row, sheet.row + count
        if not self._filled:
            return
        sheet.rows = sheet.row
        Room().take(sheet.title, sheet.rows, sheet.columns)
        rows = range(first, sheet.row)
        if self._row.get("table:visibility", "visible") != "visible":
            sheet.facts.hidden_rows.update(rows)
        for column, repeated, cell, length, broken in self._filled:
            self.characters += length * repeated * count
            formula = cell.get("table:formula")
            value = broken if formula is None else Formula(f"={formula.partition(':=')[2] or formula}")
            is_struck = cell.get("table:style-name") in self._struck
            if value or is_struck:
                self._learn(rows, range(column, column + repeated), value, is_struck)

    def _learn(self, rows: range, columns: range, value: Formula | str, is_struck: bool) -> None:
        facts = self.sheets[-1].facts
        self._details += len(rows) * len(columns)
        if self._details > _DETAILS_AT_MOST:
            raise unreadable()
        for place in product(rows, columns):
            if value:
                facts.cells[place] = value
            if is_struck:
                facts.strikes.count(*place)

    _STARTS = {
        "style:style": _start_style,
        "style:text-properties": _start_text_properties,
        "style:table-properties": _start_table_properties,
        "table:table": _start_table,
        "table:table-column": _start_column,
        "table:table-row": _start_row,
        "table:table-cell": _start_cell,
        "table:covered-table-cell": _start_cell,
        "office:annotation": _start_note,
        "text:s": _start_spaces,
        "text:tab": _start_tab,
        "text:line-break": _start_line_break,
    }
    _ENDS = {
        "table:table": _end_table,
        "table:table-row": _end_row,
        "table:table-cell": _end_cell,
        "table:covered-table-cell": _end_cell,
        "office:annotation": _end_note,
        "text:p": _end_paragraph,
    }


def _repeated(attributes: dict, name: str) -> int:
    number = attributes.get(name, "1")
    if not number.isdecimal() or len(number) > 9:
        raise unreadable()
    return max(int(number), 1)
