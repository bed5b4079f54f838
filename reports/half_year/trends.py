"""The headline figures over up to ten half-years."""

from dataclasses import dataclass

from attendance.figures import levels, scores, tally
from attendance.figures.counting import Counted
from attendance.figures.kept import Kept, Trend
from attendance.figures.scores import Means, Points
from attendance.figures.selection import Selection
from attendance.figures.tally import Tally
from attendance.models import Plan, VisitQuerySet
from lib.periods import HalfYear

from .report import HalfYearReport

HALF_YEARS = 10


@dataclass(frozen=True)
class TrendLine:
    """One half-year: the same selection of it, its figures and mean totals."""

    half_year: HalfYear
    selection: Selection
    tally: Tally | None  # None where only means were asked for
    means: Means

    @property
    def is_open(self) -> bool:
        """The half-year was not over when it was counted."""
        return self.selection.day_after <= self.half_year.last_day


def mean_trend(report: HalfYearReport) -> list[TrendLine]:
    """As `trend`, of means alone: those of its own half-year the report has counted."""
    own = None if report.selection.months_label else Trend(None, report.evaluated.means)
    return trend(report.visits, report.selection, report.kept, own, with_tallies=False)


def trend(
    visits: VisitQuerySet,
    selection: Selection,
    kept: Kept | None = None,
    own: Trend | None = None,
    *,
    with_tallies: bool = True,
) -> list[TrendLine]:
    """The last ten half-years with counted plans up to the selection's own, oldest first.

    Those without a visit of the selection are left out. A constant number of queries. A past day asked
    about cuts the half-years that were not over by then; months of one half-year cut nothing. `own` is what
    is known of the selection's half-year.
    """
    selection = selection.narrow(first_month=None, last_month=None)
    plans = Plan.objects.approved().filter(half_year__lte=selection.half_year)
    each = {h: selection.narrow(half_year=h) for h in plans.half_years()[:HALF_YEARS]}
    known = kept.trends(each.values()) if kept else {}
    if own:
        known[selection.half_year] = own
    figures = {(h,): trend.figures for h, trend in known.items() if trend.figures}
    means = {h: trend.means for h, trend in known.items() if trend.means}
    each.setdefault(selection.half_year, selection)
    reasons = tally.reasons_by_id() if with_tallies else {}
    if uncounted := each.keys() - known.keys():
        reaching_back = selection.narrow(since=min(uncounted), half_year=max(uncounted))
        means |= scores.means_by_half_year(visits, reaching_back)
        if with_tallies:
            figures |= levels.count(visits, reaching_back, [("half_year",)], list(reasons))["half_year",]
        elif unknown := uncounted - means.keys():  # where something was evaluated, somebody had been there
            there = reaching_back.apply(visits).filter(half_year__in=unknown).order_by()
            figures |= dict.fromkeys(there.values_list("half_year").distinct(), Counted())
    tallies, nothing = tally.tallies(figures, reasons), Means(Points(), Points())
    shown = sorted(h for h in each if (h,) in figures or h in means or h == selection.half_year)
    return [
        TrendLine(h, each[h], tallies[h,] if with_tallies else None, means.get(h, nothing))
        for h in shown[-HALF_YEARS:]
    ]
