"""Who has which target in a half-year, and how far he has come: read once for any number of leaders."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, make_dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import (
    Count,
    F,
    IntegerField,
    QuerySet,
    Window,
    prefetch_related_objects,
)
from django.db.models.functions import Cast, Coalesce, RowNumber
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from attendance.models import Target, TargetQuerySet, Visit, VisitQuerySet
from committees.models import Committee, FormerOffice, Leader, LeaderGroup, User
from committees.organisation import belonging, parents_on, with_belonging
from lib.periods import HalfYear, Month, MonthOf, overlaps

from .duties import Days, Demand, Duty, Judgement, Months, demands, fulfilled, periods, throughout
from .measures import TARGET_MEASURES, TARGET_RATE
from .selection import Selection
from .tally import per_cent

MONTHS = {Target.Per.HALF_YEAR: 6, Target.Per.QUARTER: 3, Target.Per.MONTH: 1}
QUARTERS = ("I", "II", "III", "IV")


@dataclass(frozen=True)
class Standing:
    """A leader, the group he stands in, what is asked of him, and how much of it is fulfilled.

    Several `targets` where one followed the other within the half-year.
    """

    leader: Leader  # `belonged_to` is the id of his committee then
    group: str
    targets: list[Target]
    judgement: Judgement

    @property
    def asks(self) -> str:
        """ "1 cell every month"; each with its days where there are several."""
        if len(self.targets) == 1:
            return self.targets[0].asks
        return "; ".join(f"{target.asks} ({target.days})" for target in self.targets)

    @property
    def group_label(self) -> str:
        return str(LeaderGroup(self.group).label)

    @property
    def fraction(self) -> str:
        return f"{self.judgement.done}/{self.judgement.asked}"

    @property
    def missing(self) -> str:
        """What is still wanted: "1 cell", "02, 05/2018: 1 cell"; "" where nothing is."""
        return self.missing_since(dt.date.min)

    def missing_since(self, day: dt.date) -> str:
        """The same, of the periods that are not over before that day."""
        alike = defaultdict(list)
        for lack in self.judgement.lacks:
            if lack.months[-1].last_day >= day:
                alike[lack.number, lack.cells].append(lack.months)
        return "; ".join(
            f"{when}: {self._what(*lacking)}" if (when := _periods(periods)) else self._what(*lacking)
            for lacking, periods in alike.items()
        )

    def _what(self, number: int, cells: tuple[int, ...]) -> str:
        if cells:
            asking = [target for target in self.targets if target.number is None]
            named = {cell.pk: str(cell) for target in asking for cell in target.cells.all()}
            return ", ".join(name for pk, name in named.items() if pk in cells)
        return ngettext("%(count)d cell", "%(count)d cells", number) % {"count": number}


def _periods(periods: list[Months]) -> str:
    """Months or quarters of one year; "" for the whole half-year."""
    first = [months[0] for months in periods]
    if len(periods[0]) == 1:
        return f"{', '.join(f'{month.month:02}' for month in first)}/{first[0].year}"
    if len(periods[0]) == 3:
        number = ", ".join(QUARTERS[(month.month - 1) // 3] for month in first)
        return _("quarter %(number)s/%(year)d") % {"number": number, "year": first[0].year}
    return ""


# --- the visits that fulfil it ---

Visited = Callable[[Selection], VisitQuerySet]


def attended(selection: Selection) -> VisitQuerySet:
    """Of S, wherever the leader was registered, those attended by the day asked about."""
    visits = Visit.objects.approved().in_period(selection.half_year)
    return visits.filter(selection.counted & selection.attended)


def within_reach(selection: Selection) -> VisitQuerySet:
    """Attended or still open, in plans of any status."""
    visits = Visit.objects.in_period(selection.half_year)
    return visits.filter(selection.counted & (selection.attended | selection.pending))


# --- read and judged ---


def standings(
    leaders: QuerySet[Leader],
    selection: Selection,
    visited: Visited = attended,
    before: dt.date | None = None,
    of: QuerySet[Committee] | None = None,
) -> list[Standing]:
    """Of those `leaders` of whom something is asked in the half-year, in their order.

    Of `selection` its half-year and day count; with `of`, only leaders who belonged to these committees.
    One query where nobody has a target, else at most fourteen.
    """
    half_year = selection.half_year
    day = min(selection.as_of or half_year.last_day, half_year.last_day)
    targets = Target.objects.holding_between(half_year.first_day, day)
    if not targets.exists():
        return []
    leaders = with_belonging(leaders, selection.day, FormerOffice).annotate(path=F("committee__path"))
    if of is not None:
        leaders = leaders.filter(belonged_to__in=of.order_by().values("pk"))
    rows = [leader for leader in leaders if leader.serves_between(half_year.first_day, day)]
    whose = leaders.order_by().values("pk")
    parents = parents_on(_homes(rows), selection.day)
    in_force = _InForce(targets.filter(committee__in=parents), half_year, parents, day, before)
    if not in_force.targets:
        return []
    groups = _groups(whose, half_year)
    been = _Been(visited(selection).filter(leader__in=whose), half_year, in_force.targets)
    found = []
    for leader in rows:
        group = groups.get(leader.pk, leader.group)
        asking, asked = in_force.asked(leader, group)
        if asking:
            number, cells = partial(been.number, leader.pk), partial(been.cells, leader.pk)
            found.append(Standing(leader, group, asking, fulfilled(asked, number, cells)))
    return found


def _homes(leaders: list[Leader]) -> list[Committee]:
    """The committees to which they belonged, with their paths: few, and not read with every leader.

    One query if any of them was another than that of today.
    """
    paths = {leader.committee_id: leader.path for leader in leaders}  # type: ignore[attr-defined]
    now = {pk: Committee(pk=pk, path=path) for pk, path in paths.items()}
    then = {leader.belonged_to for leader in leaders}  # type: ignore[attr-defined]
    elsewhere = Committee.objects.filter(pk__in=then - now.keys()) if then - now.keys() else []
    return [*now.values(), *elsewhere]


def _ending(
    of_the_half_year: list[Months], held: Mapping[Month, Target | None], target: Target
) -> set[Month]:
    """The last months of the periods in which `target` is the last that holds."""
    return {
        period[-1]
        for period in of_the_half_year
        if next((held[month] for month in reversed(period) if held[month]), None) == target
    }


def selected(selection: Selection, user: User | None = None) -> list[Standing]:
    """Of the leaders whom the filters leave and `user` sees (None: all), in protocol order.

    Filters by cell or month leave nobody: a target is not cut by them.
    """
    if selection.organization_type or selection.managing_committee or selection.months_label:
        return []
    leaders = Leader.objects.serving(selection.half_year).in_protocol_order()
    if selection.committee:
        its = belonging(selection.committee, selection.day, FormerOffice, own=selection.own_plan)
        leaders = leaders.filter(its)
    if selection.leader:
        leaders = leaders.filter(pk=selection.leader.pk)
    found = standings(leaders, selection, of=Committee.objects.visible_to(user) if user else None)
    return [row for row in found if selection.leader_group in (None, "", row.group)]


_Numbers: Any = make_dataclass("_Numbers", [(key, int, 0) for key in TARGET_MEASURES], frozen=True)


@dataclass(frozen=True)
class TargetTally(_Numbers):
    """The figures about targets, by their measures' keys."""

    @property
    def rate(self) -> Decimal | None:
        return per_cent(getattr(self, TARGET_RATE.part), getattr(self, TARGET_RATE.whole))


def tally(rows: Iterable[Standing]) -> TargetTally:
    judged = [row.judgement for row in rows]
    return TargetTally(**{key: sum(map(measure.counts, judged)) for key, measure in TARGET_MEASURES.items()})


def duty(target: Target) -> Duty:
    named = target.cells.all() if target.number is None else []
    cells = {cell.pk: (cell.established_on, cell.dissolved_on) for cell in named}
    return Duty(MONTHS[Target.Per(target.per)], target.number, cells, (target.valid_from, target.valid_to))


class _InForce:
    """Targets by whose they are: a person's own goes first, then his group's, then that of all.

    What his own committee set goes before what one above it set.
    """

    def __init__(
        self,
        held: TargetQuerySet,
        half_year: HalfYear,
        parents: dict[int, int | None],
        day: dt.date,
        before: dt.date | None,
    ):
        self._half_year, self._parents, self._day, self._before = half_year, parents, day, before
        self._first_day, self._last_day = half_year.first_day, half_year.last_day
        self.targets = list(held.select_related("committee", "leader").order_by("pk"))
        prefetch_related_objects([target for target in self.targets if target.number is None], "cells")
        self._by_holder = defaultdict(list)
        for target in self.targets:
            self._by_holder[target.committee_id, target.leader_id, target.group].append(target)
        self._with_their_own = {leader for _committee, leader, _group in self._by_holder}
        self._asked: dict[tuple, tuple[list[Target], list[Demand]]] = {}

    def asked(self, leader: Leader, group: str) -> tuple[list[Target], list[Demand]]:
        """The targets that ask something of the leader in the half-year, and what.

        Worked out once for those alike: of a committee's leaders few have a target of their own.
        """
        own = leader.pk if leader.pk in self._with_their_own else None
        in_office = self._in_office(leader)
        alike = (own, leader.belonged_to, group, in_office)  # type: ignore[attr-defined]
        if alike not in self._asked:
            last, in_order = min(self._day, in_office[1] or self._day), self._in_order(leader, group)
            held = {month: _through(in_order, month, last) for month in self._half_year.months}
            targets = dict.fromkeys(filter(None, held.values()))
            by_target = {target: self._demands(target, held, in_office) for target in targets}
            asking = {target: its for target, its in by_target.items() if any(d.number for d in its)}
            self._asked[alike] = (list(asking), [demand for its in asking.values() for demand in its])
        return self._asked[alike]

    def _in_office(self, leader: Leader) -> Days:
        """As far as days in the half-year tell: most are alike."""
        first, last = leader.valid_from, leader.valid_to
        since_then, until_then = first and first > self._first_day, last and last < self._last_day
        return (first if since_then else None, last if until_then else None)

    def _demands(self, target: Target, held: dict[Month, Target | None], in_office: Days) -> list[Demand]:
        its = duty(target)
        ending = _ending(periods(self._half_year, its.months), held, target)
        return demands(its, self._half_year, in_office, self._before, ending)

    def _in_order(self, leader: Leader, group: str) -> list[Target]:
        """What may hold for the leader: of several on one day the first."""
        chain, committee = [], leader.belonged_to  # type: ignore[attr-defined]
        while committee is not None and committee not in chain:
            chain.append(committee)
            committee = self._parents.get(committee)
        holders = [(above, leader.pk, "") for above in chain]
        holders += [(above, None, of) for above in chain for of in (group, "")]
        return [target for holder in holders for target in self._by_holder.get(holder, ())]


def _through(in_order: list[Target], month: Month, last: dt.date) -> Target | None:
    """The target that holds the whole month; none that begins after `last` is known yet."""
    for end in (month.last_day, month.first_day):
        day = min(end, last)
        held = (target for target in in_order if overlaps(target.valid_from, target.valid_to, day, day))
        target = next(held, None)
        if target and throughout((target.valid_from, target.valid_to), month):
            return target
    return None


def _groups(leaders: QuerySet, half_year: HalfYear) -> dict[int, str]:
    """The groups in which leaders were registered in the half-year, last, where not in that of today; by
    the leaders' ids.
    """
    visits = Visit.objects.in_period(half_year).order_by()
    # Who was always in the group of today is not looked at again: few are left, mostly none.
    moved = visits.filter(leader__in=leaders).exclude(leader_group=F("leader__group"))
    elsewhere = set(moved.values_list("leader", flat=True))
    if not elsewhere:
        return {}
    last_first = Window(RowNumber(), partition_by="leader", order_by=[F("month").desc(), F("pk").desc()])
    of_others = visits.filter(leader__in=elsewhere).alias(place=last_first).filter(place=1)
    return dict(of_others.values_list("leader_id", "leader_group"))


class _Been:
    """In how many distinct cells leaders have been in each period, and in which of those that are named.

    One query for each length of the targets' periods, and one for the cells named.
    """

    def __init__(self, visits: VisitQuerySet, half_year: HalfYear, targets: list[Target]):
        # A meeting is in the half-year of its visits.
        self._visits = visits.order_by().with_held(half_year.first_day, half_year.last_day)
        lengths = {MONTHS[Target.Per(target.per)] for target in targets if target.number is not None}
        self._numbers = {length: self._counted(length) for length in lengths}
        self._cells = self._among({pk for target in targets for pk in duty(target).cells})

    def number(self, leader: int, months: Months) -> int:
        return self._numbers[len(months)].get((leader, months[0].ordinal // len(months)), 0)

    def cells(self, leader: int, months: Months) -> set[int]:
        first, last = months[0].ordinal, months[-1].ordinal
        return {cell for cell, month in self._cells[leader] if first <= month <= last}

    def _counted(self, months: int) -> dict[tuple[int, int], int]:
        """By leader, and by the period's place among all that have so many months."""
        # A visit's half-year is known without a look at the meeting.
        place = Cast("half_year", IntegerField()) if months == 6 else self._month / months
        numbers = self._visits.values("leader_id").annotate(place=place, number=Count("cell", distinct=True))
        return {
            (leader, place): number
            for leader, place, number in numbers.values_list("leader_id", "place", "number")
        }

    def _among(self, cells: set[int]) -> dict[int, list[tuple[int, int]]]:
        """By leader, those of the cells, with the months."""
        found = defaultdict(list)
        rows = self._visits.filter(cell__in=cells).values_list("leader_id", "cell_id", self._month)
        for leader, cell, month in rows:
            found[leader].append((cell, month))
        return found

    @property
    def _month(self) -> Coalesce:
        """In which the meeting took place, or is planned; a number, or Django would convert each."""
        return Coalesce(MonthOf("held__date"), F("month"), output_field=IntegerField())
