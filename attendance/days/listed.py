"""Visits as files list them: rows of values, because a province's month has thousands."""

import datetime as dt
from collections import namedtuple
from collections.abc import Iterator

from django.utils.translation import gettext as _

from attendance.models import Plan, Visit, VisitQuerySet
from meetings.models import day_number

FIELDS = (
    *("pk", "half_year", "month", "origin", "outcome", "note", "amendment_reason"),
    *("absence_reason__label", "absence_reason__description"),
    *("committee__name", "committee__short_name", "committee__code", "committee__path"),
    *("leader__full_name", "leader__position", "leader__code"),
    *("cell__name", "cell__code", "cell__committee__name", "cell__committee__short_name"),
    *("meeting__date", "meeting__members_total", "meeting__members_present", "meeting__members_spoke"),
    *("carried_from", "carried_from__month", "carried_from__leader", "carried_from__leader__full_name"),
    *("leader", "plan__status", "carried_to__month"),
)
CHUNK = 2000  # rows of a long list in memory at a time


class ListedVisit(namedtuple("ListedVisit", [*FIELDS, "day_number"])):
    """`day_number`: of the day in the visit's month on which the cell meets, if known."""

    __slots__ = ()

    @property
    def meets_on(self) -> dt.date | None:
        return self.month.day(self.day_number) if self.day_number else None

    @property
    def due_on(self) -> dt.date:
        """As `due.due_on`."""
        return self.meets_on or self.month.last_day

    @property
    def result(self) -> str:
        return told(self.outcome, self.plan__status)

    @property
    def reason(self) -> str | None:
        """Of absence, as pages say it; sheets to be read in again have the catalogue's label."""
        return self.absence_reason__description or self.absence_reason__label

    @property
    def origin_label(self) -> str:
        return str(Visit.Origin(self.origin).label)

    @property
    def committee_label(self) -> str:
        return self.committee__short_name or self.committee__name

    @property
    def managing_label(self) -> str:
        return self.cell__committee__short_name or self.cell__committee__name


def told(outcome: str, status: str) -> str:
    """The result of a visit of a plan with that status."""
    return str(Visit.Outcome(outcome).label) if status in Plan.COUNTING else _("Plan not approved yet")


def listed(visits: VisitQuerySet) -> list[ListedVisit]:
    """In their order; one query."""
    return [ListedVisit._make(row) for row in _values(visits)]


def listed_in_turn(visits: VisitQuerySet) -> Iterator[ListedVisit]:
    """The same of a long list, a part at a time."""
    return map(ListedVisit._make, _values(visits).iterator(chunk_size=CHUNK))


def _values(visits: VisitQuerySet) -> VisitQuerySet:
    return visits.values_list(*FIELDS, day_number())
