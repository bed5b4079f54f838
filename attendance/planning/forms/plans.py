"""What people type about plans; each form saves through one action."""

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy, ngettext

from attendance.days.actions import expect_not_registered, explained
from attendance.days.conflicts import Availability
from attendance.days.forms.corrections import WithCorrectionReason
from attendance.days.forms.fields import (
    CellChoiceField,
    LeaderChoiceField,
    MonthChoiceField,
    OverrideReasonField,
)
from attendance.models import Plan, Visit
from attendance.planning import actions, cell_choice, grid, proposals, registration
from attendance.planning.warnings import unexplained_visits, warnings_for
from committees.models import Committee, Leader
from lib.forms.actions import ActionForm
from lib.periods import HalfYear, Month
from meetings.models import Cell


def chosen(form: forms.Form, name: str):
    """What stands in a field, sent or only shown; None where it makes no sense."""
    try:
        return form.fields[name].clean(form[name].value())
    except forms.ValidationError:
        return None


class LoadedLeaderField(LeaderChoiceField):
    """Leaders with what they have to do in the plan already, and what keeps them from the meeting at hand."""

    loads: dict[int, int] = {}
    notes: dict[int, list[str]] = {}

    def say_who_is_free(self, visit: Visit, month: Month, cell: Cell | None = None) -> None:
        """For the cell's meeting of `month`, about which of these leaders goes there in place of `visit`."""
        leaders = list(self.queryset)
        availability = Availability.read([leader.pk for leader in leaders], [month.half_year])
        self.notes = availability.notes(leaders, cell or visit.cell, month, but=visit)

    def label_from_instance(self, leader):
        load = self.loads.get(leader.pk, 0)
        visits = ngettext("%(count)d visit", "%(count)d visits", load) % {"count": load}
        # Before the title of the job, which a narrow screen cuts off.
        name = " · ".join([f"{leader.full_name} ({visits})", *self.notes.get(leader.pk, ())])
        return f"{name} – {leader.position}"


class PlanForm(ActionForm):
    """Begin a committee's plan for a half-year."""

    committee = forms.ModelChoiceField(
        Committee.objects.none(), label=gettext_lazy("Committee"), empty_label=None, to_field_name="code"
    )
    half_year = forms.TypedChoiceField(coerce=HalfYear.parse, label=gettext_lazy("Half-year"))
    submit_label = gettext_lazy("Begin the plan")

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, by=by, **kwargs)
        self.fields["committee"].queryset = registration.committees_offered(by)
        offered = registration.half_years_offered()
        self.fields["half_year"].choices = [(str(h), capfirst(h.label)) for h in offered]
        half_year = self.initial.setdefault("half_year", str(offered[0]))
        if "committee" not in self.initial:
            begun = (
                Plan.objects.filter(half_year=half_year)
                if half_year in map(str, offered)
                else Plan.objects.none()
            )
            without = self.fields["committee"].queryset.exclude(pk__in=begun.values("committee")).first()
            self.initial["committee"] = without and without.code

    begun = None  # the plan that there is already

    def act(self):
        data = self.cleaned_data
        begun = Plan.objects.filter(committee=data["committee"], half_year=data["half_year"])
        self.begun = begun.select_related("committee").first()
        return actions.create_plan(committee=data["committee"], half_year=data["half_year"], by=self.by)


class VisitForm(ActionForm):
    """Add a visit to a plan (`row`); an approved one asks for the reason of the amendment.

    Cells are searched for by `q`; `choice` has those to choose from. The template lays it out.
    """

    leader = LoadedLeaderField(label=gettext_lazy("Leader"), empty_label=gettext_lazy("Choose…"))
    month = MonthChoiceField(label=gettext_lazy("Month"))
    reason = forms.CharField(
        label=gettext_lazy("Reason of the amendment"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("The plan is approved; every change to it is kept with its reason."),
    )
    q = forms.CharField(label=gettext_lazy("Search for a cell"), required=False, max_length=100)
    cell = CellChoiceField(label=gettext_lazy("Cell"))
    override_reason = OverrideReasonField()
    submit_label = gettext_lazy("Add the visit")

    def __init__(self, *args, row: Plan, by, **kwargs):
        super().__init__(*args, row=row, by=by, **kwargs)
        period = row.half_year
        self.fields["leader"].queryset = grid.planned_leaders(row)
        self.fields["leader"].loads = grid.loads(row)
        self.fields["cell"].queryset = (
            Cell.objects.visible_to(by).existing(period).select_related("committee")
        )
        self.fields["month"].months = period.months
        if not row.counts:
            del self.fields["reason"]
        if not self.is_bound and not self.initial.get("month"):
            self.initial["month"] = str(
                grid.lightest_month(row, chosen(self, "leader"), chosen(self, "cell"))
            )

    def layout(self):
        return []

    def save(self):
        saved = super().save()
        if self.focus != "q":
            self.fields[self.focus].widget.attrs["autofocus"] = True
        return saved

    @property
    def focus(self) -> str:
        """The field to begin with: the first wrong one; cells are looked for once a leader is chosen."""
        wrong = (name for name in self.fields if name not in self.hidden and name in self.errors)
        first = next(wrong, "q" if self["leader"].value() else "leader")
        return "q" if first == "cell" else first

    @cached_property
    def choice(self) -> cell_choice.CellChoice:
        cell = chosen(self, "cell")
        return cell_choice.choose_cells(
            self.fields["cell"].queryset,
            text=chosen(self, "q") or "",
            month=chosen(self, "month") or self.row.half_year.months[0],
            leader=chosen(self, "leader"),
            user=self.by,
            chosen=cell and cell.pk,
            proposed=proposals.open_cells(self.row),
        )

    def clean(self):
        data = super().clean()
        wanted = [data.get(name) for name in ("leader", "cell", "month")]
        # Without a slip so far the action judges it, on locked rows.
        if self.errors and all(wanted):
            self.foresee(expect_not_registered, *wanted)
            self.foresee(explained, data.get("override_reason", ""), warnings_for(*wanted, user=self.by))
        return data

    def act(self):
        data = self.cleaned_data
        return actions.register_visit(
            plan=self.row,
            leader=data["leader"],
            cell=data["cell"],
            month=data["month"],
            reason=data.get("reason", ""),
            override_reason=data["override_reason"],
            by=self.by,
        )


class VisitChangeForm(ActionForm):
    """Another month or leader for a visit (`row`) of a plan that is still a draft."""

    leader = LoadedLeaderField(label=gettext_lazy("Leader"), empty_label=None)
    month = MonthChoiceField(label=gettext_lazy("Month"))
    override_reason = OverrideReasonField()

    def __init__(self, *args, row: Visit, by, **kwargs):
        kwargs["initial"] = self._values(row) | (kwargs.get("initial") or {})
        super().__init__(*args, row=row, by=by, **kwargs)
        # Whoever is registered stays offered after a transfer: nobody is replaced unnoticed.
        self.fields["leader"].queryset = grid.planned_leaders(row.plan) | Leader.objects.filter(
            pk=row.leader_id
        )
        self.fields["leader"].loads = grid.loads(row.plan)
        self.fields["month"].months = row.half_year.months
        self.fields["leader"].say_who_is_free(row, chosen(self, "month") or row.month)
        self.warnings = warnings_for(row.leader, row.cell, row.month, user=by, visit=row)
        if not (self.is_bound or self.warnings):
            self._leave_reason_off()

    def save(self):
        saved = super().save()
        if not (self.warnings or self.has_error("override_reason") or self["override_reason"].value()):
            self._leave_reason_off()
        return saved

    def _leave_reason_off(self):
        del self.fields["override_reason"]
        self.helper.layout = Layout(*self.hidden, *self.layout())

    @staticmethod
    def _values(visit: Visit) -> dict:
        return {
            "leader": visit.leader_id,
            "month": str(visit.month),
            "override_reason": visit.override_reason,
        }

    def layout(self):
        days = Row(Column("leader", css_class="col-sm-8"), Column("month", css_class="col-sm-4"))
        rest = [name for name in ("override_reason",) if name in self.fields]
        return [days, *rest, self.buttons()]

    def stored(self):
        return self._values(Visit.objects.get(pk=self.row.pk))

    def act(self):
        return actions.change_visit(visit=self.row, by=self.by, **self.cleaned_data)


class PlanSubmitForm(ActionForm):
    """Hand a plan in; one reason explains every warning that has none of its own."""

    override_reason = OverrideReasonField(
        help_text=gettext_lazy("Kept with every visit listed above; the official reads it.")
    )
    submit_label = gettext_lazy("Submit for approval")

    def __init__(self, *args, row: Plan, by, **kwargs):
        super().__init__(*args, row=row, by=by, **kwargs)
        self.unexplained = unexplained_visits(row, by=by) if row.is_editable else []
        if not self.unexplained:
            del self.fields["override_reason"]
            self.helper.layout = Layout(*self.hidden, *self.layout())

    def act(self):
        return actions.submit_plan(
            plan=self.row,
            override_reason=self.cleaned_data.get("override_reason", ""),
            by=self.by,
            version=self.cleaned_data["version"],
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


class WithdrawForm(WithCorrectionReason, ActionForm):
    """Take a visit out of an approved plan, with a reason; of a fixed one, with that of the correction."""

    reason = forms.CharField(label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 2}))
    submit_label = gettext_lazy("Withdraw the visit")

    def __init__(self, *args, row: Visit, by, **kwargs):
        super().__init__(*args, row=row, by=by, **kwargs)
        if self.corrected:
            del self.fields["reason"]
            self.helper.layout.fields.remove("reason")

    def act(self):
        return actions.withdraw_visit(
            visit=self.row,
            reason=self.cleaned_data.get("reason", ""),
            correction_reason=self.why,
            by=self.by,
            version=self.cleaned_data["version"],
        )


class RestoreForm(WithCorrectionReason, ActionForm):
    """Put a withdrawn visit back into its plan, with a reason; a fixed one, with that of the correction."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Why it was withdrawn stays in the history."),
    )
    override_reason = OverrideReasonField()
    submit_label = gettext_lazy("Restore the visit")

    def __init__(self, *args, row: Visit, by, **kwargs):
        super().__init__(*args, row=row, by=by, **kwargs)
        self.warnings = warnings_for(row.leader, row.cell, row.month, user=by, visit=row)
        left_off = [*(["reason"] if self.corrected else []), *([] if self.warnings else ["override_reason"])]
        for name in left_off:
            del self.fields[name]
            self.helper.layout.fields.remove(name)

    def act(self):
        return actions.restore_visit(
            visit=self.row,
            reason=self.cleaned_data.get("reason", ""),
            override_reason=self.cleaned_data.get("override_reason", ""),
            correction_reason=self.why,
            by=self.by,
            version=self.cleaned_data["version"],
        )
