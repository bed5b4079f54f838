"""Several visits of one leader, registered at once."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from attendance.models import Plan, Visit
from committees.models import Leader
from lib.periods import Month
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
