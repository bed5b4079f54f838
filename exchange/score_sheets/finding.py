"""Score sheets in a file: their table, and the lines of text around it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise

from django.utils.translation import gettext as _

from exchange.tables import ErrorValue, Formula, Table, read_tables, unpacked_size, word
from exchange.workbook.problems import UnreadableWorkbook
from lib.vietnamese import name_key, one_line
from meetings import paper_sheet

SIZE_AT_MOST = 5 * 1024 * 1024
UNPACKED_AT_MOST = 50 * 1024 * 1024
CELLS_AT_MOST = 50_000  # a sheet has some three hundred
BLANK = re.compile(r"[\s.…_]*")  # dotted lines to write on too
COLUMNS = (
    paper_sheet.CODE,
    paper_sheet.TEXT,
    paper_sheet.SCALE,
    paper_sheet.BY_CELL,
    paper_sheet.BY_LEADER,
)


@dataclass(frozen=True)
class Line:
    """A row of the table, by the headings of its columns; `code` and `key` whatever the spelling."""

    values: dict[str, object]

    @cached_property
    def code(self) -> str:
        return code_key(self.text(paper_sheet.CODE))

    @cached_property
    def key(self) -> str:
        return name_key(self.text(paper_sheet.TEXT))

    def text(self, column: str) -> str:
        """As it is written; "" where nothing is, or a formula."""
        value = self.values.get(column)
        return "" if value is None or isinstance(value, Formula | ErrorValue) else str(value).strip()


@dataclass
class Sheet:
    columns: frozenset[str]
    lines: list[Line] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)


@lru_cache(maxsize=1024)
def code_key(code: str) -> str:
    return name_key(code.rstrip("."))


def sheets_of(data: bytes, name: str) -> list[Sheet]:
    """Raises UnreadableWorkbook, for the person who sent it; empty where the file holds no score sheet."""
    if len(data) > SIZE_AT_MOST or unpacked_size(data) > UNPACKED_AT_MOST:
        raise _too_large()
    if not data.startswith(b"PK"):
        raise UnreadableWorkbook(
            _("This is neither an Excel workbook (.xlsx) nor a Word document (.docx). Open it there and save "
              "it as one of these; a scanned sheet has to be typed.")
        )  # fmt: skip
    tables = word.read(data) if word.is_word(data) else read_tables(data, name)
    if sum(len(row) for table in tables for row in table.rows) > CELLS_AT_MOST:
        raise _too_large()
    return [sheet for table in tables if not table.is_hidden for sheet in _sheets(table)]


def _too_large() -> UnreadableWorkbook:
    return UnreadableWorkbook(
        _("The file is larger than any score sheet. Take pictures and other sheets out of it.")
    )


def _sheets(table: Table) -> Iterator[Sheet]:
    """Several stand one below the other in a document, each from its title on."""
    starts = [i for i, row in enumerate(table.rows) if _key_of(row) == name_key(paper_sheet.KIND)]
    edges = [0, *starts[1:], len(table.rows)]
    for first, end in pairwise(edges):
        sheet = _sheet(table.rows[first:end])
        if sheet:
            yield sheet


def _key_of(row: Sequence) -> str:
    return name_key(" ".join(str(value) for value in row if value is not None))


def _sheet(rows: list[list]) -> Sheet | None:
    head = next(((i, places) for i, row in enumerate(rows) if (places := _headings(row))), None)
    if head is None:
        return None
    start, places = head
    sheet = Sheet(frozenset(places), above=list(_texts(rows[:start])))
    for number, row in enumerate(rows[start + 1 :], start=start + 1):
        values = {name: row[place] if place < len(row) else None for name, place in places.items()}
        sheet.lines.append(Line(values))
        if sheet.lines[-1].key == name_key(paper_sheet.TOTAL):
            sheet.below = list(_texts(rows[number + 1 :]))
            break
    return sheet


def _headings(row: Sequence) -> dict[str, int]:
    """Where its columns are, of a row of headings: of criteria and of points by somebody."""
    known = {name_key(name): name for name in COLUMNS}
    found = {
        known[key]: place
        for place, value in enumerate(row)
        if isinstance(value, str) and (key := name_key(value)) in known
    }
    has_points = found.keys() & {paper_sheet.BY_CELL, paper_sheet.BY_LEADER}
    return found if paper_sheet.TEXT in found and has_points else {}


def _texts(rows: list[list]) -> Iterator[str]:
    """Line by line, what is not blank."""
    for row in rows:
        for value in row:
            for line in str(value).splitlines() if value is not None else ():
                if not BLANK.fullmatch(line):
                    yield one_line(line)
