"""The cells that an administrator looks after."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees.roles import Permission, require
from committees.views.access import AdministratorMixin, PagedListView
from committees.views.catalogues import RowDeleteView, RowView
from lib.lists import ListColumn
from lib.tables import Kind
from meetings.forms.cells import CellFilterForm, CellForm, CellMoveForm
from meetings.models import Cell


class CellListView(AdministratorMixin, PagedListView):
    template_name = "meetings/cell_list.html"
    title = gettext_lazy("Cells of the province")
    columns = (
        ListColumn(gettext_lazy("Cell"), sort="name", value="name", width=40),
        ListColumn(gettext_lazy("Managing committee"), sort="committee", value="committee.label"),
        ListColumn(gettext_lazy("Organization type"), sort="type", value="organization_type.name"),
        ListColumn(gettext_lazy("Party members"), css="number", value="members_total", kind=Kind.NUMBER),
        ListColumn(gettext_lazy("Meeting day"), css="number", value="meeting_day", kind=Kind.NUMBER),
        ListColumn(
            gettext_lazy("Code"),
            value="code",
            width=14,
            beside=(ListColumn(gettext_lazy("Last day"), value="dissolved_on", kind=Kind.DATE),),
        ),
    )

    def get_queryset(self):
        user = self.request.user
        self.filter = CellFilterForm(self.request.GET, user=user)
        cells = Cell.objects.permitted(user, Permission.ADMINISTER)
        return self.filter.apply(cells.select_related("committee", "organization_type"))

    def get_context_data(self, **kwargs):
        return super().get_context_data(filter=self.filter, **kwargs)


class CellMixin:
    """A cell of a committee that the user administers."""

    list_url_name = "meetings:cell-list"
    list_label = gettext_lazy("Cells of the province")

    @cached_property
    def row(self):
        if "pk" not in self.kwargs:
            return None
        cells = Cell.objects.visible_to(self.request.user)
        cell = get_object_or_404(
            cells.select_related("committee", "organization_type", "merged_into"), pk=self.kwargs["pk"]
        )
        require(self.request.user, Permission.ADMINISTER, cell.committee)
        return cell


class CellStepMixin(CellMixin):
    """Leads back to the cell's form."""

    @property
    def list_label(self):
        return self.row.name

    @property
    def intro(self):
        return f"{self.row.name}, {self.row.committee.name}"

    def row_url(self):
        return reverse("meetings:cell-update", args=[self.row.pk])


class CellCreateView(AdministratorMixin, CellMixin, RowView):
    form_class = CellForm
    heading = gettext_lazy("Add a cell")


class CellUpdateView(CellMixin, RowView):
    template_name = "meetings/cell_form.html"
    form_class = CellForm

    @property
    def heading(self):
        return self.row.name

    def delete_url(self):
        return reverse("meetings:cell-delete", args=[self.row.pk])

    def get_context_data(self, **kwargs):
        former = self.row.former_managements.order_by("-until").select_related("committee")
        return super().get_context_data(cell=self.row, former_managements=former, **kwargs)


class CellMoveView(CellStepMixin, RowView):
    form_class = CellMoveForm
    heading = gettext_lazy("Hand the cell over to another committee")


class CellDeleteView(CellStepMixin, RowDeleteView):
    heading = gettext_lazy("Delete the cell")

    @property
    def intro(self):
        return _(
            "%(cell)s was entered by mistake? A cell with visits or meetings cannot be deleted: dissolve it "
            "instead."
        ) % {"cell": self.row.name}

    def get_success_url(self):
        return reverse("meetings:cell-list")
