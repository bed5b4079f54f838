"""A rubric as a form: what it is, its criteria line by line, its bands."""

from decimal import Decimal

from crispy_forms.layout import HTML, Column, Row
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib.catalogues import free_code
from lib.forms.actions import ActionForm
from lib.forms.catalogues import RowForm, column
from lib.forms.fields import DateField
from meetings.actions import rubrics as actions
from meetings.models import Criterion, OrganizationType, RatingBand, Rubric
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
            else:
                field.widget.attrs["class"] = "form-control"
            field.error_messages["required"] = _("Please fill in “%(label)s”.") % {"label": field.label}

    def has_changed(self):
        # Where a line stands says nothing about whether anything is written in it.
        return any(name != forms.formsets.ORDERING_FIELD_NAME for name in self.changed_data)


class CriterionForm(LineForm):
    section = column(Criterion, "section")
    text = column(Criterion, "text", widget=forms.Textarea(attrs={"rows": 2}))
    code = column(Criterion, "code")
    maximum = _points(min_value=Decimal("0.5"), label=gettext_lazy("Points"), validators=[validate_halves])
    is_gate = column(Criterion, "is_gate")
    full_from_rate = column(Criterion, "full_from_rate", label=gettext_lazy("Full points from attendance, %"))


class BandForm(LineForm):
    label = column(RatingBand, "label")
    minimum = _points(min_value=0, label=gettext_lazy("From points"))
    needs_gates = column(RatingBand, "needs_gates")


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
    columns = ("name", "document", "valid_from", "valid_to", "code")
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

    def __init__(self, data=None, *args, row, **kwargs):
        self.is_used = bool(row and row.is_used)
        super().__init__(data, *args, row=row, **kwargs)
        self.criteria = CriterionLines(
            data, prefix="criteria", initial=self._stored_lines(row, "criteria", actions.CRITERION)
        )
        self.bands = BandLines(data, prefix="bands", initial=self._stored_lines(row, "bands", actions.BAND))
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
        return list(getattr(row, kind).values("id", *columns)) if row else []

    def values(self, row):
        types = [t.pk for t in row.organization_types.all()]
        return super().values(row) | {"organization_types": types}

    def layout(self):
        return [
            "name",
            Row(Column("document", css_class="col-sm-6"), Column("code", css_class="col-sm-6")),
            Row(Column("valid_from", css_class="col-sm-6"), Column("valid_to", css_class="col-sm-6")),
            "organization_types",
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
            organization_types=self.cleaned_data["organization_types"],
            criteria=self._typed(self.criteria.ordered_forms),
            bands=self._typed(f for f in self.bands.forms if not self.bands._should_delete_form(f)),
            by=self.by,
            version=self.cleaned_data.get("version") if self.row else None,
        )

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
