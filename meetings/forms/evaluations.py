"""The evaluation sheet as a form: points by the rubric, findings, remarks, recommendations."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django import forms
from django.forms import BoundField
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees.models import Leader
from lib.forms.actions import ActionForm
from meetings import actions
from meetings.models import Criterion, Evaluation, Finding, Meeting, Recommendation, Rubric
from meetings.rating import NextBand, counted, explain, is_asked, maximum, rate, sections
from meetings.score_pairs import difference, points_of
from meetings.suggestions import suggest

from .lines import CriterionLine, absent_name, fields_of, known, note_name, points_name
from .recommendations import DONE, OPEN, RecommendationsMixin


@dataclass(frozen=True)
class SheetSection:
    """A section with all its lines, and its points so far."""

    name: str
    lines: list[CriterionLine]
    sum: Decimal
    maximum: Decimal


class EvaluationForm(RecommendationsMixin, ActionForm):
    """Judge `meeting` as `leader`, or as the cell itself (None), by `rubric`.

    `row` is the stored evaluation, `own` the cell's beside the leader's, `previous` that of an
    earlier meeting, `follow_up` what was recommended then. A leader recommends, the cell does not.
    """

    remarks = forms.CharField(
        required=False, label=gettext_lazy("Remarks"), widget=forms.Textarea(attrs={"rows": 3})
    )
    draft = forms.BooleanField(required=False, widget=forms.HiddenInput)  # which button was pressed
    hidden = (*ActionForm.hidden, "draft")

    def __init__(
        self,
        *args,
        meeting: Meeting,
        leader: Leader | None,
        rubric: Rubric | None,
        row: Evaluation | None,
        by,
        own: Evaluation | None = None,
        previous: Evaluation | None = None,
        follow_up: Iterable[Recommendation] = (),
        **kwargs,
    ):
        self.meeting, self.leader, self.rubric, self.evaluation = meeting, leader, rubric, row
        self.own = own if own and own.rubric == rubric else None  # else its points do not compare
        self.previous = previous
        self.criteria = list(rubric.criteria.prefetch_related("levels")) if rubric else []
        self.has_theme = meeting.has_theme
        self.asked = [c for c in self.criteria if is_asked(c, has_theme=self.has_theme)]
        super().__init__(*args, by=by, row=row, **kwargs)
        self.fields["version"].required = True
        self.initial |= self._known(row)
        for criterion in self.asked:
            self.fields |= fields_of(criterion, criterion.levels.all())
        self._add_findings()
        self.add_recommendation_fields(row.recommendations.all() if row and leader else (), follow_up)

    def _add_findings(self) -> None:
        chosen = {f.pk for f in self.evaluation.findings.all()} if self.evaluation else set()
        offered = [f for f in Finding.objects.all() if f.is_active or f.pk in chosen]
        for kind, label in Finding.Kind.choices:
            self.fields[kind] = forms.MultipleChoiceField(
                choices=[(f.pk, f.text) for f in offered if f.kind == kind],
                required=False,
                label=label,
                widget=forms.CheckboxSelectMultiple,
                initial=[f.pk for f in offered if f.kind == kind and f.pk in chosen],
            )

    @staticmethod
    def _known(evaluation: Evaluation | None) -> dict:
        if not evaluation:
            return {"version": 0}
        found = {"version": evaluation.version, "remarks": evaluation.remarks}
        for score in evaluation.scores.all():
            found |= known(score)
        return found

    def stored(self) -> dict | None:
        evaluation = Evaluation.objects.filter(meeting=self.meeting, leader=self.leader).for_display().first()
        if not evaluation:
            return None
        findings = {kind: [] for kind in Finding.Kind.values}
        for finding in evaluation.findings.all():
            findings[finding.kind].append(str(finding.pk))
        given = evaluation.recommendations.all() if self.leader else ()
        earlier = Recommendation.objects.filter(pk__in=[r.pk for r in self.follow_up])
        self.add_rows(given)
        return self._known(evaluation) | findings | self.known_recommendations(given, earlier)

    # --- what the page shows ---

    def sections(self) -> Iterator[SheetSection]:
        """All of the rubric's, also what is not asked at this meeting."""
        counting = {s.name: s for s in sections(self.criteria, has_theme=self.has_theme)}
        points = counted(self.criteria, self.points, has_theme=self.has_theme)
        by_name: dict[str, list[CriterionLine]] = {}
        for line in self.lines():
            by_name.setdefault(line.criterion.section, []).append(line)
        for name, lines in by_name.items():
            section = counting.get(name)
            yield SheetSection(
                name,
                lines,
                sum=section.sum(points) if section else Decimal(0),
                maximum=section.maximum if section else Decimal(0),
            )

    def lines(self) -> list[CriterionLine]:
        """In the rubric's order."""
        points, own = self.points, points_of(self.own)
        # A new version of the rubric keeps codes; points out of another maximum do not compare.
        scores = self.previous.scores.all() if self.previous else ()
        previous = {(s.criterion.code, s.maximum): s.points for s in scores}
        return [
            CriterionLine(
                criterion=c,
                points=points.get(c.pk),
                own=own.get(c.pk),
                field=self._field(points_name(c)),
                absent=self._field(absent_name(c)),
                note=self._field(note_name(c)),
                previous=previous.get((c.code, c.maximum)),
                suggestion=suggest(c, self.meeting),
            )
            for c in self.criteria
        ]

    def _field(self, name: str) -> BoundField | None:
        return self[name] if name in self.fields else None

    def finding_fields(self) -> list[tuple[BoundField, int]]:
        """(checklist, how many are ticked)."""
        return [(self[kind], len(self[kind].value() or ())) for kind in Finding.Kind.values]

    @cached_property
    def bands(self) -> list:
        return list(self.rubric.bands.all()) if self.rubric else []

    @property
    def was_other_theme(self) -> bool:
        """Whether the meeting got or lost its theme since it was scored, and the rubric asks for it."""
        stored = self.evaluation
        depends = any(c.theme != Criterion.Theme.ALWAYS for c in self.criteria)
        return bool(stored and depends and stored.has_theme != self.has_theme)

    @property
    def bands_for_script(self) -> str:
        """As static/js/points.js reads them, highest first."""
        return json.dumps([[band.label, float(band.minimum), band.needs_gates] for band in self.bands])

    @property
    def limits(self) -> list[tuple]:
        """(band, the least points of the one above it), None for the highest."""
        return list(zip(self.bands, [None, *(band.minimum for band in self.bands)], strict=False))

    @property
    def gate_bands(self) -> list:
        return [band for band in self.bands if band.needs_gates]

    @property
    def maximum(self):
        return maximum(self.criteria, has_theme=self.has_theme)

    @property
    def points(self) -> dict[int, Decimal]:
        """Valid points by criterion id: those typed, or those stored where nothing was typed yet."""
        if not self.is_bound:
            return points_of(self.evaluation)
        self.errors  # noqa: B018 - asking for them judges what was typed
        typed = {
            c.pk: c.maximum if self._is_absent(c) else self.cleaned_data.get(points_name(c))
            for c in self.asked
        }
        return {pk: value for pk, value in typed.items() if value is not None}

    def _is_absent(self, criterion: Criterion) -> bool:
        return bool(self.cleaned_data.get(absent_name(criterion)))

    @property
    def missing(self) -> list[Criterion]:
        """Criteria that are asked and without valid points so far."""
        points = self.points
        return [c for c in self.asked if c.pk not in points]

    def rating(self):
        """(total, band) of the points so far."""
        return rate(self.criteria, self.bands, self.points, has_theme=self.has_theme)

    def next_band(self) -> NextBand | None:
        """What the next higher band asks for, once there are points for all."""
        if self.missing:
            return None
        return explain(self.criteria, self.bands, self.points, has_theme=self.has_theme)

    @property
    def total_difference(self) -> Decimal | None:
        """To the cell's own total, once there are points for all."""
        return None if self.missing or not self.own else difference(self.rating()[0], self.own.total)

    # --- judging and saving ---

    @property
    def may_be_draft(self) -> bool:
        """A finished evaluation stays one."""
        return not self.evaluation or self.evaluation.is_draft

    def clean(self):
        data = super().clean()
        # Finished by a colleague meanwhile: who pressed "draft" is to compare, not to finish it.
        is_stale = data.get("version") != (self.evaluation.version if self.evaluation else 0)
        wants_draft = bool(data.get("draft"))
        data["draft"] = wants_draft and (self.may_be_draft or is_stale)
        self._expect_one_answer(data)
        if not data["draft"]:
            self.expect_complete(data)
            if wants_draft and self.errors:
                finished = _("This evaluation is finished and cannot be a draft: complete it, or leave it.")
                self.add_error(None, finished)
        self.clean_recommendations(data)
        return data

    def _expect_one_answer(self, data) -> None:
        for criterion in self.asked:
            name = points_name(criterion)
            if self._is_absent(criterion) and data.get(name) is not None:
                self.add_error(
                    name, _("Either it is not applicable or it has points: take one of them away.")
                )

    def expect_complete(self, data) -> None:
        """Points on every line, and a note wherever the rubric asks why some are taken off."""
        for criterion in self.asked:
            name, note = points_name(criterion), note_name(criterion)
            points = data.get(name)
            if name in self.errors or self._is_absent(criterion):
                continue
            if points is None:
                self.add_error(name, self.fields[name].missing_message())
            elif self.rubric.wants_notes and points < criterion.maximum and not data.get(note, "-"):
                self.add_error(note, _("Say why points are taken off."))

    def full_clean(self):
        super().full_clean()
        wrong = [name for name in self.fields if name in self._errors and name not in self.hidden]
        for number, name in enumerate(wrong):
            attributes = self.fields[name].widget.attrs
            attributes["class"] = f"{attributes.get('class', '')} is-invalid".strip()
            if number == 0:
                attributes["autofocus"] = True

    @property
    def first_error(self) -> BoundField | None:
        return next(
            (self[name] for name in self.fields if name in self.errors and name not in self.hidden), None
        )

    def act(self) -> Evaluation:
        return actions.save_evaluation(**self.typed())

    def typed(self) -> dict:
        """What was typed, as the action takes it."""
        data = self.cleaned_data
        chosen = [pk for kind in Finding.Kind.values for pk in data[kind]]
        return {
            "meeting": self.meeting,
            "leader": self.leader,
            "sheet": actions.EvaluationSheet(
                rubric=self.rubric,
                points=self.points,
                not_applicable={c.pk for c in self.asked if self._is_absent(c)},
                notes={c.pk: data.get(note_name(c), "") for c in self.asked},
                findings=Finding.objects.filter(pk__in=chosen),
                remarks=data["remarks"],
                recommendations=self.recommendations() if self.leader else None,
                done=self.followed_up(DONE),
                still_open=self.followed_up(OPEN),
                is_draft=data["draft"],
            ),
            "by": self.by,
            "version": data["version"],
        }


class DeleteEvaluationForm(ActionForm):
    """Delete an evaluation (`row`) entered by mistake."""

    submit_label = gettext_lazy("Delete the evaluation")

    def act(self) -> None:
        if not self.row:
            return  # somebody was faster
        actions.delete_evaluation(evaluation=self.row, by=self.by, version=self.cleaned_data["version"])
