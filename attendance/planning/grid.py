"""What a planner sees: the grid of a plan, the days for handing it in, the cells to choose from."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext_lazy

from attendance.days.conflicts import Availability
from attendance.figures.selection import Selection
from attendance.figures.targets import Standing, standings, within_reach
from attendance.models import Plan, Visit
from attendance.models.conditions import is_planned
from committees.models import Leader, LeaderGroup
from lib.periods import Month, today
from lib.vietnamese import is_named, search_words
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
    target: Standing | None = None  # by what is attended or planned, in whatever plan

    @property
    def load(self) -> int:
        return sum(is_planned(visit) for slot in self.slots for visit in slot.visits)


@dataclass
class GridGroup:
    """The rows of one leader group."""

    group: str
    rows: list[LeaderRow]
    is_folded: bool = False
    fold_after: str = ""  # what the address says to fold or open it

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

    @property
    def size(self) -> int:
        return sum(len(group.rows) for group in self.groups)


class Shown(TextChoices):
    """Which leaders of a plan somebody looks at."""

    WARNED = "warned", gettext_lazy("With warnings")
    OPEN = "open", gettext_lazy("With visits without a result")
    VACANT = "vacant", gettext_lazy("Without a visit")


@dataclass(frozen=True)
class Cut:
    """The leaders of a plan to be shown: by words of the name, group, and what there is to look at.

    Visits come with their `warnings`. Those of a leader are shown together: what one month lacks another has.
    """

    name: str = ""
    group: str = ""
    show: str = ""

    def has(self, row: LeaderRow, group: str) -> bool:
        if not self._is_of(row.leader, group):
            return False
        if self.show == Shown.VACANT:
            return not row.load
        return not self.show or any(self._is_wanted(visit) for slot in row.slots for visit in slot.visits)

    def picks(self, visit: Visit) -> bool:
        """Of a list of visits."""
        return self._is_of(visit.leader, visit.leader_group) and self._is_wanted(visit)

    def _is_of(self, leader: Leader, group: str) -> bool:
        fits_name = all(is_named(key, leader.name_search) for key, _word in search_words(self.name))
        return fits_name and self.group in ("", group)

    def _is_wanted(self, visit: Visit) -> bool:
        match self.show:
            case Shown.WARNED:
                return bool(visit.warnings)
            case Shown.OPEN:
                return visit.outcome == Visit.Outcome.PENDING
        return self.show != Shown.VACANT


def planned_leaders(plan: Plan) -> QuerySet[Leader]:
    """Who may be planned: leaders of the committee and below, in office during the half-year."""
    return Leader.objects.below(plan.committee).serving(plan.half_year).in_protocol_order()


def grid(plan: Plan, visits: Iterable[Visit], cut: Cut = Cut()) -> Grid:
    """Of `visits`, the plan's, with their leaders, those whose rows are not cut off; two queries.

    A few more where there are targets.
    """
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
        if cut.has(its_row, group):
            by_group[group].append(its_row)
    _add_targets(plan, [row for rows in by_group.values() for row in rows])
    shown = [v for rows in by_group.values() for row in rows for slot in row.slots for v in slot.visits]
    return Grid(
        months,
        [
            GridGroup(group, sorted(by_group[group], key=lambda r: r.leader.protocol_key))
            for group in LeaderGroup.values
            if group in by_group
        ],
        [sum(is_planned(v) for v in shown if v.month == month) for month in months],
        not all(is_planned(v) for v in shown),
    )


def _add_targets(plan: Plan, rows: list[LeaderRow]) -> None:
    leaders = Leader.objects.filter(pk__in=[row.leader.pk for row in rows])
    found = standings(leaders, Selection(plan.half_year), within_reach)
    by_leader = {standing.leader.pk: standing for standing in found}
    for row in rows:
        row.target = by_leader.get(row.leader.pk)


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
    fitting = []
    if leader and cell:
        availability = Availability.read([leader.pk], [plan.half_year])
        fitting = availability.free_months(leader, cell, plan.half_year.months)
    return min(fitting or _months_to_plan(plan), key=lambda month: (load[month], month))


def next_vacancy(plan: Plan, leader: Leader) -> tuple[Leader, Month] | None:
    """Who comes after `leader` and has nothing to do in some month, and the first such month.

    In protocol order, from the last one on to the first. Three queries.
    """
    leaders = list(planned_leaders(plan))
    after = next((place for place, other in enumerate(leaders, start=1) if other == leader), 0)
    half_year = plan.half_year
    availability = Availability.read([other.pk for other in leaders], [half_year])
    since = today() if today() <= half_year.last_day else half_year.first_day
    for other in [*leaders[after:], *leaders[:after]]:
        for month in _months_to_plan(plan):
            if availability.is_vacant(other, month, since):
                return other, month
    return None


def _months_to_plan(plan: Plan) -> list[Month]:
    """Those still to begin; the one that runs where there is no other; all of a half-year that is over."""
    months, day = plan.half_year.months, today()
    return (
        [month for month in months if month.first_day >= day]
        or [month for month in months if month.last_day >= day]
        or months
    )
