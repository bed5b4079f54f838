"""A line of the score sheet as fields: its points or level, whether it applies, why points are taken off."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib.vietnamese import LineField
from meetings.models import Criterion, Score
from meetings.rating import validate_halves
from meetings.score_pairs import Pair
from meetings.suggestions import Suggestion


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
                }
            ),
            validators=[self._validate_range, validate_halves],
            **kwargs,
        )
        self.error_messages["invalid"] = gettext_lazy("Write points as a number, for example 5 or 5.5.")

    def missing_message(self) -> str:
        return _("Enter points from 0 to %(maximum)s.") % {"maximum": floatformat(self.criterion.maximum)}

    def _validate_range(self, points):
        if not 0 <= points <= self.criterion.maximum:
            raise ValidationError(self.missing_message(), code="range")

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


class StepsField(forms.TypedChoiceField):
    """One of the numbers of points that the line can give: its levels, or all and none."""

    def __init__(self, criterion: Criterion, levels: Iterable):
        super().__init__(
            choices=[(_plain(points), words) for points, words in steps(criterion, levels)],
            coerce=Decimal,
            empty_value=None,
            required=False,
            label=criterion.text,
            widget=forms.RadioSelect,
        )

    def missing_message(self) -> str:
        return _("Choose one.")

    def prepare_value(self, value):
        return _plain(value) if isinstance(value, Decimal) else value


def steps(criterion: Criterion, levels: Iterable) -> list[tuple[Decimal, str]]:
    """(points, what is said to give them), the most first."""
    if criterion.kind == Criterion.Kind.LEVELS:
        return [(level.points, level.condition) for level in levels]
    return [(criterion.maximum, _("Yes")), (Decimal(0), _("No"))]


def posted(field: PointsField | StepsField, points: Decimal) -> str:
    """Points as the line's field sends them."""
    value = field.prepare_value(points)
    return value if isinstance(field, StepsField) else field.widget.format_value(value)


def _plain(points: Decimal) -> str:
    return f"{points:.1f}"


def points_name(criterion: Criterion) -> str:
    return f"criterion_{criterion.pk}"


def absent_name(criterion: Criterion) -> str:
    return f"absent_{criterion.pk}"


def note_name(criterion: Criterion) -> str:
    return f"note_{criterion.pk}"


def fields_of(criterion: Criterion, levels: Iterable) -> dict[str, forms.Field]:
    """By name: points, the box where the line may not apply, the note."""
    is_typed = criterion.kind == Criterion.Kind.POINTS
    field = PointsField(criterion) if is_typed else StepsField(criterion, levels)
    fields = {points_name(criterion): field}
    if criterion.not_applicable_when:
        words = _("Not applicable: %(when)s") % {"when": criterion.not_applicable_when}
        fields[absent_name(criterion)] = forms.BooleanField(required=False, label=words)
    if criterion.kind != Criterion.Kind.BONUS:
        label = _("Why points are taken off")
        attributes = {
            "class": "form-control",
            "autocomplete": "off",
            "aria-label": f"{label}: {criterion.text}",
        }
        fields[note_name(criterion)] = LineField(
            required=False,
            max_length=Score._meta.get_field("note").max_length,
            label=label,
            widget=forms.TextInput(attrs=attributes),
        )
    return fields


def known(score: Score) -> dict:
    """A stored score as the fields show it."""
    return {
        points_name(score.criterion): None if score.is_not_applicable else score.points,
        absent_name(score.criterion): score.is_not_applicable,
        note_name(score.criterion): score.note,
    }


@dataclass(frozen=True)
class CriterionLine(Pair):
    """A criterion on the sheet: its fields, and what stands beside them; without fields it is not asked."""

    field: BoundField | None
    absent: BoundField | None = None
    note: BoundField | None = None
    previous: Decimal | None = None
    suggestion: Suggestion | None = None

    @property
    def is_typed(self) -> bool:
        return self.criterion.kind == Criterion.Kind.POINTS

    @property
    def counts_in_full(self) -> bool:
        """Unasked, as the meeting has no theme."""
        return not self.field and self.criterion.theme == Criterion.Theme.FULL

    @property
    def has_note(self) -> bool:
        """Whether the note is open from the start."""
        taken_off = self.points is not None and self.points < self.criterion.maximum
        return bool(self.note and (taken_off or self.note.value() or self.note.errors))
