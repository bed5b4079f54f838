"""The tables of a page: their columns, what a file has of each row, and the order that the address asks for.

A page draws its rows by its own template; heading, file and order come from the same columns.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, cached_property, partial
from operator import attrgetter
from typing import Any

from django.core.paginator import Page, Paginator
from django.template.defaultfilters import yesno
from django.utils.functional import Promise

from .periods import Month, day_of
from .tables import Column, Kind, Line, Table, Value
from .vietnamese import sort_key

Reading = str | Callable[[Any], Any]  # of a row: "cell.committee.label", or a function
WIDTHS = {Kind.TEXT: 24.0, Kind.DATE: 12.0}


@dataclass(frozen=True)
class ListColumn:
    """A column of a page, and of its file; a link where `sort` names an order.

    A list's orders are those of its filter form's SortField; figures are sorted by any column.
    """

    label: str | Promise
    sort: str = ""
    css: str = ""  # "number", "detail", "no-print"
    is_hidden: bool = False  # read out, not shown: over buttons
    value: Reading | None = None  # in a file; None: the file has no such column
    of_values: str = ""  # the attribute that has it in rows of values, of which a long file is made
    kind: Kind = Kind.TEXT
    width: float = 0.0  # in letters, in a file
    beside: "tuple[ListColumn, ...]" = ()  # of the file: what a page shows in the same cell
    sorted_by: Reading | None = None  # where the value does not say it: something comparable
    file_label: str | Promise = ""  # where the page's needs the headings around it

    @property
    def in_file(self) -> "list[ListColumn]":
        """This one and those beside it, as far as a file has them."""
        return [column for column in (self, *self.beside) if column.value is not None]

    def head(self) -> Column:
        return Column(self.file_label or self.label, self.kind, self.width or WIDTHS.get(self.kind, 11.0))


def read(reading: Reading, row: Any) -> Any:
    """What `reading` finds in a row; None as soon as there is nothing on the way."""
    if callable(reading):
        return reading(row)
    for step in _steps(reading):
        if row is None:
            return None
        row = row[step] if isinstance(step, int) else getattr(row, step)
        row = row() if callable(row) else row
    return row


@cache
def _steps(reading: str) -> list[str | int]:
    return [int(name) if name.isdigit() else name for name in reading.split(".")]


def under(part: str, column: ListColumn) -> ListColumn:
    """The column of rows that have in `part` what the column reads."""

    def below(reading: Reading | None) -> Reading | None:
        if reading is None:
            return None
        return (lambda row: reading(read(part, row))) if callable(reading) else f"{part}.{reading}"

    beside = tuple(under(part, other) for other in column.beside)
    return replace(column, value=below(column.value), beside=beside, sorted_by=below(column.sorted_by))


def value_of(column: ListColumn, row: Any) -> Value:
    """As files write it: days and numbers as such, everything else in words."""
    return _written(read(column.value, row)) if column.value is not None else None


def _reader(reading: Reading) -> Callable[[Any], Any]:
    """`read` of one reading in many rows: words of choices are looked up once each, not for every row."""
    if callable(reading):
        return reading
    path, _point, last = reading.rpartition(".")
    choice = re.fullmatch(r"get_(\w+)_display", last)
    if not choice:
        return partial(read, reading)
    words: dict[Any, str] = {}

    def chosen(row: Any) -> str | None:
        row = read(path, row) if path else row
        if row is None:
            return None
        value = getattr(row, choice[1])
        if value not in words:
            words[value] = str(getattr(row, last)())
        return words[value]

    return chosen


def _written(found: Any) -> Value:
    if isinstance(found, str):
        return str(found) or None
    if isinstance(found, bool):
        return yesno(found)
    if isinstance(found, dt.datetime):
        return day_of(found)
    if found is None or isinstance(found, (int, Decimal, dt.date, Month)):
        return found
    return str(found) or None


def flat(row: Any) -> int:
    return 0


@dataclass(frozen=True)
class Listed:
    """A table of a page with all its rows, in order; `rows` gives them anew each time it is called.

    `has_values`: they are rows of values, which the columns read by `of_values`.
    """

    title: str | Promise
    columns: Sequence[ListColumn]
    rows: Callable[[], Iterable[Any]]
    about: Sequence[str] = ()  # what it was cut to
    key: str = ""
    level: Callable[[Any], int] = flat  # how far a row is set in
    is_total: Callable[[Any], bool] = lambda row: False
    size: Callable[[], int] | None = None
    has_values: bool = False

    def table(self) -> Table:
        columns = [column for shown in self.columns for column in shown.in_file]

        def lines() -> Iterable[Line]:
            readers = [
                attrgetter(column.of_values) if self.has_values else _reader(column.value)
                for column in columns
                if column.value is not None
            ]
            for row in self.rows():
                values = [_written(reader(row)) for reader in readers]
                yield Line(values, is_total=self.is_total(row), level=self.level(row))

        heads = [column.head() for column in columns]
        return Table(self.key, self.title, heads, lines, about=list(self.about), size=self.size)


@dataclass(frozen=True)
class FigureTable:
    """A table of figures, sorted by any column: `?sort=key.column`, or `-key.column` the other way round.

    Rows set in below another stay below it, sorted among themselves; the total stays last, and so does,
    either way, what has no value. A page shows a part of a long one, `?part=key.2`; a file has all of it.
    """

    key: str
    title: str | Promise
    columns: Sequence[ListColumn]
    unsorted: Sequence[Any]
    sort: str = ""
    total: Any = None
    level: Callable[[Any], int] = flat
    about: Sequence[str] = ()
    per_part: int = 0  # rows of the outermost level at a time; 0: all of them
    part: str = ""

    @cached_property
    def heads(self) -> list[ListColumn]:
        """The columns as headings: each a link that sorts."""
        return [replace(column, sort=f"{self.key}.{name}") for name, column in self._by_name.items()]

    @cached_property
    def _by_name(self) -> dict[str, ListColumn]:
        return {column.sort or str(place): column for place, column in enumerate(self.columns, start=1)}

    @cached_property
    def page(self) -> Page:
        """The part asked for: blocks of rows, each a row with those set in below it."""
        blocks = _blocks(self.all_rows, self.level)
        key, _point, number = self.part.partition(".")
        return Paginator(blocks, self.per_part or len(blocks) or 1).get_page(number if key == self.key else 1)

    @property
    def rows(self) -> list[Any]:
        return [row for block in self.page for row in block]

    @cached_property
    def all_rows(self) -> list[Any]:
        key, _point, name = self.sort.removeprefix("-").partition(".")
        column = self._by_name.get(name) if key == self.key else None
        if column is None:
            return list(self.unsorted)
        return _sorted(self.unsorted, self.level, column, is_descending=self.sort.startswith("-"))

    @property
    def with_total(self) -> list[Any]:
        return self.rows if self.total is None else [*self.rows, self.total]

    def listed(self) -> Listed:
        total = self.total
        return Listed(
            self.title,
            self.columns,
            lambda: self.all_rows if total is None else [*self.all_rows, total],
            self.about,
            self.key,
            lambda row: 0 if row is total else self.level(row),
            lambda row: row is total and total is not None,
        )


def _blocks(rows: Sequence[Any], level: Callable[[Any], int]) -> list[list[Any]]:
    """Each row of the outermost level with those set in below it."""
    outermost = min(map(level, rows), default=0)
    blocks: list[list[Any]] = []
    for row in rows:
        if level(row) == outermost or not blocks:
            blocks.append([])
        blocks[-1].append(row)
    return blocks


def _sorted(
    rows: Sequence[Any], level: Callable[[Any], int], column: ListColumn, *, is_descending: bool
) -> list[Any]:
    """Each row of the outermost level with those set in below it, which are sorted likewise."""
    found = [(_order(column, head), head, parts) for head, *parts in _blocks(rows, level)]
    valued = [block for block in found if block[0] is not None]
    # `reverse` keeps those alike in the order they had, as the other way does.
    valued.sort(key=lambda block: block[0], reverse=is_descending)
    ordered = valued + [block for block in found if block[0] is None]
    return [
        row
        for _value, head, parts in ordered
        for row in (head, *_sorted(parts, level, column, is_descending=is_descending))
    ]


def _order(column: ListColumn, row: Any) -> Any:
    """What a row is compared by: words as a Vietnamese dictionary has them, everything else as it is."""
    if column.sorted_by is not None:
        return read(column.sorted_by, row)
    value = value_of(column, row)
    return sort_key(value) if isinstance(value, str) else value
