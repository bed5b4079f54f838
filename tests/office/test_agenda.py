"""My work: what is due when, for whom, and that it goes once it is settled."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from attendance.logging import actions as logging_actions
from attendance.models import AbsenceReason, Plan
from attendance.planning import actions as planning_actions
from committees.models import User
from lib.periods import HalfYear, Month
from office.agenda import Work, add_dues
from tests.factories import (
    CellFactory,
    EvaluationFactory,
    LeaderFactory,
    MeetingFactory,
    PlanFactory,
    RecommendationFactory,
    RegistrationWindowFactory,
    TripFactory,
    VisitFactory,
)

pytestmark = pytest.mark.django_db

TODAY = dt.date(2018, 5, 10)
MARCH, APRIL, MAY, JUNE = (Month.parse(f"{m:02}/2018") for m in (3, 4, 5, 6))


@pytest.fixture(autouse=True)
def window(province):
    """The next half-year is to be registered only from the 15th of June on."""
    return RegistrationWindowFactory(
        province=province,
        half_year=HalfYear.parse("2018-H2"),
        opens_on=dt.date(2018, 6, 15),
        closes_on=dt.date(2018, 7, 10),
    )


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
        logging_actions.miss_and_carry_over(
            visit=visit, miss=logging_actions.Miss(reason=reason), month=JUNE, by=staff
        )
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
        logging_actions.carry_over(visit=moved, month=JUNE, by=staff)
        logging_actions.waive_carry_over(visit=given_up, by=staff)
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


class TestNotPlanned:
    NEXT = HalfYear.parse("2018-H2")

    def missing(self, user, day):
        rows = work(user, day).get("not-planned", [])
        return [(row.committee.code, str(row.half_year)) for row in rows]

    @pytest.mark.parametrize(
        ("day", "is_asked_for"),
        [
            (dt.date(2018, 6, 14), False),
            (dt.date(2018, 6, 15), True),
            (dt.date(2018, 7, 10), True),
            (dt.date(2018, 7, 11), False),
        ],
    )
    def test_while_the_window_is_open(self, day, is_asked_for, chief, other_chief, staff):
        assert self.missing(staff, day) == ([("BTCTU", "2018-H2")] if is_asked_for else [])

    @pytest.mark.parametrize(
        ("day", "is_asked_for"),
        [(dt.date(2018, 4, 30), False), (dt.date(2018, 5, 1), True), (dt.date(2018, 7, 1), False)],
    )
    def test_without_a_window_in_the_last_two_months(self, day, is_asked_for, window, chief, staff):
        window.delete()
        assert self.missing(staff, day) == ([("BTCTU", "2018-H2")] if is_asked_for else [])

    def test_until_it_is_begun(self, commission, chief, staff):
        planning_actions.create_plan(committee=commission, half_year=self.NEXT, by=staff)
        assert self.missing(staff, dt.date(2018, 6, 20)) == []

    def test_not_of_those_without_leaders_then_nor_for_those_who_only_read(
        self, commission, chief, staff, official, clerk
    ):
        day = dt.date(2018, 6, 20)
        LeaderFactory(committee__parent=commission, committee__code="CU", valid_from=dt.date(2019, 1, 1))
        assert self.missing(staff, day) == [("BTCTU", "2018-H2")]
        assert (self.missing(official, day), self.missing(clerk, day)) == ([], [])
        chief.valid_to = dt.date(2018, 6, 30)
        chief.save()
        assert self.missing(staff, day) == []


class TestColliding:
    @pytest.fixture
    def trip(self, chief):
        return TripFactory(leader=chief, date_from=dt.date(2018, 5, 8), date_to=dt.date(2018, 6, 12))

    def test_still_to_come_and_not_decided(self, trip, chief, staff):
        due(chief, 9)
        today, later = due(chief, 10), due(chief, 12, JUNE)
        due(chief, 13, JUNE)
        due(chief, 31, APRIL)
        assert work(staff)["colliding"] == [today, later]
        planning_actions.keep_visit(visit=today, trip=trip, by=staff)
        planning_actions.move_visit(visit=later, month=MAY, reason="Đi công tác", by=staff)
        assert "colliding" not in work(staff)

    @pytest.mark.parametrize(
        ("status", "is_asked_for"), [("draft", True), ("submitted", False), ("closed", False)]
    )
    def test_while_staff_may_change_the_plan(self, status, is_asked_for, trip, chief, staff, official):
        due(chief, 11, plan__status=status)
        assert ("colliding" in work(staff)) == is_asked_for
        assert "colliding" not in work(official)

    def test_once_on_two_trips(self, trip, chief, staff):
        TripFactory(leader=chief, date_from=dt.date(2018, 5, 11), date_to=dt.date(2018, 5, 11))
        visit = due(chief, 11)
        assert work(staff)["colliding"] == [visit]

    def test_not_on_a_day_that_nobody_knows(self, trip, chief, staff):
        due(chief, None)
        assert "colliding" not in work(staff)


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
        below = LeaderFactory(committee__parent=commission)
        PlanFactory(committee=below.committee, comment="x")
        due(below, 20, JUNE, plan__comment="x")
        TripFactory(leader=below, date_from=JUNE.day(20), date_to=JUNE.day(20))

    more()
    more()
    return more


class TestTheNumber:
    def test_is_the_sum_of_the_pressing_sections(self, much, chief, staff, official, clerk, other_chief):
        due(chief, 11)
        due(other_chief, 1)
        PlanFactory(half_year=HalfYear.parse("2018-H2"), committee=chief.committee, status="submitted")
        pressing = {user: Work(user, TODAY).pressing for user in (staff, official, clerk)}
        assert pressing == {staff: 6, official: 1, clerk: 0}
        sections = {s.name: s.count for s in Work(staff, TODAY).sections if s.is_pressing}
        assert sections == {"overdue": 2, "returned": 2, "colliding": 2}

    def test_falls_by_one_with_every_overdue_visit_logged(self, much, staff):
        overdue = work(staff)["overdue"]
        logging_actions.log_attended(visit=overdue[0], date=MAY.day(1), by=staff)
        assert Work(staff, TODAY).pressing == 5
        logging_actions.log_missed(
            visit=overdue[1],
            miss=logging_actions.Miss(reason=AbsenceReason.objects.get(code="trip")),
            by=staff,
        )
        assert Work(staff, TODAY).pressing == 4

    def test_costs_three_queries_or_none(self, much, staff, clerk, django_assert_num_queries):
        for user in (staff, clerk):
            user.committee_paths()
        with django_assert_num_queries(3):
            assert Work(staff, TODAY).pressing == 6
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
    assert queries() == two == 6 + 5
