"""The six-month report as a page, as an Excel file, and its tables as CSV."""

from django.http import FileResponse, Http404, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET
from django.views.generic import TemplateView

from attendance.figures.forms import SelectionForm
from attendance.figures.levels import OF_PLANS
from committees import roles
from committees.models import Committee
from committees.views.files import FigureTablesMixin
from reports.half_year import report as half_year_report
from reports.half_year.views import ScopeMixin, latest_url
from reports.models import Export
from reports.summary import annexes, exports, files, separated, tables, workbook


class SummaryView(ScopeMixin, FigureTablesMixin, TemplateView):
    template_name = "summary/summary.html"
    extra_context = {"columns": half_year_report.COLUMNS}
    levels = half_year_report.SUMMARY_LEVELS
    ON_THE_PAGE = ("groups", "reasons", "committees", "types", "leaders", "held", "evaluations")

    def figures(self):
        return {
            "annexes": [t for t in annexes.tables(self.report) if t.key not in self.ON_THE_PAGE],
            "looks_after_letterheads": roles.keeps_letterheads(self.request.user),
            "report_committee": self.selection.committee
            or Committee.objects.visible_to(self.request.user).first(),
            "tables": self.tables(),
            "has_exports": Export.objects.filter(user=self.request.user).exists(),
        }

    def figure_tables(self):
        return tables.figure_tables(self.report, self.sort)


def latest_summary(request):
    return redirect(latest_url(request.user, "reports:summary"))


def summary_workbook(request, half_year):
    """At once; where that takes long, the page that shows how far the file has come."""
    report = report_of(request, half_year, half_year_report.ALL_LEVELS)
    source = exports.of_report(report)
    if source.is_long:
        return files.in_background(request, source, request.get_full_path())
    return FileResponse(
        workbook.write(report),
        as_attachment=True,
        filename=source.name,
        content_type=workbook.CONTENT_TYPE,
    )


@require_GET
def table_csv(request, half_year, key):
    if key not in annexes.TABLES:
        raise Http404(key)
    report = report_of(request, half_year, annexes.LEVELS.get(key, OF_PLANS))
    table = annexes.TABLES[key](report)
    name = f"{workbook.report_name(report)} - {table.name}.csv".replace("/", "-")
    return StreamingHttpResponse(
        separated.lines(table),
        content_type=separated.CONTENT_TYPE,
        headers={
            "Content-Disposition": content_disposition_header(True, name),
            "X-Content-Type-Options": "nosniff",
        },
    )


def report_of(request, period, levels) -> half_year_report.HalfYearReport:
    form = SelectionForm(request.GET, user=request.user)
    if not form.is_valid():
        raise Http404(form.errors.as_text())
    return half_year_report.HalfYearReport(form.selection(period), user=request.user, levels=levels)
