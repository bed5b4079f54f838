"""Figures of whole provinces side by side, of half-years that are settled there, as far as they are kept.

All of them are too much to be counted for one page: what is missing, a job counts for the next time.
"""

from collections.abc import Collection

from attendance.models import KeptFigures, Plan
from committees.models import Committee, User
from lib.periods import HalfYear, today

from .counting import Counted
from .kept import VERSION, Part, Scope, ask, trend_of
from .tally import Tally, tallies


def kept_tallies(half_year: HalfYear, provinces: Collection[Committee], user: User) -> dict[str, Tally]:
    """By path, of those that the user sees the whole of; none before the half-year is over.

    At most three queries, and those of asking a job, which no half-year without counting plans needs.
    """
    seen = user.committee_paths()
    paths = [p.path for p in provinces if any(p.path.startswith(path) for path in seen)]
    if half_year.last_day >= today() or not paths:
        return {}
    rows = KeptFigures.objects.filter(
        part=Part.TREND,
        version=VERSION,
        figures__isnull=False,
        half_year=half_year,
        path__in=paths,
        then=False,
        leader_group="",
    )
    found = {(row.path,): trend_of(row.figures).figures or Counted() for row in rows}
    open_there = _with_open_plans(half_year)
    missing = [path for path in paths if (path,) not in found and path not in open_there]
    if missing and Plan.objects.filter(half_year=half_year, status__in=Plan.COUNTING).exists():
        ask(Part.TREND, [Scope(half_year, path, False, "") for path in missing], user)
    return {path: tally for (path,), tally in tallies(found, {}).items()}


def _with_open_plans(half_year: HalfYear) -> set[str]:
    """Provinces in which figures may still change without a reason: as `Scope.is_settled`, of all at once."""
    if half_year < HalfYear.current().previous:
        return set()
    plans = Plan.objects.filter(half_year=half_year, status=Plan.Status.APPROVED).order_by()
    return {path[: Committee.steplen] for path in plans.values_list("committee__path", flat=True)}
