"""One committee's report of one half-year: its text with live figures, and what is not ready."""

import io

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from attendance.days import columns
from attendance.figures.levels import OF_PLANS
from attendance.figures.written import in_words
from committees.models import Committee
from committees.roles import Permission, require
from committees.views.access import ActionFormView, ActionView, PagedListView
from lib.jobs import look_after
from lib.paging import CountedPaginator
from reports.document import pdf
from reports.half_year.opening import latest_half_year
from reports.half_year.report import DOCUMENT_LEVELS
from reports.issuing import actions, archive, consolidation, files, prose
from reports.issuing.composition import Composition
from reports.issuing.forms.report import DayForm, SectionForm
from reports.issuing.readiness import OF_VISITS, TITLES
from reports.issuing.steps import steps
from reports.models import ReportDraft
from reports.summary import annexes, exports
from reports.summary.files import in_background

FIRST_YEAR, LAST_YEAR = 1945, 2145  # with room for the half-years before and after
# Those made at once take two or three, and longer only where the server is busy.
PDF_SECONDS = 30


def latest_report(request):
    """To the report of the committee for which the user writes reports, of the half-year remembered."""
    committees = Committee.objects.visible_to(request.user)
    committee = committees.first()
    if not committee:
        return redirect("reports:issued-list")
    return redirect("reports:report", pk=committee.pk, half_year=latest_half_year(request.user))


class ReportMixin:
    """`self.composition` of the committee and half-year in the address; visible ones only (404)."""

    permission = None
    levels = OF_PLANS

    @cached_property
    def composition(self) -> Composition:
        committees = Committee.objects.visible_to(self.request.user)
        committee = get_object_or_404(committees, pk=self.kwargs["pk"])
        if not FIRST_YEAR <= self.kwargs["half_year"].year <= LAST_YEAR:
            raise Http404(self.kwargs["half_year"])
        if self.permission:
            require(self.request.user, self.permission, committee)
        half_year, user = self.kwargs["half_year"], self.request.user
        return Composition(committee, half_year, user=user, levels=self.levels)

    @property
    def row(self):
        return self.composition.draft

    def row_url(self):
        return reverse("reports:report", args=[self.kwargs["pk"], self.kwargs["half_year"]])

    def get_success_url(self):
        return self.row_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(composition=self.composition, **kwargs)


class ReportView(ReportMixin, TemplateView):
    """The draft, or the version that lies with the signatory."""

    def get_template_names(self):
        is_written = self.composition.stage == ReportDraft.Stage.WRITING
        return ["issuing/report.html" if is_written else "issuing/report_submitted.html"]

    def get_context_data(self, **kwargs):
        composition, user = self.composition, self.request.user
        draft = composition.draft
        if draft:
            look_after(draft.job)
        submitted = draft and draft.submitted
        latest = next(reversed(composition.chain), None)
        files_of_it = archive.in_order(submitted.files.all()) if submitted else []
        return super().get_context_data(
            readiness=composition.readiness,
            files=files_of_it,
            pages=submitted and archive.pages(files_of_it, submitted.submitted_at),
            latest=latest,
            steps=steps(composition),
            refusal=_refusal(draft),
            selection=composition.report.selection,
            can_write=user.may(Permission.REPORT, composition.committee),
            # The text of what was issued is the report's: what follows it is begun first.
            can_edit=user.may(Permission.REPORT, composition.committee)
            and (latest is None or composition.following is not None),
            parts_of_it=consolidation.parts(composition),
            without_pdf="" if pdf.is_available() else pdf.how_to_get_it(),
            **kwargs,
        )


def _refusal(draft: ReportDraft | None) -> str:
    """Why what was submitted last came back by itself."""
    if draft is None or draft.job is None or draft.stage != ReportDraft.Stage.WRITING:
        return ""
    return (draft.job.result or {}).get("refused", "")


class GapView(ReportMixin, PagedListView):
    """The visits that lack something before the report can be issued: all of one kind."""

    template_name = "issuing/gap.html"
    paginator_class = CountedPaginator
    columns = (columns.MONTH, columns.LEADER, columns.CELL, columns.RESULT)

    @property
    def title(self):
        return TITLES[self.kwargs["kind"]]

    def get_queryset(self):
        if self.kwargs["kind"] not in OF_VISITS:
            raise Http404(self.kwargs["kind"])
        return self.composition.readiness.visits(self.kwargs["kind"]).for_columns()

    def lines(self, visits):
        for visit in visits:
            self.composition.report.past.place(visit.cell)
        return visits

    def about(self):
        return [in_words(self.composition.report.selection)]


class ReportStep(ReportMixin):
    permission = Permission.REPORT

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs() | {"composition": self.composition}
        kwargs.pop("row")
        return kwargs


class SectionView(ReportStep, ActionFormView):
    """Edit one part of the text."""

    template_name = "issuing/section_form.html"
    form_class = SectionForm

    def get_form_kwargs(self):
        if self.kwargs["key"] not in prose.HEADINGS:
            raise Http404(self.kwargs["key"])
        lists_figures = "insert" in self.request.GET
        return super().get_form_kwargs() | {"key": self.kwargs["key"], "lists_figures": lists_figures}

    def get_success_message(self, form):
        return _("Saved: %(heading)s.") % {"heading": form.part.heading}

    def get_success_url(self):
        return f"{self.row_url()}#{self.kwargs['key']}"


class SectionAgainView(ReportMixin, ActionView):
    """Let one part follow the data again."""

    permission = Permission.REPORT

    def act(self, row):
        if self.kwargs["key"] not in prose.HEADINGS:
            raise Http404(self.kwargs["key"])
        actions.draft_again(
            committee=self.composition.committee,
            half_year=self.composition.half_year,
            key=self.kwargs["key"],
            by=self.request.user,
            version=self.version(),
        )
        return _("Drafted anew: %(heading)s.") % {"heading": prose.HEADINGS[self.kwargs["key"]]}

    def get_success_url(self):
        return f"{self.row_url()}#{self.kwargs['key']}"


class DayView(ReportStep, ActionFormView):
    template_name = "issuing/day_form.html"
    form_class = DayForm

    def get_success_message(self, form):
        return _("The day is set.")


class DraftFileView(ReportMixin, TemplateView):
    """The Word document as it would be issued now, without number and date."""

    levels = DOCUMENT_LEVELS
    is_for_reading = False  # in the browser, rather than kept

    def get(self, request, *args, **kwargs):
        try:
            file = self.file()
        except ValidationError as problem:
            for message in problem.messages:
                messages.error(request, message)
            return redirect(self.row_url())
        return FileResponse(
            io.BytesIO(file.content),
            as_attachment=not self.is_for_reading,
            filename=file.name,
            content_type=file.content_type,
            headers={"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"},
        )

    def file(self) -> files.File:
        return files.document(files.laid_out(self.composition))


class DraftPdfView(DraftFileView):
    """The very pages, to be looked at before the report is issued."""

    is_for_reading = True

    def get(self, request, *args, **kwargs):
        """At once; where that takes long, the page that shows how far the file has come."""
        rows = annexes.long_lines(annexes.for_document(self.composition.report))
        if rows > settings.PDF_ROWS_AT_ONCE and pdf.is_available():
            source = exports.source_of("reports:report-pdf", request.path_info, request.user)
            return in_background(request, source, request.path)
        return super().get(request, *args, **kwargs)

    def file(self) -> files.File:
        return files.as_pdf(super().file(), timeout=PDF_SECONDS)
