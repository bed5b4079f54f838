"""All that waits for a user on a day, and the number of what presses."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence

from django.db.models import QuerySet
from django.utils.functional import cached_property

from attendance.models import Visit, VisitQuerySet
from attendance.planning.double_bookings import DoubleBookings, Together
from committees.models import Committee, Leader
from committees.roles import Permission
from lib import counts
from lib.counts import Counted, count_each, count_to
from lib.paging import first_of
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
    PRESSING,
    RECOMMENDATIONS,
    RECOMMENDED_SOON,
    REPORTS,
    RETURNED,
    TITLES,
    TO_SIGN,
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
        self._counted: dict[str, Counted] | None = None  # by `beginnings`

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

        Who has more than that overdue is not asked for the rest: every page shows this number. The page of
        the sections has counted them already.
        """
        if self._counted is not None:
            total = sum((self._counted.get(name, Counted(0)) for name in PRESSING), Counted(0))
            return Counted(PRESSING_AT_MOST, is_more=True) if total.number > PRESSING_AT_MOST else total
        total = Counted(0)
        for rows in self._pressing():
            total += count_to(rows, PRESSING_AT_MOST - total.number)
            if total.is_more:
                break
        return total

    def _pressing(self) -> Iterator[QuerySet | Collection]:
        """The cheapest first."""
        yield self.visits.found(OVERDUE)
        yield self.plans.among(RETURNED, WAITING)
        yield self.bookings.colliding

    def section(self, name: str) -> Section | None:
        """One of them, if there is something in it; the others are not asked for."""
        if name not in TITLES or not (count := count_to(self._part(name).found(name))):
            return None
        return Section(name, self.rows(name), count)

    def beginnings(self, most: int, until: int | None = None) -> list[tuple[Section, list]]:
        """The sections with something in them, the most pressing first, each with the first of its rows.

        After `until` lines those that do not press are only counted, all by one query: they have no rows.
        Visits are loaded together, whatever sections they are in.
        """
        begun, folded, so_far = {}, [], 0
        for name in TITLES:
            if until is not None and so_far >= until and name not in PRESSING:
                folded.append(name)
                continue
            section, first = self._begun(name, most)
            if first:
                begun[name] = section, first
                so_far += sum(len(row.together) if isinstance(row, Together) else 1 for row in first)
        numbers = count_each({name: self._part(name).found(name) for name in folded})
        begun |= {name: (Section(name, [], count), []) for name, count in numbers.items() if count}
        self._counted = {name: section.count for name, (section, _first) in begun.items()}
        return self._loaded([begun[name] for name in TITLES if name in begun])

    def _loaded(self, begun: list[tuple[Section, list]]) -> list[tuple[Section, list]]:
        """With the visits instead of their keys."""
        keys = {key for _section, first in begun for row in first for key in _visits_of(row)}
        visits = self.visits.shown(Visit.objects.filter(pk__in=keys)).in_bulk() if keys else {}
        found = [(section, list(filter(None, _with(visits, first)))) for section, first in begun]
        add_dues(row for section, rows in found if section.is_of_open_visits for row in rows)
        return found

    def _begun(self, name: str, most: int) -> tuple[Section, list]:
        """A section and the first of its rows; of visits, alone or together, the keys.

        The keys of a section tell how many there are as well.
        """
        rows = self.rows(name)
        if isinstance(rows, VisitQuerySet):
            keys = list(rows.values_list("pk", flat=True)[: counts.AT_MOST + 1])
            return Section(name, rows, count_to(keys)), keys[:most]
        if isinstance(rows, DoubleBookings):
            return Section(name, rows, count_to(rows)), rows.found[:most]
        first = first_of(rows, most + 1) if isinstance(rows, QuerySet) else list(rows[: most + 1])
        count = count_to(self._part(name).found(name)) if len(first) > most else Counted(len(first))
        return Section(name, rows, count), first[:most]

    def rows(self, name: str, by: str = BY_MONTH) -> QuerySet | Sequence:
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
        if name in (CHANGED, REPORTS, TO_SIGN):
            return self.reports
        return self.missing_plans if name == NOT_PLANNED else self.visits


def _visits_of(row) -> Iterable[int]:
    """The keys of those that a row is about, where it is not loaded yet."""
    if isinstance(row, Together):
        return row.keys
    return [row] if isinstance(row, int) else []


def _with(visits: dict[int, Visit], rows: list) -> Iterator:
    """The rows loaded; None for one that went meanwhile."""
    for row in rows:
        if isinstance(row, Together):
            yield row.shown(visits)
        else:
            yield visits.get(row) if isinstance(row, int) else row


def work_of(request) -> Work:
    """All of the signed-in user's, once a request: for the number in the navigation, and for the page."""
    if not hasattr(request, "work"):
        request.work = Work(request.user)
    return request.work
