"""What changed in a plan since it was handed in, and by amendments since its approval."""

import pytest

from attendance.models import Plan, Visit
from attendance.planning import actions as planning_actions
from attendance.planning import amendments
from attendance.planning.amendments import ChangedVisit
from lib.periods import Month
from tests.factories import CellFactory, LeaderFactory, PlanFactory, VisitFactory

pytestmark = pytest.mark.django_db

JANUARY, FEBRUARY, MARCH, APRIL, MAY = (Month.parse(f"{m:02}/2018") for m in (1, 2, 3, 4, 5))


@pytest.fixture
def plan(commission, period):
    return PlanFactory(committee=commission, half_year=period)


class TestChanges:
    @pytest.fixture
    def submitted(self, plan, chief, cells, staff):
        for cell in cells[:2]:
            planning_actions.register_visit(plan=plan, leader=chief, cell=cell, month=MARCH, by=staff)
        return planning_actions.submit_plan(plan=plan, by=staff)

    def test_none_before_anything_was_handed_in_or_the_first_time(self, plan, submitted):
        assert amendments.changes(Plan(status="draft")) is None
        assert amendments.changes(submitted) is None

    def test_what_was_added_removed_and_moved_since(
        self, submitted, chief, department_head, cells, staff, official
    ):
        draft = planning_actions.return_plan(plan=submitted, comment="Sửa", by=official)
        assert not amendments.changes(draft)
        moved, removed = draft.visits.order_by("cell__name_sort")
        planning_actions.change_visit(visit=moved, leader=chief, month=MAY, by=staff)
        planning_actions.withdraw_visit(visit=removed, by=staff)
        planning_actions.register_visit(
            plan=draft, leader=department_head, cell=cells[2], month=APRIL, by=staff
        )
        expected = (
            [ChangedVisit(department_head, cells[2], APRIL)],
            [ChangedVisit(chief, cells[1], MARCH)],
            [ChangedVisit(chief, cells[0], MAY, MARCH)],
        )
        changes = amendments.changes(draft)
        assert (changes.added, changes.removed, changes.moved) == expected
        assert changes.since == submitted.submitted_at
        again = amendments.changes(planning_actions.submit_plan(plan=draft, by=staff))
        assert (again.added, again.removed, again.moved) == expected
        assert again.since == submitted.submitted_at

    def test_since_what_was_judged_whatever_was_taken_back_since(
        self, submitted, chief, cells, staff, official
    ):
        first = planning_actions.recall_plan(plan=submitted, by=staff)
        assert amendments.changes(first) is None
        judged = planning_actions.submit_plan(plan=first, by=staff)
        assert amendments.changes(judged) is None
        draft = planning_actions.return_plan(plan=judged, comment="Thêm chi bộ", by=official)
        planning_actions.register_visit(plan=draft, leader=chief, cell=cells[2], month=MARCH, by=staff)
        hasty = planning_actions.submit_plan(plan=draft, by=staff)
        taken_back = planning_actions.recall_plan(plan=hasty, by=staff)
        assert (taken_back.submitted_at, taken_back.submitted_by) == (judged.submitted_at, staff)
        for plan in (taken_back, planning_actions.submit_plan(plan=taken_back, by=staff)):
            changes = amendments.changes(plan)
            assert (changes.since, changes.added) == (
                judged.submitted_at,
                [ChangedVisit(chief, cells[2], MARCH)],
            )

    def test_who_sent_it_back_last(self, plan, submitted, staff, official):
        assert amendments.last_return(submitted) is None
        draft = planning_actions.recall_plan(plan=submitted, by=staff)
        assert amendments.last_return(draft) is None
        again = planning_actions.submit_plan(plan=draft, by=staff)
        returned = planning_actions.return_plan(plan=again, comment="Thêm chi bộ", by=official)
        assert amendments.last_return(returned).history_user == official
        recalled = planning_actions.recall_plan(
            plan=planning_actions.submit_plan(plan=returned, by=staff), by=staff
        )
        last = amendments.last_return(recalled)
        assert (last.history_user, last.comment) == (official, "Thêm chi bộ")

    def test_removed_and_added_again_in_another_month_is_moved(
        self, submitted, chief, cells, staff, official
    ):
        draft = planning_actions.return_plan(plan=submitted, comment="Sửa", by=official)
        planning_actions.withdraw_visit(visit=draft.visits.get(cell=cells[0]), by=staff)
        planning_actions.register_visit(plan=draft, leader=chief, cell=cells[0], month=JANUARY, by=staff)
        changes = amendments.changes(draft)
        assert (changes.added, changes.removed, changes.moved) == (
            [],
            [],
            [ChangedVisit(chief, cells[0], JANUARY, MARCH)],
        )


@pytest.mark.parametrize("count", [1, 3])
def test_of_many_plans_in_as_many_queries_as_of_one(
    count, commission, period, staff, official, django_assert_num_queries
):
    plans, expected = [PlanFactory(committee=commission, half_year=period, status="submitted")], [None]
    for _ in range(count):
        leader = LeaderFactory()
        plan = PlanFactory(committee=leader.committee, half_year=period)
        planning_actions.register_visit(plan=plan, leader=leader, cell=CellFactory(), month=MARCH, by=staff)
        plan = planning_actions.submit_plan(plan=plan, by=staff)
        plan = planning_actions.return_plan(plan=plan, comment="Sửa", by=official)
        cell = CellFactory()
        planning_actions.register_visit(plan=plan, leader=leader, cell=cell, month=MAY, by=staff)
        plans.append(planning_actions.submit_plan(plan=plan, by=staff))
        expected.append([ChangedVisit(leader, cell, MAY)])
    with django_assert_num_queries(5):
        found = amendments.changes_of(plans)
    assert [found[plan.pk] and found[plan.pk].added for plan in plans] == expected
    with django_assert_num_queries(1):
        returns = amendments.last_returns(plans)
    assert {key: row.history_user for key, row in returns.items()} == {p.pk: official for p in plans[1:]}


class TestLedger:
    def told(self, plan):
        visits = plan.visits.select_related("leader", "cell")
        return [(e.what, e.visit.cell, e.who, e.reason) for e in amendments.ledger(plan, visits)]

    def test_added_withdrawn_and_restored_with_who_and_why(
        self, commission, period, chief, cells, staff, official
    ):
        plan = PlanFactory(committee=commission, half_year=period, status="approved")
        kept = VisitFactory(plan=plan, leader=chief, cell=cells[0])
        added = planning_actions.register_visit(
            plan=plan, leader=chief, cell=cells[1], month=MAY, reason="Cấp ủy đề nghị", by=staff
        )
        planning_actions.withdraw_visit(visit=added, reason="Chi bộ sáp nhập", by=official)
        planning_actions.withdraw_visit(visit=kept, reason="Nhầm", by=staff)
        planning_actions.restore_visit(visit=kept, reason="Cấp ủy đề nghị giữ", by=official)
        assert self.told(plan) == [
            ("added", cells[1], f"{staff} ({staff.username})", "Cấp ủy đề nghị"),
            ("withdrawn", cells[1], f"{official} ({official.username})", "Chi bộ sáp nhập"),
            ("withdrawn", cells[0], f"{staff} ({staff.username})", "Nhầm"),
            ("restored", cells[0], f"{official} ({official.username})", "Cấp ủy đề nghị giữ"),
        ]

    def test_carried_in_visits_are_in_it_and_registered_ones_are_not(self, chief, cells):
        missed = VisitFactory(leader=chief, cell=cells[0], month=Month.parse("12/2017"), missed=True)
        carried = VisitFactory(carried_from=missed, month=FEBRUARY)
        VisitFactory(plan=carried.plan, leader=chief, cell=cells[1])
        assert self.told(carried.plan) == [("carried_in", cells[0], "", "")]

    def test_rows_without_a_history_are_told_without_a_day(self, chief, cells):
        visit = VisitFactory(leader=chief, cell=cells[0], withdrawn=True)
        Visit.history.all().delete()
        (entry,) = amendments.ledger(visit.plan, [visit])
        assert (entry.what, entry.when, entry.reason) == ("withdrawn", None, "Điều chỉnh kế hoạch")
