"""What people type about plans; each form saves through one action."""

from crispy_forms.layout import Layout
from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from attendance import actions
from attendance.models import Plan
from committees.forms import ActionForm
from committees.models import Committee, Leader
from committees.roles import Permission, within
from meetings.models import Cell
from meetings.periods import HalfYear

from .fields import CellChoiceField, LeaderChoiceField, MonthChoiceField


class PlanForm(ActionForm):
    """Begin a committee's plan for a half-year."""

    committee = forms.ModelChoiceField(
        Committee.objects.none(), label=gettext_lazy("Committee"), empty_label=None
    )
    half_year = forms.TypedChoiceField(coerce=HalfYear.parse, label=gettext_lazy("Half-year"))
    submit_label = gettext_lazy("Begin the plan")

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, by=by, **kwargs)
        # Committees that manage cells only have no leaders to send.
        self.fields["committee"].queryset = Committee.objects.filter(
            within(by.committee_paths(Permission.REGISTER), committee=""),
            leaders__isnull=False,
        ).distinct()
        now = HalfYear.current()
        offered = [now.next, now, now.previous]
        self.fields["half_year"].choices = [(str(h), capfirst(h.label)) for h in offered]

    def act(self):
        data = self.cleaned_data
        return actions.create_plan(committee=data["committee"], half_year=data["half_year"], by=self.by)


class VisitForm(ActionForm):
    """Add a visit to a plan (`row`); an approved one asks for the reason of the amendment."""

    leader = LeaderChoiceField(label=gettext_lazy("Leader"))
    cell = CellChoiceField(label=gettext_lazy("Cell"))
    month = MonthChoiceField(label=gettext_lazy("Month"))
    reason = forms.CharField(
        label=gettext_lazy("Reason of the amendment"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("The plan is approved; every change to it is kept with its reason."),
    )
    submit_label = gettext_lazy("Add the visit")

    def __init__(self, *args, row: Plan, by, **kwargs):
        super().__init__(*args, row=row, by=by, **kwargs)
        period = row.half_year
        self.fields["leader"].queryset = Leader.objects.filter(
            committee__path__startswith=row.committee.path
        ).in_office(period.first_day, period.last_day)
        self.fields["cell"].queryset = (
            Cell.objects.visible_to(by)
            .existing(period.first_day, period.last_day)
            .select_related("committee")
        )
        self.fields["month"].months = period.months
        if not row.counts:
            del self.fields["reason"]
            self.helper.layout = Layout(*self.hidden, *self.layout())

    def act(self):
        data = self.cleaned_data
        return actions.register_visit(
            plan=self.row,
            leader=data["leader"],
            cell=data["cell"],
            month=data["month"],
            reason=data.get("reason", ""),
            by=self.by,
        )


class PlanReturnForm(ActionForm):
    """Send a submitted plan back with a comment."""

    comment = forms.CharField(label=gettext_lazy("What to change"), widget=forms.Textarea(attrs={"rows": 3}))
    submit_label = gettext_lazy("Return the plan")

    def act(self):
        return actions.return_plan(
            plan=self.row,
            comment=self.cleaned_data["comment"],
            by=self.by,
            version=self.cleaned_data["version"],
        )


class WithdrawForm(ActionForm):
    """Take a visit out of an approved plan, with a reason."""

    reason = forms.CharField(label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 2}))
    submit_label = gettext_lazy("Withdraw the visit")

    def act(self):
        return actions.withdraw_visit(
            visit=self.row,
            reason=self.cleaned_data["reason"],
            by=self.by,
            version=self.cleaned_data["version"],
        )
