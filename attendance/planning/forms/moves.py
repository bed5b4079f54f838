"""What people type to give a visit still open to another month or another leader."""

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attendance.days.availability import days_in_question, is_to_come, lies_ahead
from attendance.days.conflicts import Conflict
from attendance.days.forms.fields import MonthChoiceField
from attendance.models import Visit
from attendance.planning import actions, grid
from attendance.planning.warnings import Planned, warnings_for
from committees.models import Leader
from lib.forms.actions import ActionForm
from lib.periods import Month, short_day

from .plans import LoadedLeaderField, chosen


class VisitMoveForm(ActionForm):
    """Another month of the half-year, another leader, or both, for a visit (`row`) still open.

    What speaks against the choice is told first; whoever ticks `despite` has read it.
    """

    month = MonthChoiceField(label=gettext_lazy("Month"))
    leader = LoadedLeaderField(label=gettext_lazy("Who goes"), empty_label=None)
    despite = forms.BooleanField(required=False, label=gettext_lazy("Move it all the same"))
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Kept in the plan with every visit that changes."),
    )
    submit_label = gettext_lazy("Save the change")

    def __init__(self, *args, row: Visit, by, **kwargs):
        initial = {"month": str(row.month), "leader": row.leader_id}
        kwargs["initial"] = initial | (kwargs.get("initial") or {})
        super().__init__(*args, row=row, by=by, **kwargs)
        self.fields["month"].months = months = self._months()
        planned = Planned([row.leader_id], [row.cell_id], months, by)
        self.fields["month"].choices = [(str(m), self._label(m, planned)) for m in months]
        # Whoever is registered stays offered after a transfer: nobody is replaced unnoticed.
        self.fields["leader"].queryset = grid.planned_leaders(row.plan) | Leader.objects.filter(
            pk=row.leader_id
        )
        self.fields["leader"].loads = grid.loads(row.plan)
        self.fields["leader"].say_who_is_free(row, chosen(self, "month") or row.month)
        self.fields["reason"].required = row.plan.counts
        self.warnings = self._warnings()
        if not self.warnings:
            del self.fields["despite"]
            self.helper.layout = Layout(*self.hidden, *self.layout())

    def layout(self):
        shown = [name for name in ("month", "leader", "despite", "reason") if name in self.fields]
        return [*shown, self.buttons()]

    def _months(self) -> list[Month]:
        """Those whose meeting is still to come, and the visit's own."""
        visit = self.row
        return [
            month
            for month in visit.half_year.months
            if month == visit.month
            or (
                lies_ahead(visit.cell, month)
                and (not visit.carried_from_month or month > visit.carried_from_month)
            )
        ]

    def _label(self, month: Month, planned: Planned) -> str:
        """The month with its meeting day, and what speaks against it for the visit's leader."""
        visit = self.row
        first, last = days_in_question(visit.cell, month)
        meeting = str(month)
        if first == last:
            meeting = _("%(month)s, meeting on %(day)s") % {
                "month": month,
                "day": short_day(first),
            }
        if month == visit.month:
            notes = [_("as planned now")]
        elif planned.availability.is_taken(visit.leader, visit.cell, month):
            notes = [_("registered already")]
        else:
            warnings = planned.warnings(visit.leader, visit.cell, month, visit=visit)
            notes = [str(warning.label).lower() for warning in warnings]
        return " – ".join([meeting, *notes])

    def _warnings(self) -> list[Conflict]:
        """Of what was chosen, once it was."""
        if not self.is_bound:
            return []
        try:
            month, leader = (
                self.fields[name].clean(self.data.get(self.add_prefix(name))) for name in ("month", "leader")
            )
        except ValidationError:
            return []
        return warnings_for(leader, self.row.cell, month, user=self.by, visit=self.row)

    def clean(self):
        data = super().clean()
        if not is_to_come(self.row):
            raise ValidationError(
                _("The meeting of %(month)s is over: log the visit as missed, and move it then.")
                % {"month": self.row.month}
            )
        if self.warnings and not data.get("despite"):
            self.add_error("despite", [warning.message for warning in self.warnings])
        return data

    def act(self):
        data = self.cleaned_data
        return actions.move_visit(
            visit=self.row,
            month=data["month"],
            leader=data["leader"],
            reason=data["reason"],
            by=self.by,
            version=data["version"],
        )
