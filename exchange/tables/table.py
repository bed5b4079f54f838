"""A worksheet as rows of values, whatever kind of file it came from."""

from dataclasses import dataclass, field
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that holds a formula: what Excel shows in it is not for certain what it would work out to."""

    text: str


@dataclass(frozen=True, slots=True)
class ErrorValue:
    """A cell in which Excel shows an error ("#REF!")."""

    text: str


class Merge(NamedTuple):
    """Cells merged into one. From 0, the last row and column included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass
class Table:
    """`rows[i][j]` is row i + 1, column j + 1 of the worksheet: None, str, bool, int, float, date, datetime,
    time, timedelta, Formula or ErrorValue.

    Texts are as in the file; no row ends with None, the last is not empty. What merged cells hold stands in
    the first of them. Sets count rows and columns from 0; struck through is a row or column all of whose
    filled cells are.
    """

    title: str
    rows: list[list]
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    struck_rows: frozenset[int] = frozenset()
    struck_columns: frozenset[int] = frozenset()
    is_hidden: bool = False
