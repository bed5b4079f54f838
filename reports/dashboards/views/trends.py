"""The headline figures over up to ten half-years."""

from collections.abc import Sequence
from itertools import pairwise

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from attendance.figures.measures import MEASURES
from attendance.figures.tally import Tally
from committees.views.files import FigureTablesMixin
from reports.dashboards import charts, tables
from reports.dashboards.charts import Series
from reports.dashboards.leaders import LeaderLine
from reports.half_year.trends import TrendLine, trend
from reports.half_year.views import ScopeMixin


class TrendsView(ScopeMixin, FigureTablesMixin, TemplateView):
    template_name = "dashboards/trends.html"

    def figures(self):
        return {
            "lines": self.trend_lines,
            "charts": trend_charts(self.trend_lines),
            "tables": self.tables(),
        }

    @cached_property
    def trend_lines(self) -> list[TrendLine]:
        """Oldest first, as charts draw them."""
        return trend(self.report.visits, self.selection, self.report.kept)

    def figure_tables(self):
        return [tables.trends(self.trend_lines, self.sort)]


def trend_charts(lines: list[TrendLine]) -> list[charts.Columns | charts.Lines]:
    """In the order of `lines`, oldest first."""
    names = [half_year_tick(line) for line in lines]
    tallies = [line.tally for line in lines]
    breaks = breaks_of(lines)
    return [
        rate_chart(names, tallies, breaks),
        cell_chart(_("Cells"), names, tallies, breaks),
        charts.Columns(
            str(MEASURES["leaders_attended"].title),
            names,
            [Series("", [t.leaders_attended for t in tallies])],
            breaks=breaks,
        ),
        mean_chart(lines),
    ]


def breaks_of(lines: Sequence[TrendLine | LeaderLine]) -> list[int]:
    """Which of `lines`, oldest first, do not follow the half-year before them."""
    ordinals = [line.half_year.ordinal for line in lines]
    return [n + 1 for n, (before, after) in enumerate(pairwise(ordinals)) if after > before + 1]


def rate_chart(names: list[str], tallies: list[Tally], breaks: Sequence[int]) -> charts.Lines:
    return charts.Lines(
        _("Cells attended of those planned, %"),
        names,
        [Series(_("rate"), [t.rate for t in tallies], places=1)],
        highest=100,
        breaks=breaks,
    )


def cell_chart(
    title: str, names: list[str], tallies: list[Tally], breaks: Sequence[int] = ()
) -> charts.Columns:
    return charts.Columns(
        title,
        names,
        [
            Series(_("attended"), [t.attended_cells for t in tallies]),
            Series(_("planned"), [t.planned_cells for t in tallies]),
        ],
        breaks=breaks,
    )


def mean_chart(lines: list[TrendLine]) -> charts.Lines:
    """From the nearest ten below the lowest mean: means lie close together."""
    means = [line.means for line in lines]
    known = [m for pair in means for m in (pair.leader.mean, pair.cell.mean) if m is not None]
    lowest = max(0, int(min(known, default=0)) // 10 * 10 - 10)
    return charts.Lines(
        _("Mean total of the evaluations"),
        [half_year_tick(line) for line in lines],
        [
            Series(_("by leaders"), [m.leader.mean for m in means], places=1),
            Series(_("by the cells"), [m.cell.mean for m in means], places=1),
        ],
        lowest=lowest,
        breaks=breaks_of(lines),
    )


def half_year_tick(line: TrendLine) -> str:
    """Two words, one below the other: half and year; marked while it is not over."""
    unfinished = "*" if line.is_open else ""
    return f"{'I' if line.half_year.half == 1 else 'II'}{unfinished} {line.half_year.year}"
