"""Writes over several rows about meetings and their evaluations: one verb each."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from committees.models import Leader
from lib.bulk import CHANGED, CREATED, remember, update_rows
from lib.versions import check_version, kept_reason, locked_row, sign
from meetings.models import (
    Cell,
    Criterion,
    Evaluation,
    Finding,
    Level,
    Meeting,
    Recommendation,
    Rubric,
    Score,
)
from meetings.rating import is_asked, rate


@dataclass(frozen=True)
class EvaluationSheet:
    """What a scorer says of a meeting.

    `points` maps ids of the rubric's criteria to points; total and band follow from them. Criteria that
    are `not_applicable` count in full; `notes` say of others why points were taken off. A draft has no
    total and no band, so that it counts nowhere. `recommendations` are all that it gives, those stored by
    their pk (None: as they are); earlier ones are found `done` or `still_open` at this meeting.
    """

    rubric: Rubric | None = None
    points: Mapping[int, Decimal] = field(default_factory=dict)
    not_applicable: Collection[int] = ()
    notes: Mapping[int, str] = field(default_factory=dict)
    findings: Iterable[Finding] = ()
    remarks: str = ""
    recommendations: Iterable[Recommendation] | None = None
    done: Iterable[Recommendation] = ()
    still_open: Iterable[Recommendation] = ()
    is_draft: bool = False


@transaction.atomic
def save_evaluation(
    *,
    meeting: Meeting,
    leader: Leader | None,
    sheet: EvaluationSheet,
    correction_reason: str = "",
    by,
    version: int | None = None,
) -> Evaluation:
    """Create or replace the evaluation of `meeting` by `leader` (None: by the cell itself).

    One of which there was only a total has lines from now on. One once finished does not become a draft
    again. `correction_reason` goes into the history of all that changes. Raises StaleVersion if the
    evaluation is no longer at `version` (0: expected not to exist).
    """
    evaluation = _locked_evaluation(meeting, leader, version)
    _expect_unfinished(evaluation, is_draft=sheet.is_draft)
    rubric, signed = sheet.rubric, {"by": by, "reason": correction_reason}
    lines = list(rubric.criteria.prefetch_related("levels")) if rubric else []
    answers = answered(lines, sheet, has_theme=meeting.has_theme)
    total, band = None, None
    if rubric and not sheet.is_draft:
        points = {answer.criterion.pk: answer.points for answer in answers}
        total, band = rate(lines, rubric.bands.all(), points, has_theme=meeting.has_theme)
    if evaluation.pk and evaluation.rubric != rubric:
        evaluation.scores.all().delete()
    evaluation.rubric, evaluation.total, evaluation.band = rubric, total, band
    evaluation.has_theme, evaluation.is_total_only = meeting.has_theme, False
    evaluation.remarks, evaluation.is_draft = sheet.remarks, sheet.is_draft
    sign(evaluation, **signed).save()
    evaluation.findings.set(sheet.findings)
    _write_scores(evaluation, answers, **signed)
    if sheet.recommendations is not None:
        _write_recommendations(evaluation, sheet.recommendations, **signed)
    for recommendation in sheet.done:
        _mark(recommendation, None, meeting.date, **signed)
    for recommendation in sheet.still_open:
        _mark(recommendation, meeting.date, None, **signed)
    return evaluation


def _locked_evaluation(meeting: Meeting, leader: Leader | None, version: int | None) -> Evaluation:
    """The evaluation, about to be the next version, or a new one; the meeting locked."""
    # One lock for all scorers of the meeting, so that two first savers meet here, not in the index.
    if not Meeting.objects.select_for_update().filter(pk=meeting.pk).exists():
        raise ValidationError(_("This meeting was removed meanwhile. Log the visit again, then evaluate it."))
    evaluation = Evaluation.objects.order_by().filter(meeting=meeting, leader=leader).first()
    if evaluation:
        check_version(evaluation, version)
        evaluation.version += 1
        return evaluation
    if version:
        raise ValidationError(
            _("This evaluation was deleted meanwhile. What you typed is still here: copy it if need be.")
        )
    return Evaluation(meeting=meeting, leader=leader)


def _expect_unfinished(evaluation: Evaluation, *, is_draft: bool) -> None:
    if evaluation.pk and is_draft and not evaluation.is_draft:
        raise ValidationError(
            _("This evaluation is finished and cannot become a draft again. Correct it and finish it anew.")
        )


@dataclass(frozen=True)
class Answer:
    """What is said of one line."""

    criterion: Criterion
    points: Decimal
    level: Level | None = None
    is_not_applicable: bool = False
    note: str = ""


def answered(lines: Iterable[Criterion], sheet: EvaluationSheet, *, has_theme: bool) -> list[Answer]:
    """The lines that were asked and have points. Raises ValidationError for what a line cannot give."""
    answers = []
    for criterion in lines:
        is_not_applicable = criterion.pk in sheet.not_applicable
        points = criterion.maximum if is_not_applicable else sheet.points.get(criterion.pk)
        if points is None or not is_asked(criterion, has_theme=has_theme):
            continue
        level = None
        if is_not_applicable:
            _expect(bool(criterion.not_applicable_when), criterion)
        elif criterion.kind == Criterion.Kind.LEVELS:
            level = next((level for level in criterion.levels.all() if level.points == points), None)
            _expect(level is not None, criterion)
        elif criterion.kind != Criterion.Kind.POINTS:
            _expect(points in (0, criterion.maximum), criterion)
        note = sheet.notes.get(criterion.pk, "")
        answers.append(Answer(criterion, points, level, is_not_applicable, note))
    return answers


def _expect(fits: bool, criterion: Criterion) -> None:
    if not fits:
        raise ValidationError(_("“%(criterion)s” cannot be answered like this.") % {"criterion": criterion})


def _write_scores(evaluation: Evaluation, answers: list[Answer], *, by, reason: str) -> None:
    present = {score.criterion_id: score for score in evaluation.scores.all()}
    new, changed = [], []
    for answer in answers:
        criterion = answer.criterion
        score = present.pop(criterion.pk, None) or Score(evaluation=evaluation, criterion=criterion)
        wanted = {
            "points": answer.points,
            "level": answer.level,
            "is_not_applicable": answer.is_not_applicable,
            "note": answer.note,
        }
        if score.pk and all(getattr(score, name) == value for name, value in wanted.items()):
            continue
        score.rubric, score.maximum, score.kind = evaluation.rubric, criterion.maximum, criterion.kind
        for name, value in wanted.items():
            setattr(score, name, value)
        (changed if score.pk else new).append(score)
    Score.objects.bulk_create(new)
    update_rows(Score, changed, ("rubric", "maximum", "kind", "points", "level", "is_not_applicable", "note"))
    for rows, kind in ((new, CREATED), (changed, CHANGED)):
        remember(rows, kind, by=by, reason=kept_reason(reason))
    for left_out in present.values():
        sign(left_out, by=by, reason=reason).delete()


def _write_recommendations(
    evaluation: Evaluation, recommendations: Iterable[Recommendation], **signed
) -> None:
    """All that the evaluation gives: new ones, changed ones; those left out go."""
    present = {stored.pk: stored for stored in evaluation.recommendations.all()}
    for given in recommendations:
        stored = present.pop(given.pk, None) or Recommendation(evaluation=evaluation)
        wanted = (given.text, given.responsible, given.due_on)
        if stored.pk and (stored.text, stored.responsible, stored.due_on) == wanted:
            continue
        stored.text, stored.responsible, stored.due_on = wanted
        sign(stored, **signed).save()
    for left_out in present.values():
        sign(left_out, **signed).delete()


def _mark(recommendation: Recommendation, expected: dt.date | None, day: dt.date | None, **signed) -> None:
    """As found at a meeting; what was marked otherwise since the page was opened stays."""
    recommendation = Recommendation.objects.select_for_update().filter(pk=recommendation.pk).first()
    if recommendation is None or recommendation.reported_by or recommendation.done_on != expected:
        return
    recommendation.done_on = day
    sign(recommendation, **signed).save()


@transaction.atomic
def move_marks(*, cell: Cell, before: dt.date, after: dt.date, by, correction_reason: str = "") -> None:
    """A meeting's date is corrected: what was found done at it goes along."""
    found = Recommendation.objects.filter(evaluation__meeting__cell=cell, done_on=before)
    for recommendation in found:
        _mark(recommendation, before, after, by=by, reason=correction_reason)


@transaction.atomic
def delete_evaluation(
    *, evaluation: Evaluation, correction_reason: str = "", by, version: int | None = None
) -> None:
    """Remove an evaluation entered by mistake, with its recommendations; the history keeps them."""
    locked_row(evaluation, version)
    for row in (*evaluation.scores.all(), *evaluation.recommendations.all(), evaluation):
        sign(row, by=by, reason=correction_reason).delete()
