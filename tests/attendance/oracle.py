"""The counting rules of docs/domain.md once more: slowly, over plain records in a list.

Written from the rules alone, one set per figure, and no database anywhere. Where the product and
this module disagree, the rules decide which of the two is wrong.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, fields

COUNTING_PLANS = {"approved", "closed"}


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

    @property
    def first_day(self) -> dt.date:
        return dt.date(self.month // 12, self.month % 12 + 1, 1)


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
    reasons: dict[str, frozenset]

    def figures(self) -> dict:
        sizes = {f.name: len(getattr(self, f.name)) for f in fields(self) if f.name != "reasons"}
        return sizes | {"reasons": {reason: len(cells) for reason, cells in self.reasons.items()}}


def cut(
    history: list[Row],
    half_year: int,
    committee: str = "",
    leader_group: str | None = None,
    leader: int | None = None,
    organization_type: int | None = None,
    managing_committee: str = "",
) -> list[Row]:
    """The visits of one half-year in plans that count, cut by the filters."""
    return [
        row
        for row in history
        if row.half_year == half_year
        and row.plan_status in COUNTING_PLANS
        and row.committee.startswith(committee)
        and leader_group in (None, row.leader_group)
        and leader in (None, row.leader)
        and organization_type in (None, row.cell_type)
        and row.cell_committee.startswith(managing_committee)
    ]


def count(rows: list[Row], history: list[Row], as_of: dt.date | None = None) -> Counted:
    """The figures of `rows`; `history` is everything there is, to follow carry-overs through."""
    half_year_of = {row.pk: row.half_year for row in history}
    moved_to = {row.carried_from: row.half_year for row in history if row.carried_from}

    def outcome(row):
        # Rule 9.
        if row.outcome == "attended" and as_of and row.met_on > as_of:
            return "pending"
        if row.outcome == "missed" and as_of and row.first_day > as_of:
            return "pending"
        return row.outcome

    s = [row for row in rows if row.outcome != "withdrawn" and row.origin != "unplanned"]
    planned = {row.cell for row in s}
    attended = {row.cell for row in s if outcome(row) == "attended"}

    fates = {"carried_over": set(), "pending": set(), "missed": set()}
    reasons = {}
    for cell in planned - attended:
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
        extra_cells=frozenset(
            row.cell for row in rows if row.origin == "unplanned" and outcome(row) == "attended"
        ),
        reasons={reason: frozenset(cells) for reason, cells in reasons.items()},
    )


def count_by(rows: list[Row], history: list[Row], as_of: dt.date | None, key) -> dict[object, Counted]:
    """The figures of each group of rows for which `key(row)` is the same."""
    groups = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return {value: count(group, history, as_of) for value, group in groups.items()}


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
