"""A rubric as a form: what it is, its criteria line by line, its bands."""

from crispy_forms.layout import HTML, Column, Row
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib.catalogues import free_code
from lib.forms.actions import ActionForm, Mistake
from lib.forms.catalogues import RowForm, column
from lib.forms.fields import DateField
from meetings import levels, line_codes
from meetings.actions import rubrics as actions
from meetings.models import Criterion, Meeting, OrganizationType, Rubric

from .preview import SheetPreview
from .rubric_lines import CRITERIA, BandLines, CriterionLines, LineForm


class TickedField(forms.MultipleChoiceField):
    """What was ticked, as it was sent; the form looks which of it there still is."""

    def valid_value(self, value):
        return True


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
    ends = TickedField(
        required=False, widget=forms.CheckboxSelectMultiple, label=gettext_lazy("Rubric in use")
    )
    pasted = forms.CharField(
        required=False,
        label=gettext_lazy("Rows from Word or Excel"),
        widget=forms.Textarea(attrs={"rows": 6, "class": "form-control"}),
    )
    pasted_kind = forms.ChoiceField(
        choices=Criterion.Kind.choices,
        required=False,
        label=gettext_lazy("Kind of these lines"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(self, data=None, *args, row, **kwargs):
        self.is_used = bool(row and row.is_used)
        super().__init__(data, *args, row=row, **kwargs)
        self.rivals: list[Rubric] = []
        self.criteria = CriterionLines(
            data, prefix=CRITERIA, initial=self._stored_lines(row, "criteria", actions.CRITERION)
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
            # Enter in a field is for saving, not for what stands pasted further down.
            HTML('<button class="d-none" tabindex="-1" aria-hidden="true"></button>'),
            "name",
            Row(Column("document", css_class="col-sm-6"), Column("code", css_class="col-sm-6")),
            Row(Column("valid_from", css_class="col-sm-6"), Column("valid_to", css_class="col-sm-6")),
            "organization_types",
            "kinds",
            HTML('{% include "meetings/_rubric_rivals.html" %}'),
            "wants_notes",
            HTML('{% include "meetings/_rubric_lines.html" %}'),
            self.buttons(),
        ]

    def clean(self):
        data = super().clean()
        self.expect_in_order("valid_from", "valid_to", _("The rubric ends before it begins."))
        if not {"valid_from", "valid_to", "organization_types", "kinds"} & set(self.errors):
            self._judge_rivals(data)
        if data.get("pasted") and not self.is_used:
            self.add_error("pasted", _("These rows are not lines yet: add them, or empty the box."))
        return data

    def _judge_rivals(self, data) -> None:
        """Those that hold for the same meetings are told at once, each with the day on which it may end."""
        held = Rubric(
            pk=self.row.pk if self.row else None, valid_from=data["valid_from"], valid_to=data["valid_to"]
        )
        self.rivals = Rubric.objects.rivals(held, data["organization_types"], data["kinds"])
        for rival in self.rivals:
            rival.may_end = actions.last_day_before(held) if rival.valid_from < held.valid_from else None
            rival.leaves_none = bool(held.valid_to) and not (
                rival.valid_to and rival.valid_to <= held.valid_to
            )
            rival.is_ended = bool(rival.may_end) and str(rival.pk) in data["ends"]
        if not all(rival.is_ended for rival in self.rivals):
            self.add_error("ends", _("Another rubric holds for some of the same meetings."))

    def size(self):
        lines = (*self.criteria.forms, *self.bands.forms)
        return super().size() + sum(len(form.visible_fields()) for form in lines)

    def mistakes(self):
        found = super().mistakes()
        for lines, where in ((self.criteria, _("Line %(number)d")), (self.bands, _("Band %(number)d"))):
            for number, form in enumerate(lines.as_they_stand, start=1):
                if not lines._should_delete_form(form):
                    found += [Mistake.of(field, where % {"number": number}) for field in form.mistaken()]
        return found

    def judge_later(self) -> None:
        """Show what was sent without a word about what is still missing."""
        self.is_valid()
        for form in (self, *self.criteria.forms, *self.bands.forms):
            form.errors.clear()

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
            ends=[rival for rival in self.rivals if rival.is_ended],
            by=self.by,
            version=self.cleaned_data.get("version") if self.row else None,
        )

    def typed_criteria(self) -> list[dict]:
        """In the order of the page."""
        written = self.criteria.ordered_forms
        self._give_codes(written)
        return [form.cleaned_data for form in written]

    def typed_bands(self) -> list[dict]:
        kept = (form for form in self.bands.forms if not self.bands._should_delete_form(form))
        return [form.cleaned_data for form in kept if form.cleaned_data.get("label")]

    def preview(self) -> tuple[SheetPreview, int]:
        """The sheet as far as its lines are complete, and how many are not."""
        changed = [form for form in self.criteria.as_they_stand if form.has_changed()]
        right = [form for form in changed if form.is_valid()]  # judged first: only then it is known what goes
        written = [form for form in changed if not self.criteria._should_delete_form(form)]
        complete = [form for form in right if form in written]
        self._give_codes(written)
        bands = [form for form in self.bands.forms if form.is_valid()]
        kept = [form.cleaned_data for form in bands if not self.bands._should_delete_form(form)]
        preview = SheetPreview(
            [form.cleaned_data for form in complete], [band for band in kept if band.get("label")]
        )
        return preview, len(written) - len(complete)

    @staticmethod
    def _give_codes(written: list[LineForm]) -> None:
        """In the order of the page; a line that is not complete yet has its place in the count."""
        known = [
            (form.cleaned_data.get("section", ""), form.cleaned_data.get("code", "")) for form in written
        ]
        for form, code in zip(written, line_codes.codes(known), strict=True):
            form.cleaned_data["code"] = code

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
