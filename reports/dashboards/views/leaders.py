"""A leader's own page."""

from django.core.paginator import Paginator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import DetailView

from attendance.days import columns
from attendance.figures.forms import SelectionForm
from committees.models import Leader
from committees.roles import Permission
from committees.views.files import CHUNK, FigureTablesMixin
from lib.lists import Listed
from reports.dashboards import charts, tables
from reports.dashboards.leaders import LeaderLine, LeaderReport

from .trends import breaks_of, cell_chart, half_year_tick, rate_chart


class LeaderDetailView(FigureTablesMixin, DetailView):
    template_name = "dashboards/leader_detail.html"
    per_page = 50

    def get_queryset(self):
        # Whoever may narrow figures to a leader: the page's figures open their rows that way.
        return SelectionForm(user=self.request.user).fields["leader"].queryset.select_related("committee")

    def get_context_data(self, **kwargs):
        report = self.report
        page = Paginator(report.listed, self.per_page).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            report=report,
            tables=self.tables(),
            page=page,
            can_administer=self.request.user.may(Permission.ADMINISTER, self.object.committee),
            # Further pages go on with the list alone.
            charts=leader_charts(report.lines) if page.number == 1 else [],
            **kwargs,
        )

    @cached_property
    def report(self) -> LeaderReport:
        return LeaderReport(self.leader, user=self.request.user)

    @cached_property
    def leader(self) -> Leader:
        return super().get_object()

    def get_object(self, queryset=None):
        return self.leader

    def figure_tables(self):
        title = f"{self.leader}: {_('Half-years')}"
        return [tables.leader_half_years(self.report.lines, title, self.sort)]

    def listed(self):
        visits = self.report.listed
        return [
            *super().listed(),
            Listed(
                f"{self.leader}: {_('All visits')}",
                VISITS,
                lambda: visits.iterator(chunk_size=CHUNK),
                key="visits",
                size=visits.order_by().count,
            ),
        ]


VISITS = (columns.MONTH, columns.CELL, columns.RESULT, columns.ORIGIN)


def leader_charts(lines: list[LeaderLine]) -> list[charts.Columns | charts.Lines]:
    """Oldest first; one half-year alone needs no picture."""
    if len(lines) < 2:
        return []
    lines = lines[::-1]
    names, tallies = [half_year_tick(line) for line in lines], [line.tally for line in lines]
    return [
        cell_chart(_("Cells"), names, tallies, breaks_of(lines)),
        rate_chart(names, tallies, breaks_of(lines)),
    ]
