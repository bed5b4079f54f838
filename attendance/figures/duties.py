"""Whether somebody did what a target asks of him in a half-year: plain data in, plain data out.

The rules stand under "Targets" in docs/interpretations.md.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias

from lib.periods import HalfYear, Month

Days: TypeAlias = tuple[dt.date | None, dt.date | None]  # both included; None: since always, for good
Months: TypeAlias = tuple[Month, ...]  # of a period, one after another

ALWAYS: Days = (None, None)


@dataclass(frozen=True)
class Duty:
    """`number` distinct cells in each period of `months` months; without it, each of `cells` (their days)."""

    months: int
    number: int | None = None
    cells: Mapping[int, Days] = field(default_factory=dict)
    days: Days = ALWAYS


@dataclass(frozen=True)
class Demand:
    """What a period asks: so many distinct cells; where they are named, each of these ids."""

    months: Months
    number: int
    cells: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Lack:
    """What a period still wants: a number of cells, those named by id."""

    months: Months
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


def demands(
    duty: Duty,
    half_year: HalfYear,
    in_office: Days,
    before: dt.date | None = None,
    ending: Collection[Month] | None = None,
) -> list[Demand]:
    """What the duty asks of who was `in_office`, period by period.

    With `before`, of the periods only that ended before that day; with `ending`, of those that end in these
    months.
    """
    found = []
    for period in periods(half_year, duty.months):
        served = [month for month in period if throughout(in_office, month)]
        held = [month for month in served if throughout(duty.days, month)]
        if not held or (ending is not None and period[-1] not in ending):
            continue
        if before and period[-1].last_day >= before:
            continue
        if duty.number is not None:
            wanted = -(-duty.number * len(served) // len(period))  # rounded up
            found.append(Demand(period, wanted))
            continue
        named = [cell for cell, days in duty.cells.items() if any(throughout(days, month) for month in held)]
        found.append(Demand(period, len(named), tuple(named)))
    return found


def fulfilled(
    asked: Iterable[Demand], number: Callable[[Months], int], cells: Callable[[Months], Collection[int]]
) -> Judgement:
    """How much of it is done, by the `number` of distinct cells in a period's months, and which they were."""
    total, lacks = 0, []
    for demand in asked:
        total += demand.number
        if demand.cells is None:
            missing, lacking = (), max(0, demand.number - number(demand.months))
        else:
            there = cells(demand.months)
            missing = tuple(cell for cell in demand.cells if cell not in there)
            lacking = len(missing)
        if lacking:
            lacks.append(Lack(demand.months, lacking, missing))
    return Judgement(total, total - sum(lack.number for lack in lacks), tuple(lacks))


@lru_cache(maxsize=64)
def periods(half_year: HalfYear, months: int) -> list[Months]:
    """The half-year's months, by so many at a time; kept for the next leader."""
    return [tuple(half_year.months[first : first + months]) for first in range(0, 6, months)]


def throughout(days: Days, month: Month) -> bool:
    """Whether the days hold the whole month."""
    first, last = days
    return (first is None or first <= month.first_day) and (last is None or last >= month.last_day)
