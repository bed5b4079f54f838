"""The six-month report as a page and as an Excel file."""

from django.http import FileResponse, Http404
from django.views.generic import TemplateView

from attendance.forms.filters import SelectionForm
from reports import half_year, workbook

from .scope import ScopeMixin


class SummaryView(ScopeMixin, TemplateView):
    template_name = "reports/summary.html"
    extra_context = {"columns": half_year.COLUMNS}


def summary_workbook(request, half_year):
    report = report_of(request, half_year)
    return FileResponse(
        workbook.write(report),
        as_attachment=True,
        filename=workbook.file_name(report),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )


def report_of(request, period) -> half_year.HalfYearReport:
    form = SelectionForm(request.GET, user=request.user)
    if not form.is_valid():
        raise Http404(form.errors.as_text())
    return half_year.HalfYearReport(form.selection(period), user=request.user)
