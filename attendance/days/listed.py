"""Visits as files list them: rows of values, because a province's month has thousands."""

import datetime as dt
from collections import namedtuple

from attendance.models import VisitQuerySet
from meetings.models import day_number

FIELDS = (
    *("pk", "half_year", "month", "origin", "outcome", "note", "amendment_reason", "absence_reason__label"),
    *("committee__name", "committee__short_name", "committee__code", "committee__path"),
    *("leader__full_name", "leader__position", "leader__code"),
    *("cell__name", "cell__code", "cell__committee__name", "cell__committee__short_name"),
    *("meeting__date", "meeting__members_total", "meeting__members_present", "meeting__members_spoke"),
    *("carried_from", "carried_from__month", "carried_from__leader", "carried_from__leader__full_name"),
    "leader",
)


class ListedVisit(namedtuple("ListedVisit", [*FIELDS, "day_number"])):
    """`day_number`: of the day in the visit's month on which the cell meets, if known."""

    __slots__ = ()

    @property
    def meets_on(self) -> dt.date | None:
        return self.month.day(self.day_number) if self.day_number else None

    @property
    def committee_label(self) -> str:
        return self.committee__short_name or self.committee__name

    @property
    def managing_label(self) -> str:
        return self.cell__committee__short_name or self.cell__committee__name


def listed(visits: VisitQuerySet) -> list[ListedVisit]:
    """In their order; one query."""
    return [ListedVisit._make(row) for row in visits.values_list(*FIELDS, day_number())]
