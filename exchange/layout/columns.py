"""The columns of a table below its headings, each with a key that tells it whatever its place."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from openpyxl.utils import get_column_letter

from exchange.tables import Table
from lib.vietnamese import search_key

from .grid import Grid
from .listing import Heading
from .texts import is_empty, text_of
from .words import INDEX_KEYS, is_numbering, month_of

__all__ = ["heading_key", "headings_at", "is_empty", "keys", "signature", "text_of"]

DEEPEST = 3  # rows that headings take
SAMPLES = 3
_LOOKED_AT = 40  # rows that samples come from
_SEPARATOR = " · "
_PERSON = (
    "ho va ten",
    "ho ten",
    "ho va ten can bo",
    "ho ten can bo",
    "ho va ten lanh dao",
    "can bo",
    "lanh dao",
)
_PARTS_OF_NAMES = (
    "ho",
    "ten",
    "ho dem",
    "ho va dem",
    "ho va ten dem",
    "ho ten dem",
    "ho lot",
    "ho va chu lot",
)


@lru_cache(maxsize=4096)
def heading_key(text: str) -> str:
    """What headings are recognised by: without case, diacritics, signs, and what stands in brackets."""
    text = re.sub(r"\([^)]*\)", " ", text)
    return " ".join(re.findall(r"[^\W_]+", search_key(text)))


def keys(texts: Iterable[str], letters: list[str] | None = None) -> list[str]:
    """A key for each column: its heading, numbered where it comes again, or its letter ("@C")."""
    seen: Counter[str] = Counter()
    found = []
    for position, text in enumerate(texts):
        key = heading_key(text)
        seen[key] += 1
        letter = letters[position] if letters else get_column_letter(position + 1)
        found.append(f"@{letter}" if not key else key if seen[key] == 1 else f"{key} #{seen[key]}")
    return found


class Titled(NamedTuple):
    """A column of a worksheet (from 0) and its headings, from the upper to the lower.

    `continues`: its heading is that of the column before, merged over both.
    """

    column: int
    parts: tuple[str, ...]
    continues: bool = False

    @property
    def text(self) -> str:
        return _SEPARATOR.join(self.parts)


def heading_rows(grid: Grid, row: int, depth: int = 0) -> tuple[int, int]:
    """The first and the last row of the headings that row `row` belongs to; all from 0.

    With a depth, `row` is the last of so many.
    """
    if depth:
        return max(row - depth + 1, 0), row
    first = last = row
    while last - first < DEEPEST - 1 and _goes_on_below(grid, last):
        last += 1
    while last - first < DEEPEST - 1 and first > 0 and _goes_on_below(grid, first - 1):
        first -= 1
    return first, last


def _goes_on_below(grid: Grid, row: int) -> bool:
    """Whether the headings in `row` are those above the headings in the next one."""
    if row + 1 >= len(grid.rows):
        return False
    above, below = grid.filled(row), grid.filled(row + 1)
    if len(above) < 2 or not below:
        return False
    parents: Counter[int] = Counter()
    for column in below:
        parent = _parent(grid, row, column, below)
        if parent is not None and heading_key(text_of(grid.own(row + 1, column))) in INDEX_KEYS - {"so"}:
            return False  # above running numbers there is no heading, but a title
        if parent == column and not _has_children(grid, row, column, below):
            return False
        if not _may_be_below(
            text_of(grid.own(row, parent)) if parent is not None else "", grid.own(row + 1, column)
        ):
            return False
        if parent is not None:
            parents[parent] += 1
    alone = any(column not in parents for column in above)
    is_merged = [grid.span(row, parent) > 1 for parent in parents]
    if alone:
        return any(is_merged) or max(parents.values(), default=0) > 1
    return len(parents) > 1 and all(is_merged) and not is_numbering([grid.own(row + 1, i) for i in below])


def _parent(grid: Grid, row: int, column: int, below: list[int]) -> int | None:
    """The column of the heading in `row` above the one in `column`; None where there is nothing above."""
    top, left = grid.origin(row, column)
    if (top, left) != (row, column):
        return left
    if text_of(grid.own(row, column)):
        return column
    before = next((i for i in range(column - 1, -1, -1) if text_of(grid.value(row, i))), None)
    if before is None or grid.origin(row, before) != (row, before) or grid.span(row, before) > 1:
        return None
    return before if _is_run(below, before, column) else None


def _has_children(grid: Grid, row: int, column: int, below: list[int]) -> bool:
    """Merged over several columns, or written above the first of them alone."""
    return grid.span(row, column) > 1 or (column + 1 in below and is_empty(grid.value(row, column + 1)))


def _is_run(columns: list[int], first: int, last: int) -> bool:
    return all(i in columns for i in range(first, last + 1))


def _may_be_below(parent: str, value) -> bool:
    """Names of people below "Họ và tên" are none of its parts."""
    if not isinstance(value, str):
        return bool(parent) and month_of(value) is not None
    key = heading_key(text_of(value))
    return bool(key) and (heading_key(parent) not in _PERSON or key in _PARTS_OF_NAMES)


def titled(grid: Grid, first: int, last: int, left: int, right: int) -> list[Titled]:
    """The columns from `left` up to `right`, with their headings in these rows or without any."""
    found: list[Titled] = []
    before: list[tuple[int, int]] = []
    texts: list[str] = []
    for column in range(left, right):
        cells = [grid.origin(row, column) for row in range(first, last + 1)]
        left_of, texts = texts, [text_of(grid.own(*cell)) for cell in cells]
        for i in range(len(cells) - 1):
            # A heading above several columns that is written above the first of them alone.
            goes_on = not texts[i] and any(texts[i + 1 :]) and any(left_of[i + 1 :])
            if goes_on and grid.span(*before[i]) == 1:
                cells[i] = before[i]
                texts[i] = text_of(grid.own(*before[i]))
        named = [cell for cell, text in zip(cells, texts, strict=True) if text]
        parts = tuple(dict.fromkeys(text_of(grid.own(*cell)) for cell in dict.fromkeys(named)))
        continues = bool(named and found and found[-1].parts == parts and before and named[-1] in before)
        found.append(Titled(column, parts, continues))
        before = cells
    return found


def headings_at(table: Table, row: int, depth: int = 0) -> list[Heading]:
    """The columns below the headings of row `row` (from 1) that have a heading or anything else."""
    if not 1 <= row <= len(table.rows):
        return []
    grid = Grid(table)
    first, last = heading_rows(grid, row - 1, depth)
    below = range(last + 1, min(last + 1 + _LOOKED_AT, len(grid.rows)))
    width = max(len(grid.rows[i]) for i in (*range(first, last + 1), *below))
    columns = titled(grid, first, last, 0, width)
    samples = {one.column: [text_of(grid.own(i, one.column)) for i in below] for one in columns}
    return headings_of([one for one in columns if one.parts or any(samples[one.column])], samples)


def headings_of(columns: list[Titled], samples: dict[int, Iterable[str]]) -> list[Heading]:
    """`samples` are texts below, by column."""
    letters = [get_column_letter(one.column + 1) for one in columns]
    found = []
    for position, (one, key) in enumerate(
        zip(columns, keys([c.text for c in columns], letters), strict=True)
    ):
        some = tuple(dict.fromkeys(filter(None, samples.get(one.column, ()))))[:SAMPLES]
        found.append(Heading(key, position, one.text, some, letters[position], one.parts, one.continues))
    return found


def signature(headings: list[Heading]) -> str:
    """A digest, the same for lists with the same headings in whatever order.

    What the sheet has not as a column (the lines above groups) makes no difference, nor how many columns one
    heading is merged over.
    """
    named = sorted(h.key for h in headings if h.text and not h.key.startswith("@") and not h.continues)
    return hashlib.sha256("\n".join(named).encode()).hexdigest()
