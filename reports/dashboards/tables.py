"""The tables of figures on the dashboards: their columns, once for page, order and file."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from attendance.figures.coverage import Gap
from attendance.figures.measures import NAMED, RATE
from attendance.figures.recommendations import Followed
from attendance.figures.scores import CellComparison, RubricRows, SectionRow
from lib.lists import FigureTable, ListColumn, Reading, flat, read
from lib.periods import written_day
from lib.tables import Kind
from lib.vietnamese import sort_key
from reports.half_year.breakdowns import Breakdown, Dimension
from reports.half_year.coverage_report import CoverageReport, Gaps
from reports.half_year.trends import TrendLine

from .glance import Glance, GroupLine
from .leaders import LeaderLine
from .unsettled import AskedLine, Unsettled

ALWAYS = "number"  # on a phone too
PER_PART, FEW = 50, 25  # rows of a table on a page; where there are two of them
DETAIL = "number detail"


def measured(key: str, where: str, css: str = DETAIL, **more: Any) -> ListColumn:
    """A figure, of what a row has in `where`."""
    kind = Kind.DECIMAL if key == RATE.key else Kind.NUMBER
    facts = {"label": NAMED[key].label, "sort": key, "css": css, "value": f"{where}.{key}", "kind": kind}
    return ListColumn(**facts | more)


def overview(glance: Glance, sort: str) -> FigureTable:
    """A line for each commission."""
    planned = measured("planned_cells", "row.tally")
    further = ("carried_over_cells", "missed_cells", "pending_cells", "extra_cells", "leaders_attended")
    columns = [
        ListColumn(_("Committee"), sort="name", value="row.label", width=34),
        measured("attended_cells", "row.tally", ALWAYS, beside=(planned,)),
        measured("rate", "row.tally", ALWAYS),
        ListColumn(_("Change, points"), sort="change", css=DETAIL, value="change.points", kind=Kind.DECIMAL),
        measured(
            "attended_of_due",
            "row.tally",
            label=_("Attended of due"),
            file_label=NAMED["attended_of_due"].label,
            beside=(measured("due_visits", "row.tally"),),
        ),
        measured("overdue_visits", "progress", ALWAYS),
        measured(
            "carried_in_attended",
            "progress",
            label=_("Carried in, attended"),
            file_label=NAMED["carried_in_attended"].label,
            beside=(measured("carried_in_cells", "progress"),),
        ),
        *(measured(key, "row.tally") for key in further),
    ]
    total = GroupLine(glance.report.total, glance.progress, glance.total_change)
    lines = glance.committee_lines
    return FigureTable("committees", _("By committee"), columns, lines, sort, total, per_part=PER_PART)


# --- breakdowns ---


def breakdown(found: Breakdown, dimension: Dimension, sort: str) -> FigureTable:
    """By one dimension; leader groups stand below their committee."""
    lines, level = getattr(found, dimension), flat
    if dimension == Dimension.MONTHS:
        columns, total = _of_months(), found.all_months
    elif dimension in (Dimension.REASONS, Dimension.TIMELINESS):
        *lines, total = lines
        columns = _of_counts([head for head, _count in total.counts], dimension)
    else:
        columns, total = [_name(dimension), *_of_lines()], found.total
        level = _part if dimension == Dimension.COMMITTEES else flat
    title = dimension.label
    return FigureTable(dimension.value, title, columns, lines, sort, total, level, per_part=PER_PART)


def _part(line: Any) -> int:
    return int(line.is_part)


def _name(dimension: Dimension) -> ListColumn:
    above = {
        Dimension.COMMITTEES: _("Committee"),
        Dimension.MANAGING: _("Superior committee"),
        Dimension.LEADERS: _("Committee"),
    }.get(dimension)
    return ListColumn(
        dimension.label,
        sort="name",
        value="row.label",
        width=34,
        beside=(ListColumn(above, value=_above if dimension == Dimension.COMMITTEES else "row.parent"),)
        if above
        else (),
        sorted_by=lambda line: line.leader.name_sort if line.leader else sort_key(line.row.label),
    )


def _above(line: Any) -> str:
    """The committee on each of its lines, so that a file can be filtered by it."""
    return line.row.parent or (line.row.label if line.row.code else "")


def _of_lines() -> list[ListColumn]:
    return [
        measured("planned_cells", "row.tally", ALWAYS),
        measured("attended_cells", "row.tally", ALWAYS),
        measured("rate", "row.tally", ALWAYS),
        measured("planned_visits", "row.tally"),
        measured("attended_visits", "row.tally"),
        measured("carried_over_cells", "row.tally"),
        measured("missed_cells", "row.tally"),
        measured("pending_cells", "row.tally"),
        measured("overdue_visits", "progress", ALWAYS),
        measured("extra_cells", "row.tally"),
    ]


def _of_months() -> list[ListColumn]:
    def under(heading: str, key: str, where: str, css: str = ALWAYS) -> ListColumn:
        return measured(key, where, css, file_label=f"{heading}: {NAMED[key].label}", width=14)

    month, so_far = _("In the month"), _("From the beginning of the half-year")
    return [
        ListColumn(
            _("Month"),
            sort="month",
            value=lambda line: line.month or line.line.row.label,
            sorted_by="month",
        ),
        under(month, "planned_visits", "line.row.tally"),
        under(month, "attended_visits", "line.row.tally"),
        under(month, "overdue_visits", "line.progress"),
        under(so_far, "planned_cells", "so_far.tally", "number border-start"),
        under(so_far, "attended_cells", "so_far.tally"),
        under(so_far, "rate", "so_far.tally"),
    ]


def _of_counts(heads: list[Any], dimension: Dimension) -> list[ListColumn]:
    """A column for each reason, or each delay."""
    if dimension == Dimension.REASONS:
        labels = [str(reason) for reason in heads]
        last = _number(_("Together"), "total", "total")
    else:
        labels = [delay.label for delay in heads]
        last = measured("attended_visits", "row.tally", ALWAYS)
    return [
        ListColumn(_("Committee"), sort="name", value="row.label", width=34),
        *(_number(label, str(place), f"counts.{place}.1") for place, label in enumerate(labels)),
        last,
    ]


def _number(label: str | Promise, sort: str, value: Reading, css: str = ALWAYS, **more: Any) -> ListColumn:
    return ListColumn(label, sort=sort, css=css, value=value, kind=Kind.NUMBER, **more)


def _points(label: str | Promise, sort: str, value: Reading, css: str = ALWAYS, **more: Any) -> ListColumn:
    return ListColumn(label, sort=sort, css=css, value=value, kind=Kind.POINTS, **more)


# --- coverage ---


def gaps(report: CoverageReport, sort: str) -> FigureTable:
    columns = [
        _managing(),
        *(
            # The first ones give way on a phone.
            _number(
                gap.label,
                gap.value,
                lambda row, gap=gap: row.gaps.counts[gap],
                ALWAYS if place > 2 else DETAIL,
            )
            for place, gap in enumerate(Gap)
        ),
        _number(_("Cells"), "cells", "gaps.total"),
    ]
    return FigureTable("gaps", _("Coverage"), columns, report.rows, sort, report.total_row, per_part=FEW)


def heat(report: CoverageReport, sort: str) -> FigureTable:
    """Cells neglected of those there are, sorted by their share."""
    columns = [
        _managing(),
        *(
            _share(kind.name, kind.code, lambda row, place=place: row.by_type[place][1])
            for place, kind in enumerate(report.types)
        ),
        _share(_("Together"), "all", lambda row: row.gaps),
    ]
    title = _("Nobody for over 12 months, or never")
    return FigureTable("heat", title, columns, report.rows, sort, report.total_row, per_part=FEW)


def _managing() -> ListColumn:
    return ListColumn(
        _("Managing committee"),
        sort="name",
        value=lambda row: row.committee.label if row.committee else _("Total"),
        width=34,
    )


def _share(label: str, sort: str, gaps_of: Callable[[Any], Gaps]) -> ListColumn:
    def share(row: Any) -> Decimal | None:
        found = gaps_of(row)
        return Decimal(found.neglected) / found.total if found.total else None

    return _number(
        label,
        sort,
        lambda row: gaps_of(row).neglected if gaps_of(row).total else None,
        "text-center",
        sorted_by=share,
        width=15,
        beside=(
            _number(_("%(type)s: cells") % {"type": label}, "", lambda row: gaps_of(row).total, width=15),
        ),
    )


# --- quality ---


def over_rated(rows: list[CellComparison], sort: str) -> FigureTable:
    columns = [
        ListColumn(
            _("Cell"),
            sort="cell",
            value="cell.name",
            width=34,
            beside=(ListColumn(_("Managing committee"), value="cell.committee.label"),),
        ),
        _points(_("By the cell"), "own", "cell_mean"),
        _points(_("By leaders"), "leaders", "leader_mean"),
        _points(_("Difference"), "difference", "difference"),
        ListColumn(_("Meetings"), sort="meetings", value=_meeting_days, sorted_by=_first_meeting),
    ]
    return FigureTable("over_rated", _("Cells that over-rate themselves most"), columns, rows, sort)


def _meeting_days(row: CellComparison) -> str:
    return ", ".join(written_day(comparison.meeting.date) for comparison in row.meetings)


def _first_meeting(row: CellComparison) -> Any:
    return row.meetings[0].meeting.date


def criteria(rubric: RubricRows, sort: str) -> FigureTable:
    """The sections of a rubric, of which only shares are told, and below each its criteria."""
    rows = [row for section in rubric.sections for row in (section, *section.criteria)]
    columns = [
        ListColumn(
            _("Criterion"),
            sort="criterion",
            value=lambda row: row.title if isinstance(row, SectionRow) else row.criterion.text,
            width=60,
            sorted_by=rows.index,  # numbered as they are, not by the alphabet
        ),
        _points(_("Maximum"), "maximum", _of_criterion("criterion.maximum")),
        *_given("leader", _("By leaders"), ALWAYS),
        *_given("cell", _("By the cells"), DETAIL),
    ]
    title = f"{_('Mean points by criterion')}: {rubric.rubric.name}"
    return FigureTable(f"rubric-{rubric.rubric.pk}", title, columns, rows, sort, level=_criterion)


def _given(by: str, heading: str, css: str) -> list[ListColumn]:
    """What one side gave: the mean, its share of the maximum, how often."""
    share, count = _("% of the maximum"), _("Evaluations made")
    return [
        _points(heading, by, _of_criterion(f"{by}.mean"), css),
        ListColumn(
            share,
            sort=f"{by}-share",
            css=css,
            value=f"{by}.share",
            kind=Kind.DECIMAL,
            file_label=f"{heading}: {share}",
        ),
        _number(count, f"{by}-count", _of_criterion(f"{by}.count"), DETAIL, file_label=f"{heading}: {count}"),
    ]


def _criterion(row: Any) -> int:
    return 0 if isinstance(row, SectionRow) else 1


def _of_criterion(reading: str) -> Callable[[Any], Any]:
    return lambda row: None if isinstance(row, SectionRow) else read(reading, row)


# --- over the half-years ---


def trends(lines: list[TrendLine], sort: str) -> FigureTable:
    return FigureTable(
        "trend",
        _("Trends"),
        [
            _half_year(),
            measured("planned_cells", "tally", ALWAYS),
            measured("attended_cells", "tally", ALWAYS),
            measured("rate", "tally", ALWAYS),
            measured("leaders_attended", "tally"),
            measured("attended_visits", "tally"),
            measured("carried_over_cells", "tally"),
            measured("missed_cells", "tally"),
            measured("pending_cells", "tally"),
            measured("extra_cells", "tally"),
            _mean(_("Mean total by leaders"), "leader", ALWAYS),
            _mean(_("Mean total by the cells"), "cell", DETAIL),
        ],
        lines,
        sort,
    )


def asked(unsettled: Unsettled, sort: str) -> FigureTable:
    """Recommendations by the committee that manages the cell."""
    labels = {
        Followed.DONE: _("Carried out"),
        Followed.OPEN: _("Still open"),
        Followed.OVERDUE: _("Of these overdue"),
    }
    columns = [
        ListColumn(_("Managing committee"), sort="name", value=_asked_of, width=34),
        *(_number(label, state.value, f"asked.{state.value}") for state, label in labels.items()),
    ]
    lines = unsettled.asked_lines
    total = AskedLine(None, unsettled.selection, unsettled.asked)
    title = _("Recommendations to cells, by managing committee")
    return FigureTable("asked", title, columns, lines, sort, total, per_part=PER_PART)


def _asked_of(line: AskedLine) -> str:
    return line.committee.label if line.committee else _("Total")


def quality_trend(lines: list[TrendLine], sort: str) -> FigureTable:
    means = [_mean(_("By leaders"), "leader", ALWAYS), _mean(_("By the cells"), "cell", ALWAYS)]
    return FigureTable("trend", _("Mean total of the evaluations"), [_half_year(), *means], lines, sort)


def leader_half_years(lines: list[LeaderLine], title: str, sort: str) -> FigureTable:
    return FigureTable(
        "half_years",
        title,
        [
            _half_year(),
            measured("planned_cells", "tally", ALWAYS),
            measured("attended_cells", "tally", ALWAYS),
            measured("rate", "tally", ALWAYS),
            measured("missed_cells", "tally"),
            measured("carried_over_cells", "tally"),
            measured("pending_cells", "tally"),
            measured("extra_cells", "tally"),
            measured("attended_visits", "tally", ALWAYS),
            _number(_("Visits planned (load)"), "load", "tally.planned_visits"),
            _points(_("Mean load"), "mean-load", "peers.load"),
            _points(
                _("Mean total"),
                "given",
                "given.mean",
                beside=(_number(_("Evaluations made"), "", "given.count"),),
            ),
        ],
        lines,
        sort,
    )


def _half_year() -> ListColumn:
    return ListColumn(
        _("Half-year"),
        sort="half-year",
        value=lambda line: capfirst(line.half_year.label),
        sorted_by="half_year",
    )


def _mean(label: str, by: str, css: str) -> ListColumn:
    """With how many evaluations it is of."""
    count = _number(f"{label}: {_('Evaluations')}", "", f"means.{by}.count")
    return _points(label, f"mean-{by}", f"means.{by}.mean", css, beside=(count,))
