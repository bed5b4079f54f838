"""The month's calendar as it is read: which leader goes to which cell on which day, and what clashes."""

import calendar
import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby, islice
from typing import NamedTuple

from django.db.models import F, FilteredRelation, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, ExtractDay

from attendance.days.availability import Trips, day_of_visit
from attendance.days.conflicts import Availability, Conflict, ConflictKind
from attendance.models import Visit, VisitQuerySet
from attendance.planning.movable import is_movable, other_months
from committees.roles import Permission
from lib.periods import Month, overlaps, today, written_time
from meetings.models import AnnouncedMeeting, Cell, CellQuerySet, day_number

CLASHES = (ConflictKind.TRIP, ConflictKind.BOOKED)
IN_A_DAY = 6  # as many as a day of the grid shows
WITHOUT_DAY = 20  # below it
ON_A_PAGE = 100  # of the list by week


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


class Entry(NamedTuple):
    """As little of an appointment as puts it in its place: a province's month has thousands."""

    day: dt.date | None
    hour: str
    cell: int
    cell_sort: str
    visit: int | None = None
    leader: int | None = None
    leader_sort: str = ""
    is_open: bool = False

    @property
    def order(self) -> tuple:
        return self.day or dt.date.max, self.hour or "99", self.cell_sort, self.leader_sort, self.visit or 0


class ListedAppointment(NamedTuple):
    """What a file says of one."""

    day: dt.date | None
    hour: str
    cell: str
    managing: str
    place: str
    leader: str
    clashes: str


@dataclass(frozen=True)
class Day:
    """`count`: how many appointments there are, where only the first of them are shown."""

    date: dt.date
    is_in_month: bool
    appointments: list[Appointment]
    count: int = 0
    page: int = 1  # of the list, where it begins

    @property
    def is_today(self) -> bool:
        return self.is_in_month and self.date == today()

    @property
    def more(self) -> int:
        return self.count - len(self.appointments)


def in_month(visits: VisitQuerySet, month: Month) -> VisitQuerySet:
    """Those still open for a meeting of the month, and those attended on one of its days (`held`)."""
    days = (month.first_day, month.last_day)
    # Said of them once more, as PostgreSQL cannot tell how many of a join are there.
    there = Q(outcome=Visit.Outcome.PENDING, month=month) | Q(held__date__range=days)
    return visits.in_period(month.half_year).with_held(*days).filter(there)


def entries(month: Month, visits: VisitQuerySet, cells: CellQuerySet | None = None) -> list[Entry]:
    """By day: the visits `in_month`, and those of `cells` announced to which none of them goes."""
    facts = "leader", "leader__name_sort", "cell", "cell__name_sort", "month", "outcome", "held__date"
    # As `day_number`, with the hour beside it: joined once.
    announced = FilteredRelation(
        "cell__announced_meetings", condition=Q(cell__announced_meetings__month=F("month"))
    )
    number = Coalesce(ExtractDay("announced__date"), "cell__meeting_day", output_field=IntegerField())
    rows = (
        visits.order_by().alias(announced=announced).values_list("pk", *facts, number, "announced__begins_at")
    )
    found = [
        Entry(
            met_on or (planned_for.day(number) if number else None),
            written_time(hour) if hour else "",
            cell,
            cell_sort,
            pk,
            leader,
            leader_sort,
            outcome == Visit.Outcome.PENDING,
        )
        for pk, leader, leader_sort, cell, cell_sort, planned_for, outcome, met_on, number, hour in rows
    ]
    if cells is not None:
        visited = {entry.cell for entry in found}
        found += [entry for entry in _announced(month, cells) if entry.cell not in visited]
    return sorted(found, key=lambda entry: entry.order)


def _announced(month: Month, cells: CellQuerySet) -> Iterator[Entry]:
    """Of cells that exist on that day."""
    announced = AnnouncedMeeting.objects.filter(month=month, cell__in=cells.order_by().values("pk"))
    facts = "date", "begins_at", "cell", "cell__name_sort", "cell__established_on", "cell__dissolved_on"
    for day, begins_at, cell, cell_sort, since, until in announced.order_by().values_list(*facts):
        if overlaps(since, until, day, day):
            yield Entry(day, written_time(begins_at) if begins_at else "", cell, cell_sort)


def clashing(month: Month, found: Iterable[Entry]) -> list[Entry]:
    """The visits still open that clash on their days; two queries."""
    waiting = [entry for entry in found if entry.is_open and entry.day]
    leaders = {entry.leader for entry in waiting}
    if not leaders:
        return []
    theirs = in_month(Visit.objects.filter(leader__in=leaders), month).order_by()
    facts = theirs.values_list("leader", "cell", "month", "held__date", day_number())
    trips, cells = Trips(leaders, [month]), defaultdict(set)
    for leader, cell, planned_for, met_on, number in facts:
        if met_on or number:
            cells[leader, met_on or planned_for.day(number)].add(cell)
    return [
        entry
        for entry in waiting
        if trips.on(entry.leader, entry.day) or cells[entry.leader, entry.day] - {entry.cell}
    ]


def appointments(
    month: Month,
    found: Iterable[Entry],
    visits: VisitQuerySet,
    cells: CellQuerySet | None = None,
    *,
    user=None,
) -> list[Appointment]:
    """The entries with all they show, in their order; `visits` and `cells` are those they came from.

    With what `user` may move, and to which months.
    """
    found = list(found)
    keys = [entry.visit for entry in found if entry.visit]
    rows = visits.filter(pk__in=keys).for_step().select_related("cell__committee").order_by()
    by_visit = {visit.pk: visit for visit in rows}
    alone = [entry.cell for entry in found if not entry.visit]
    by_cell = {cell.pk: cell for cell in cells.filter(pk__in=alone)} if cells is not None and alone else {}
    waiting = {visit.leader_id for visit in by_visit.values() if visit.outcome == Visit.Outcome.PENDING}
    availability = Availability.read(waiting, [month.half_year])
    shown = []
    for entry in found:
        if visit := by_visit.get(entry.visit):
            shown.append(_of_visit(visit, availability, user))
        elif cell := by_cell.get(entry.cell):
            shown.append(Appointment(cell, entry.day, cell.announced(month)))
    return shown


def _of_visit(visit: Visit, availability: Availability, user) -> Appointment:
    day, clashes = day_of_visit(visit), []
    if day and visit.outcome == Visit.Outcome.PENDING:
        against = availability.on(visit.leader, day, cell=visit.cell, but=visit)
        clashes = [conflict for conflict in against if conflict.kind in CLASHES]
    may_move = user is not None and is_movable(visit) and user.may(Permission.REGISTER, visit.committee)
    months = other_months(visit, availability) if may_move else []
    return Appointment(visit.cell, day, visit.announced, visit, clashes, may_move, months)


def listed(
    month: Month, found: list[Entry], visits: VisitQuerySet, cells: CellQuerySet
) -> Iterator[ListedAppointment]:
    """The entries as files list them, in their order; only those that clash are loaded."""
    clashes = {
        appointment.visit.pk: appointment.warned
        for appointment in appointments(month, clashing(month, found), visits)
        if appointment.visit
    }
    announced = AnnouncedMeeting.objects.filter(cell=OuterRef("pk"), month=month).order_by()
    facts = "pk", "name", "committee__short_name", "committee__name", "place"
    its_place = Subquery(announced.values("place")[:1])
    there = Cell.objects.filter(Q(pk__in=visits.order_by().values("cell")) | Q(pk__in=cells.values("pk")))
    by_cell = {pk: facts for pk, *facts in there.order_by().values_list(*facts, its_place)}
    leaders = dict(visits.order_by().values_list("pk", "leader__full_name"))
    for entry in found:
        if entry.cell not in by_cell:  # changed since it was found
            continue
        name, short, long, usual, told = by_cell[entry.cell]
        who, warned = leaders.get(entry.visit, ""), clashes.get(entry.visit, "")
        yield ListedAppointment(entry.day, entry.hour, name, short or long, told or usual, who, warned)


def firsts(found: Iterable[Entry]) -> list[Entry]:
    """As many of each day as the grid shows."""
    by_day = groupby(found, key=lambda entry: entry.day)
    return [entry for day, its in by_day for entry in islice(its, IN_A_DAY if day else WITHOUT_DAY)]


def weeks(month: Month, shown: Iterable[Appointment], found: Iterable[Entry] = ()) -> list[list[Day]]:
    """From Monday on; the days around the month stand there empty. `found` are all, counted by day."""
    by_day, counts, pages = defaultdict(list), Counter[dt.date | None](), {}
    for appointment in shown:
        by_day[appointment.day].append(appointment)
    for place, entry in enumerate(found):
        counts[entry.day] += 1
        pages.setdefault(entry.day, place // ON_A_PAGE + 1)

    def day(date: dt.date) -> Day:
        if Month.of(date) != month:
            return Day(date, is_in_month=False, appointments=[])
        return Day(date, True, by_day[date], counts[date], pages.get(date, 1))

    days = calendar.Calendar().monthdatescalendar(month.year, month.month)
    return [[day(date) for date in week] for week in days]
