"""Catalogues that the whole province shares: organization types with their guidance, and findings."""

from django.db.models import Count, Q
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import ListView

from committees.roles import Permission
from committees.scope import within
from committees.views.access import PagedListView, SharedMixin
from committees.views.catalogues import SharedRowDeleteView, SharedRowView
from committees.views.files import ListFilesMixin
from lib.lists import ListColumn
from lib.periods import today, written_day
from lib.tables import Kind
from meetings.forms.types import FindingFilterForm, FindingForm, GuidanceForm, OrganizationTypeForm
from meetings.models import Finding, Guidance, OrganizationType


def guidance_in_words(kind: OrganizationType) -> str | None:
    for guidance in kind.guidance.all():
        return ", ".join(
            [guidance.number, *([written_day(guidance.issued_on)] if guidance.issued_on else [])]
        )
    return None


class TypeListView(SharedMixin, ListFilesMixin, ListView):
    template_name = "meetings/type_list.html"
    title = gettext_lazy("Organization types and guidance")
    columns = (
        ListColumn(gettext_lazy("Organization type"), value="name", width=40),
        ListColumn(gettext_lazy("Guidance in force"), value=guidance_in_words, width=30),
        ListColumn(gettext_lazy("Cells"), css="number", value="cell_count", kind=Kind.NUMBER),
        ListColumn(gettext_lazy("Code"), value="code", width=14),
    )

    def get_queryset(self):
        """With the number of cells that the list of cells shows for the type."""
        listed = within(self.request.user.committee_paths(Permission.ADMINISTER), "cells__committee")
        listed &= Q(cells__dissolved_on=None) | Q(cells__dissolved_on__gte=today())
        return (
            OrganizationType.objects.annotate(cell_count=Count("cells", filter=listed))
            .prefetch_related("guidance")
            .order_by("code")
        )


class TypeMixin:
    list_url_name = "meetings:type-list"
    list_label = gettext_lazy("Organization types and guidance")
    model = OrganizationType


class TypeCreateView(TypeMixin, SharedRowView):
    form_class = OrganizationTypeForm
    heading = gettext_lazy("Add an organization type")


class TypeUpdateView(TypeMixin, SharedRowView):
    template_name = "meetings/type_form.html"
    form_class = OrganizationTypeForm

    @property
    def heading(self):
        return self.row.name

    def delete_url(self):
        return "" if self.row.cells.exists() else reverse("meetings:type-delete", args=[self.row.pk])

    def get_context_data(self, **kwargs):
        return super().get_context_data(type=self.row, guidance=self.row.guidance.all(), **kwargs)


class TypeDeleteView(TypeMixin, SharedRowDeleteView):
    heading = gettext_lazy("Delete the organization type")

    @property
    def intro(self):
        return _("Only a type that no cell has can be deleted: “%(type)s”.") % {"type": self.row}


class GuidanceMixin:
    """A guidance document, or a new one of the type in the address."""

    @cached_property
    def row(self):
        guidance = Guidance.objects.select_related("organization_type")
        return get_object_or_404(guidance, pk=self.kwargs["pk"]) if "pk" in self.kwargs else None

    @cached_property
    def organization_type(self):
        if self.row:
            return self.row.organization_type
        return get_object_or_404(OrganizationType, pk=self.kwargs["type"])

    @property
    def list_label(self):
        return self.organization_type.name

    def row_url(self):
        return reverse("meetings:type-update", args=[self.organization_type.pk])


class GuidanceCreateView(GuidanceMixin, SharedRowView):
    form_class = GuidanceForm
    heading = gettext_lazy("Add a guidance document")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"organization_type": self.organization_type}


class GuidanceUpdateView(GuidanceCreateView):
    @property
    def heading(self):
        return _("Guidance %(number)s") % {"number": self.row.number}

    def delete_url(self):
        return reverse("meetings:guidance-delete", args=[self.row.pk])


class GuidanceDeleteView(GuidanceMixin, SharedRowDeleteView):
    heading = gettext_lazy("Delete the guidance document")

    @property
    def intro(self):
        return _("%(number)s of “%(type)s”") % {"number": self.row.number, "type": self.organization_type}


class FindingListView(SharedMixin, PagedListView):
    template_name = "meetings/finding_list.html"
    title = gettext_lazy("Findings")
    columns = (
        ListColumn(
            gettext_lazy("Finding"),
            value="text",
            width=60,
            beside=(
                ListColumn(gettext_lazy("Strength, limitation, cause"), value="get_kind_display", width=16),
                ListColumn(gettext_lazy("Active"), value="is_active", width=11),
            ),
        ),
        ListColumn(gettext_lazy("Times noted"), css="number", value="times_used", kind=Kind.NUMBER),
        ListColumn(gettext_lazy("Code"), value="code", width=14),
    )
    paginate_by = 100

    def get_queryset(self):
        self.filter = FindingFilterForm(self.request.GET)
        return self.filter.apply(
            Finding.objects.annotate(times_used=Count("evaluations")).order_by("-kind", "code")
        )

    def get_context_data(self, **kwargs):
        return super().get_context_data(filter=self.filter, **kwargs)


class FindingMixin:
    list_url_name = "meetings:finding-list"
    list_label = gettext_lazy("Findings")
    model = Finding


class FindingCreateView(FindingMixin, SharedRowView):
    form_class = FindingForm
    heading = gettext_lazy("Add a finding")


class FindingUpdateView(FindingMixin, SharedRowView):
    form_class = FindingForm
    heading = gettext_lazy("Change the finding")

    def delete_url(self):
        # Evaluations name it: it can be switched off only.
        return "" if self.row.evaluations.exists() else reverse("meetings:finding-delete", args=[self.row.pk])


class FindingDeleteView(FindingMixin, SharedRowDeleteView):
    heading = gettext_lazy("Delete the finding")

    @property
    def intro(self):
        return self.row.text
