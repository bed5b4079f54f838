"""Where in a file the list is, and what its columns mean."""

from dataclasses import replace
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchange.layout.columns import text_of
from exchange.layout.headings import guess
from exchange.layout.laying_out import lay_out
from exchange.layout.listing import EVERY_SHEET, Listing, Place, is_beside_the_columns
from exchange.layout.places import HEADING_AMONG, places
from exchange.lists import actions
from exchange.lists.mapping import PREFIXES, Mapping
from exchange.lists.names import choices
from exchange.lists.preview import in_words
from exchange.lists.spellings import parse
from exchange.models import Import
from exchange.tables import Table
from exchange.workbook.columns import Column
from exchange.workbook.kinds import Choice, HalfYearKind, MeetingHour, OfMembers, Unfit, clean
from exchange.workbook.sheets import SHEETS
from exchange.workbook.terms import terms_of
from lib.forms.actions import ActionForm

SEVERAL = 3  # columns at most that make one value
DEEPEST = 3  # rows of headings at most
_MATRIX = {"": None, "yes": True, "no": False}


class PlaceForm(forms.Form):
    """Where in the file the list is: its sheet, the rows of its headings, and whether it is a matrix."""

    worksheet = forms.ChoiceField(required=False, label=gettext_lazy("Sheet of the file"))
    row = forms.TypedChoiceField(coerce=int, required=False, label=gettext_lazy("Row of the headings"))
    depth = forms.TypedChoiceField(coerce=int, required=False, label=gettext_lazy("The headings have"))
    matrix = forms.ChoiceField(required=False, label=gettext_lazy("Is it a matrix?"))
    column = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, data, *, found: list[Table], mapping: Mapping):
        self.tables, self.found, self.mapping = found, {table.title: table for table in found}, mapping
        super().__init__(_as_data(mapping.place) | data)
        self.fields["worksheet"].choices = [(title, title) for title in self.found]
        if len(found) > 1:
            every = _("all %(count)d sheets with these headings") % {"count": len(found)}
            self.fields["worksheet"].choices += [(EVERY_SHEET, every)]
        rows = [[text_of(value) for value in row] for row in self.table.rows[:HEADING_AMONG]]
        self.fields["row"].choices = [
            (number, _row_label(number, row)) for number, row in enumerate(rows, start=1) if any(row)
        ]
        self.fields["depth"].choices = [
            (0, _("as many rows as it looks")),
            (1, _("one row")),
            *((rows, _("%(count)d rows") % {"count": rows}) for rows in range(2, DEEPEST + 1)),
        ]
        self.fields["matrix"].choices = [
            ("", _("as it looks")),
            ("yes", _("yes: months or cells stand across")),
            ("no", _("no: an ordinary list")),
        ]
        for field in self.fields.values():
            if not field.widget.is_hidden:
                field.widget.attrs["class"] = "form-select"

    @property
    def table(self) -> Table:
        """The sheet that is looked at; of all sheets, the first."""
        return self.found.get(self.data["worksheet"]) or next(iter(self.found.values()))

    @cached_property
    def place(self) -> Place:
        """As chosen; as in the mapping where that names nothing."""
        if not self.is_valid():
            return self.mapping.place
        data = self.cleaned_data
        matrix, column = _MATRIX[data["matrix"]], data["column"] or 0
        place = Place(data["worksheet"], data["row"], data["depth"] or 0, matrix, column)
        return place if place.worksheet and place.row else self.mapping.place

    @cached_property
    def listing(self) -> Listing:
        return lay_out(self.tables, self.place, self.mapping.format, self.mapping.rows) or Listing()

    def candidates(self) -> list[tuple[str, str, bool]]:
        """The lists that the file seems to hold: the page's query, a label, whether it is this one."""
        return [
            (urlencode(_as_data(p)), label, _is_same(p, self.place))
            for p, label in places(self.tables, self.mapping.format)
        ]


def _is_same(one: Place, other: Place) -> bool:
    return (one.worksheet, one.row, one.column) == (other.worksheet, other.row, other.column)


def _as_data(place: Place) -> dict:
    matrix = next(word for word, value in _MATRIX.items() if value is place.is_matrix)
    return {
        "worksheet": place.worksheet,
        "row": place.row,
        "depth": place.depth,
        "matrix": matrix,
        "column": place.column,
    }


def _row_label(number: int, row: list[str]) -> str:
    text = " · ".join(filter(None, row))
    return f"{number}: {text[:80]}{'…' if len(text) > 80 else ''}"


class ColumnSelect(forms.Select):
    """Columns of the list, each with what stands in it."""

    samples: dict[str, str] = {}

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"]["data-samples"] = self.samples.get(str(value), "")
        return option


class MappingForm(ActionForm):
    """For each column of the format: which columns of the list it is, or what holds for all rows."""

    submit_label = gettext_lazy("Read the list")

    def __init__(self, *args, row: Import, by, place: PlaceForm, **kwargs):
        self.place, self.headings = place, place.listing.headings
        self.mapping = Mapping(**row.mapping)
        self.sheet = SHEETS[row.sheet]
        self.samples = {heading.key: " · ".join(heading.samples) for heading in self.headings}
        super().__init__(*args, row=row, by=by, **kwargs)
        known = self._known()
        for column in self.sheet.columns:
            chosen = [*known.get(column.key, []), *[""] * SEVERAL]
            for number, name in enumerate(_names(column)):
                self.fields[name] = self._column_field(column, number, chosen[number])
            self.fields[f"value-{column.key}"] = self._value_field(column)

    def _known(self) -> dict[str, list[str]]:
        """What was chosen before, as far as these headings have it; else what they look like."""
        keys = {heading.key for heading in self.headings}
        if self.mapping.place != self.place.place:
            return guess(self.sheet, self.headings)
        return {key: [k for k in among if k in keys] for key, among in self.mapping.columns.items()}

    def _column_field(self, column: Column, number: int, initial: str) -> forms.ChoiceField:
        absent = _("— made automatically —") if self._makes_codes(column) else _("— not in the list —")
        field = forms.ChoiceField(
            label=column.called if not number else _("%(column)s: and") % {"column": column.called},
            required=False,
            initial=initial,
            choices=[("", "—" if number else absent), *((h.key, str(h)) for h in self.headings)],
            widget=ColumnSelect(attrs={"class": "form-select", "data-column": ""}),
        )
        field.widget.samples = self.samples
        return field

    def _value_field(self, column: Column) -> forms.Field:
        value = self.mapping.values.get(column.key, "")
        options = {"required": False, "initial": in_words(column, value)}
        text = forms.TextInput(attrs={"class": "form-control"})
        if self._makes_codes(column):
            options["initial"] = options["initial"] or PREFIXES[self.sheet.name]
            return forms.CharField(label=_("Beginning of the codes"), max_length=20, widget=text, **options)
        options["label"] = _("%(column)s: the same for all rows") % {"column": column.called}
        if last := self.mapping.last_values.get(column.key):
            options["help_text"] = _("last time: %(value)s") % {"value": self._in_words(column, last)}
        offered = choices(column, terms_of(self.by))
        if offered is None:
            return forms.CharField(max_length=200, widget=text, **options)
        select = forms.Select(attrs={"class": "form-select"})
        return forms.ChoiceField(choices=[("", "—"), *offered], widget=select, **options)

    def _in_words(self, column: Column, value: str) -> str:
        return dict(choices(column, terms_of(self.by)) or ()).get(value, value).strip("\u00a0 ")

    def _makes_codes(self, column: Column) -> bool:
        return self.sheet.name in PREFIXES and column.key == "code"

    def lines(self):
        """For the page: each column of the format, with its fields and what stands in the columns chosen."""
        for column in self.sheet.columns:
            first, *others = (self[name] for name in _names(column))
            chosen = [field.value() for field in [first, *others] if field.value()]
            yield {
                "column": column,
                "is_mandatory": column.mandatory and not self.mapping.may_lack(column.key),
                "is_told": column.mandatory and self.mapping.may_lack(column.key),
                "first": first,
                "others": others,
                "has_others": len(chosen) > 1,
                "value": self[f"value-{column.key}"],
                "samples": " | ".join(filter(None, (self.samples.get(key) for key in chosen))),
                "makes_codes": self._makes_codes(column),
            }

    def clean(self):
        data = super().clean()
        taken: dict[str, str] = {}
        for column in self.sheet.columns:
            chosen, text = self._chosen(column, data), clean(data.get(f"value-{column.key}") or "")
            for name in _names(column):
                heading = data.get(name)
                shares = isinstance(column.kind, Choice | MeetingHour | OfMembers)
                may_share = shares or is_beside_the_columns(heading or "")
                if heading and heading in taken and not may_share:
                    self.add_error(
                        name,
                        _("This column is already chosen for “%(column)s”.") % {"column": taken[heading]},
                    )
                elif heading:
                    taken[heading] = column.called
            if chosen:
                if text and not self._makes_codes(column):
                    self.add_error(
                        f"value-{column.key}",
                        _("Choose either a column of the file or a value for all rows, not both."),
                    )
                continue
            if text:
                data[f"value-{column.key}"] = self._judged_value(column, text)
            elif column.mandatory and not self.mapping.may_lack(column.key) and not self._makes_codes(column):
                self.add_error(
                    f"column-{column.key}", _("Choose the column of the list, or a value for all rows.")
                )
        return data

    @staticmethod
    def _chosen(column: Column, data: dict) -> list[str]:
        return [data[name] for name in _names(column) if data.get(name)]

    def _judged_value(self, column: Column, text: str) -> str:
        """As the workbook writes it."""
        try:
            if isinstance(column.kind, HalfYearKind):
                return str(parse(column, text).value)
            column.kind.parse(text)
        except Unfit as unfit:
            self.add_error(f"value-{column.key}", f"{unfit.what}: {unfit.cure}")
        return text

    def act(self):
        data = self.cleaned_data
        columns = {c.key: chosen for c in self.sheet.columns if (chosen := self._chosen(c, data))}
        values = {
            column.key: text
            for column in self.sheet.columns
            if column.key not in columns and (text := clean(data[f"value-{column.key}"] or ""))
        }
        mapping = replace(self.mapping.with_columns(self.place.place, columns, values), names=True)
        return actions.map_columns(item=self.row, mapping=mapping, by=self.by)

    def _add_refusal(self, refusal: ValidationError) -> None:
        """What is wrong with the file belongs to no field here."""
        super()._add_refusal(ValidationError(refusal.messages))


def _names(column: Column) -> list[str]:
    """The fields in which its columns of the list are chosen."""
    return [f"column-{column.key}", *(f"column-{column.key}-{n}" for n in range(2, SEVERAL + 1))]
