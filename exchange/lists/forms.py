"""What people choose about an import: the file, what its columns mean, what single words mean."""

from crispy_forms.layout import Submit
from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property, lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchange.models import Import
from exchange.workbook.kinds import Choice, Unfit, clean, shown
from exchange.workbook.opening import MAX_FILE_BYTES
from exchange.workbook.sheets import SHEETS, Column
from exchange.workbook.terms import terms_of
from lib.forms.actions import ActionForm

from . import actions
from .headings import guess
from .mapping import PREFIXES, Mapping, has_words
from .names import offered
from .worksheets import HEADING_AMONG, Heading, Worksheet


class UploadForm(ActionForm):
    """Choose a workbook and say what it holds."""

    kind = forms.ChoiceField(label=gettext_lazy("What the file holds"))
    file = forms.FileField(
        label=gettext_lazy("Excel file"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        help_text=lazy(
            lambda: (
                _("An Excel workbook (.xlsx), at most %(size)d MB. The headings may be your own.")
                % {"size": MAX_FILE_BYTES // 1024**2}
            ),
            str,
        )(),
        error_messages={
            "empty": gettext_lazy("The file is empty. Choose another one."),
            "missing": gettext_lazy("Choose a file first."),
        },
    )
    submit_label = gettext_lazy("Read the file")

    def __init__(self, *args, kinds: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "---------"), *kinds]
        self.fields["file"].error_messages["required"] = _("Choose a file first.")

    def buttons(self):
        return Submit("save", self.submit_label, css_class="btn-primary mt-2")

    def act(self):
        data = self.cleaned_data
        return actions.begin_import(kind=data["kind"], upload=data["file"], by=self.by)


class PlaceForm(forms.Form):
    """Where in the file the list is: its sheet, and the row of its headings."""

    worksheet = forms.ChoiceField(required=False, label=gettext_lazy("Sheet of the file"))
    row = forms.TypedChoiceField(coerce=int, required=False, label=gettext_lazy("Row of the headings"))

    def __init__(self, data, *, found: list[Worksheet], mapping: Mapping):
        self.found, self.mapping = {w.title: w for w in found}, mapping
        super().__init__({"worksheet": mapping.worksheet, "row": mapping.row} | data)
        self.fields["worksheet"].choices = [(title, title) for title in self.found]
        worksheet = self.found.get(self.data["worksheet"]) or next(iter(self.found.values()))
        self.fields["row"].choices = [
            (number, self._row_label(number, row))
            for number, row in enumerate(worksheet.rows[:HEADING_AMONG], start=1)
            if any(row)
        ]
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select"

    @staticmethod
    def _row_label(number: int, row: list[str]) -> str:
        text = " · ".join(filter(None, row))
        return f"{number}: {text[:80]}{'…' if len(text) > 80 else ''}"

    @cached_property
    def place(self) -> tuple[str, int]:
        """Sheet and row as chosen; as in the mapping where that names nothing."""
        if self.is_valid():
            return self.cleaned_data["worksheet"], self.cleaned_data["row"]
        return self.mapping.worksheet, self.mapping.row

    @property
    def headings(self) -> list[Heading]:
        title, row = self.place
        return self.found[title].headings(row) if title in self.found else []


class ColumnSelect(forms.Select):
    """Columns of the list, each with what stands in it."""

    samples: dict[str, str] = {}

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"]["data-samples"] = self.samples.get(str(value), "")
        return option


class MappingForm(ActionForm):
    """For each column of the format: which column of the list it is, or what holds for all rows."""

    submit_label = gettext_lazy("Read the list")

    def __init__(self, *args, row: Import, by, place: PlaceForm, **kwargs):
        self.place, self.headings = place, place.headings
        self.mapping = Mapping(**row.mapping)
        self.sheet = SHEETS[row.sheet]
        super().__init__(*args, row=row, by=by, **kwargs)
        known = self._known()
        for column in self.sheet.columns:
            self.fields[f"column-{column.key}"] = self._column_field(column, known.get(column.key, ""))
            self.fields[f"value-{column.key}"] = self._value_field(column)

    def _known(self) -> dict[str, str]:
        """What was chosen before, as far as these headings have it; else what they look like."""
        keys = {heading.key for heading in self.headings}
        if (self.mapping.worksheet, self.mapping.row) != self.place.place:
            return guess(self.sheet, self.headings)
        return {key: heading for key, heading in self.mapping.columns.items() if heading in keys}

    def _column_field(self, column: Column, initial: str) -> forms.ChoiceField:
        samples = {heading.key: " · ".join(heading.samples) for heading in self.headings}
        absent = _("— made automatically —") if self._makes_codes(column) else _("— not in the list —")
        field = forms.ChoiceField(
            label=column.name,
            required=False,
            initial=initial,
            choices=[("", absent), *((heading.key, str(heading)) for heading in self.headings)],
            widget=ColumnSelect(attrs={"class": "form-select", "data-column": ""}),
        )
        field.widget.samples = samples
        return field

    def _value_field(self, column: Column) -> forms.Field:
        options = {"required": False, "initial": self.mapping.values.get(column.key, "")}
        text = forms.TextInput(attrs={"class": "form-control"})
        if self._makes_codes(column):
            options["initial"] = options["initial"] or PREFIXES[self.sheet.name]
            return forms.CharField(label=_("Beginning of the codes"), max_length=20, widget=text, **options)
        options["label"] = _("%(column)s: the same for all rows") % {"column": column.name}
        choices = _choices(column, self.by)
        if choices is None:
            return forms.CharField(max_length=200, widget=text, **options)
        select = forms.Select(attrs={"class": "form-select"})
        return forms.ChoiceField(choices=[("", "—"), *choices], widget=select, **options)

    def _makes_codes(self, column: Column) -> bool:
        return self.sheet.name in PREFIXES and column.key == "code"

    def lines(self):
        """For the page: column, its two fields, what stands in the one chosen, whether codes can be made."""
        samples = {heading.key: " · ".join(heading.samples) for heading in self.headings}
        for column in self.sheet.columns:
            chosen = self[f"column-{column.key}"]
            value = self[f"value-{column.key}"]
            yield column, chosen, value, samples.get(chosen.value() or "", ""), self._makes_codes(column)

    def clean(self):
        data = super().clean()
        taken: dict[str, str] = {}
        for column in self.sheet.columns:
            heading, text = data.get(f"column-{column.key}"), clean(data.get(f"value-{column.key}") or "")
            if heading and heading in taken:
                self.add_error(
                    f"column-{column.key}",
                    _("This column is already chosen for “%(column)s”.") % {"column": taken[heading]},
                )
            elif heading:
                taken[heading] = column.name
            elif text:
                self._judge_value(column, text)
            elif column.mandatory and not self._makes_codes(column):
                self.add_error(
                    f"column-{column.key}", _("Choose the column of the list, or a value for all rows.")
                )
        return data

    def _judge_value(self, column: Column, text: str) -> None:
        try:
            column.kind.parse(text)
        except Unfit as unfit:
            self.add_error(f"value-{column.key}", f"{unfit.what}: {unfit.cure}")

    def act(self):
        title, row = self.place.place
        data = self.cleaned_data
        keys = [column.key for column in self.sheet.columns]
        columns = {key: data[f"column-{key}"] for key in keys if data[f"column-{key}"]}
        values = {
            key: text for key in keys if key not in columns and (text := clean(data[f"value-{key}"] or ""))
        }
        mapping = Mapping(self.sheet.name, title, row, columns, values, self.mapping.words)
        return actions.map_columns(item=self.row, mapping=mapping, by=self.by)

    def _add_refusal(self, refusal: ValidationError) -> None:
        super()._add_refusal(_of_the_form(refusal))


class ValuesForm(ActionForm):
    """What texts of the list mean that are no word of its column, and no code or name."""

    submit_label = gettext_lazy("Read the list")

    def __init__(self, *args, row: Import, **kwargs):
        self.sheet = SHEETS[row.sheet]
        self.names: dict[str, tuple[str, str]] = {}  # column key and text by field
        super().__init__(*args, row=row, **kwargs)
        for column in self.sheet.columns:
            texts = (self.row.preview or {}).get("unknown", {}).get(column.key, [])
            choices = _choices(column, self.by) if texts and has_words(column) else None
            for number, text in enumerate(texts if choices is not None else ()):
                name = f"{column.key}-{number}"
                self.names[name] = column.key, text
                self.fields[name] = forms.ChoiceField(
                    label=f"“{shown(text)}”",
                    required=False,
                    choices=[("", _("— leave it as a problem —")), *choices],
                    widget=forms.Select(attrs={"class": "form-select"}),
                )

    def parts(self):
        """For the page: each column with the fields of its texts."""
        for column in self.sheet.columns:
            fields = [self[name] for name, (key, _text) in self.names.items() if key == column.key]
            if fields:
                yield column, fields

    def act(self):
        words: dict[str, dict[str, str]] = {}
        for name, (key, text) in self.names.items():
            if meaning := self.cleaned_data.get(name):
                words.setdefault(key, {})[text] = meaning
        return actions.match_values(item=self.row, words=words, by=self.by)

    def _add_refusal(self, refusal: ValidationError) -> None:
        super()._add_refusal(_of_the_form(refusal))


def _choices(column: Column, by) -> list[tuple[str, str]] | None:
    """Words or codes that the column may hold, to choose from; None where it is free or they are too many."""
    if isinstance(column.kind, Choice):
        return [(word, word) for word in column.kind.words]
    return offered(column.refers_to, terms_of(by)) if column.refers_to else None


def _of_the_form(refusal: ValidationError) -> ValidationError:
    """What is wrong with the file belongs to no field here."""
    return ValidationError(refusal.messages)
