"""Where the lists of a file are."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from exchange.tables import Table
from exchange.workbook.columns import Sheet
from exchange.workbook.kinds import word_key

from .columns import Titled, heading_key, heading_rows, headings_of, signature, titled
from .grid import Grid, is_filled
from .headings import are_headings, guess, may_be_headings
from .listing import EVERY_SHEET, Heading, Place
from .words import INDEX_KEYS

# Sheets that the templates have beside those of the format.
GUIDE, CHOICES = "Hướng dẫn", "Danh mục"
_OURS = {word_key(GUIDE), word_key(CHOICES)}
HEADING_AMONG = 20  # rows in which headings are looked for that are no known words
MOST_COLUMNS = 200  # of a list
_LISTS_AT_MOST = 50  # of one worksheet
_NAMED = 4  # headings that a label quotes


def filled(tables: list[Table]) -> list[Table]:
    """The visible tables that have anything, but for our own guide."""
    return [t for t in tables if t.rows and not t.is_hidden and word_key(t.title) not in _OURS]


@dataclass
class Found:
    """A list by its headings; rows and columns from 0, `right` not included."""

    grid: Grid
    first: int
    last: int
    left: int
    right: int
    columns: list[Titled]
    is_one_of_several: bool = False  # side by side

    @property
    def headings(self) -> list[Heading]:
        return headings_of([one for one in self.columns if one.parts], {})

    @property
    def place(self) -> Place:
        column = self.left + 1 if self.is_one_of_several else 0
        return Place(self.grid.table.title, self.last + 1, column=column)


def lists_at(grid: Grid, row: int, depth: int = 0) -> list[Found]:
    """The lists whose headings are in row `row` (from 0): several where they stand side by side."""
    first, last = heading_rows(grid, row, depth)
    columns = titled(grid, first, last, 0, min(grid.width, MOST_COLUMNS))
    blocks = _blocks(grid, columns, range(last + 1, min(len(grid.rows), last + 101)))
    # What stands left of the first headings belongs to the first list, right of the last ones to the last.
    edges = [0, *(block[0].column for block in blocks[1:]), len(columns)]
    return [
        Found(grid, first, last, left, right, columns[left:right], len(blocks) > 1)
        for left, right in pairwise(edges)
    ]


def _blocks(grid: Grid, columns: list[Titled], rows: range) -> list[list[Titled]]:
    """Columns with headings, parted where an empty column stands between two lists."""
    blocks: list[list[Titled]] = []
    parted = True
    for one in columns:
        if one.parts:
            if parted:
                blocks.append([])
            blocks[-1].append(one)
            parted = False
        elif not parted and not any(is_filled(grid.value(row, one.column)) for row in rows):
            parted = True
    joined = blocks[:1]
    for block in blocks[1:]:
        if _begins_a_list(joined[-1], block):
            joined.append(block)
        else:
            joined[-1] += block
    return joined


def _begins_a_list(before: list[Titled], block: list[Titled]) -> bool:
    own, others = ([heading_key(one.parts[-1]) for one in part] for part in (block, before))
    if len(own) < 2 or len(others) < 2:
        return False
    return own[0] in INDEX_KEYS or len(set(own) & set(others) - INDEX_KEYS) * 2 >= len(own)


def find(tables: list[Table]) -> Iterator[Found]:
    """Every list whose headings are known words, but for headings that come again in the list itself."""
    for table in tables:
        grid = Grid(table)
        seen: set[str] = set()
        last = -1
        for row in _rows_with_known_headings(grid):
            if row <= last:
                continue
            for found in lists_at(grid, row):
                last = found.last
                digest = f"{signature(found.headings)} {found.left}"
                if digest not in seen:
                    seen.add(digest)
                    yield found
            if len(seen) >= _LISTS_AT_MOST:
                break


def _rows_with_known_headings(grid: Grid) -> Iterator[int]:
    some = False
    for number, values in enumerate(grid.rows):
        texts = [value for value in values if value is not None and is_filled(value)]
        if are_headings(texts) or (not some and number < HEADING_AMONG and may_be_headings(texts)):
            some = True
            yield number


def _likeness(sheet: Sheet, found: Found) -> tuple:
    headings = found.headings
    table = found.grid.table
    return (
        len(guess(sheet, headings)),
        word_key(table.title) == word_key(sheet.name),
        len(headings),
        -found.last,
    )


def places(tables: list[Table], sheet: Sheet) -> list[tuple[Place, str]]:
    """Every list in the tables, the most likely first, each with words to choose it by.

    Lists with the same headings on several sheets are offered as one, before each of them.
    """
    ranked = sorted(find(tables), key=lambda found: _likeness(sheet, found), reverse=True)
    alike = defaultdict(list)
    for found in ranked:
        if found.headings and not found.is_one_of_several:
            alike[signature(found.headings)].append(found)
    offered: list[tuple[Place, str]] = []
    combined = set()
    for found in ranked:
        digest = signature(found.headings)
        same = alike.get(digest, [])
        count = len({other.grid.table.title for other in same})
        if count > 1 and found in same and digest not in combined:
            combined.add(digest)
            first = next(f for t in tables for f in same if f.grid.table is t)
            offered.append((Place(EVERY_SHEET, first.last + 1), _label_of_all(first, count)))
        offered.append((found.place, _label(found)))
    return offered


def _label(found: Found) -> str:
    return _("%(sheet)s, row %(row)d: %(headings)s") % {
        "sheet": found.grid.table.title,
        "row": found.last + 1,
        "headings": _quoted(found),
    }


def _label_of_all(found: Found, count: int) -> str:
    return _("all %(count)d sheets with the same headings: %(headings)s") % {
        "count": count,
        "headings": _quoted(found),
    }


def _quoted(found: Found) -> str:
    texts = [heading.text for heading in found.headings if not heading.continues]
    return " · ".join(texts[:_NAMED]) + (" …" if len(texts) > _NAMED else "")


def find_place(sheet: Sheet, tables: list[Table]) -> Place:
    """Where in the tables (not none) the headings of such a list most likely are."""
    if found := places(tables, sheet):
        return found[0][0]

    def likeness(candidate: tuple[Table, int]) -> tuple:
        table, row = candidate
        return sum(map(is_filled, table.rows[row])), -row

    rows = ((t, row) for t in tables for row in range(min(len(t.rows), HEADING_AMONG)))
    table, row = max(rows, key=likeness)
    return Place(table.title, row + 1)
