"""Several months of one leader on one page."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attendance.days.forms.fields import CellChoiceField, OverrideReasonField
from attendance.models import Plan, Visit
from attendance.planning import actions, cell_choice, grid, proposals
from attendance.planning.actions.several import Line
from committees.models import Leader
from lib.forms.actions import ActionForm
from lib.periods import Month
from meetings.models import Cell

from .plans import LoadedLeaderField, VisitForm, chosen


@dataclass(frozen=True)
class MonthLine:
    """A month of the form: what is typed, the cells to choose from, what the leader has there already."""

    number: int
    month: Month
    q: forms.BoundField
    cell: forms.BoundField
    override_reason: forms.BoundField
    choice: cell_choice.CellChoice | None  # None while nobody looks for a cell
    visits: list[Visit]


class SeveralVisitsForm(ActionForm):
    """A cell for each of several months of one leader, added to a plan (`row`) all or none."""

    AT_MOST = 6  # cells shown for each month

    leader = LoadedLeaderField(label=gettext_lazy("Leader"))
    reason = forms.CharField(
        label=gettext_lazy("Reason of the amendment"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=VisitForm.base_fields["reason"].help_text,
    )
    submit_label = gettext_lazy("Add the visits")

    def __init__(self, *args, row: Plan, by, **kwargs):
        self.months = dict(enumerate(row.half_year.months, start=1))
        super().__init__(*args, row=row, by=by, **kwargs)
        self.fields["leader"].queryset = grid.planned_leaders(row)
        self.fields["leader"].loads = grid.loads(row)
        if not row.counts:
            del self.fields["reason"]
        self.cells = Cell.objects.visible_to(by).existing(row.half_year).select_related("committee")
        for number in self.months:
            self.fields[f"q-{number}"] = forms.CharField(
                label=gettext_lazy("Search for a cell"), required=False, max_length=100
            )
            field = CellChoiceField(label=gettext_lazy("Cell"), required=False)
            field.queryset = self.cells
            self.fields[f"cell-{number}"] = field
            self.fields[f"override_reason-{number}"] = OverrideReasonField(required=False)

    def layout(self):
        return []

    @cached_property
    def lines(self) -> list[MonthLine]:
        leader, proposed = chosen(self, "leader"), proposals.open_cells(self.row)
        theirs = self.row.visits.filter(leader=leader).select_related("cell") if leader else []
        planned = [visit for visit in theirs if visit.outcome != Visit.Outcome.WITHDRAWN]
        return [
            MonthLine(
                number,
                month,
                self[f"q-{number}"],
                self[f"cell-{number}"],
                self[f"override_reason-{number}"],
                self._choice(number, month, leader, proposed),
                [visit for visit in planned if visit.month == month],
            )
            for number, month in self.months.items()
        ]

    def _choice(
        self, number: int, month: Month, leader: Leader | None, proposed
    ) -> cell_choice.CellChoice | None:
        text, cell = chosen(self, f"q-{number}"), chosen(self, f"cell-{number}")
        if not (text or cell):
            return None
        return cell_choice.choose_cells(
            self.cells if text else self.cells.filter(pk=cell.pk),
            text=text or "",
            month=month,
            leader=leader,
            user=self.by,
            chosen=cell and cell.pk,
            proposed=proposed,
            at_most=self.AT_MOST,
        )

    @property
    def first_error(self) -> forms.BoundField | None:
        """Where to go on: of cells to choose from, where they are looked for."""
        found = next((name for name in self.fields if name in self.errors and name not in self.hidden), None)
        return self[found.replace("cell-", "q-")] if found else None

    def save(self):
        is_saved = super().save()
        if first := self.first_error:
            first.field.widget.attrs["autofocus"] = True
        return is_saved

    def clean(self):
        data = super().clean()
        for number, month in self.months.items():
            text, name = data.get(f"q-{number}"), f"cell-{number}"
            if text and not (data.get(name) or self.has_error(name)):
                told = _(
                    "Month %(month)s: “%(text)s” was looked for, but no cell is chosen. Choose one, or clear "
                    "the search."
                )
                self.add_error(name, told % {"month": month, "text": text})
        if not any(
            name.startswith("cell-") and (data.get(name) or self.has_error(name)) for name in self.fields
        ):
            raise ValidationError(_("Choose a cell for at least one month."))
        return data

    def act(self):
        data = self.cleaned_data
        return actions.register_visits(
            plan=self.row,
            leader=data["leader"],
            lines=[
                Line(month, data[f"cell-{number}"], data[f"override_reason-{number}"])
                for number, month in self.months.items()
                if data[f"cell-{number}"]
            ],
            reason=data.get("reason", ""),
            by=self.by,
        )

    def _add_refusal(self, refusal):
        """Beside the month that it is about."""
        if not hasattr(refusal, "error_dict"):
            super()._add_refusal(refusal)
            return
        numbers = {str(month): number for number, month in self.months.items()}
        for key, errors in refusal.error_dict.items():
            month, _space, of = key.partition(" ")
            self.add_error(f"{of or 'cell'}-{numbers[month]}" if month in numbers else None, errors)
