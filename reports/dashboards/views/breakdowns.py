"""The figures of a half-year by one dimension."""

from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from attendance.figures.links import figure_url
from committees.views.files import FigureTablesMixin
from reports.dashboards import charts, tables
from reports.dashboards.charts import Part, Series
from reports.half_year.breakdowns import LEVELS, Breakdown, Dimension
from reports.half_year.views import ScopeMixin

from .trends import cell_chart


class BreakdownView(ScopeMixin, FigureTablesMixin, TemplateView):
    def dispatch(self, request, *args, **kwargs):
        if kwargs["dimension"] not in Dimension.values:
            raise Http404(kwargs["dimension"])
        self.dimension = Dimension(kwargs["dimension"])
        return super().dispatch(request, *args, **kwargs)

    def get_template_names(self):
        return [f"dashboards/by_{self.dimension}.html", "dashboards/breakdown.html"]

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **kwargs | {"dimension": self.dimension, "dimensions": Dimension},
        )

    def figures(self):
        breakdown = self.breakdown
        (table,) = self.tables().values()
        found = {"breakdown": breakdown, "table": table}
        if self.dimension == Dimension.MONTHS:
            found["charts"] = month_charts(breakdown)
        if self.dimension == Dimension.TIMELINESS:
            found["timeliness_chart"] = timeliness_chart(breakdown)
        return found

    @property
    def levels(self):
        return LEVELS[self.dimension]

    @cached_property
    def breakdown(self) -> Breakdown:
        return Breakdown(self.report)

    def figure_tables(self):
        return [tables.breakdown(self.breakdown, self.dimension, self.sort)]


def month_charts(breakdown: Breakdown) -> list[charts.Columns]:
    lines = breakdown.months
    names = [str(line.month) for line in lines]
    by_month = [line.line.row.tally for line in lines]
    so_far = [line.so_far.tally for line in lines]
    return [
        charts.Columns(
            _("Visits by month"),
            names,
            [
                Series(_("attended"), [t.attended_visits for t in by_month]),
                Series(_("planned"), [t.planned_visits for t in by_month]),
            ],
        ),
        cell_chart(_("Cells from the beginning of the half-year"), names, so_far),
    ]


def timeliness_chart(breakdown: Breakdown) -> charts.Stack:
    total = breakdown.timeliness[-1]
    return charts.Stack(
        _("Days until it was logged"),
        [
            Part(delay.label, count, figure_url(total.row.selection, "logged_after", delay=delay.value))
            for delay, count in total.counts
        ],
    )
