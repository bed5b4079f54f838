"""The evaluation sheet as a form: one field per criterion of the rubric, findings, remarks."""

from collections.abc import Iterator
from itertools import groupby

from django import forms
from django.core.exceptions import ValidationError
from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees.forms import ActionForm
from committees.models import Leader

from . import actions
from .models import Criterion, Evaluation, Finding, Meeting, Rubric
from .rating import rate, validate_halves


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

    @property
    def _plain(self):
        # Once the comma is a point, the number is read without the language's own separators.
        plain = forms.DecimalField()
        plain.error_messages = self.error_messages
        return plain


class EvaluationForm(ActionForm):
    """Judge `meeting` as `leader`, or as the cell itself (None), by `rubric`."""

    remarks = forms.CharField(
        required=False, label=gettext_lazy("Remarks"), widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, meeting: Meeting, leader: Leader | None, rubric: Rubric | None, by, **kwargs):
        self.meeting, self.leader, self.rubric = meeting, leader, rubric
        self.evaluation = (
            Evaluation.objects.filter(meeting=meeting, leader=leader).select_related("rubric", "band").first()
        )
        self.criteria = list(rubric.criteria.all()) if rubric else []
        super().__init__(*args, by=by, row=self.evaluation, **kwargs)
        self.fields["version"].required = True
        self.initial |= self._known(self.evaluation)
        for criterion in self.criteria:
            self.fields[self._name(criterion)] = PointsField(criterion)
        chosen = set(self.evaluation.findings.values_list("pk", flat=True)) if self.evaluation else set()
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
        evaluation = Evaluation.objects.filter(meeting=self.meeting, leader=self.leader).first()
        if not evaluation:
            return None
        findings = {kind: [] for kind in Finding.Kind.values}
        for finding in evaluation.findings.all():
            findings[finding.kind].append(str(finding.pk))
        return self._known(evaluation) | findings

    def sections(self) -> Iterator[tuple[str, list]]:
        """(section, its bound points fields), in the rubric's order."""
        for section, criteria in groupby(self.criteria, key=lambda c: c.section):
            yield section, [self[self._name(c)] for c in criteria]

    def finding_fields(self) -> list:
        return [self[kind] for kind in Finding.Kind.values]

    def bands(self) -> list:
        return list(self.rubric.bands.all()) if self.rubric else []

    @property
    def missing(self) -> int:
        """How many criteria have no valid points yet, of those typed or else those stored."""
        if self.is_bound:
            return len(self.criteria) - len(self.points())
        stored = self.evaluation.scores.count() if self.evaluation else 0
        return len(self.criteria) - stored

    @property
    def maximum(self):
        return sum(c.maximum for c in self.criteria)

    def clean(self):
        data = super().clean()
        for criterion in self.criteria:
            name = self._name(criterion)
            if name not in self.errors and data.get(name) is None:
                self.add_error(name, self.fields[name].range_message())
        return data

    def points(self) -> dict:
        """Valid points typed so far, by criterion id."""
        data = getattr(self, "cleaned_data", {})
        typed = {c.pk: data.get(self._name(c)) for c in self.criteria}
        return {pk: value for pk, value in typed.items() if value is not None}

    def rating(self):
        """(total, band) of what is typed, or of what is stored when nothing was typed yet."""
        if self.is_bound:
            return rate(self.criteria, self.bands(), self.points())
        return (self.evaluation.total, self.evaluation.band) if self.evaluation else (None, None)

    def act(self) -> Evaluation:
        chosen = [pk for kind in Finding.Kind.values for pk in self.cleaned_data[kind]]
        self.evaluation = actions.save_evaluation(
            meeting=self.meeting,
            leader=self.leader,
            rubric=self.rubric,
            points=self.points(),
            findings=Finding.objects.filter(pk__in=chosen),
            remarks=self.cleaned_data["remarks"],
            by=self.by,
            version=self.cleaned_data["version"],
        )
        return self.evaluation
