"""Which half-year the pages of figures open with: the one that is over comes first until its report is out.

Docs: "Overview and trends" in docs/interpretations.md.
"""

from attendance.models import Plan
from committees.roles import Permission
from lib.periods import HalfYear
from reports.models import IssuedReport


def latest_half_year(user) -> HalfYear:
    """The one before the current one while it waits for its report; else the latest with plans."""
    current = HalfYear.current()
    if waits_for_report(current.previous, user):
        return current.previous
    half_years = Plan.objects.visible_to(user).half_years()
    return half_years.filter(half_year__lte=current).first() or current


def opens_by_itself(half_year: HalfYear, user) -> bool:
    """Whether it is shown only because it waits for its report: nothing to remember."""
    return half_year == HalfYear.current().previous and waits_for_report(half_year, user)


def waits_for_report(half_year: HalfYear, user) -> bool:
    """Whether a report is still to come that the user writes, or, writing none, will look at.

    A plan is reported by its committee or by one above it: who looks on waits for no further one.
    """
    plans = Plan.objects.visible_to(user).approved().filter(half_year=half_year)
    planned = list(plans.order_by().values_list("committee__path", flat=True))
    if not planned:
        return False
    written = [path for path in user.committee_paths(Permission.REPORT) if path]
    waiting = [path for path in written if any(plan.startswith(path) for plan in planned)] or planned
    issued = IssuedReport.objects.in_force().filter(half_year=half_year).order_by()
    reported = list(issued.values_list("committee__path", flat=True))
    return not all(any(path.startswith(above) for above in reported) for path in waiting)
