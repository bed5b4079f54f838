"""What administrators type about cells."""

from crispy_forms.layout import Column, Row
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees.forms.fields import CommitteeField
from committees.models import Committee
from lib.forms.actions import ActionForm
from lib.forms.catalogues import RowForm, SinceForm, column
from lib.forms.choices import SearchedChoiceField
from lib.forms.fields import CountField, DateField, SortField, ordering
from lib.forms.filters import ListFilterForm
from lib.periods import today
from meetings import actions
from meetings.models import Cell, OrganizationType


class CellFilterForm(ListFilterForm):
    """The list of cells: by name or code, managing committee with all below it, type, existing or not."""

    ORDERS = {
        "name": ("name_sort", "code"),
        "committee": ("committee__path", "name_sort"),
        "type": ("organization_type__code", "name_sort"),
    }

    q = forms.CharField(required=False, label=gettext_lazy("Name or code"))
    committee = CommitteeField(required=False, to_field_name="code")
    type = forms.ModelChoiceField(
        OrganizationType.objects.all(),
        to_field_name="code",
        required=False,
        label=gettext_lazy("Organization type"),
    )
    state = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Which"),
        choices=[
            ("", gettext_lazy("Existing ones")),
            ("dissolved", gettext_lazy("Dissolved ones")),
            ("all", gettext_lazy("All")),
        ],
    )
    sort = SortField(ORDERS)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["committee"].queryset = Committee.objects.administered_by(user)
        self.fields["committee"].empty_label = _("All committees")
        self.fields["type"].empty_label = _("All types")

    def apply(self, cells):
        """`cells` cut and ordered; a filter that names nothing cuts nothing."""
        self.full_clean()
        chosen, day = self.cleaned_data, today()
        cells = cells.matching(chosen.get("q", ""))
        if chosen.get("committee"):
            cells = cells.below(chosen["committee"])
        if chosen.get("type"):
            cells = cells.filter(organization_type=chosen["type"])
        if not chosen.get("state"):
            cells = cells.remaining(day)
        elif chosen["state"] == "dissolved":
            cells = cells.dissolved_before(day)
        return cells.order_by(*ordering(self.ORDERS, chosen.get("sort") or "name"))


class CellForm(RowForm):
    """A new cell, or what is known about one; another committee, and its end, have pages of their own."""

    model = Cell
    columns = (
        "name",
        "committee",
        "organization_type",
        "members_total",
        "meeting_day",
        "place",
        "established_on",
        "code",
    )
    code_prefix = "CB"

    name = column(Cell, "name")
    committee = CommitteeField(label=gettext_lazy("Managing committee"))
    organization_type = column(Cell, "organization_type", empty_label=gettext_lazy("Choose…"))
    members_total = CountField(label=gettext_lazy("Party members"), required=False)
    meeting_day = column(
        Cell,
        "meeting_day",
        help_text=gettext_lazy("1 to 31. Deadlines, calendars and reminders go by it. Empty: not fixed."),
    )
    place = column(Cell, "place", label=gettext_lazy("Place of the meeting"))
    established_on = column(Cell, "established_on", help_text=gettext_lazy("Empty: since always."))
    code = column(Cell, "code", help_text=gettext_lazy("Short and lasting: Excel files name the cell by it."))

    def __init__(self, *args, by, row, **kwargs):
        super().__init__(*args, by=by, row=row, **kwargs)
        if row:
            del self.fields["committee"]
        else:
            self.fields["committee"].queryset = Committee.objects.administered_by(by).existing_on(today())

    def values(self, row):
        return super().values(row) | {"organization_type": row.organization_type_id}

    def layout(self):
        def pair(*names):
            return Row(*(Column(name, css_class="col-sm-6") for name in names))

        return [
            "name",
            *([] if self.row else ["committee"]),
            "organization_type",
            pair("members_total", "meeting_day"),
            "place",
            pair("established_on", "code"),
            self.buttons(),
        ]


class CellMoveForm(SinceForm):
    """Another committee manages the cell from a day on, or always did."""

    committee = CommitteeField(
        label=gettext_lazy("New managing committee"), empty_label=gettext_lazy("Choose…")
    )
    submit_label = gettext_lazy("Hand over")

    def __init__(self, *args, by, row: Cell, **kwargs):
        super().__init__(*args, by=by, row=row, **kwargs)
        others = Committee.objects.administered_by(by).existing_on(today()).exclude(pk=row.committee_id)
        self.fields["committee"].queryset = others

    def act(self):
        return actions.move_cell(cell=self.row, by=self.by, **self.cleaned_data)


class DissolveForm(ActionForm):
    dissolved_on = DateField(label=gettext_lazy("Last day"))
    reason = forms.CharField(
        required=False,
        max_length=500,
        label=gettext_lazy("Decision or reason"),
        help_text=gettext_lazy("Kept in the history."),
    )
    submit_label = gettext_lazy("Dissolve the cell")

    def act(self):
        return actions.dissolve_cell(cell=self.row, by=self.by, **self.cleaned_data)


class MergeCellForm(ActionForm):
    into = SearchedChoiceField(
        Cell.objects.none(), label=gettext_lazy("Into"), empty_label=gettext_lazy("Choose…")
    )
    since = DateField(
        label=gettext_lazy("Since"), help_text=gettext_lazy("The day before is the last of the merged cell.")
    )
    members_total = CountField(
        required=False,
        label=gettext_lazy("Party members of the other cell from then on"),
        help_text=gettext_lazy("Empty: as it is now."),
    )
    submit_label = gettext_lazy("Merge")

    def __init__(self, *args, by, row: Cell, **kwargs):
        super().__init__(*args, by=by, row=row, **kwargs)
        # Cells merge with their neighbours: under the same committee or elsewhere below its superior.
        others = Cell.objects.filter(committee__in=Committee.objects.administered_by(by)).remaining(today())
        others = others.exclude(pk=row.pk).select_related("committee")
        self.fields["into"].queryset = others.order_by("committee__path", "name_sort", "code")
        self.fields["into"].label_from_instance = lambda cell: f"{cell.committee.label} – {cell.name}"

    def act(self):
        return actions.merge_cell(cell=self.row, by=self.by, **self.cleaned_data)


class ReopenCellForm(ActionForm):
    submit_label = gettext_lazy("Take the end back")

    def act(self):
        return actions.reopen_cell(cell=self.row, by=self.by, **self.cleaned_data)
