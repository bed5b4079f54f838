"""One list of a file, laid out flat: its columns, its records, and the rows that are none.

Whatever the sheet looks like (headings over two rows, cells merged over several, groups with a line of their
own, months across the top), the list has one record for each thing that it lists.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _
from openpyxl.utils import get_column_letter


@dataclass(frozen=True)
class Heading:
    """A column of a list. `key` says which one it is whatever its place: its heading, or its letter ("@C").

    Columns that the sheet has not as such have letters of no column: the lines above groups of rows
    (`GROUP`, of the next level `GROUP` with "2"), the heading of a matrix's column (`ACROSS`), what stands
    in the matrix (`CROSSING`), the title of the worksheet (`SHEET`), the line above the headings (`ABOVE`).
    """

    key: str
    position: int  # in the values of a record
    text: str
    samples: tuple[str, ...] = ()
    letter: str = ""
    parts: tuple[str, ...] = ()  # of headings in several rows, from the upper to the lower
    continues: bool = False  # the heading is merged over the column before and this one

    def __str__(self):
        return f"{self.letter} · {self.text}" if self.letter and self.text else self.letter or self.text


GROUP, ACROSS, CROSSING, SHEET, ABOVE = "@group", "@across", "@crossing", "@sheet", "@above"


class Record(NamedTuple):
    """A row of the list: values as a table has them, by position of the headings.

    `places` are the cells where the values stand ("B7"), as the person sees them: of a merged cell its first
    one. `number` is the row of the sheet, from 1.
    """

    worksheet: str
    number: int
    values: Sequence
    places: Sequence[str]


class Odd(StrEnum):
    """Why a row is no record of the list."""

    TOTAL = "total"
    NUMBERING = "numbering"
    GROUP = "group"
    HEADING = "heading"
    SIGNATURE = "signature"
    SHORT = "short"
    HIDDEN = "hidden"
    STRUCK = "struck"
    UNJUDGED = "unjudged"
    LEFT_OUT = "left-out"  # by its user

    @property
    def label(self):
        return _LABELS[self]


_LABELS = {
    Odd.TOTAL: _("sum of the rows"),
    Odd.NUMBERING: _("numbering of the columns"),
    Odd.GROUP: _("line above a group of rows"),
    Odd.HEADING: _("headings again"),
    Odd.SIGNATURE: _("signature or note below the list"),
    Odd.SHORT: _("row with hardly anything in it"),
    Odd.HIDDEN: _("hidden row"),
    Odd.STRUCK: _("row struck through"),
    Odd.UNJUDGED: _("no points, so nothing to import"),
    Odd.LEFT_OUT: _("left out by you"),
}


class Aside(NamedTuple):
    """A row set aside, with its reason. A group's line counts for the records below it all the same."""

    worksheet: str
    number: int
    kind: Odd
    text: str


@dataclass
class Listing:
    """A list laid out flat. `brought_back` are odd rows that its user counts as records.

    `titles` are the lines above the headings, by the title of the worksheet, the nearest first.
    """

    headings: list[Heading] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    aside: list[Aside] = field(default_factory=list)
    brought_back: list[Aside] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)  # on columns: hidden, struck through
    titles: dict[str, list[str]] = field(default_factory=dict)


def is_beside_the_columns(key: str) -> bool:
    """A line above groups, the name of a sheet ("@group"; "@C" is a column).

    It may say several things, and is gone where no such line is left.
    """
    return key.startswith("@") and key[1:].islower()


@dataclass(frozen=True)
class Place:
    """Where a list is.

    `worksheet` is the title of a sheet, or EVERY_SHEET with these headings; `row` the last of its headings,
    from 1; `depth` how many rows they have, 0: as many as it looks; `is_matrix` whether columns of months
    (or of cells) are laid out as records, None: as it looks; `column` a column of the list (from 1) where
    several stand side by side, 0: the one that looks most like it.
    """

    worksheet: str
    row: int
    depth: int = 0
    is_matrix: bool | None = None
    column: int = 0


EVERY_SHEET = "*"

# Rows that the user takes for records (True) or leaves out (False), by worksheet and number.
Chosen = dict[str, dict[str, bool]]


def cell_name(row: int, column: int) -> str:
    """Of a row from 1 and a column from 0: "B7"."""
    return f"{get_column_letter(column + 1)}{row}"
