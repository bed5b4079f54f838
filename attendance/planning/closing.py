"""What is still open in the half-years that are over: looked at before the administrator closes one."""

from dataclasses import dataclass

from django.db.models import Count, Q

from attendance.models import Plan
from committees.models import Committee
from committees.organisation import below
from lib.periods import HalfYear

NOT_APPROVED = (Plan.Status.DRAFT, Plan.Status.SUBMITTED)


@dataclass(frozen=True)
class PastHalfYear:
    """How many plans of a half-year are open, closed and never approved; the visits open in the first."""

    half_year: HalfYear
    open: int
    closed: int
    by_administrator: int  # of those closed
    not_approved: int
    pending: int


def past_half_years(province: Committee) -> list[PastHalfYear]:
    """Those that are over and have plans, latest first (two queries)."""
    plans = Plan.objects.below(province).filter(half_year__lt=HalfYear.current()).order_by("-half_year")
    open_plans = plans.filter(status=Plan.Status.APPROVED)
    pending = dict(
        open_plans.values("half_year")
        .annotate(count=Count("visits", filter=Q(visits__outcome="pending")))
        .values_list("half_year", "count")
    )
    counted = plans.values("half_year").annotate(
        open=Count("pk", filter=Q(status=Plan.Status.APPROVED)),
        closed=Count("pk", filter=Q(status=Plan.Status.CLOSED)),
        by_administrator=Count("pk", filter=~Q(closing_reason="")),
        not_approved=Count("pk", filter=Q(status__in=NOT_APPROVED)),
    )
    return [PastHalfYear(**line, pending=pending.get(line["half_year"], 0)) for line in counted]


def plans_of(province: Committee, half_year: HalfYear):
    """The plans below the province in that half-year, with what is open in each."""
    plans = Plan.objects.filter(below(province, half_year.last_day), half_year=half_year)
    return plans.select_related("committee").with_counts().order_by("committee__path")
