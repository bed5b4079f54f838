"""What speaks against a visit while it is planned: warnings, which a reason overrides."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Q, TextChoices
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from attendance.days.availability import Trips, days_in_question, meeting_day
from attendance.models import Plan, Trip, Visit
from committees.models import Leader
from lib.periods import Month, short_day, today, written_day
from meetings.models import Cell


class WarningKind(TextChoices):
    """Why a planned visit may come to nothing, in two or three words."""

    TRIP = "trip", gettext_lazy("On a trip")
    OFFICE = "office", gettext_lazy("Not in office")
    CELL = "cell", gettext_lazy("Cell does not exist")
    SHARED = "shared", gettext_lazy("Another leader goes")


@dataclass(frozen=True)
class PlanWarning:
    kind: WarningKind
    message: str

    @property
    def label(self) -> str:
        return self.kind.label

    def __str__(self):
        return self.message


def warnings_of(visits: Iterable[Visit], *, user) -> dict[int, list[PlanWarning]]:
    """The warnings of every open visit, by its key, in two queries; `user` reads them.

    What has a result or was withdrawn needs no warning any more.
    """
    visits = list(visits)
    pending = [v for v in visits if v.outcome == Visit.Outcome.PENDING]
    planned = Planned({v.leader_id for v in pending}, {v.cell_id for v in pending}, _months(pending), user)
    found = {v.pk: [] for v in visits}
    for visit in pending:
        found[visit.pk] = planned.warnings(visit.leader, visit.cell, visit.month, visit=visit)
    return found


def unexplained_visits(plan: Plan, *, by) -> list[tuple[Visit, list[PlanWarning]]]:
    """The plan's visits with warnings for which nobody has given a reason yet."""
    visits = list(plan.visits.pending().select_related("leader", "cell"))
    warnings = warnings_of(visits, user=by)
    return [(v, warnings[v.pk]) for v in visits if warnings[v.pk] and not v.override_reason]


def warnings_for(
    leader: Leader, cell: Cell, month: Month, *, user, visit: Visit | None = None
) -> list[PlanWarning]:
    """The warnings of a visit about to be registered, or of `visit` about to be changed to this."""
    planned = Planned({leader.pk}, {cell.pk}, month.half_year.months, user)
    return planned.warnings(leader, cell, month, visit=visit)


def _months(visits: list[Visit]) -> list[Month]:
    return [month for half_year in {v.half_year for v in visits} for month in half_year.months]


class Planned:
    """The visits to some cells and the trips of some leaders in some months, read once."""

    def __init__(self, leaders: Iterable[int], cells: Iterable[int], months: Iterable[Month], user):
        leaders, cells, months = set(leaders), set(cells), list(months)
        self._user = user
        self._trips = Trips(leaders, months if leaders else [])
        self._visits, self._engaged = defaultdict(list), set()
        if cells and months:
            theirs = Q(cell__in=cells) | Q(leader__in=leaders)
            visits = Visit.objects.filter(theirs, month__in=months)
            for visit in visits.select_related("leader", "committee"):
                self._visits[visit.cell_id].append(visit)
                if not visit.is_gone:
                    self._engaged.add((visit.leader_id, visit.month))

    def others(self, cell: Cell, leader: Leader | None = None, visit: Visit | None = None) -> list[Visit]:
        """Visits to the cell that took place or still may, by month; without those of `leader`."""
        return [
            other
            for other in sorted(self._visits[cell.pk], key=lambda v: (v.month, v.leader.name_sort))
            if not other.is_gone and other.leader != leader and other != visit
        ]

    def names(self, visits: Iterable[Visit]) -> str:
        """Who goes; of another commission's leaders only how many."""
        visits = list(visits)
        named = [f"{v.leader} ({v.committee.label})" for v in visits if self._sees(v)]
        hidden = len(visits) - len(named)
        if hidden:
            named.append(
                ngettext("a leader of another committee", "%(count)d leaders of other committees", hidden)
                % {"count": hidden}
            )
        return "; ".join(named)

    def warnings(
        self, leader: Leader, cell: Cell, month: Month, visit: Visit | None = None
    ) -> list[PlanWarning]:
        return [
            *self._trip(leader, cell, month),
            *_out_of_office(leader, cell, month),
            *_not_existing(cell, month),
            *self._shared(leader, cell, month, visit),
        ]

    def nearest_free(self, leader: Leader, cell: Cell, month: Month) -> Month | None:
        """The month of the half-year nearest to `month` in which this leader can go; none past.

        One without any visit of the leader goes before a nearer one with some.
        """
        months = month.half_year.months
        coming = [m for m in months if days_in_question(cell, m)[1] >= today()] or months
        free = [m for m in coming if self._is_free(leader, cell, m)]

        def order(m):
            return (leader.pk, m) in self._engaged, abs(m.ordinal - month.ordinal), -m.ordinal

        return min(free, key=order, default=None)

    def is_taken(self, leader: Leader, cell: Cell, month: Month) -> bool:
        """Withdrawn or not: one leader has one visit to a cell in a month."""
        return any(v.leader_id == leader.pk and v.month == month for v in self._visits[cell.pk])

    def names_by_month(self, visits: Iterable[Visit]) -> str:
        """Who goes when: "03/2018: Nguyễn Văn An (Ban Tổ chức) · 05/2018: …"."""
        months = groupby(visits, key=lambda v: v.month)
        return " · ".join(f"{month}: {self.names(its_visits)}" for month, its_visits in months)

    def _is_free(self, leader, cell, month) -> bool:
        taken = self.is_taken(leader, cell, month)
        away = self._trips.on(leader.pk, meeting_day(cell, month))
        return not (taken or away or _out_of_office(leader, cell, month) or _not_existing(cell, month))

    def _trip(self, leader, cell, month) -> list[PlanWarning]:
        day = meeting_day(cell, month)
        trip = self._trips.on(leader.pk, day)
        if not trip:
            return []
        message = trip_message(leader, trip, day)
        free = self.nearest_free(leader, cell, month)
        advice = (
            _("Nearest month without a trip on the meeting day: %(month)s.") % {"month": free}
            if free
            else _("No other month of the half-year is free.")
        )
        return [PlanWarning(WarningKind.TRIP, f"{message} {advice}")]

    def _shared(self, leader, cell, month, visit) -> list[PlanWarning]:
        others = [other for other in self.others(cell, leader, visit) if other.month == month]
        if not others:
            return []
        message = _("Also registered for the meeting of %(month)s: %(who)s.")
        return [PlanWarning(WarningKind.SHARED, message % {"month": month, "who": self.names(others)})]

    @cached_property
    def _paths(self) -> tuple[str, ...]:
        return tuple(self._user.committee_paths())

    def _sees(self, visit: Visit) -> bool:
        return visit.committee.path.startswith(self._paths)


def trip_message(leader: Leader, trip: Trip, day: dt.date) -> str:
    return _("%(leader)s is on a trip %(from)s–%(to)s; the cell meets on %(day)s.") % {
        "leader": leader,
        "from": short_day(trip.date_from),
        "to": written_day(trip.date_to),
        "day": written_day(day),
    }


def _out_of_office(leader: Leader, cell: Cell, month: Month) -> list[PlanWarning]:
    first, last = days_in_question(cell, month)
    if leader.serves_between(first, last):
        return []
    message, day = _("%(leader)s takes office only on %(day)s."), leader.valid_from
    if leader.valid_to and leader.valid_to < first:
        message, day = _("%(leader)s holds office only until %(day)s."), leader.valid_to
    return [PlanWarning(WarningKind.OFFICE, message % {"leader": leader, "day": written_day(day)})]


def _not_existing(cell: Cell, month: Month) -> list[PlanWarning]:
    first, last = days_in_question(cell, month)
    if cell.exists_between(first, last):
        return []
    message, day = _("%(cell)s is founded only on %(day)s."), cell.established_on
    if cell.dissolved_on and cell.dissolved_on < first:
        message, day = _("%(cell)s is dissolved on %(day)s."), cell.dissolved_on
    return [PlanWarning(WarningKind.CELL, message % {"cell": cell, "day": written_day(day)})]


def lasting_warnings(leader: Leader, cell: Cell, month: Month) -> list[PlanWarning]:
    """The warnings that hold whatever anybody else plans: out of office, cell not there."""
    return [*_out_of_office(leader, cell, month), *_not_existing(cell, month)]
