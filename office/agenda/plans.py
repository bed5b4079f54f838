"""Plans: to be begun, finished, corrected or judged. Of a single leader there are none."""

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils.functional import cached_property

from attendance.models import Plan, RegistrationWindow
from committees.models import Committee, Leader
from committees.roles import Permission
from committees.scope import within
from lib.periods import HalfYear, Month

from .reach import Reach
from .sections import BY_MONTH, DRAFTS, RETURNED, WAITING


@dataclass(frozen=True)
class MissingPlan:
    """A committee that has not begun its plan for a half-year that is to be registered now."""

    committee: Committee
    half_year: HalfYear


class PlanWork:
    def __init__(self, reach: Reach):
        self.reach = reach

    @property
    def _concerns_user(self) -> bool:
        return self.reach.leader is None and self.reach.has_any(Permission.REGISTER, Permission.APPROVE)

    def found(self, name: str) -> list[Plan]:
        return [plan for plan in self._open if plan.section == name]  # type: ignore[attr-defined]

    def rows(self, name: str, by: str = BY_MONTH) -> list[Plan]:
        return self.found(name)

    def among(self, *names: str) -> QuerySet:
        """Those of the sections, in no order."""
        if not self._concerns_user:
            return self._plans.none()
        return self._plans.filter(reduce(or_, (self._conditions[name] for name in names))).order_by()

    @cached_property
    def _open(self) -> list[Plan]:
        """Of all sections, each with its `section`: a committee has few that are not approved (one query)."""
        section = Case(*(When(its, then=Value(name)) for name, its in self._conditions.items()))
        plans = self.among(*self._conditions).annotate(section=section)
        return list(plans.select_related("committee").order_by("half_year", "committee__path"))

    @property
    def _plans(self):
        return Plan.objects.with_return().filter(status__in=[Plan.Status.DRAFT, Plan.Status.SUBMITTED])

    @cached_property
    def _conditions(self) -> dict[str, Q]:
        draft = Q(status=Plan.Status.DRAFT) & within(self.reach.paths(Permission.REGISTER))
        return {
            RETURNED: draft & Q(is_returned=True),
            DRAFTS: draft & Q(is_returned=False),
            WAITING: Q(status=Plan.Status.SUBMITTED) & within(self.reach.paths(Permission.APPROVE)),
        }


class MissingPlanWork:
    def __init__(self, reach: Reach):
        self.reach = reach

    def found(self, name: str) -> list[MissingPlan]:
        return self.missing

    def rows(self, name: str, by: str = BY_MONTH) -> list[MissingPlan]:
        return self.missing

    @cached_property
    def missing(self) -> list[MissingPlan]:
        """Of committees with leaders: no plan yet while its registration is open.

        Where no window is set, that is the last two months before the half-year begins.
        """
        if self.reach.leader or not self.reach.has_any(Permission.REGISTER):
            return []
        current = HalfYear.of(self.reach.day)
        windows = list(
            RegistrationWindow.objects.filter(half_year__in=[current, current.next]).select_related(
                "province"
            )
        )
        return [
            MissingPlan(committee, half_year)
            for half_year in (current, current.next)
            for committee in self._without_plan(half_year, self._is_open(half_year, windows))
        ]

    def _is_open(self, half_year: HalfYear, windows: list[RegistrationWindow]) -> Q:
        day, current = self.reach.day, HalfYear.of(self.reach.day)
        its_windows = [window for window in windows if window.half_year == half_year]
        is_open = within([w.province.path for w in its_windows if w.opens_on <= day <= w.closes_on], "")
        if half_year == current.next and Month.of(day) in current.months[-2:]:
            is_open |= ~within([window.province.path for window in its_windows], "")
        return is_open

    def _without_plan(self, half_year: HalfYear, is_open: Q) -> QuerySet:
        leaders = Leader.objects.serving(half_year)
        return Committee.objects.filter(
            is_open,
            within(self.reach.paths(Permission.REGISTER), ""),
            Exists(leaders.filter(committee=OuterRef("pk"))),
            ~Exists(Plan.objects.filter(committee=OuterRef("pk"), half_year=half_year)),
        ).order_by("path")
