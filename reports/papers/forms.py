"""Of which committee and time a table is."""

from django import forms
from django.utils.translation import gettext_lazy

from attendance.days.forms.fields import MonthField
from committees.forms.fields import CommitteeField
from committees.models import Committee


class TableForm(forms.Form):
    """`committees` are those that the user chooses from."""

    committee = CommitteeField(to_field_name="code", empty_label=None)

    def __init__(self, *args, committees: list[Committee], **kwargs):
        super().__init__(*args, **kwargs)
        keys = [committee.pk for committee in committees]
        self.fields["committee"].queryset = Committee.objects.filter(pk__in=keys)
        for name, field in self.fields.items():
            is_choice = isinstance(field, forms.ModelChoiceField)
            field.widget.attrs["class"] = "form-select" if is_choice else "form-control"
            if self.is_bound and self.has_error(name):
                field.widget.attrs |= {"class": field.widget.attrs["class"] + " is-invalid"}


class MonthTableForm(TableForm):
    month = MonthField(
        label=gettext_lazy("Month"),
        widget=forms.TextInput(attrs={"placeholder": "03/2018", "autocomplete": "off"}),
    )
