"""The tables of the six-month report: what stands in which row and column, for page, Excel, Word and CSV.

Every number comes from `half_year.HalfYearReport`, or from the room that defines it; who writes a table only
sets widths and fonts.
"""

from collections.abc import Callable, Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from attendance.figures import scores
from attendance.figures.counting import Level
from attendance.figures.coverage import Gap
from attendance.figures.measures import MEASURES, NOT_IN_PLAN_ANNEX, RATE
from lib.counts import whole
from lib.tables import Column, Kind, Line, Table, Value
from reports.half_year import breakdowns
from reports.half_year import report as half_year_report
from reports.half_year.breakdowns import Breakdown
from reports.half_year.report import BY_LEADER, BY_TYPE, COLUMNS, DOCUMENT_LEVELS, HalfYearReport, Row

from .evaluated import held, meetings, recommendations
from .lists import as_on, moved_on, neglected, not_attended, visits, visits_on_paper

BY_LAST_REASON = gettext_lazy(
    "Cells not attended, each once, by the reason of its last missed visit; those carried over, or with "
    "another visit still open, are among them."
)
COUNTED_ONCE = gettext_lazy("The total counts each cell once; it need not be the sum of the rows.")

# --- planned and attended ---


def _heads(columns: Iterable[half_year_report.Column]) -> list[Column]:
    return [Column(c.label, Kind.DECIMAL if c.name == RATE.key else Kind.NUMBER) for c in columns]


FIGURES = _heads(COLUMNS)


def _figures(row: Row) -> list[Value]:
    return [row.value(column) for column in COLUMNS]


def groups(report: HalfYearReport) -> Table:
    notes = [_("A visit moved within the half-year counts once among those planned.")]
    if report.total_is_less_than_its_groups:
        notes.insert(0, _("A cell visited by both groups counts once in the total."))
    return Table(
        "groups",
        _("Attendance by leader group"),
        [Column(_("Leader group"), width=34), *FIGURES],
        lambda: [Line([row.label, *_figures(row)], row.is_total) for row in report.group_rows],
        notes,
        name=_("Summary"),
    )


def committees(report: HalfYearReport) -> Table:
    def lines():
        for row in report.committees:
            yield Line([row.total.label, None, *_figures(row.total)], is_total=True)
            for group in row.groups:
                yield Line([row.total.label, group.label, *_figures(group)])
        yield Line([report.total.label, None, *_figures(report.total)], is_total=True)

    return Table(
        "committees",
        _("By committee"),
        [Column(_("Committee"), width=28), Column(_("Leader group"), width=20), *FIGURES],
        lines,
        [_("Each committee's line counts its own plan."), COUNTED_ONCE],
        name=_("By committee"),
    )


def organization_types(report: HalfYearReport) -> Table:
    return Table(
        "types",
        _("By organization type"),
        [Column(_("Organization type"), width=34), *FIGURES],
        lambda: [
            Line([row.label, *_figures(row)], row.is_total)
            for row in [*report.organization_types, report.total]
        ],
        name=_("By organization type"),
    )


def leaders(report: HalfYearReport) -> Table:
    """Leaders without any visit have a line too."""
    return Table(
        "leaders",
        _("By leader"),
        [Column(_("Leader"), width=24), Column(_("Committee"), width=17), *FIGURES],
        lambda: [
            Line([row.label, row.parent or None, *_figures(row)], row.is_total)
            for row in [*report.leaders, report.total]
        ],
        [COUNTED_ONCE],
        name=_("By leader"),
    )


PLAN_FIGURES = [column for column in COLUMNS if column.name not in NOT_IN_PLAN_ANNEX]


def plan_and_actual(report: HalfYearReport, *, on_paper: bool = False) -> Table:
    """Each committee's plan, and below it the leaders whom it sends; who goes nowhere, at the own one.

    On paper a leader is set in below the committee; in a file each row names it, as rows may be sorted.
    """

    def figures(row: Row) -> list[Value]:
        return [row.value(column) for column in PLAN_FIGURES]

    def lines():
        nobody = [None] if on_paper else [None, None]
        for committee in report.plans:
            yield Line([committee.total.label, *nobody, *figures(committee.total)], is_total=True)
            for row in committee.leaders:
                names = [row.label] if on_paper else [committee.total.label, row.label]
                yield Line([*names, row.selection.leader.position, *figures(row)], level=int(on_paper))
        yield Line([report.total.label, *nobody, *figures(report.total)], is_total=True)

    whose = [Column(_("Committee"), width=24), Column(_("Leader"), width=24)]

    return Table(
        "plan",
        _("Plan and actual by committee and leader"),
        [
            *([Column(_("Committee, leader"), width=32)] if on_paper else whose),
            Column(_("Position"), width=24),
            *_heads(PLAN_FIGURES),
        ],
        lines,
        [
            _("A leader stands with every committee in whose plan he or she has visits."),
            COUNTED_ONCE,
        ],
        name=_("Plan and actual"),
    )


# --- what was not attended ---


def reasons(report: HalfYearReport) -> Table:
    """By committee; the last line is that of the whole report."""

    def lines():
        for line in Breakdown(report).reasons:
            counts = [count for _reason, count in line.counts]
            yield Line([line.row.label, *counts, line.total], line.row.is_total)

    return Table(
        "reasons",
        _("Cells not attended, by reason"),
        [
            Column(_("Committee"), width=34),
            *(Column(str(reason), Kind.NUMBER, 17) for reason, _count in report.reasons),
            Column(_("All reasons"), Kind.NUMBER),
        ],
        lines,
        [BY_LAST_REASON, COUNTED_ONCE],
        name=_("Not attended, by reason"),
    )


# --- how the meetings were run ---


def evaluations(report: HalfYearReport) -> Table:
    tallied = report.quality

    def lines():
        yield Line([_("Evaluations made"), tallied.leader_scored, tallied.cell_scored])
        yield Line([_("Mean total"), tallied.mean_leader_total, tallied.mean_cell_total])
        for band, by_leaders, by_cells in report.band_rows:
            yield Line([band, by_leaders, by_cells])

    return Table(
        "evaluations",
        _("Evaluations of the meetings attended"),
        [
            Column(_("Evaluations"), width=50),
            Column(_("By leaders"), Kind.POINTS, 16),
            Column(_("By the cells"), Kind.POINTS, 16),
        ],
        lines,
        [
            ngettext(
                "Of one meeting attended by a counted visit.",
                "Of %(count)s meetings attended by a counted visit.",
                tallied.meetings,
            )
            % {"count": whole(tallied.meetings)}
        ],
        name=_("Evaluations"),
    )


def findings(report: HalfYearReport) -> Table:
    def lines():
        for kind, found in report.finding_rows:
            for finding, count in found:
                yield Line([str(kind), finding.text, count])

    return Table(
        "findings",
        _("Findings on the meetings attended"),
        [
            Column(_("Strength, limitation, cause"), width=16),
            Column(_("Finding"), width=90),
            Column(_("Times noted"), Kind.NUMBER, 12),
        ],
        lines,
        [_("Times noted: in evaluations by leaders and by the cells together.")],
        name=_("Findings"),
    )


def criteria(report: HalfYearReport) -> Table:
    """The rubrics used, their sections, and the points of each criterion."""

    def lines():
        for rubric in report.evaluated.criteria:
            yield Line([rubric.rubric.name, *[""] * 7], is_total=True)
            for section in rubric.sections:
                shares = ["", "", section.leader.share, "", "", section.cell.share, ""]
                yield Line([section.title, *shares], is_total=True, level=1)
                for row in section.criteria:
                    points = [*_points(row.leader), *_points(row.cell)]
                    yield Line([row.criterion.text, row.criterion.maximum, *points], level=2)

    return Table(
        "criteria",
        _("Mean points by criterion"),
        [
            Column(_("Criterion"), width=70),
            Column(_("Maximum"), Kind.POINTS, 9.5),
            Column(_("Mean by leaders"), Kind.POINTS, 11),
            Column(_("By leaders, % of the maximum"), Kind.DECIMAL, 12),
            Column(_("Evaluations by leaders"), Kind.NUMBER, 11),
            Column(_("Mean by the cells"), Kind.POINTS, 11),
            Column(_("By the cells, % of the maximum"), Kind.DECIMAL, 12),
            Column(_("Evaluations by the cells"), Kind.NUMBER, 11),
        ],
        lines,
        [_("Each mean is over the evaluations that scored the criterion.")],
        name=_("By criterion"),
    )


def _points(points: scores.Points) -> list[Value]:
    return [points.mean, points.share, points.count]


# --- where nobody has been for long ---


def coverage(report: HalfYearReport) -> Table:
    covered = report.coverage

    def lines():
        for row in [*covered.rows, covered.total_row]:
            label = row.committee.label if row.committee else _("Total")
            counts = [count for _gap, count in row.gaps.by_gap()]
            yield Line([label, row.gaps.total, *counts, row.gaps.neglected], is_total=row.committee is None)

    return Table(
        "coverage",
        _("Cells by months since any leader last attended"),
        [
            Column(_("Managing committee"), width=40),
            Column(_("Cells"), Kind.NUMBER, 11),
            *(Column(gap.label, Kind.NUMBER, 13) for gap in Gap),
            Column(_("Over 12 months or never"), Kind.NUMBER, 14),
        ],
        lines,
        [as_on(covered)],
        name=_("Coverage"),
    )


# --- what comes next ---


def next_half_year(report: HalfYearReport) -> Table:
    """The plans of the half-year that follows; without lines where there is none yet."""
    coming = report.following

    def lines():
        parts = Breakdown(coming)
        for line in parts.committees:
            if not line.is_part:
                plan = coming.plan_of[line.row.selection.committee.pk]
                yield Line([line.row.label, plan.get_status_display(), *_coming(line)])
        if coming.committees:
            yield Line([parts.total.row.label, None, *_coming(parts.total)], is_total=True)

    return Table(
        "next",
        _("Plans for the %(half_year)s") % {"half_year": coming.half_year.label},
        [
            Column(_("Committee"), width=40),
            Column(_("Status"), width=16),
            *(Column(MEASURES[key].label, Kind.NUMBER, 13) for key in COMING),
        ],
        lines,
        [_("Only approved plans are counted."), COUNTED_ONCE],
        name=_("Next half-year"),
    )


COMING = ("leaders_planned", "planned_cells", "planned_visits", "carried_in_cells")


def _coming(line: breakdowns.ProgressLine) -> list[Value]:
    *planned, carried_in = COMING
    return [*(getattr(line.row.tally, key) for key in planned), getattr(line.progress, carried_in)]


TABLES: dict[str, Callable[[HalfYearReport], Table]] = {
    "groups": groups,
    "committees": committees,
    "types": organization_types,
    "leaders": leaders,
    "plan": plan_and_actual,
    "reasons": reasons,
    "visits": visits,
    "held": held,
    "evaluations": evaluations,
    "meetings": meetings,
    "findings": findings,
    "criteria": criteria,
    "recommendations": recommendations,
    "not-attended": not_attended,
    "moved-on": moved_on,
    "coverage": coverage,
    "neglected": neglected,
    "next": next_half_year,
}

# What else than the plans' figures a table of its own counts.
LEVELS: dict[str, Sequence[Level]] = {
    "types": (BY_TYPE, ()),
    "leaders": (BY_LEADER, ()),
    "plan": DOCUMENT_LEVELS,
}


def tables(report: HalfYearReport) -> list[Table]:
    """In the annexes' order; the next half-year's only once somebody plans for it."""
    has_next = bool(report.following.plan_of)
    return [make(report) for key, make in TABLES.items() if key != "next" or has_next]


def long_lines(found: Iterable[Table]) -> int:
    """How many lines the long lists have together: what making a file of them takes its time for."""
    return sum(table.size() for table in found if table.size)


MOST_ROWS_IN_WORD = 1000


def for_document(report: HalfYearReport) -> list[Table]:
    """The annexes of the Word document; those without any row are left out.

    Lists too long for paper stand in the Excel file alone.
    """
    lists = [make(report) for make in (meetings, not_attended, recommendations)]
    # Of those planned all are listed: where they alone are too many, the others need not be counted.
    if report.total.tally.planned_visits <= MOST_ROWS_IN_WORD:
        lists.append(visits_on_paper(report))
    kept = {table.key: table for table in lists if 0 < table.size() <= MOST_ROWS_IN_WORD}
    is_evaluated = report.quality.leader_scored or report.quality.cell_scored
    found = [
        plan_and_actual(report, on_paper=True),
        kept.get("visits"),
        held(report) if report.numbers.timed or report.numbers.exempt else None,
        evaluations(report) if is_evaluated else None,
        kept.get("meetings"),
        criteria(report) if report.evaluated.criteria else None,  # there may be totals alone
        kept.get("not-attended"),
        kept.get("recommendations"),
    ]
    return [table for table in found if table]
