"""Tables of a web page, which many programs save under the name of an Excel file (.xls)."""

import re
from dataclasses import dataclass, field

from lxml import etree

from .facts import Facts, as_table
from .limits import MAX_COLUMNS, Room, unreadable
from .table import Merge, Table

_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide|visibility\s*:\s*(hidden|collapse)", re.IGNORECASE)
_STRUCK = re.compile(r"text-decoration[^;]*line-through", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_TITLE = re.compile(r"<x:Name>([^<]{1,100})</x:Name>")
_SPAN_AT_MOST = 65_534
_BREAKS, _UNSEEN = {"br", "p", "div", "li"}, {"style", "script", "title"}
_TAGS_AT_MOST = 2_000_000
_DEPTH_AT_MOST, _TABLES_AT_MOST = 200, 500
_PIECE = 64 * 1024  # the parser takes ever longer inside of many tags, and stops only between pieces


def read(text: str, title: str) -> list[Table]:
    """All values are texts."""
    if text.count("<") > _TAGS_AT_MOST:
        raise unreadable()
    page = _Page()
    parser = etree.HTMLParser(target=page, encoding="utf-8", no_network=True)
    data = text.encode("utf-8", "replace")
    for start in range(0, len(data), _PIECE):
        parser.feed(data[start : start + _PIECE])
    parser.close()
    found = [grid for grid in page.grids if any(grid.rows)]
    if not found:
        raise unreadable()
    titles = _TITLE.findall(text)
    if len(titles) != len(found) or len(set(titles)) < len(titles):
        titles = [title if n == 1 else f"{title} ({n})" for n in range(1, len(found) + 1)]
    return [grid.table(name) for grid, name in zip(found, titles, strict=True)]


@dataclass
class _Grid:
    """The cells of one table, put where those that span several rows leave room."""

    rows: list[list] = field(default_factory=list)
    facts: Facts = field(default_factory=Facts)
    room: Room = field(default_factory=Room)
    text: list[str] | None = None  # of the cell that is read
    _until: dict[int, int] = field(default_factory=dict)  # by column: the last row a cell above spans

    def start_row(self, is_hidden: bool) -> None:
        self.end_cell()
        self.rows.append([])
        if is_hidden:
            self.facts.hidden_rows.add(len(self.rows) - 1)

    def start_cell(self, down: int, across: int, is_struck: bool) -> None:
        self.end_cell()
        if not self.rows:
            self.start_row(False)
        row, line = len(self.rows) - 1, self.rows[-1]
        column = len(line)
        while self._until.get(column, -1) >= row:
            column += 1
        self.room_for(column + across)
        line += [None] * (column + across - len(line))
        if down > 1:
            self._until |= dict.fromkeys(range(column, column + across), row + down - 1)
        if down > 1 or across > 1:
            self.facts.merges.append(Merge(row, column, row + down - 1, column + across - 1))
        self.column, self.text, self.is_struck = column, [], is_struck

    def room_for(self, columns: int) -> None:
        if columns > MAX_COLUMNS:
            Room().take("HTML", len(self.rows), columns)

    def end_cell(self) -> None:
        if self.text is None:
            return
        lines = (_SPACES.sub(" ", line).strip(" ") for line in "".join(self.text).split("\0"))
        text = "\n".join(lines).strip("\n")
        if text:
            row = len(self.rows) - 1
            self.rows[row][self.column] = text
            if self.is_struck:
                self.facts.strikes.count(row, self.column)
        self.text = None

    def table(self, title: str) -> Table:
        self.end_cell()
        table = as_table(title, self.rows, self.facts)
        self.room.take(title, len(table.rows), max(map(len, table.rows), default=0))
        return table


class _Page:
    """What the parser tells of, tag by tag."""

    def __init__(self):
        self.grids: list[_Grid] = []
        self._open: list[_Grid] = []
        self._unseen = 0
        self._depth = 0

    def start(self, tag: str, attributes: dict) -> None:
        self._depth += 1
        if self._depth > _DEPTH_AT_MOST or len(self.grids) > _TABLES_AT_MOST:
            raise unreadable()
        if tag == "table":
            self._open.append(_Grid())
            self.grids.append(self._open[-1])
        elif tag in _UNSEEN:
            self._unseen += 1
        elif not self._open:
            return
        elif tag == "tr":
            self._open[-1].start_row(_is(attributes, _HIDDEN))
        elif tag in ("td", "th"):
            down, across = (_span(attributes.get(name, "1")) for name in ("rowspan", "colspan"))
            self._open[-1].start_cell(down, across, _is(attributes, _STRUCK))
        elif tag in _BREAKS:
            self._add("\0")
        elif tag in ("s", "strike", "del") and self._open[-1].text is not None:
            self._open[-1].is_struck = not "".join(self._open[-1].text).strip()

    def end(self, tag: str) -> None:
        self._depth -= 1
        if tag == "table" and self._open:
            self._open.pop().end_cell()
        elif tag in ("td", "th") and self._open:
            self._open[-1].end_cell()
        elif tag in ("p", "div", "li"):
            self._add("\0")
        elif tag in _UNSEEN:
            self._unseen -= 1

    def data(self, text: str) -> None:
        self._add(text.replace("\0", ""))

    def comment(self, text: str) -> None:
        pass

    def close(self) -> None:
        pass

    def _add(self, text: str) -> None:
        if self._open and self._open[-1].text is not None and not self._unseen:
            self._open[-1].text.append(text)


def _is(attributes: dict, pattern: re.Pattern) -> bool:
    return "hidden" in attributes or pattern.search(attributes.get("style", "")) is not None


def _span(text: str) -> int:
    digits = text.strip()
    return min(max(int(digits), 1), _SPAN_AT_MOST) if digits.isdecimal() and len(digits) < 10 else 1
