"""The archive: reports as they were issued, their files, and what changed in the data since."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, TemplateView, View

from committees.roles import Permission
from committees.views.access import PagedListView
from lib.lists import ListColumn
from lib.tables import Kind
from reports.issuing import archive
from reports.issuing.forms.archive import ArchiveFilterForm, ComparisonForm
from reports.models import IssuedFile, IssuedReport


def state_of(report: IssuedReport) -> str:
    return _("Replaced") if getattr(report, "replaced_by", None) else _("In force")


class IssuedListView(PagedListView):
    template_name = "issuing/issued_list.html"
    title = gettext_lazy("Issued reports")
    columns = (
        ListColumn(gettext_lazy("Number"), value="full_number"),
        ListColumn(gettext_lazy("Date"), value="issued_on", kind=Kind.DATE),
        ListColumn(gettext_lazy("Half-year"), value="half_year.label"),
        ListColumn(gettext_lazy("Committee"), value="committee.label", width=32),
        ListColumn(gettext_lazy("Signatory"), value="signatory_name"),
        ListColumn(gettext_lazy("State"), value=state_of, width=14),
    )

    def get_queryset(self):
        self.filter = ArchiveFilterForm(self.request.GET, user=self.request.user)
        reports = IssuedReport.objects.visible_to(self.request.user)
        # Figures, rows and text of a report are large: a list shows none of them.
        return self.filter.apply(reports.light().select_related("committee", "replaces", "replaced_by"))

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            filter=self.filter,
            comparison=ComparisonForm(user=self.request.user),
            **kwargs,
        )


class IssuedDetailView(DetailView):
    template_name = "issuing/issued_detail.html"

    def get_queryset(self):
        reports = IssuedReport.objects.visible_to(self.request.user)
        return reports.select_related("committee", "issued_by", "replaces", "replaced_by")

    def get_context_data(self, **kwargs):
        report, user = self.object, self.request.user
        return super().get_context_data(
            files=archive.verified(report),
            chain=archive.chain(report),
            changes=archive.changes(report, user=user),
            corrections=archive.corrections(report, user=user),
            headline=archive.headline(report),
            gaps=archive.gap_titles(report),
            row_count=max(len(report.rows) - 1, 0),  # without their heading
            can_write=user.may(Permission.REPORT, report.committee),
            **kwargs,
        )


class IssuedFileView(View):
    """A file byte for byte as it was issued."""

    def get(self, request, pk, kind):
        reports = IssuedReport.objects.visible_to(request.user).light()
        report = get_object_or_404(reports, pk=pk)
        file = get_object_or_404(IssuedFile, report=report, kind=kind)
        response = HttpResponse(bytes(file.content), content_type=file.content_type)
        response.headers["Content-Disposition"] = archive.disposition(file.name)
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


class IssuedCompareView(TemplateView):
    """Two issued reports side by side."""

    template_name = "issuing/issued_compare.html"

    @cached_property
    def form(self):
        return ComparisonForm(self.request.GET or None, user=self.request.user)

    def get_context_data(self, **kwargs):
        compared = None
        if self.form.is_valid():
            compared = archive.compare(self.form.cleaned_data["one"], self.form.cleaned_data["other"])
        return super().get_context_data(form=self.form, compared=compared, **kwargs)
