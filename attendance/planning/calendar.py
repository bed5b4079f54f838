"""The month's calendar as it is read: which leader goes to which cell on which day, and what clashes."""

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from attendance.days.availability import day_of_visit
from attendance.days.conflicts import Availability, Conflict, ConflictKind
from attendance.models import Visit, VisitQuerySet
from attendance.planning.movable import is_movable, other_months
from committees.roles import Permission
from lib.periods import Month, today
from meetings.models import AnnouncedMeeting, Cell

CLASHES = (ConflictKind.TRIP, ConflictKind.BOOKED)
IN_A_DAY = 6  # as many as a day of the grid shows


@dataclass(frozen=True)
class Appointment:
    """A meeting, with the visit to it where a leader goes."""

    cell: Cell
    day: dt.date | None
    announced: AnnouncedMeeting | None
    visit: Visit | None = None
    clashes: list[Conflict] = field(default_factory=list)
    may_move: bool = False
    months: list[Month] = field(default_factory=list)  # others to which it may be moved

    @property
    def hour(self) -> str:
        return self.announced.hour if self.announced else ""

    @property
    def place(self) -> str:
        return (self.announced and self.announced.place) or self.cell.place

    @property
    def warned(self) -> str:
        return " ".join(str(clash) for clash in self.clashes)

    @property
    def order(self) -> tuple:
        who = self.visit.leader.name_sort if self.visit else ""
        return self.day or dt.date.max, self.hour or "99", self.cell.name_sort, who


@dataclass(frozen=True)
class Day:
    date: dt.date
    is_in_month: bool
    appointments: list[Appointment]

    @property
    def is_today(self) -> bool:
        return self.is_in_month and self.date == today()

    @property
    def shown(self) -> list[Appointment]:
        return self.appointments[:IN_A_DAY]

    @property
    def more(self) -> int:
        return len(self.appointments) - len(self.shown)


def in_month(visits: VisitQuerySet, month: Month) -> VisitQuerySet:
    """Those still open for a meeting of the month, and those attended on one of its days."""
    held = Q(meeting__date__range=(month.first_day, month.last_day))
    return visits.filter(Q(outcome=Visit.Outcome.PENDING, month=month) | held)


def appointments(
    month: Month, visits: Iterable[Visit], cells: Iterable[Cell] = (), *, user=None
) -> list[Appointment]:
    """By day: the visits, `for_display`, and those of `cells` announced to which none of them goes.

    With what `user` may move, and to which months.
    """
    visits = list(visits)
    availability = Availability.read({visit.leader_id for visit in visits}, [month.half_year])
    found = [_of_visit(visit, availability, user) for visit in visits]
    visited = {visit.cell_id for visit in visits}
    for cell in cells:
        announced = cell.announced(month)
        if not announced or cell.pk in visited:
            continue
        if cell.exists_between(announced.date, announced.date):
            found.append(Appointment(cell, announced.date, announced))
    return sorted(found, key=lambda appointment: appointment.order)


def _of_visit(visit: Visit, availability: Availability, user) -> Appointment:
    day, clashes = day_of_visit(visit), []
    if day and visit.outcome == Visit.Outcome.PENDING:
        against = availability.on(visit.leader, day, cell=visit.cell, but=visit)
        clashes = [conflict for conflict in against if conflict.kind in CLASHES]
    may_move = user is not None and is_movable(visit) and user.may(Permission.REGISTER, visit.committee)
    months = other_months(visit, availability) if may_move else []
    return Appointment(visit.cell, day, visit.announced, visit, clashes, may_move, months)


def weeks(month: Month, found: Iterable[Appointment]) -> list[list[Day]]:
    """From Monday on; the days around the month stand there empty."""
    by_day = defaultdict(list)
    for appointment in found:
        by_day[appointment.day].append(appointment)
    return [
        [Day(day, Month.of(day) == month, by_day[day] if Month.of(day) == month else []) for day in week]
        for week in calendar.Calendar().monthdatescalendar(month.year, month.month)
    ]
