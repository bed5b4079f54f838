"""Fields that offices type into or choose from: dates, counts, committees, the order of a list."""

from django import forms
from django.utils.translation import gettext_lazy

from lib.dates import day_written, hour_written


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


class HourField(forms.TimeField):
    """When something begins, typed as offices write it: 14:00, 14h, 14h30, 14 giờ 30, 1430."""

    def __init__(self, **kwargs):
        widget = forms.TimeInput(format="%H:%M", attrs={"placeholder": "14:00", "autocomplete": "off"})
        super().__init__(widget=widget, **kwargs)
        self.error_messages["invalid"] = gettext_lazy("This is not an hour. Write it as 14:00 or 14h30.")

    def to_python(self, value):
        try:
            is_typed = isinstance(value, str) and value.strip()
            return hour_written(value) if is_typed else super().to_python(value)
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
