"""Several visits of one leader, registered at once."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from attendance.days.actions import expect_status, lock_leaders
from attendance.models import Plan, Visit
from attendance.planning.repeating import repeated_months
from committees.models import Leader
from lib.periods import Month
from lib.versions import locked_row
from lib.vietnamese import nfc
from meetings.models import Cell

from .plans import register_visit


@dataclass(frozen=True)
class Line:
    """A cell in a month, and why it is planned although something speaks against it."""

    month: Month
    cell: Cell
    override_reason: str = ""


@transaction.atomic
def register_visits(
    *, plan: Plan, leader: Leader, lines: Iterable[Line], by, reason: str = ""
) -> list[Visit]:
    """Each judged as a single entry is, also beside those before it; all are saved or none.

    A refusal names by month what is wrong: the key is "month" or "month override_reason".
    """
    registered, refusals = [], {}
    for line in sorted(lines, key=lambda line: line.month):
        try:
            visit = register_visit(
                plan=plan,
                leader=leader,
                cell=line.cell,
                month=line.month,
                reason=reason,
                override_reason=line.override_reason,
                by=by,
            )
        except ValidationError as refusal:
            is_of_reason = "override_reason" in getattr(refusal, "error_dict", {})
            key = f"{line.month} override_reason" if is_of_reason else str(line.month)
            refusals[key] = refusal.messages
        else:
            registered.append(visit)
    if refusals:
        raise ValidationError(refusals)
    return registered


@transaction.atomic
def register_repeated(
    *,
    plan: Plan,
    leader: Leader,
    cell: Cell,
    months: Iterable[Month],
    repeated_by: str,
    reason: str = "",
    by,
) -> list[Visit]:
    """The same cell in each of `months`, as `repeated_by` wants it; all are saved or none."""
    repeated_by = nfc(repeated_by.strip())
    if not repeated_by:
        raise ValidationError({"repeated_by": _("Say by which decision the leader goes there every month.")})
    plan = locked_row(plan)
    expect_status(plan, Plan.Status.DRAFT, Plan.Status.APPROVED)
    locked_row(cell)
    lock_leaders([leader.pk])
    wanted = sorted(set(months))
    refusals = [
        f"{line.month}: {' '.join(line.against)}"
        for line in repeated_months(plan, leader, cell, user=by)
        if line.month in wanted and line.against
    ]
    if refusals:
        raise ValidationError([_("Nothing was added, for this is not possible:"), *refusals])
    facts = {"plan": plan, "leader": leader, "cell": cell, "reason": reason, "repeated_by": repeated_by}
    return [register_visit(month=month, by=by, **facts) for month in wanted]
