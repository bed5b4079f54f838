"""Targets of the half-year that runs: what no plan fulfils, and what was not done in time."""

from dataclasses import dataclass

from django.utils.functional import cached_property

from attendance.figures.selection import Selection
from attendance.figures.targets import Standing, attended, standings, within_reach
from attendance.models import Plan, Target
from committees.models import Leader
from committees.roles import Permission
from committees.scope import within
from lib.periods import HalfYear

from .reach import Reach
from .sections import BELOW_TARGET, BY_MONTH


@dataclass(frozen=True)
class TargetGap:
    """What a leader's target still wants; his plan, where there is one."""

    standing: Standing
    missing: str
    plan: Plan | None

    @property
    def leader(self) -> Leader:
        return self.standing.leader


class TargetWork:
    """Asked of those who may register: they plan what is missing. One query where nobody has a target."""

    def __init__(self, reach: Reach):
        self.reach = reach

    def found(self, name: str) -> list[tuple[Standing, str]]:
        """What is wanting of whose target."""
        return self._planned if name == BELOW_TARGET else self._over

    def rows(self, name: str, by: str = BY_MONTH) -> list[TargetGap]:
        found = self.found(name)
        if not found:
            return []
        committees = {standing.leader.committee_id for standing, _missing in found}
        plans = Plan.objects.filter(half_year=self._half_year, committee__in=committees)
        by_committee = {plan.committee_id: plan for plan in plans.select_related("committee")}
        return [TargetGap(s, missing, by_committee.get(s.leader.committee_id)) for s, missing in found]

    @cached_property
    def _planned(self) -> list[tuple[Standing, str]]:
        """Not reached in the periods that are not over, even if all that is still open is attended."""
        found = [(standing, standing.missing_since(self.reach.day)) for standing in self._within_reach]
        return [(standing, missing) for standing, missing in found if missing]

    @cached_property
    def _over(self) -> list[tuple[Standing, str]]:
        """Months and quarters that are over without what was asked."""
        ending = {s.leader.pk for s in self._within_reach if any(map(_ends_early, s.targets))}
        if not ending:
            return []
        leaders = self._leaders.filter(pk__in=ending)
        found = standings(leaders, Selection(self._half_year), attended, self.reach.day)
        return [(standing, standing.missing) for standing in found if standing.judgement.is_below]

    @cached_property
    def _within_reach(self) -> list[Standing]:
        if not self.reach.has_any(Permission.REGISTER):
            return []
        return standings(self._leaders, Selection(self._half_year), within_reach)

    @property
    def _half_year(self) -> HalfYear:
        return HalfYear.of(self.reach.day)

    @property
    def _leaders(self):
        leaders = Leader.objects.filter(within(self.reach.paths(Permission.REGISTER)))
        if self.reach.leader:
            leaders = leaders.filter(pk=self.reach.leader.pk)
        return leaders.serving(self._half_year).select_related("committee").in_protocol_order()


def _ends_early(target: Target) -> bool:
    """Whether one of its periods is over before the half-year is."""
    return target.per != Target.Per.HALF_YEAR
