"""Plans: draft → submitted → approved → closed, and their amendments."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from attendance.days.actions import (
    create_visit,
    expect_free,
    expect_reason,
    expect_status,
    explained,
    lock_leaders,
    locked_visit,
)
from attendance.days.actions.closing import settle
from attendance.models import Plan, RegistrationWindow, Visit
from attendance.planning.amendments import judged_submission
from attendance.planning.copying import Copying, earlier_visits
from attendance.planning.warnings import but_again, unexplained_visits, warnings_for
from committees.models import Committee, Leader
from lib.periods import HalfYear, Month, now, today, written_day
from lib.versions import locked_row, save, sign
from meetings.models import Cell


@transaction.atomic
def create_plan(*, committee: Committee, half_year: HalfYear, by) -> Plan:
    plan = sign(Plan(committee=committee, half_year=half_year), by=by)
    try:
        with transaction.atomic():
            plan.save()
    except IntegrityError as error:
        message = _("This committee already has a plan for the half-year: open that one.")
        raise ValidationError(message) from error
    return plan


@transaction.atomic
def delete_plan(*, plan: Plan, by) -> None:
    """Drop a draft that was begun by mistake and has no visits; the history keeps it."""
    plan = locked_row(plan)
    expect_status(plan, Plan.Status.DRAFT)
    if plan.visits.exists():
        raise ValidationError(_("The plan has visits. Remove them first, then delete the plan."))
    sign(plan, by=by).delete()


@transaction.atomic
def submit_plan(*, plan: Plan, by, override_reason: str = "", version: int | None = None) -> Plan:
    """Hand the plan in; `override_reason` explains every warning that has no reason of its own."""
    plan = locked_row(plan, version)
    expect_status(plan, Plan.Status.DRAFT)
    if not plan.visits.exists():
        raise ValidationError(_("The plan has no visits yet. Add at least one, then submit."))
    window = RegistrationWindow.objects.of(plan.committee, plan.half_year).first()
    if window and today() < window.opens_on:
        raise ValidationError(
            _("Registration for the %(half_year)s opens on %(day)s. Submit then; the draft is kept.")
            % {"half_year": plan.half_year.label, "day": written_day(window.opens_on)}
        )
    for visit, _warnings in unexplained_visits(plan, by=by):
        if not override_reason.strip():
            raise ValidationError(
                {
                    "override_reason": _(
                        "Say why these visits are planned all the same, or go back and choose others."
                    )
                }
            )
        visit.override_reason = override_reason
        save(visit, by=by)
    plan.status = Plan.Status.SUBMITTED
    plan.submitted_by, plan.submitted_at = by, now()
    plan.first_submitted_at = plan.first_submitted_at or plan.submitted_at
    return save(plan, by=by)


@transaction.atomic
def recall_plan(*, plan: Plan, by, version: int | None = None) -> Plan:
    """Take a plan back that the official has not judged yet, to correct it.

    Changes are told since the submission that was judged, which is again the last one.
    """
    plan = locked_row(plan, version)
    expect_status(plan, Plan.Status.SUBMITTED)
    judged = judged_submission(plan)
    plan.status = Plan.Status.DRAFT
    plan.submitted_at, plan.submitted_by_id = judged.submitted_at, judged.submitted_by_id
    return save(plan, by=by)


@transaction.atomic
def return_plan(*, plan: Plan, comment: str, by, version: int | None = None) -> Plan:
    """Back to draft, with a comment that says what to change."""
    plan = locked_row(plan, version)
    expect_status(plan, Plan.Status.SUBMITTED)
    plan.status, plan.comment = Plan.Status.DRAFT, comment
    return save(plan, by=by)


@transaction.atomic
def approve_plan(*, plan: Plan, by, version: int | None = None) -> Plan:
    """From now on the plan counts, and changes by amendment only."""
    plan = locked_row(plan, version)
    expect_status(plan, Plan.Status.SUBMITTED)
    plan.status, plan.comment = Plan.Status.APPROVED, ""
    plan.approved_by, plan.approved_at = by, now()
    return save(plan, by=by)


@transaction.atomic
def register_visit(
    *,
    plan: Plan,
    leader: Leader,
    cell: Cell,
    month: Month,
    by,
    reason: str = "",
    override_reason: str = "",
    repeated_by: str = "",
) -> Visit:
    """Add a visit: registered while the plan is a draft, an amendment with a reason afterwards.

    Where something speaks against it, `override_reason` says why it is planned all the same. The same cell
    again does not where the leader goes there every month, as `repeated_by` says.
    """
    plan = locked_row(plan)
    expect_status(plan, Plan.Status.DRAFT, Plan.Status.APPROVED)
    if plan.counts and not reason.strip():
        raise ValidationError(_("The plan is approved: say why the visit is added."))
    origin = Visit.Origin.AMENDMENT if plan.counts else Visit.Origin.REGISTERED
    expect_free(leader, cell, month)
    warnings = warnings_for(leader, cell, month, user=by)
    return create_visit(
        plan,
        leader,
        cell,
        month,
        origin=origin,
        amendment_reason=reason,
        override_reason=explained(override_reason, but_again(warnings) if repeated_by else warnings),
        repeated_by=repeated_by,
        by=by,
    )


@transaction.atomic
def list_visit(*, plan: Plan, leader: Leader, cell: Cell, month: Month, repeated_by: str = "", by) -> Visit:
    """Register a visit of a list in a draft; as in a copy, what speaks against it is explained when it is
    submitted.
    """
    plan = locked_row(plan)
    expect_status(plan, Plan.Status.DRAFT)
    expect_free(leader, cell, month)
    return create_visit(
        plan, leader, cell, month, origin=Visit.Origin.REGISTERED, repeated_by=repeated_by, by=by
    )


@transaction.atomic
def change_visit(
    *,
    visit: Visit,
    leader: Leader,
    month: Month,
    override_reason: str = "",
    is_explained_later: bool = False,
    repeated_by: str | None = None,
    by,
    version: int | None = None,
) -> Visit:
    """Another month or leader for a visit of a draft; later it is withdrawn and added instead.

    One of a list is explained when the plan is submitted.
    """
    visit = locked_visit(visit, version)
    plan = visit.plan
    expect_status(plan, Plan.Status.DRAFT)
    if (leader, month) != (visit.leader, visit.month):
        expect_free(leader, visit.cell, month)
    if visit.carried_from_month and month <= visit.carried_from_month:
        raise ValidationError(
            {"month": _("Choose a month after %(month)s.") % {"month": visit.carried_from_month}}
        )
    warnings = warnings_for(leader, visit.cell, month, user=by, visit=visit)
    visit.override_reason = "" if is_explained_later else explained(override_reason, warnings)
    if leader != visit.leader:
        visit.leader, visit.leader_group = leader, leader.group
    visit.month = month
    if repeated_by is not None:
        visit.repeated_by = repeated_by
    return save(visit, by=by)


@dataclass
class Copied:
    """What was copied; what of it to another month, and what not: (earlier visit, month meant, why)."""

    visits: list[Visit] = field(default_factory=list)
    moved: list[tuple[Visit, Month, str]] = field(default_factory=list)
    skipped: list[tuple[Visit, Month, str]] = field(default_factory=list)


@transaction.atomic
def copy_plan(*, plan: Plan, by, version: int | None = None) -> Copied:
    """Register for each leader and cell of the committee's previous plan the same, six months later.

    Whoever is on a trip or elsewhere on that day goes in the nearest free month. That others go is no
    reason to leave a visit out: it shows as a warning in the draft.
    """
    plan, copying = _copying(plan, version)
    copied = Copied()
    for earlier in copying.earlier:
        meant = earlier.month + 6
        month, why = copying.place(earlier)
        if month is None:
            copied.skipped.append((earlier, meant, why))
            continue
        if why:
            copied.moved.append((earlier, meant, why))
        visit = create_visit(plan, earlier.leader, earlier.cell, month, origin=Visit.Origin.REGISTERED, by=by)
        copying.availability.add(visit)
        copied.visits.append(visit)
    return copied


@transaction.atomic
def copy_visits(*, plan: Plan, months: dict[int, Month], by, version: int | None = None) -> list[Visit]:
    """The same of some visits, each to the month that somebody saw, by its key: all of them, or none."""
    plan, copying = _copying(plan, version)
    chosen = [earlier for earlier in copying.earlier if earlier.pk in months]
    if len(chosen) < len(months):
        raise ValidationError(_("A visit of the earlier plan was changed meanwhile; nothing was copied."))
    visits, refusals = [], []
    for earlier in chosen:
        leader, cell, month = earlier.leader, earlier.cell, months[earlier.pk]
        if refusal := copying.speaks_against(earlier, month):
            refusals.append(f"{leader} · {cell} · {month}: {refusal}")
            continue
        visits.append(create_visit(plan, leader, cell, month, origin=Visit.Origin.REGISTERED, by=by))
        copying.availability.add(visits[-1])
    if refusals:
        raise ValidationError([_("Nothing was copied, for meanwhile this is no longer possible:"), *refusals])
    return visits


def _copying(plan: Plan, version: int | None) -> tuple[Plan, Copying]:
    """The draft, locked, and what may be copied into it, its leaders locked too."""
    plan = locked_row(plan, version)
    expect_status(plan, Plan.Status.DRAFT)
    lock_leaders(earlier_visits(plan).values_list("leader_id", flat=True))
    return plan, Copying(plan)


@transaction.atomic
def withdraw_visit(
    *, visit: Visit, reason: str = "", correction_reason: str = "", by, version: int | None = None
) -> None:
    """Take a visit out of the plan: gone from a draft, kept as withdrawn with a reason afterwards.

    Where it is fixed, the reason of the correction is that of the withdrawal too.
    """
    visit = locked_visit(visit, version)
    plan = visit.plan
    expect_status(plan, Plan.Status.DRAFT, *Plan.COUNTING)
    correction_reason = expect_reason(visit, correction_reason)
    reason = correction_reason or reason
    if visit.outcome != Visit.Outcome.PENDING:
        raise ValidationError(_("A result is logged for this visit. Clear the result first."))
    if not plan.counts and visit.carried_from is None:
        sign(visit, by=by).delete()
        return
    if not reason.strip():
        raise ValidationError(_("Say why the visit is withdrawn."))
    visit.outcome, visit.amendment_reason = Visit.Outcome.WITHDRAWN, reason
    save(visit, by=by, reason=correction_reason)
    settle([visit], by=by)


@transaction.atomic
def restore_visit(
    *,
    visit: Visit,
    reason: str = "",
    override_reason: str = "",
    correction_reason: str = "",
    by,
    version: int | None = None,
) -> Visit:
    """A withdrawn visit open again, with a reason; what speaks against an entry speaks against it.

    Why it was withdrawn is told by the history alone. Where it is fixed, the reason of the correction is
    that of the restoring too.
    """
    visit = locked_visit(visit, version)
    expect_status(visit.plan, Plan.Status.DRAFT, *Plan.COUNTING)
    if visit.outcome != Visit.Outcome.WITHDRAWN:
        raise ValidationError(_("This visit is not withdrawn, so there is nothing to restore."))
    correction_reason = expect_reason(visit, correction_reason)
    reason = correction_reason or reason
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the visit is restored.")})
    lock_leaders([visit.leader_id])
    warnings = warnings_for(visit.leader, visit.cell, visit.month, user=by, visit=visit)
    visit.override_reason = explained(override_reason, warnings)
    visit.outcome, visit.amendment_reason = Visit.Outcome.PENDING, reason
    # What lists brought along with the withdrawal.
    visit.note, visit.source_document, visit.logged_by, visit.logged_at = "", "", None, None
    return save(visit, by=by, reason=correction_reason)
