"""What the official reads of a plan before answering."""

import datetime as dt

import pytest

from attendance.models import Plan
from attendance.planning import actions, approval
from lib.periods import Month
from tests.factories import (
    CellFactory,
    CommitteeFactory,
    LeaderFactory,
    PlanFactory,
    ProposalFactory,
    RegistrationWindowFactory,
    TripFactory,
    VisitFactory,
)

pytestmark = pytest.mark.django_db

FEBRUARY, MARCH, APRIL, JUNE = (Month.parse(f"{m:02}/2018") for m in (2, 3, 4, 6))
TODAY = dt.date(2018, 1, 10)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("lib.periods.localdate", lambda: TODAY)


@pytest.fixture
def plan(commission, period):
    return PlanFactory(committee=commission, half_year=period, status="submitted")


@pytest.fixture
def brief(plan, official):
    """A function that reads the plan as the official does."""

    def read():
        (found,) = approval.briefs(
            Plan.objects.waiting_for(official).select_related("committee"), user=official
        )
        return found

    return read


def been(leader, cell, when):
    """The leader was at the cell's meeting of the month's 15th."""
    month = Month.parse(when)
    return VisitFactory(leader=leader, cell=cell, month=month, attended=True)


class TestWaiting:
    def test_those_that_one_may_approve_the_oldest_submission_first(
        self, commission, other_commission, period, official, staff, clerk, stranger_official
    ):
        late, early = (
            PlanFactory(
                committee=commission,
                half_year=half_year,
                status="submitted",
                submitted_at=dt.datetime(2018, 1, day, tzinfo=dt.UTC),
            )
            for half_year, day in ((period, 9), (period.next, 3))
        )
        theirs = PlanFactory(committee=other_commission, half_year=period, status="submitted")
        for number, status in enumerate(("draft", "approved", "closed")):
            PlanFactory(committee=CommitteeFactory(parent=commission), half_year=period, status=status)
            assert list(Plan.objects.waiting_for(official)) == [early, late], number
        assert list(Plan.objects.waiting_for(stranger_official)) == [theirs]
        assert list(Plan.objects.waiting_for(staff)) == list(Plan.objects.waiting_for(clerk)) == []


class TestReach:
    def test_by_leader_group_and_month_as_rule_3_counts(
        self, plan, brief, chief, department_head, commission, cells, period
    ):
        deputy = LeaderFactory(committee=commission)
        for leader, cell, month in [
            (chief, cells[0], FEBRUARY),
            (chief, cells[0], APRIL),
            (deputy, cells[1], APRIL),
            (department_head, cells[1], JUNE),
        ]:
            VisitFactory(plan=plan, leader=leader, cell=cell, month=month)
        missed = VisitFactory(leader=chief, cell=cells[2], month=Month.parse("12/2017"), missed=True)
        VisitFactory(plan=plan, carried_from=missed, month=FEBRUARY)
        VisitFactory(plan=plan, leader=chief, cell=cells[2], withdrawn=True)
        found = brief()
        assert [(r.leaders, r.cells, r.visits) for r in found.groups] == [(2, 3, 4), (1, 1, 1)]
        assert (found.total.leaders, found.total.cells, found.total.visits) == (3, 3, 5)
        assert [load for _month, load in found.months] == [0, 2, 0, 2, 0, 1]
        assert [month for month, _load in found.months] == period.months
        assert found.carried_in == 1

    def test_leaders_whom_no_plan_sends_anywhere(
        self, plan, brief, chief, department_head, commission, cells, period
    ):
        LeaderFactory(committee=commission, valid_to=period.previous.last_day)
        new = LeaderFactory(committee=commission, valid_from=period.last_day)
        below = CommitteeFactory(parent=commission)
        busy, idle = LeaderFactory(committee=below), LeaderFactory(committee=below, position="Trưởng ban")
        VisitFactory(leader=busy, cell=cells[1])
        VisitFactory(plan=plan, leader=department_head, cell=cells[0])
        VisitFactory(plan=plan, leader=chief, cell=cells[2], withdrawn=True)
        assert set(brief().idle) == {chief, new, idle}
        VisitFactory(plan=plan, leader=chief, cell=cells[0])
        assert brief().idle == [idle, new]

    def test_cells_where_nobody_was_for_over_twelve_months(
        self, plan, brief, chief, other_chief, cells, district
    ):
        never, long_ago, lately = cells
        elsewhere = CellFactory(committee=district)
        been(chief, long_ago, "12/2016")
        been(other_chief, lately, "12/2016")
        been(other_chief, lately, "01/2017")
        for cell in cells:
            VisitFactory(plan=plan, leader=chief, cell=cell)
        VisitFactory(plan=plan, leader=chief, cell=elsewhere, withdrawn=True)
        found = brief()
        assert (found.neglected, found.never_visited) == ([never, long_ago], 1)
        assert [cell.last_visited_on for cell in found.neglected] == [None, dt.date(2016, 12, 15)]

    def test_proposals_not_taken_up(self, plan, brief, commission, chief, cells):
        VisitFactory(plan=plan, leader=chief, cell=cells[0])
        ProposalFactory(committee=commission, cell=cells[0])
        left = ProposalFactory(committee=commission, cell=cells[1])
        assert brief().proposals == [left]

    def test_warnings_with_their_reasons(self, plan, brief, chief, cells):
        for cell, reason in ((cells[0], ""), (cells[1], "Chi bộ sẽ họp lùi một tuần")):
            cell.meeting_day = 15
            cell.save()
            VisitFactory(plan=plan, leader=chief, cell=cell, month=MARCH, override_reason=reason)
        VisitFactory(plan=plan, leader=chief, cell=cells[2])
        TripFactory(leader=chief)
        found = [(v.cell, [w.kind for w in v.warnings], v.override_reason) for v in brief().warned]
        assert found == [
            (cells[0], ["trip", "booked"], ""),
            (cells[1], ["trip", "booked"], "Chi bộ sẽ họp lùi một tuần"),
        ]


class TestBefore:
    def test_the_first_time_there_is_nothing_to_compare(self, plan, brief):
        found = brief()
        assert (found.changes, found.last_return, found.registration.is_late) == (None, None, False)

    def test_late_by_its_window(self, plan, brief, province, period):
        RegistrationWindowFactory(province=province, half_year=period)
        assert brief().registration.is_late

    def test_what_was_sent_back_and_what_changed_since(self, plan, brief, chief, cells, staff, official):
        plan = actions.recall_plan(plan=plan, by=staff)
        actions.register_visit(plan=plan, leader=chief, cell=cells[0], month=MARCH, by=staff)
        plan = actions.submit_plan(plan=plan, by=staff)
        plan = actions.return_plan(plan=plan, comment="Thêm chi bộ trường học", by=official)
        actions.register_visit(plan=plan, leader=chief, cell=cells[2], month=APRIL, by=staff)
        actions.submit_plan(plan=plan, by=staff)
        found = brief()
        assert (found.last_return.history_user, found.plan.comment) == (official, "Thêm chi bộ trường học")
        assert [(line.leader, line.cell, line.month) for line in found.changes.added] == [
            (chief, cells[2], APRIL)
        ]


@pytest.mark.parametrize("count", [1, 3])
def test_in_as_many_queries_for_one_plan_as_for_three(
    count, province, commission, district, period, staff, official, django_assert_num_queries
):
    RegistrationWindowFactory(province=province, half_year=period)
    for _ in range(count):
        committee = CommitteeFactory(parent=commission)
        plan = PlanFactory(committee=committee, half_year=period)
        leader = LeaderFactory(committee=committee)
        LeaderFactory(committee=committee)
        cells = [CellFactory(committee=district, meeting_day=15) for _ in range(3)]
        TripFactory(leader=leader)
        actions.register_visit(plan=plan, leader=leader, cell=cells[0], month=APRIL, by=staff)
        plan = actions.submit_plan(plan=plan, by=staff)
        plan = actions.return_plan(plan=plan, comment="Sửa", by=official)
        actions.register_visit(
            plan=plan, leader=leader, cell=cells[1], month=MARCH, override_reason="Họp lùi", by=staff
        )
        ProposalFactory(committee=committee, cell=cells[2])
        actions.submit_plan(plan=plan, by=staff)
    official.committee_paths()
    plans = list(Plan.objects.waiting_for(official).select_related("committee"))
    with django_assert_num_queries(15):
        found = approval.briefs(plans, user=official)
    assert [(len(b.changes.added), len(b.warned), len(b.idle), len(b.proposals)) for b in found] == [
        (1, 1, 1, 1)
    ] * count
