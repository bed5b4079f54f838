"""To which plan a visit belongs that nobody registered."""

from collections.abc import Iterable

from attendance.models import Plan
from committees.models import Committee, Leader
from lib.periods import HalfYear


def nearest_plan(leader: Leader, half_year: HalfYear) -> Plan | None:
    """That of the leader's committee, or of the nearest one above it that has a plan."""
    plans = Plan.objects.select_related("committee").filter(
        committee__path__in=_paths_up(leader.committee), half_year=half_year
    )
    return max(plans, key=lambda plan: len(plan.committee.path), default=None)


def _paths_up(committee: Committee) -> Iterable[str]:
    """The committee's path and those of all above it."""
    return [
        committee.path[:end] for end in range(Committee.steplen, len(committee.path) + 1, Committee.steplen)
    ]
