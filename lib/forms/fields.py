"""Fields that offices type into or choose from: dates, counts, committees, the order of a list."""

from django import forms
from django.utils.translation import gettext_lazy

from lib.dates import day_written, time_written


class DateField(forms.DateField):
    """A date typed as offices write it: 29/06/2018, 29.6.18, or 290618 on a phone's number keys."""

    def __init__(self, **kwargs):
        kwargs.setdefault(
            "widget",
            forms.DateInput(
                format="%d/%m/%Y",
                attrs={
                    "placeholder": gettext_lazy("dd/mm/yyyy"),
                    "inputmode": "numeric",
                    "autocomplete": "off",
                    "data-calendar": "",
                    "data-calendar-open": gettext_lazy("Choose the date from a calendar"),
                    "data-calendar-previous": gettext_lazy("Previous month"),
                    "data-calendar-next": gettext_lazy("Next month"),
                    "data-calendar-today": gettext_lazy("Today"),
                    "data-calendar-close": gettext_lazy("Close"),
                },
            ),
        )
        super().__init__(**kwargs)
        self.error_messages["invalid"] = gettext_lazy(
            "This is not a date. Write day/month/year, for example 29/06/2018."
        )

    def to_python(self, value):
        try:
            day = day_written(value) if isinstance(value, str) and value.strip() else super().to_python(value)
        except ValueError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None
        if day and not 1900 <= day.year < 2200:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class TimeField(forms.TimeField):
    """A time of the day typed as offices write it: 19:30, 19h30, or 1930 on a phone's number keys."""

    def __init__(self, **kwargs):
        super().__init__(
            widget=forms.TimeInput(
                format="%H:%M",
                attrs={"placeholder": "19:30", "inputmode": "numeric", "autocomplete": "off"},
            ),
            **kwargs,
        )
        self.error_messages["invalid"] = gettext_lazy("This is not a time. Write it as 19:30.")

    def to_python(self, value):
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value)
        try:
            return time_written(value)
        except ValueError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None


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


class SortField(forms.ChoiceField):
    """By which of its columns a list is sorted: "month", or "-month" for the other way round.

    Shown as a link in the heading of each ListColumn that names one of them.
    """

    def __init__(self, columns):
        names = [f"{sign}{name}" for name in columns for sign in ("", "-")]
        super().__init__(choices=[(n, n) for n in names], required=False, widget=forms.HiddenInput)


def ordering(orders: dict[str, tuple], sort: str) -> list[str]:
    """The columns of `orders` for a sort of "month" or "-month": the first may turn, the others do not."""
    first, *rest = orders[sort.removeprefix("-")]
    return [f"-{first}" if sort.startswith("-") else first, *rest]
