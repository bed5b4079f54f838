"""The filters of lists of visits, as they stand in the URL."""

from django import forms
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from attendance.days.forms.fields import MonthChoiceField
from attendance.models import Plan, Visit, VisitQuerySet
from committees.forms.fields import CommitteeFilterField
from committees.models import Committee, LeaderGroup
from lib.forms.fields import SortField, ordering
from lib.forms.filters import ListFilterForm, SearchField
from lib.periods import HalfYear
from lib.vietnamese import search_key
from meetings.models import day_number


class VisitFilterForm(ListFilterForm):
    """Committee (with those below it), leader group, and words of the leader's or cell's name."""

    committee = CommitteeFilterField()
    group = forms.ChoiceField(
        choices=[("", gettext_lazy("Both groups")), *LeaderGroup.choices],
        required=False,
        label=gettext_lazy("Leader group"),
    )
    q = SearchField(gettext_lazy("Leader or cell"))

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["committee"].queryset = Committee.objects.visible_to(user)

    def apply(self, visits: VisitQuerySet) -> VisitQuerySet:
        """`visits` cut to what was chosen."""
        self.full_clean()
        data = self.cleaned_data
        if data["committee"]:
            visits = visits.below(data["committee"])
        if data["group"]:
            visits = visits.filter(leader_group=data["group"])
        if words := search_key(data["q"]):
            visits = visits.filter(Q(leader__name_search__named=words) | Q(cell__name_search__named=words))
        return visits


def by_meeting_day(visits: VisitQuerySet) -> VisitQuerySet:
    """As a month goes by: last, where nobody knows the day."""
    return visits.order_by(
        day_number().asc(nulls_last=True),
        "leader__protocol_sort",
        "leader__name_sort",
        "cell__name_sort",
        "pk",
    )


class VisitListForm(VisitFilterForm):
    """Further filters, and the order, of the list of all visits.

    An address without any filter means the half-year that runs, or the latest one before: `opens_with`. With
    an empty one it means all of them.
    """

    ORDERS = {
        "month": ("month", "leader__name_sort", "cell__name_sort", "pk"),
        "leader": ("leader__name_sort", "leader__code", "month", "cell__name_sort", "pk"),
        "cell": ("cell__name_sort", "cell__code", "month", "leader__name_sort", "pk"),
        "outcome": ("outcome", "month", "leader__name_sort", "cell__name_sort", "pk"),
    }
    DEFAULT_ORDER = "-month"

    period = forms.TypedChoiceField(
        coerce=HalfYear.parse, empty_value=None, required=False, label=gettext_lazy("Half-year")
    )
    month = MonthChoiceField(required=False, label=gettext_lazy("Month"))
    outcome = forms.ChoiceField(
        choices=[("", gettext_lazy("All results")), *Visit.Outcome.choices],
        required=False,
        label=gettext_lazy("Result"),
    )
    sort = SortField(ORDERS)
    field_order = ["period", "month", "committee", "group", "outcome", "q", "sort"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        periods = list(Plan.objects.visible_to(user).half_years())
        self.opens_with = None
        if not any(name in self.data for name in self.fields if name != "sort"):
            self.opens_with = next((period for period in periods if period <= HalfYear.current()), None)
        if self.opens_with:
            self.data = self.data.copy()
            self.data["period"] = str(self.opens_with)
        self.fields["period"].choices = [
            ("", gettext_lazy("All half-years")),
            *((str(period), capfirst(period.label)) for period in periods),
        ]
        chosen = [period for period in periods if str(period) == self.data.get("period")] or periods
        months = sorted((month for period in chosen for month in period.months), reverse=len(chosen) > 1)
        self.fields["month"].months = months
        self.fields["month"].choices = [
            ("", gettext_lazy("All months")),
            *((str(month), str(month)) for month in months),
        ]

    @property
    def narrowing(self) -> int:
        """What nobody chose is no filter to clear."""
        return super().narrowing - bool(self.opens_with)

    @property
    def order(self) -> str:
        return self.cleaned_data["sort"] or self.DEFAULT_ORDER

    def apply(self, visits: VisitQuerySet) -> VisitQuerySet:
        visits = super().apply(visits)
        data = self.cleaned_data
        if data["period"]:
            months = data["period"].months
            visits = visits.in_period(data["period"])
            visits = visits.filter(month__range=(months[0], months[-1]))  # once more: an index orders by it
        if data["month"]:
            visits = visits.filter(month=data["month"])
        if data["outcome"]:
            visits = visits.filter(outcome=data["outcome"])
        return visits.order_by(*ordering(self.ORDERS, self.order))
