"""Which visits can still change their month or leader, and why others cannot."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from attendance.models import Plan, Visit
from lib.periods import Month


def expect_movable(visit: Visit, month: Month) -> None:
    """The visit is open, in a plan where it may go to `month`."""
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
