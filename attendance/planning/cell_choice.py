"""The cells to choose from, and what to know before choosing one."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Case, F, QuerySet, When

from attendance.days.conflicts import Conflict
from attendance.days.last_visits import months_since, with_last_visit
from committees.models import Leader
from lib.periods import Month
from lib.vietnamese import search_key
from meetings.models import Cell

from .warnings import Planned


@dataclass(frozen=True)
class CellOption:
    """A cell that a leader may be registered for in a month, and what to know before choosing it."""

    cell: Cell
    month: Month
    registered: str  # who goes there in the half-year, and when
    warnings: list[Conflict]
    is_taken: bool  # by the leader, in that month
    is_chosen: bool
    is_proposed: bool  # for the plan, and not taken up

    @property
    def meets_on(self) -> dt.date | None:
        return self.cell.meets_on(self.month)

    @property
    def months_since(self) -> int | None:
        return months_since(self.cell.last_visited_on, self.month)


@dataclass(frozen=True)
class CellChoice:
    """The first cells that match what was typed.

    Those with the very words in their names come first, then those proposed for the plan, then those
    longest not visited.
    """

    AT_MOST = 12

    options: list[CellOption]
    left_off: int


def choose_cells(
    cells: QuerySet[Cell],
    *,
    text: str,
    month: Month,
    leader: Leader | None,
    user,
    chosen: int | None = None,
    proposed: Collection[int] = (),
    at_most: int = CellChoice.AT_MOST,
) -> CellChoice:
    """Of `cells` those whose name, managing committee or code has every word of `text`.

    The `chosen` one, a key, stays on top whatever is typed: looking around loses no choice.
    """
    wanted, order = cells.matching(text), [F("last_visited_on").asc(nulls_first=True), "name_sort", "code"]
    if proposed:
        order = [Case(When(pk__in=proposed, then=0), default=1), *order]
    if phrase := search_key(text):
        # "cong an" means the police before every company with an "an" somewhere.
        order = [Case(When(name_search__contains=phrase, then=0), default=1), *order]
    if chosen:
        wanted = wanted | cells.filter(pk=chosen)
        order = [Case(When(pk=chosen, then=0), default=1), *order]
    found = with_last_visit(wanted).order_by(*order)
    shown, count = list(found.select_related("committee", "organization_type")[:at_most]), found.count()
    planned = Planned([leader.pk] if leader else [], [c.pk for c in shown], month.half_year.months, user)
    options = [
        CellOption(
            cell,
            month,
            planned.names_by_month(planned.others(cell)),
            planned.warnings(leader, cell, month) if leader else [],
            bool(leader) and planned.availability.is_taken(leader, cell, month),
            cell.pk == chosen,
            cell.pk in proposed,
        )
        for cell in shown
    ]
    return CellChoice(options, count - len(shown))
