"""When a visit is due: the day by which one can tell what became of it."""

import datetime as dt

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual

from attendance.models import Visit
from lib.periods import Month
from meetings.models import day_number

LAST = 31  # of no month is any day higher


def due_on(visit: Visit) -> dt.date:
    """When the cell meets in the visit's month; where nobody knows, the month's last day."""
    return visit.meets_on or visit.month.last_day


def due_between(first: dt.date, last: dt.date) -> Q:
    """The same for the database: visits due from `first` to `last`, both included."""
    condition = Q(pk__in=[])
    for ordinal in range(Month.of(first).ordinal, Month.of(last).ordinal + 1):
        month = Month(ordinal)
        begin, end = max(first, month.first_day), min(last, month.last_day)
        if begin > end:
            continue
        # For each row the number is looked up: only where the month is not whole.
        number, days = Coalesce(day_number(), LAST), Q(month=month)
        if begin > month.first_day:
            days &= Q(GreaterThanOrEqual(number, begin.day))
        if end < month.last_day:
            days &= Q(LessThanOrEqual(number, end.day))
        condition |= days
    return condition


def due_before(day: dt.date) -> Q:
    """Visits that were due before `day`: by the end of the day before one should know."""
    month = Month.of(day)
    earlier = Q(month__lt=month) | due_between(month.first_day, day - dt.timedelta(days=1))
    return Q(month__lte=month) & earlier  # said once more: by this an index is read
