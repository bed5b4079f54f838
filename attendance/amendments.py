"""How a plan changed: since it was handed in before, and by amendments since its approval."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from committees.models import Leader
from meetings.models import Cell
from meetings.periods import Month

from .models import Plan, Visit


@dataclass(frozen=True)
class Line:
    """One visit of a plan as it was or is; `moved_from` where only the month changed."""

    leader: Leader
    cell: Cell
    month: Month
    moved_from: Month | None = None


@dataclass
class Changes:
    """A plan against itself at the submission that was last judged."""

    since: dt.datetime
    added: list[Line]
    removed: list[Line]
    moved: list[Line]

    def __bool__(self):
        return bool(self.added or self.removed or self.moved)


def changes(plan: Plan) -> Changes | None:
    """What changed since the plan was sent back the last time; None if it never was."""
    since = judged_submission(plan).submitted_at
    if since is None:
        return None
    then, now = _visits_at(plan, since), _visits_now(plan)
    removed, added = set(then) - set(now), set(now) - set(then)
    moved = []
    for leader, cell, month in sorted(added):
        before = next((m for x, c, m in sorted(removed) if (x, c) == (leader, cell)), None)
        if before:
            moved.append((leader, cell, month, before))
            removed.discard((leader, cell, before))
            added.discard((leader, cell, month))
    leaders = Leader.objects.in_bulk({key[0] for key in [*removed, *added, *moved]})
    cells = Cell.objects.select_related("committee").in_bulk({key[1] for key in [*removed, *added, *moved]})

    def lines(keys):
        # Whoever has been deleted since had nothing but this draft.
        known = [key for key in keys if key[0] in leaders and key[1] in cells]
        found = [Line(leaders[key[0]], cells[key[1]], *key[2:]) for key in known]
        return sorted(found, key=lambda x: (x.leader.name_sort, x.month, x.cell.name_sort))

    return Changes(since, lines(added), lines(removed), lines(moved))


def judged_submission(plan: Plan):
    """A row of the plan, not yet approved, whose `submitted_at` and `submitted_by_id` tell what came back.

    They are None if nothing was; a submission that staff took back nobody has judged.
    """
    if plan.status == Plan.Status.DRAFT:
        return plan
    drafts = plan.history.filter(status=Plan.Status.DRAFT)
    return drafts.order_by("history_date", "history_id").last() or Plan()


def last_return(plan: Plan):
    """The history's row by which the plan was last sent back, with its user; None if it never was."""
    rows = list(plan.history.select_related("history_user").order_by("history_date", "history_id"))
    # Taken back, a plan forgets the submission; sent back, it keeps it.
    returns = [
        row
        for before, row in pairwise(rows)
        if (before.status, row.status) == (Plan.Status.SUBMITTED, Plan.Status.DRAFT)
        and before.submitted_at == row.submitted_at
    ]
    return returns[-1] if returns else None


def _visits_now(plan: Plan) -> list[tuple[int, int, Month]]:
    visits = plan.visits.exclude(outcome=Visit.Outcome.WITHDRAWN).order_by()
    return list(visits.values_list("leader_id", "cell_id", "month"))


def _visits_at(plan: Plan, when: dt.datetime) -> list[tuple[int, int, Month]]:
    rows = Visit.history.filter(plan=plan, history_date__lte=when).order_by("history_date", "history_id")
    last = {row.id: row for row in rows}
    return [
        (row.leader_id, row.cell_id, row.month)
        for row in last.values()
        if row.history_type != "-" and row.outcome != Visit.Outcome.WITHDRAWN
    ]


@dataclass(frozen=True)
class Entry:
    """What changed an approved plan: a visit added, carried in, withdrawn or restored."""

    ADDED, CARRIED_IN, WITHDRAWN, RESTORED = "added", "carried_in", "withdrawn", "restored"

    what: str
    visit: Visit
    when: dt.datetime | None
    who: object = None
    reason: str = ""


def ledger(plan: Plan, visits: Iterable[Visit]) -> list[Entry]:
    """The amendments of `visits`, the plan's, in the order they were made; one query."""
    rows = defaultdict(list)
    history = Visit.history.filter(plan=plan).select_related("history_user")
    for row in history.order_by("history_date", "history_id"):
        rows[row.id].append(row)
    entries = [entry for visit in visits for entry in _entries(visit, rows[visit.pk])]
    return sorted(entries, key=lambda e: (e.when is not None, e.when and e.when.timestamp(), e.visit.pk))


def _entries(visit: Visit, rows: list) -> Iterable[Entry]:
    origins = {Visit.Origin.AMENDMENT: Entry.ADDED, Visit.Origin.CARRIED_IN: Entry.CARRIED_IN}
    first = rows[0] if rows else None
    # As it came in: a move hands the link of a carried-in visit on, and the origin with it.
    if what := origins.get((first or visit).origin):
        yield Entry(
            what,
            visit,
            first and first.history_date,
            first and first.history_user,
            first.amendment_reason if first else visit.amendment_reason,
        )
    before = None
    for row in rows:
        if Visit.Outcome.WITHDRAWN in (row.outcome, before) and row.outcome != before:
            withdrawn = row.outcome == Visit.Outcome.WITHDRAWN
            yield Entry(
                Entry.WITHDRAWN if withdrawn else Entry.RESTORED,
                visit,
                row.history_date,
                row.history_user,
                row.amendment_reason if withdrawn else "",
            )
        before = row.outcome
    if before != Visit.Outcome.WITHDRAWN and visit.outcome == Visit.Outcome.WITHDRAWN:
        yield Entry(Entry.WITHDRAWN, visit, None, None, visit.amendment_reason)
