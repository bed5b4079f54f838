"""Visits that were moved because of a trip, and could go back: it was shortened, or deleted."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from attendance.days.availability import is_to_come, lies_ahead
from attendance.models import Plan, Trip, Visit, VisitQuerySet
from attendance.planning.movable import expect_movable
from attendance.planning.warnings import Planned
from committees.history import SAME_SAVE
from committees.models import Leader
from lib.periods import Month


@dataclass
class Displaced:
    """A visit that gave way to a trip, which does not cover the meeting of `day` any more.

    `visit` stands in the plan now, moved or a substitute's. Of an approved plan `withdrawn` is the one
    that would be restored; in a draft the row itself would go back to `leader` and `month`.
    """

    visit: Visit
    withdrawn: Visit | None
    leader: Leader
    month: Month
    day: dt.date
    why_not: str = ""

    @property
    def rows(self) -> list[Visit]:
        return [self.visit, self.withdrawn] if self.withdrawn else [self.visit]


class _Trip:
    """A trip through its history: which days it covered when, and which it covers now."""

    def __init__(self, pk: int):
        self.records = list(Trip.history.filter(id=pk).order_by("history_date", "history_id"))

    def gave_way(self, leader_id: int, day: dt.date | None, moment: dt.datetime) -> bool:
        """Whether it covered the leader's day at that moment, and does not now."""
        if not day or _covers(self.records[-1], leader_id, day):
            return False
        before = [record for record in self.records if record.history_date <= moment]
        return bool(before) and _covers(before[-1], leader_id, day)

    def where(self) -> Q:
        """The leaders and months that it ever was about."""
        first = min(record.date_from for record in self.records)
        last = max(record.date_to for record in self.records)
        leaders = {record.leader_id for record in self.records}
        return Q(leader__in=leaders, month__range=(Month.of(first), Month.of(last)))


def _covers(record, leader_id: int, day: dt.date) -> bool:
    is_its = record.history_type != "-" and record.leader_id == leader_id
    return is_its and record.date_from <= day <= record.date_to


def displaced(trip_pk: int, visits: VisitQuerySet, *, user) -> list[Displaced]:
    """Of `visits`, what gave way to a trip, deleted or not, and why it cannot go back; `user` reads."""
    trip = _Trip(trip_pk)
    found = [*_withdrawn(trip, visits), *_changed_in_drafts(trip, visits)] if trip.records else []
    explain(found, user=user)
    return sorted(found, key=lambda line: (line.day, line.visit.cell.name_sort, line.visit.pk))


def explain(found: Iterable[Displaced], *, user) -> None:
    """Say of each why it cannot go back, as an entry of it would be judged now."""
    found = list(found)
    months = [month for line in found for month in line.month.half_year.months]
    planned = Planned({x.leader.pk for x in found}, {x.visit.cell_id for x in found}, months, user)
    for line in found:
        line.why_not = _why_not(line, planned)


def _why_not(line: Displaced, planned: Planned) -> str:
    visit = line.visit
    if visit.outcome == Visit.Outcome.WITHDRAWN or (
        line.withdrawn and line.withdrawn.outcome != Visit.Outcome.WITHDRAWN
    ):
        return _("Somebody changed it in the plan since.")
    try:
        expect_movable(visit, line.month)
    except ValidationError as refusal:
        return " ".join(refusal.messages)
    if line.withdrawn and line.withdrawn.is_fixed:
        return _("A report that counts it was issued.")
    if not (is_to_come(visit) and lies_ahead(visit.cell, line.month)):
        over = visit.month if not is_to_come(visit) else line.month
        return _("The meeting of %(month)s is over.") % {"month": over}
    warnings = planned.warnings(line.leader, visit.cell, line.month, visit=visit)
    return " ".join(warning.message for warning in warnings)


def _withdrawn(trip: _Trip, visits: VisitQuerySet) -> list[Displaced]:
    """Of approved plans: withdrawn when it gave way, another one added in the same save."""
    gone = visits.filter(trip.where(), outcome=Visit.Outcome.WITHDRAWN).for_display()
    gone = [visit for visit in gone if visit.meets_on]
    if not gone:
        return []
    places = {"plan__in": {v.plan_id for v in gone}, "cell__in": {v.cell_id for v in gone}}
    steps = _withdrawals_and_additions(**places)
    others = defaultdict(list)
    for visit in visits.filter(**places).for_display():
        others[visit.plan_id, visit.cell_id].append(visit)
    found = []
    for visit in gone:
        day = visit.meets_on
        moments = [
            step
            for step in steps[visit.pk]
            if step.outcome == Visit.Outcome.WITHDRAWN
            and trip.gave_way(visit.leader_id, day, step.history_date)
        ]
        added = [
            (abs(step.history_date - moment.history_date), other.pk, other)
            for other in others[visit.plan_id, visit.cell_id]
            for step in steps[other.pk]
            for moment in moments
            if other != visit and _same_save(moment, step)
        ]
        if added:
            found.append(Displaced(min(added)[2], visit, visit.leader, visit.month, day))
    return found


def _same_save(withdrawal, step) -> bool:
    return (
        step.outcome != Visit.Outcome.WITHDRAWN
        and step.history_user_id == withdrawal.history_user_id
        and abs(step.history_date - withdrawal.history_date) <= SAME_SAVE
    )


def _withdrawals_and_additions(**places) -> dict[int, list]:
    """By visit the records by which it left or entered the plan."""
    steps, before = defaultdict(list), {}
    for record in Visit.history.filter(**places).order_by("history_date", "history_id"):
        is_gone = record.outcome == Visit.Outcome.WITHDRAWN
        if before.get(record.id, True) != is_gone:
            steps[record.id].append(record)
        before[record.id] = is_gone
    return steps


def _changed_in_drafts(trip: _Trip, visits: VisitQuerySet) -> list[Displaced]:
    """Of plans not approved yet: the row itself was moved, or given to another leader."""
    open_plans = Q(plan__status__in=[Plan.Status.DRAFT, Plan.Status.SUBMITTED])
    # By key: beside all that is shown of a visit PostgreSQL looks through those of the nation for them.
    once_there = set(Visit.history.filter(trip.where(), open_plans).values_list("id", flat=True))
    found = []
    records = defaultdict(list)
    rows = visits.pending().filter(open_plans, pk__in=once_there).for_display()
    for record in Visit.history.filter(id__in=[v.pk for v in rows]).order_by("history_date", "history_id"):
        records[record.id].append(record)
    for visit in rows:
        own = records[visit.pk]
        for before, after in pairwise(own):
            place = (before.leader_id, before.month)
            day = visit.cell.meets_on(before.month)
            if (after.leader_id, after.month) == place or (visit.leader_id, visit.month) == place:
                continue
            if trip.gave_way(before.leader_id, day, after.history_date):
                found.append(Displaced(visit, None, before.leader, before.month, day))
                break
    return found
