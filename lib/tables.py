"""What a table of the report is, before it becomes a page, a worksheet, a part of a document or CSV."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db import models
from django.utils.functional import Promise

from .periods import Month

Value = str | int | Decimal | dt.date | Month | None


def words_of(choices: type[models.Choices]) -> dict[Any, str]:
    """Each choice in the language that is active: looked up once for a table, not once for each row."""
    return {value: str(label) for value, label in choices.choices}


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    NUMBER = "number"
    DECIMAL = "decimal"  # one decimal: rates in per cent
    POINTS = "points"  # up to two decimals
    DATE = "date"
    MONTH = "month"


@dataclass(frozen=True)
class Column:
    label: str | Promise
    kind: Kind = Kind.TEXT
    width: float = 9.5  # in letters


@dataclass(frozen=True)
class Line:
    """The values of one row, in the order of the columns; None where there is none."""

    values: list[Value]
    is_total: bool = False  # of the whole table, or of the lines set in below it
    level: int = 0  # how far it is set in


@dataclass(frozen=True)
class Table:
    """`lines` gives its rows anew each time it is called, so that a long list need not be kept."""

    key: str
    title: str | Promise
    columns: list[Column]
    lines: Callable[[], Iterable[Line]]
    notes: list[str | Promise] = field(default_factory=list)
    name: str | Promise = ""  # in one or two words, as on a worksheet's tab
    size: Callable[[], int] | None = None  # how many lines a long list has
    about: list[str] = field(default_factory=list)  # below its title in a file: cut to what, and when
