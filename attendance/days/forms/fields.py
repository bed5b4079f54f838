"""Fields that offices type into or choose from."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees.models import Leader
from lib.forms.choices import SearchedChoiceField
from lib.periods import Month
from meetings.models import Cell


def ask_again_on_change(field: forms.Field, part: str) -> None:
    """The page asks the server for its `part` (an id) again whenever the field changes.

    Without scripts the page tells all at once, or after sending.
    """
    field.widget.attrs |= {
        "hx-post": "",
        "hx-trigger": "change",
        "hx-target": f"#{part}",
        "hx-select": f"#{part}",
        "hx-swap": "outerHTML",
        "hx-vals": '{"preview": "1"}',
    }


class LeaderChoiceField(SearchedChoiceField):
    """Leaders with their positions, as two may share a name; and committees, where several are offered."""

    shows_committee = False

    def __init__(self, **kwargs):
        super().__init__(Leader.objects.none(), **{"empty_label": gettext_lazy("Choose…")} | kwargs)

    def found(self, *args, **kwargs):
        found = super().found(*args, **kwargs)
        # Among so many, names and positions are shared.
        self.shows_committee = self.shows_committee or found.is_searched
        return found

    def label_from_instance(self, leader):
        label = f"{leader.full_name} – {leader.position}"
        return f"{label}, {leader.committee.label}" if self.shows_committee else label


class CellChoiceField(SearchedChoiceField):
    """Cells with their managing committees: "Chi bộ thôn 1" is in every commune."""

    def __init__(self, **kwargs):
        super().__init__(Cell.objects.none(), **{"empty_label": gettext_lazy("Choose…")} | kwargs)

    def label_from_instance(self, cell):
        return f"{cell.name} – {cell.committee.label}"


class MonthField(forms.CharField):
    """A month written 03/2018; its value is a Month, or None."""

    def to_python(self, value):
        text = super().to_python(value)
        if not text:
            return None
        try:
            return Month.parse(text)
        except ValueError:
            raise ValidationError(_("Write the month as 03/2018."), code="invalid") from None


class MonthChoiceField(forms.TypedChoiceField):
    """A month among `months`, shown as 03/2018."""

    def __init__(self, *, months=(), **kwargs):
        super().__init__(coerce=Month.parse, empty_value=None, **kwargs)
        self.months = months

    @property
    def months(self):
        return self._months

    @months.setter
    def months(self, months):
        self._months = list(months)
        self.choices = [(str(month), str(month)) for month in self._months]


class OverrideReasonField(forms.CharField):
    """Why a visit is planned although something speaks against it.

    Shown where it is needed, so it is marked as required; when it is, the action says.
    """

    def __init__(self, **kwargs):
        super().__init__(
            label=gettext_lazy("Why it is planned all the same"),
            widget=forms.Textarea(attrs={"rows": 2}),
            **kwargs,
        )

    def validate(self, value):
        pass
