"""Where nobody has been for long, and the cells behind each number."""

from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from attendance.days.last_visits import months_since
from attendance.figures.coverage import NEGLECTED, Gap
from attendance.figures.views import SelectionMixin
from attendance.figures.written import in_words
from attendance.models import Visit
from attendance.planning import proposals
from attendance.planning.warnings import Planned
from committees.organisation import Past
from committees.views.access import PagedListView
from committees.views.files import FigureTablesMixin
from lib.lists import ListColumn
from lib.periods import HalfYear, Month, today, written_day
from lib.tables import Kind
from meetings.models import Cell, FormerManagement
from reports.dashboards import charts, tables
from reports.dashboards.charts import Part
from reports.dashboards.links import coverage_url
from reports.half_year.coverage_report import CoverageReport, cells_of, is_class, reference_day_of
from reports.half_year.views import ScopeMixin


def coverage_chart(report: CoverageReport) -> charts.Stack:
    return charts.Stack(
        _("Cells by months since any leader last attended"),
        [Part(gap.label, count, coverage_url(report, gap=gap)) for gap, count in report.total.by_gap()],
    )


class CoverageView(ScopeMixin, FigureTablesMixin, TemplateView):
    template_name = "dashboards/coverage.html"

    def figures(self):
        return {
            "coverage": self.coverage,
            "coverage_chart": coverage_chart(self.coverage),
            "tables": self.tables(),
        }

    @cached_property
    def coverage(self) -> CoverageReport:
        return CoverageReport(self.selection, user=self.request.user)

    def figure_tables(self):
        return [tables.gaps(self.coverage, self.sort), tables.heat(self.coverage, self.sort)]

    def about(self):
        managing = self.coverage.managing
        day = _("as on %(day)s") % {"day": written_day(self.coverage.day)}
        return [*super().about(), f"{managing.name}, {day}" if managing else day]


def names_of_coming(cells: list[Cell], user) -> dict[int, str]:
    """Who is to go to each cell, and when, until the end of the next half-year; in plans of any status."""
    this_month = Month.of(today())
    months = [
        this_month + n for n in range(HalfYear.current().next.months[-1].ordinal - this_month.ordinal + 1)
    ]
    planned = Planned([], [cell.pk for cell in cells], months, user)
    return {
        cell.pk: planned.names_by_month(v for v in planned.others(cell) if v.outcome == Visit.Outcome.PENDING)
        for cell in cells
    }


class CoverageCellsView(SelectionMixin, PagedListView):
    """The cells behind a number, longest left alone first; each may be proposed for the next plan."""

    template_name = "dashboards/coverage_cells.html"
    orders = {
        "visited": ("last_visited_on", "name_sort", "code"),
        "cell": ("name_sort", "code"),
        "type": ("organization_type__name", "name_sort", "code"),
    }

    @property
    def columns(self) -> list[ListColumn]:
        columns = [
            ListColumn(
                _("Cell"),
                sort="cell",
                value="0.name",
                width=40,
                beside=(ListColumn(_("Managing committee"), value="0.committee.label"),),
            ),
            ListColumn(_("Organization type"), sort="type", value="0.organization_type.name", width=28),
            ListColumn(
                _("Last visited"),
                sort="visited",
                value="0.last_visited_on",
                kind=Kind.DATE,
                beside=(
                    ListColumn(_("Months since"), value="1", kind=Kind.NUMBER),
                    ListColumn(_("Registered"), value="3", width=32),
                ),
            ),
        ]
        _possible, proposing = self.proposing
        if proposing:
            columns.append(ListColumn(_("Propose"), css="no-print", is_hidden=True))
        return columns

    def get_queryset(self):
        self.gap = self.parameter("gap")
        if self.gap and not is_class(self.gap):
            raise Http404("gap")
        found = cells_of(self.selection, self.gap, user=self.request.user)
        return self.in_order(found, none_is_least=True)

    @cached_property
    def proposing(self):
        """For whose next plan cells may be proposed here: chosen, or the first of those possible."""
        possible = list(proposals.proposing_committees(self.request.user))
        chosen = self.parameter("for")
        return possible, next((c for c in possible if c.code == chosen), possible[0] if possible else None)

    def get_context_data(self, **kwargs):
        possible, proposing = self.proposing
        return super().get_context_data(
            selection=self.selection,
            gap=self.gap,
            day=reference_day_of(self.selection),
            title=self.title,
            possible=possible,
            proposing=proposing,
            half_year=HalfYear.current().next,
            **kwargs,
        )

    def about(self):
        day = written_day(reference_day_of(self.selection))
        return [in_words(self.selection), _("as on %(day)s") % {"day": day}]

    def lines(self, cells):
        """(cell, months since, its proposal, who is to go there, whether it may be proposed)."""
        past, day = Past(self.selection.day, FormerManagement), reference_day_of(self.selection)
        cells = [past.place(cell) for cell in cells]
        _possible, proposing = self.proposing
        half_year = HalfYear.current().next
        proposed = proposals.proposed(proposing, half_year) if proposing else {}
        no_use = proposals.refused(cells, [proposing], half_year) if proposing else set()
        coming = names_of_coming(cells, self.request.user)
        return [
            (
                cell,
                months_since(cell.last_visited_on, Month.of(day)),
                proposed.get(cell.pk),
                coming[cell.pk],
                bool(proposing) and (cell.pk, proposing.pk) not in no_use,
            )
            for cell in cells
        ]

    @property
    def title(self) -> str:
        if self.gap == NEGLECTED:
            return _("Cells where nobody has been for over 12 months")
        if self.gap == Gap.NEVER:
            return _("Cells where nobody has ever been")
        if self.gap:
            return _("Cells last visited before: %(gap)s") % {"gap": Gap(self.gap).label.lower()}
        return _("Cells")
