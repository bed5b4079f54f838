"""The filters of lists, as they stand in the URL."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

LONGEST_NAMED = 40  # letters of what names nothing


class SearchField(forms.CharField):
    """Words that the rows of a list are to have."""

    def __init__(self, label):
        widget = forms.TextInput(attrs={"type": "search", "autocomplete": "off"})
        super().__init__(required=False, max_length=100, label=label, widget=widget)


class ListFilterForm(forms.Form):
    """The filters of a list: what they are is in the URL, how they look in `_partials/filters.html`.

    `apply` cuts the rows of the list to what was chosen, and orders them where the form has an order. What
    names nothing is left out and said so beside the field: the form is always valid.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            select = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = "form-select" if select else "form-control"

    def full_clean(self):
        super().full_clean()
        self.left_out = {}  # by field
        for name, errors in list(self.errors.items()):
            field = self.fields[name]
            del self._errors[name]
            self.cleaned_data[name] = field.clean("")
            if not field.widget.is_hidden:
                self[name].help_text = self.left_out[name] = self._left_out(name, str(errors[0]))

    def _left_out(self, name: str, problem: str) -> str:
        if isinstance(self.fields[name], (forms.ChoiceField, forms.ModelChoiceField)):
            value = str(self.data.get(name))[:LONGEST_NAMED].replace("\0", "")
            problem = _("There is no “%(value)s” here.") % {"value": value}
        consequence = _("The list is shown without this filter.")
        return f"{problem.rstrip('.')}. {consequence}"

    def apply(self, rows: Any) -> Any:
        raise NotImplementedError

    @property
    def is_narrowed(self) -> bool:
        """Whether less than everything is asked for; how it is sorted does not matter."""
        return bool(self.narrowing)

    @property
    def narrowing(self) -> int:
        """How many filters are in use."""
        return sum(bool(self.data.get(field.name)) for field in self.visible_fields())

    def words(self) -> str:
        """What is chosen, as a file's head says it: "Result: Missed · Committee: BTCTU"."""
        if not self.is_valid():
            return ""
        chosen = ((field, self.cleaned_data.get(field.name)) for field in self.visible_fields())
        parts = [
            f"{field.label}: {_shown(field, value)}" for field, value in chosen if value not in (None, "")
        ]
        notes = [f"{self[name].label}: {note}" for name, note in self.left_out.items()]
        return " · ".join(parts + notes)


def _shown(field: forms.BoundField, value: Any) -> str:
    if isinstance(field.field, forms.ChoiceField) and not isinstance(field.field, forms.ModelChoiceField):
        return str(dict(field.field.choices).get(field.value(), value))
    return str(value)
