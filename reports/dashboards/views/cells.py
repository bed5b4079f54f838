"""A cell's own page."""

from decimal import ROUND_HALF_UP, Decimal

from django.core.paginator import Paginator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import DetailView

from attendance.days.last_visits import with_last_visit
from committees.roles import Permission
from committees.views.files import TableFilesMixin
from lib.lists import ListColumn, Listed
from lib.periods import HalfYear
from lib.tables import Kind
from meetings.models import Cell
from reports.dashboards import charts
from reports.dashboards.cells import CellReport, MeetingLine
from reports.dashboards.charts import Series
from reports.dashboards.meeting_columns import hours, members

MEETINGS_DRAWN = 10
LONGEST_SOUGHT = 100  # letters


def visitors(line: MeetingLine) -> str:
    names = [visit.leader.full_name for visit in line.visits]
    return ", ".join([*names, str(line.others)] if line.hidden else names)


MEETINGS = (
    ListColumn(
        gettext_lazy("Date"),
        value="meeting.date",
        kind=Kind.DATE,
        beside=(
            ListColumn(gettext_lazy("Kind"), value="meeting.get_kind_display"),
            *hours("meeting"),
        ),
    ),
    ListColumn(gettext_lazy("Visited by"), value=visitors, width=32),
    ListColumn(
        gettext_lazy("Present"),
        value="meeting.members_present",
        kind=Kind.NUMBER,
        beside=members("meeting"),
    ),
    ListColumn(gettext_lazy("Spoke"), value="meeting.members_spoke", kind=Kind.NUMBER),
    ListColumn(pgettext_lazy("points", "The cell's own"), value="own_total", kind=Kind.POINTS),
    ListColumn(pgettext_lazy("points", "By leaders"), value="leader_total", kind=Kind.POINTS),
    ListColumn(gettext_lazy("Difference"), value="difference", kind=Kind.POINTS),
)


class CellDetailView(TableFilesMixin, DetailView):
    template_name = "dashboards/cell_detail.html"
    per_page = 50

    def get_queryset(self):
        cells = Cell.objects.visible_to(self.request.user)
        return with_last_visit(cells.select_related("committee", "organization_type", "merged_into"))

    @cached_property
    def cell(self) -> Cell:
        return super().get_object()

    def get_object(self, queryset=None):
        return self.cell

    @cached_property
    def report(self) -> CellReport:
        sought = self.request.GET.get("propose", "").replace("\0", "").strip()[:LONGEST_SOUGHT]
        return CellReport(self.cell, user=self.request.user, sought=sought)

    def listed(self):
        title = f"{self.cell}: {_('Meetings')}"
        return [
            Listed(title, MEETINGS, lambda: self.report.lines(self.report.meetings.all()), key="meetings")
        ]

    def get_context_data(self, **kwargs):
        report = self.report
        page = Paginator(report.meetings, self.per_page).get_page(self.request.GET.get("page"))
        lines = report.lines(page.object_list)
        return super().get_context_data(
            report=report,
            page=page,
            can_administer=self.request.user.may(Permission.ADMINISTER, self.object.committee),
            lines=lines,
            # Further pages go on with the meetings alone.
            chart=totals_chart(lines) if page.number == 1 else None,
            coming_half_year=HalfYear.current().next,
            **kwargs,
        )


def totals_chart(lines: list[MeetingLine]) -> charts.Lines | None:
    """The last meetings that have a total, oldest first; one alone needs no picture."""
    scored = [line for line in lines if line.leader_total is not None or line.own_total is not None]
    scored = scored[:MEETINGS_DRAWN][::-1]
    if len(scored) < 2:
        return None
    by_leaders = [_rounded(line.leader_total) for line in scored]
    by_cell = [line.own_total for line in scored]
    # From the nearest ten below the lowest total: totals lie close together.
    given = [total for total in [*by_leaders, *by_cell] if total is not None]
    lowest = max(0, int(min(given)) // 10 * 10 - 10)
    return charts.Lines(
        _("Total points"),
        [f"{line.meeting.date:%d/%m %Y}" for line in scored],
        [Series(_("by leaders"), by_leaders, places=1), Series(_("by the cell itself"), by_cell, places=1)],
        lowest=lowest,
    )


def _rounded(total: Decimal | None) -> Decimal | None:
    return None if total is None else total.quantize(Decimal("0.1"), ROUND_HALF_UP)
