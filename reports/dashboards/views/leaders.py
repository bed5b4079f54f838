"""A leader's own page."""

from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.views.generic import DetailView

from attendance.figures.forms import SelectionForm
from committees.roles import Permission
from reports.dashboards import charts
from reports.dashboards.leaders import LeaderLine, LeaderReport

from .trends import breaks_of, cell_chart, half_year_tick, rate_chart


class LeaderDetailView(DetailView):
    template_name = "dashboards/leader_detail.html"
    per_page = 50

    def get_queryset(self):
        # Whoever may narrow figures to a leader: the page's figures open their rows that way.
        return SelectionForm(user=self.request.user).fields["leader"].queryset.select_related("committee")

    def get_context_data(self, **kwargs):
        report = LeaderReport(self.object, user=self.request.user)
        page = Paginator(report.listed, self.per_page).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            report=report,
            page=page,
            can_administer=self.request.user.may(Permission.ADMINISTER, self.object.committee),
            # Further pages go on with the list alone.
            charts=leader_charts(report.lines) if page.number == 1 else [],
            **kwargs,
        )


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
