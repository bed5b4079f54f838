"""One leader: the running half-year, the ones before it, what is to come, and every visit.

Docs: "Pages of a leader and of a cell" in docs/interpretations.md.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import Max

from attendance.days.due import due_on
from attendance.figures import progress
from attendance.figures import tally as figures_tally
from attendance.figures.progress import Progress
from attendance.figures.quality import mean
from attendance.figures.scores import Points
from attendance.figures.selection import Selection
from attendance.figures.tally import Tally
from attendance.figures.targets import Standing, standings
from attendance.models import Plan, Trip, Visit
from committees.models import Committee, Leader
from lib.periods import HalfYear, today
from reports.half_year.trends import trend


@dataclass(frozen=True)
class Peers:
    """The leaders of one group in one committee's plan of a half-year, the leader among them."""

    selection: Selection
    tally: Tally

    @property
    def load(self) -> Decimal | None:
        """Their mean of visits planned."""
        return mean(self.tally.planned_visits, self.tally.leaders_planned)


@dataclass(frozen=True)
class LeaderLine:
    """A half-year: the leader's figures, the points given in it, and the peers where there are any."""

    half_year: HalfYear
    selection: Selection
    tally: Tally
    given: Points
    peers: Peers | None
    is_open: bool  # the half-year is not over


@dataclass(frozen=True)
class Coming:
    """A visit that is still open."""

    visit: Visit
    due_on: dt.date

    @property
    def is_overdue(self) -> bool:
        return self.due_on < today()


def still_open(visits) -> list[Coming]:
    """Of `visits` those to log or to come, as they fall due; none of a closed plan.

    What a plan not approved yet had for a day that is past will not be.
    """
    pending = visits.pending().exclude(plan__status=Plan.Status.CLOSED).for_display()
    found = (Coming(visit, due_on(visit)) for visit in pending)
    found = [c for c in found if c.visit.plan.counts or not c.is_overdue]
    return sorted(found, key=lambda c: (c.due_on, c.visit.leader.name_sort, c.visit.cell.name_sort))


class LeaderReport:
    """Of the visits that `user` sees; a number of queries that no data changes."""

    def __init__(self, leader: Leader, *, user):
        self.leader, self.user = leader, user
        self._visible = Visit.objects.visible_to(user)
        self._visits = self._visible.filter(leader=leader)

    @cached_property
    def _latest(self) -> HalfYear | None:
        """The running half-year, or the latest before it in which the leader has visits that count."""
        counted = self._visits.approved().filter(half_year__lte=HalfYear.current())
        # Sorted, a database would look for the leader's among everybody's, from the last half-year back.
        return counted.order_by().aggregate(latest=Max("half_year"))["latest"]

    @cached_property
    def lines(self) -> list[LeaderLine]:
        """The latest half-year with visits and those before it, newest first, ten at most."""
        if not self._latest:
            return []
        found = trend(self._visits, Selection(self._latest, leader=self.leader))
        peers = self._peers(Selection(self._latest, since=found[0].half_year))
        return [
            LeaderLine(
                line.half_year,
                line.selection,
                line.tally,
                line.means.leader,
                peers.get(line.half_year),
                line.is_open,
            )
            for line in reversed(found)
        ]

    def _peers(self, reaching_back: Selection) -> dict[HalfYear, Peers]:
        """By half-year; of several plans or groups of the leader in one, that with most visits planned."""
        by = ("half_year", "committee_id", "leader_group")
        own = figures_tally.tally_by(self._visits, reaching_back, *by, with_reasons=False)
        where = {}
        for key in sorted(own, key=lambda key: (own[key].planned_visits, key)):
            where[key[0]] = key
        committees = Committee.objects.in_bulk({committee for _half_year, committee, _group in own})
        of_plans = self._visible.filter(committee__in=committees)
        tallies = figures_tally.tally_by(of_plans, reaching_back, *by, with_reasons=False)
        return {
            half_year: Peers(
                Selection(half_year, committee=committees[pk], own_plan=True, leader_group=group),
                tallies[half_year, pk, group],
            )
            for half_year, pk, group in where.values()
        }

    @property
    def headline(self) -> LeaderLine | None:
        return self.lines[0] if self.lines else None

    @cached_property
    def progress(self) -> Progress:
        """Of the headline's half-year."""
        return progress.progress(self._visits, self.headline.selection)

    @cached_property
    def target(self) -> Standing | None:
        """Of the headline's half-year, else of the running one."""
        half_year = self.headline.half_year if self.headline else HalfYear.current()
        leader = Leader.objects.filter(pk=self.leader.pk)
        return next(iter(standings(leader, Selection(half_year))), None)

    @property
    def idle_in(self) -> HalfYear | None:
        """The running half-year, where the leader is in office and has no visit in it."""
        current = HalfYear.current()
        in_office = self.leader.serves(current)
        return current if in_office and self._latest != current else None

    @cached_property
    def coming(self) -> list[Coming]:
        return still_open(self._visits)

    @cached_property
    def trips(self) -> list[Trip]:
        """Running or to come."""
        trips = Trip.objects.visible_to(self.user)
        return list(trips.filter(leader=self.leader, date_to__gte=today()).order_by("date_from", "pk"))

    @property
    def listed(self):
        """Every visit, newest first; also of plans that do not count yet."""
        return self._visits.for_display().order_by("-month", "cell__name_sort", "-pk")
