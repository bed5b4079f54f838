"""The filters of the list of plans, as they stand in the URL."""

from django import forms
from django.db.models import Case, When
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attendance.models import Plan
from attendance.planning.grid import Cut, Grid, Shown
from committees.forms.fields import CommitteeFilterField
from committees.models import Committee, LeaderGroup
from lib.forms.fields import SortField
from lib.forms.filters import ListFilterForm
from lib.periods import HalfYear


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


class LeaderRowsFilterForm(ListFilterForm):
    """Which leaders of one plan are shown, by month or as a list, and which groups are folded."""

    LIST, WARNINGS = "list", "warnings"  # else by month

    q = forms.CharField(required=False, max_length=100, label=gettext_lazy("Leader"))
    group = forms.ChoiceField(required=False, label=gettext_lazy("Leader group"))
    show = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Which"),
        choices=[("", gettext_lazy("All leaders")), *Shown.choices],
    )
    view = forms.CharField(required=False, widget=forms.HiddenInput)
    fold = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = [("", _("Both groups")), *LeaderGroup.choices]
        self.full_clean()

    @property
    def cut(self) -> Cut:
        """A filter that names nothing cuts nothing."""
        chosen = self.cleaned_data
        show = Shown.WARNED if self.page == self.WARNINGS else chosen.get("show", "")
        return Cut(chosen.get("q", ""), chosen.get("group", ""), show)

    @property
    def page(self) -> str:
        view = self.cleaned_data.get("view", "")
        return view if view in (self.LIST, self.WARNINGS) else ""

    NONE_FOLDED = "none"  # in the address: open all, whatever was folded before

    def folded(self, before: str = "") -> str:
        """The groups that the address folds; where it says nothing, those that were folded `before`."""
        asked = (self.cleaned_data.get("fold") or before).split("-")
        return "-".join(name for name in sorted(LeaderGroup.values) if name in asked)

    def fold_groups(self, grid: Grid, folded: str) -> None:
        """These groups; and say of each which address folds or opens it."""
        names = set(filter(None, folded.split("-")))
        for group in grid.groups:
            group.is_folded = group.group in names
            group.fold_after = "-".join(sorted(names ^ {group.group})) or self.NONE_FOLDED
