"""Leaders registered for two cells on one day, or for one cell twice in a half-year: both sides of each."""

import datetime as dt
from collections import defaultdict
from collections.abc import Set
from dataclasses import dataclass

from attendance.days.availability import day_of_visit, days_in_question
from attendance.days.conflicts import ConflictKind
from attendance.models import Plan, Visit, VisitQuerySet
from committees.models import Leader
from lib.periods import Month
from meetings.models import day_number


@dataclass(frozen=True)
class DoubleBooking:
    """Visits of one leader of which not all can be meant; those still `open` may be moved."""

    kind: ConflictKind  # BOOKED or AGAIN
    visits: list[Visit]
    open: list[Visit]

    @property
    def leader(self) -> Leader:
        return self.visits[0].leader

    @property
    def day(self) -> dt.date:
        """By which it is to be settled: that of the first meeting still to come."""
        return min(_latest(visit) for visit in self.open)


def double_bookings(visits: VisitQuerySet, day: dt.date) -> list[DoubleBooking]:
    """Those that one of `visits`, still to come on `day`, belongs to, the next one first; four queries.

    A reason for planning a visit despite a warning is a decision: where all but one have it, nothing is
    left to settle. So is that a leader goes to a cell every month.
    """
    movable = visits.pending().filter(
        override_reason="",
        reported_at__isnull=True,
        plan__status__in=[Plan.Status.DRAFT, Plan.Status.APPROVED],
        month__gte=Month.of(day),
    )
    half_years = dict(movable.order_by().values_list("pk", "half_year"))
    standing = Visit.objects.filter(
        leader__in=movable.order_by().values("leader"), half_year__in=set(half_years.values())
    ).exclude(outcome__in=Visit.GONE)
    found = []
    for kind, together in _groups(_side_by_side(standing, half_years.keys())):
        open_visits = [visit for visit in together if visit.pk in half_years and _latest(visit) >= day]
        if open_visits and sum(not visit.override_reason for visit in together) > 1:
            found.append(DoubleBooking(kind, together, open_visits))
    return sorted(found, key=lambda booking: (booking.day, booking.leader.name_sort, booking.visits[0].pk))


def _side_by_side(standing: VisitQuerySet, movable: Set[int]) -> VisitQuerySet:
    """Of a leader's on the same day, or in the same cell, where one of them is movable: few of very many."""
    keys = standing.order_by().values_list(
        "pk", "leader", "half_year", "cell", "month", day_number(), "meeting__date"
    )
    together = defaultdict(list)
    for key, leader, half_year, cell, month, number, met_on in keys:
        together[leader, half_year, cell].append(key)
        if met_on or number:
            together[leader, met_on or month.day(number)].append(key)
    groups = (found for found in together.values() if len(found) > 1)
    return standing.filter(pk__in={key for found in groups if not movable.isdisjoint(found) for key in found})


def _groups(visits: VisitQuerySet) -> list[tuple[ConflictKind, list[Visit]]]:
    by_day, by_cell = defaultdict(list), defaultdict(list)
    for visit in visits.for_display().order_by("month", "cell__name_sort", "pk"):
        by_cell[visit.leader_id, visit.half_year, visit.cell_id].append(visit)
        if met_on := day_of_visit(visit):
            by_day[visit.leader_id, met_on].append(visit)
    booked = [(ConflictKind.BOOKED, together) for together in by_day.values() if len(together) > 1]
    again = [
        (ConflictKind.AGAIN, together)
        for together in by_cell.values()
        if len(together) > 1 and not any(visit.repeated_by for visit in together)
    ]
    return booked + again


def _latest(visit: Visit) -> dt.date:
    return days_in_question(visit.cell, visit.month)[1]
