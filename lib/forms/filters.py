"""The filters of lists, as they stand in the URL."""

from typing import Any

from django import forms


class ListFilterForm(forms.Form):
    """The filters of a list: what they are is in the URL, how they look in `_partials/filters.html`.

    `apply` cuts the rows of the list to what was chosen, and orders them where the form has an order.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            select = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = "form-select" if select else "form-control"

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
        return " · ".join(
            f"{field.label}: {_shown(field, value)}" for field, value in chosen if value not in (None, "")
        )


def _shown(field: forms.BoundField, value: Any) -> str:
    if isinstance(field.field, forms.ChoiceField) and not isinstance(field.field, forms.ModelChoiceField):
        return str(dict(field.field.choices).get(field.value(), value))
    return str(value)
