"""Fields that offices type into: dates, counts, leaders, cells, months."""

from django import forms
from django.utils.translation import gettext_lazy

from committees.models import Leader
from meetings.models import Cell
from meetings.periods import Month


class DateField(forms.DateField):
    """A date typed as offices write it: 29/06/2018, 29.6.18."""

    def __init__(self, **kwargs):
        kwargs.setdefault(
            "widget",
            forms.DateInput(
                format="%d/%m/%Y",
                attrs={
                    "placeholder": gettext_lazy("dd/mm/yyyy"),
                    "inputmode": "numeric",
                    "autocomplete": "off",
                },
            ),
        )
        super().__init__(**kwargs)
        self.error_messages["invalid"] = gettext_lazy(
            "This is not a date. Write day/month/year, for example 29/06/2018."
        )


class CountField(forms.IntegerField):
    """How many people. A text box: a browser's number box swallows slips before anybody sees them."""

    def __init__(self, **kwargs):
        super().__init__(
            min_value=0,
            max_value=100_000,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            **kwargs,
        )
        self.error_messages["invalid"] = gettext_lazy("Write a whole number, for example 27.")


class LeaderChoiceField(forms.ModelChoiceField):
    """Leaders with their positions: two may share a name."""

    def __init__(self, **kwargs):
        super().__init__(Leader.objects.none(), **kwargs)

    def label_from_instance(self, leader):
        return f"{leader.full_name} – {leader.position}"


class CellChoiceField(forms.ModelChoiceField):
    """Cells with their managing committees: "Chi bộ thôn 1" is in every commune."""

    def __init__(self, **kwargs):
        super().__init__(Cell.objects.none(), **kwargs)

    def label_from_instance(self, cell):
        return f"{cell.name} – {cell.committee.label}"


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
