"""What people type to give a visit still open to another month, another leader or another cell."""

from crispy_forms.layout import HTML, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attendance.days.availability import days_in_question, is_to_come
from attendance.days.conflicts import Conflict
from attendance.days.forms.fields import CellChoiceField, MonthChoiceField, ask_again_on_change
from attendance.models import Visit
from attendance.planning import actions, cell_choice, grid
from attendance.planning.movable import months_ahead
from attendance.planning.warnings import Planned, warnings_for
from committees.models import Leader
from lib.forms.actions import ActionForm
from lib.periods import Month, short_day
from meetings.models import Cell

from .plans import LoadedLeaderField, chosen


class VisitMoveForm(ActionForm):
    """Another month of the half-year, leader or cell, or several of these, for a visit (`row`) still open.

    What speaks against the choice is told first; whoever ticks `despite` has read it.
    """

    PART = "move-visit"  # asked for again as the choice changes

    month = MonthChoiceField(label=gettext_lazy("Month"))
    leader = LoadedLeaderField(label=gettext_lazy("Who goes"), empty_label=None)
    q = forms.CharField(label=gettext_lazy("Search for a cell"), required=False, max_length=100)
    cell = CellChoiceField(label=gettext_lazy("Cell"))
    despite = forms.BooleanField(required=False, label=gettext_lazy("Move it all the same"))
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Kept in the plan with every visit that changes."),
    )
    submit_label = gettext_lazy("Save the change")

    def __init__(self, *args, row: Visit, by, **kwargs):
        initial = {"month": str(row.month), "leader": row.leader_id, "cell": row.cell_id}
        kwargs["initial"] = initial | (kwargs.get("initial") or {})
        super().__init__(*args, row=row, by=by, **kwargs)
        self.helper.form_id = self.PART
        cells = Cell.objects.visible_to(by).existing(row.half_year) | Cell.objects.filter(pk=row.cell_id)
        self.fields["cell"].queryset = cells.select_related("committee")
        self.meant_cell = chosen(self, "cell") or row.cell
        if row.carried_from_month:  # makes up for a miss there
            del self.fields["q"], self.fields["cell"]
            self.meant_cell = row.cell
        self._offer_months()
        self._offer_leaders()
        self.fields["reason"].required = row.plan.counts
        for name in ("month", "leader"):
            ask_again_on_change(self.fields[name], self.PART)
        self.warnings = self._warnings()
        if not self.warnings:
            del self.fields["despite"]
        self.helper.layout = Layout(*self.hidden, *self.layout())

    def layout(self):
        picker = HTML("{% include 'planning/_move_cell.html' %}") if "cell" in self.fields else None
        told = HTML("{% include 'planning/_move_warnings.html' %}")
        despite = "despite" if "despite" in self.fields else None
        shown = ["month", "leader", picker, told, despite, "reason", self.buttons()]
        return [part for part in shown if part]

    def _offer_months(self) -> None:
        """Those whose meeting is still to come, and the visit's own; of another cell only while a draft."""
        visit, cell = self.row, self.meant_cell
        own = {visit.month} if cell == visit.cell or not visit.plan.counts else set()
        months = sorted({*own, *months_ahead(visit, cell)})
        planned = Planned([visit.leader_id], [cell.pk], months, self.by)
        self.fields["month"].months = months
        self.fields["month"].choices = [(str(m), self._label(m, planned)) for m in months]

    def _offer_leaders(self) -> None:
        visit, field = self.row, self.fields["leader"]
        # Whoever is registered stays offered after a transfer: nobody is replaced unnoticed.
        field.queryset = grid.planned_leaders(visit.plan) | Leader.objects.filter(pk=visit.leader_id)
        field.loads = grid.loads(visit.plan)
        field.say_who_is_free(visit, chosen(self, "month") or visit.month, self.meant_cell)

    def _label(self, month: Month, planned: Planned) -> str:
        """The month with its meeting day, and what speaks against it for the visit's leader."""
        visit, cell = self.row, self.meant_cell
        first, last = days_in_question(cell, month)
        meeting = str(month)
        if first == last:
            meeting = _("%(month)s, meeting on %(day)s") % {
                "month": month,
                "day": short_day(first),
            }
        if (month, cell) == (visit.month, visit.cell):
            notes = [_("as planned now")]
        elif planned.availability.is_taken(visit.leader, cell, month):
            notes = [_("registered already")]
        else:
            warnings = planned.warnings(visit.leader, cell, month, visit=visit)
            notes = [str(warning.label).lower() for warning in warnings]
        return " – ".join([meeting, *notes])

    @cached_property
    def choice(self) -> cell_choice.CellChoice:
        """The visit's cell, or the one chosen, and those looked for."""
        text, cells = chosen(self, "q") or "", self.fields["cell"].queryset
        return cell_choice.choose_cells(
            cells if text else cells.filter(pk=self.meant_cell.pk),
            text=text,
            month=chosen(self, "month") or self.row.month,
            leader=None,  # what speaks against the choice is told below
            user=self.by,
            chosen=self.meant_cell.pk,
        )

    def _warnings(self) -> list[Conflict]:
        """Of what was chosen, once anything was."""
        visit, month, leader = self.row, chosen(self, "month"), chosen(self, "leader")
        is_as_planned = (month, leader, self.meant_cell) == (visit.month, visit.leader, visit.cell)
        if not (month and leader) or (is_as_planned and not self.is_bound):
            return []
        return warnings_for(leader, self.meant_cell, month, user=self.by, visit=visit)

    def clean(self):
        data = super().clean()
        if not is_to_come(self.row):
            raise ValidationError(
                _("The meeting of %(month)s is over: log the visit as missed, and move it then.")
                % {"month": self.row.month}
            )
        if self.warnings and not data.get("despite"):
            self.add_error("despite", [warning.message for warning in self.warnings])
        if self.warnings and not (data.get("reason") or self.has_error("reason")):
            self.add_error("reason", _("Say why the visit is moved all the same."))
        return data

    def act(self):
        data = self.cleaned_data
        return actions.move_visit(
            visit=self.row,
            month=data["month"],
            leader=data["leader"],
            cell=data.get("cell"),
            reason=data["reason"],
            by=self.by,
            version=data["version"],
        )
