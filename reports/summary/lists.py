"""The long lists of the report: one line for each visit or cell, read a part at a time."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attendance.days.last_visits import months_since
from attendance.figures.coverage import NEGLECTED
from attendance.figures.measures import ATTENDED, FATES, MEASURES, Fate, marked
from attendance.models import Visit
from committees.organisation import Past
from lib.paging import loaded_in_parts
from lib.periods import Month, written_day
from lib.tables import Column, Kind, Line, Table, Value, words_of
from reports.half_year.coverage_report import CoverageReport, cells_of
from reports.half_year.report import HalfYearReport

CHUNK = 2000  # rows of a long list that are in memory at a time

RESULTS_OF_TODAY = gettext_lazy("The rows are those counted for that day; their results are those of today.")

# --- what was not attended ---


NOT_ATTENDED = (
    *("committee", "leader", "cell__committee", "cell__organization_type"),
    *("absence_reason", "carried_to__leader"),
)
OF_FATES = [measure for measure in MEASURES.values() if measure.fate and not measure.among]


def not_attended(report: HalfYearReport) -> Table:
    """One line for each cell planned and not attended: as many of each kind as the figures say."""
    selection, tally = report.selection, report.total.tally

    def lines():
        labels = {measure.fate: str(measure.label) for measure in OF_FATES}
        fates = _fates(report)
        shown = Visit.objects.annotate(was_missed=selection.missed, was_moved_on=selection.moved_on)
        found = loaded_in_parts(shown.select_related(*NOT_ATTENDED), list(fates), CHUNK)
        by_cell = groupby(_as_then(found, report.past), key=lambda visit: visit.cell_id)
        for number, (_cell, visits) in enumerate(by_cell, start=1):
            planned = list(visits)
            yield Line([number, *_cell_not_attended(labels[fates[planned[0].pk]], planned)])

    return Table(
        "not-attended",
        _("Cells planned and not attended"),
        [
            Column(_("No."), Kind.NUMBER, 5),
            Column(_("Cell"), width=26),
            Column(_("Managing committee"), width=15),
            Column(_("Organization type"), width=17),
            Column(_("What became of it"), width=12),
            Column(_("Committee"), width=13),
            Column(_("Leaders and months planned"), width=24),
            Column(_("Reason of absence"), width=20),
            Column(_("Moved to"), width=22),
        ],
        lines,
        [
            _("The reason is that of the last missed visit."),
            *([RESULTS_OF_TODAY] if selection.as_of else []),
        ],
        name=_("Cells not attended"),
        size=lambda: sum(getattr(tally, measure.key) for measure in OF_FATES),
    )


def _fates(report: HalfYearReport) -> dict[int, Fate]:
    """What became of the cells that nobody attended, by the keys of their visits, in order; one query."""
    selection, rows = report.selection, report.selection.apply(report.visits).order_by()
    attended = rows.filter(marked(ATTENDED, selection), cell=OuterRef("cell"))
    fates = {
        fate: ExpressionWrapper(getattr(selection, mark), BooleanField()) for fate, mark in FATES.items()
    }
    found = rows.filter(selection.counted & ~Exists(attended)).annotate(**fates)
    ordered = found.order_by("cell__name_sort", "cell_id", "month", "pk").values_list("cell_id", "pk", *fates)
    keys_of: dict[Fate, list[int]] = {fate: [] for fate in FATES}
    for _cell, visits in groupby(ordered, key=itemgetter(0)):
        _cells, keys, *had = zip(*visits, strict=True)
        its = next(fate for fate, are_so in zip(FATES, had, strict=True) if any(are_so))
        keys_of[its] += keys
    return {key: fate for fate, keys in keys_of.items() for key in keys}


def _cell_not_attended(fate: str, visits: list[Visit]) -> list[Value]:
    """Of `visits` of one cell, in order."""
    cell = visits[0].cell
    missed = [visit for visit in visits if visit.was_missed]
    moved_to = [visit.successor for visit in visits if visit.was_moved_on]
    return [
        cell.name,
        cell.committee.label,
        cell.organization_type.name,
        fate,
        ", ".join(dict.fromkeys(visit.committee.label for visit in visits)),
        "; ".join(_whom_and_when(visit) for visit in visits),
        str(missed[-1].absence_reason) if missed and missed[-1].absence_reason else None,
        "; ".join(_whom_and_when(visit) for visit in moved_to) or None,
    ]


def _as_then(visits: Iterable[Visit], past: Past) -> Iterator[Visit]:
    """With the committees that managed the cells and sent the leaders as the half-year knew them."""
    for visit in visits:
        past.place(visit.cell)
        past.call(visit.committee)
        yield visit


def _whom_and_when(visit: Visit) -> str:
    return f"{visit.leader.full_name} ({visit.month})"


def moved_on(report: HalfYearReport) -> Table:
    """One line for each missed visit that was moved to a later half-year."""
    selection = report.selection

    def rows():
        return selection.apply(report.visits).filter(selection.counted & selection.moved_on)

    def lines():
        found = rows().for_display().select_related("carried_to__plan")
        as_then = _as_then(found.iterator(chunk_size=CHUNK), report.past)
        for number, visit in enumerate(as_then, start=1):
            yield Line([number, *_visit_moved_on(visit)])

    return Table(
        "moved-on",
        _("Visits moved to a later half-year"),
        [
            Column(_("No."), Kind.NUMBER, 5),
            Column(_("Committee"), width=14),
            Column(_("Leader"), width=19),
            Column(_("Cell"), width=26),
            Column(_("Managing committee"), width=15),
            Column(_("Month"), Kind.MONTH, 9),
            Column(_("Reason of absence"), width=20),
            Column(_("Moved to"), Kind.MONTH, 10),
            Column(_("Who goes"), width=19),
            Column(_("Later plan"), width=12),
        ],
        lines,
        [_("A cell attended by another visit of the half-year is not among the cells carried over.")],
        name=_("Moved on"),
        size=lambda: rows().order_by().count(),
    )


def _visit_moved_on(visit: Visit) -> list[Value]:
    later = visit.successor
    return [
        visit.committee.label,
        visit.leader.full_name,
        visit.cell.name,
        visit.cell.committee.label,
        visit.month,
        str(visit.absence_reason) if visit.absence_reason else None,
        later.month,
        later.leader.full_name,
        later.plan.get_status_display(),
    ]


# --- the visits ---


OF_VISITS = (
    "month",
    *("committee_id", "committee__name", "committee__short_name"),
    *("leader__full_name", "leader__position"),
    *("cell_id", "cell__name", "cell__organization_type__name"),
    *("cell__committee_id", "cell__committee__name", "cell__committee__short_name"),
    *("origin", "outcome", "meeting__date", "absence_reason__label", "absence_reason__description"),
    *("carried_from__month", "carried_to__month", "note"),
)


# As the half-year went by; who attended on no day stands last in the month.
IN_TURN = (
    "month",
    F("meeting__date").asc(nulls_last=True),
    "cell__name_sort",
    *("leader__protocol_sort", "leader__name_sort", "pk"),
)


class _Visits:
    """The rows of the list: values, for there may be a hundred thousand of them."""

    def __init__(self, report: HalfYearReport):
        ordered = report.listed_visits().order_by(*IN_TURN)
        self.rows = ordered.values_list(*OF_VISITS, named=True).iterator(chunk_size=CHUNK)
        self._past = report.past
        self.origins, self.outcomes = words_of(Visit.Origin), words_of(Visit.Outcome)

    def committee(self, row) -> str:
        return self._past.label(row.committee_id, row.committee__name, row.committee__short_name)

    def managing(self, row) -> str:
        now = row.cell__committee_id, row.cell__committee__name, row.cell__committee__short_name
        return self._past.label_of(row.cell_id, *now)


def _reason(row) -> str | None:
    return row.absence_reason__description or row.absence_reason__label


def visits(report: HalfYearReport) -> Table:
    """Everything that the figures rest on, unplanned and withdrawn visits included."""

    def lines():
        listed = _Visits(report)
        return (Line([number, *_visit(row, listed)]) for number, row in enumerate(listed.rows, start=1))

    return Table(
        "visits",
        _("List of visits"),
        [
            Column(_("No."), Kind.NUMBER, 5),
            Column(_("Month"), Kind.MONTH, 8.5),
            Column(_("Committee"), width=13),
            Column(_("Leader"), width=18),
            Column(_("Position"), width=17),
            Column(_("Cell"), width=22),
            Column(_("Managing committee"), width=14),
            Column(_("Organization type"), width=17),
            Column(_("Origin"), width=10.5),
            Column(_("Outcome"), width=9.5),
            Column(_("Date of the meeting"), Kind.DATE, 11),
            Column(_("Reason of absence"), width=15),
            Column(_("Moved from"), Kind.MONTH, 9.5),
            Column(_("Moved to"), Kind.MONTH, 9.5),
            Column(_("Note"), width=14),
        ],
        lines,
        name=_("Visits"),
        size=lambda: report.listed_visits().order_by().count(),
    )


def _visit(row, listed: _Visits) -> tuple[Value, ...]:
    return (
        row.month,
        listed.committee(row),
        row.leader__full_name,
        row.leader__position,
        row.cell__name,
        listed.managing(row),
        row.cell__organization_type__name,
        listed.origins[row.origin],
        listed.outcomes[row.outcome],
        row.meeting__date,
        _reason(row),
        row.carried_from__month,
        row.carried_to__month,
        row.note or None,
    )


def visits_on_paper(report: HalfYearReport) -> Table:
    """The same rows, no more columns than a printed page holds in one line each.

    Committees stand beside the rows where there are several; what is unusual about a visit is its note.
    """
    listed = visits(report)
    plans = report.selection.apply(report.visits).order_by().values("committee").distinct()
    has_committees = len(plans[:2]) > 1

    def lines():
        found = _Visits(report)
        for number, row in enumerate(found.rows, start=1):
            committee = [found.committee(row)] if has_committees else []
            yield Line([number, *committee, *_visit_on_paper(row, found)])

    return Table(
        "visits",
        listed.title,
        [
            Column(_("No."), Kind.NUMBER, 5),
            *([Column(_("Committee"), width=12)] if has_committees else []),
            Column(_("Leader"), width=18),
            Column(_("Cell"), width=32),
            Column(_("Managing committee"), width=14),
            Column(_("Month"), Kind.MONTH, 8.5),
            Column(_("Outcome"), width=9),
            Column(_("Date of the meeting"), Kind.DATE, 11),
            Column(_("Note"), width=32),
        ],
        lines,
        name=listed.name,
        size=listed.size,
    )


def _visit_on_paper(row, listed: _Visits) -> Iterator[Value]:
    yield from (row.leader__full_name, row.cell__name, listed.managing(row), row.month)
    yield from (listed.outcomes[row.outcome], row.meeting__date)
    remarks = []
    if row.carried_from__month:
        remarks.append(_("moved from %(month)s") % {"month": row.carried_from__month})
    elif row.origin != Visit.Origin.REGISTERED:
        remarks.append(listed.origins[row.origin])
    if reason := _reason(row):
        remarks.append(reason)
    if row.carried_to__month:
        remarks.append(_("moved to %(month)s") % {"month": row.carried_to__month})
    remarks.append(row.note)
    told = "; ".join(filter(None, remarks))
    yield told[:1].upper() + told[1:] or None


# --- where nobody has been for long ---


def neglected(report: HalfYearReport) -> Table:
    """Over 12 months or never: longest left alone first."""
    covered = report.coverage

    def lines():
        selection = report.selection.narrow(managing_committee=covered.managing)
        cells = cells_of(selection, NEGLECTED, user=report.user).iterator(chunk_size=CHUNK)
        for number, cell in enumerate(map(report.past.place, cells), start=1):
            months = months_since(cell.last_visited_on, Month.of(covered.day))
            never = _("Never") if months is None else months
            kind = cell.organization_type.name
            yield Line([number, cell.name, cell.committee.label, kind, cell.last_visited_on, never])

    return Table(
        "neglected",
        _("Cells where nobody has been for over 12 months"),
        [
            Column(_("No."), Kind.NUMBER, 6),
            Column(_("Cell"), width=40),
            Column(_("Managing committee"), width=26),
            Column(_("Organization type"), width=32),
            Column(_("Last visited"), Kind.DATE, 13),
            Column(_("Months since"), Kind.NUMBER, 12),
        ],
        lines,
        [as_on(covered)],
        name=_("Nobody for long"),
        size=lambda: covered.total.neglected,
    )


def as_on(covered: CoverageReport) -> str:
    return _("%(whose)s, as on %(day)s; whichever committee the leader was of, planned or not.") % {
        "whose": covered.managing.name if covered.managing else _("Cells of the whole province"),
        "day": written_day(covered.day),
    }
