"""The half-year at a glance, the six-month report as a page and as an Excel file."""

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from attendance.forms import SelectionForm
from attendance.models import Plan
from committees.models import Committee
from meetings.periods import HalfYear

from . import half_year, workbook


def home(request):
    return redirect("reports:overview", half_year=latest_half_year(request.user))


def latest_summary(request):
    return redirect("reports:summary", half_year=latest_half_year(request.user))


def latest_half_year(user) -> HalfYear:
    """The current one, or the latest before it that has plans."""
    current = HalfYear.current()
    half_years = Plan.objects.visible_to(user).half_years()
    return half_years.filter(half_year__lte=current).first() or current


class ReportMixin:
    """`self.report` of the half-year in the URL, with the filters of the query string."""

    columns = half_year.COLUMNS

    def get(self, request, *args, **kwargs):
        cleaned = self._cleaned_url()
        return redirect(cleaned) if cleaned else super().get(request, *args, **kwargs)

    def _cleaned_url(self) -> str | None:
        """Where the filter form leads: the half-year belongs into the path, empty filters nowhere.

        An impossible day is said and left out, so that no figure passes for one of that day.
        """
        parameters = self.request.GET.copy()
        period = parameters.pop("period", [""])[0]
        for name in [name for name, value in parameters.items() if not value]:
            del parameters[name]
        if self.form.has_error("as_of") and "as_of" in parameters:
            for error in self.form.errors["as_of"]:
                messages.error(self.request, error)
            del parameters["as_of"]
        if parameters == self.request.GET:
            return None
        try:
            half_year = HalfYear.parse(period)
        except ValueError:
            half_year = self.kwargs["half_year"]
        url = reverse(self.request.resolver_match.view_name, args=[half_year])
        return f"{url}?{parameters.urlencode()}" if parameters else url

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
            committees=Committee.objects.visible_to(self.request.user).filter(plans__isnull=False).distinct(),
            columns=self.columns,
            **kwargs,
        )


def report_of(request, period, form: SelectionForm) -> half_year.HalfYearReport:
    if not form.is_valid():
        raise Http404(form.errors.as_text())
    return half_year.HalfYearReport(form.selection(period), user=request.user)


class OverviewView(ReportMixin, TemplateView):
    template_name = "reports/overview.html"
    columns = half_year.GLANCE_COLUMNS


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
