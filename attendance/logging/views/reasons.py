"""The absence reasons that the whole province shares."""

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import ListView

from attendance.logging.forms.reasons import AbsenceReasonForm
from attendance.models import AbsenceReason, Visit
from committees.views.access import SharedMixin
from committees.views.catalogues import SharedRowDeleteView, SharedRowView
from committees.views.files import ListFilesMixin
from lib.lists import ListColumn
from lib.tables import Kind


def times_used() -> Coalesce:
    """In how many visits; counted by itself in the index of reasons, not beside all visits that have none."""
    visits = Visit.objects.filter(absence_reason=OuterRef("pk")).order_by()
    return Coalesce(Subquery(visits.values("absence_reason").annotate(n=Count("*")).values("n")), 0)


class ReasonListView(SharedMixin, ListFilesMixin, ListView):
    template_name = "logging/reason_list.html"
    title = gettext_lazy("Absence reasons")
    columns = (
        ListColumn(gettext_lazy("Reason"), value=str, width=30),
        ListColumn(gettext_lazy("Name in Excel lists"), value="label"),
        ListColumn(gettext_lazy("Asks for a note"), value="requires_note", width=14),
        ListColumn(gettext_lazy("Visits"), css="number", value="times_used", kind=Kind.NUMBER),
    )
    queryset = AbsenceReason.objects.annotate(times_used=times_used()).order_by("position", "pk")


class ReasonMixin:
    list_url_name = "attendance:reason-list"
    list_label = gettext_lazy("Absence reasons")
    model = AbsenceReason


class ReasonCreateView(ReasonMixin, SharedRowView):
    form_class = AbsenceReasonForm
    heading = gettext_lazy("Add an absence reason")


class ReasonUpdateView(ReasonMixin, SharedRowView):
    form_class = AbsenceReasonForm
    heading = gettext_lazy("Change the absence reason")

    def delete_url(self):
        return "" if self.row.visits.exists() else reverse("attendance:reason-delete", args=[self.row.pk])


class ReasonDeleteView(ReasonMixin, SharedRowDeleteView):
    heading = gettext_lazy("Delete the absence reason")

    @property
    def intro(self):
        return _("Only a reason that no visit has can be deleted: “%(reason)s”.") % {"reason": self.row}
