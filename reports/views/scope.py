"""The half-year at a glance, the six-month report as a page and as an Excel file."""

from django.http import FileResponse, Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from attendance.forms.filters import SelectionForm
from attendance.models import Plan
from committees.models import Committee
from committees.roles import Permission, within
from meetings.periods import HalfYear

from . import half_year, workbook


def home(request):
    """To the day's work for those who register and log, to the half-year at a glance for all others."""
    user = request.user
    if user.has_right(Permission.LOG) or user.has_right(Permission.REGISTER):
        return redirect("attendance:work")
    return latest_overview(request)


def latest_overview(request):
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
        if cleaned:
            return redirect(cleaned)
        if self.form.has_error("as_of"):
            # No figure is shown that could pass for one of that day.
            return self.render_to_response(self.get_context_data(report=None), status=422)
        return super().get(request, *args, **kwargs)

    def _cleaned_url(self) -> str | None:
        """Where the filter form leads: the half-year belongs into the path, empty filters nowhere.

        A day of one half-year does not go along into another.
        """
        parameters = self.request.GET.copy()
        period = parameters.pop("period", [""])[0]
        for name in [name for name, value in parameters.items() if not value]:
            del parameters[name]
        if parameters == self.request.GET:
            return None
        try:
            half_year = HalfYear.parse(period)
        except ValueError:
            half_year = self.kwargs["half_year"]
        if half_year != self.kwargs["half_year"]:
            parameters.pop("as_of", None)
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
        if "report" not in kwargs:
            kwargs |= {"report": self.report, "selection": self.report.selection}
        return super().get_context_data(
            period=period,
            form=self.form,
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

    def get_context_data(self, **kwargs):
        approver = within(self.request.user.committee_paths(Permission.APPROVE))
        waiting = Plan.objects.filter(approver, status=Plan.Status.SUBMITTED).count()
        return super().get_context_data(waiting_plans=waiting, **kwargs)


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
