"""All that waits for a user on a day, and the number of what presses."""

import datetime as dt
from collections.abc import Collection, Iterator

from django.db.models import QuerySet
from django.utils.functional import cached_property

from attendance.models import Visit, VisitQuerySet
from committees.models import Committee, Leader
from committees.roles import Permission
from lib.counts import Counted, count_to
from lib.periods import today

from .bookings import BookingWork
from .plans import MissingPlanWork, PlanWork
from .reach import Reach
from .recommendations import RecommendationWork
from .reports import ReportWork
from .sections import (
    BEHIND_TARGET,
    BELOW_TARGET,
    BOOKED_TWICE,
    BY_MONTH,
    CHANGED,
    COLLIDING,
    DRAFTS,
    NOT_PLANNED,
    OVERDUE,
    RECOMMENDATIONS,
    RECOMMENDED_SOON,
    REPORTS,
    RETURNED,
    TITLES,
    WAITING,
    Section,
)
from .targets import TargetWork
from .visits import VisitWork, add_dues

PRESSING_AT_MOST = 99  # beyond that the navigation says 99+

# Whoever has none of these only reads.
SETTLING = (
    Permission.LOG,
    Permission.EVALUATE,
    Permission.REGISTER,
    Permission.APPROVE,
    Permission.REPORT,
)


class Work:
    """What waits for `user` on `day`, of a committee and everything below it, or of one leader, where asked.

    The number costs at most three queries, each of them bounded.
    """

    def __init__(
        self,
        user,
        day: dt.date | None = None,
        *,
        committee: Committee | None = None,
        leader: Leader | None = None,
    ):
        self.reach = Reach(user, day or today(), committee, leader)
        self.visits, self.bookings = VisitWork(self.reach), BookingWork(self.reach)
        self.plans, self.missing_plans = PlanWork(self.reach), MissingPlanWork(self.reach)
        self.recommendations, self.reports = RecommendationWork(self.reach), ReportWork(self.reach)
        self.targets = TargetWork(self.reach)

    @property
    def concerns_user(self) -> bool:
        """Whether there can be any: officials approve, clerks write reports, staff do the rest."""
        return any(self.reach.user.has_right(permission) for permission in SETTLING)

    @property
    def logs(self) -> bool:
        return self.reach.user.has_right(Permission.LOG)

    @property
    def is_of_leaders(self) -> bool:
        """Whether there can be anything that is about a single leader."""
        user = self.reach.user
        return any(
            user.has_right(right) for right in (Permission.LOG, Permission.EVALUATE, Permission.REGISTER)
        )

    @cached_property
    def pressing(self) -> Counted:
        """The sum of the pressing sections, and of nothing else, up to PRESSING_AT_MOST.

        Who has more than that overdue is not asked for the rest: every page shows this number.
        """
        total = Counted(0)
        for rows in self._pressing():
            total += count_to(rows, PRESSING_AT_MOST - total.number)
            if total.is_more:
                break
        return total

    def _pressing(self) -> Iterator[QuerySet | Collection]:
        """The cheapest first."""
        yield self.visits.found(OVERDUE)
        yield self.plans.found(RETURNED, WAITING)
        yield self.bookings.colliding

    @cached_property
    def sections(self) -> list[Section]:
        """Those with something in them, the most pressing first."""
        return [section for name in TITLES if (section := self.section(name))]

    def section(self, name: str) -> Section | None:
        """One of them, if there is something in it; the others are not asked for."""
        if name not in TITLES or not (count := self._part(name).count(name)):
            return None
        return Section(name, self.rows(name), count)

    def beginnings(self, most: int) -> list[tuple[Section, list]]:
        """The sections, each with the first of its rows, at most as many as asked for.

        Visits are loaded together, whatever sections they are in; only where there are more are they counted.
        """
        all_rows = {name: self.rows(name) for name in TITLES}
        begun = {name: begin(rows, most + 1) for name, rows in all_rows.items()}
        keys = {key for first in begun.values() for key in first if isinstance(key, int)}
        visits = self.visits.shown(Visit.objects.filter(pk__in=keys)).in_bulk() if keys else {}
        found = []
        for name, first in begun.items():
            if first:
                count = self._part(name).count(name) if len(first) > most else Counted(len(first))
                rows = [visits.get(row) if isinstance(row, int) else row for row in first[:most]]
                found.append((Section(name, all_rows[name], count), [row for row in rows if row]))
        add_dues(row for section, rows in found if section.is_of_open_visits for row in rows)
        return found

    def rows(self, name: str, by: str = BY_MONTH) -> QuerySet | list:
        return self._part(name).rows(name, by)

    @property
    def next_visit(self) -> Visit | None:
        return self.visits.next

    def _part(self, name: str):
        if name in (WAITING, RETURNED, DRAFTS):
            return self.plans
        if name in (COLLIDING, BOOKED_TWICE):
            return self.bookings
        if name in (RECOMMENDATIONS, RECOMMENDED_SOON):
            return self.recommendations
        if name in (BELOW_TARGET, BEHIND_TARGET):
            return self.targets
        if name in (CHANGED, REPORTS):
            return self.reports
        return self.missing_plans if name == NOT_PLANNED else self.visits


def begin(rows: QuerySet | list, most: int) -> list:
    """The first of `rows`; of visits the keys, in order."""
    if isinstance(rows, VisitQuerySet):
        return list(rows.values_list("pk", flat=True)[:most])
    return list(rows[:most])


def work_of(request) -> Work:
    """All of the signed-in user's, once a request: for the number in the navigation, and for the page."""
    if not hasattr(request, "work"):
        request.work = Work(request.user)
    return request.work
