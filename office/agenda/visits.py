"""Visits of approved plans: to be logged, evaluated, completed or decided about."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import cached_property

from attendance.days.availability import Trips
from attendance.days.due import due_before, due_between, due_on
from attendance.models import Plan, Visit, VisitQuerySet
from attendance.models.conditions import not_evaluated
from committees.roles import Permission
from lib.periods import Month
from meetings.models import LACKS_NUMBERS, Evaluation, Meeting, day_number

from .reach import Reach
from .sections import (
    BY_COMMITTEE,
    BY_MONTH,
    COMING,
    NOT_DECIDED,
    NOT_EVALUATED,
    OVERDUE,
    THIS_MONTH,
    WITHOUT_NUMBERS,
)

DAYS_AHEAD = 14  # today included

OF_PENDING = (OVERDUE, COMING, THIS_MONTH)
BY_DAY = ("month", day_number().asc(nulls_last=True), "leader__name_sort", "pk")
BY_MEETING = ("meeting__date", "leader__name_sort", "pk")


class VisitWork:
    def __init__(self, reach: Reach):
        self.reach = reach

    def found(self, name: str) -> VisitQuerySet:
        """Those of a section; what is pending in the order of its index, in which it is counted soonest."""
        if not self.reach.has_any(Permission.LOG, Permission.EVALUATE):
            return Visit.objects.none()
        order = ["committee__path"] if name in OF_PENDING else []
        return self._visits.filter(self._condition(name)).order_by(*order)

    def rows(self, name: str, by: str = BY_MONTH) -> VisitQuerySet:
        order = BY_MEETING if name in (NOT_EVALUATED, WITHOUT_NUMBERS) else BY_DAY
        found = self.shown(self.found(name))
        return found.order_by(*(["committee__path"] if by == BY_COMMITTEE else []), *order)

    @staticmethod
    def shown(visits: VisitQuerySet) -> VisitQuerySet:
        """With all that is said of them in any section."""
        draft = Evaluation.objects.filter(
            meeting=OuterRef("meeting"), leader=OuterRef("leader"), is_draft=True
        )
        told = visits.select_related(
            "plan", "committee", "leader", "cell__committee", "meeting", "absence_reason"
        )
        return told.annotate(has_draft=Exists(draft))

    @cached_property
    def next(self) -> Visit | None:
        """The first visit after all that is listed: what comes when nothing is due."""
        after = self.reach.day + dt.timedelta(days=DAYS_AHEAD)
        later = Q(month__gt=Month.of(after)) | due_between(after, Month.of(after).last_day)
        visits = self._visits.pending().filter(later, self.reach.where(Permission.LOG)).for_columns()
        return visits.order_by("month", day_number().asc(nulls_last=True), "pk").first()

    @property
    def _visits(self) -> VisitQuerySet:
        return Visit.objects.filter(plan__status=Plan.Status.APPROVED)

    def _condition(self, name: str) -> Q:
        """Of a section alone: every page asks for one of them, and the others cost as much to make."""
        logs, evaluates = self.reach.where(Permission.LOG), self.reach.where(Permission.EVALUATE)
        if name in OF_PENDING:
            return Q(outcome=Visit.Outcome.PENDING) & logs & self._is_due(name)
        recent = Q(half_year__in=self.reach.half_years)
        if name == NOT_DECIDED:
            moved_on = Exists(Visit.objects.filter(carried_from=OuterRef("pk")))
            return Q(outcome=Visit.Outcome.MISSED, no_carry_over=False) & ~moved_on & recent & logs
        if name == WITHOUT_NUMBERS:
            return Q(outcome=Visit.Outcome.ATTENDED) & recent & logs & self._lacks_numbers()
        return not_evaluated() & recent & evaluates

    def _is_due(self, name: str) -> Q:
        day = self.reach.day
        last_ahead = day + dt.timedelta(days=DAYS_AHEAD - 1)
        if name == OVERDUE:
            return due_before(day)
        if name == COMING:
            return due_between(day, last_ahead)
        return due_between(last_ahead + dt.timedelta(days=1), Month.of(day).last_day)

    def _lacks_numbers(self) -> Q:
        """A meeting of which some number is missing, through the first of the visits that share it."""
        first = self._visits.filter(
            self.reach.where(Permission.LOG), meeting=OuterRef("meeting"), pk__lt=OuterRef("pk")
        )
        missing = Meeting.objects.filter(LACKS_NUMBERS, half_year__in=self.reach.half_years)
        return Q(meeting__in=missing) & ~Exists(first)


def add_dues(visits: Iterable[Visit]) -> None:
    """Give each visit its `due_on`, and the `trip` that keeps its leader away then, if it has none yet.

    Two queries for all of them.
    """
    visits = [visit for visit in visits if not hasattr(visit, "due_on")]
    trips = Trips({v.leader_id for v in visits}, {v.month for v in visits})
    for visit in visits:
        visit.due_on, visit.trip = due_on(visit), trips.on_meeting_day(visit)
