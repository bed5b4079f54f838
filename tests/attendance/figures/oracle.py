"""The counting rules of docs/domain.md once more: slowly, over plain records in a list.

Written from the rules alone, one set per figure, and no database anywhere. Where the product and
this module disagree, the rules decide which of the two is wrong.
"""

import calendar
import datetime as dt
from collections import Counter
from dataclasses import dataclass, fields

COUNTING_PLANS = {"approved", "closed"}
TODAY = dt.date(2018, 5, 20)  # where a test does not say


@dataclass(frozen=True)
class Row:
    """A visit with everything that the rules look at. Committees are paths, as in the tree."""

    pk: int
    plan_status: str
    committee: str
    half_year: int
    leader: int
    leader_group: str
    cell: int
    cell_committee: str
    cell_type: int
    month: int
    origin: str
    outcome: str
    met_on: dt.date | None = None
    reason: str | None = None
    carried_from: int | None = None
    meeting_day: int | None = None  # of the cell
    logged_on: dt.date | None = None

    @property
    def first_day(self) -> dt.date:
        return dt.date(self.month // 12, self.month % 12 + 1, 1)

    @property
    def due_on(self) -> dt.date:
        """The cell's meeting day, in a month without it, or where the cell has none, the month's last."""
        _weekday, last = calendar.monthrange(self.first_day.year, self.first_day.month)
        return self.first_day.replace(day=min(self.meeting_day or last, last))


@dataclass(frozen=True)
class Cell:
    """A cell; its committee is a path."""

    committee: str
    organization_type: int
    meeting_day: int | None = None
    established_on: dt.date | None = None
    dissolved_on: dt.date | None = None


@dataclass(frozen=True)
class Counted:
    """What each figure counts: cells, leaders or visits by their ids; cells by reason of absence."""

    planned_cells: frozenset
    attended_cells: frozenset
    planned_visits: frozenset
    attended_visits: frozenset
    leaders_planned: frozenset
    leaders_attended: frozenset
    carried_over_cells: frozenset
    pending_cells: frozenset
    missed_cells: frozenset
    registered_cells: frozenset
    extra_cells: frozenset
    due_visits: frozenset
    attended_of_due: frozenset
    logged_visits: frozenset
    overdue_visits: frozenset
    carried_in_cells: frozenset
    carried_in_attended: frozenset
    carried_in_carried_over: frozenset
    carried_in_pending: frozenset
    carried_in_missed: frozenset
    reasons: dict[str, frozenset]

    def figures(self) -> dict:
        sizes = {f.name: len(getattr(self, f.name)) for f in fields(self) if f.name != "reasons"}
        return sizes | {"reasons": {reason: len(cells) for reason, cells in self.reasons.items()}}


@dataclass(frozen=True)
class Cut:
    """The filters of a selection; committees by their paths, months by their numbers."""

    committee: str = ""
    leader_group: str | None = None
    leader: int | None = None
    organization_type: int | None = None
    managing_committee: str = ""
    own_cells: bool = False
    first_month: int | None = None
    last_month: int | None = None
    since: int | None = None


def cut(history: list[Row], half_year: int, by: Cut = Cut()) -> list[Row]:
    """The visits of one half-year, or of all from `since` on, in plans that count, cut by the filters."""
    first_half_year = half_year if by.since is None else by.since
    return [
        row
        for row in history
        if first_half_year <= row.half_year <= half_year
        and row.plan_status in COUNTING_PLANS
        and row.committee.startswith(by.committee)
        and by.leader_group in (None, row.leader_group)
        and by.leader in (None, row.leader)
        and by.organization_type in (None, row.cell_type)
        and row.cell_committee.startswith(by.managing_committee)
        and not (by.own_cells and by.managing_committee and row.cell_committee != by.managing_committee)
        and (by.first_month is None or by.first_month <= row.month)
        and (by.last_month is None or row.month <= by.last_month)
    ]


def in_s(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row.outcome != "withdrawn" and row.origin != "unplanned"]


def outcome_at(row: Row, as_of: dt.date | None) -> str:
    """Rule 9."""
    if row.outcome == "attended" and as_of and row.met_on > as_of:
        return "pending"
    if row.outcome == "missed" and as_of and row.first_day > as_of:
        return "pending"
    return row.outcome


def _fates(s: list[Row], not_attended: set[int], history: list[Row], outcome) -> tuple[dict, dict]:
    """Rule 5, of each cell not attended: what became of it, and the reason of its last miss."""
    moved_to = {row.carried_from: row.half_year for row in history if row.carried_from}
    fates = {"carried_over": set(), "pending": set(), "missed": set()}
    reasons = {}
    for cell in not_attended:
        of_cell = [row for row in s if row.cell == cell]
        missed = [row for row in of_cell if outcome(row) == "missed"]
        if any(moved_to.get(row.pk, row.half_year) > row.half_year for row in missed):
            fates["carried_over"].add(cell)
        elif any(outcome(row) == "pending" for row in of_cell):
            fates["pending"].add(cell)
        else:
            fates["missed"].add(cell)
        if missed:
            last = max(missed, key=lambda row: (row.month, row.pk))
            reasons.setdefault(last.reason, set()).add(cell)
    return fates, reasons


def _carried_in(cells: set[int], attended: set[int], fates: dict) -> dict[str, frozenset]:
    """Of the cells with a visit moved here from an earlier half-year, what became of each."""
    became = {"attended": attended, **fates}
    found = {f"carried_in_{fate}": frozenset(cells & its) for fate, its in became.items()}
    return found | {"carried_in_cells": frozenset(cells)}


def count(
    rows: list[Row], history: list[Row], as_of: dt.date | None = None, today: dt.date = TODAY
) -> Counted:
    """The figures of `rows`; `history` is everything there is, to follow carry-overs through.

    Due is what was due by yesterday, or by the end of the day `as_of`.
    """
    half_year_of = {row.pk: row.half_year for row in history}

    def outcome(row):
        return outcome_at(row, as_of)

    s = in_s(rows)
    planned = {row.cell for row in s}
    attended = {row.cell for row in s if outcome(row) == "attended"}
    due = [row for row in s if (row.due_on <= as_of if as_of else row.due_on < today)]

    fates, reasons = _fates(s, planned - attended, history, outcome)
    return Counted(
        planned_cells=frozenset(planned),
        attended_cells=frozenset(attended),
        planned_visits=frozenset(
            row.pk for row in s if row.carried_from is None or half_year_of[row.carried_from] != row.half_year
        ),
        attended_visits=frozenset(row.pk for row in s if outcome(row) == "attended"),
        leaders_planned=frozenset(row.leader for row in s),
        leaders_attended=frozenset(row.leader for row in s if outcome(row) == "attended"),
        carried_over_cells=frozenset(fates["carried_over"]),
        pending_cells=frozenset(fates["pending"]),
        missed_cells=frozenset(fates["missed"]),
        registered_cells=frozenset(row.cell for row in rows if row.origin == "registered"),
        extra_cells=frozenset(r.cell for r in rows if r.origin == "unplanned" and outcome(r) == "attended"),
        due_visits=frozenset(row.pk for row in due),
        attended_of_due=frozenset(row.pk for row in due if outcome(row) == "attended"),
        logged_visits=frozenset(row.pk for row in due if outcome(row) in ("attended", "missed")),
        overdue_visits=frozenset(row.pk for row in due if outcome(row) == "pending"),
        **_carried_in({row.cell for row in s if row.origin == "carried_in"}, attended, fates),
        reasons={reason: frozenset(cells) for reason, cells in reasons.items()},
    )


def count_by(
    rows: list[Row], history: list[Row], as_of: dt.date | None, key, today: dt.date = TODAY
) -> dict[object, Counted]:
    """The figures of each group of rows for which `key(row)` is the same."""
    groups = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return {value: count(group, history, as_of, today) for value, group in groups.items()}


def cumulative(
    rows: list[Row], history: list[Row], months: list[int], as_of: dt.date | None = None
) -> list[Counted]:
    """The figures of `rows` up to each of the months."""
    return [count([row for row in rows if row.month <= month], history, as_of) for month in months]


def delays(rows: list[Row], as_of: dt.date | None = None) -> dict[str, frozenset]:
    """Attended visits by the days from their meeting to the day on which they were logged."""
    result = {"1": set(), "7": set(), "30": set(), "longer": set(), "unknown": set()}
    for row in in_s(rows):
        if outcome_at(row, as_of) != "attended":
            continue
        if row.logged_on is None:
            result["unknown"].add(row.pk)
            continue
        days = (row.logged_on - row.met_on).days
        name = "1" if days <= 1 else "7" if days <= 7 else "30" if days <= 30 else "longer"
        result[name].add(row.pk)
    return {name: frozenset(visits) for name, visits in result.items()}


def gaps(cells: dict[int, Cell], history: list[Row], day: dt.date) -> dict[int, str]:
    """The cells that exist on `day` by the calendar months since any leader last attended there."""
    result = {}
    for pk, cell in cells.items():
        if cell.established_on and cell.established_on > day:
            continue
        if cell.dissolved_on and cell.dissolved_on < day:
            continue
        visited = [row.met_on for row in history if row.cell == pk and row.outcome == "attended"]
        visited = [met_on for met_on in visited if met_on <= day]
        if not visited:
            result[pk] = "never"
            continue
        last = max(visited)
        months = (day.year - last.year) * 12 + day.month - last.month
        result[pk] = "0-3" if months <= 3 else "4-6" if months <= 6 else "7-12" if months <= 12 else "over-12"
    return result


@dataclass(frozen=True)
class Judgement:
    """A final evaluation: `leader` None where the cell judged itself; points None without scores."""

    meeting: tuple[int, dt.date]
    leader: int | None
    total: float | None
    band: str | None
    findings: tuple[str, ...] = ()
    is_draft: bool = False


def judge(rows: list[Row], judgements: list[Judgement], as_of: dt.date | None = None) -> dict:
    """The evaluations of meetings that a counted visit attended, as `summary` exports them."""
    attended = {
        (row.leader, (row.cell, row.met_on))
        for row in rows
        if row.outcome == "attended" and row.origin != "unplanned" and (as_of is None or row.met_on <= as_of)
    }
    meetings = {meeting for _leader, meeting in attended}
    by_leaders = [j for j in judgements if not j.is_draft and (j.leader, j.meeting) in attended]
    by_cells = [j for j in judgements if not j.is_draft and j.leader is None and j.meeting in meetings]
    return {
        "meetings": len(meetings),
        "leader_totals": sorted(j.total for j in by_leaders if j.total is not None),
        "cell_totals": sorted(j.total for j in by_cells if j.total is not None),
        "bands": Counter(j.band for j in by_leaders if j.band),
        "cell_bands": Counter(j.band for j in by_cells if j.band),
        "findings": Counter(finding for j in by_leaders + by_cells for finding in j.findings),
    }


def compare(rows: list[Row], judgements: list[Judgement], as_of: dt.date | None = None) -> dict:
    """(the cell's own total, the leaders' totals) of each attended meeting that both sides scored.

    Of judgements by one rubric: points by two do not compare.
    """
    attended = {
        (row.leader, (row.cell, row.met_on)) for row in in_s(rows) if outcome_at(row, as_of) == "attended"
    }
    scored = [j for j in judgements if not j.is_draft and j.total is not None]
    result = {}
    for meeting in {meeting for _leader, meeting in attended}:
        own = [j.total for j in scored if j.meeting == meeting and j.leader is None]
        leaders = [j.total for j in scored if j.meeting == meeting and (j.leader, meeting) in attended]
        if own and leaders:
            result[meeting] = own[0], leaders
    return result
