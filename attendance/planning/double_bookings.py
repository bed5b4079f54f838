"""Leaders registered for two cells on one day, or for one cell twice in a half-year: both sides of each."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import (
    BooleanField,
    Case,
    Count,
    ExpressionWrapper,
    F,
    FilteredRelation,
    IntegerField,
    Max,
    Q,
    QuerySet,
    When,
    Window,
)
from django.db.models.functions import Coalesce, ExtractDay, Least

from attendance.days.availability import days_in_question
from attendance.days.conflicts import ConflictKind
from attendance.models import Plan, Visit, VisitQuerySet
from committees.models import Leader
from lib.periods import HalfYear, Month, MonthOf
from meetings.models import day_number

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


class _Side(NamedTuple):
    """What is weighed of a visit; `number` is the day of the month on which the cell meets, if known."""

    visit: int
    leader: int
    half_year: HalfYear
    cell: int
    month: Month
    number: int | None
    met_on: dt.date | None
    repeated_by: str
    override_reason: str
    leader_sort: str
    is_movable: bool

    @property
    def day(self) -> dt.date | None:
        """As `day_of_visit`."""
        return self.met_on or (self.month.day(self.number) if self.number else None)

    @property
    def latest(self) -> dt.date:
        """As `days_in_question`."""
        return self.month.day(self.number) if self.number else self.month.last_day


@dataclass(frozen=True)
class Together:
    """A double booking whose visits are not loaded yet."""

    kind: ConflictKind
    together: list[_Side]
    open: list[_Side]

    @property
    def keys(self) -> list[int]:
        return [side.visit for side in self.together]

    def shown(self, visits: Mapping[int, Visit]) -> DoubleBooking | None:
        """With its `visits`, by their keys; None where all that were open are gone meanwhile."""
        together, open_ = (
            [visits[side.visit] for side in sides if side.visit in visits]
            for sides in (self.together, self.open)
        )
        return DoubleBooking(self.kind, together, open_) if open_ else None


class DoubleBookings(Sequence[DoubleBooking]):
    """In order; the visits of those asked for are loaded with all that is said of them (one query)."""

    def __init__(self, found: list[Together]):
        self.found = found

    def __len__(self) -> int:
        return len(self.found)

    def __getitem__(self, place):
        if not isinstance(place, slice):
            return self[place : place + 1][0]
        part = self.found[place]
        keys = {key for booking in part for key in booking.keys}
        visits = Visit.objects.for_columns().in_bulk(keys) if keys else {}
        return [shown for booking in part if (shown := booking.shown(visits))]

    def __iter__(self):
        return iter(self[:])


def double_bookings(mine: Q, day: dt.date) -> DoubleBookings:
    """Those that a visit of `mine`, still to come on `day`, belongs to, the next one first; two queries.

    A reason for planning a visit despite a warning is a decision: where all but one have it, nothing is
    left to settle. So is that a leader goes to a cell every month.
    """
    may_change = Q(
        outcome=Visit.Outcome.PENDING, override_reason="", reported_at=None, month__gte=Month.of(day)
    )
    movable = mine & may_change & Q(plan__status__in=[Plan.Status.DRAFT, Plan.Status.APPROVED])
    # By name: of a subquery PostgreSQL expects ten times as many leaders, and reads the visits of everybody.
    leaders = set(Visit.objects.order_by().filter(movable).values_list("leader", flat=True).distinct())
    standing = Visit.objects.filter(half_year__gte=HalfYear.of(day), leader__in=leaders)
    standing = standing.exclude(outcome__in=Visit.GONE).order_by()
    changing = Case(When(may_change, then=1), default=0)
    together = _on_one_day(standing, changing, day).union(_in_one_cell(standing, changing))
    rows = Visit.objects.filter(pk__in=together)
    rows = rows.annotate(is_movable=ExpressionWrapper(movable, BooleanField()))
    found = []
    for kind, sides in _groups(rows):
        open_sides = [side for side in sides if side.is_movable and side.latest >= day]
        if open_sides and sum(not side.override_reason for side in sides) > 1:
            found.append(Together(kind, sides, open_sides))
    found.sort(key=_urgency)
    return DoubleBookings(found)


def _urgency(booking: Together) -> tuple[dt.date, str, int]:
    first = booking.together[0]
    return min(side.latest for side in booking.open), first.leader_sort, first.visit


def _on_one_day(standing: VisitQuerySet, changing: Case, day: dt.date) -> QuerySet:
    """The keys of a leader's on the same day, from `day` on; some that `_groups` finds on different days.

    Days from the 28th on count as one here: in a month too short for its day a cell meets on the last.
    """
    # As `day_number`, but joined: looked up for each of very many, it takes three times as long.
    held = FilteredRelation("meeting", condition=Q(meeting__date__gte=day))
    announced = FilteredRelation(
        "cell__announced_meetings",
        condition=Q(
            cell__announced_meetings__month=F("month"), cell__announced_meetings__month__gte=Month.of(day)
        ),
    )
    number = Coalesce(
        ExtractDay("held__date"),
        ExtractDay("announced__date"),
        F("cell__meeting_day"),
        output_field=IntegerField(),
    )
    month = Coalesce(MonthOf("held__date"), F("month"), output_field=IntegerField())
    ahead = Q(month__gte=Month.of(day)) | Q(held__date__gte=day)
    standing = standing.alias(held=held, announced=announced).filter(ahead)
    return _side_by_side(standing, changing, Count(number), ["leader", month, Least(number, SHORTEST)])


def _in_one_cell(standing: VisitQuerySet, changing: Case) -> QuerySet:
    """The keys of a leader's in the same cell."""
    return _side_by_side(standing, changing, Count("pk"), ["leader", "half_year", "cell"])


def _side_by_side(standing: VisitQuerySet, changing: Case, count: Count, partition_by: list) -> QuerySet:
    """The keys of those of which there are several in a part, one of them `changing`: few of very many."""
    several, may_change = (Window(of, partition_by=partition_by) for of in (count, Max(changing)))
    return (
        standing.alias(several=several, may_change=may_change)
        .filter(several__gt=1, may_change=1)
        .values("pk")
    )


def _groups(visits: VisitQuerySet) -> list[tuple[ConflictKind, list[_Side]]]:
    by_day, by_cell = defaultdict(list), defaultdict(list)
    rows = visits.order_by("month", "cell__name_sort", "pk").values_list(
        "pk",
        "leader",
        "half_year",
        "cell",
        "month",
        day_number(),
        "meeting__date",
        "repeated_by",
        "override_reason",
        "leader__name_sort",
        "is_movable",
    )
    for side in map(_Side._make, rows):
        by_cell[side.leader, side.half_year, side.cell].append(side)
        if side.day:
            by_day[side.leader, side.day].append(side)
    booked = [(ConflictKind.BOOKED, together) for together in by_day.values() if len(together) > 1]
    again = [
        (ConflictKind.AGAIN, together)
        for together in by_cell.values()
        if len(together) > 1 and not any(side.repeated_by for side in together)
    ]
    return booked + again


def _latest(visit: Visit) -> dt.date:
    return days_in_question(visit.cell, visit.month)[1]
