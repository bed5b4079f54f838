"""Visits that clash with a trip or another visit of their leader: where plans, trips or days are imported."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from attendance.days.availability import trips_in
from attendance.days.conflicts import Availability, ConflictKind, trip_message
from attendance.models import Plan, Trip, Visit
from lib.periods import Month
from meetings.models import AnnouncedMeeting

from .book import CREATED, UNCHANGED, Book
from .ledger import batches
from .reader import Row
from .sheets import ANNOUNCED, PLANS, TRIPS

# Who is not in office then, and which cell does not exist, is told with the plans.
_WARNED = (ConflictKind.TRIP, ConflictKind.BOOKED, ConflictKind.AGAIN)
_OF_A_DAY = (ConflictKind.TRIP, ConflictKind.BOOKED)


def judge(book: Book) -> None:
    """As the plan's page warns, once results are known: what took place clashes no more."""
    trips = [(judged.row, judged.objects[0]) for judged in _judged(book, TRIPS, CREATED)]
    planned = [(judged.row, judged.objects[0]) for judged in _judged(book, PLANS)]
    planned = [(row, visit) for row, visit in planned if _is_open(visit)]
    told = _judge_plans(planned, [trip for _row, trip in trips])
    _judge_trips(book, trips, told)
    _judge_days(book, [(judged.row, judged.objects[0]) for judged in _judged(book, ANNOUNCED)])


def _judged(book: Book, sheet: str, outcome: str | None = None) -> Iterator:
    for judged in book.judged:
        if judged.row.sheet == sheet and judged.outcome != UNCHANGED and outcome in (None, judged.outcome):
            yield judged


def _is_open(visit: Visit) -> bool:
    return visit.outcome == Visit.Outcome.PENDING and not visit.override_reason


def _judge_plans(planned: list[tuple[Row, Visit]], trips: list[Trip]) -> set[int]:
    """Warn of trips stored and new, and of other visits stored and new; the visits on a trip, by id()."""
    new, on_trip = _by_leader(trips), set()
    leaders = {visit.leader.pk for _row, visit in planned} - {None}
    availability = Availability.read(leaders, {visit.half_year for _row, visit in planned})
    for row, visit in planned:
        day = visit.meets_on
        warned = []
        if visit.leader.pk:
            found = availability.at(visit.leader, visit.cell, visit.month, but=visit)
            warned = [conflict for conflict in found if conflict.kind in _WARNED]
            if visit.pk is None:
                availability.add(visit)
        is_away = any(conflict.kind == ConflictKind.TRIP for conflict in warned)
        messages = [conflict.message for conflict in warned]
        trip = next((t for t in new[visit.leader.code] if day and t.date_from <= day <= t.date_to), None)
        if trip and not is_away:
            messages.append(_sentence(visit, trip))
        if trip or is_away:
            on_trip.add(id(visit))
        for message in messages:
            row.warning("month", message.rstrip("."), _("choose another month, or agree to it as it is"))
    return on_trip


def _by_leader(trips: Iterable[Trip]) -> dict[str, list[Trip]]:
    found = defaultdict(list)
    for trip in trips:
        found[trip.leader.code].append(trip)
    return found


def _judge_trips(book: Book, trips: list[tuple[Row, Trip]], told: set[int]) -> None:
    """Warn of open visits of the leaders, stored ones and new."""
    if not trips:
        return
    visits = _open_visits(book, [trip for _row, trip in trips])
    for row, trip in trips:
        found = [
            visit
            for visit in visits[trip.leader.code]
            if id(visit) not in told and (day := visit.meets_on) and trip.date_from <= day <= trip.date_to
        ]
        for visit in sorted(found, key=lambda v: (v.month, v.cell.code)):
            row.warning(
                "date_from",
                _("%(what)s (%(cell)s, planned for %(month)s)")
                % {"what": _sentence(visit, trip), "cell": visit.cell, "month": visit.month},
                _("move the visit, or agree to it as it is"),
            )


def _judge_days(book: Book, announced: list[tuple[Row, AnnouncedMeeting]]) -> None:
    """Warn of days still to come on which a leader who goes there is away or elsewhere."""
    by_cell = {
        (meeting.cell.pk, meeting.month): (row, meeting)
        for row, meeting in announced
        if meeting.cell.pk and meeting.date >= book.today
    }
    visits = _visits_to(book, set(by_cell))
    if not visits:
        return
    availability = _on_new_days(visits, [meeting for _row, meeting in by_cell.values()])
    for visit in visits:
        row, meeting = by_cell[visit.cell_id, visit.month]
        for conflict in availability.on(visit.leader, meeting.date, cell=visit.cell, but=visit):
            if conflict.kind in _OF_A_DAY:
                row.warning(
                    "date",
                    conflict.message.rstrip("."),
                    _("correct the day, or settle the visit under “My work” once it is saved"),
                )


def _visits_to(book: Book, meetings: set[tuple[int, Month]]) -> list[Visit]:
    """Those that the user sees, still open and without a reason for going nevertheless."""
    visits = book.terms.seen(Visit.objects.pending().exclude(plan__status=Plan.Status.CLOSED))
    visits = visits.filter(override_reason="", month__in={month for _cell, month in meetings})
    found = [
        visit
        for batch in batches(sorted({cell for cell, _month in meetings}))
        for visit in visits.filter(cell__in=batch).select_related("leader__committee", "cell").order_by("pk")
    ]
    return [visit for visit in found if (visit.cell_id, visit.month) in meetings]


def _on_new_days(visits: list[Visit], meetings: list[AnnouncedMeeting]) -> Availability:
    """Of these visits' leaders, once all the meetings are announced."""
    half_years = {visit.half_year for visit in visits}
    leaders, theirs = sorted({visit.leader_id for visit in visits}), []
    for batch in batches(leaders):
        read = Visit.objects.filter(leader__in=batch, half_year__in=half_years)
        theirs += read.select_related("leader", "committee", "cell", "meeting")
    for announcements in {id(v.cell.announcements): v.cell.announcements for v in theirs}.values():
        announcements.suppose(meetings)
    return Availability([t for batch in batches(leaders) for t in trips_in(batch, half_years)], theirs)


def _open_visits(book: Book, trips: list[Trip]) -> dict[str, list[Visit]]:
    found = defaultdict(list)
    for visit in book.visits.by_key.values():
        if _is_open(visit) and visit.origin != Visit.Origin.UNPLANNED:
            found[visit.leader.code].append(visit)
    months = [Month.of(trip.date_from) for trip in trips], [Month.of(trip.date_to) for trip in trips]
    stored = (
        Visit.objects.pending()
        .planned()
        .exclude(plan__status=Plan.Status.CLOSED)
        .filter(override_reason="", month__range=(min(months[0]), max(months[1])))
        .select_related("leader", "cell")
    )
    for batch in batches(sorted({trip.leader.pk for trip in trips} - {None})):
        for visit in stored.filter(leader__in=batch):
            if visit.pk not in book.visits.by_pk:
                found[visit.leader.code].append(visit)
    return found


def _sentence(visit: Visit, trip: Trip) -> str:
    return trip_message(visit.leader, trip, visit.meets_on)
