"""A rubric as a form: what it is, its criteria line by line, its bands."""

from decimal import Decimal

from crispy_forms.layout import HTML, Column, Row
from django import forms
from django.core.exceptions import ValidationError
from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib.catalogues import free_code
from lib.forms.actions import ActionForm
from lib.forms.catalogues import RowForm, column
from lib.forms.fields import DateField
from meetings import levels
from meetings.actions import rubrics as actions
from meetings.models import Criterion, Meeting, OrganizationType, RatingBand, Rubric
from meetings.rating import validate_halves

from .preview import SheetPreview

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
    text = column(Criterion, "text", widget=forms.Textarea(attrs={"rows": 2}))
    code = column(Criterion, "code")
    kind = _choice("kind", gettext_lazy("Kind of line"), Criterion.Kind.POINTS)
    maximum = _points(
        min_value=Decimal("0.5"), label=gettext_lazy("Points"), validators=[validate_halves], required=False
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
    section_maximum = _points(
        min_value=Decimal("0.5"),
        label=gettext_lazy("Maximum of the section"),
        validators=[validate_halves],
        required=False,
        help_text=Criterion._meta.get_field("section_maximum").help_text,
    )
    not_applicable_when = column(Criterion, "not_applicable_when")
    theme = _choice("theme", gettext_lazy("With a theme"), Criterion.Theme.ALWAYS)
    full_from_rate = column(Criterion, "full_from_rate", label=gettext_lazy("Full points from attendance, %"))
    measure = _choice("measure", gettext_lazy("Levels suggested from"), Criterion.Measure.NONE)

    # Folded away until they are wanted.
    rare = ("section_maximum", "not_applicable_when", "theme", "full_from_rate", "measure")

    def clean(self):
        data = super().clean()
        if not data.get("code"):
            return data  # a blank line, or one that is wrong already
        data["kind"] = data.get("kind") or Criterion.Kind.POINTS
        data["theme"] = data.get("theme") or Criterion.Theme.ALWAYS
        is_levels = data["kind"] == Criterion.Kind.LEVELS
        if is_levels:
            self._take_levels(data)
        elif data.get("levels"):
            self.add_error("levels", _("Only a line of the kind “Levels” has levels."))
        if data.get("maximum") is None and not {"maximum", "levels"} & set(self.errors):
            self.add_error("maximum", self.fields["maximum"].error_messages["required"])
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


class RubricForm(RowForm):
    """A rubric with its lines; of a used one, points and bands are shown and stay."""

    model = Rubric
    columns = ("name", "document", "valid_from", "valid_to", "code", "wants_notes")
    code_prefix = "KTC"

    name = column(Rubric, "name")
    document = column(
        Rubric, "document", help_text=gettext_lazy("By which it was decreed, for example 12-HD/BTCTW.")
    )
    valid_from = column(Rubric, "valid_from")
    valid_to = column(Rubric, "valid_to", help_text=gettext_lazy("Empty: until further notice."))
    code = column(Rubric, "code")
    organization_types = forms.ModelMultipleChoiceField(
        OrganizationType.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("For organization types"),
        help_text=gettext_lazy("None ticked: for all."),
    )
    kinds = forms.MultipleChoiceField(
        choices=Meeting.Kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("For kinds of meeting"),
        help_text=gettext_lazy("None ticked: for all. One made for the type and the kind goes first."),
    )
    wants_notes = column(Rubric, "wants_notes")

    def __init__(self, data=None, *args, row, **kwargs):
        self.is_used = bool(row and row.is_used)
        super().__init__(data, *args, row=row, **kwargs)
        self.criteria = CriterionLines(
            data, prefix="criteria", initial=self._stored_lines(row, "criteria", actions.CRITERION)
        )
        self.bands = BandLines(data, prefix="bands", initial=self._stored_lines(row, "bands", actions.BAND))
        self.helper.form_id = "rubric"
        if self.is_used:
            self._freeze()

    def _freeze(self) -> None:
        for lines, open_fields in ((self.criteria, {"full_from_rate"}), (self.bands, set())):
            lines.extra = 0
            for form in lines.forms:
                for name, field in form.fields.items():
                    field.disabled = name not in open_fields

    @staticmethod
    def _stored_lines(row: Rubric | None, kind: str, columns: tuple[str, ...]) -> list[dict]:
        if not row:
            return []
        stored = list(getattr(row, kind).values("id", *columns))
        if kind == "criteria":
            written = {c.pk: levels.written(c.levels.all()) for c in row.criteria.prefetch_related("levels")}
            stored = [line | {"levels": written[line["id"]]} for line in stored]
        return stored

    def values(self, row):
        types = [t.pk for t in row.organization_types.all()]
        return super().values(row) | {"organization_types": types, "kinds": row.meeting_kinds}

    def layout(self):
        return [
            "name",
            Row(Column("document", css_class="col-sm-6"), Column("code", css_class="col-sm-6")),
            Row(Column("valid_from", css_class="col-sm-6"), Column("valid_to", css_class="col-sm-6")),
            "organization_types",
            "kinds",
            "wants_notes",
            HTML('{% include "meetings/_rubric_lines.html" %}'),
            self.buttons(),
        ]

    def clean(self):
        data = super().clean()
        self.expect_in_order("valid_from", "valid_to", _("The rubric ends before it begins."))
        return data

    def is_valid(self):
        # Each says what is wrong with it, all at once.
        return all([super().is_valid(), self.criteria.is_valid(), self.bands.is_valid()])

    def act(self):
        values = {name: self.cleaned_data[name] for name in self.columns}
        return actions.save_rubric(
            rubric=self.row or Rubric(),
            values=values,
            scope=actions.Scope(self.cleaned_data["organization_types"], self.cleaned_data["kinds"]),
            criteria=self.typed_criteria(),
            bands=self.typed_bands(),
            by=self.by,
            version=self.cleaned_data.get("version") if self.row else None,
        )

    def typed_criteria(self) -> list[dict]:
        """In the order of the page."""
        return self._typed(self.criteria.ordered_forms)

    def typed_bands(self) -> list[dict]:
        return self._typed(f for f in self.bands.forms if not self.bands._should_delete_form(f))

    def preview(self) -> tuple[SheetPreview, int]:
        """The sheet as far as its lines are complete, and how many are not."""
        changed = [form for form in self.criteria.forms if form.has_changed()]
        right = [form for form in changed if form.is_valid()]  # judged first: only then it is known what goes
        written = [form for form in changed if not self.criteria._should_delete_form(form)]
        complete = [form for form in right if form in written]
        complete.sort(key=lambda form: form.cleaned_data.get(forms.formsets.ORDERING_FIELD_NAME) or 0)
        lines = self._typed(complete)
        bands = [
            form for form in self.bands.forms if form.is_valid() and not self.bands._should_delete_form(form)
        ]
        return SheetPreview(lines, self._typed(bands)), len(written) - len(lines)

    def _typed(self, line_forms) -> list[dict]:
        return [
            form.cleaned_data
            for form in line_forms
            if form.cleaned_data.get("label", form.cleaned_data.get("code"))
        ]

    def stored(self):
        # Lines of two editors are not compared one by one: the second one sees the page anew.
        return None


class CopyRubricForm(ActionForm):
    """The same criteria and bands under another name, from a day on."""

    replaces = False

    name = column(Rubric, "name")
    code = column(Rubric, "code")
    valid_from = DateField(label=gettext_lazy("Valid from"))
    submit_label = gettext_lazy("Copy")

    def __init__(self, *args, row: Rubric, **kwargs):
        proposed = {"name": row.name, "code": free_code(Rubric, f"{row.code[:45]}-")}
        kwargs["initial"] = proposed | (kwargs.get("initial") or {})
        super().__init__(*args, row=row, **kwargs)

    def act(self):
        return actions.copy_rubric(rubric=self.row, replaces=self.replaces, by=self.by, **self.cleaned_data)


class NewVersionForm(CopyRubricForm):
    """It ends the present version the day before."""

    replaces = True
    submit_label = gettext_lazy("Make the new version")
