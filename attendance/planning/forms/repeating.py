"""One cell for every month of one leader."""

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attendance.days.forms.fields import CellChoiceField
from attendance.models import Plan
from attendance.planning import actions, cell_choice, grid, proposals
from attendance.planning.repeating import RepeatedMonth, repeated_months
from lib.forms.actions import ActionForm
from lib.periods import Month
from meetings.models import Cell

from .plans import LoadedLeaderField, VisitForm, chosen


class RepeatedVisitsForm(ActionForm):
    """A cell for all the ticked months of one leader, added to a plan (`row`) all or none.

    Once both are chosen the months are shown, those ticked that can be; what is saved was seen (`seen`).
    """

    leader = LoadedLeaderField(label=gettext_lazy("Leader"))
    repeated_by = forms.CharField(
        label=gettext_lazy("Goes every month according to"),
        max_length=500,
        help_text=gettext_lazy(
            "Decision or assignment with its number. Kept with every one of these visits; the same cell "
            "several times in the half-year is then no warning."
        ),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason of the amendment"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=VisitForm.base_fields["reason"].help_text,
    )
    q = forms.CharField(label=gettext_lazy("Search for a cell"), required=False, max_length=100)
    cell = CellChoiceField(label=gettext_lazy("Cell"))
    months = forms.TypedMultipleChoiceField(label=gettext_lazy("Months"), coerce=Month.parse, required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=40)
    submit_label = gettext_lazy("Add the visits")

    def __init__(self, *args, row: Plan, by, **kwargs):
        super().__init__(*args, row=row, by=by, **kwargs)
        self.fields["leader"].queryset = grid.planned_leaders(row)
        self.fields["leader"].loads = grid.loads(row)
        cells = Cell.objects.visible_to(by).existing(row.half_year).select_related("committee")
        self.fields["cell"].queryset = cells
        self.fields["months"].choices = [(str(month), str(month)) for month in row.half_year.months]
        if not row.counts:
            del self.fields["reason"]

    def layout(self):
        return []

    @cached_property
    def choice(self) -> cell_choice.CellChoice | None:
        """None while nobody looks for a cell."""
        text, cell = chosen(self, "q"), chosen(self, "cell")
        if not (text or cell):
            return None
        cells = self.fields["cell"].queryset
        return cell_choice.choose_cells(
            cells if text else cells.filter(pk=cell.pk),
            text=text or "",
            month=grid.lightest_month(self.row, None),
            leader=None,  # what each month brings is told of each month
            user=self.by,
            chosen=cell and cell.pk,
            proposed=proposals.open_cells(self.row),
        )

    @cached_property
    def lines(self) -> list[RepeatedMonth]:
        """None while leader or cell is open."""
        leader, cell = chosen(self, "leader"), chosen(self, "cell")
        return repeated_months(self.row, leader, cell, user=self.by) if leader and cell else []

    @property
    def of(self) -> str:
        """Whose months are shown."""
        leader, cell = chosen(self, "leader"), chosen(self, "cell")
        return f"{leader.pk}:{cell.pk}" if leader and cell else ""

    @property
    def ticked(self) -> list[Month]:
        """As sent, where these months were seen; else all that can be."""
        sent = chosen(self, "months") if self.is_bound else None
        if sent and self["seen"].value() == self.of:
            return sent
        return [line.month for line in self.lines if not line.against]

    def clean(self):
        data = super().clean()
        if self.of and not self.has_error("months"):
            if not any(not line.against for line in self.lines):
                self.add_error("months", _("There is no month in which this leader can go to this cell."))
            elif data.get("seen") != self.of:
                self.add_error("months", _("These are the months that can be: look at them, then save."))
            elif not data.get("months"):
                self.add_error("months", _("Tick at least one month."))
        return data

    def act(self):
        data = self.cleaned_data
        return actions.register_repeated(
            plan=self.row,
            leader=data["leader"],
            cell=data["cell"],
            months=data["months"],
            repeated_by=data["repeated_by"],
            reason=data.get("reason", ""),
            by=self.by,
        )
