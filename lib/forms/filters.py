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
        return any(self.data.get(field.name) for field in self.visible_fields())
