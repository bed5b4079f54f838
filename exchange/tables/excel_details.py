"""A worksheet of an .xlsx cell by cell, where a glance does not do."""

import zipfile
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from lxml import etree
from openpyxl.utils import column_index_from_string

from .archive import tell
from .excel_parts import TEXTS
from .facts import Facts
from .limits import LAST_ROW, MAX_CHARACTERS, unreadable
from .table import ErrorValue, Formula

_YES = ("1", "true", "on")
_CELLS_AT_MOST = 3_000_000


class Struck(NamedTuple):
    """What is struck through: styles of cells, and shared texts, by number."""

    styles: frozenset[int]
    texts: frozenset[int]

    def __bool__(self):
        return bool(self.styles or self.texts)


NOTHING_STRUCK = Struck(frozenset(), frozenset())


def look(archive: zipfile.ZipFile, part: str, struck: Struck) -> "Details":
    return _parsed(archive, part, Details(struck))


def weigh_texts(archive: zipfile.ZipFile, parts: Iterable[str]) -> None:
    """Refuse worksheets whose cells, each with its own copy of its text, would fill all memory."""
    used: Counter[int] = Counter()
    for part in dict.fromkeys(parts):
        used += _parsed(archive, part, Details(NOTHING_STRUCK)).texts
    total = number = 0
    with archive.open(TEXTS) as stream:
        for _event, item in etree.iterparse(stream, resolve_entities=False, no_network=True, tag="{*}si"):
            total += used[number] * sum(map(len, item.itertext()))
            if total > MAX_CHARACTERS:
                raise unreadable()
            number += 1
            item.clear()
            while item.getprevious() is not None:
                del item.getparent()[0]


def _parsed(archive: zipfile.ZipFile, part: str, details: "Details") -> "Details":
    tell(archive, part, details)
    return details


class Details:
    """The furthest row and column (from 1) with anything in them, and the facts about them."""

    def __init__(self, struck: Struck):
        self.struck, self.facts = struck, Facts()
        self.rows = self.columns = 0
        self.texts: Counter[int] = Counter()
        self._row = self._column = -1  # of the cell that is read, from 0
        self._cell: dict | None = None
        self._left = _CELLS_AT_MOST
        self._kept: list[str] | None = None
        self._formula: str | None = None
        self._value = ""

    def start(self, name: str, attributes: dict) -> None:
        name = name.rpartition(":")[2]
        if self._cell is not None:
            self._start_inside(name)
        elif name == "c":
            self._start_cell(attributes)
        elif name == "row":
            self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
            if self._row >= LAST_ROW:  # libraries count up to it, though it be empty
                self.rows = self._row + 1
            self._column = -1
            if attributes.get("hidden", "").lower() in _YES:
                self.facts.hidden_rows.add(self._row)
        elif name == "col" and attributes.get("hidden", "").lower() in _YES:
            self.facts.hide_columns(int(attributes["min"]) - 1, int(attributes["max"]) - 1)

    def _start_cell(self, attributes: dict) -> None:
        self._left -= 1
        if self._left < 0:
            raise unreadable()
        place = attributes.get("r", "")
        letters = place.rstrip("0123456789")
        if place:
            self._column = column_index_from_string(letters) - 1
            self._place = int(place[len(letters) :]) - 1, self._column
        else:
            self._column += 1
            self._place = self._row, self._column
        self._cell, self._formula, self._value, self._is_filled = attributes, None, "", False

    def _start_inside(self, name: str) -> None:
        self._is_filled = True
        if name in ("v", "f"):
            self._kept = []

    def data(self, text: str) -> None:
        if self._kept is not None:
            self._kept.append(text)

    def end(self, name: str) -> None:
        if self._cell is None:
            return
        name = name.rpartition(":")[2]
        if name == "c":
            if self._is_filled:
                self._end_cell(self._cell)
            self._cell = None
        elif name == "f":
            self._formula, self._kept = "".join(self._kept or ()), None
        elif name == "v":
            self._value, self._kept = "".join(self._kept or ()), None

    def _end_cell(self, cell: dict) -> None:
        row, column = self._place
        self.rows, self.columns = max(self.rows, row + 1), max(self.columns, column + 1)
        kind, text = cell.get("t"), -1
        if kind == "s":
            text = int(self._value or -1)
            self.texts[text] += 1
        if self._formula is not None:
            self.facts.cells[self._place] = Formula(f"={self._formula}")
        elif kind == "e":
            self.facts.cells[self._place] = ErrorValue(self._value)
        if self.struck:
            style = int(cell.get("s", 0))
            if style in self.struck.styles or text in self.struck.texts:
                self.facts.strikes.count(row, column)
