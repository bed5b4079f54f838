"""What is still open in the half-years that are over: looked at before the administrator closes one."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q
from django.db.models.functions import Left

from attendance.models import Plan, Visit
from committees.models import Committee
from committees.organisation import below
from committees.scope import within
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


def past_half_years(provinces: Collection[Committee]) -> list[tuple[Committee, PastHalfYear]]:
    """Of each province those that are over and have plans, latest first (two queries)."""
    over = within([province.path for province in provinces]) & Q(half_year__lt=HalfYear.current())
    by = {"of_province": Left("committee__path", Committee.steplen)}
    still_open = Visit.objects.pending().filter(over, plan__status=Plan.Status.APPROVED).order_by()
    pending = still_open.values("half_year", **by).annotate(count=Count("pk"))
    pending = {(row["of_province"], row["half_year"]): row["count"] for row in pending}
    counted = (
        Plan.objects.filter(over)
        .order_by("-half_year")
        .values("half_year", **by)
        .annotate(
            open=Count("pk", filter=Q(status=Plan.Status.APPROVED)),
            closed=Count("pk", filter=Q(status=Plan.Status.CLOSED)),
            by_administrator=Count("pk", filter=~Q(closing_reason="")),
            not_approved=Count("pk", filter=Q(status__in=NOT_APPROVED)),
        )
    )
    found = defaultdict(list)
    for line in counted:
        path = line.pop("of_province")
        found[path].append(PastHalfYear(**line, pending=pending.get((path, line["half_year"]), 0)))
    return [(province, past) for province in provinces for past in found[province.path]]


def plans_of(province: Committee, half_year: HalfYear):
    """The plans below the province in that half-year, with what is open in each."""
    plans = Plan.objects.filter(below(province, half_year.last_day), half_year=half_year)
    return plans.select_related("committee").with_counts().order_by("committee__path")
