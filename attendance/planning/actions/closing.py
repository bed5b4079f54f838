"""A half-year closed by the administrator, and opened again."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from attendance.days.actions.closing import close_plan, close_settled_plans, lock_plans, open_plan
from attendance.models import Plan
from committees.models import Committee
from lib.periods import HalfYear, written_day
from lib.vietnamese import nfc


@transaction.atomic
def close_half_year(*, province: Committee, half_year: HalfYear, reason: str, by) -> list[Plan]:
    """Close the approved plans of the province, whatever is open in them; those that did.

    What is not approved by then stays as it is, and never counts. A visit that is open stays pending: it
    is logged with a reason.
    """
    if half_year >= HalfYear.current():
        raise ValidationError(
            _("The %(half_year)s runs until %(day)s. Close it afterwards.")
            % {"half_year": half_year.label, "day": written_day(half_year.last_day)}
        )
    reason = _expect_reason(reason)
    plans = lock_plans(committee=province, half_year=half_year)
    # What would have closed without the administrator stays closed when the half-year opens again.
    closed = close_settled_plans(plans=[plan.pk for plan in plans], by=by)
    settled = {plan.pk for plan in closed}
    for plan in plans:
        if plan.status == Plan.Status.APPROVED and plan.pk not in settled:
            closed.append(close_plan(plan, by=by, reason=reason))
    if not closed:
        raise ValidationError(_("No plan of the half-year is open any more. Reload the page."))
    return closed


@transaction.atomic
def reopen_half_year(*, province: Committee, half_year: HalfYear, reason: str, by) -> list[Plan]:
    """Approve again the plans that an administrator closed with the half-year; those that were.

    What issued reports count stays fixed; plans that closed by themselves stay closed.
    """
    reason = _expect_reason(reason)
    plans = lock_plans(committee=province, half_year=half_year)
    opened = [open_plan(plan, by=by, reason=reason) for plan in plans if plan.closing_reason]
    if not opened:
        raise ValidationError(_("No plan of the half-year was closed by an administrator. Reload the page."))
    return opened


def _expect_reason(reason: str) -> str:
    reason = nfc(reason.strip())
    if not reason:
        raise ValidationError({"reason": _("Say why.")})
    return reason
