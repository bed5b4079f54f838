"""Moves: a visit still open that changes its month or its leader; a missed one that ends there."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from attendance.days.actions import locked_visit
from attendance.models import Plan, Trip, Visit
from attendance.planning.movable import expect_movable
from committees.models import Leader
from lib.periods import Month, written_day
from lib.versions import save

from .plans import change_visit, register_visit, withdraw_visit


@transaction.atomic
def move_visit(
    *,
    visit: Visit,
    month: Month | None = None,
    leader: Leader | None = None,
    reason: str = "",
    by,
    version: int | None = None,
) -> Visit:
    """Another month of the half-year, another leader, or both; the visit as it stands afterwards.

    In a draft the row changes; in an approved plan this is an amendment: one visit withdrawn, one
    added. The one added takes over the link to the missed visit that the other was to make up for,
    so that it still counts once (rule 3) and the chain goes on.
    """
    visit = locked_visit(visit, version)
    plan = visit.plan
    month, leader = month or visit.month, leader or visit.leader
    expect_movable(visit, month)
    if (month, leader) == (visit.month, visit.leader):
        raise ValidationError(_("Choose another month or another leader."))
    if plan.status == Plan.Status.DRAFT:
        return change_visit(visit=visit, leader=leader, month=month, override_reason=reason, by=by)
    return _amend(visit, plan, month, leader, reason.strip(), by=by)


@transaction.atomic
def keep_visit(*, visit: Visit, trip: Trip, by, version: int | None = None) -> Visit:
    """Decide to leave a visit as it is although it falls on `trip`: kept as the reason for planning it."""
    visit = locked_visit(visit, version)
    expect_movable(visit, visit.month)
    decision = _("Left as it is although it falls on the trip %(from)s–%(to)s") % {
        "from": written_day(trip.date_from),
        "to": written_day(trip.date_to),
    }
    visit.override_reason = "\n".join(filter(None, [visit.override_reason, decision]))
    return save(visit, by=by)


def _amend(visit: Visit, plan: Plan, month: Month, leader: Leader, reason: str, *, by) -> Visit:
    if not reason:
        raise ValidationError({"reason": _("The plan is approved: say why the visit is moved.")})
    before = {"reason": reason, "leader": visit.leader, "month": visit.month}
    after = {"reason": reason, "leader": leader, "month": month}
    if month == visit.month:
        why_gone = _("%(reason)s (%(leader)s goes instead)") % after
        why_added = _("%(reason)s (instead of %(leader)s)") % before
    elif leader == visit.leader:
        why_gone = _("%(reason)s (moved to %(month)s)") % after
        why_added = _("%(reason)s (moved from %(month)s)") % before
    else:
        why_gone = _("%(reason)s (moved to %(month)s, %(leader)s goes)") % after
        why_added = _("%(reason)s (moved from %(month)s, instead of %(leader)s)") % before
    origin, made_up_for = visit.origin, visit.carried_from
    if made_up_for:
        visit.origin, visit.carried_from, visit.carried_from_month = Visit.Origin.AMENDMENT, None, None
        save(visit, by=by)
    withdraw_visit(visit=visit, reason=why_gone, by=by)
    added = register_visit(
        plan=plan,
        leader=leader,
        cell=visit.cell,
        month=month,
        reason=why_added,
        override_reason=reason,
        repeated_by=visit.repeated_by,
        by=by,
    )
    if made_up_for:
        added.origin, added.carried_from, added.carried_from_month = origin, made_up_for, made_up_for.month
        save(added, by=by)
    return added
