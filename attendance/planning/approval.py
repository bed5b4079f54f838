"""The approval desk: what an official weighs before approving a plan, read for several plans at once."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext as _

from attendance.days.last_visits import with_last_visit
from attendance.figures.coverage import CLASSES, NEGLECTED, gap_of
from attendance.models import Plan, Proposal, Visit
from attendance.models.conditions import is_planned
from committees.models import Leader, LeaderGroup
from committees.scope import within
from lib.periods import HalfYear, Month, today
from meetings.models import Cell

from .amendments import Changes, changes_of, last_returns
from .proposals import open_for
from .registration import Registration, registrations
from .warnings import warnings_of


@dataclass(frozen=True)
class Reach:
    """How far some visits go: distinct leaders and cells, and the visits as rule 3 counts them."""

    label: str
    leaders: int
    cells: int
    visits: int

    @classmethod
    def of(cls, label: str, visits: list[Visit]) -> "Reach":
        return cls(label, len({v.leader_id for v in visits}), len({v.cell_id for v in visits}), len(visits))


@dataclass(frozen=True)
class Brief:
    """One plan that waits: where it goes and where it does not, what speaks against it, what is new."""

    registration: Registration
    last_return: object  # the history's row, None if the plan was never sent back
    changes: Changes | None
    groups: list[Reach]
    total: Reach  # cells of both groups count once (rule 8)
    months: list[tuple[Month, int]]
    idle: list[Leader]  # in office, and without a visit in any plan of the half-year
    neglected: list[Cell]  # in the plan, with `last_visited_on`: longest ago or never
    carried_in: int
    proposals: list[Proposal]  # not taken up
    warned: list[Visit]  # each with its `warnings`

    @property
    def plan(self) -> Plan:
        return self.registration.plan

    @property
    def never_visited(self) -> int:
        return sum(cell.last_visited_on is None for cell in self.neglected)


def briefs(plans: Iterable[Plan], *, user) -> list[Brief]:
    """In the order of `plans`, which come with their committees; the queries do not grow with them."""
    plans = list(plans)
    visits = _visits(plans, user)
    returns, changes, proposals = last_returns(plans), changes_of(plans), open_for(plans)
    idle, neglected = _idle(plans), _neglected(visits)
    found = []
    for registration in registrations(plans):
        plan = registration.plan
        its_visits = visits[plan.pk]
        planned = [visit for visit in its_visits if is_planned(visit)]
        loads = Counter(visit.month for visit in planned)
        cells = {visit.cell_id for visit in planned}
        found.append(
            Brief(
                registration=registration,
                last_return=returns.get(plan.pk),
                changes=changes[plan.pk],
                groups=_groups(planned),
                total=Reach.of(_("Total"), planned),
                months=[(month, loads[month]) for month in plan.half_year.months],
                idle=idle[plan.pk],
                neglected=[cell for cell in neglected if cell.pk in cells],
                carried_in=sum(visit.origin == Visit.Origin.CARRIED_IN for visit in planned),
                proposals=proposals[plan.pk],
                warned=[visit for visit in its_visits if visit.warnings],
            )
        )
    return found


def _visits(plans: list[Plan], user) -> dict[int, list[Visit]]:
    """By plan, each visit with its `warnings`; five queries."""
    visits = Visit.objects.visible_to(user).filter(plan__in=plans)
    visits = list(visits.select_related("leader", "cell__committee"))
    warnings, by_plan = warnings_of(visits, user=user), defaultdict(list)
    for visit in visits:
        visit.warnings = warnings[visit.pk]
        by_plan[visit.plan_id].append(visit)
    return by_plan


def _groups(visits: list[Visit]) -> list[Reach]:
    by_group = defaultdict(list)
    for visit in visits:
        by_group[visit.leader_group].append(visit)
    return [Reach.of(LeaderGroup(g).label, by_group[g]) for g in LeaderGroup.values if g in by_group]


def _idle(plans: list[Plan]) -> dict[int, list[Leader]]:
    """By plan: its leaders in office whom no plan of the half-year sends anywhere; two queries."""
    leaders = Leader.objects.filter(within([plan.committee.path for plan in plans]))
    leaders = list(leaders.select_related("committee").in_protocol_order())
    busy = _busy({plan.half_year for plan in plans}, leaders)

    def is_idle(leader, plan):
        return (
            leader.committee.is_within(plan.committee)
            and leader.serves(plan.half_year)
            and (leader.pk, plan.half_year) not in busy
        )

    return {plan.pk: [leader for leader in leaders if is_idle(leader, plan)] for plan in plans}


def _busy(half_years: set[HalfYear], leaders: list[Leader]) -> set[tuple[int, HalfYear]]:
    visits = Visit.objects.standing().filter(half_year__in=half_years, leader__in=leaders).order_by()
    return set(visits.values_list("leader_id", "half_year").distinct())


def _neglected(visits: dict[int, list[Visit]]) -> list[Cell]:
    """Of all cells in the plans those where no leader was for over 12 months, never first; one query."""
    cells = {visit.cell_id for its_visits in visits.values() for visit in its_visits}
    known = with_last_visit(Cell.objects.filter(pk__in=cells)).select_related("committee")
    day = today()
    return [
        cell
        for cell in known.order_by(F("last_visited_on").asc(nulls_first=True), "name_sort", "code")
        if gap_of(cell.last_visited_on, day) in CLASSES[NEGLECTED]
    ]
