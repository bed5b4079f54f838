"""Carry-over: a missed visit moved to a later month."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from attendance.days.actions import (
    create_visit,
    expect_free,
    expect_not_moved,
    expect_open_to_results,
    expect_reason,
    expect_status,
    locked_visit,
)
from attendance.models import AbsenceReason, Plan, Visit
from committees.history import SAME_SAVE
from committees.models import Leader
from lib.periods import Month
from lib.versions import locked_row, save, sign

from .results import log_missed


@transaction.atomic
def carry_over(
    *,
    visit: Visit,
    month: Month,
    leader: Leader | None = None,
    correction_reason: str = "",
    by,
    version: int | None = None,
) -> Visit:
    """Move a missed visit to a later month, for the same leader or a substitute; the new visit.

    The missed one keeps its month, reason and place in its own half-year. Into another half-year
    the new visit is `carried_in`, in the plan of the same committee, begun as a draft if need be.
    Out of a closed plan it is moved with a reason, and into a later half-year only.
    """
    leader = leader or visit.leader
    plan = visit.plan
    if month.half_year != visit.half_year:
        plan, _created = Plan.objects.get_or_create(
            committee_id=visit.committee_id, half_year=month.half_year
        )
    visit = locked_visit(visit, version, plans=[plan])
    plan.refresh_from_db()
    expect_status(visit.plan, *Plan.COUNTING)
    reason = expect_reason(visit.plan, correction_reason)
    if visit.outcome != Visit.Outcome.MISSED:
        raise ValidationError(_("Only a missed visit can be moved to a later month."))
    expect_not_moved(visit)
    if month <= visit.month:
        raise ValidationError(_("Choose a month after %(month)s.") % {"month": visit.month})
    if plan.status == Plan.Status.CLOSED:
        raise ValidationError(
            _("The plan for the %(half_year)s is closed. Choose a later month.")
            % {"half_year": plan.half_year.label}
        )
    expect_free(leader, visit.cell, month)
    carried_in = plan.half_year != visit.half_year
    moved = create_visit(
        plan,
        leader,
        visit.cell,
        month,
        origin=Visit.Origin.CARRIED_IN if carried_in else Visit.Origin.AMENDMENT,
        carried_from=visit,
        carried_from_month=visit.month,
        correction_reason=reason,
        by=by,
    )
    # Whoever looks at the missed visit, or at a plan that waits for approval, looks at another state now.
    visit.no_carry_over = False
    save(visit, by=by, reason=reason)
    if plan.status == Plan.Status.SUBMITTED:
        save(plan, by=by, reason=reason)
    return moved


@transaction.atomic
def miss_and_carry_over(
    *,
    visit: Visit,
    reason: AbsenceReason,
    note: str = "",
    source_document: str = "",
    month: Month | None = None,
    leader: Leader | None = None,
    no_carry_over: bool = False,
    correction_reason: str = "",
    by,
    version: int | None = None,
) -> Visit:
    """Log as missed and, where a month is given, move on in one step: both or neither."""
    missed = log_missed(
        visit=visit,
        reason=reason,
        note=note,
        source_document=source_document,
        no_carry_over=no_carry_over,
        correction_reason=correction_reason,
        by=by,
        version=version,
    )
    if month:
        carry_over(visit=missed, month=month, leader=leader, correction_reason=correction_reason, by=by)
        missed.refresh_from_db()  # it was asked for its successor before it had one
    return missed


@transaction.atomic
def undo_carry_over(*, visit: Visit, correction_reason: str = "", by, version: int | None = None) -> None:
    """Take back a move made by mistake, while nothing is logged for the later visit."""
    successor = visit.successor
    visit = locked_visit(visit, version, plans=[successor.plan] if successor else ())
    expect_status(visit.plan, *Plan.COUNTING)
    reason = expect_reason(visit.plan, correction_reason)
    successor = visit.successor
    if not successor:
        raise ValidationError(_("This visit has not been moved."))
    successor = locked_row(successor)
    if successor.outcome != Visit.Outcome.PENDING:
        raise ValidationError(
            _("The visit of %(month)s has a result already. Clear that result first.")
            % {"month": successor.month}
        )
    if successor.plan.status == Plan.Status.CLOSED:
        raise ValidationError(
            _("The plan for the %(half_year)s is closed.") % {"half_year": successor.half_year.label}
        )
    if successor.attachments.exists():
        raise ValidationError(
            _("Files are attached to the visit of %(month)s. Remove them first.") % {"month": successor.month}
        )
    plan, moved_at = successor.plan, _begun_at(successor)
    sign(successor, by=by, reason=reason).delete()
    save(visit, by=by, reason=reason)
    if plan.status == Plan.Status.DRAFT and not plan.visits.exists():
        _drop_if_begun_for_the_move(plan, moved_at, by=by, reason=reason)


def _begun_at(row) -> dt.datetime | None:
    return row.history.order_by("history_date").values_list("history_date", flat=True).first()


def _drop_if_begun_for_the_move(plan: Plan, moved_at: dt.datetime | None, *, by, reason: str) -> None:
    """A draft that nobody asked for, begun to hold the visit moved there, goes with it."""
    begun_at = _begun_at(plan)
    if plan.version == 1 and begun_at and moved_at and abs(moved_at - begun_at) < SAME_SAVE:
        sign(plan, by=by, reason=reason).delete()


@transaction.atomic
def waive_carry_over(*, visit: Visit, by, version: int | None = None) -> Visit:
    """Decide that a missed visit will not be made up for. A later move takes the decision back."""
    visit = locked_visit(visit, version)
    expect_open_to_results(visit.plan)
    if visit.outcome != Visit.Outcome.MISSED:
        raise ValidationError(_("Only for a missed visit is there something to make up for."))
    expect_not_moved(visit)
    visit.no_carry_over = True
    return save(visit, by=by)
