"""The filters of lists and of pages of figures, as they stand in the URL."""

from django import forms
from django.utils.translation import gettext_lazy

from attendance.days.forms.fields import MonthField
from committees.models import Committee, Leader, LeaderGroup
from committees.scope import within
from lib.forms.fields import DateField
from lib.periods import HalfYear
from meetings.models import OrganizationType

from .selection import Selection


class SelectionForm(forms.Form):
    """The filters of a page of figures, as they stand in its URL."""

    committee = forms.ModelChoiceField(
        Committee.objects.none(),
        to_field_name="code",
        required=False,
        label=gettext_lazy("Committee"),
        error_messages={"invalid_choice": gettext_lazy("There is no “%(value)s” here.")},
    )
    own_plan = forms.BooleanField(required=False)
    group = forms.ChoiceField(choices=LeaderGroup.choices, required=False, label=gettext_lazy("Leader group"))
    leader = forms.ModelChoiceField(
        Leader.objects.none(), to_field_name="code", required=False, label=gettext_lazy("Leader")
    )
    type = forms.ModelChoiceField(
        OrganizationType.objects.all(),
        to_field_name="code",
        required=False,
        label=gettext_lazy("Organization type"),
    )
    managing = forms.ModelChoiceField(
        Committee.objects.none(),
        to_field_name="code",
        required=False,
        label=gettext_lazy("Managing committee"),
    )
    own_cells = forms.BooleanField(required=False)
    from_month = MonthField(required=False, label=gettext_lazy("From month"))
    to_month = MonthField(required=False, label=gettext_lazy("To month"))
    as_of = DateField(required=False, label=gettext_lazy("As at"))

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["committee"].queryset = Committee.objects.visible_to(user)
        # Leaders visit cells of the whole province, whoever manages them.
        self.fields["managing"].queryset = Committee.objects.filter(
            within(user.province_paths(), committee="")
        )
        # Old figures name leaders who have since moved to a committee that the user does not see.
        self.fields["leader"].queryset = Leader.objects.filter(
            within(user.committee_paths()) | within(user.committee_paths(), "visits__committee")
        ).distinct()

    def selection(self, half_year: HalfYear) -> Selection:
        """Of a valid form."""
        data = self.cleaned_data
        return Selection(
            half_year=half_year,
            committee=data["committee"],
            own_plan=data["own_plan"],
            leader_group=data["group"] or None,
            leader=data["leader"],
            organization_type=data["type"],
            managing_committee=data["managing"],
            own_cells=data["own_cells"],
            first_month=data["from_month"],
            last_month=data["to_month"],
            as_of=data["as_of"],
        )
