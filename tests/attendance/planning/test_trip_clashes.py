"""Visits that fall on a trip, and what is proposed for each."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from attendance.models import Plan, Trip, Visit
from attendance.planning.trip_clashes import TripClash, trip_clashes, undecided, visits_on
from committees.models import LeaderGroup
from lib.periods import Month
from tests.factories import (
    AnnouncedMeetingFactory,
    CellFactory,
    LeaderFactory,
    PlanFactory,
    TripFactory,
    VisitFactory,
)

pytestmark = pytest.mark.django_db

MONTHS = [Month.parse(f"{m:02}/2018") for m in range(1, 7)]
JANUARY, FEBRUARY, MARCH, APRIL, MAY, JUNE = MONTHS


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """The 5th of February 2018, unless the test moves on."""
    day = [dt.date(2018, 2, 5)]
    monkeypatch.setattr("lib.periods.localdate", lambda: day[0])
    return day


@pytest.fixture
def trip(chief):
    return TripFactory(leader=chief, date_from=dt.date(2018, 3, 12), date_to=dt.date(2018, 3, 16))


@pytest.fixture
def cell(cells):
    cells[0].meeting_day = 15
    cells[0].save()
    return cells[0]


@pytest.fixture
def visit(chief, cell):
    return VisitFactory(leader=chief, cell=cell, month=MARCH)


def found(trip):
    return trip_clashes(trip, Visit.objects.all())


def undecided_on(day):
    return set(undecided(Visit.objects.all(), day))


class TestWhatFallsOnATrip:
    @pytest.mark.parametrize(("day", "falls"), [(11, False), (12, True), (16, True), (17, False)])
    def test_the_cell_meets_during_it(self, day, falls, trip, visit, cell):
        cell.meeting_day = day
        cell.save()
        assert [c.visit for c in found(trip)] == ([visit] if falls else [])

    @pytest.mark.parametrize(
        ("usual", "announced", "falls"), [(15, 17, False), (17, 15, True), (None, 15, True)]
    )
    def test_the_day_announced_decides(self, usual, announced, falls, trip, visit, cell):
        cell.meeting_day = usual
        cell.save()
        AnnouncedMeetingFactory(cell=cell, date=MARCH.day(announced))
        assert [(c.visit, c.day) for c in found(trip)] == ([(visit, MARCH.day(announced))] if falls else [])
        assert undecided_on(dt.date(2018, 2, 5)) == ({visit} if falls else set())

    @pytest.mark.parametrize("until", [27, 28])
    def test_the_last_day_of_a_short_month(self, until, chief, cell):
        cell.meeting_day = 31
        cell.save()
        visit = VisitFactory(leader=chief, cell=cell, month=FEBRUARY)
        trip = TripFactory(leader=chief, date_from=dt.date(2018, 2, 26), date_to=dt.date(2018, 2, until))
        falls = until == 28
        assert [(c.visit, c.day) for c in found(trip)] == ([(visit, dt.date(2018, 2, 28))] if falls else [])
        assert undecided_on(dt.date(2018, 2, 5)) == ({visit} if falls else set())

    def test_nothing_is_known_of_a_cell_without_a_fixed_day(self, trip, chief):
        VisitFactory(leader=chief, cell=CellFactory(), month=MARCH)
        assert found(trip) == []

    def test_nobody_elses_and_nothing_settled(self, trip, cell, chief, department_head, other_chief):
        VisitFactory(leader=department_head, cell=cell, month=MARCH)
        for settled in ({"missed": True}, {"attended": True}, {"withdrawn": True}):
            VisitFactory(leader=chief, cell=CellFactory(meeting_day=15), month=MARCH, **settled)
        closed = PlanFactory(committee=other_chief.committee, status=Plan.Status.CLOSED)
        VisitFactory(leader=chief, plan=closed, cell=CellFactory(meeting_day=15), month=MARCH)
        assert found(trip) == []

    def test_several_trips_at_once_in_two_queries(self, trip, visit, chief, django_assert_num_queries):
        later = TripFactory(leader=chief, date_from=dt.date(2018, 5, 1), date_to=dt.date(2018, 5, 2))
        with django_assert_num_queries(2):
            assert visits_on([trip, later], Visit.objects.all()) == {
                trip.pk: [TripClash(visit, MARCH.day(15))],
                later.pk: [],
            }

    def test_only_visits_that_the_user_sees(self, trip, visit, stranger_staff):
        assert trip_clashes(trip, Visit.objects.visible_to(stranger_staff)) == []


class TestMonths:
    def proposed(self, trip):
        (clash,) = found(trip)
        return clash.months

    def test_later_ones_first_none_past(self, trip, visit):
        assert self.proposed(trip) == [APRIL, MAY, JUNE, FEBRUARY]

    def test_not_this_month_once_the_cell_has_met(self, trip, visit, today):
        today[0] = dt.date(2018, 2, 16)
        assert self.proposed(trip) == [APRIL, MAY, JUNE]

    def test_not_where_the_leader_is_away_or_goes_anyway(self, trip, visit, chief, cell):
        TripFactory(leader=chief, date_from=APRIL.day(15), date_to=APRIL.day(15))
        VisitFactory(leader=chief, cell=cell, month=MAY, withdrawn=True)
        assert self.proposed(trip) == [JUNE, FEBRUARY]

    def test_where_somebody_else_goes_last(self, trip, visit, cell, other_chief):
        VisitFactory(leader=other_chief, cell=cell, month=APRIL)
        assert self.proposed(trip) == [MAY, JUNE, FEBRUARY, APRIL]

    def test_not_before_what_it_makes_up_for(self, trip, chief, cell):
        missed = VisitFactory(leader=chief, cell=cell, month=FEBRUARY, missed=True)
        VisitFactory(carried_from=missed, month=MARCH)
        assert self.proposed(trip) == [APRIL, MAY, JUNE]

    def test_only_while_in_office_and_the_cell_exists(self, trip, visit, chief, cell):
        chief.valid_to = dt.date(2018, 5, 20)
        chief.save()
        assert self.proposed(trip) == [APRIL, MAY, FEBRUARY]
        cell.dissolved_on = dt.date(2018, 4, 20)
        cell.save()
        assert self.proposed(trip) == [APRIL, FEBRUARY]

    def test_where_there_is_none_it_says_why(self, trip, visit, chief, today):
        TripFactory(leader=chief, date_from=APRIL.day(1), date_to=JUNE.day(30))
        today[0] = dt.date(2018, 3, 14)
        (clash,) = found(trip)
        assert (clash.months, clash.why_no_month) == ([], "Các tháng còn lại trong kỳ đều vướng lịch.")
        Visit.objects.update(month=JUNE)
        today[0] = dt.date(2018, 6, 1)
        (clash,) = found(Trip.objects.latest("pk"))
        assert (clash.months, clash.why_no_month) == ([], "Trong kỳ không còn tháng nào khác.")


class TestSubstitutes:
    def proposed(self, trip):
        (clash,) = found(trip)
        return [s.leader for s in clash.substitutes]

    def test_of_the_same_group_first_then_whoever_has_least_to_do(self, trip, visit, chief, department_head):
        busy, idle = (LeaderFactory(committee=chief.committee, full_name=name) for name in ("Lý A", "Lý B"))
        VisitFactory(leader=busy, month=MAY)
        VisitFactory(leader=idle, month=MAY, withdrawn=True)
        assert self.proposed(trip) == [idle, busy, department_head]
        assert department_head.group == LeaderGroup.DEPARTMENT

    def test_in_office_there_and_free(self, trip, visit, chief, cell, other_chief):
        own = {"committee": chief.committee}
        LeaderFactory(**own, valid_to=dt.date(2018, 2, 28))
        TripFactory(leader=LeaderFactory(**own), date_from=MARCH.day(15), date_to=MARCH.day(15))
        VisitFactory(leader=LeaderFactory(**own), cell=cell, month=MARCH)
        free = LeaderFactory(**own)
        assert self.proposed(trip) == [free]


class TestWhoseTurn:
    def test_a_day_past_is_to_be_logged(self, trip, visit, department_head, today):
        today[0] = dt.date(2018, 3, 15)
        assert [c.is_past for c in found(trip)] == [False]
        today[0] = dt.date(2018, 3, 16)
        (clash,) = found(trip)
        assert (clash.is_past, clash.is_movable) == (True, False)
        assert (clash.months, clash.substitutes) == ([], [])

    def test_in_a_draft_there_is_nothing_to_log(self, trip, chief, cell, today):
        today[0] = dt.date(2018, 3, 16)
        VisitFactory(leader=chief, cell=cell, month=MARCH, plan__status=Plan.Status.DRAFT)
        (clash,) = found(trip)
        assert (clash.is_past, clash.is_movable) == (False, True)

    def test_a_submitted_plan_is_with_the_official(self, trip, chief, cell):
        VisitFactory(leader=chief, cell=cell, month=MARCH, plan__status=Plan.Status.SUBMITTED)
        (clash,) = found(trip)
        assert (clash.is_past, clash.is_movable) == (False, False)


def test_what_is_to_be_settled_is_the_same_on_every_page(trip, visit, chief, today):
    """On the trip's own page, in the list of trips and in my work: not what is decided or past."""
    decided = {"leader": chief, "month": MARCH, "override_reason": "Vẫn đi"}
    VisitFactory(**decided, cell=CellFactory(meeting_day=16))

    def to_settle():
        clashes = found(trip)
        assert len(clashes) == 2
        own = {clash.visit for clash in clashes if clash.is_to_settle}
        assert undecided_on(today[0]) == own
        return own

    assert to_settle() == {visit}
    today[0] = MARCH.day(16)
    assert to_settle() == set()
    today[0] = MARCH.day(1)
    Plan.objects.update(status=Plan.Status.SUBMITTED, approved_at=None)
    assert to_settle() == set()


def test_as_many_queries_for_four_as_for_two(trip, visit, chief, department_head):
    VisitFactory(leader=chief, cell=CellFactory(meeting_day=14), month=MARCH)
    with CaptureQueriesContext(connection) as two:
        assert len(found(trip)) == 2
    for _ in range(2):
        VisitFactory(leader=chief, cell=CellFactory(meeting_day=14), month=MARCH)
        LeaderFactory(committee=chief.committee)
    trip = Trip.objects.get()
    with CaptureQueriesContext(connection) as four:
        assert len(found(trip)) == 4
    assert len(four) == len(two) == 6
