"""The archive: reports as they were issued, their files, and what changed in the data since."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, TemplateView, View

from committees.roles import Permission
from committees.views.access import PagedListView
from lib.json_lists import EntriesAt, ListLength
from lib.lists import ListColumn
from lib.tables import Kind
from reports.issuing import archive, chain, figure_changes
from reports.issuing.forms.archive import ArchiveFilterForm, ComparisonForm
from reports.issuing.text_changes import text_changes
from reports.models import IssuedFile, IssuedReport

from .signing import download

LISTED = 50  # of what an issued report rests on, at once


class IssuedListView(PagedListView):
    template_name = "issuing/issued_list.html"
    title = gettext_lazy("Issued reports")
    columns = (
        ListColumn(gettext_lazy("Number"), value="full_number"),
        ListColumn(gettext_lazy("Date"), value="issued_on", kind=Kind.DATE),
        ListColumn(gettext_lazy("Half-year"), value="half_year.label"),
        ListColumn(gettext_lazy("Committee"), value="committee.label", width=32),
        ListColumn(gettext_lazy("Signatory"), value="signatory_name"),
        ListColumn(
            gettext_lazy("State"),
            value="standing.label",
            width=28,
            beside=(
                ListColumn(gettext_lazy("Came in or changed since issue"), value="came_in", kind=Kind.NUMBER),
            ),
        ),
    )

    def get_queryset(self):
        self.filter = ArchiveFilterForm(self.request.GET, user=self.request.user)
        reports = IssuedReport.objects.visible_to(self.request.user)
        # Figures, rows and text of a report are large: a list shows none of them.
        return self.filter.apply(reports.light().select_related("committee", "withdrawal", "dispatch"))

    def lines(self, reports):
        chain.give_standing(reports)
        archive.count_came_in(reports, user=self.request.user)
        return reports

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            filter=self.filter, comparison=ComparisonForm(user=self.request.user), **kwargs
        )


class IssuedDetailView(DetailView):
    template_name = "issuing/issued_detail.html"

    def get_queryset(self):
        reports = IssuedReport.objects.visible_to(self.request.user).defer("rows")
        reports = reports.annotate(number_of_rows=ListLength("rows"))
        return reports.select_related("committee", "issued_by", "withdrawal", "dispatch")

    def get_context_data(self, **kwargs):
        report, user = self.object, self.request.user
        came_in, corrections = archive.came_in(report, user=user), archive.corrections(report, user=user)
        behind = range(1, report.number_of_rows)  # the first one is their heading
        page = Paginator(behind, LISTED).get_page(self.request.GET.get("page"))
        heading, *rows = _rows_at(report, [0, *page]) or [[]]
        reports = chain.chain(report.committee, report.half_year)
        files = archive.in_order(report.files.all())
        catalogues = figure_changes.Catalogues()
        return super().get_context_data(
            files=files,
            chain=reports,
            standing=next(r.standing for r in reports if r == report),
            signed_copies=report.signed_copies.defer("content"),
            pages=archive.pages(files, report.issued_at),
            recipients=report.sent_to.all(),
            changes=archive.changes(report, user=user, catalogues=catalogues),
            came_in=came_in[:LISTED],
            came_in_count=came_in.count(),
            corrections=corrections[:LISTED],
            corrections_count=len(corrections),
            headline=figure_changes.headline(report, catalogues),
            gaps=archive.gap_titles(report),
            row_count=len(behind),
            row_heading=heading,
            rows=rows,
            page=page,
            can_write=user.may(Permission.REPORT, report.committee),
            **kwargs,
        )


def _rows_at(report: IssuedReport, places: list[int]) -> list[list]:
    """Of the visits behind the figures, of which there may be twenty thousand."""
    return IssuedReport.objects.values_list(EntriesAt("rows", places), flat=True).get(pk=report.pk)


class IssuedFileView(View):
    """A file byte for byte as it was issued."""

    def get(self, request, pk, kind):
        reports = IssuedReport.objects.visible_to(request.user).light()
        report = get_object_or_404(reports, pk=pk)
        file = get_object_or_404(IssuedFile, report=report, kind=kind)
        return download(file)


class IssuedCompareView(TemplateView):
    """Two issued reports side by side, figures and words; `?only=differences` leaves out the rest."""

    template_name = "issuing/issued_compare.html"

    @cached_property
    def form(self):
        return ComparisonForm(self.request.GET or None, user=self.request.user)

    def get_context_data(self, **kwargs):
        compared, text, only = None, None, self.request.GET.get("only") == "differences"
        if self.form.is_valid():
            one, other = self.form.cleaned_data["one"], self.form.cleaned_data["other"]
            compared = [line for line in figure_changes.compare(one, other) if not (only and line.is_same)]
            text = [
                part for part in text_changes(one.sections, other.sections) if not (only and part.is_same)
            ]
        return super().get_context_data(form=self.form, compared=compared, text=text, only=only, **kwargs)
