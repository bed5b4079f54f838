"""What gave way to a trip goes back when the trip is shortened or deleted: asked, judged, undone."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from attendance.logging import actions as logging_actions
from attendance.models import Plan, Visit
from attendance.planning import actions
from attendance.planning.bringing_back import displaced
from lib.periods import Month
from lib.versions import save
from tests.factories import CellFactory, PlanFactory, TripFactory, VisitFactory

pytestmark = pytest.mark.django_db

FEBRUARY, MARCH, APRIL, MAY = (Month.parse(f"{m:02}/2018") for m in (2, 3, 4, 5))
REASON = "Không còn đi công tác"


@pytest.fixture(autouse=True)
def today(monkeypatch):
    day = [dt.date(2018, 3, 1)]
    monkeypatch.setattr("lib.periods.localdate", lambda: day[0])
    return day


@pytest.fixture
def trip(chief, staff):
    days = {"date_from": MARCH.day(12), "date_to": MARCH.day(16)}
    return actions.create_trip(leader=chief, **days, by=staff)


@pytest.fixture
def visit(chief):
    return VisitFactory(leader=chief, cell=CellFactory(meeting_day=15), month=MARCH)


def found(trip_pk, user):
    return displaced(trip_pk, Visit.objects.all(), user=user)


def shorten(trip, staff, day=13):
    days = {"date_from": trip.date_from, "date_to": MARCH.day(day)}
    return actions.update_trip(trip=trip, leader=trip.leader, **days, by=staff)


def bring_back(lines, staff):
    versions = {visit.pk: visit.version for line in lines for visit in line.rows}
    return actions.bring_back(lines=lines, versions=versions, reason=REASON, by=staff)


def undo(done, staff):
    left = [(visit, visit.version) for line in done for visit in line.rows]
    swapped = [(line.visit.pk, line.withdrawn.pk) for line in done if line.withdrawn]
    return actions.undo_bringing_back(left=left, swapped=swapped, by=staff)


def state(*visits):
    rows = [Visit.objects.get(pk=visit.pk) for visit in visits]
    return [(row.leader, row.month, row.outcome) for row in rows]


class TestOfAnApprovedPlan:
    @pytest.fixture
    def moved(self, trip, visit, staff):
        return actions.move_visit(visit=visit, month=MAY, reason="Đi công tác", by=staff)

    def test_is_offered_once_the_trip_covers_its_day_no_more(self, trip, visit, moved, chief, staff):
        assert found(trip.pk, staff) == []
        shorten(trip, staff, day=15)
        assert found(trip.pk, staff) == []
        shorten(trip, staff)
        (line,) = found(trip.pk, staff)
        assert (line.visit, line.withdrawn, line.leader, line.day) == (moved, visit, chief, MARCH.day(15))
        assert line.why_not == ""

    def test_or_the_trip_is_deleted(self, trip, visit, moved, staff):
        pk = trip.pk
        actions.delete_trip(trip=trip, by=staff)
        assert [(line.visit, line.withdrawn) for line in found(pk, staff)] == [(moved, visit)]

    def test_goes_back_and_away_again(self, trip, visit, moved, chief, staff):
        shorten(trip, staff)
        done = bring_back(found(trip.pk, staff), staff)
        assert state(visit, moved) == [(chief, MARCH, "pending"), (chief, MAY, "withdrawn")]
        assert Visit.objects.get(pk=visit.pk).amendment_reason == REASON
        before = Visit.history.filter(id=moved.pk, outcome="pending").latest("history_id").amendment_reason
        assert undo(done, staff) == 1
        assert state(visit, moved) == [(chief, MARCH, "withdrawn"), (chief, MAY, "pending")]
        assert Visit.objects.get(pk=moved.pk).amendment_reason == before
        assert [line.why_not for line in found(trip.pk, staff)] == [""]

    def test_given_to_a_substitute_it_is_the_leaders_again(self, trip, visit, chief, department_head, staff):
        given = actions.move_visit(visit=visit, leader=department_head, reason="Đi công tác", by=staff)
        shorten(trip, staff)
        bring_back(found(trip.pk, staff), staff)
        assert state(visit, given) == [(chief, MARCH, "pending"), (department_head, MARCH, "withdrawn")]

    def test_the_link_to_a_missed_visit_goes_along(self, trip, chief, staff):
        cell = CellFactory(meeting_day=15)
        missed = VisitFactory(leader=chief, cell=cell, month=FEBRUARY, missed=True)
        visit = VisitFactory(carried_from=missed, month=MARCH)
        moved = actions.move_visit(visit=visit, month=MAY, reason="Đi công tác", by=staff)
        shorten(trip, staff)
        done = bring_back(found(trip.pk, staff), staff)
        assert Visit.objects.get(carried_from=missed) == visit
        undo(done, staff)
        assert Visit.objects.get(carried_from=missed) == moved

    def test_nothing_is_undone_once_somebody_changed_one(self, trip, visit, moved, staff, official):
        shorten(trip, staff)
        done = bring_back(found(trip.pk, staff), staff)
        save(Visit.objects.get(pk=visit.pk), by=official)
        with pytest.raises(ValidationError):
            undo(done, staff)
        assert [row[2] for row in state(visit, moved)] == ["pending", "withdrawn"]

    def test_what_was_moved_before_the_trip_was_entered_is_none_of_it(self, visit, chief, staff):
        actions.move_visit(visit=visit, month=MAY, reason="Họp", by=staff)
        days = {"date_from": MARCH.day(12), "date_to": MARCH.day(16)}
        trip = actions.create_trip(leader=chief, **days, by=staff)
        shorten(trip, staff)
        assert found(trip.pk, staff) == []

    def test_what_was_merely_withdrawn_is_none_of_it(self, trip, visit, staff):
        actions.withdraw_visit(visit=visit, reason="Chi bộ sáp nhập", by=staff)
        shorten(trip, staff)
        assert found(trip.pk, staff) == []


class TestWhyNot:
    @pytest.fixture
    def moved(self, trip, visit, staff):
        return actions.move_visit(visit=visit, month=APRIL, reason="Đi công tác", by=staff)

    def refused(self, trip, visit, staff):
        """By the list and by the action alike."""
        (line,) = found(trip.pk, staff)
        with pytest.raises(ValidationError):
            bring_back([line], staff)
        visit.refresh_from_db()
        assert visit.outcome == "withdrawn"
        return line.why_not

    def test_another_visit_or_trip_that_day(self, trip, visit, moved, chief, staff):
        shorten(trip, staff)
        other = VisitFactory(leader=chief, cell=CellFactory(meeting_day=15), month=MARCH)
        assert str(other.cell) in self.refused(trip, visit, staff)
        other.delete()
        TripFactory(leader=chief, date_from=MARCH.day(15), date_to=MARCH.day(15))
        assert "15/03" in self.refused(trip, visit, staff)

    def test_the_meeting_is_over(self, trip, visit, moved, staff, today):
        shorten(trip, staff)
        today[0] = MARCH.day(15)
        assert [line.why_not for line in found(trip.pk, staff)] == [""]
        today[0] = MARCH.day(16)
        assert "03/2018" in self.refused(trip, visit, staff)

    def test_the_later_visit_has_a_result_or_was_withdrawn(self, trip, visit, moved, staff, today):
        shorten(trip, staff)
        logging_actions.log_attended(visit=moved, date=dt.date(2018, 3, 1), by=staff)
        assert self.refused(trip, visit, staff) != ""
        logging_actions.clear_result(visit=moved, by=staff)
        actions.withdraw_visit(visit=moved, reason="Chi bộ sáp nhập", by=staff)
        assert self.refused(trip, visit, staff) != ""

    def test_the_plan_is_closed(self, trip, visit, moved, staff):
        shorten(trip, staff)
        Plan.objects.update(status="closed", closed_at="2018-07-05T00:00Z")
        assert self.refused(trip, visit, staff) != ""

    def test_one_of_two_cannot_so_none_goes(self, trip, visit, moved, chief, staff):
        second = VisitFactory(leader=chief, cell=CellFactory(meeting_day=14), month=MARCH)
        actions.move_visit(visit=second, month=MAY, reason="Đi công tác", by=staff)
        shorten(trip, staff)
        lines = found(trip.pk, staff)
        VisitFactory(leader=chief, cell=CellFactory(meeting_day=15), month=MARCH)
        with pytest.raises(ValidationError):
            bring_back(lines, staff)
        assert [row[2] for row in state(visit, second)] == ["withdrawn", "withdrawn"]

    def test_it_was_changed_since_the_page_was_opened(self, trip, visit, moved, staff, official):
        shorten(trip, staff)
        lines = found(trip.pk, staff)
        save(Visit.objects.get(pk=moved.pk), by=official)
        with pytest.raises(ValidationError) as refusal:
            bring_back(lines, staff)
        assert str(official) in " ".join(refusal.value.messages)


class TestOfADraft:
    @pytest.fixture(autouse=True)
    def draft(self, commission):
        return PlanFactory(committee=commission, status=Plan.Status.DRAFT)

    def test_the_row_goes_back_and_away_again(self, trip, visit, chief, department_head, staff):
        actions.move_visit(visit=visit, month=MAY, leader=department_head, by=staff)
        assert found(trip.pk, staff) == []
        shorten(trip, staff)
        (line,) = lines = found(trip.pk, staff)
        assert (line.visit, line.withdrawn, line.month) == (visit, None, MARCH)
        done = bring_back(lines, staff)
        assert state(visit) == [(chief, MARCH, "pending")]
        assert found(trip.pk, staff) == []
        assert undo(done, staff) == 1
        assert state(visit) == [(department_head, MAY, "pending")]

    def test_not_while_it_waits_for_approval(self, trip, visit, draft, staff):
        actions.move_visit(visit=visit, month=MAY, by=staff)
        shorten(trip, staff)
        Plan.objects.update(status="submitted")
        assert [bool(line.why_not) for line in found(trip.pk, staff)] == [True]


def test_not_for_strangers(trip, visit, staff, stranger_staff):
    actions.move_visit(visit=visit, month=MAY, reason="Đi công tác", by=staff)
    shorten(trip, staff)
    theirs = Visit.objects.visible_to(stranger_staff)
    assert displaced(trip.pk, theirs, user=stranger_staff) == []


def test_as_many_queries_for_four_as_for_two(trip, chief, staff):
    def look(count):
        for _ in range(count):
            visit = VisitFactory(leader=chief, cell=CellFactory(meeting_day=15), month=MARCH)
            actions.move_visit(visit=visit, month=MAY, reason="Đi công tác", by=staff)
        shorten(trip, staff)
        with CaptureQueriesContext(connection) as captured:
            found(trip.pk, staff)
        return len(captured)

    assert look(2) == look(2)  # two, then four; of one alone, no other's cell is asked about
