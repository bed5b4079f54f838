"""Writes over several rows about meetings and their evaluations: one verb each."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.db import transaction

from committees.models import Leader
from committees.versions import check_version

from .models import Criterion, Evaluation, Finding, Meeting, Rubric, Score
from .rating import rate


@transaction.atomic
def save_evaluation(
    *,
    meeting: Meeting,
    leader: Leader | None,
    rubric: Rubric | None,
    points: Mapping[int, Decimal],
    findings: Iterable[Finding],
    remarks: str,
    by,
    version: int | None = None,
) -> Evaluation:
    """Create or replace the evaluation of `meeting` by `leader` (None: by the cell itself).

    `points` maps ids of the rubric's criteria to points; total and band follow from them.
    Raises StaleVersion if the evaluation is no longer at `version` (0: expected not to exist).
    """
    # One lock for all scorers of the meeting, so that two first savers meet here, not in the index.
    Meeting.objects.select_for_update().get(pk=meeting.pk)
    evaluation = Evaluation.objects.filter(meeting=meeting, leader=leader).first()
    if evaluation:
        check_version(evaluation, version)
        evaluation.version += 1
    else:
        evaluation = Evaluation(meeting=meeting, leader=leader)
    criteria = {c.pk: c for c in rubric.criteria.all()} if rubric else {}
    total, band = rate(criteria.values(), rubric.bands.all() if rubric else (), points)
    if evaluation.pk and evaluation.rubric != rubric:
        evaluation.scores.all().delete()
    evaluation.rubric, evaluation.total, evaluation.band = rubric, total, band
    evaluation.remarks, evaluation.is_draft = remarks, False
    evaluation._history_user = by
    evaluation.save()
    evaluation.findings.set(findings)
    _write_scores(evaluation, criteria, points, by=by)
    return evaluation


def _write_scores(
    evaluation: Evaluation, criteria: Mapping[int, Criterion], points: Mapping[int, Decimal], *, by
) -> None:
    present = {score.criterion_id: score for score in evaluation.scores.all()}
    for criterion_id, score in present.items():
        if criterion_id not in points:
            score._history_user = by
            score.delete()
    for criterion_id, value in points.items():
        criterion = criteria[criterion_id]
        score = present.get(criterion_id) or Score(evaluation=evaluation, criterion=criterion)
        if score.pk and score.points == value:
            continue
        score.rubric, score.maximum, score.points = (
            evaluation.rubric,
            criterion.maximum,
            value,
        )
        score._history_user = by
        score.save()


@transaction.atomic
def delete_evaluation(*, evaluation: Evaluation, by) -> None:
    """Remove an evaluation entered by mistake; the history keeps it."""
    for score in evaluation.scores.all():
        score._history_user = by
        score.delete()
    evaluation._history_user = by
    evaluation.delete()
