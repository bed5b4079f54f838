"""Lines of a rubric as fields: criteria, bands, and rows pasted from Word or Excel."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib.forms.catalogues import column
from meetings import levels, pasted_lines
from meetings.models import Criterion, RatingBand
from meetings.pasted_lines import PastedSheet
from meetings.rating import validate_halves

BLANK_ROWS = 3
ROWS_AT_MOST = 200


def _points(**kwargs) -> forms.DecimalField:
    return forms.DecimalField(
        localize=True,
        max_digits=5,
        decimal_places=1,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"invalid": gettext_lazy("Write points as a number, for example 7,5.")},
        **kwargs,
    )


class LineForm(forms.Form):
    """One line of the rubric; one without a word is left out."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field.widget, forms.CheckboxInput):
                field.widget.attrs["class"] = "form-check-input"
            elif isinstance(field.widget, forms.Select):
                field.widget.attrs["class"] = "form-select"
            else:
                field.widget.attrs["class"] = "form-control"
            field.error_messages["required"] = _("Please fill in “%(label)s”.") % {"label": field.label}

    @property
    def place(self) -> int:
        """Where the line stands on the page, as it was sent."""
        order = forms.formsets.ORDERING_FIELD_NAME
        sent = str(self[order].value() or "") if order in self.fields else ""
        return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else ROWS_AT_MOST + 1

    def mistaken(self) -> list[forms.BoundField]:
        """The fields that say what is wrong with them."""
        return [field for field in self.visible_fields() if field.errors]

    def has_changed(self):
        # Where a line stands, and of which kind it would be, says nothing about whether it is written in;
        # nor does the section, which a line that is added takes from the one above.
        chosen = {name for name, field in self.fields.items() if isinstance(field, forms.ChoiceField)}
        chosen |= {forms.formsets.ORDERING_FIELD_NAME, "section"}
        return any(name not in chosen for name in self.changed_data)


def _choice(name: str, label, default: str) -> forms.ChoiceField:
    choices = Criterion._meta.get_field(name).choices
    return forms.ChoiceField(choices=choices, label=label, required=False, initial=default)


class CriterionForm(LineForm):
    section = column(Criterion, "section")
    section_maximum = _points(
        min_value=Decimal("0.5"),
        label=gettext_lazy("Maximum of the section"),
        validators=[validate_halves],
        required=False,
        help_text=gettext_lazy("Only where a bonus counts towards it."),
    )
    text = column(Criterion, "text", widget=forms.Textarea(attrs={"rows": 2}))
    maximum = _points(
        min_value=Decimal("0.5"), label=gettext_lazy("Points"), validators=[validate_halves], required=False
    )
    kind = _choice("kind", gettext_lazy("Kind of line"), Criterion.Kind.POINTS)
    code = column(
        Criterion,
        "code",
        required=False,
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("Automatic")}),
    )
    is_gate = column(Criterion, "is_gate")
    levels = forms.CharField(
        required=False,
        label=gettext_lazy("Levels"),
        widget=forms.Textarea(
            attrs={"rows": 3, "placeholder": gettext_lazy("5 | From 90 minutes\n4 | Up to 15 minutes short")}
        ),
        help_text=gettext_lazy(
            "One a line: points | condition. Add “| 90” to have it suggested from the value 90 on."
        ),
    )
    not_applicable_when = column(Criterion, "not_applicable_when")
    theme = _choice("theme", gettext_lazy("With a theme"), Criterion.Theme.ALWAYS)
    full_from_rate = column(Criterion, "full_from_rate", label=gettext_lazy("Full points from attendance, %"))
    measure = _choice("measure", gettext_lazy("Levels suggested from"), Criterion.Measure.NONE)

    # Folded away until they are wanted.
    rare = ("not_applicable_when", "theme", "full_from_rate", "measure")

    def clean(self):
        data = super().clean()
        data["kind"] = data.get("kind") or Criterion.Kind.POINTS
        data["theme"] = data.get("theme") or Criterion.Theme.ALWAYS
        is_levels = data["kind"] == Criterion.Kind.LEVELS
        if is_levels:
            self._take_levels(data)
        elif data.get("levels"):
            self.add_error("levels", _("Only a line of the kind “Levels” has levels."))
        if data.get("maximum") is None and not {"maximum", "levels"} & set(self.errors):
            missing = self.fields["maximum"].error_messages["required"]
            self.add_error("maximum", ValidationError(missing, code="required"))
        if data.get("full_from_rate") and data["kind"] != Criterion.Kind.POINTS:
            self.add_error("full_from_rate", _("Only a line of the kind “Points” has such a rate."))
        if data.get("measure") and not is_levels:
            self.add_error("measure", _("Only levels are suggested from it."))
        return data

    def _take_levels(self, data) -> None:
        """The highest level is the line's maximum."""
        try:
            data["levels"] = levels.read(data.get("levels") or "")
        except ValidationError as refused:
            self.add_error("levels", refused)
            return
        highest = data["levels"][0].points
        if data.get("maximum") not in (None, highest):
            said = {"points": floatformat(highest)}
            self.add_error("maximum", _("The highest level gives %(points)s points.") % said)
        data["maximum"] = highest

    @property
    def common_fields(self) -> list:
        return [f for f in self.visible_fields() if f.name not in self.rare]

    @property
    def rare_fields(self) -> list:
        return [self[name] for name in self.rare]

    @property
    def is_open(self) -> bool:
        """Whether one of the rare fields says something."""
        usual = {None, "", False, Criterion.Theme.ALWAYS.value}
        return any(field.errors or field.value() not in usual for field in self.rare_fields)


class BandForm(LineForm):
    label = column(RatingBand, "label")
    minimum = _points(min_value=0, label=gettext_lazy("From points"))
    needs_gates = column(RatingBand, "needs_gates")

    @property
    def common_fields(self) -> list:
        return self.visible_fields()


class Lines(forms.BaseFormSet):
    """Their order is that in which they stand on the page."""

    ordering_widget = forms.HiddenInput

    @property
    def as_they_stand(self) -> list[LineForm]:
        """In the order that was sent, also where they come back with something wrong; blank ones last."""
        return sorted(self.forms, key=lambda form: form.place)

    @classmethod
    def get_deletion_widget(cls):
        return forms.CheckboxInput(attrs={"class": "form-check-input"})


def _lines(form, **kwargs):
    return forms.formset_factory(
        form,
        formset=Lines,
        extra=BLANK_ROWS,
        can_delete=True,
        max_num=ROWS_AT_MOST,
        absolute_max=ROWS_AT_MOST,
        **kwargs,
    )


CriterionLines = _lines(CriterionForm, can_order=True)
BandLines = _lines(BandForm)


CRITERIA, PASTED, PASTED_KIND = "criteria", "pasted", "pasted_kind"


def with_pasted(data: QueryDict) -> tuple[QueryDict, PastedSheet | None]:
    """What was sent, with the rows in `PASTED` as lines after those that are written; what was read of them.

    Blank lines come last. None where there is no row of text and points, or more than a rubric may have.
    """
    sent = CriterionLines(data, prefix=CRITERIA)
    blank = [form for form in sent.as_they_stand if not _is_written(form)]
    written = [form for form in sent.as_they_stand if _is_written(form)]
    section = written[-1]["section"].value() or "" if written else ""
    sheet = pasted_lines.read(data.get(PASTED, ""), section)
    lines = sheet.lines
    total = sent.total_form_count()
    if not lines or total + len(lines) > ROWS_AT_MOST:
        return data, None
    data = data.copy()
    prefixes = [sent.add_prefix(total + number) for number in range(len(lines))]
    for prefix, line in zip(prefixes, lines, strict=True):
        typed = line.typed(data.get(PASTED_KIND) or Criterion.Kind.POINTS)
        for name, value in typed.items():
            data[f"{prefix}-{name}"] = value
    order = [form.prefix for form in written] + prefixes + [form.prefix for form in blank]
    for place, prefix in enumerate(order, start=1):
        data[f"{prefix}-{forms.formsets.ORDERING_FIELD_NAME}"] = str(place)
    data[f"{CRITERIA}-{forms.formsets.TOTAL_FORM_COUNT}"] = str(total + len(lines))
    data[PASTED] = ""
    return data, sheet


def _is_written(form: LineForm) -> bool:
    return any(form[name].value() for name in ("id", "text", "code", "maximum", "levels"))
