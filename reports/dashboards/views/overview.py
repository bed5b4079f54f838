"""The half-year at a glance."""

from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from attendance.figures.levels import TOTALS_OF_PLANS
from attendance.models import Plan
from committees.views.files import FigureTablesMixin
from reports.dashboards import tables
from reports.dashboards.glance import Glance
from reports.half_year.comparison import Compare
from reports.half_year.views import ScopeMixin, latest_url

from .coverage import coverage_chart


class OverviewView(ScopeMixin, FigureTablesMixin, TemplateView):
    template_name = "dashboards/overview.html"
    levels = TOTALS_OF_PLANS

    @cached_property
    def compare(self) -> str:
        """From the address, else as the user chose before."""
        chosen = self.request.GET.get("compare")
        if chosen not in Compare.values:
            chosen = self.remembered and self.remembered.compare
        return chosen or Compare.PREVIOUS.value

    def scope(self):
        return super().scope() | {"compare": self.compare}

    def figures(self):
        return {
            "glance": self.glance,
            "coverage_chart": coverage_chart(self.glance.coverage),
            "unsettled": self.glance.unsettled,
            "unsettled_day": self.glance.coverage.day,
            "tables": self.tables(),
        }

    @cached_property
    def glance(self) -> Glance:
        return Glance(self.report, compare=self.compare)

    def figure_tables(self):
        return [tables.overview(self.glance, self.sort)]

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            waiting_plans=Plan.objects.waiting_for(self.request.user).count(),
            compare=self.compare,
            compare_choices=Compare.choices,
            **kwargs,
        )


def latest_overview(request):
    return redirect(latest_url(request.user, "reports:overview"))
