"""Of which committee and time a table is."""

from django import forms
from django.utils.translation import gettext_lazy

from attendance.days.forms.fields import MonthField
from committees.forms.fields import CommitteeField
from committees.models import Committee
from lib.forms.fields import CountField
from lib.periods import HalfYear


class TableForm(forms.Form):
    """`committees` are those that the user chooses from."""

    committee = CommitteeField(to_field_name="code", empty_label=None)

    def __init__(self, *args, committees: list[Committee], **kwargs):
        super().__init__(*args, **kwargs)
        keys = [committee.pk for committee in committees]
        self.fields["committee"].queryset = Committee.objects.filter(pk__in=keys)
        for field in self.fields.values():
            is_choice = isinstance(field, forms.ChoiceField)
            field.widget.attrs["class"] = "form-select" if is_choice else "form-control"


class MonthTableForm(TableForm):
    month = MonthField(
        label=gettext_lazy("Month"),
        widget=forms.TextInput(attrs={"placeholder": "03/2018", "autocomplete": "off"}),
    )


class HalfYearTableForm(TableForm):
    """`half_years` are those offered; `planned` is printed in every row, blank for writing by hand."""

    half_year = forms.TypedChoiceField(label=gettext_lazy("Half-year"), coerce=HalfYear.parse)
    planned = CountField(
        required=False,
        label=gettext_lazy("Meetings on a theme planned for each cell"),
        help_text=gettext_lazy("Empty: the column stays blank, to be filled in by hand."),
    )

    def __init__(self, *args, half_years: list[HalfYear], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["half_year"].choices = [(str(half), half.label) for half in half_years]
