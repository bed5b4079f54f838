"""What an issued report counts is fixed; a plan closes once its half-year is over and all is settled."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from attendance.days.actions import closing
from attendance.logging import actions as logging_actions
from attendance.logging.actions import Miss, MonthEntry
from attendance.models import AbsenceReason, Plan, Visit
from attendance.planning import actions as planning_actions
from lib.periods import HalfYear, Month
from tests.factories import CommitteeFactory, PlanFactory, VisitFactory

pytestmark = pytest.mark.django_db

JUNE, AUGUST = Month.parse("06/2018"), Month.parse("08/2018")
HELD_ON = JUNE.day(15)
# Issued the day before the half-year ends, as the bulletin was.
ISSUED = dt.datetime(2018, 6, 29, 8, tzinfo=dt.UTC)
REPLACED = dt.datetime(2018, 7, 20, 8, tzinfo=dt.UTC)
WHY = "Chi bộ gửi biên bản muộn"


@pytest.fixture(autouse=True)
def day(monkeypatch):
    """It is 29 June 2018; `day(...)` makes it another."""

    def be(day):
        monkeypatch.setattr("lib.periods.localdate", lambda: day)

    be(dt.date(2018, 6, 29))
    return be


@pytest.fixture
def plan(commission, period):
    return PlanFactory(committee=commission, half_year=period, status="approved")


@pytest.fixture
def attended(plan, chief, cells):
    return VisitFactory(plan=plan, leader=chief, cell=cells[0], month=JUNE, attended=True)


@pytest.fixture
def pending(plan, chief, cells):
    return VisitFactory(plan=plan, leader=chief, cell=cells[1], month=JUNE)


def report(committee, *visits, at=ISSUED, by=None):
    return closing.report_results(
        committee=committee,
        half_year=HalfYear.parse("2018-H1"),
        visits=[visit.pk for visit in visits],
        at=at,
        by=by,
    )


def withdraw_report(committee, *still, at=ISSUED, by=None):
    return closing.unreport_results(
        committee=committee,
        half_year=HalfYear.parse("2018-H1"),
        at=at,
        still=still,
        by=by,
        reason="Ban hành nhầm",
    )


def status(plan):
    return Plan.objects.get(pk=plan.pk).status


def fresh(visit):
    return Visit.objects.get(pk=visit.pk)


def asks_for_a_reason(act, **given) -> bool:
    with pytest.raises(ValidationError) as refusal:
        act(**given)
    return list(refusal.value.error_dict) == ["correction_reason"]


def test_the_last_meetings_are_logged_after_issue_without_a_reason(
    commission, plan, attended, pending, clerk, staff, day
):
    assert report(commission, attended, by=clerk) == []
    day(dt.date(2018, 6, 30))

    logged = logging_actions.log_attended(visit=pending, date=JUNE.day(30), by=staff)

    assert (logged.is_fixed, logged.history.first().history_change_reason) == (False, None)
    again = logging_actions.log_attended(visit=logged, date=JUNE.day(29), by=staff)
    assert again.meeting.date == JUNE.day(29)
    # The half-year still runs: all is logged, and the plan stays open.
    assert status(plan) == "approved"


def test_what_the_report_counted_changes_with_a_reason_and_stays_counted(commission, attended, staff):
    report(commission, attended)
    cleared = {"visit": attended, "by": staff}
    assert asks_for_a_reason(logging_actions.clear_result, **cleared)
    assert asks_for_a_reason(logging_actions.log_attended, visit=attended, date=JUNE.day(14), by=staff)
    visit = logging_actions.clear_result(**cleared, correction_reason=WHY)
    assert (visit.outcome, visit.reported_at, visit.is_fixed) == ("pending", ISSUED, True)
    # Open again, but a report counted a result: the other one has a reason too.
    assert asks_for_a_reason(logging_actions.log_attended, visit=visit, date=HELD_ON, by=staff)
    assert asks_for_a_reason(planning_actions.withdraw_visit, visit=visit, by=staff)
    with pytest.raises(ValidationError, match="Báo cáo tính kết quả này đã ban hành"):
        logging_actions.log_month(entries=[MonthEntry(visit, HELD_ON)], by=staff)
    with pytest.raises(ValidationError, match="đã tính kết quả"):
        planning_actions.move_visit(visit=visit, month=Month.parse("05/2018"), reason=WHY, by=staff)
    logging_actions.log_attended(visit=visit, date=HELD_ON, correction_reason=WHY, by=staff)
    assert fresh(visit).reported_at == ISSUED


def test_a_mark_is_nobodys_change(commission, plan, attended, staff):
    opened, records = attended.version, attended.history.count()
    report(commission, attended)
    assert (fresh(attended).version, attended.history.count()) == (opened, records)
    assert (plan.history.count(), Plan.objects.get().reported_at) == (1, ISSUED)
    # Whoever has the form open is asked for the reason, not told of another editor.
    assert asks_for_a_reason(logging_actions.clear_result, visit=attended, by=staff, version=attended.version)


def test_an_undo_comes_too_late(commission, pending, staff, day):
    day(dt.date(2018, 6, 30))
    logged = logging_actions.log_attended(visit=pending, date=HELD_ON, by=staff)
    report(commission, logged)
    with pytest.raises(ValidationError, match="chưa hoàn tác"):
        logging_actions.undo_logging(logged=[(logged, logged.version)], by=staff)


def test_a_miss_that_a_report_counts(commission, plan, chief, cells, staff):
    """Deciding not to make up for it changes no figure; moving it does."""
    missed = VisitFactory(plan=plan, leader=chief, cell=cells[2], month=JUNE, missed=True)
    report(commission, missed)
    decided = logging_actions.waive_carry_over(visit=missed, by=staff)
    assert decided.no_carry_over
    assert asks_for_a_reason(logging_actions.carry_over, visit=decided, month=AUGUST, by=staff)
    moved = logging_actions.carry_over(visit=decided, month=AUGUST, correction_reason=WHY, by=staff)
    assert not moved.is_fixed


class TestClosing:
    def test_not_before_the_half_year_is_over(self, commission, plan, attended, clerk, day):
        assert report(commission, attended, by=clerk) == []
        assert closing.close_settled_plans() == []
        day(dt.date(2018, 7, 1))
        assert closing.close_settled_plans() == [plan]
        record = plan.history.first()
        assert (record.status, record.history_user, record.history_change_reason) == ("closed", None, None)

    def test_not_before_the_report_is_out(self, commission, plan, attended, clerk, day):
        day(dt.date(2018, 7, 1))
        assert closing.close_settled_plans() == []
        assert report(commission, attended, by=clerk) == [plan]
        assert plan.history.first().history_user == clerk

    def test_with_the_last_result(self, commission, plan, attended, pending, staff, day):
        day(dt.date(2018, 7, 2))
        assert report(commission, attended) == []
        logged = logging_actions.log_attended(visit=pending, date=HELD_ON, by=staff)
        assert (status(plan), logged.is_fixed, logged.fixed_on) == ("closed", True, logged.plan.closed_on)

    def test_with_the_last_one_missed_and_moved_in_one_step(self, commission, plan, pending, staff, day):
        day(dt.date(2018, 7, 2))
        report(commission)
        miss = Miss(AbsenceReason.objects.get(code="trip"))
        logging_actions.miss_and_carry_over(visit=pending, miss=miss, month=AUGUST, by=staff)
        assert status(plan) == "closed"

    def test_with_the_last_one_withdrawn(self, commission, plan, pending, staff, day):
        day(dt.date(2018, 7, 2))
        report(commission)
        planning_actions.withdraw_visit(visit=pending, reason="Chi bộ giải thể", by=staff)
        assert status(plan) == "closed"

    def test_a_consolidated_report_is_the_report_of_all_below(self, province, commission, period, day):
        below = PlanFactory(
            committee=CommitteeFactory(parent=commission), half_year=period, status="approved"
        )
        beside = PlanFactory(committee=CommitteeFactory(parent=province), half_year=period)
        later = PlanFactory(committee=commission, half_year=period.next)
        day(dt.date(2018, 7, 2))
        assert report(province) == [below]
        marks = dict(Plan.objects.values_list("pk", "reported_at"))
        assert marks == {below.pk: ISSUED, beside.pk: ISSUED, later.pk: None}

    def test_a_plan_approved_after_issue_is_no_special_case(
        self, commission, chief, cells, period, staff, day
    ):
        plan = PlanFactory(committee=commission, half_year=period, status="submitted")
        visit = VisitFactory(plan=plan, leader=chief, cell=cells[0], month=JUNE)
        day(dt.date(2018, 7, 2))
        assert report(commission) == []
        planning_actions.approve_plan(plan=plan, by=staff)
        logging_actions.log_attended(visit=visit, date=HELD_ON, by=staff)
        assert status(plan) == "closed"

    def test_the_command_closes_what_time_has_settled(self, commission, plan, attended, capsys, day):
        report(commission, attended)
        call_command("close_plans")
        assert capsys.readouterr().out == "Đã đóng: 0\n"
        day(dt.date(2018, 7, 1))
        call_command("close_plans")
        assert capsys.readouterr().out == f"Đã đóng: 1\n  {plan}\n"


class TestIssueWithdrawn:
    def test_nothing_is_counted_any_more_and_the_plan_opens(self, commission, plan, attended, clerk, day):
        day(dt.date(2018, 7, 2))
        report(commission, attended)
        assert withdraw_report(commission, by=clerk) == [plan]
        opened = Plan.objects.get(pk=plan.pk)
        assert (opened.status, opened.closed_at, opened.reported_at) == ("approved", None, None)
        assert not fresh(attended).is_fixed
        record = plan.history.first()
        assert (record.history_user, record.history_change_reason) == (clerk, "Ban hành nhầm")

    def test_what_another_report_counts_stays_fixed(self, province, commission, plan, chief, cells, day):
        early, late = (
            VisitFactory(plan=plan, leader=chief, cell=cell, month=JUNE, attended=True) for cell in cells[:2]
        )
        day(dt.date(2018, 7, 21))
        report(commission, early)
        report(province, early, at=REPLACED)
        assert (fresh(early).reported_at, fresh(late).reported_at) == (ISSUED, None)
        assert withdraw_report(commission, closing.Counted(province, [early.pk], REPLACED)) == []
        assert (fresh(early).reported_at, fresh(late).reported_at) == (REPLACED, None)
        kept = Plan.objects.get(pk=plan.pk)
        assert (kept.status, kept.reported_at) == ("closed", REPLACED)

    def test_one_below_marks_nothing_beyond_its_own(
        self, province, commission, other_commission, period, day
    ):
        beside = PlanFactory(committee=other_commission, half_year=period)
        own = PlanFactory(committee=commission, half_year=period)
        report(province)
        withdraw_report(province, closing.Counted(commission, [], REPLACED))
        marks = dict(Plan.objects.values_list("pk", "reported_at"))
        assert marks == {own.pk: REPLACED, beside.pk: None}

    def test_what_the_administrator_closed_stays_closed(self, commission, plan, pending, administrator, day):
        day(dt.date(2018, 7, 2))
        report(commission)
        planning_actions.close_half_year(
            province=commission, half_year=plan.half_year, reason="Hết kỳ", by=administrator
        )
        assert withdraw_report(commission) == []
        assert status(plan) == "closed"


def test_twenty_thousand_marks_are_a_few_statements(
    commission, attended, django_assert_num_queries, monkeypatch
):
    monkeypatch.setattr(closing, "AT_ONCE", 2)
    ids = [attended.pk, *range(10**6, 10**6 + 5)]
    with django_assert_num_queries(11):
        closing.report_results(
            committee=commission, half_year=attended.half_year, visits=ids, at=ISSUED, by=None
        )


def test_plans_closed_by_issue_until_now_are_settled_by_the_new_rule(
    commission, other_commission, province, chief, other_chief, cells, period, day
):
    day(dt.date(2018, 7, 2))
    running, over, open_still = (
        PlanFactory(committee=committee, half_year=half_year, status="closed", closed_at=ISSUED)
        for committee, half_year in (
            (commission, period.next),
            (commission, period),
            (other_commission, period),
        )
    )
    logged = VisitFactory(plan=over, leader=chief, cell=cells[0], month=JUNE, attended=True)
    gone = VisitFactory(plan=over, leader=chief, cell=cells[1], month=JUNE, outcome="withdrawn")
    waiting = VisitFactory(plan=open_still, leader=other_chief, cell=cells[0], month=JUNE)
    never = PlanFactory(committee=province, half_year=period, status="approved")

    executor = MigrationExecutor(connection)
    migration = executor.loader.get_migration("attendance", "0008_settled_plans")
    apps = executor.loader.project_state(("attendance", migration.name)).apps
    migration.operations[-1].code(apps, None)

    assert {plan.pk: (plan.status, plan.closed_at, plan.reported_at) for plan in Plan.objects.all()} == {
        running.pk: ("approved", None, ISSUED),
        over.pk: ("closed", ISSUED, ISSUED),
        open_still.pk: ("approved", None, ISSUED),
        never.pk: ("approved", None, None),
    }
    marks = dict(Visit.objects.values_list("pk", "reported_at"))
    assert marks == {logged.pk: ISSUED, gone.pk: ISSUED, waiting.pk: None}
    assert [(plan.history.count(), plan.history.first().status) for plan in (running, over)] == [
        (2, "approved"),
        (1, "closed"),
    ]
    assert running.history.first().history_change_reason.startswith("Ban hành báo cáo không còn khóa")
