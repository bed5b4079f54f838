"""The visits and meetings that a workbook is about: those stored, and those that its rows make."""

import datetime as dt
from collections import defaultdict
from typing import NamedTuple

from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from attendance.models import Plan, Visit
from lib.periods import Month
from meetings.models import Cell, Meeting

from .book import Book
from .kinds import shown
from .ledger import batches
from .reader import Row
from .shared import Shared
from .sheets import ANNOUNCED, MEETING_FINDINGS, MEETINGS, PLANS, RESULTS, SCORES, TOTALS

Key = tuple[str, str, Month]


class Visits:
    """The visits that the workbook is about, by (leader's code, cell's code, month)."""

    def __init__(self, book: Book):
        self.book = book
        self.by_key: dict[Key, Visit] = {}
        self.by_pk: dict[int, Visit] = {}
        # As stored: which meeting, and which earlier visit.
        self.stored: dict[int, tuple[int | None, int | None]] = {}
        self._shared = Shared()

    def load(self, leaders: set[str], months: set[Month], held: "_Held", numbers: set[int]) -> None:
        """Visits of these leaders in the half-years of these months, to these meetings, and successors.

        `numbers` are the ids of others that the workbook is about.
        """
        known = [self.book.leaders.get(code) for code in leaders]
        half_years = {month.half_year for month in months}
        for batch in batches(leader.pk for leader in known if leader is not None and leader.pk):
            self._add(Q(leader__in=batch, half_year__in=half_years))
        for batch in batches(sorted(held.cells)):
            self._add(Q(meeting__cell__in=batch, meeting__date__range=held.span))
        for batch in batches(sorted(numbers)):
            self._add(Q(pk__in=batch))
        for batch in batches(self.by_pk):
            self._add(Q(carried_from__in=batch))

    def _add(self, condition: Q) -> None:
        # Nobody else changes these visits until the import has ended.
        locked = Visit.objects.filter(condition).select_related("meeting").select_for_update(of=("self",))
        visits = [visit for visit in locked.order_by("pk") if visit.pk not in self.by_pk]
        self._shared.give(visits, "leader", "cell")
        self._shared.give(visits, "plan", joined=("committee",))
        for visit in visits:
            self.by_pk[visit.pk] = visit
            self.by_key[visit.leader.code, visit.cell.code, visit.month] = visit
            self.stored[visit.pk] = (visit.meeting_id, visit.carried_from_id)

    def plans(self) -> set[int]:
        """The ids of the plans of these visits, once all are saved."""
        return {visit.plan_id for visit in self.by_key.values()}

    def fixed_at(self, meeting_id: int | None, leader_id: int | None = None) -> Visit | None:
        """A fixed visit to the meeting, as it is stored: the leader's, or anybody's."""
        visits = self._fixed.get(meeting_id, [])
        return next((visit for visit in visits if leader_id in (None, visit.leader_id)), None)

    @cached_property
    def _fixed(self) -> dict[int, list[Visit]]:
        """By the meeting that they attended before the import."""
        found = defaultdict(list)
        for visit in self.by_pk.values():
            meeting_id, _earlier = self.stored[visit.pk]
            if meeting_id and visit.is_fixed:
                found[meeting_id].append(visit)
        return found

    def successors(self) -> dict[int, Visit]:
        """By id() of the earlier visit: the visit it was moved to, after the import."""
        result = {}
        for visit in self.by_key.values():
            earlier = self.earlier(visit)
            if earlier is not None:
                result[id(earlier)] = visit
        return result

    def earlier(self, visit: Visit) -> Visit | None:
        """The visit it was carried over from, where that one is among those loaded."""
        if visit.carried_from_id:
            return self.by_pk.get(visit.carried_from_id)
        return visit.carried_from


def key_of(row: Row) -> Key:
    return row["leader"], row["cell"], row["month"]


class _Held(NamedTuple):
    """Where and when meetings were held that the rows are about."""

    cells: dict[int, Cell]
    dates: set[dt.date]

    @property
    def span(self) -> tuple[dt.date, dt.date]:
        return min(self.dates), max(self.dates)


def load(book: Book) -> None:
    """The stored meetings and visits that the workbook may be about.

    Plans, visits, cells, each by id, as every action locks them, and what is read then stays so.
    """
    held = _held(book)
    leaders, months, numbers = set(), set(), set()
    for sheet in (PLANS, RESULTS):
        for row in book.rows(sheet):
            numbers |= {row["visit"]} - {None}
            leaders |= {row["leader"], row["from_leader"]} - {None}
            months |= {row["month"], row["from_month"]} - {None}
    half_years = {month.half_year for month in months | set(map(Month.of, held.dates))}
    list(Plan.objects.select_for_update().filter(half_year__in=half_years).order_by("pk"))
    book.visits = Visits(book)
    book.visits.load(leaders, months, held, numbers)
    _load_meetings(book, held)


def _held(book: Book) -> _Held:
    held = _Held({}, set())
    for sheet in (RESULTS, MEETINGS, SCORES, MEETING_FINDINGS, TOTALS):
        for row in book.rows(sheet):
            cell = book.cells.get(row["cell"]) if row["cell"] and row["date"] else None
            if cell is not None and cell.pk is not None:
                held.cells[cell.pk] = cell
                held.dates.add(row["date"])
    return held


def _load_meetings(book: Book, held: _Held) -> None:
    announced = (book.cells.get(row["cell"]) for row in book.rows(ANNOUNCED) if row["cell"])
    keys = held.cells.keys() | {cell.pk for cell in announced if cell is not None and cell.pk is not None}
    # A cell stands for its meetings. Those of calendars go along: locked later, they would be out of order.
    for batch in batches(sorted(keys) if held.cells else ()):
        list(Cell.objects.select_for_update().filter(pk__in=batch).order_by("pk").values_list("pk"))
    for batch in batches(sorted(held.cells)):
        # Whoever evaluates locks the meeting alone.
        stored = Meeting.objects.filter(cell__in=batch, date__range=held.span)
        for meeting in stored.select_for_update().order_by("pk"):
            meeting.cell = held.cells[meeting.cell_id]
            book.meetings[meeting.cell.code, meeting.date] = meeting


def meeting(book: Book, row: Row) -> Meeting | None:
    """The meeting of the row's cell and date, made as a regular one where there is none yet."""
    cell = book.named(row, "cell")
    if cell is None:
        return None
    key = row["cell"], row["date"]
    if key not in book.meetings:
        book.meetings[key] = book.ledger.create(Meeting(cell=cell, date=row["date"]))
        warn_of_future(book, row)
    return book.meetings[key]


def warn_of_future(book: Book, row: Row) -> None:
    if row["date"] > book.today:
        row.warning(
            "date",
            _("the meeting of %(date)s lies in the future") % {"date": shown(row["date"])},
            _("check the date"),
        )


def judge_month(row: Row) -> None:
    if row["month"] and row["half_year"] and row["month"].half_year != row["half_year"]:
        row.problem(
            "month",
            _("the month %(month)s does not lie in the %(half_year)s")
            % {"month": row["month"], "half_year": row["half_year"].label},
            _("correct “Tháng” or “Kỳ”"),
        )


def refuse_if_fixed(book: Book, row: Row, visit: Visit | None, key: str) -> None:
    """Corrections need a reason each, which a workbook has no place for."""
    if visit is None or not visit.is_fixed:
        return
    if visit.reported_at:
        what = _("a report of the %(half_year)s that was issued counts this result")
    else:
        what = _("the plan for the %(half_year)s is closed")
    cure = _("leave the row out")
    if book.terms.is_bounded:
        cure = _("correct the result on the page of the visit, with a reason")
    row.problem(key, what % {"half_year": visit.half_year.label}, cure)
