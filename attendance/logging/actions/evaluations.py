"""Evaluations, through the visit that attended the meeting: where it is fixed they need a reason."""

from django.db import transaction
from django.utils.translation import gettext as _

from attendance.days.actions import expect_reason, locked_visit
from attendance.logging.corrections import fixed_evaluation
from attendance.models import Visit
from committees.models import Leader
from meetings import actions as meetings
from meetings.actions import EvaluationSheet
from meetings.models import Evaluation, Meeting


@transaction.atomic
def evaluate(
    *,
    visit: Visit,
    meeting: Meeting,
    leader: Leader | None,
    sheet: EvaluationSheet,
    correction_reason: str = "",
    by,
    version: int | None = None,
) -> Evaluation:
    """Save the evaluation by the visit's leader, or by the cell itself (None)."""
    reason = _expect_reason(visit, leader, correction_reason)
    return meetings.save_evaluation(
        meeting=meeting, leader=leader, sheet=sheet, correction_reason=reason, by=by, version=version
    )


@transaction.atomic
def remove_evaluation(
    *,
    visit: Visit,
    evaluation: Evaluation,
    correction_reason: str = "",
    by,
    version: int | None = None,
) -> None:
    """Remove an evaluation entered by mistake; the history keeps it."""
    reason = _expect_reason(visit, evaluation.leader, correction_reason)
    meetings.delete_evaluation(evaluation=evaluation, correction_reason=reason, by=by, version=version)


def _expect_reason(visit: Visit, leader: Leader | None, correction_reason: str) -> str:
    # Whoever closes the plan waits for this, or this for them.
    visit = locked_visit(visit)
    fixed = fixed_evaluation(visit, leader)
    message = _(
        "This meeting is counted in a report that was issued (entered on %(day)s). Say why this is corrected."
    )
    return expect_reason(fixed, correction_reason, message) if fixed else ""
