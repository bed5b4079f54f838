"""My work: what is due when, for whom, and that it goes once it is settled."""

import datetime as dt

import pytest

from attendance.logging import actions as logging_actions
from attendance.models import AbsenceReason, Plan, Visit
from attendance.planning import actions as planning_actions
from committees.models import User
from lib.counts import Counted
from lib.periods import HalfYear, Month
from meetings import actions
from office.agenda.visits import add_dues
from office.agenda.work import Work
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
QUERIES = 18


@pytest.fixture(autouse=True)
def window(province):
    """The next half-year is to be registered only from the 15th of June on."""
    return RegistrationWindowFactory(
        province=province,
        half_year=HalfYear.parse("2018-H2"),
        opens_on=dt.date(2018, 6, 15),
        closes_on=dt.date(2018, 7, 10),
    )


def work(user, day=TODAY, **narrowed):
    """Rows by the name of their section."""
    # Rights are read once a request.
    found = Work(User.objects.get(pk=user.pk), day, **narrowed)
    sections = {s.name: list(s.rows) for s, _rows in found.beginnings(20)}
    assert {s.name: s.count.number for s, _rows in found.beginnings(20)} == {
        name: len(rows) for name, rows in sections.items()
    }
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
        due(chief, 12), due(chief, 20)
        visits = list(Visit.objects.order_by("pk").select_related("cell"))
        trip = TripFactory(leader=chief, date_from=MAY.day(11), date_to=MAY.day(12))
        with django_assert_num_queries(2):
            add_dues(visits)
        assert [(v.due_on.day, v.trip) for v in visits] == [(12, trip), (20, None)]


COUNTED = {"meeting__members_total": 30, "meeting__members_present": 28, "meeting__members_spoke": 0}


class TestAttended:
    def test_until_its_leader_has_evaluated(self, chief, department_head, staff):
        visit = VisitFactory(leader=chief, month=MARCH, attended=True, **COUNTED)
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
        assert work(staff) == {"not-evaluated": [lately], "without-numbers": [lately]}

    @pytest.mark.parametrize("missing", COUNTED)
    def test_until_all_three_numbers_are_there_once_for_all_who_went(
        self, missing, chief, department_head, staff
    ):
        visit = VisitFactory(leader=chief, month=MARCH, attended=True, **COUNTED | {missing: None})
        VisitFactory(
            leader=department_head, month=MARCH, cell=visit.cell, meeting=visit.meeting, outcome="attended"
        )
        assert work(staff)["without-numbers"] == [visit]
        assert work(staff, leader=department_head)["without-numbers"] != [visit]
        setattr(visit.meeting, missing.removeprefix("meeting__"), 0 if "spoke" in missing else 28)
        visit.meeting.save()
        assert "without-numbers" not in work(staff)


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


class TestBookedTwice:
    def test_by_the_day_by_which_it_is_to_be_settled(self, chief, department_head, staff, official, clerk):
        twice = CellFactory(meeting_day=20)
        again = [VisitFactory(leader=chief, cell=twice, month=month) for month in (MAY, JUNE)]
        same_day = [due(department_head, 12) for _n in range(2)]
        due(chief, 21)
        found = work(staff)["booked-twice"]
        assert [(row.kind, row.visits, row.day) for row in found] == [
            ("booked", same_day, MAY.day(12)),
            ("again", again, MAY.day(20)),
        ]
        assert ["booked-twice" in work(user) for user in (official, clerk)] == [False, False]
        planning_actions.move_visit(visit=same_day[0], month=JUNE, reason="Trùng lịch", by=staff)
        assert [row.kind for row in work(staff)["booked-twice"]] == ["again"]


class TestRecommendations:
    def test_past_their_day_and_soon_due_with_the_visit_after_which_they_were_given(
        self, chief, department_head, cell, staff
    ):
        first = VisitFactory(leader=department_head, cell=cell, month=MARCH, attended=True, **COUNTED)
        visit = VisitFactory(leader=chief, cell=cell, month=MARCH, attended=True, meeting=first.meeting)
        for leader in (chief, department_head):
            EvaluationFactory(meeting=visit.meeting, leader=leader)
        given = visit.meeting.evaluations.get(leader=chief)
        late, today, last, _later = (
            RecommendationFactory(evaluation=given, due_on=TODAY + dt.timedelta(days=days))
            for days in (-1, 0, 13, 14)
        )
        RecommendationFactory(evaluation=given)
        assert work(staff) == {"recommendations": [late], "recommended-soon": [today, last]}
        assert work(staff)["recommendations"][0].visit == visit.pk
        assert work(staff, leader=chief) == work(staff)
        assert work(staff, leader=department_head) == {}
        for row in (late, today, last):
            actions.mark_done(recommendation=row, day=TODAY, reported_by="Bí thư", by=staff)
        assert work(staff) == {}

    def test_the_managing_committee_is_asked_too_whoever_gave_it(
        self, chief, commission, staff, stranger_staff
    ):
        cell = CellFactory(committee=commission)
        unvisited = MeetingFactory(cell=cell, date=dt.date(2018, 4, 2))
        given = EvaluationFactory(meeting=unvisited, leader=LeaderFactory())
        recommendation = RecommendationFactory(evaluation=given, due_on=dt.date(2018, 5, 1))
        (row,) = work(staff)["recommendations"]
        assert (row, row.visit) == (recommendation, None)
        assert work(stranger_staff) == {}


class TestNarrowed:
    def test_to_a_committee_with_all_below_it_or_to_a_leader(self, chief, commission, province, staff):
        below = LeaderFactory(committee__parent=commission)
        own, theirs = due(chief, 9), due(below, 9)
        draft = PlanFactory(committee=below.committee, half_year=HalfYear.parse("2018-H2"), comment="x")
        assert work(staff) == {"returned": [draft], "overdue": [theirs, own]}
        assert work(staff, committee=commission) == work(staff)
        assert work(staff, committee=below.committee) == {"returned": [draft], "overdue": [theirs]}
        assert work(staff, leader=chief) == {"overdue": [own]}
        assert work(staff, committee=province) == work(staff)

    def test_never_beyond_the_users_rights(self, chief, other_chief, other_commission, staff):
        due(other_chief, 9)
        assert work(staff, committee=other_commission) == {}
        assert work(staff, leader=other_chief) == {}


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
        pressing = {user: Work(user, TODAY).pressing.number for user in (staff, official, clerk)}
        assert pressing == {staff: 6, official: 1, clerk: 0}
        sections = {s.name: s.count.number for s, _rows in Work(staff, TODAY).beginnings(20) if s.is_pressing}
        assert sections == {"overdue": 2, "returned": 2, "colliding": 2}

    def test_falls_by_one_with_every_overdue_visit_logged(self, much, staff):
        overdue = work(staff)["overdue"]
        logging_actions.log_attended(visit=overdue[0], date=MAY.day(1), by=staff)
        assert Work(staff, TODAY).pressing.number == 5
        logging_actions.log_missed(
            visit=overdue[1],
            miss=logging_actions.Miss(reason=AbsenceReason.objects.get(code="trip")),
            by=staff,
        )
        assert Work(staff, TODAY).pressing.number == 4

    def test_costs_three_queries_or_none(self, much, staff, clerk, django_assert_num_queries):
        for user in (staff, clerk):
            user.committee_paths()
        with django_assert_num_queries(3):
            assert Work(staff, TODAY).pressing.number == 6
        with django_assert_num_queries(0):
            assert Work(clerk, TODAY).pressing.number == 0

    @pytest.mark.parametrize(("most", "queries"), [(1, 1), (3, 2), (5, 3)])
    def test_is_asked_no_further_once_there_are_more(
        self, most, queries, much, staff, monkeypatch, django_assert_num_queries
    ):
        monkeypatch.setattr("office.agenda.work.PRESSING_AT_MOST", most)
        staff.committee_paths()
        with django_assert_num_queries(queries):
            assert Work(staff, TODAY).pressing == Counted(most, is_more=True)


def test_strangers_have_their_own_work(much, stranger_staff, stranger_official):
    assert (work(stranger_staff), work(stranger_official)) == ({}, {})


@pytest.mark.parametrize("times", [1, 2])
def test_sections_cost_as_much_with_more_in_them(times, much, staff, django_assert_num_queries):
    if times == 2:
        much()
    user = User.objects.get(pk=staff.pk)
    user.committee_paths()
    with django_assert_num_queries(QUERIES):
        begun = Work(user, TODAY).beginnings(20)
    assert [len(rows) for _section, rows in begun] == [1 + times] * 6


def test_what_there_is_more_of_is_counted(chief, staff):
    visits = [due(chief, None, month) for month in (MARCH, APRIL)]
    ((section, rows),) = Work(staff, TODAY).beginnings(1)
    assert (section.name, section.count, rows) == ("overdue", Counted(2), visits[:1])
