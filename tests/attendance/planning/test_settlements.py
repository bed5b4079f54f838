"""What a trip's page keeps telling of the visits that fell on it."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from attendance.models import Plan, Visit
from attendance.planning import actions
from attendance.planning.settlements import settled
from lib.periods import Month
from tests.factories import CellFactory, PlanFactory, TripFactory, VisitFactory

pytestmark = pytest.mark.django_db

MARCH, APRIL, MAY = (Month.parse(f"{m:02}/2018") for m in (3, 4, 5))
REASON = "Đi công tác"


@pytest.fixture
def trip(chief):
    return TripFactory(leader=chief, date_from=dt.date(2018, 3, 12), date_to=dt.date(2018, 3, 16))


def on(leader, day=15, **fields):
    return VisitFactory(leader=leader, cell=CellFactory(meeting_day=day), month=MARCH, **fields)


def found(trip):
    return [(line.visit, line.day, line.standing) for line in settled(trip, Visit.objects.all())]


def test_moved_or_given_away_by_amendment(trip, chief, department_head, staff):
    first, second = on(chief, 13), on(chief, 14)
    assert found(trip) == []
    moved = actions.move_visit(visit=first, month=MAY, reason=REASON, by=staff)
    given = actions.move_visit(visit=second, leader=department_head, reason=REASON, by=staff)
    assert found(trip) == [(first, MARCH.day(13), [moved]), (second, MARCH.day(14), [given])]


def test_moved_or_given_away_in_a_draft(trip, chief, commission, department_head, staff):
    PlanFactory(committee=commission, status=Plan.Status.DRAFT)
    first, second, third = on(chief, 13), on(chief, 14), on(chief, 15)
    actions.move_visit(visit=first, month=MAY, by=staff)
    actions.move_visit(visit=second, leader=department_head, by=staff)
    assert found(trip) == [(first, MARCH.day(13), [first]), (second, MARCH.day(14), [second])]
    # Back on the trip it is open again.
    actions.move_visit(visit=first, month=MARCH, reason=REASON, by=staff)
    assert [visit for visit, _day, _standing in found(trip)] == [second]
    assert third.outcome == "pending"


def test_with_a_result(trip, chief):
    missed, attended = on(chief, 13, missed=True), on(chief, 14, attended=True)
    assert found(trip) == [(missed, MARCH.day(13), []), (attended, MARCH.day(14), [])]


def test_nothing_of_other_days_or_leaders_or_that_nobody_knows(trip, chief, department_head):
    on(chief, 17, missed=True)
    on(chief, None, missed=True)
    on(department_head, missed=True)
    VisitFactory(leader=chief, cell=CellFactory(meeting_day=15), month=APRIL, withdrawn=True)
    assert found(trip) == []


def test_not_for_strangers(trip, chief, stranger_staff):
    on(chief, missed=True)
    assert settled(trip, Visit.objects.visible_to(stranger_staff)) == []


def test_as_many_queries_for_three_as_for_one(trip, chief, staff):
    def settle(count):
        for _ in range(count):
            actions.move_visit(visit=on(chief), month=MAY, reason=REASON, by=staff)
        with CaptureQueriesContext(connection) as captured:
            found(trip)
        return len(captured)

    assert settle(1) == settle(2) == 4
