"""Carry-over: a missed visit moved to a later month."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from attendance.days.actions import (
    create_visit,
    expect_free,
    expect_not_moved,
    expect_reason,
    expect_status,
    explained,
    locked_visit,
)
from attendance.days.actions.closing import settle
from attendance.days.conflicts import conflicts_of
from attendance.models import Plan, Visit
from committees.history import SAME_SAVE
from committees.models import Leader
from lib.periods import Month
from lib.versions import locked_row, save, sign

from .results import Miss, miss_visit


@transaction.atomic
def carry_over(
    *,
    visit: Visit,
    month: Month,
    leader: Leader | None = None,
    override_reason: str = "",
    correction_reason: str = "",
    by,
    version: int | None = None,
) -> Visit:
    """Move a missed visit to a later month, for the same leader or a substitute; the new visit.

    The missed one keeps its month, reason and place in its own half-year. Into another half-year
    the new visit is `carried_in`, in the plan of the same committee, begun as a draft if need be.
    One that is fixed is moved with a reason; out of a closed plan into a later half-year only.
    Where something keeps the leader from that meeting, `override_reason` says why it is planned all the same.
    """
    leader = leader or visit.leader
    plan = _plan_of(visit, month)
    visit = locked_visit(visit, version, plans=[plan])
    plan.refresh_from_db()
    expect_status(visit.plan, *Plan.COUNTING)
    reason = expect_reason(visit, correction_reason)
    _expect_possible(visit, plan, month)
    expect_free(leader, visit.cell, month)
    override_reason = explained(override_reason, conflicts_of(leader, visit.cell, month))
    moved = create_visit(
        plan,
        leader,
        visit.cell,
        month,
        origin=Visit.Origin.CARRIED_IN if plan.half_year != visit.half_year else Visit.Origin.AMENDMENT,
        carried_from=visit,
        carried_from_month=visit.month,
        override_reason=override_reason,
        correction_reason=reason,
        by=by,
    )
    _tell_whoever_looks(visit, plan, reason, by=by)
    return moved


def _tell_whoever_looks(visit: Visit, plan: Plan, reason: str, *, by) -> None:
    """At the missed visit, or at a plan that waits for approval: it is in another state now."""
    visit.no_carry_over = False
    save(visit, by=by, reason=reason)
    if plan.status == Plan.Status.SUBMITTED:
        save(plan, by=by, reason=reason)


def _plan_of(visit: Visit, month: Month) -> Plan:
    """The committee's plan for the month, begun if need be."""
    if month.half_year == visit.half_year:
        return visit.plan
    plan, _created = Plan.objects.get_or_create(committee_id=visit.committee_id, half_year=month.half_year)
    return plan


def _expect_possible(visit: Visit, plan: Plan, month: Month) -> None:
    """Missed, not made up for yet, and `month` of `plan` lies ahead of it."""
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


@transaction.atomic
def miss_and_carry_over(
    *,
    visit: Visit,
    miss: Miss,
    month: Month | None = None,
    leader: Leader | None = None,
    override_reason: str = "",
    correction_reason: str = "",
    by,
    version: int | None = None,
) -> Visit:
    """Log as missed and, where a month is given, move on in one step: both or neither."""
    why = {"correction_reason": correction_reason, "by": by}
    missed = miss_visit(visit=visit, miss=miss, version=version, **why)
    if month:
        carry_over(visit=missed, month=month, leader=leader, override_reason=override_reason, **why)
        missed.refresh_from_db()  # it was asked for its successor before it had one
    settle([missed], by=by)
    return missed


@transaction.atomic
def undo_carry_over(*, visit: Visit, correction_reason: str = "", by, version: int | None = None) -> None:
    """Take back a move made by mistake, while nothing is logged for the later visit."""
    successor = visit.successor
    visit = locked_visit(visit, version, plans=[successor.plan] if successor else ())
    expect_status(visit.plan, *Plan.COUNTING)
    reason = expect_reason(visit, correction_reason)
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
    reason = reason or expect_reason(successor, correction_reason)
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
    """Decide that a missed visit will not be made up for. A later move takes the decision back.

    No figure counts the decision, so none that a report counted changes by it.
    """
    visit = locked_visit(visit, version)
    expect_status(visit.plan, Plan.Status.APPROVED)
    if visit.outcome != Visit.Outcome.MISSED:
        raise ValidationError(_("Only for a missed visit is there something to make up for."))
    expect_not_moved(visit)
    visit.no_carry_over = True
    return save(visit, by=by)
