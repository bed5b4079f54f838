"""The verbs: what each does, whom it refuses, and that a refusal changes nothing."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from attendance.figures.selection import Selection
from attendance.figures.tally import tally
from attendance.logging import actions as logging_actions
from attendance.models import AbsenceReason, Plan, Visit
from attendance.planning import actions as planning_actions
from lib.periods import HalfYear, Month
from lib.versions import StaleVersion
from meetings.actions import EvaluationSheet, save_evaluation
from meetings.models import Evaluation, Meeting
from tests.factories import LeaderFactory, MeetingFactory, PlanFactory, VisitFactory

pytestmark = pytest.mark.django_db

MARCH, MAY, AUGUST = (Month.parse(f"{m:02}/2018") for m in (3, 5, 8))
NEXT = HalfYear.parse("2018-H2")


def reason(code):
    return AbsenceReason.objects.get(code=code)


@pytest.fixture
def visit(chief, cell):
    return VisitFactory(leader=chief, cell=cell, month=MARCH)


@pytest.fixture
def missed(visit, staff):
    return logging_actions.log_missed(visit=visit, miss=logging_actions.Miss(reason=reason("trip")), by=staff)


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
        (closed,) = planning_actions.close_plans(committee=commission, half_year=period, by=official)
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

    def test_restored(self, visit, staff):
        planning_actions.withdraw_visit(visit=visit, reason="Nhầm", by=staff)
        assert logging_actions.clear_result(visit=visit, by=staff).outcome == "pending"

    def test_a_drafts_visit_is_simply_removed(self, chief, cell, commission, staff):
        plan = PlanFactory(committee=commission)
        visit = planning_actions.register_visit(plan=plan, leader=chief, cell=cell, month=MARCH, by=staff)
        planning_actions.withdraw_visit(visit=visit, by=staff)
        assert not plan.visits.exists()
        assert Visit.history.filter(history_type="-").get().history_user == staff


class TestAttended:
    def test_on_another_day_and_month_it_still_fulfils_the_plan(self, visit, staff, commission, period):
        logged = logging_actions.log_attended(
            visit=visit,
            date=dt.date(2018, 6, 30),
            facts=logging_actions.MeetingFacts(members_total=20),
            by=staff,
        )
        assert (logged.month, logged.meeting.date) == (MARCH, dt.date(2018, 6, 30))
        assert (logged.logged_by, logged.meeting.members_total) == (staff, 20)
        assert figures(commission, period).attended_cells == 1

    @pytest.mark.parametrize("day", [dt.date(2017, 12, 31), dt.date(2018, 7, 1)])
    def test_not_in_another_half_year(self, visit, staff, day):
        with pytest.raises(ValidationError):
            logging_actions.log_attended(visit=visit, date=day, by=staff)
        assert not Meeting.objects.exists()

    def test_not_in_the_future(self, chief, cell, staff, monkeypatch):
        monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2018, 3, 10))
        visit = VisitFactory(leader=chief, cell=cell, month=MARCH)
        logging_actions.log_attended(visit=visit, date=dt.date(2018, 3, 10), by=staff)
        with pytest.raises(ValidationError):
            logging_actions.log_attended(visit=visit, date=dt.date(2018, 3, 11), by=staff)

    def test_two_leaders_share_the_meeting_and_complete_it(self, visit, department_head, cell, staff):
        other = VisitFactory(leader=department_head, cell=cell, month=MARCH, plan=visit.plan)
        day = dt.date(2018, 3, 15)
        first = logging_actions.log_attended(
            visit=visit,
            date=day,
            facts=logging_actions.MeetingFacts(members_total=20, members_present=18),
            by=staff,
        )
        second = logging_actions.log_attended(
            visit=other, date=day, facts=logging_actions.MeetingFacts(members_spoke=5), by=staff
        )
        assert first.meeting == second.meeting
        meeting = Meeting.objects.get()
        assert (meeting.members_total, meeting.members_present, meeting.members_spoke) == (20, 18, 5)

    def test_contradicting_numbers_are_refused_and_nothing_is_kept(self, visit, staff):
        with pytest.raises(ValidationError):
            logging_actions.log_attended(
                visit=visit,
                date=dt.date(2018, 3, 15),
                facts=logging_actions.MeetingFacts(members_total=20, members_present=21),
                by=staff,
            )
        visit.refresh_from_db()
        assert (visit.outcome, Meeting.objects.count()) == ("pending", 0)

    def test_a_leader_attends_a_meeting_through_one_visit(self, visit, staff):
        logging_actions.log_attended(visit=visit, date=dt.date(2018, 3, 15), by=staff)
        again = VisitFactory(leader=visit.leader, cell=visit.cell, month=MAY, plan=visit.plan)
        with pytest.raises(ValidationError):
            logging_actions.log_attended(visit=again, date=dt.date(2018, 3, 15), by=staff)

    def test_correcting_the_date_takes_meeting_and_evaluation_along(self, visit, staff):
        logging_actions.log_attended(
            visit=visit,
            date=dt.date(2018, 3, 15),
            facts=logging_actions.MeetingFacts(members_total=20),
            by=staff,
        )
        visit.refresh_from_db()
        save_evaluation(
            meeting=visit.meeting,
            leader=visit.leader,
            sheet=EvaluationSheet(rubric=None, points={}, findings=[], remarks="Tốt"),
            by=staff,
        )
        logging_actions.log_attended(
            visit=visit,
            date=dt.date(2018, 3, 20),
            facts=logging_actions.MeetingFacts(members_total=20),
            by=staff,
        )
        meeting = Meeting.objects.get()
        assert (meeting.date, meeting.members_total) == (dt.date(2018, 3, 20), 20)
        assert Evaluation.objects.get().meeting == meeting

    def test_a_number_taken_out_is_gone_but_only_by_one_who_saw_it(self, visit, department_head, cell, staff):
        day = dt.date(2018, 3, 15)
        logging_actions.log_attended(
            visit=visit,
            date=day,
            facts=logging_actions.MeetingFacts(members_total=20, members_present=18),
            by=staff,
        )
        other = VisitFactory(leader=department_head, cell=cell, month=MARCH, plan=visit.plan)
        logging_actions.log_attended(visit=other, date=day, by=staff)
        assert Meeting.objects.get().members_present == 18
        logging_actions.log_attended(
            visit=other, date=day, facts=logging_actions.MeetingFacts(members_total=20), by=staff
        )
        assert Meeting.objects.get().members_present is None

    def test_correcting_to_a_known_meeting_leaves_the_others_at_theirs(self, visit, department_head, staff):
        other = VisitFactory(leader=department_head, cell=visit.cell, month=MARCH, plan=visit.plan)
        for v in (visit, other):
            logging_actions.log_attended(visit=v, date=dt.date(2018, 3, 15), by=staff)
        visit.refresh_from_db()
        save_evaluation(
            meeting=visit.meeting,
            leader=visit.leader,
            sheet=EvaluationSheet(rubric=None, points={}, findings=[], remarks=""),
            by=staff,
        )
        known = MeetingFactory(cell=visit.cell, date=dt.date(2018, 4, 15))
        logging_actions.log_attended(visit=visit, date=known.date, by=staff)
        other.refresh_from_db()
        assert (other.meeting.date, Evaluation.objects.get().meeting) == (dt.date(2018, 3, 15), known)

    def test_only_in_approved_plans(self, chief, cell, commission, period, staff):
        plan = PlanFactory(committee=commission, half_year=period)
        visit = VisitFactory(leader=chief, cell=cell, plan=plan)
        with pytest.raises(ValidationError):
            logging_actions.log_attended(visit=visit, date=dt.date(2018, 3, 15), by=staff)

    def test_the_second_saver_is_told_and_overwrites_nothing(self, visit, staff):
        opened = visit.version
        logging_actions.log_attended(visit=visit, date=dt.date(2018, 3, 15), by=staff, version=opened)
        with pytest.raises(StaleVersion, match="Phạm Thị Dung"):
            logging_actions.log_missed(
                visit=visit, miss=logging_actions.Miss(reason=reason("trip")), by=staff, version=opened
            )
        visit.refresh_from_db()
        assert visit.outcome == "attended"


class TestMissed:
    def test_other_asks_for_words(self, visit, staff):
        with pytest.raises(ValidationError) as refusal:
            logging_actions.log_missed(
                visit=visit, miss=logging_actions.Miss(reason=reason("other")), by=staff
            )
        assert list(refusal.value.error_dict) == ["note"]
        assert (
            logging_actions.log_missed(
                visit=visit, miss=logging_actions.Miss(reason=reason("other"), note="Bão"), by=staff
            ).note
            == "Bão"
        )

    def test_whether_it_is_made_up_for_is_decided_anew_with_every_result(self, visit, staff):
        trip = reason("trip")
        waived = logging_actions.log_missed(
            visit=visit, miss=logging_actions.Miss(reason=trip, no_carry_over=True), by=staff
        )
        assert waived.no_carry_over
        assert not logging_actions.log_missed(
            visit=visit, miss=logging_actions.Miss(reason=trip), by=staff
        ).no_carry_over
        for change in (
            lambda: logging_actions.log_attended(visit=visit, date=dt.date(2018, 3, 15), by=staff),
            lambda: logging_actions.clear_result(visit=visit, by=staff),
            lambda: logging_actions.carry_over(visit=visit, month=AUGUST, by=staff),
        ):
            logging_actions.log_missed(
                visit=visit, miss=logging_actions.Miss(reason=trip, no_carry_over=True), by=staff
            )
            change()
            visit.refresh_from_db()
            assert not visit.no_carry_over

    def test_the_document_it_rests_on_goes_with_the_result(self, visit, staff):
        missed = logging_actions.log_missed(
            visit=visit, miss=logging_actions.Miss(reason=reason("trip"), source_document="Số 7-CV"), by=staff
        )
        assert missed.source_document == "Số 7-CV"
        assert logging_actions.clear_result(visit=visit, by=staff).source_document == ""

    def test_correcting_attended_to_missed_removes_the_empty_meeting(self, visit, staff):
        logging_actions.log_attended(visit=visit, date=dt.date(2018, 3, 15), by=staff)
        logging_actions.log_missed(visit=visit, miss=logging_actions.Miss(reason=reason("trip")), by=staff)
        visit.refresh_from_db()
        assert (visit.outcome, visit.meeting, Meeting.objects.count()) == ("missed", None, 0)

    def test_not_while_the_leaders_evaluation_stands(self, visit, staff):
        logged = logging_actions.log_attended(visit=visit, date=dt.date(2018, 3, 15), by=staff)
        save_evaluation(
            meeting=logged.meeting,
            leader=visit.leader,
            sheet=EvaluationSheet(rubric=None, points={}, findings=[], remarks=""),
            by=staff,
        )
        for undo in (
            lambda: logging_actions.log_missed(
                visit=visit, miss=logging_actions.Miss(reason=reason("trip")), by=staff
            ),
            lambda: logging_actions.clear_result(visit=visit, by=staff),
        ):
            with pytest.raises(ValidationError):
                undo()

    def test_an_unplanned_visit_is_never_missed(self, chief, cell, staff):
        visit = VisitFactory(leader=chief, cell=cell, attended=True, origin="unplanned")
        with pytest.raises(ValidationError):
            logging_actions.log_missed(
                visit=visit, miss=logging_actions.Miss(reason=reason("trip")), by=staff
            )


class TestCarryOver:
    def test_into_the_next_half_year(self, missed, staff, commission, period):
        moved = logging_actions.carry_over(visit=missed, month=AUGUST, by=staff)
        assert (moved.origin, moved.carried_from, moved.half_year) == ("carried_in", missed, NEXT)
        assert (moved.plan.committee, moved.plan.status) == (commission, "draft")
        before = figures(commission, period)
        assert (before.planned_cells, before.carried_over_cells, before.missed_cells) == (1, 1, 0)
        assert before.reasons["trip"] == 1

    def test_within_the_half_year_it_counts_once(self, missed, staff, commission, period):
        moved = logging_actions.carry_over(visit=missed, month=MAY, by=staff)
        logging_actions.log_attended(visit=moved, date=dt.date(2018, 5, 15), by=staff)
        after = figures(commission, period)
        assert (moved.origin, after.planned_visits, after.attended_visits) == ("amendment", 1, 1)
        assert (after.attended_cells, after.missed_cells) == (1, 0)

    def test_a_substitute_goes_with_the_own_group(self, missed, department_head, staff):
        moved = logging_actions.carry_over(visit=missed, month=AUGUST, leader=department_head, by=staff)
        assert (moved.leader, moved.leader_group) == (department_head, "department")

    def test_never_backwards_never_twice_never_unless_missed(self, missed, chief, cells, staff):
        with pytest.raises(ValidationError):
            logging_actions.carry_over(visit=missed, month=MARCH, by=staff)
        logging_actions.carry_over(visit=missed, month=MAY, by=staff)
        with pytest.raises(ValidationError):
            logging_actions.carry_over(visit=missed, month=AUGUST, by=staff)
        open_visit = VisitFactory(leader=chief, cell=cells[1], plan=missed.plan)
        with pytest.raises(ValidationError):
            logging_actions.carry_over(visit=open_visit, month=AUGUST, by=staff)
        assert Visit.objects.exclude(carried_from=None).count() == 1

    def test_not_onto_a_visit_already_registered(self, missed, staff):
        VisitFactory(leader=missed.leader, cell=missed.cell, month=MAY, plan=missed.plan)
        with pytest.raises(ValidationError):
            logging_actions.carry_over(visit=missed, month=MAY, by=staff)

    def test_not_into_a_closed_plan(self, missed, commission, staff):
        PlanFactory(committee=commission, half_year=NEXT, status="closed")
        with pytest.raises(ValidationError):
            logging_actions.carry_over(visit=missed, month=AUGUST, by=staff)

    def test_not_out_of_a_closed_plan_nor_back(self, missed, staff):
        """Its half-year's figures rest."""
        moved = logging_actions.carry_over(visit=missed, month=AUGUST, by=staff)
        Plan.objects.filter(pk=missed.plan_id).update(status="closed", closed_at=timezone.now())
        with pytest.raises(ValidationError):
            logging_actions.undo_carry_over(visit=missed, by=staff)
        assert Visit.objects.get(pk=moved.pk).carried_from == missed
        other = VisitFactory(leader=missed.leader, plan=missed.plan, missed=True)
        with pytest.raises(ValidationError):
            logging_actions.carry_over(visit=other, month=AUGUST, by=staff)

    def test_whoever_looked_before_the_move_looks_at_another_state(self, missed, commission, staff):
        plan = PlanFactory(committee=commission, half_year=NEXT, status="submitted")
        logging_actions.carry_over(visit=missed, month=AUGUST, by=staff)
        with pytest.raises(StaleVersion):
            planning_actions.approve_plan(plan=plan, by=staff, version=plan.version)
        with pytest.raises(ValidationError):
            logging_actions.undo_logging(logged=[(missed, missed.version)], by=staff)

    def test_a_draft_begun_for_the_move_goes_with_it(self, missed, commission, staff):
        logging_actions.carry_over(visit=missed, month=AUGUST, by=staff)
        assert commission.plans.filter(half_year=NEXT).exists()
        logging_actions.undo_carry_over(visit=missed, by=staff)
        assert not commission.plans.filter(half_year=NEXT).exists()

    def test_a_draft_that_was_there_before_stays(self, missed, commission, staff):
        plan = PlanFactory(committee=commission, half_year=NEXT)
        plan.history.update(history_date="2018-01-01T00:00Z")
        logging_actions.carry_over(visit=missed, month=AUGUST, by=staff)
        logging_actions.undo_carry_over(visit=missed, by=staff)
        assert commission.plans.filter(half_year=NEXT).exists()

    def test_missing_and_moving_are_one_step(self, visit, staff):
        VisitFactory(leader=visit.leader, cell=visit.cell, month=MAY, plan=visit.plan)
        with pytest.raises(ValidationError):
            logging_actions.miss_and_carry_over(
                visit=visit, miss=logging_actions.Miss(reason=reason("trip")), month=MAY, by=staff
            )
        visit.refresh_from_db()
        assert visit.outcome == "pending"
        logged = logging_actions.miss_and_carry_over(
            visit=visit, miss=logging_actions.Miss(reason=reason("trip")), month=AUGUST, by=staff
        )
        assert logged.successor.month == AUGUST
        visit.refresh_from_db()
        assert (visit.outcome, visit.successor.month) == ("missed", AUGUST)

    def test_moved_it_stays_missed_until_the_move_is_undone(self, missed, staff):
        moved = logging_actions.carry_over(visit=missed, month=AUGUST, by=staff)
        with pytest.raises(ValidationError):
            logging_actions.log_attended(visit=missed, date=dt.date(2018, 3, 15), by=staff)
        logging_actions.undo_carry_over(visit=missed, by=staff)
        assert not Visit.objects.filter(pk=moved.pk).exists()
        logging_actions.log_attended(visit=missed, date=dt.date(2018, 3, 15), by=staff)

    def test_not_undone_once_the_later_visit_has_a_result(self, missed, commission, staff):
        PlanFactory(committee=commission, half_year=NEXT, status="approved")
        moved = logging_actions.carry_over(visit=missed, month=AUGUST, by=staff)
        logging_actions.log_missed(visit=moved, miss=logging_actions.Miss(reason=reason("illness")), by=staff)
        with pytest.raises(ValidationError):
            logging_actions.undo_carry_over(visit=missed, by=staff)


def test_a_leader_of_elsewhere_keeps_the_figures_with_the_plan(missed, other_commission, staff, commission):
    """The plan's committee answers for the visit, whoever goes."""
    guest = LeaderFactory(committee=other_commission)
    moved = logging_actions.carry_over(visit=missed, month=AUGUST, leader=guest, by=staff)
    assert moved.committee == commission
