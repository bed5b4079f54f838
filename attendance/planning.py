"""What a planner sees: the grid of a plan, the days for handing it in, the cells to choose from."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import Case, F, OuterRef, QuerySet, Subquery, When
from django.utils import timezone

from committees.models import Committee, Leader, LeaderGroup
from committees.names import search_key
from meetings.models import Cell, Meeting
from meetings.periods import Month, today

from .conflicts import Planned, PlanWarning
from .models import Plan, RegistrationWindow, Visit

# --- the grid ---


@dataclass
class Slot:
    """One leader's visits of one month."""

    month: Month
    visits: list[Visit] = field(default_factory=list)


@dataclass
class Row:
    leader: Leader
    slots: list[Slot]

    @property
    def load(self) -> int:
        return sum(in_plan(visit) for slot in self.slots for visit in slot.visits)


@dataclass
class Group:
    """The rows of one leader group."""

    group: str
    rows: list[Row]

    @property
    def label(self) -> str:
        return LeaderGroup(self.group).label

    @property
    def load(self) -> int:
        return sum(row.load for row in self.rows)


@dataclass
class Grid:
    """A plan as people draw it up: leaders down, months across.

    A leader stands in the group of the visits; who has none yet, in that of today.
    """

    months: list[Month]
    groups: list[Group]
    month_loads: list[int]
    shows_uncounted: bool  # visits withdrawn or unplanned, which no load counts

    @property
    def load(self) -> int:
        return sum(self.month_loads)


def planned_leaders(plan: Plan) -> QuerySet[Leader]:
    """Who may be planned: leaders of the committee and below, in office during the half-year."""
    period = plan.half_year
    leaders = Leader.objects.filter(committee__path__startswith=plan.committee.path)
    return leaders.in_office(period.first_day, period.last_day).in_protocol_order()


def grid(plan: Plan, visits: Iterable[Visit]) -> Grid:
    """Of `visits`, the plan's, with their leaders; one query."""
    visits = list(visits)
    months = plan.half_year.months
    rows: dict[tuple, Row] = {}

    def row(leader, group):
        key = (group, leader.pk)
        if key not in rows:
            rows[key] = Row(leader, [Slot(month) for month in months])
        return rows[key]

    for visit in visits:
        row(visit.leader, visit.leader_group).slots[months.index(visit.month)].visits.append(visit)
    planned = {visit.leader_id for visit in visits}
    for leader in planned_leaders(plan):
        if leader.pk not in planned:
            row(leader, leader.group)
    by_group = defaultdict(list)
    for (group, _pk), its_row in rows.items():
        by_group[group].append(its_row)
    return Grid(
        months,
        [
            Group(group, sorted(by_group[group], key=lambda r: r.leader.protocol_key))
            for group in LeaderGroup.values
            if group in by_group
        ],
        [sum(in_plan(v) for v in visits if v.month == month) for month in months],
        not all(in_plan(v) for v in visits),
    )


def loads(plan: Plan) -> Counter[int]:
    """The visits in the plan of each leader, by key."""
    return Counter(visit.leader_id for visit in plan.visits.order_by() if in_plan(visit))


def lightest_month(plan: Plan, leader: Leader | None) -> Month:
    """The month with the fewest visits of the leader, the first of these: where the next one fits."""
    taken = plan.visits.filter(leader=leader).order_by() if leader else []
    load = Counter(visit.month for visit in taken if in_plan(visit))
    months = plan.half_year.months
    coming = [month for month in months if month >= Month.of(today())]
    return min(coming or months, key=lambda month: (load[month], month))


def in_plan(visit: Visit) -> bool:
    """As rule 3 counts planned visits: one moved within the half-year counts once."""
    moved_within = visit.carried_from_month and visit.carried_from_month.half_year == visit.half_year
    left_out = visit.outcome == Visit.Outcome.WITHDRAWN or visit.origin == Visit.Origin.UNPLANNED
    return not (left_out or moved_within)


# --- handing it in ---


@dataclass(frozen=True)
class Registration:
    """A plan against the window for handing it in; where none is set nothing is late."""

    plan: Plan
    window: RegistrationWindow | None

    @property
    def is_late(self) -> bool:
        """Handed in for the first time after the window had closed."""
        handed_in = self.plan.first_submitted_at
        return bool(self.window and handed_in) and timezone.localdate(handed_in) > self.window.closes_on

    @property
    def is_overdue(self) -> bool:
        """Still to be handed in, and the window has closed."""
        return self._is_due and today() > self.window.closes_on

    @property
    def is_early(self) -> bool:
        return self._is_due and today() < self.window.opens_on

    @property
    def is_open(self) -> bool:
        return self._is_due and self.window.opens_on <= today() <= self.window.closes_on

    @property
    def days_left(self) -> int:
        """Days to hand it in, today included."""
        return (self.window.closes_on - today()).days + 1

    @property
    def _is_due(self) -> bool:
        return bool(self.window) and not self.plan.first_submitted_at and self.plan.is_editable


def registration(plan: Plan) -> Registration:
    return Registration(plan, RegistrationWindow.objects.of(plan.committee, plan.half_year).first())


def registrations(plans: Iterable[Plan]) -> list[Registration]:
    """In the order of `plans`, which come with their committees; one query."""
    plans = list(plans)
    windows = RegistrationWindow.objects.filter(half_year__in={p.half_year for p in plans})
    by_key = {(w.province.path, w.half_year): w for w in windows.select_related("province")}
    return [Registration(p, by_key.get((_province_path(p), p.half_year))) for p in plans]


def count_late(window: RegistrationWindow) -> int:
    """The plans that are late by the window."""
    plans = Plan.objects.filter(half_year=window.half_year, committee__path__startswith=window.province.path)
    return sum(Registration(plan, window).is_late for plan in plans)


def _province_path(plan: Plan) -> str:
    return plan.committee.path[: Committee.steplen]


# --- the cells to choose from ---


def with_last_visit(rows: QuerySet, until: dt.date | None = None, *, cell: str = "pk") -> QuerySet:
    """With `last_visited_on`: the latest meeting that any leader attended, by the day `until` if given.

    None where nobody has been there yet. Of cells, or of rows that have one under the name `cell`.
    """
    attended = Meeting.objects.filter(cell=OuterRef(cell), visits__isnull=False).order_by("-date")
    if until:
        attended = attended.filter(date__lte=until)
    return rows.annotate(last_visited_on=Subquery(attended.values("date")[:1]))


def months_since(day: dt.date | None, month: Month) -> int | None:
    """Months from a cell's last visit to `month`; None where nobody has been there."""
    return None if day is None else month.ordinal - Month.of(day).ordinal


@dataclass(frozen=True)
class CellOption:
    """A cell that a leader may be registered for in a month, and what to know before choosing it."""

    cell: Cell
    month: Month
    registered: str  # who goes there in the half-year, and when
    warnings: list[PlanWarning]
    is_taken: bool  # by the leader, in that month
    is_chosen: bool
    is_proposed: bool  # for the plan, and not taken up

    @property
    def months_since(self) -> int | None:
        return months_since(self.cell.last_visited_on, self.month)


@dataclass(frozen=True)
class CellChoice:
    """The first `AT_MOST` cells that match what was typed.

    Those with the very words in their names come first, then those proposed for the plan, then those
    longest not visited.
    """

    AT_MOST = 12

    options: list[CellOption]
    left_off: int


def choose_cells(
    cells: QuerySet[Cell],
    *,
    text: str,
    month: Month,
    leader: Leader | None,
    user,
    chosen: int | None = None,
    proposed: Collection[int] = (),
) -> CellChoice:
    """Of `cells` those whose name, managing committee or code has every word of `text`.

    The `chosen` one, a key, stays on top whatever is typed: looking around loses no choice.
    """
    wanted, order = cells.matching(text), [F("last_visited_on").asc(nulls_first=True), "name_sort", "code"]
    if proposed:
        order = [Case(When(pk__in=proposed, then=0), default=1), *order]
    if phrase := search_key(text):
        # "cong an" means the police before every company with an "an" somewhere.
        order = [Case(When(name_search__contains=phrase, then=0), default=1), *order]
    if chosen:
        wanted = wanted | cells.filter(pk=chosen)
        order = [Case(When(pk=chosen, then=0), default=1), *order]
    found = with_last_visit(wanted).order_by(*order)
    shown = list(found.select_related("committee", "organization_type")[: CellChoice.AT_MOST])
    count = found.count()
    planned = Planned([leader.pk] if leader else [], [c.pk for c in shown], month.half_year.months, user)
    options = [
        CellOption(
            cell,
            month,
            planned.names_by_month(planned.others(cell)),
            planned.warnings(leader, cell, month) if leader else [],
            bool(leader) and planned.is_taken(leader, cell, month),
            cell.pk == chosen,
            cell.pk in proposed,
        )
        for cell in shown
    ]
    return CellChoice(options, count - len(shown))
