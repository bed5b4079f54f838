"""The filters of lists and of pages of figures, as they stand in the URL."""

from django import forms
from django.db.models import Case, When
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attendance.figures import Selection
from attendance.models import Plan
from committees.forms.fields import CommitteeFilterField, DateField, SortField
from committees.forms.filters import ListFilterForm
from committees.models import Committee, Leader, LeaderGroup
from committees.roles import within
from meetings.models import OrganizationType
from meetings.periods import HalfYear

from .fields import MonthField


class SelectionForm(forms.Form):
    """The filters of a page of figures, as they stand in its URL."""

    committee = forms.ModelChoiceField(
        Committee.objects.none(), to_field_name="code", required=False, label=gettext_lazy("Committee")
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


class PlanFilterForm(ListFilterForm):
    """The filters of the list of plans, and its order."""

    ORDERS = ("committee", "half_year", "status", "visits_left", "visits_open")

    period = forms.TypedChoiceField(
        coerce=HalfYear.parse, empty_value=None, required=False, label=gettext_lazy("Half-year")
    )
    status = forms.ChoiceField(required=False, label=gettext_lazy("Status"))
    committee = CommitteeFilterField()
    sort = SortField(ORDERS)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        plans = Plan.objects.visible_to(user)
        periods = [(str(h), capfirst(h.label)) for h in plans.half_years()]
        self.fields["period"].choices = [("", _("All half-years")), *periods]
        self.fields["status"].choices = [("", _("All statuses")), *Plan.Status.choices]
        self.fields["committee"].queryset = Committee.objects.filter(pk__in=plans.values("committee"))

    def apply(self, plans):
        """`plans` with their counts, cut and ordered; a filter that names nothing cuts nothing."""
        self.full_clean()
        chosen = self.cleaned_data
        if chosen.get("period"):
            plans = plans.filter(half_year=chosen["period"])
        if chosen.get("status"):
            plans = plans.filter(status=chosen["status"])
        if chosen.get("committee"):
            plans = plans.filter(committee=chosen["committee"])
        order = chosen.get("sort", "")
        field = order.removeprefix("-")
        steps = [When(status=status, then=step) for step, status in enumerate(Plan.Status.values)]
        column = {"": "-half_year", "committee": "committee__name_sort", "status": "step"}.get(field, field)
        return plans.annotate(step=Case(*steps)).order_by(
            f"-{column}" if order.startswith("-") else column, "-half_year", "committee__path"
        )
