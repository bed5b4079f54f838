"""Plans: draft → submitted → approved → closed, and their amendments."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from attendance.models import Plan, Visit
from committees.models import Committee, Leader
from meetings.models import Cell
from meetings.periods import HalfYear, Month

from .rows import create_visit, expect_free, expect_status, locked, save


@transaction.atomic
def create_plan(*, committee: Committee, half_year: HalfYear, by) -> Plan:
    plan, created = Plan.objects.get_or_create(committee=committee, half_year=half_year)
    if not created:
        raise ValidationError(_("This committee already has a plan for the half-year: open that one."))
    return plan


@transaction.atomic
def delete_plan(*, plan: Plan, by) -> None:
    """Drop a draft that was begun by mistake and has no visits; the history keeps it."""
    plan = locked(plan)
    expect_status(plan, Plan.Status.DRAFT)
    if plan.visits.exists():
        raise ValidationError(_("The plan has visits. Remove them first, then delete the plan."))
    plan._history_user = by
    plan.delete()


@transaction.atomic
def submit_plan(*, plan: Plan, by, version: int | None = None) -> Plan:
    plan = locked(plan, version)
    expect_status(plan, Plan.Status.DRAFT)
    if not plan.visits.exists():
        raise ValidationError(_("The plan has no visits yet. Add at least one, then submit."))
    plan.status = Plan.Status.SUBMITTED
    plan.submitted_by, plan.submitted_at = by, timezone.now()
    return save(plan, by=by)


@transaction.atomic
def return_plan(*, plan: Plan, comment: str, by, version: int | None = None) -> Plan:
    """Back to draft, with a comment that says what to change."""
    plan = locked(plan, version)
    expect_status(plan, Plan.Status.SUBMITTED)
    plan.status, plan.comment = Plan.Status.DRAFT, comment
    return save(plan, by=by)


@transaction.atomic
def approve_plan(*, plan: Plan, by, version: int | None = None) -> Plan:
    """From now on the plan counts, and changes by amendment only."""
    plan = locked(plan, version)
    expect_status(plan, Plan.Status.SUBMITTED)
    plan.status, plan.comment = Plan.Status.APPROVED, ""
    plan.approved_by, plan.approved_at = by, timezone.now()
    return save(plan, by=by)


@transaction.atomic
def close_plan(*, plan: Plan, by) -> Plan:
    """The report of the period is issued: figures rest on this plan."""
    plan = locked(plan)
    expect_status(plan, Plan.Status.APPROVED)
    plan.status, plan.closed_at = Plan.Status.CLOSED, timezone.now()
    return save(plan, by=by)


@transaction.atomic
def register_visit(*, plan: Plan, leader: Leader, cell: Cell, month: Month, by, reason: str = "") -> Visit:
    """Add a visit: registered while the plan is a draft, an amendment with a reason afterwards."""
    plan = locked(plan)
    expect_status(plan, Plan.Status.DRAFT, Plan.Status.APPROVED)
    if plan.counts and not reason.strip():
        raise ValidationError(_("The plan is approved: say why the visit is added."))
    origin = Visit.Origin.AMENDMENT if plan.counts else Visit.Origin.REGISTERED
    expect_free(leader, cell, month)
    return create_visit(plan, leader, cell, month, origin=origin, amendment_reason=reason, by=by)


@transaction.atomic
def withdraw_visit(*, visit: Visit, reason: str = "", by, version: int | None = None) -> None:
    """Take a visit out of the plan: gone from a draft, kept as withdrawn with a reason afterwards."""
    visit = locked(visit, version)
    plan = locked(visit.plan)
    expect_status(plan, Plan.Status.DRAFT, Plan.Status.APPROVED)
    if visit.outcome != Visit.Outcome.PENDING:
        raise ValidationError(_("A result is logged for this visit. Clear the result first."))
    if not plan.counts and visit.carried_from is None:
        visit._history_user = by
        visit.delete()
        return
    if not reason.strip():
        raise ValidationError(_("Say why the visit is withdrawn."))
    visit.outcome, visit.amendment_reason = Visit.Outcome.WITHDRAWN, reason
    save(visit, by=by)
