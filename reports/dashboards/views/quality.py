"""How well the meetings were run, and the meetings behind each number."""

from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from attendance.figures import quality, scores
from attendance.figures.coverage import reference_day_of
from attendance.figures.links import evaluations_url
from attendance.figures.scores import Verdict
from attendance.figures.views import SelectionMixin
from attendance.models import Visit
from committees.views.access import PagedListView
from committees.views.files import FigureTablesMixin
from lib.lists import FigureTable, ListColumn
from lib.tables import Kind
from meetings.models import Meeting
from reports.dashboards import charts, tables
from reports.dashboards.charts import Part
from reports.dashboards.low_cells import low_cells
from reports.dashboards.meeting_columns import hours, members
from reports.dashboards.unsettled import Unsettled
from reports.half_year.trends import TrendLine, mean_trend
from reports.half_year.views import ScopeMixin

from .trends import mean_chart

WEAKEST = 3
OVER_RATED = 10  # cells named on the page; the list of meetings has all


class QualityView(ScopeMixin, FigureTablesMixin, TemplateView):
    template_name = "dashboards/quality.html"

    def figures(self):
        compared, lines = self.compared, self.trend_lines
        return {
            "quality": self.report.quality,
            "beside": self.report.evaluated.beside,
            "numbers": self.report.numbers,
            "kinds": Meeting.Kind,
            "verdicts": verdict_counts(compared),
            "compared": compared,
            "compared_means": scores.CellComparison(None, compared) if compared else None,
            "weakest": self._weakest(),
            "tables": self.tables(),
            "rubric_tables": [
                (rows.rubric, t) for rows, t in zip(self.rubrics, self.rubric_tables, strict=True)
            ],
            "band_charts": self._band_charts(),
            "trend_lines": lines,
            "trend_chart": mean_chart(lines),
            "unsettled": self.unsettled,
            "unsettled_day": reference_day_of(self.selection),
        }

    @cached_property
    def compared(self) -> list[scores.Comparison]:
        return scores.comparisons(self.report.evaluated.rows)

    @cached_property
    def trend_lines(self) -> list[TrendLine]:
        return mean_trend(self.report)

    @cached_property
    def rubric_tables(self) -> list[FigureTable]:
        return [tables.criteria(rubric, self.sort) for rubric in self.rubrics]

    def figure_tables(self):
        over_rated = [row for row in scores.by_cell(self.compared) if row.difference > 0][:OVER_RATED]
        return [
            tables.over_rated(over_rated, self.sort),
            tables.quality_trend(self.trend_lines, self.sort),
            *self.rubric_tables,
            low_cells(self.unsettled.low_cells, self.sort),
            tables.asked(self.unsettled, self.sort),
        ]

    @cached_property
    def unsettled(self) -> Unsettled:
        return Unsettled(self.report)

    def _weakest(self) -> list[scores.CriterionRow]:
        """The criteria with the smallest share of their maximum, by leaders."""
        rows = [row for rubric in self.rubrics for section in rubric.sections for row in section.criteria]
        given = [row for row in rows if row.leader.share is not None]
        return sorted(given, key=lambda row: row.leader.share)[:WEAKEST]

    @cached_property
    def rubrics(self) -> list[scores.RubricRows]:
        return self.report.evaluated.criteria

    def _band_charts(self) -> list[charts.Stack]:
        tallied = self.report.quality
        return [
            self._band_chart(_("By leaders"), quality.LEADER, tallied.bands, tallied.leader_scored),
            self._band_chart(_("By the cells"), quality.CELL, tallied.cell_bands, tallied.cell_scored),
        ]

    def _band_chart(self, title, scorer, bands, scored) -> charts.Stack:
        parts = [
            Part(band, count, evaluations_url(self.selection, scorer=scorer, band=band))
            for band, count in bands.items()
        ]
        if without := scored - sum(bands.values()):
            parts.append(Part(_("without a rating"), without))
        return charts.Stack(title, parts)


def verdict_counts(compared) -> list[tuple[Verdict, int]]:
    return [(verdict, sum(c.verdict == verdict for c in compared)) for verdict in Verdict]


class MeetingListView(SelectionMixin, PagedListView):
    """The meetings behind a number: of one kind, with numbers entered, or compared one way."""

    template_name = "dashboards/meeting_list.html"
    orders = {
        "date": ("date", "cell__name_sort", "pk"),
        "cell": ("cell__name_sort", "date", "pk"),
        "kind": ("kind", "date", "cell__name_sort", "pk"),
        "present": ("members_present", "date", "cell__name_sort", "pk"),
        "spoke": ("members_spoke", "date", "cell__name_sort", "pk"),
    }
    columns = (
        ListColumn(gettext_lazy("Date"), sort="date", value="0.date", kind=Kind.DATE),
        ListColumn(
            gettext_lazy("Cell"),
            sort="cell",
            value="0.cell.name",
            width=32,
            beside=(ListColumn(gettext_lazy("Managing committee"), value="0.cell.committee.label"),),
        ),
        ListColumn(gettext_lazy("Kind"), sort="kind", value="0.get_kind_display"),
        ListColumn(
            gettext_lazy("Minutes"), css="number", value="0.minutes", kind=Kind.NUMBER, beside=hours("0")
        ),
        ListColumn(
            gettext_lazy("Present"),
            sort="present",
            css="number",
            value="0.members_present",
            kind=Kind.NUMBER,
            beside=members("0"),
        ),
        ListColumn(
            gettext_lazy("Spoke"), sort="spoke", css="number", value="0.members_spoke", kind=Kind.NUMBER
        ),
        ListColumn(gettext_lazy("By the cell"), css="number", value="2.cell_total", kind=Kind.POINTS),
        ListColumn(gettext_lazy("By leaders"), css="number", value="2.leader_total", kind=Kind.POINTS),
        ListColumn(
            gettext_lazy("Attended by"),
            value=lambda row: ", ".join(visit.leader.full_name for visit in row[1]),
            width=32,
        ),
    )
    NUMBERS = {
        "present": scores.WITH_PRESENT,
        "spoke": scores.WITH_SPOKE,
        "timed": scores.TIMED,
        "short": scores.SHORT,
    }

    @cached_property
    def visits(self):
        return Visit.objects.visible_to(self.request.user)

    @cached_property
    def compared(self) -> dict[int, scores.Comparison]:
        evaluations = quality.evaluations(self.visits, self.selection)
        return {c.meeting.pk: c for c in scores.comparisons(evaluations)}

    def get_queryset(self):
        found = scores.meetings(self.visits, self.selection)
        self.kind, self.numbers, self.verdict = map(self.parameter, ("kind", "numbers", "compared"))
        if self.kind:
            self._known(self.kind, Meeting.Kind.values)
            found = found.filter(kind=self.kind)
        if self.numbers:
            self._known(self.numbers, self.NUMBERS)
            found = found.filter(self.NUMBERS[self.numbers])
        if self.verdict:
            self._known(self.verdict, ["all", *Verdict])
            wanted = [pk for pk, c in self.compared.items() if self.verdict in ("all", c.verdict)]
            found = found.filter(pk__in=wanted)
        return self.in_order(found.select_related("cell__committee"))

    @staticmethod
    def _known(value, values) -> None:
        if value not in values:
            raise Http404(value)

    def get_context_data(self, **kwargs):
        return super().get_context_data(selection=self.selection, title=self.title, **kwargs)

    def lines(self, meetings):
        """(meeting, the visits that attended it, the comparison of both sides' points)."""
        by_meeting = {}
        attended = quality.attended(self.visits, self.selection).filter(meeting__in=meetings)
        for visit in attended.select_related("leader").order_by("leader__name_sort", "pk"):
            by_meeting.setdefault(visit.meeting_id, []).append(visit)
        return [(m, by_meeting[m.pk], self.compared.get(m.pk)) for m in meetings]

    @property
    def title(self) -> str:
        if self.verdict:
            return {
                "all": _("Meetings scored by the cell and by a leader"),
                Verdict.HIGHER: _("Meetings that the cell scored higher than the leaders"),
                Verdict.EQUAL: _("Meetings that both scored alike"),
                Verdict.LOWER: _("Meetings that the cell scored lower than the leaders"),
            }[self.verdict]
        if self.numbers:
            return {
                "present": _("Meetings with the number of members present"),
                "spoke": _("Meetings with the number of members who spoke"),
                "timed": _("Meetings whose duration is known"),
                "short": _("Meetings shorter than asked for"),
            }[self.numbers]
        if self.kind:
            return _("Meetings attended: %(kind)s") % {"kind": Meeting.Kind(self.kind).label.lower()}
        return _("Meetings attended")
