"""When a cell meets, and who is away then: leaders' trips against the days on which cells meet."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from attendance.models import Trip, TripQuerySet, Visit
from lib.periods import HalfYear, Month, today
from meetings.models import Cell


def days_in_question(cell: Cell, month: Month) -> tuple[dt.date, dt.date]:
    """The first and last day on which the meeting may be: one day, or the month where it is open."""
    day = cell.meets_on(month)
    return (day, day) if day else (month.first_day, month.last_day)


def lies_ahead(cell: Cell, month: Month) -> bool:
    """Whether the cell's meeting of that month may still be to come, today's included."""
    return days_in_question(cell, month)[1] >= today()


def is_to_come(visit: Visit) -> bool:
    """Whether it can still be moved: once the cell has met, what was missed is logged as missed."""
    return not visit.plan.counts or lies_ahead(visit.cell, visit.month)


def day_of_visit(visit: Visit) -> dt.date | None:
    """The day of the meeting attended, else that on which the cell meets in the visit's month, if known."""
    return visit.meeting.date if visit.meeting else visit.meets_on


def trips_in(leaders: Iterable[int], half_years: Iterable[HalfYear]) -> TripQuerySet:
    """The trips of these leaders from the first to the last of the half-years."""
    half_years = sorted(half_years)
    trips = Trip.objects.between(half_years[0].first_day, half_years[-1].last_day)
    return trips.filter(leader__in=set(leaders))


class Trips:
    """The trips of some leaders in some months, read once (one query)."""

    def __init__(self, leaders: Iterable[int], months: Iterable[Month]):
        months = sorted(months)
        self._by_leader = defaultdict(list)
        if not months:
            return
        trips = Trip.objects.between(months[0].first_day, months[-1].last_day).filter(leader__in=set(leaders))
        for trip in trips:
            self._by_leader[trip.leader_id].append(trip)

    def on(self, leader_id: int, day: dt.date | None) -> Trip | None:
        """The leader's trip that covers `day`; None where the day is not known."""
        if day is None:
            return None
        return next((t for t in self._by_leader[leader_id] if t.date_from <= day <= t.date_to), None)

    def on_meeting_day(self, visit: Visit) -> Trip | None:
        """The trip that keeps the visit's leader from the cell's meeting of the visit's month."""
        return self.on(visit.leader_id, visit.meets_on)
