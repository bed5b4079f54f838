"""Leaders registered for two cells on one day, or for one cell twice in a half-year: both sides of each."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    FilteredRelation,
    IntegerField,
    Max,
    OuterRef,
    Q,
    When,
    Window,
)
from django.db.models.functions import Coalesce, ExtractDay, Least

from attendance.days.availability import day_of_visit, days_in_question
from attendance.days.conflicts import ConflictKind
from attendance.models import Plan, Visit, VisitQuerySet
from committees.models import Leader
from lib.periods import HalfYear, Month, MonthOf

SHORTEST = 28  # days of a month


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


class DoubleBookings(Sequence[DoubleBooking]):
    """In order; the visits of those asked for are loaded with all that is said of them (one query)."""

    def __init__(self, found: list[DoubleBooking]):
        self._found = found

    def __len__(self) -> int:
        return len(self._found)

    def __getitem__(self, place):
        return self._shown(self._found[place]) if isinstance(place, slice) else self[place : place + 1][0]

    def __iter__(self):
        return iter(self[:])

    @staticmethod
    def _shown(part: list[DoubleBooking]) -> list[DoubleBooking]:
        known = {visit.pk: visit for booking in part for visit in booking.visits}
        rows = Visit.objects.for_display().in_bulk(known) if known else {}
        for key, row in rows.items():
            row.cell.announcements = known[key].cell.announcements  # read once

        def those(visits: list[Visit]) -> list[Visit]:
            return [rows.get(visit.pk, visit) for visit in visits]

        return [replace(booking, visits=those(booking.visits), open=those(booking.open)) for booking in part]


def double_bookings(visits: VisitQuerySet, day: dt.date) -> DoubleBookings:
    """Those that one of `visits`, still to come on `day`, belongs to, the next one first; two queries.

    A reason for planning a visit despite a warning is a decision: where all but one have it, nothing is
    left to settle. So is that a leader goes to a cell every month.
    """
    may_change = Q(
        outcome=Visit.Outcome.PENDING, override_reason="", reported_at=None, month__gte=Month.of(day)
    )
    movable = visits.order_by().filter(may_change, plan__status__in=[Plan.Status.DRAFT, Plan.Status.APPROVED])
    standing = Visit.objects.filter(half_year__gte=HalfYear.of(day)).exclude(outcome__in=Visit.GONE)
    # More leaders than have movable visits: of so many conditions PostgreSQL expects a handful.
    to_come = visits.order_by().filter(month__gte=Month.of(day)).exclude(outcome__in=Visit.GONE)
    rows = _side_by_side(standing.filter(leader__in=to_come.values("leader")), may_change)
    found = []
    for kind, together in _groups(rows.annotate(is_movable=Exists(movable.filter(pk=OuterRef("pk"))))):
        open_visits = [visit for visit in together if visit.is_movable and _latest(visit) >= day]
        if open_visits and sum(not visit.override_reason for visit in together) > 1:
            found.append(DoubleBooking(kind, together, open_visits))
    found.sort(key=lambda booking: (booking.day, booking.leader.name_sort, booking.visits[0].pk))
    return DoubleBookings(found)


def _side_by_side(standing: VisitQuerySet, may_change: Q) -> VisitQuerySet:
    """Of a leader's in the same cell or on the same day, where one of them `may_change`: few of very many.

    Days from the 28th on count as one here: in a month too short for its day a cell meets on the last.
    """
    announced = FilteredRelation(
        "cell__announced_meetings", condition=Q(cell__announced_meetings__month=F("month"))
    )
    # As `day_number`, but joined: looked up for each of very many, it takes three times as long.
    number = Coalesce(
        ExtractDay("meeting__date"),
        ExtractDay("announced__date"),
        F("cell__meeting_day"),
        output_field=IntegerField(),
    )
    month = Coalesce(MonthOf("meeting__date"), F("month"), output_field=IntegerField())
    changing = Case(When(may_change, then=1), default=0)
    cell = {"partition_by": ["leader", "half_year", "cell"]}
    on_day = {"partition_by": ["leader", month, Least(number, SHORTEST)]}
    together = (
        standing.order_by()
        .alias(announced=announced)
        .alias(
            in_cell=Window(Count("pk"), **cell),
            in_cell_changing=Window(Max(changing), **cell),
            on_day=Window(Count(number), **on_day),
            on_day_changing=Window(Max(changing), **on_day),
        )
        .filter(Q(in_cell__gt=1, in_cell_changing=1) | Q(on_day__gt=1, on_day_changing=1))
    )
    return Visit.objects.filter(pk__in=together.values("pk"))


def _groups(visits: VisitQuerySet) -> list[tuple[ConflictKind, list[Visit]]]:
    by_day, by_cell = defaultdict(list), defaultdict(list)
    rows = visits.select_related("leader", "cell", "meeting")
    for visit in rows.order_by("month", "cell__name_sort", "pk"):
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
