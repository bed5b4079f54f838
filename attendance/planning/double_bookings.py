"""Leaders registered for two cells on one day, or for one cell twice in a half-year: both sides of each."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

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
    """Those that one of `visits`, still to come on `day`, belongs to, the next one first; three queries.

    A reason for planning a visit despite a warning is a decision: where all but one have it, nothing is
    left to settle. So is that a leader goes to a cell every month.
    """
    keys = _candidates(visits, day)
    found = []
    for kind, together in _groups(keys.values()):
        open_visits = [visit for visit in together if visit.pk in keys and _latest(visit) >= day]
        if open_visits and sum(not visit.override_reason for visit in together) > 1:
            found.append(DoubleBooking(kind, together, open_visits))
    return sorted(found, key=lambda booking: (booking.day, booking.leader.name_sort, booking.visits[0].pk))


def _candidates(visits: VisitQuerySet, day: dt.date) -> dict[int, tuple]:
    """By key, with leader and half-year; a few too many: the rows tell which do meet on the same day."""
    rivals = (
        Visit.objects.annotate(day=day_number())
        .filter(leader=OuterRef("leader"), half_year=OuterRef("half_year"))
        .exclude(pk=OuterRef("pk"))
        .exclude(outcome__in=Visit.GONE)
    )
    same_day = Q(day=OuterRef("day")) | Q(day__gt=27)
    clash = Q(cell=OuterRef("cell")) | (Q(month=OuterRef("month")) & same_day) | Q(meeting__date=day)
    movable = visits.pending().filter(
        override_reason="",
        reported_at__isnull=True,
        plan__status__in=[Plan.Status.DRAFT, Plan.Status.APPROVED],
        month__gte=Month.of(day),
    )
    found = movable.annotate(day=day_number()).filter(Exists(rivals.filter(clash))).order_by()
    return {key: whose for key, *whose in found.values_list("pk", "leader", "half_year")}


def _groups(whose: Collection[tuple]) -> list[tuple[ConflictKind, list[Visit]]]:
    """Whatever else these visits' leaders have on the same days, and in the same cells."""
    leaders, half_years = {leader for leader, _ in whose}, {half_year for _, half_year in whose}
    standing = Visit.objects.filter(leader__in=leaders, half_year__in=half_years)
    standing = standing.exclude(outcome__in=Visit.GONE)
    by_day, by_cell = defaultdict(list), defaultdict(list)
    for visit in standing.for_display().order_by("month", "cell__name_sort", "pk"):
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
