"""Whether somebody did what a target asks of him in a half-year: plain data in, plain data out.

The rules stand under "Targets" in docs/interpretations.md.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias

from lib.periods import HalfYear, Month

Days: TypeAlias = tuple[dt.date | None, dt.date | None]  # both included; None: since always, for good
Visited: TypeAlias = tuple[int, Month]  # a cell, and the month in which somebody was there

ALWAYS: Days = (None, None)


@dataclass(frozen=True)
class Duty:
    """`number` distinct cells in each period of `months` months; without it, each of `cells` (their days)."""

    months: int
    number: int | None = None
    cells: Mapping[int, Days] = field(default_factory=dict)
    days: Days = ALWAYS


@dataclass(frozen=True)
class Lack:
    """What a period still wants: a number of cells, those named by id."""

    months: tuple[Month, ...]
    number: int
    cells: tuple[int, ...] = ()


@dataclass(frozen=True)
class Judgement:
    asked: int
    done: int
    lacks: tuple[Lack, ...] = ()

    @property
    def is_asked(self) -> bool:
        return self.asked > 0

    @property
    def is_reached(self) -> bool:
        return self.is_asked and self.done == self.asked

    @property
    def is_below(self) -> bool:
        return self.done < self.asked


def judge(
    duty: Duty,
    half_year: HalfYear,
    in_office: Days,
    visited: Iterable[Visited],
    before: dt.date | None = None,
    ending: Collection[Month] | None = None,
) -> Judgement:
    """What the duty asks in the half-year of who was `in_office`, and how much of it the visits fulfil.

    With `before`, of the periods only that ended before that day; with `ending`, of those that end in these
    months.
    """
    asked, lacks, visits = 0, [], [(cell, month.ordinal) for cell, month in visited]
    for period in periods(half_year, duty.months):
        served = [month for month in period if throughout(in_office, month)]
        if not any(throughout(duty.days, month) for month in served):
            continue
        if ending is not None and period[-1] not in ending:
            continue
        if before and period[-1].last_day >= before:
            continue
        first, last = period[0].ordinal, period[-1].ordinal
        there = {cell for cell, month in visits if first <= month <= last}
        wanted, lack = _in_period(duty, period, served, there)
        asked += wanted
        if lack.number:
            lacks.append(lack)
    return Judgement(asked, asked - sum(lack.number for lack in lacks), tuple(lacks))


def _in_period(
    duty: Duty, period: tuple[Month, ...], served: list[Month], there: set[int]
) -> tuple[int, Lack]:
    if duty.number is not None:
        wanted = -(-duty.number * len(served) // len(period))  # rounded up
        return wanted, Lack(period, max(0, wanted - len(there)))
    held = [month for month in served if throughout(duty.days, month)]
    named = [cell for cell, days in duty.cells.items() if any(throughout(days, month) for month in held)]
    missing = tuple(cell for cell in named if cell not in there)
    return len(named), Lack(period, len(missing), missing)


def together(judgements: Iterable[Judgement]) -> Judgement:
    """Of duties that followed one another in the half-year."""
    all_of_them = list(judgements)
    if len(all_of_them) == 1:
        return all_of_them[0]
    lacks = tuple(lack for judgement in all_of_them for lack in judgement.lacks)
    return Judgement(sum(j.asked for j in all_of_them), sum(j.done for j in all_of_them), lacks)


@lru_cache(maxsize=64)
def periods(half_year: HalfYear, months: int) -> list[tuple[Month, ...]]:
    """The half-year's months, by so many at a time; kept for the next leader."""
    return [tuple(half_year.months[first : first + months]) for first in range(0, 6, months)]


def throughout(days: Days, month: Month) -> bool:
    """Whether the days hold the whole month."""
    first, last = days
    return (first is None or first <= month.first_day) and (last is None or last >= month.last_day)
