"""Moves: a visit still open that changes its month, its leader or its cell; a visit left where it is."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from attendance.days.actions import locked_visit
from attendance.models import Plan, Trip, Visit
from attendance.planning.movable import expect_movable
from committees.models import Leader
from lib.periods import Month, written_day
from lib.versions import save
from meetings.models import Cell

from .plans import change_visit, register_visit, withdraw_visit


@transaction.atomic
def move_visit(
    *,
    visit: Visit,
    month: Month | None = None,
    leader: Leader | None = None,
    cell: Cell | None = None,
    reason: str = "",
    by,
    version: int | None = None,
) -> Visit:
    """Another month of the half-year, leader or cell, or several of these; the visit as it stands afterwards.

    In a draft the row changes, for another cell it is removed and one registered; in an approved plan this
    is an amendment: one visit withdrawn, one added. The one added takes over the link to the missed visit
    that the other was to make up for, so that it still counts once (rule 3) and the chain goes on.
    """
    visit = locked_visit(visit, version, cells=[cell.pk] if cell else [])
    plan = visit.plan
    month, leader, cell = month or visit.month, leader or visit.leader, cell or visit.cell
    expect_movable(visit, month, cell)
    if (month, leader, cell) == (visit.month, visit.leader, visit.cell):
        raise ValidationError(_("Choose another month, another leader or another cell."))
    if plan.status == Plan.Status.APPROVED:
        return _amend(visit, Visit(leader=leader, cell=cell, month=month), reason.strip(), by=by)
    if cell == visit.cell:
        return change_visit(visit=visit, leader=leader, month=month, override_reason=reason, by=by)
    withdraw_visit(visit=visit, by=by)
    return register_visit(plan=plan, leader=leader, cell=cell, month=month, override_reason=reason, by=by)


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


def _amend(visit: Visit, meant: Visit, reason: str, *, by) -> Visit:
    if not reason:
        raise ValidationError({"reason": _("The plan is approved: say why the visit is moved.")})
    why_gone, why_added = _reasons(visit, meant, reason)
    origin, made_up_for = visit.origin, visit.carried_from
    if made_up_for:
        visit.origin, visit.carried_from, visit.carried_from_month = Visit.Origin.AMENDMENT, None, None
        save(visit, by=by)
    withdraw_visit(visit=visit, reason=why_gone, by=by)
    added = register_visit(
        plan=visit.plan,
        leader=meant.leader,
        cell=meant.cell,
        month=meant.month,
        reason=why_added,
        override_reason=reason,
        # A decision to go there every month is about that cell.
        repeated_by=visit.repeated_by if meant.cell == visit.cell else "",
        by=by,
    )
    if made_up_for:
        added.origin, added.carried_from, added.carried_from_month = origin, made_up_for, made_up_for.month
        save(added, by=by)
    return added


def _reasons(visit: Visit, meant: Visit, reason: str) -> tuple[str, str]:
    """Why the one is withdrawn, and why the other is added."""
    before = {"reason": reason, "leader": visit.leader, "month": visit.month}
    after = {"reason": reason, "leader": meant.leader, "month": meant.month}
    if meant.cell != visit.cell:
        return (
            _("%(reason)s (%(visit)s instead)") % {"reason": reason, "visit": meant},
            _("%(reason)s (instead of %(visit)s)") % {"reason": reason, "visit": visit},
        )
    if meant.month == visit.month:
        return (
            _("%(reason)s (%(leader)s goes instead)") % after,
            _("%(reason)s (instead of %(leader)s)") % before,
        )
    if meant.leader == visit.leader:
        return _("%(reason)s (moved to %(month)s)") % after, _("%(reason)s (moved from %(month)s)") % before
    return (
        _("%(reason)s (moved to %(month)s, %(leader)s goes)") % after,
        _("%(reason)s (moved from %(month)s, instead of %(leader)s)") % before,
    )
