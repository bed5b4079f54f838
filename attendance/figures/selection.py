"""What to count: a half-year, cut by filters, as at a day; rows of S and their outcomes (docs/domain.md)."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef, Q

from attendance.days.due import due_before
from attendance.models import Visit, VisitQuerySet, conditions
from committees.models import Committee, FormerOffice, Leader, LeaderGroup
from committees.organisation import belonging, below
from lib.periods import HalfYear, Month, today
from meetings.models import Cell, CellQuerySet, FormerManagement, Meeting, OrganizationType


@dataclass(frozen=True)
class Selection:
    """What to count: a half-year, cut by any filters, as at a past day where `as_of` is given.

    With `since` it reaches back to an earlier half-year: only for tallies by half-year.
    """

    half_year: HalfYear
    since: HalfYear | None = None
    committee: Committee | None = None  # the plan's committee, with everything below it
    own_plan: bool = False  # only the plan of `committee` itself
    leader_group: str | None = None
    leader: Leader | None = None
    organization_type: OrganizationType | None = None  # the cell's
    managing_committee: Committee | None = None  # the cell's, with everything below it
    own_cells: bool = False  # only cells that `managing_committee` manages itself
    first_month: Month | None = None  # of the visits, as planned; both included
    last_month: Month | None = None
    as_of: dt.date | None = None

    @property
    def leader_group_label(self) -> str:
        return str(LeaderGroup(self.leader_group).label) if self.leader_group else ""

    @property
    def months_label(self) -> str:
        """Which months of the half-year, "" for all."""
        if not (self.first_month or self.last_month):
            return ""
        first = self.first_month or self.half_year.months[0]
        last = self.last_month or self.half_year.months[-1]
        return str(first) if first == last else f"{first}–{last}"

    def narrow(self, **filters: Any) -> "Selection":
        return replace(self, **filters)

    def apply(self, visits: VisitQuerySet) -> VisitQuerySet:
        """The visits of the half-year that pass the filters, in plans that count.

        Withdrawn and unplanned ones are still among them: rules 6 and 7 need them.
        """
        visits = visits.approved()
        if self.since:
            visits = visits.filter(half_year__range=(self.since, self.half_year))
        else:
            visits = visits.in_period(self.half_year)
        if self.committee and self.own_plan:
            visits = visits.filter(committee=self.committee)
        elif self.committee:
            visits = visits.filter(self._in_each_half_year(partial(below, self.committee)))
        if self.leader_group:
            visits = visits.filter(leader_group=self.leader_group)
        if self.leader:
            visits = visits.filter(leader=self.leader)
        if self.organization_type:
            visits = visits.filter(cell__organization_type=self.organization_type)
        if self.managing_committee:
            visits = visits.filter(
                self._in_each_half_year(partial(self._managed, self.managing_committee, lookup="cell"))
            )
        if self.first_month:
            visits = visits.filter(month__gte=self.first_month)
        if self.last_month:
            visits = visits.filter(month__lte=self.last_month)
        return visits

    def apply_to_cells(self, cells: CellQuerySet) -> CellQuerySet:
        """Of `cells` those that the filters about cells leave."""
        if self.managing_committee:
            cells = cells.filter(self._managed(self.managing_committee, self.day))
        if self.organization_type:
            cells = cells.filter(organization_type=self.organization_type)
        return cells

    def of_leaders(self, lookup: str) -> Q:
        """Rows of the leaders that the filters leave, by the path to the leader: of what is no visit."""
        condition = Q()
        if self.committee:
            condition &= belonging(self.committee, self.day, FormerOffice, lookup, own=self.own_plan)
        if self.leader_group:
            condition &= Q(**{f"{lookup}__group": self.leader_group})
        if self.leader:
            condition &= Q(**{lookup: self.leader})
        return condition

    def of_cells(self, lookup: str) -> Q:
        """Rows of the cells that the filters leave, by the path to the cell."""
        if not (self.managing_committee or self.organization_type):
            return Q()
        return Q(**{f"{lookup}__in": self.apply_to_cells(Cell.objects.all()).order_by().values("pk")})

    @property
    def day(self) -> dt.date:
        """On which the organisation is looked at: what was renamed, moved or merged later had not been."""
        return self.half_year.last_day

    def _managed(self, committee: Committee, day: dt.date, lookup: str = "") -> Q:
        return belonging(committee, day, FormerManagement, lookup, own=self.own_cells)

    def _in_each_half_year(self, condition: Callable[[dt.date], Q]) -> Q:
        """The condition for the day of the half-year; of several, for each its own."""
        last = condition(self.day)
        if not self.since:
            return last
        half_years = [HalfYear(i) for i in range(self.since.ordinal, self.half_year.ordinal)]
        conditions = {half_year: condition(half_year.last_day) for half_year in half_years}
        if all(other == last for other in conditions.values()):
            return last
        either = Q(half_year=self.half_year) & last
        for half_year, other in conditions.items():
            either |= Q(half_year=half_year) & other
        return either

    # Outcomes as they stood at `as_of` (rule 9).

    @property
    def counted(self) -> Q:
        """The row belongs to S."""
        return conditions.counted()

    @property
    def planned_once(self) -> Q:
        """In S, and not a visit that was moved here within the half-year (rule 3)."""
        return conditions.planned()

    @property
    def attended(self) -> Q:
        """Attended, at a meeting held by `as_of`."""
        attended = Q(outcome=Visit.Outcome.ATTENDED)
        return attended & ~self._held_later if self.as_of else attended

    @property
    def _held_later(self) -> Q:
        """Its meeting was held after `as_of`.

        Those of the days left are few, and indexed by day: so no visit looks for the day of its own.
        """
        days = self.day_after, self.half_year.last_day
        return Q(Exists(Meeting.objects.order_by().filter(pk=OuterRef("meeting"), date__range=days)))

    @property
    def missed(self) -> Q:
        """Missed, in a month that has begun by `as_of`."""
        missed = Q(outcome=Visit.Outcome.MISSED)
        return missed & Q(month__lte=Month.of(self.as_of)) if self.as_of else missed

    @property
    def moved_on(self) -> Q:
        """Missed, and moved to a later half-year.

        What was carried in is few, and indexed by the month it came from: so no visit looks for its own.
        """
        first = self.since or self.half_year
        carried_in = Visit.objects.order_by().filter(
            origin=Visit.Origin.CARRIED_IN,
            carried_from=OuterRef("pk"),
            carried_from_month__range=(first.months[0], self.half_year.months[-1]),
        )
        return self.missed & Q(Exists(carried_in))

    @property
    def pending(self) -> Q:
        """Still open: not logged, or logged with something that lies after `as_of`."""
        pending = Q(outcome=Visit.Outcome.PENDING)
        if self.as_of:
            pending |= Q(outcome=Visit.Outcome.ATTENDED) & self._held_later
            pending |= Q(outcome=Visit.Outcome.MISSED, month__gt=Month.of(self.as_of))
        return pending

    @property
    def logged(self) -> Q:
        """One knows what became of it."""
        return self.attended | self.missed

    @property
    def registered(self) -> Q:
        """In the plan as first approved, withdrawn or not."""
        return Q(origin=Visit.Origin.REGISTERED)

    @property
    def unplanned(self) -> Q:
        return Q(origin=Visit.Origin.UNPLANNED)

    @property
    def carried_in(self) -> Q:
        """Moved here from an earlier half-year."""
        return Q(origin=Visit.Origin.CARRIED_IN)

    @property
    def day_after(self) -> dt.date:
        """The day before which visits are due: today, or the one after the past day asked about."""
        return self.as_of + dt.timedelta(days=1) if self.as_of else today()

    @property
    def due(self) -> Q:
        """One should know by now what became of it, or by `as_of`."""
        if self.day_after > self.half_year.last_day:
            # The same, without a look at the cells' meeting days.
            return Q(month__lte=self.half_year.months[-1])
        return due_before(self.day_after)
