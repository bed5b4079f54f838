"""Leaders registered for two cells on one day, or for one cell twice in a half-year: both sides of each."""

import datetime as dt

import pytest
from django.db.models import Q

from attendance.models import Visit
from attendance.planning.double_bookings import double_bookings
from lib.periods import Month
from tests.factories import AnnouncedMeetingFactory, CellFactory, LeaderFactory, VisitFactory

pytestmark = pytest.mark.django_db

TODAY = dt.date(2018, 5, 10)
APRIL, MAY, JUNE, JULY = (Month.parse(f"{m:02}/2018") for m in (4, 5, 6, 7))


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("lib.periods.localdate", lambda: TODAY)


def visit(leader, day, month=MAY, **fields):
    fields = {"cell": CellFactory(meeting_day=day)} | fields
    return VisitFactory(leader=leader, month=month, **fields)


def found():
    return [(b.kind, b.visits, b.open) for b in double_bookings(Q(), TODAY)]


def test_two_cells_on_one_day_in_a_short_month_too(chief, department_head):
    visit(chief, 12), visit(chief, 13), visit(department_head, 12), visit(chief, None)
    assert found() == []
    last = [visit(chief, day, JUNE) for day in (30, 31)]
    assert found() == [("booked", last, last)]
    [visit(chief, day, MAY) for day in (30, 31)]
    assert len(found()) == 1


def test_an_announcement_makes_and_ends_it(chief):
    both = [visit(chief, day) for day in (12, 20)]
    assert found() == []
    announced = AnnouncedMeetingFactory(cell=both[0].cell, date=MAY.day(20))
    assert found() == [("booked", both, both)]
    AnnouncedMeetingFactory(cell=both[0].cell, date=JUNE.day(21))
    AnnouncedMeetingFactory(cell=both[1].cell, date=MAY.day(21))
    assert found() == []
    announced.date = MAY.day(21)
    announced.save()
    assert found() == [("booked", both, both)]


def test_a_meeting_held_in_another_month_than_planned_counts_on_its_day(chief):
    held = visit(chief, 3, APRIL, attended=True)
    held.meeting.date = MAY.day(20)
    held.meeting.save()
    coming = visit(chief, 20)
    assert found() == [("booked", [held, coming], [coming])]


def test_one_cell_twice_in_a_half_year(chief, cells):
    both = [visit(chief, 20, month, cell=cells[0]) for month in (MAY, JUNE)]
    visit(chief, 20, JULY, cell=cells[0])
    assert found() == [("again", both, both)]


def test_what_is_over_cannot_be_moved_any_more_but_counts(chief, cells):
    done = visit(chief, 1, APRIL, cell=cells[0], attended=True)
    again = visit(chief, 1, JUNE, cell=cells[0])
    assert found() == [("again", [done, again], [again])]
    Visit.objects.filter(pk=done.pk).delete()
    [visit(chief, 9) for _n in range(2)]
    assert found() == []


@pytest.mark.parametrize("state", ["missed", "withdrawn"])
def test_who_does_not_go_any_more_is_in_nobodys_way(state, chief):
    visit(chief, 20)
    visit(chief, 20, **{state: True})
    assert found() == []


def test_decided_once_all_but_one_have_a_reason(chief):
    visits = [visit(chief, 20) for _n in range(3)]
    for shown, decided in [(3, visits[0]), (3, visits[1])]:
        assert [len(together) for _kind, together, _open in found()] == [shown]
        decided.override_reason = "Họp buổi sáng"
        decided.save()
    assert found() == []


@pytest.mark.parametrize(("status", "is_found"), [("draft", True), ("submitted", False), ("closed", False)])
def test_while_the_plan_may_be_changed(status, is_found, chief):
    for _n in range(2):
        visit(chief, 20, plan__status=status)
    assert bool(found()) == is_found


def test_only_where_one_of_the_visits_is_the_users(chief, other_chief):
    [visit(leader, 20) for leader in (chief, other_chief) for _n in range(2)]
    own = Q(committee=chief.committee)
    assert [booking.leader for booking in double_bookings(own, TODAY)] == [chief]


@pytest.mark.parametrize("times", [1, 3])
def test_two_queries_for_one_or_many(times, commission, django_assert_num_queries):
    for _n in range(times):
        leader = LeaderFactory(committee=commission)
        [visit(leader, 20) for _twice in range(2)]
    with django_assert_num_queries(2):
        assert len(double_bookings(Q(), TODAY)) == times
