"""The headline figures over up to ten half-years."""

from dataclasses import dataclass

from attendance.figures import scores
from attendance.figures import tally as figures_tally
from attendance.figures.scores import Means, Points
from attendance.figures.selection import Selection
from attendance.figures.tally import Tally
from attendance.models import Plan, VisitQuerySet
from lib.periods import HalfYear

HALF_YEARS = 10


@dataclass(frozen=True)
class TrendLine:
    """One half-year: the same selection of it, its figures and mean totals."""

    half_year: HalfYear
    selection: Selection
    tally: Tally
    means: Means

    @property
    def is_open(self) -> bool:
        """The half-year was not over when it was counted."""
        return self.selection.day_after <= self.half_year.last_day


def trend(visits: VisitQuerySet, selection: Selection) -> list[TrendLine]:
    """The last ten half-years with counted plans up to the selection's own, oldest first.

    Those without a visit of the selection are left out. A constant number of queries. A past day asked
    about cuts the half-years that were not over by then; months of one half-year cut nothing.
    """
    selection = selection.narrow(first_month=None, last_month=None)
    plans = Plan.objects.approved().filter(half_year__lte=selection.half_year)
    latest = list(plans.half_years()[:HALF_YEARS])
    reaching_back = selection.narrow(since=min(latest, default=selection.half_year))
    tallies = figures_tally.tally_by(visits, reaching_back, "half_year")
    means = scores.means_by_half_year(visits, reaching_back)
    shown = sorted({h for h in latest if (h,) in tallies} | {selection.half_year})
    nothing = Means(Points(), Points())
    return [
        TrendLine(h, selection.narrow(half_year=h), tallies[h,], means.get(h, nothing))
        for h in shown[-HALF_YEARS:]
    ]
