"""Forms for one row of a catalogue, and for what changes about it from a day on."""

from django import forms
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib.catalogues import delete_row, free_code, reserve_code, save_row

from .actions import ActionForm
from .fields import DateField


def column(model: type[models.Model], name: str, **kwargs) -> forms.Field:
    """A form field for a column, judged by the column's rules; dates as offices type them."""
    column = model._meta.get_field(name)
    if isinstance(column, models.DateField):
        kwargs.setdefault("form_class", DateField)
    # Those of its own: lengths and the kind of text are the form field's business.
    known = column.default_validators
    own = [v for v in column.validators if v not in known and not hasattr(v, "limit_value")]
    kwargs.setdefault("validators", own)
    return column.formfield(**kwargs)


class RowForm(ActionForm):
    """One row of `model`, or a new one: the fields named in `columns` are its columns."""

    model: type[models.Model]
    columns: tuple[str, ...]
    code_prefix = ""  # of the code proposed for a new row; "" proposes none

    proposed_code = forms.CharField(widget=forms.HiddenInput, required=False)
    hidden = (*ActionForm.hidden, "proposed_code")

    def __init__(self, *args, row, **kwargs):
        initial = self.values(row) if row else {}
        if not row and self.code_prefix:
            initial["code"] = initial["proposed_code"] = free_code(self.model, self.code_prefix)
        kwargs["initial"] = initial | (kwargs.get("initial") or {})
        super().__init__(*args, row=row, **kwargs)

    def clean_code(self):
        """One that was only proposed gives way to whoever took it meanwhile."""
        code = self.cleaned_data["code"]
        is_proposed = self.row is None and code and code == self.data.get("proposed_code")
        return reserve_code(self.model, self.code_prefix, code) if is_proposed else code

    def values(self, row) -> dict:
        """Of the fields of this form."""
        return {name: getattr(row, name) for name in self.columns if name in self.base_fields}

    def stored(self):
        return self.values(type(self.row)._default_manager.get(pk=self.row.pk)) if self.row else None

    def act(self):
        values = {name: value for name, value in self.cleaned_data.items() if name in self.columns}
        return save_row(
            row=self.row or self.new_row(),
            values=values,
            by=self.by,
            version=self.cleaned_data.get("version") if self.row else None,
        )

    def new_row(self):
        return self.model()

    def expect_in_order(self, first: str, last: str, message: str) -> None:
        """Of two days, beside the later one; the database refuses it as well, beside no field."""
        days = self.cleaned_data.get(first), self.cleaned_data.get(last)
        if all(days) and days[1] < days[0]:
            self.add_error(last, message)


class DeleteRowForm(ActionForm):
    """Nothing to type: whether to delete."""

    submit_label = gettext_lazy("Delete")

    def act(self):
        delete_row(row=self.row, by=self.by, version=self.cleaned_data.get("version"))


def since_field(*, required: bool = True) -> DateField:
    return DateField(
        required=required,
        label=gettext_lazy("Since"),
        help_text=gettext_lazy(
            "The day from which the decision holds. Half-years that ended before are counted as it was then."
        ),
    )


class SinceForm(ActionForm):
    """Something holds from a day on, or held all the time and was written wrongly.

    `act` gets the day as `since`; None where it was always so.
    """

    since = since_field(required=False)
    was_always = forms.BooleanField(
        required=False,
        label=gettext_lazy("It was always so: this corrects a mistake"),
    )

    def layout(self):
        first = [name for name in self.fields if name not in (*self.hidden, "since", "was_always")]
        return [*first, "since", "was_always", self.buttons()]

    def clean(self):
        data = super().clean()
        if data.pop("was_always", False):
            data["since"] = None
        elif not data.get("since") and not self.has_error("since"):
            self.add_error("since", _("Say since when, or tick that it was always so."))
        return data
