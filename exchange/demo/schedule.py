"""Who goes to which cell in which month, and what became of it.

The numbers of each half-year are given (`numbers`); chance only decides who and where.
"""

import datetime as dt
from collections import Counter
from random import Random

from lib.periods import HalfYear, Month

from .invented_visits import (
    AMENDMENT,
    AMENDMENT_NOTE,
    ATTENDED,
    NOTES,
    OTHER_DUTY,
    PENDING,
    TRIP,
    UNPLANNED,
    UNPLANNED_NOTE,
    WITHDRAWN,
    WITHDRAWN_NOTE,
    Visit,
)
from .numbers import CLOSED, RUNNING, Miss, Numbers
from .province import GROUPS, LEADERSHIP, Cell, Leader

ON_ANOTHER_DAY, IN_ANOTHER_MONTH = 4, 2  # meetings of a closed half-year


def closed_half_years(leaders: list[Leader], cells: list[Cell], seed: str) -> list[Visit]:
    """The visits of every half-year in CLOSED: all logged, the same whatever the day."""
    visits, before = [], []
    for half_year, numbers in CLOSED.items():
        schedule = _Schedule(half_year, leaders, cells, Random(f"{seed} {half_year}"))  # noqa: S311
        for group in GROUPS:
            schedule.carry_in(group, before, numbers[group].substitutes)
        for group in GROUPS:
            schedule.register(group, numbers[group])
            schedule.log(group, numbers[group])
        schedule.shift_meetings()
        visits += schedule.visits
        before = schedule.carried_over
    return visits


def running_half_year(leaders: list[Leader], cells: list[Cell], today: dt.date, seed: str) -> list[Visit]:
    """The visits of the half-year of `today`; none if it is one of CLOSED or earlier.

    Of the months before this one, most are attended, some overdue, two missed and left so, one
    missed and moved on; from this month on all is pending.
    """
    half_year = HalfYear.of(today)
    if half_year <= max(CLOSED):
        return []
    rng = Random(f"{seed} {half_year}")  # noqa: S311
    schedule = _Schedule(half_year, leaders, cells, rng)
    for group in GROUPS:
        schedule.register(group, RUNNING[group])

    this_month = Month.of(today)
    past = [v for v in schedule.visits if v.month < this_month and v.outcome == PENDING]
    if not past:
        return schedule.visits
    rng.shuffle(past)
    by_trip, by_duty, moved, *others = past
    by_trip.miss(TRIP)
    by_duty.miss(OTHER_DUTY, NOTES[OTHER_DUTY][0])
    schedule.move(moved, TRIP, not_before=this_month)
    overdue = min(max(len(others) // 6, 2), 6)
    for visit in others[overdue:]:
        visit.attend()
    schedule.add_unplanned(LEADERSHIP, before=this_month)
    return schedule.visits


class _Schedule:
    """The visits of one half-year as they are being arranged.

    A leader has at most one visit a month, so that no two meetings fall on one day.
    """

    def __init__(self, half_year: HalfYear, leaders: list[Leader], cells: list[Cell], rng: Random):
        self.half_year, self.rng = half_year, rng
        self.leaders = [leader for leader in leaders if leader.in_office_throughout(half_year)]
        self.unused_cells = [cell for cell in cells if cell.exists_throughout(half_year)]
        rng.shuffle(self.leaders)
        rng.shuffle(self.unused_cells)
        self.visits: list[Visit] = []
        self.carried_over: list[Visit] = []

    def carry_in(self, group: str, carried: list[Visit], substitutes: int) -> None:
        """The group's visits that were moved here from the half-year before."""
        for missed in (v for v in carried if v.leader.group == group):
            leader = missed.leader
            colleagues = [
                other
                for other in self.leaders
                if (other.committee, other.group) == (leader.committee, leader.group) and other != leader
            ]
            if leader not in self.leaders:
                leader = colleagues[0]
            elif substitutes and colleagues:
                leader = colleagues[0]
                substitutes -= 1
            visit = self._add(leader, missed.cell, self._free_months(leader)[0])
            visit.carried_from = missed
            self.unused_cells.remove(missed.cell)

    def register(self, group: str, numbers: Numbers) -> None:
        """Everything that the plans of a group hold before the first result."""
        shared = [self._attended_once(group) for _ in range(numbers.shared)]
        new = numbers.cells - len(shared) - len(self._pending(group))
        for cell in shared + [self.unused_cells.pop() for _ in range(new)]:
            self._add(self._least_busy(group), cell)
        for visit in self.visits[-numbers.amendments :] if numbers.amendments else []:
            visit.origin, visit.note = AMENDMENT, AMENDMENT_NOTE
        for _ in range(numbers.withdrawn):
            visit = self._add(self._least_busy(group), self.unused_cells.pop())
            visit.outcome, visit.note = WITHDRAWN, WITHDRAWN_NOTE

    def log(self, group: str, numbers: Numbers) -> None:
        """A result for every visit of the group, and the visits beside the plan."""
        self._miss(group, numbers.misses)
        attended = [v for v in self._pending(group) if self._is_new(v)]
        self.rng.shuffle(attended)
        for _ in range(numbers.moved):
            self.move(self._take(attended, lambda v: self._free_months(v.leader, v.month + 1)), TRIP)
        for _ in range(numbers.second_meetings):
            visit = self._take(attended, lambda v: self._free_months(v.leader, v.month + 1))
            self._add(visit.leader, visit.cell, self._free_months(visit.leader, visit.month + 1)[0])
        for _ in range(numbers.second_leaders):
            visit = self._take(attended, self._companion)
            self._add(self._companion(visit), visit.cell, visit.month)
        for visit in self._pending(group):
            visit.attend()
        for _ in range(numbers.unplanned):
            self.add_unplanned(group)

    def move(self, visit: Visit, reason: str, not_before: Month | None = None) -> None:
        """Missed, and moved to a later month of the half-year."""
        visit.miss(reason)
        months = self._free_months(visit.leader, not_before or visit.month + 1)
        later = self._add(visit.leader, visit.cell, (months or [self.half_year.months[-1]])[0])
        later.origin, later.carried_from = AMENDMENT, visit

    def add_unplanned(self, group: str, before: Month | None = None) -> None:
        free = [x for x in self.leaders if x.group == group and self._free_months(x, before=before)]
        leader = min(free, key=self._visits_of)
        month = self.rng.choice(self._free_months(leader, before=before))
        visit = self._add(leader, self.unused_cells.pop(), month)
        visit.origin, visit.note = UNPLANNED, UNPLANNED_NOTE
        visit.attend()

    def shift_meetings(self) -> None:
        """Cells do not always meet on their day: a few met on another, one on the period's last."""
        alone = Counter(v.cell for v in self.visits)
        visits = [
            v for v in self.visits if v.outcome == ATTENDED and v.origin != UNPLANNED and alone[v.cell] == 1
        ]
        self.rng.shuffle(visits)
        last_month = self.half_year.months[-1]
        self._take(visits, lambda v: v.month == last_month).held_on = self.half_year.last_day
        for _ in range(IN_ANOTHER_MONTH):
            visit = self._take(visits, lambda v: v.month + 1 in self._free_months(v.leader))
            visit.held_on = (visit.month + 1).day(visit.cell.meeting_day)
        for visit in visits[:ON_ANOTHER_DAY]:
            days = range(max(visit.usual_day.day - 3, 1), min(visit.usual_day.day + 4, 28))
            visit.held_on = visit.month.day(
                self.rng.choice([day for day in days if day != visit.usual_day.day])
            )

    def _miss(self, group: str, misses: tuple[Miss, ...]) -> None:
        """Mark that many cells as not attended, each by another leader who attends elsewhere."""
        alone = Counter(v.cell for v in self.visits)
        candidates = [v for v in self._pending(group) if alone[v.cell] == 1]
        self.rng.shuffle(candidates)
        absent = set()
        for miss in misses:
            visit = self._take(
                candidates,
                lambda v, miss=miss: (
                    self._is_new(v) != miss.carried_in
                    and v.leader not in absent
                    and self._visits_of(v.leader) > 1
                    # What goes over to the next half-year was missed towards the end of this one.
                    and (not miss.carried_over or v.carried_from or v.month >= self.half_year.months[2])
                ),
            )
            absent.add(visit.leader)
            visit.miss(miss.reason, self.rng.choice(NOTES.get(miss.reason, [""])))
            if miss.carried_over:
                self.carried_over.append(visit)

    def _add(self, leader: Leader, cell: Cell, month: Month | None = None) -> Visit:
        if not month:
            load = Counter(v.month for v in self.visits)
            free = self._free_months(leader) or self.half_year.months
            month = min(free, key=lambda m: (load[m], self.rng.random()))
        visit = Visit(self.half_year, leader, cell, month)
        self.visits.append(visit)
        return visit

    def _attended_once(self, group: str) -> Cell:
        """A cell that leaders of another group attend, by one visit."""
        once = Counter(v.cell for v in self.visits)
        return self.rng.choice(
            [
                v.cell
                for v in self.visits
                if v.leader.group != group and v.outcome == ATTENDED and once[v.cell] == 1 and self._is_new(v)
            ]
        )

    def _pending(self, group: str) -> list[Visit]:
        return [v for v in self.visits if v.leader.group == group and v.outcome == PENDING]

    def _least_busy(self, group: str) -> Leader:
        return min((x for x in self.leaders if x.group == group), key=self._visits_of)

    def _visits_of(self, leader: Leader) -> int:
        return sum(v.leader == leader for v in self.visits)

    def _free_months(
        self, leader: Leader, since: Month | None = None, before: Month | None = None
    ) -> list[Month]:
        taken = {v.month for v in self.visits if v.leader == leader}
        taken |= {Month.of(v.held_on) for v in self.visits if v.leader == leader and v.held_on}
        return [
            month
            for month in self.half_year.months
            if month not in taken and (not since or month >= since) and (not before or month < before)
        ]

    def _companion(self, visit: Visit) -> Leader | None:
        """Another leader of the group who is free in the visit's month."""
        free = (
            other
            for other in self.leaders
            if other.group == visit.leader.group and visit.month in self._free_months(other)
        )
        return next(free, None)

    @staticmethod
    def _is_new(visit: Visit) -> bool:
        return visit.carried_from is None

    @staticmethod
    def _take(visits: list[Visit], condition) -> Visit:
        """Remove and return the first visit that satisfies the condition."""
        found = next(v for v in visits if condition(v))
        visits.remove(found)
        return found
