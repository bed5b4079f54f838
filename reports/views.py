"""The half-year at a glance, the six-month report as a page and as an Excel file."""

from django.http import FileResponse, Http404
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from attendance.forms import SelectionForm
from attendance.models import Plan
from meetings.periods import HalfYear

from . import half_year, workbook


def home(request):
    """The half-year at a glance: the current one, or the latest before it that has plans."""
    current = HalfYear.current()
    half_years = Plan.objects.visible_to(request.user).half_years()
    latest = half_years.filter(half_year__lte=current).first()
    return redirect("reports:overview", half_year=latest or current)


class ReportMixin:
    """`self.report` of the half-year in the URL, with the filters of the query string."""

    @cached_property
    def form(self):
        return SelectionForm(self.request.GET, user=self.request.user)

    @cached_property
    def report(self) -> half_year.HalfYearReport:
        return report_of(self.request, self.kwargs["half_year"], self.form)

    def get_context_data(self, **kwargs):
        plans = Plan.objects.visible_to(self.request.user)
        period = self.kwargs["half_year"]
        return super().get_context_data(
            report=self.report,
            selection=self.report.selection,
            period=period,
            periods=sorted({period, *plans.half_years()}, reverse=True),
            form=self.form,
            columns=half_year.COLUMNS,
            **kwargs,
        )


def report_of(request, period, form: SelectionForm) -> half_year.HalfYearReport:
    if not form.is_valid():
        raise Http404(form.errors.as_text())
    return half_year.HalfYearReport(form.selection(period), user=request.user)


class OverviewView(ReportMixin, TemplateView):
    template_name = "reports/overview.html"


class SummaryView(ReportMixin, TemplateView):
    template_name = "reports/summary.html"


def summary_workbook(request, half_year):
    report = report_of(request, half_year, SelectionForm(request.GET, user=request.user))
    return FileResponse(
        workbook.write(report),
        as_attachment=True,
        filename=workbook.file_name(report),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
