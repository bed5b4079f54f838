"""Visits that fall on a trip of their leader, and what could be done about each."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Case, DateField, Exists, ExpressionWrapper, F, OuterRef, Q, Value, When
from django.db.models.functions import ExtractDay, Greatest
from django.db.models.lookups import Exact

from attendance.days.conflicts import Availability, why_no_other_month
from attendance.days.due import LAST
from attendance.models import Plan, Trip, Visit, VisitQuerySet
from committees.models import Leader
from committees.scope import within
from lib.periods import Month, MonthOf, today
from meetings.models import day_number


@dataclass
class Substitute:
    """A leader who could go instead, with the visits that are theirs already in the half-year."""

    leader: Leader
    visits: int
    is_same_group: bool


@dataclass
class TripClash:
    """A visit still open whose cell meets during the trip."""

    visit: Visit
    day: dt.date
    months: list[Month] = field(default_factory=list)
    substitutes: list[Substitute] = field(default_factory=list)
    shared: set[Month] = field(default_factory=set)  # in these another leader goes to the cell

    @property
    def is_decided(self) -> bool:
        """Somebody gave a reason for leaving it as it is."""
        return bool(self.visit.override_reason)

    @property
    def is_past(self) -> bool:
        """The meeting was held without the leader: there is nothing to move, only to log."""
        return self.day < today() and self.visit.plan.status == Plan.Status.APPROVED

    @property
    def is_movable(self) -> bool:
        return not self.is_past and self.visit.plan.status != Plan.Status.SUBMITTED

    @property
    def is_to_settle(self) -> bool:
        """Nobody has decided, and there is something to decide: as `undecided` asks the database."""
        return self.is_movable and not self.is_decided and self.day >= today()

    @property
    def why_no_month(self) -> str:
        """Why there are no `months`."""
        return why_no_other_month(self.visit.cell, self.visit.month, after=self.visit.carried_from_month)


def undecided(visits: VisitQuerySet, day: dt.date) -> VisitQuerySet:
    """Of `visits`, those `is_to_settle` on `day`, whatever the trip.

    A reason for planning a visit despite a warning is a decision: such a visit is left out.
    """
    ahead = Greatest(F("date_from"), Value(day, DateField()))  # what of a trip is not over begins then
    day_after = ExpressionWrapper(F("date_to") + dt.timedelta(days=1), output_field=DateField())
    # A usual day of 31 is the last of a shorter month.
    goes_on = Q(ends__gt=OuterRef("month")) | Exact(ExtractDay(day_after), 1)
    trips = (
        Trip.objects.alias(begins=MonthOf(ahead), ends=MonthOf(F("date_to")))
        .alias(
            first=Case(When(begins__lt=OuterRef("month"), then=1), default=ExtractDay(ahead)),
            last=Case(When(goes_on, then=LAST), default=ExtractDay("date_to")),
        )
        .filter(leader=OuterRef("leader"), date_to__gte=day)
        .filter(begins__lte=OuterRef("month"), ends__gte=OuterRef("month"))
        .filter(first__lte=OuterRef("number"), last__gte=OuterRef("number"))
    )
    candidates = visits.pending().filter(
        month__gte=Month.of(day),
        override_reason="",
        plan__status__in=[Plan.Status.DRAFT, Plan.Status.APPROVED],
    )
    return candidates.alias(number=day_number()).filter(Exists(trips)).order_by()


def visits_on(trips: Iterable[Trip], visits: VisitQuerySet) -> dict[int, list[TripClash]]:
    """Of `visits`, those still open that fall on each trip, by its key (two queries).

    Where nobody knows when the cell meets, nobody can tell.
    """
    found = {trip.pk: [] for trip in trips}
    if not found:
        return found
    candidates = defaultdict(list)
    open_visits = (
        visits.pending()
        .exclude(plan__status=Plan.Status.CLOSED)
        .planned()
        .filter(
            leader__in={trip.leader_id for trip in trips},
            month__range=(
                min(Month.of(trip.date_from) for trip in trips),
                max(Month.of(trip.date_to) for trip in trips),
            ),
        )
    )
    for visit in open_visits.select_related("plan__committee", "committee", "leader", "cell__committee"):
        candidates[visit.leader_id].append(visit)
    for trip in trips:
        for visit in candidates[trip.leader_id]:
            day = visit.meets_on
            if day and trip.date_from <= day <= trip.date_to:
                found[trip.pk].append(TripClash(visit, day))
    return found


def trip_clashes(trip: Trip, visits: VisitQuerySet) -> list[TripClash]:
    """The visits that fall on `trip`, each with its proposals; as many queries for ten as for one."""
    found = visits_on([trip], visits)[trip.pk]
    movable = [c for c in found if c.is_movable]
    if movable:
        _Proposals([c.visit for c in movable]).add_to(movable)
    return found


class _Proposals:
    """What must be known to propose months and substitutes for some visits, read once."""

    def __init__(self, visits: list[Visit]):
        half_years = {visit.half_year for visit in visits}
        months = sorted(month for half_year in half_years for month in half_year.months)
        paths = {visit.committee.path for visit in visits}
        self.leaders = list(
            Leader.objects.filter(within(sorted(paths)))
            .serving_between(months[0].first_day, months[-1].last_day)
            .select_related("committee")
        )
        everybody = {leader.pk for leader in self.leaders} | {visit.leader_id for visit in visits}
        self.availability = Availability.read(everybody, half_years)
        self.shared = defaultdict(set)
        going = Visit.objects.filter(cell__in={v.cell_id for v in visits}, half_year__in=half_years)
        for leader, cell, month in going.exclude(outcome__in=Visit.GONE).values_list(
            "leader", "cell", "month"
        ):
            self.shared[cell, month].add(leader)

    def add_to(self, found: list[TripClash]) -> None:
        for clash in found:
            visit = clash.visit
            clash.months = self.months(visit)
            clash.shared = {m for m in clash.months if self._others(visit, m)}
            clash.substitutes = self.substitutes(clash.visit)

    def months(self, visit: Visit) -> list[Month]:
        """Free ones of the half-year whose meeting is still to come, later ones first."""
        months = visit.half_year.months
        free = self.availability.free_months(visit.leader, visit.cell, months, but=visit)
        later = [m for m in free if m > visit.month]
        nearest = later + [m for m in reversed(free) if m < visit.month]
        # Two leaders at one meeting leave another meeting without any.
        return sorted(nearest, key=lambda m: bool(self._others(visit, m)))

    def _others(self, visit: Visit, month: Month) -> set[int]:
        return self.shared[visit.cell_id, month] - {visit.leader_id}

    def substitutes(self, visit: Visit) -> list[Substitute]:
        """Free in the visit's month; of the same group first, which is reported apart."""
        found = [
            Substitute(
                leader,
                self.availability.load(leader, visit.half_year),
                leader.group == visit.leader_group,
            )
            for leader in self.leaders
            if leader.pk != visit.leader_id
            and leader.committee.is_within(visit.committee)
            and self.availability.may_go(leader, visit.cell, visit.month)
        ]
        return sorted(found, key=lambda s: (not s.is_same_group, s.visits, s.leader.name_sort, s.leader.pk))
