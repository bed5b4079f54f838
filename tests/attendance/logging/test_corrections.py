"""Corrections of closed plans, each with a reason; what stays refused whatever the reason."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from attendance.figures.selection import Selection
from attendance.figures.tally import tally
from attendance.logging import actions as logging_actions
from attendance.logging.forms.take_back import TakeBackForm
from attendance.models import AbsenceReason, Plan, Visit
from attendance.planning import actions as planning_actions
from lib.periods import HalfYear, Month
from lib.versions import StaleVersion
from meetings.actions import EvaluationSheet
from meetings.models import Evaluation, Meeting
from tests.factories import (
    AttachmentFactory,
    PlanFactory,
    VisitFactory,
)
from tests.pages import buttons, feedback, typed

pytestmark = pytest.mark.django_db

MARCH, MAY, AUGUST = (Month.parse(f"{m:02}/2018") for m in (3, 5, 8))
DAY = dt.date(2018, 3, 15)
NEXT = HalfYear.parse("2018-H2")
WHY = "Chi bộ gửi biên bản muộn"


def trip():
    return AbsenceReason.objects.get(code="trip")


def close(committee, official, period, reason="Báo cáo số 127-BC/BTCTU"):
    return planning_actions.close_half_year(province=committee, half_year=period, reason=reason, by=official)


@pytest.fixture
def plan(commission, period):
    return PlanFactory(committee=commission, half_year=period, status="closed")


@pytest.fixture
def pending(plan, chief, cells):
    return VisitFactory(plan=plan, leader=chief, cell=cells[0], month=MARCH)


@pytest.fixture
def attended(plan, chief, cells):
    return VisitFactory(plan=plan, leader=chief, cell=cells[1], month=MARCH, attended=True)


@pytest.fixture
def missed(plan, chief, cells):
    return VisitFactory(plan=plan, leader=chief, cell=cells[2], month=MARCH, missed=True)


def url(name, visit, *more):
    return reverse(f"attendance:{name}", args=[visit.pk, *more])


def evaluate(visit, by, leader=None, version=0, correction_reason="", **more):
    return logging_actions.evaluate(
        visit=visit,
        meeting=visit.meeting,
        leader=leader,
        sheet=EvaluationSheet(remarks="Tốt", **more),
        correction_reason=correction_reason,
        by=by,
        version=version,
    )


def state():
    """All that a refusal must leave alone, histories included."""
    return [list(model.objects.order_by("pk").values()) for model in (Plan, Visit, Meeting, Evaluation)] + [
        model.history.count() for model in (Plan, Visit, Meeting, Evaluation)
    ]


CORRECTIONS = {
    "attended": lambda v, **how: logging_actions.log_attended(
        visit=v["pending"], date=DAY, **how, facts=logging_actions.MeetingFacts(members_total=20)
    ),
    "missed": lambda v, **how: logging_actions.log_missed(
        visit=v["pending"], **how, miss=logging_actions.Miss(reason=trip())
    ),
    "numbers": lambda v, **how: logging_actions.log_attended(
        visit=v["attended"], date=DAY, **how, facts=logging_actions.MeetingFacts(members_total=31)
    ),
    "date": lambda v, **how: logging_actions.log_attended(
        visit=v["attended"], date=dt.date(2018, 4, 2), **how
    ),
    "missed after all": lambda v, **how: logging_actions.log_missed(
        visit=v["attended"], **how, miss=logging_actions.Miss(reason=trip())
    ),
    "cleared": lambda v, **how: logging_actions.clear_result(visit=v["attended"], **how),
    "withdrawn": lambda v, **how: planning_actions.withdraw_visit(visit=v["pending"], **how),
    "carried over": lambda v, **how: logging_actions.carry_over(visit=v["missed"], month=AUGUST, **how),
    "missed and carried over": lambda v, **how: logging_actions.miss_and_carry_over(
        visit=v["pending"], month=AUGUST, **how, miss=logging_actions.Miss(reason=trip())
    ),
    "unplanned": lambda v, **how: logging_actions.log_unplanned(
        leader=v["missed"].leader, cell=v["missed"].cell, date=dt.date(2018, 5, 3), **how
    ),
    "evaluated": lambda v, **how: evaluate(v["attended"], leader=v["attended"].leader, **how),
    "evaluated by the cell": lambda v, **how: evaluate(v["attended"], **how),
}


class TestEachAction:
    @pytest.fixture
    def visits(self, pending, attended, missed):
        return {"pending": pending, "attended": attended, "missed": missed}

    @pytest.mark.parametrize("reason", [None, "", "  \n"])
    @pytest.mark.parametrize("name", CORRECTIONS)
    def test_refused_without_a_reason(self, name, reason, visits, staff):
        before = state()
        how = {} if reason is None else {"correction_reason": reason}
        with pytest.raises(ValidationError) as refusal:
            CORRECTIONS[name](visits, by=staff, **how)
        assert list(refusal.value.error_dict) == ["correction_reason"]
        assert f"{timezone.localdate():%d/%m/%Y}" in refusal.value.messages[0]
        assert state() == before

    @pytest.mark.parametrize("name", CORRECTIONS)
    def test_done_with_one_that_every_row_keeps(self, name, visits, staff):
        models = (Plan, Visit, Meeting, Evaluation)
        before = {model: set(model.history.values_list("history_id", flat=True)) for model in models}
        CORRECTIONS[name](visits, by=staff, correction_reason=f" {WHY} ")
        written = {
            (record.history_user, record.history_change_reason)
            for model in models
            for record in model.history.exclude(history_id__in=before[model])
            if model is not Plan  # the next half-year's, begun as a draft, is nobody's correction
        }
        assert written == {(staff, WHY)}

    def test_the_reason_is_kept_in_one_unicode_form(self, pending, staff):
        logging_actions.clear_result(visit=pending, correction_reason="Biên bản", by=staff)
        assert pending.history.first().history_change_reason == "Biên bản"

    def test_the_second_saver_is_told(self, attended, staff):
        opened = attended.version
        logging_actions.log_attended(
            visit=attended, date=DAY, correction_reason=WHY, by=staff, version=opened
        )
        with pytest.raises(StaleVersion):
            logging_actions.clear_result(visit=attended, correction_reason="Khác", by=staff, version=opened)

    def test_figures_change(self, visits, commission, period, staff):
        def figures():
            found = tally(Visit.objects.all(), Selection(period, committee=commission))
            return found.attended_cells, found.planned_cells, found.extra_cells, found.carried_over_cells

        assert figures() == (1, 3, 0, 0)
        for name, after in {
            "attended": (2, 3, 0, 0),
            "carried over": (2, 3, 0, 1),
            "unplanned": (2, 3, 1, 1),
            "cleared": (1, 3, 1, 1),
        }.items():
            CORRECTIONS[name](visits, by=staff, correction_reason=WHY)
            assert (name, figures()) == (name, after)

    def test_of_an_approved_plan_no_reason_is_asked_nor_kept(self, chief, cell, staff):
        visit = VisitFactory(leader=chief, cell=cell, month=MARCH)
        logging_actions.log_attended(visit=visit, date=DAY, correction_reason=WHY, by=staff)
        assert visit.history.first().history_change_reason is None
        assert Meeting.history.first().history_change_reason is None


class TestWhatStaysRefused:
    """With a reason too: what was registered stays as it was registered."""

    def test_leader_cell_month_and_further_visits(self, pending, missed, department_head, cells, staff):
        how = {"reason": WHY, "by": staff}
        before = state()
        for act in (
            lambda: planning_actions.move_visit(visit=pending, month=MAY, **how),
            lambda: planning_actions.move_visit(visit=pending, leader=department_head, **how),
            lambda: planning_actions.register_visit(
                plan=pending.plan, leader=department_head, cell=cells[0], month=MAY, **how
            ),
            lambda: logging_actions.waive_carry_over(visit=missed, by=staff),
            # Within the half-year it would be a new visit of the closed plan.
            lambda: logging_actions.carry_over(visit=missed, month=MAY, correction_reason=WHY, by=staff),
            lambda: logging_actions.log_month(entries=[logging_actions.MonthEntry(pending, DAY)], by=staff),
        ):
            with pytest.raises(ValidationError):
                act()
        assert state() == before

    def test_files_are_added_not_removed(self, attended, staff):
        attachment = AttachmentFactory(visit=attended)
        with pytest.raises(ValidationError):
            logging_actions.remove_attachment(attachment=attachment, by=staff)
        unplanned = VisitFactory(
            leader=attended.leader, plan=attended.plan, attended=True, origin="unplanned"
        )
        AttachmentFactory(visit=unplanned)
        with pytest.raises(ValidationError):
            logging_actions.clear_result(visit=unplanned, correction_reason=WHY, by=staff)

    def test_not_into_another_closed_plan(self, missed, commission, staff):
        PlanFactory(committee=commission, half_year=NEXT, status="closed")
        with pytest.raises(ValidationError):
            logging_actions.carry_over(visit=missed, month=AUGUST, correction_reason=WHY, by=staff)


class TestTakenBack:
    def test_undo_is_refused_once_the_plan_is_closed(self, chief, cell, official, staff, commission, period):
        visit = VisitFactory(leader=chief, cell=cell, month=MARCH)
        logged = logging_actions.log_attended(visit=visit, date=DAY, by=staff)
        close(commission, official, period)
        before = state()
        with pytest.raises(ValidationError):
            logging_actions.undo_logging(logged=[(logged, logged.version)], by=staff)
        assert state() == before

    @pytest.mark.parametrize("name", ["attended", "missed"])
    def test_the_page_offers_no_undo_of_a_correction(self, name, as_staff, pending):
        data = {
            "date": "15/03/2018",
            "kind": "regular",
            "reason": trip().pk,
            "month": "later",
            "correction_reason": WHY,
        }
        response = as_staff.post(url(f"visit-{name}", pending), data, follow=True)
        pending.refresh_from_db()
        assert pending.outcome == name
        assert "undo" not in as_staff.session
        assert "visit-undo" not in buttons(response)

    def test_a_move_with_a_reason(self, missed, staff, commission):
        moved = logging_actions.carry_over(visit=missed, month=AUGUST, correction_reason=WHY, by=staff)
        with pytest.raises(ValidationError) as refusal:
            logging_actions.undo_carry_over(visit=missed, by=staff)
        assert list(refusal.value.error_dict) == ["correction_reason"]
        with pytest.raises(StaleVersion):
            logging_actions.undo_carry_over(
                visit=missed, correction_reason="Nhầm", by=staff, version=missed.version
            )
        logging_actions.undo_carry_over(visit=missed, correction_reason="Nhầm", by=staff)
        assert not Visit.objects.filter(pk=moved.pk).exists()
        assert not commission.plans.filter(half_year=NEXT).exists()
        removed = Visit.history.get(id=moved.pk, history_type="-")
        assert (removed.history_user, removed.history_change_reason) == (staff, "Nhầm")

    def test_a_withdrawal_and_an_unplanned_visit(self, pending, chief, cells, staff):
        planning_actions.withdraw_visit(visit=pending, correction_reason=WHY, by=staff)
        pending.refresh_from_db()
        assert (pending.outcome, pending.amendment_reason) == ("withdrawn", WHY)
        restored = planning_actions.restore_visit(visit=pending, correction_reason="Nhầm", by=staff)
        assert (restored.outcome, restored.amendment_reason) == ("pending", "Nhầm")
        unplanned = logging_actions.log_unplanned(
            leader=chief, cell=cells[1], date=DAY, correction_reason=WHY, by=staff
        )
        assert logging_actions.clear_result(visit=unplanned, correction_reason="Nhầm", by=staff) is None
        gone = Visit.history.get(id=unplanned.pk, history_type="-")
        assert gone.history_change_reason == "Nhầm"

    def test_what_was_opened_as_one_thing_does_not_do_the_other(self, missed, staff):
        opened = Visit.objects.get(pk=missed.pk)
        form = TakeBackForm({"version": opened.version, "correction_reason": WHY}, row=opened, by=staff)
        logging_actions.carry_over(visit=missed, month=AUGUST, correction_reason=WHY, by=staff)
        assert not form.save()
        assert form.is_stale
        assert Visit.objects.filter(carried_from=missed).exists()


class TestSharedMeeting:
    """A leader whose plan is still open was at the same meeting."""

    @pytest.fixture
    def other(self, attended, other_chief):
        return VisitFactory(leader=other_chief, cell=attended.cell, month=MARCH)

    @pytest.fixture
    def numbered(self, attended):
        Meeting.objects.update(members_total=20, members_present=18)
        return attended

    def test_joining_it_corrects_nothing(self, other, numbered, stranger_staff):
        logging_actions.log_attended(
            visit=other, date=DAY, facts=logging_actions.MeetingFacts(members_total=20), by=stranger_staff
        )
        assert Meeting.objects.get().visits.count() == 2
        assert not Meeting.history.filter(history_user=stranger_staff).exists()

    def test_its_numbers_do(self, other, numbered, stranger_staff):
        with pytest.raises(ValidationError) as refusal:
            logging_actions.log_attended(
                visit=other, date=DAY, facts=logging_actions.MeetingFacts(members_total=25), by=stranger_staff
            )
        assert list(refusal.value.error_dict) == ["correction_reason"]
        logging_actions.log_attended(
            visit=other,
            date=DAY,
            correction_reason=WHY,
            facts=logging_actions.MeetingFacts(members_total=25),
            by=stranger_staff,
        )
        assert Meeting.history.first().history_change_reason == WHY
        assert other.history.first().history_change_reason is None  # its own plan is open

    def test_the_form_asks_once_it_is_needed(self, client, other, numbered, stranger_staff):
        client.force_login(stranger_staff)
        shown = client.get(url("visit-attended", other))
        assert "correction_reason" not in typed(shown)
        data = typed(shown) | {"members_total": "25", "note": "Đông đủ"}
        refused = client.post(url("visit-attended", other), data)
        assert (refused.status_code, len(feedback(refused))) == (422, 1)
        kept = typed(refused)
        assert (kept["members_total"], kept["note"]) == ("25", "Đông đủ")
        assert client.post(url("visit-attended", other), kept).status_code == 422
        saved = client.post(url("visit-attended", other), kept | {"correction_reason": WHY})
        assert saved.status_code == 302
        assert Meeting.objects.get().members_total == 25

    def test_the_cells_own_evaluation_too_but_not_the_leaders(self, other, numbered, stranger_staff):
        logging_actions.log_attended(visit=other, date=DAY, by=stranger_staff)
        other.refresh_from_db()
        evaluate(other, stranger_staff, leader=other.leader)
        with pytest.raises(ValidationError):
            evaluate(other, stranger_staff)
        evaluate(other, stranger_staff, correction_reason=WHY)
        assert Evaluation.history.first().history_change_reason == WHY
