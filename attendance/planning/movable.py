"""Which visits can still change their month, leader or cell, where to, and why others cannot."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from attendance.days.availability import is_to_come, lies_ahead
from attendance.days.conflicts import Availability
from attendance.models import Plan, Visit
from lib.periods import Month
from meetings.models import Cell


def is_movable(visit: Visit) -> bool:
    """Whether it may change at all: open, in a plan that may change, its meeting still to come."""
    try:
        expect_movable(visit, visit.month)
    except ValidationError:
        return False
    return is_to_come(visit)


def months_ahead(visit: Visit, cell: Cell) -> list[Month]:
    """Those to choose from for a meeting of `cell`: still to come, and after the one it makes up for."""
    after = visit.carried_from_month
    return [
        month
        for month in visit.half_year.months
        if lies_ahead(cell, month) and (after is None or month > after)
    ]


def other_months(visit: Visit, availability: Availability) -> list[Month]:
    """Where the leader may go to the cell instead, whatever it takes a reason for."""
    return [
        month
        for month in months_ahead(visit, visit.cell)
        if month != visit.month and not availability.is_taken(visit.leader, visit.cell, month)
    ]


def expect_movable(visit: Visit, month: Month, cell: Cell | None = None) -> None:
    """The visit is open, in a plan where it may go to `month` and `cell`."""
    plan = visit.plan
    if plan.status == Plan.Status.SUBMITTED:
        raise ValidationError(_("The plan waits for approval. Have it returned first, then move the visit."))
    if plan.status == Plan.Status.CLOSED:
        raise ValidationError(
            _("The plan for the %(half_year)s is closed.") % {"half_year": plan.half_year.label}
        )
    if visit.outcome != Visit.Outcome.PENDING:
        raise ValidationError(_("This visit has a result already, so it stays where it is."))
    if visit.is_fixed:
        raise ValidationError(
            _("A report that was issued counts a result of this visit. Log it, or withdraw it with a reason.")
        )
    if month.half_year != visit.half_year:
        raise ValidationError(
            _(
                "%(month)s lies outside the %(half_year)s. Log the visit as missed and move it to a later "
                "month there."
            )
            % {"month": month, "half_year": visit.half_year.label}
        )
    if visit.carried_from_month and month <= visit.carried_from_month:
        raise ValidationError(_("Choose a month after %(month)s.") % {"month": visit.carried_from_month})
    if visit.carried_from_month and cell and cell != visit.cell:
        raise ValidationError(
            {
                "cell": _("It makes up for a missed visit to %(cell)s, so it stays there.")
                % {"cell": visit.cell}
            }
        )
