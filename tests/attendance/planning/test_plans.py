"""A plan from its first visit to its closing: each step, whom it refuses, that a refusal changes nothing."""

import pytest
from django.core.exceptions import ValidationError

from attendance.figures.selection import Selection
from attendance.figures.tally import tally
from attendance.logging import actions as logging_actions
from attendance.models import AbsenceReason, Plan, Visit
from attendance.planning import actions as planning_actions
from lib.periods import Month
from lib.versions import StaleVersion
from tests.factories import PlanFactory, VisitFactory

pytestmark = pytest.mark.django_db

MARCH, MAY = (Month.parse(f"{m:02}/2018") for m in (3, 5))


def reason(code):
    return AbsenceReason.objects.get(code=code)


@pytest.fixture
def visit(chief, cell):
    return VisitFactory(leader=chief, cell=cell, month=MARCH)


def figures(committee, period):
    return tally(Visit.objects.all(), Selection(half_year=period, committee=committee))


class TestPlanWorkflow:
    @pytest.fixture
    def plan(self, commission, period, staff):
        return planning_actions.create_plan(committee=commission, half_year=period, by=staff)

    @pytest.fixture
    def submitted(self, plan, chief, cell, staff):
        planning_actions.register_visit(plan=plan, leader=chief, cell=cell, month=MARCH, by=staff)
        return planning_actions.submit_plan(plan=plan, by=staff)

    def test_from_draft_to_closed(self, submitted, staff, official, commission, period):
        assert (submitted.status, submitted.submitted_by) == ("submitted", staff)
        assert figures(commission, period).planned_cells == 0
        approved = planning_actions.approve_plan(plan=submitted, by=official)
        assert (approved.status, approved.approved_by) == ("approved", official)
        assert figures(commission, period).planned_cells == 1
        (closed,) = planning_actions.close_half_year(
            province=commission, half_year=period, reason="Hết kỳ", by=official
        )
        assert (closed, closed.status) == (approved, "closed")
        assert figures(commission, period).planned_cells == 1

    def test_returned_with_a_comment_it_is_a_draft_again(self, submitted, official, staff):
        returned = planning_actions.return_plan(plan=submitted, comment="Thêm chi bộ vùng sâu", by=official)
        assert (returned.status, returned.comment) == ("draft", "Thêm chi bộ vùng sâu")
        assert planning_actions.submit_plan(plan=returned, by=staff).status == "submitted"

    def test_an_empty_plan_is_not_submitted(self, plan, staff):
        with pytest.raises(ValidationError, match="chưa có lượt dự nào"):
            planning_actions.submit_plan(plan=plan, by=staff)

    def test_one_plan_per_committee_and_half_year(self, plan, commission, period, staff):
        with pytest.raises(ValidationError):
            planning_actions.create_plan(committee=commission, half_year=period, by=staff)
        assert Plan.objects.count() == 1

    def test_only_an_empty_draft_is_deleted(self, plan, chief, cell, staff):
        visit = planning_actions.register_visit(plan=plan, leader=chief, cell=cell, month=MARCH, by=staff)
        with pytest.raises(ValidationError):
            planning_actions.delete_plan(plan=plan, by=staff)
        planning_actions.withdraw_visit(visit=visit, by=staff)
        planning_actions.delete_plan(plan=plan, by=staff)
        assert not Plan.objects.exists()
        assert Plan.history.filter(history_type="-").get().history_user == staff

    @pytest.mark.parametrize("step", ["approve_plan", "return_plan"])
    def test_a_draft_cannot_skip_submission(self, plan, official, step):
        extra = {"comment": "x"} if step == "return_plan" else {}
        with pytest.raises(ValidationError):
            getattr(planning_actions, step)(plan=plan, by=official, **extra)
        plan.refresh_from_db()
        assert plan.status == "draft"

    def test_a_second_approver_is_told(self, submitted, official):
        planning_actions.approve_plan(plan=submitted, by=official, version=submitted.version)
        with pytest.raises(StaleVersion):
            planning_actions.approve_plan(plan=submitted, by=official, version=submitted.version)

    def test_history_says_who(self, submitted, official):
        planning_actions.approve_plan(plan=submitted, by=official)
        assert [(h.status, str(h.history_user)) for h in submitted.history.all()][:2] == [
            ("approved", str(official)),
            ("submitted", "Phạm Thị Dung"),
        ]


class TestAmendments:
    def test_registered_before_approval_amended_after(self, chief, department_head, cell, commission, staff):
        plan = PlanFactory(committee=commission)
        first = planning_actions.register_visit(plan=plan, leader=chief, cell=cell, month=MARCH, by=staff)
        Plan.objects.filter(pk=plan.pk).update(status="approved", approved_at="2018-01-05T00:00Z")
        second = planning_actions.register_visit(
            plan=plan, leader=department_head, cell=cell, month=MAY, reason="Cấp ủy đề nghị", by=staff
        )
        assert (first.origin, second.origin) == ("registered", "amendment")
        assert second.amendment_reason == "Cấp ủy đề nghị"
        assert second.leader_group == "department"

    def test_an_amendment_needs_a_reason(self, visit, department_head, cell, staff):
        with pytest.raises(ValidationError):
            planning_actions.register_visit(
                plan=visit.plan, leader=department_head, cell=cell, month=MAY, reason=" ", by=staff
            )
        assert Visit.objects.count() == 1

    def test_the_same_leader_cell_and_month_only_once(self, visit, staff):
        with pytest.raises(ValidationError):
            planning_actions.register_visit(
                plan=visit.plan, leader=visit.leader, cell=visit.cell, month=MARCH, reason="x", by=staff
            )

    def test_withdrawn_the_row_stays_and_counts_no_more(self, visit, staff, commission, period):
        planning_actions.withdraw_visit(visit=visit, reason="Chi bộ sáp nhập", by=staff)
        visit.refresh_from_db()
        assert (visit.outcome, visit.amendment_reason) == ("withdrawn", "Chi bộ sáp nhập")
        after = figures(commission, period)
        assert (after.planned_cells, after.registered_cells) == (0, 1)

    def test_withdrawing_needs_a_reason_and_an_open_visit(self, visit, staff):
        with pytest.raises(ValidationError):
            planning_actions.withdraw_visit(visit=visit, reason="", by=staff)
        logging_actions.log_missed(visit=visit, miss=logging_actions.Miss(reason=reason("illness")), by=staff)
        with pytest.raises(ValidationError):
            planning_actions.withdraw_visit(visit=visit, reason="x", by=staff)

    def test_restored_the_old_reason_stands_in_the_history_only(self, visit, staff):
        planning_actions.withdraw_visit(visit=visit, reason="Nhầm", by=staff)
        with pytest.raises(ValidationError):
            planning_actions.restore_visit(visit=visit, reason=" ", by=staff)
        restored = planning_actions.restore_visit(visit=visit, reason="Cấp ủy đề nghị giữ", by=staff)
        assert (restored.outcome, restored.amendment_reason) == ("pending", "Cấp ủy đề nghị giữ")
        assert [row.amendment_reason for row in visit.history.all()] == ["Cấp ủy đề nghị giữ", "Nhầm", ""]
        with pytest.raises(ValidationError):
            planning_actions.restore_visit(visit=visit, reason="Nữa", by=staff)

    @pytest.mark.parametrize(("status", "restored"), [("draft", True), ("submitted", False)])
    def test_what_was_carried_into_a_draft_is_restored_too(self, status, restored, chief, cell, staff):
        missed = VisitFactory(leader=chief, cell=cell, month=Month.parse("12/2017"), missed=True)
        visit = VisitFactory(carried_from=missed, month=MARCH, plan__status="draft")
        planning_actions.withdraw_visit(visit=visit, reason="Nhầm", by=staff)
        Plan.objects.filter(pk=visit.plan_id).update(status=status)
        try:
            planning_actions.restore_visit(visit=visit, reason="Giữ", by=staff)
        except ValidationError:
            assert not restored
        visit.refresh_from_db()
        assert (visit.outcome == "pending") is restored

    def test_restored_it_is_judged_like_an_entry(self, visit, department_head, cells, staff):
        for cell in (visit.cell, cells[1]):
            cell.meeting_day = 15
            cell.save()
        planning_actions.withdraw_visit(visit=visit, reason="Nhầm", by=staff)
        VisitFactory(leader=visit.leader, cell=cells[1], month=visit.month)
        with pytest.raises(ValidationError) as refusal:
            planning_actions.restore_visit(visit=visit, reason="Giữ", by=staff)
        assert list(refusal.value.message_dict) == ["override_reason"]
        visit.refresh_from_db()
        assert visit.outcome == "withdrawn"
        how = {"reason": "Giữ", "override_reason": "Hai chi bộ họp chung"}
        restored = planning_actions.restore_visit(visit=visit, **how, by=staff)
        assert (restored.outcome, restored.override_reason) == ("pending", "Hai chi bộ họp chung")

    def test_a_drafts_visit_is_simply_removed(self, chief, cell, commission, staff):
        plan = PlanFactory(committee=commission)
        visit = planning_actions.register_visit(plan=plan, leader=chief, cell=cell, month=MARCH, by=staff)
        planning_actions.withdraw_visit(visit=visit, by=staff)
        assert not plan.visits.exists()
        assert Visit.history.filter(history_type="-").get().history_user == staff
