"""My work: what is due when, for whom, and that it goes once it is settled."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from attendance import actions
from attendance.models import AbsenceReason, Plan, Visit
from attendance.work import Work, add_dues, due_between, due_on
from committees.models import User
from meetings.periods import HalfYear, Month
from tests.factories import (
    CellFactory,
    EvaluationFactory,
    LeaderFactory,
    MeetingFactory,
    PlanFactory,
    RecommendationFactory,
    TripFactory,
    VisitFactory,
)

pytestmark = pytest.mark.django_db

TODAY = dt.date(2018, 5, 10)
MARCH, APRIL, MAY, JUNE = (Month.parse(f"{m:02}/2018") for m in (3, 4, 5, 6))


def work(user, day=TODAY):
    """Rows by the name of their section."""
    # Rights are read once a request.
    found = Work(User.objects.get(pk=user.pk), day)
    sections = {s.name: list(s.rows) for s in found.sections}
    assert {s.name: s.count for s in found.sections} == {name: len(rows) for name, rows in sections.items()}
    return sections


def due(leader, day, month=MAY, **fields):
    return VisitFactory(leader=leader, cell=CellFactory(meeting_day=day), month=month, **fields)


class TestDue:
    @pytest.mark.parametrize(
        ("day", "on"), [(1, dt.date(2018, 6, 1)), (31, dt.date(2018, 6, 30)), (None, dt.date(2018, 6, 30))]
    )
    def test_on_the_meeting_day_or_the_months_last(self, day, on, chief):
        visit = due(chief, day, JUNE)
        assert due_on(visit) == on
        for first, last, is_in in [
            (on, on, True),
            (on - dt.timedelta(days=40), on + dt.timedelta(days=40), True),
            (on - dt.timedelta(days=40), on - dt.timedelta(days=1), False),
            (on + dt.timedelta(days=1), on + dt.timedelta(days=40), False),
            (on, on - dt.timedelta(days=1), False),
        ]:
            assert Visit.objects.filter(due_between(first, last)).exists() == is_in

    def test_each_is_shown_once_in_order(self, chief, staff):
        overdue = [due(chief, None, MARCH), due(chief, 9, MAY)]
        coming = [due(chief, 10), due(chief, 23)]
        later = [due(chief, 24), due(chief, 31), due(chief, None)]
        due(chief, 1, JUNE)
        assert work(staff) == {"overdue": overdue, "coming": coming, "this-month": later}

    def test_two_weeks_reach_into_the_next_month(self, chief, staff):
        soon, beyond = due(chief, 2, JUNE), due(chief, 3, JUNE)
        assert work(staff, dt.date(2018, 5, 20)) == {"coming": [soon]}
        assert Work(staff, dt.date(2018, 5, 20)).next_visit == beyond

    def test_on_the_first_and_the_last_day_of_a_month(self, chief, staff):
        visit = due(chief, 31, MAY)
        assert work(staff, dt.date(2018, 5, 1)) == {"this-month": [visit]}
        assert work(staff, dt.date(2018, 5, 31)) == {"coming": [visit]}
        assert work(staff, dt.date(2018, 6, 1)) == {"overdue": [visit]}

    @pytest.mark.parametrize("status", [Plan.Status.DRAFT, Plan.Status.SUBMITTED, Plan.Status.CLOSED])
    def test_only_in_approved_plans(self, status, chief, staff):
        due(chief, 9, plan__status=status, plan__comment="x")
        assert "overdue" not in work(staff)

    def test_gone_once_logged(self, chief, staff):
        visit = due(chief, 9)
        reason = AbsenceReason.objects.get(code="trip")
        actions.miss_and_carry_over(visit=visit, reason=reason, month=JUNE, by=staff)
        assert work(staff) == {}

    def test_with_the_trip_that_stands_against_it(self, chief, staff, django_assert_num_queries):
        visits = [due(chief, 12), due(chief, 20)]
        trip = TripFactory(leader=chief, date_from=MAY.day(11), date_to=MAY.day(12))
        with django_assert_num_queries(1):
            add_dues(visits)
        assert [(v.due_on.day, v.trip) for v in visits] == [(12, trip), (20, None)]


class TestAttended:
    def test_until_its_leader_has_evaluated(self, chief, department_head, staff):
        visit = VisitFactory(leader=chief, month=MARCH, attended=True)
        EvaluationFactory(meeting=visit.meeting)
        EvaluationFactory(meeting=visit.meeting, leader=department_head)
        (row,) = work(staff)["not-evaluated"]
        assert (row, row.has_draft) == (visit, False)
        evaluation = EvaluationFactory(meeting=visit.meeting, leader=chief, is_draft=True)
        (row,) = work(staff)["not-evaluated"]
        assert (row, row.has_draft) == (visit, True)
        evaluation.is_draft = False
        evaluation.save()
        assert work(staff) == {}

    def test_of_this_half_year_and_the_last_one(self, chief, staff):
        VisitFactory(leader=chief, month=MARCH + -9, attended=True)
        lately = VisitFactory(leader=chief, month=MARCH + -3, attended=True)
        assert work(staff) == {"not-evaluated": [lately]}


class TestMissed:
    def test_until_it_is_moved_or_given_up(self, chief, staff):
        moved = VisitFactory(leader=chief, month=MARCH, missed=True)
        given_up = VisitFactory(leader=chief, month=APRIL, missed=True)
        assert work(staff) == {"not-decided": [moved, given_up]}
        actions.carry_over(visit=moved, month=JUNE, by=staff)
        actions.waive_carry_over(visit=given_up, by=staff)
        assert work(staff) == {}

    def test_of_this_half_year_and_the_last_one(self, chief, staff):
        VisitFactory(leader=chief, month=MARCH + -9, missed=True)
        lately = VisitFactory(leader=chief, month=MARCH + -3, missed=True)
        assert work(staff) == {"not-decided": [lately]}


class TestPlans:
    def test_returned_drafts_and_waiting(self, commission, staff, official):
        plan = PlanFactory(committee=commission, half_year=HalfYear.parse("2018-H2"))
        assert (work(staff), work(official)) == ({"drafts": [plan]}, {})
        plan.comment = "Thêm chi bộ vùng sâu"
        plan.save()
        assert (work(staff), work(official)) == ({"returned": [plan]}, {})
        plan.status = Plan.Status.SUBMITTED
        plan.save()
        assert (work(staff), work(official)) == ({}, {"waiting": [plan]})


class TestRecommendations:
    def test_overdue_with_the_visit_after_which_it_was_given(self, chief, department_head, cell, staff):
        first = VisitFactory(leader=department_head, cell=cell, month=MARCH, attended=True)
        visit = VisitFactory(leader=chief, cell=cell, month=MARCH, attended=True, meeting=first.meeting)
        for leader in (chief, department_head):
            EvaluationFactory(meeting=visit.meeting, leader=leader)
        given = visit.meeting.evaluations.get(leader=chief)
        recommendation = RecommendationFactory(evaluation=given, due_on=TODAY - dt.timedelta(days=1))
        RecommendationFactory(evaluation=given, due_on=TODAY)
        (row,) = work(staff)["recommendations"]
        assert (row, row.visit) == (recommendation, visit.pk)
        recommendation.done_on = TODAY
        recommendation.save()
        assert work(staff) == {}

    def test_the_cells_own_leads_to_any_visit_there(self, chief, commission, staff):
        cell = CellFactory(committee=commission)
        visit = VisitFactory(leader=chief, cell=cell, month=MARCH, attended=True)
        EvaluationFactory(meeting=visit.meeting, leader=chief)
        unvisited = MeetingFactory(cell=cell, date=dt.date(2018, 4, 2))
        own, other = (EvaluationFactory(meeting=meeting) for meeting in (visit.meeting, unvisited))
        recommendation = RecommendationFactory(evaluation=own, due_on=dt.date(2018, 5, 1))
        RecommendationFactory(evaluation=other, due_on=dt.date(2018, 5, 1))
        (row,) = work(staff)["recommendations"]
        assert (row, row.visit) == (recommendation, visit.pk)


@pytest.fixture
def much(chief, commission):
    """Two things of each kind that can be settled now."""

    def more():
        due(chief, 1)
        VisitFactory(leader=chief, month=MARCH, attended=True)
        VisitFactory(leader=chief, month=MARCH, missed=True)
        below = LeaderFactory(committee__parent=commission).committee
        PlanFactory(committee=below, comment="x")

    more()
    more()
    return more


class TestTheNumber:
    def test_counts_what_can_be_settled_now(self, much, chief, staff, official, clerk, other_chief):
        due(chief, 11)
        due(other_chief, 1)
        PlanFactory(half_year=HalfYear.parse("2018-H2"), committee=chief.committee, status="submitted")
        pressing = {user: Work(user, TODAY).pressing for user in (staff, official, clerk)}
        assert pressing == {staff: 8, official: 1, clerk: 0}

    def test_costs_two_queries_or_none(self, much, staff, clerk, django_assert_num_queries):
        for user in (staff, clerk):
            user.committee_paths()
        with django_assert_num_queries(2):
            assert Work(staff, TODAY).pressing == 8
        with django_assert_num_queries(0):
            assert Work(clerk, TODAY).pressing == 0


def test_strangers_have_their_own_work(much, stranger_staff, stranger_official):
    assert (work(stranger_staff), work(stranger_official)) == ({}, {})


def test_each_section_costs_one_query(much, staff):
    def queries():
        user = User.objects.get(pk=staff.pk)
        user.committee_paths()
        with CaptureQueriesContext(connection) as captured:
            for section in Work(user, TODAY).sections:
                for row in section.rows:
                    str(row)
        return len(captured)

    two = queries()
    much()
    assert queries() == two == 3 + 4
