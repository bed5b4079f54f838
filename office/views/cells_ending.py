"""Cells that are dissolved or merged: shown with the visits still planned there."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attendance.models import Visit
from committees.views.catalogues import RowView
from meetings.forms.cells import DissolveForm, MergeCellForm, ReopenCellForm
from meetings.views.cells import CellStepMixin


class CellEndingView(CellStepMixin, RowView):
    template_name = "office/cell_ending.html"

    def get_context_data(self, **kwargs):
        visits = Visit.objects.visible_to(self.request.user).pending().filter(cell=self.row)
        return super().get_context_data(
            open_visits=visits.select_related("leader", "committee").order_by("month", "leader__name_sort"),
            **kwargs,
        )


class CellDissolveView(CellEndingView):
    form_class = DissolveForm
    heading = gettext_lazy("Dissolve the cell")

    def get_success_message(self, form):
        return _("“%(cell)s” is dissolved.") % {"cell": self.result}


class CellMergeView(CellEndingView):
    form_class = MergeCellForm
    heading = gettext_lazy("Merge into another cell")

    def get_success_message(self, form):
        return _("“%(cell)s” is merged into “%(into)s”.") % {
            "cell": self.result,
            "into": self.result.merged_into,
        }


class CellReopenView(CellStepMixin, RowView):
    form_class = ReopenCellForm
    heading = gettext_lazy("Take the end back")

    def get_success_message(self, form):
        return _("“%(cell)s” exists again.") % {"cell": self.result}
