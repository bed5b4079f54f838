"""How a plan changed: since it was handed in before, and by amendments since its approval."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from attendance.models import Plan, Visit
from committees.models import Leader
from committees.names import NamesThen
from lib.periods import Month
from meetings.models import Cell


@dataclass(frozen=True)
class ChangedVisit:
    """One visit of a plan as it was or is; `moved_from` where only the month changed."""

    leader: Leader
    cell: Cell
    month: Month
    moved_from: Month | None = None


@dataclass
class Changes:
    """A plan against itself at the submission that was last judged."""

    since: dt.datetime
    added: list[ChangedVisit]
    removed: list[ChangedVisit]
    moved: list[ChangedVisit]

    def __bool__(self):
        return bool(self.added or self.removed or self.moved)


def changes(plan: Plan) -> Changes | None:
    """What changed since the plan was sent back the last time; None if it never was."""
    return changes_of([plan])[plan.pk]


def changes_of(plans: Iterable[Plan]) -> dict[int, Changes | None]:
    """The `changes` of each of the plans, not yet approved, by its key; five queries at most."""
    submissions = _judged_submissions(plans)
    since = {key: row.submitted_at for key, row in submissions.items() if row.submitted_at}
    then, now = _visits_at(since), _visits_now(since)
    parts = {key: _differences(then[key], now[key]) for key in since}
    told = [visit for its_parts in parts.values() for part in its_parts for visit in part]
    leaders = Leader.objects.in_bulk({visit[0] for visit in told})
    cells = Cell.objects.select_related("committee").in_bulk({visit[1] for visit in told})

    def lines(visits):
        # Whoever has been deleted since had nothing but this draft.
        known = [visit for visit in visits if visit[0] in leaders and visit[1] in cells]
        found = [ChangedVisit(leaders[visit[0]], cells[visit[1]], *visit[2:]) for visit in known]
        return sorted(found, key=lambda x: (x.leader.name_sort, x.month, x.cell.name_sort))

    found = {key: Changes(since[key], *map(lines, its_parts)) for key, its_parts in parts.items()}
    return dict.fromkeys(submissions) | found


def _differences(then: set[tuple], now: set[tuple]) -> tuple[set, set, list]:
    """(leader, cell, month) added and removed; moved, with the month before."""
    removed, added = then - now, now - then
    moved = []
    for leader, cell, month in sorted(added):
        before = next((m for x, c, m in sorted(removed) if (x, c) == (leader, cell)), None)
        if before:
            moved.append((leader, cell, month, before))
            removed.discard((leader, cell, before))
            added.discard((leader, cell, month))
    return added, removed, moved


def judged_submission(plan: Plan):
    """A row of the plan, not yet approved, whose `submitted_at` and `submitted_by_id` tell what came back.

    They are None if nothing was; a submission that staff took back nobody has judged.
    """
    return _judged_submissions([plan])[plan.pk]


def _judged_submissions(plans: Iterable[Plan]) -> dict:
    """The `judged_submission` of each plan, by its key; one query."""
    plans = list(plans)
    handed_in = [plan.pk for plan in plans if plan.status != Plan.Status.DRAFT]
    drafts = Plan.history.filter(id__in=handed_in, status=Plan.Status.DRAFT)
    last = {row.id: row for row in drafts.order_by("history_date", "history_id")}
    return {
        plan.pk: plan if plan.status == Plan.Status.DRAFT else last.get(plan.pk, Plan()) for plan in plans
    }


def last_return(plan: Plan):
    """The history's row by which the plan was last sent back, with its user; None if it never was."""
    return last_returns([plan]).get(plan.pk)


def last_returns(plans: Iterable[Plan]) -> dict:
    """The `last_return` of each plan that ever was sent back, by its key; one query."""
    history = Plan.history.filter(id__in=[plan.pk for plan in plans]).select_related("history_user")
    # Taken back, a plan forgets the submission; sent back, it keeps it.
    return {
        row.id: row
        for before, row in pairwise(history.order_by("id", "history_date", "history_id"))
        if (before.id, before.status, row.status) == (row.id, Plan.Status.SUBMITTED, Plan.Status.DRAFT)
        and before.submitted_at == row.submitted_at
    }


def _visits_now(plans: Iterable[int]) -> dict[int, set[tuple]]:
    """(leader, cell, month) of each visit, by plan."""
    visits = Visit.objects.standing().filter(plan__in=plans).order_by()
    found = defaultdict(set)
    for plan, *visit in visits.values_list("plan_id", "leader_id", "cell_id", "month"):
        found[plan].add(tuple(visit))
    return found


def _visits_at(since: dict[int, dt.datetime]) -> dict[int, set[tuple]]:
    """The same, of each plan as it was at its time."""
    rows = Visit.history.filter(plan__in=since).order_by("history_date", "history_id")
    last = {row.id: row for row in rows if row.history_date <= since[row.plan_id]}
    found = defaultdict(set)
    for row in last.values():
        if row.history_type != "-" and row.outcome != Visit.Outcome.WITHDRAWN:
            found[row.plan_id].add((row.leader_id, row.cell_id, row.month))
    return found


@dataclass(frozen=True)
class LedgerEntry:
    """What changed an approved plan: a visit added, carried in, withdrawn or restored; `who` as the account
    was called then.
    """

    ADDED, CARRIED_IN, WITHDRAWN, RESTORED = "added", "carried_in", "withdrawn", "restored"

    what: str
    visit: Visit
    when: dt.datetime | None
    who: str = ""
    reason: str = ""


def ledger(plan: Plan, visits: Iterable[Visit]) -> list[LedgerEntry]:
    """The amendments of `visits`, the plan's, in the order they were made; two queries."""
    rows = defaultdict(list)
    history = list(Visit.history.filter(plan=plan).order_by("history_date", "history_id"))
    names = NamesThen(history)
    for row in history:
        rows[row.id].append(row)
    entries = [entry for visit in visits for entry in _entries(visit, rows[visit.pk], names)]
    return sorted(entries, key=lambda e: (e.when is not None, e.when and e.when.timestamp(), e.visit.pk))


def _entries(visit: Visit, rows: list, names: NamesThen) -> Iterable[LedgerEntry]:
    origins = {Visit.Origin.AMENDMENT: LedgerEntry.ADDED, Visit.Origin.CARRIED_IN: LedgerEntry.CARRIED_IN}
    first = rows[0] if rows else None
    # As it came in: a move hands the link of a carried-in visit on, and the origin with it.
    if what := origins.get((first or visit).origin):
        yield LedgerEntry(
            what,
            visit,
            first and first.history_date,
            names.of(first) if first else "",
            first.amendment_reason if first else visit.amendment_reason,
        )
    before, reason_before = None, ""
    for row in rows:
        if Visit.Outcome.WITHDRAWN in (row.outcome, before) and row.outcome != before:
            withdrawn = row.outcome == Visit.Outcome.WITHDRAWN
            yield LedgerEntry(
                LedgerEntry.WITHDRAWN if withdrawn else LedgerEntry.RESTORED,
                visit,
                row.history_date,
                names.of(row),
                # Restored by an earlier release, a visit kept the reason of its withdrawal.
                row.amendment_reason if withdrawn or row.amendment_reason != reason_before else "",
            )
        before, reason_before = row.outcome, row.amendment_reason
    if before != Visit.Outcome.WITHDRAWN and visit.outcome == Visit.Outcome.WITHDRAWN:
        yield LedgerEntry(LedgerEntry.WITHDRAWN, visit, None, "", visit.amendment_reason)
