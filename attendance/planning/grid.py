"""What a planner sees: the grid of a plan, the days for handing it in, the cells to choose from."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet

from attendance.days.conflicts import Availability
from attendance.models import Plan, Visit
from attendance.models.conditions import is_planned
from committees.models import Leader, LeaderGroup
from lib.periods import Month, today
from meetings.models import Cell

# --- the grid ---


@dataclass
class Slot:
    """One leader's visits of one month."""

    month: Month
    visits: list[Visit] = field(default_factory=list)


@dataclass
class LeaderRow:
    leader: Leader
    slots: list[Slot]

    @property
    def load(self) -> int:
        return sum(is_planned(visit) for slot in self.slots for visit in slot.visits)


@dataclass
class GridGroup:
    """The rows of one leader group."""

    group: str
    rows: list[LeaderRow]

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
    groups: list[GridGroup]
    month_loads: list[int]
    shows_uncounted: bool  # visits withdrawn or unplanned, which no load counts

    @property
    def load(self) -> int:
        return sum(self.month_loads)


def planned_leaders(plan: Plan) -> QuerySet[Leader]:
    """Who may be planned: leaders of the committee and below, in office during the half-year."""
    return Leader.objects.below(plan.committee).serving(plan.half_year).in_protocol_order()


def grid(plan: Plan, visits: Iterable[Visit]) -> Grid:
    """Of `visits`, the plan's, with their leaders; one query."""
    visits = list(visits)
    months = plan.half_year.months
    rows: dict[tuple, LeaderRow] = {}

    def row(leader, group):
        key = (group, leader.pk)
        if key not in rows:
            rows[key] = LeaderRow(leader, [Slot(month) for month in months])
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
            GridGroup(group, sorted(by_group[group], key=lambda r: r.leader.protocol_key))
            for group in LeaderGroup.values
            if group in by_group
        ],
        [sum(is_planned(v) for v in visits if v.month == month) for month in months],
        not all(is_planned(v) for v in visits),
    )


def loads(plan: Plan) -> Counter[int]:
    """The visits in the plan of each leader, by key."""
    return Counter(visit.leader_id for visit in plan.visits.order_by() if is_planned(visit))


def lightest_month(plan: Plan, leader: Leader | None, cell: Cell | None = None) -> Month:
    """The month with the fewest visits of the leader, the first of these: where the next one fits.

    It is one in which the leader is free for the cell, where both are known; and one still to begin while
    nobody knows on which day the cell meets. In a half-year that is over nothing is left to choose from.
    """
    taken = plan.visits.filter(leader=leader).order_by() if leader else []
    load = Counter(visit.month for visit in taken if is_planned(visit))
    months, day = plan.half_year.months, today()
    fitting = []
    if leader and cell:
        fitting = Availability.read([leader.pk], [plan.half_year]).free_months(leader, cell, months)
    fitting = (
        fitting
        or [month for month in months if month.first_day >= day]
        or [month for month in months if month.last_day >= day]
    )
    return min(fitting or months, key=lambda month: (load[month], month))
