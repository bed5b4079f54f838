"""The evaluation sheet as a form: points by the rubric, findings, remarks, recommendations."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.template.defaultfilters import floatformat
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees.models import Leader
from lib.forms.actions import ActionForm
from meetings import actions
from meetings.models import Criterion, Evaluation, Finding, Meeting, Recommendation, Rubric
from meetings.rating import NextBand, Suggestion, explain, rate, suggest, validate_halves
from meetings.score_pairs import Pair, difference, points_of

from .recommendations import DONE, OPEN, RecommendationsMixin


class PointsField(forms.DecimalField):
    """Points in halves; a decimal comma is accepted as well as a point."""

    def __init__(self, criterion: Criterion, **kwargs):
        self.criterion = criterion
        super().__init__(
            localize=True,
            required=False,
            label=criterion.text,
            widget=forms.TextInput(
                attrs={
                    "inputmode": "decimal",
                    "autocomplete": "off",
                    "class": "form-control text-end points",
                    "data-maximum": str(criterion.maximum),
                    "data-gate": "1" if criterion.is_gate else "",
                }
            ),
            validators=[self._validate_range, validate_halves],
            **kwargs,
        )
        self.error_messages["invalid"] = gettext_lazy("Write points as a number, for example 5 or 5.5.")

    def range_message(self) -> str:
        return _("Enter points from 0 to %(maximum)s.") % {"maximum": floatformat(self.criterion.maximum)}

    def _validate_range(self, points):
        if not 0 <= points <= self.criterion.maximum:
            raise ValidationError(self.range_message(), code="range")

    def to_python(self, value):
        if isinstance(value, str):
            value = value.strip().replace(",", ".")
        return forms.DecimalField.to_python(self._plain, value)

    def prepare_value(self, value):
        # One spelling of each number, so that 7 typed and 7.0 stored compare as equal.
        return value.quantize(Decimal("0.1")) if isinstance(value, Decimal) else super().prepare_value(value)

    @property
    def _plain(self):
        # Once the comma is a point, the number is read without the language's own separators.
        plain = forms.DecimalField()
        plain.error_messages = self.error_messages
        return plain


@dataclass(frozen=True)
class CriterionLine(Pair):
    """A criterion on the sheet: the field for its points, and what stands beside it."""

    field: BoundField
    previous: Decimal | None
    suggestion: Suggestion | None


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
        self.criteria = list(rubric.criteria.all()) if rubric else []
        super().__init__(*args, by=by, row=row, **kwargs)
        self.fields["version"].required = True
        self.initial |= self._known(row)
        for criterion in self.criteria:
            self.fields[self._name(criterion)] = PointsField(criterion)
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
    def _name(criterion: Criterion) -> str:
        return f"criterion_{criterion.pk}"

    @staticmethod
    def _known(evaluation: Evaluation | None) -> dict:
        if not evaluation:
            return {"version": 0}
        points = {f"criterion_{score.criterion_id}": score.points for score in evaluation.scores.all()}
        return {"version": evaluation.version, "remarks": evaluation.remarks} | points

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

    def sections(self) -> Iterator[tuple[str, list[CriterionLine]]]:
        """(section, its lines), in the rubric's order."""
        points = self.points
        own = points_of(self.own)
        previous = {}
        if self.previous:
            scores = self.previous.scores.all()
            # A new version of the rubric keeps codes; points out of another maximum do not compare.
            previous = {(s.criterion.code, s.maximum): s.points for s in scores}
        for section, criteria in groupby(self.criteria, key=lambda c: c.section):
            yield (
                section,
                [
                    CriterionLine(
                        criterion=c,
                        points=points.get(c.pk),
                        own=own.get(c.pk),
                        field=self[self._name(c)],
                        previous=previous.get((c.code, c.maximum)),
                        suggestion=suggest(c, self.meeting),
                    )
                    for c in criteria
                ],
            )

    def lines(self) -> list[CriterionLine]:
        return [line for _section, lines in self.sections() for line in lines]

    def finding_fields(self) -> list[tuple[BoundField, int]]:
        """(checklist, how many are ticked)."""
        return [(self[kind], len(self[kind].value() or ())) for kind in Finding.Kind.values]

    @cached_property
    def bands(self) -> list:
        return list(self.rubric.bands.all()) if self.rubric else []

    @property
    def limits(self) -> list[tuple]:
        """(band, the least points of the one above it), None for the highest."""
        return list(zip(self.bands, [None, *(band.minimum for band in self.bands)], strict=False))

    @property
    def gate_bands(self) -> list:
        return [band for band in self.bands if band.needs_gates]

    @property
    def maximum(self):
        return sum(c.maximum for c in self.criteria)

    @property
    def points(self) -> dict[int, Decimal]:
        """Valid points by criterion id: those typed, or those stored where nothing was typed yet."""
        if not self.is_bound:
            return points_of(self.evaluation)
        self.errors  # noqa: B018 - asking for them judges what was typed
        typed = {c.pk: self.cleaned_data.get(self._name(c)) for c in self.criteria}
        return {pk: value for pk, value in typed.items() if value is not None}

    @property
    def missing(self) -> list[Criterion]:
        """Criteria without valid points so far."""
        points = self.points
        return [c for c in self.criteria if c.pk not in points]

    def rating(self):
        """(total, band) of the points so far."""
        return rate(self.criteria, self.bands, self.points)

    def next_band(self) -> NextBand | None:
        """What the next higher band asks for, once there are points for all."""
        return None if self.missing else explain(self.criteria, self.bands, self.points)

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
        if not data["draft"]:
            for criterion in self.criteria:
                name = self._name(criterion)
                if name not in self.errors and data.get(name) is None:
                    self.add_error(name, self.fields[name].range_message())
            if wants_draft and self.errors:
                finished = _("This evaluation is finished and cannot be a draft: complete it, or leave it.")
                self.add_error(None, finished)
        self.clean_recommendations(data)
        return data

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
