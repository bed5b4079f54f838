"""What speaks against a visit while it is planned: warnings, which a reason overrides."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby

from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from attendance.days.availability import trips_in
from attendance.days.conflicts import Availability, Conflict, ConflictKind, why_no_other_month
from attendance.days.engagements import Engagement, engagements
from attendance.models import Plan, Visit
from committees.models import Leader
from lib.periods import Month
from meetings.models import Cell


def warnings_of(visits: Iterable[Visit], *, user) -> dict[int, list[Conflict]]:
    """The warnings of every open visit, by its key, in three or four queries; `user` reads them.

    What has a result or was withdrawn needs no warning any more.
    """
    visits = list(visits)
    pending = [v for v in visits if v.outcome == Visit.Outcome.PENDING]
    planned = Planned({v.leader_id for v in pending}, {v.cell_id for v in pending}, _months(pending), user)
    found = {v.pk: [] for v in visits}
    for visit in pending:
        found[visit.pk] = planned.warnings(visit.leader, visit.cell, visit.month, visit=visit)
    return found


def unexplained_visits(plan: Plan, *, by) -> list[tuple[Visit, list[Conflict]]]:
    """The plan's visits with warnings for which nobody has given a reason yet."""
    visits = list(plan.visits.pending().select_related("leader", "cell"))
    warnings = warnings_of(visits, user=by)
    return [(v, warnings[v.pk]) for v in visits if warnings[v.pk] and not v.override_reason]


def warnings_for(
    leader: Leader, cell: Cell, month: Month, *, user, visit: Visit | None = None
) -> list[Conflict]:
    """The warnings of a visit about to be registered, or of `visit` about to be changed to this."""
    planned = Planned({leader.pk}, {cell.pk}, month.half_year.months, user)
    return planned.warnings(leader, cell, month, visit=visit)


def but_again(warnings: Iterable[Conflict]) -> list[Conflict]:
    """What speaks against a visit that is to repeat: all but that the leader goes to the cell already."""
    return [warning for warning in warnings if warning.kind != ConflictKind.AGAIN]


def _months(visits: list[Visit]) -> list[Month]:
    return [month for half_year in {v.half_year for v in visits} for month in half_year.months]


class Planned:
    """The visits to some cells, and the visits and trips of some leaders, in some half-years, read once."""

    def __init__(self, leaders: Iterable[int], cells: Iterable[int], months: Iterable[Month], user):
        leaders, cells = set(leaders), set(cells)
        half_years = {month.half_year for month in months}
        self._user, self._visits, visits = user, defaultdict(list), []
        if cells and half_years:
            theirs = Q(cell__in=cells) | Q(leader__in=leaders)
            found = Visit.objects.filter(theirs, half_year__in=half_years)
            visits = list(engagements(found, half_years))
        for visit in visits:
            self._visits[visit.cell_id].append(visit)
        self.availability = Availability(
            trips_in(leaders, half_years) if leaders and half_years else [],
            (visit for visit in visits if visit.leader_id in leaders),
        )

    def add(self, visits: Iterable[Visit]) -> None:
        """Further ones, such as are about to be planned."""
        for engagement in map(Engagement.of, visits):
            self._visits[engagement.cell_id].append(engagement)
            self.availability.add(engagement)

    def others(
        self, cell: Cell, leader: Leader | None = None, visit: Visit | None = None
    ) -> list[Engagement]:
        """Visits to the cell that took place or still may, by month; without those of `leader`."""
        found = [
            other
            for other in self._visits[cell.pk]
            if not (other.is_gone or (leader and other.leader_id == leader.pk) or other.is_of(visit))
        ]
        return sorted(found, key=lambda other: (other.month, other.leader_sort))

    def names(self, visits: Iterable[Engagement]) -> str:
        """Who goes; of another commission's leaders only how many."""
        visits = list(visits)
        named = [f"{v.leader} ({v.committee})" for v in visits if self._sees(v)]
        hidden = len(visits) - len(named)
        if hidden:
            named.append(
                ngettext("a leader of another committee", "%(count)d leaders of other committees", hidden)
                % {"count": hidden}
            )
        return "; ".join(named)

    def warnings(
        self, leader: Leader, cell: Cell, month: Month, visit: Visit | None = None
    ) -> list[Conflict]:
        found = [
            self._advised(conflict, leader, cell, month, visit)
            for conflict in self.availability.at(leader, cell, month, but=visit)
        ]
        return [*found, *self._shared(leader, cell, month, visit)]

    def against_repeating(self, leader: Leader, cell: Cell, month: Month) -> list[Conflict]:
        """What speaks against a visit of those that the leader makes to the cell every month."""
        return [
            *but_again(self.availability.at(leader, cell, month)),
            *self._shared(leader, cell, month, None),
        ]

    def names_by_month(self, visits: Iterable[Engagement]) -> str:
        """Who goes when: "03/2018: Nguyễn Văn An (Ban Tổ chức) · 05/2018: …"."""
        months = groupby(visits, key=lambda v: v.month)
        return " · ".join(f"{month}: {self.names(its_visits)}" for month, its_visits in months)

    def _advised(self, conflict: Conflict, leader, cell, month, visit) -> Conflict:
        """With the month to take instead, where the leader only cannot be there on that day."""
        if conflict.kind not in (ConflictKind.TRIP, ConflictKind.BOOKED):
            return conflict
        free = self.availability.nearest_free(leader, cell, month, but=visit)
        advice = (
            _("Nearest month in which the leader is free: %(month)s.") % {"month": free}
            if free
            else why_no_other_month(cell, month, after=visit.carried_from_month if visit else None)
        )
        return replace(conflict, message=f"{conflict.message} {advice}")

    def _shared(self, leader, cell, month, visit) -> list[Conflict]:
        others = [other for other in self.others(cell, leader, visit) if other.month == month]
        if not others:
            return []
        message = _("Also registered for the meeting of %(month)s: %(who)s.")
        return [Conflict(ConflictKind.SHARED, message % {"month": month, "who": self.names(others)})]

    @cached_property
    def _paths(self) -> tuple[str, ...]:
        return tuple(self._user.committee_paths())

    def _sees(self, visit: Engagement) -> bool:
        return visit.committee_path.startswith(self._paths)
