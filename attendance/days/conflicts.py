"""What keeps a leader from a cell's meeting. Whoever plans, moves, copies or proposes a visit asks here."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attendance.models import Trip, Visit
from committees.models import Leader
from lib.periods import HalfYear, Month, short_day, written_day
from meetings.models import Cell

from .availability import days_in_question, lies_ahead, trips_in
from .engagements import Engagement, engagements


class ConflictKind(TextChoices):
    """Why a planned visit may come to nothing, in two or three words."""

    TRIP = "trip", gettext_lazy("On a trip")
    BOOKED = "booked", gettext_lazy("Two cells on one day")
    AGAIN = "again", gettext_lazy("Same cell twice")
    OFFICE = "office", gettext_lazy("Not in office")
    CELL = "cell", gettext_lazy("Cell does not exist")
    SHARED = "shared", gettext_lazy("Another leader goes")


@dataclass(frozen=True)
class Conflict:
    """What speaks against a visit; only a reason overrides it. `note` says it in a list to choose from."""

    kind: ConflictKind
    message: str
    note: str = ""

    @property
    def label(self) -> str:
        return self.kind.label

    def __str__(self):
        return self.message


class Availability:
    """The trips and visits of some leaders: what keeps each from a meeting, and where each may be sent.

    `but` is a visit about to be changed: it does not stand in its own way.
    """

    def __init__(self, trips: Iterable[Trip] = (), visits: Iterable[Visit | Engagement] = ()):
        self._trips, self._visits = defaultdict(list), defaultdict(list)
        # The same visits by leader and day, and by leader and cell: asked about hundreds of times a page.
        self._on_day, self._at_cell = defaultdict(list), defaultdict(list)
        for trip in trips:
            self._trips[trip.leader_id].append(trip)
        for visit in visits:
            self.add(visit)

    @classmethod
    def read(cls, leaders: Iterable[int], half_years: Iterable[HalfYear]) -> "Availability":
        """Of these leaders all that lies in the half-years; two queries."""
        leaders, half_years = set(leaders), set(half_years)
        if not (leaders and half_years):
            return cls()
        visits = Visit.objects.filter(leader__in=leaders, half_year__in=half_years)
        return cls(trips_in(leaders, half_years), engagements(visits, half_years))

    def add(self, visit: Visit | Engagement) -> None:
        """One more, such as one that has just been planned."""
        found = visit if isinstance(visit, Engagement) else Engagement.of(visit)
        self._visits[found.leader_id].append(found)
        self._on_day[found.leader_id, found.day].append(found)
        self._at_cell[found.leader_id, found.cell_id].append(found)

    # --- what speaks against it ---

    def on(
        self, leader: Leader, day: dt.date, *, cell: Cell | None = None, but: Visit | None = None
    ) -> list[Conflict]:
        """What keeps the leader from a meeting on `day`; where it is of `cell`, its other visits do not."""
        return [
            *self._trip(leader, day),
            *self._booked(leader, day, cell, but),
            *_out_of_office(leader, day, day),
        ]

    def at(self, leader: Leader, cell: Cell, month: Month, *, but: Visit | None = None) -> list[Conflict]:
        """What speaks against sending the leader to the cell's meeting of the month.

        Where the cell has no fixed day nobody can tell who is away or elsewhere then.
        """
        day = cell.meets_on(month)
        engaged = self.on(leader, day, cell=cell, but=but) if day else []
        office = [] if day else _out_of_office(leader, month.first_day, month.last_day)
        return [*engaged, *office, *_not_existing(cell, month), *self._again(leader, cell, month, but)]

    def trip_on(self, leader_id: int, day: dt.date | None) -> Trip | None:
        """The leader's trip that covers `day`; None where the day is not known."""
        trips = self._trips[leader_id] if day else []
        return next((trip for trip in trips if trip.date_from <= day <= trip.date_to), None)

    def elsewhere(
        self, leader: Leader, day: dt.date | None, *, cell: Cell, but: Visit | None = None
    ) -> Conflict | None:
        """The leader's visit to another cell on that day."""
        return next(iter(self._booked(leader, day, cell, but)), None) if day else None

    def notes(
        self, leaders: Iterable[Leader], cell: Cell, month: Month, *, but: Visit | None = None
    ) -> dict[int, list[str]]:
        """By leader, in few words, what keeps each from that meeting."""
        return {
            leader.pk: [conflict.note for conflict in self.at(leader, cell, month, but=but)]
            for leader in leaders
        }

    def is_taken(self, leader: Leader, cell: Cell, month: Month) -> bool:
        """Withdrawn or not: one leader has one visit to a cell in a month."""
        return any(visit.month == month for visit in self._at_cell.get((leader.pk, cell.pk), ()))

    def is_vacant(self, leader: Leader, month: Month, since: dt.date) -> bool:
        """Without a visit in the month, and at hand for one on some day of it from `since` on."""
        if any(visit.month == month for visit in self._standing(leader, None)):
            return False
        first = max(month.first_day, since)
        days = (first + dt.timedelta(days=n) for n in range((month.last_day - first).days + 1))
        return any(leader.serves_between(day, day) and not self.trip_on(leader.pk, day) for day in days)

    # --- what may be proposed ---

    def may_go(self, leader: Leader, cell: Cell, month: Month, *, but: Visit | None = None) -> bool:
        """Whether it may be proposed: the meeting lies ahead, and an entry of it would need no reason.

        What makes up for a missed visit stays after that one.
        """
        after = but.carried_from_month if but else None
        return (
            lies_ahead(cell, month)
            and (after is None or month > after)
            and not self.is_taken(leader, cell, month)
            and not self.at(leader, cell, month, but=but)
        )

    def free_months(
        self, leader: Leader, cell: Cell, months: Iterable[Month], *, but: Visit | None = None
    ) -> list[Month]:
        return [month for month in months if self.may_go(leader, cell, month, but=but)]

    def nearest_free(
        self, leader: Leader, cell: Cell, month: Month, *, but: Visit | None = None
    ) -> Month | None:
        """The free month of the half-year nearest to `month`.

        One without any visit of the leader goes before a nearer one with some.
        """
        engaged = {visit.month for visit in self._standing(leader, but)}

        def order(free):
            return free in engaged, abs(free.ordinal - month.ordinal), -free.ordinal

        return min(self.free_months(leader, cell, month.half_year.months, but=but), key=order, default=None)

    def load(self, leader: Leader, half_year: HalfYear) -> int:
        """How many visits the leader was to make then, whatever became of them."""
        return sum(
            visit.half_year == half_year and visit.outcome != Visit.Outcome.WITHDRAWN
            for visit in self._visits[leader.pk]
        )

    # --- one by one ---

    def _standing(self, leader: Leader, but: Visit | None) -> list[Engagement]:
        return [visit for visit in self._visits[leader.pk] if not visit.is_gone and not visit.is_of(but)]

    def _trip(self, leader: Leader, day: dt.date) -> list[Conflict]:
        trip = self.trip_on(leader.pk, day)
        if not trip:
            return []
        facts = {"from": short_day(trip.date_from), "to": short_day(trip.date_to)}
        note = _("away %(from)s–%(to)s") % facts
        return [Conflict(ConflictKind.TRIP, trip_message(leader, trip, day), note)]

    def _booked(self, leader: Leader, day: dt.date, cell: Cell | None, but: Visit | None) -> list[Conflict]:
        elsewhere = [
            visit
            for visit in self._on_day.get((leader.pk, day), ())
            if not (visit.is_gone or visit.is_of(but) or (cell and visit.cell_id == cell.pk))
        ]
        if not elsewhere:
            return []
        facts = {
            "leader": leader,
            "cells": "; ".join(visit.cell for visit in elsewhere),
            "day": written_day(day),
        }
        message = _("%(leader)s goes to another meeting on %(day)s: %(cells)s.")
        note = _("that day at %(cells)s")
        return [Conflict(ConflictKind.BOOKED, message % facts, note % facts)]

    def _again(self, leader: Leader, cell: Cell, month: Month, but: Visit | None) -> list[Conflict]:
        theirs = [
            visit
            for visit in self._at_cell.get((leader.pk, cell.pk), ())
            if not visit.is_gone and visit.half_year == month.half_year
        ]
        months = sorted(visit.month for visit in theirs if not visit.is_of(but) and visit.month != month)
        # Where somebody decided that the leader goes there every month, it is meant.
        if not months or any(visit.is_repeated for visit in theirs):
            return []
        facts = {"leader": leader, "cell": cell, "months": ", ".join(map(str, months))}
        message = _("%(leader)s goes to %(cell)s in the same half-year already: %(months)s.")
        return [Conflict(ConflictKind.AGAIN, message % facts, _("there in %(months)s already") % facts)]


def conflicts_of(leader: Leader, cell: Cell, month: Month, *, but: Visit | None = None) -> list[Conflict]:
    """The same for one visit about to be entered."""
    return Availability.read([leader.pk], [month.half_year]).at(leader, cell, month, but=but)


def why_no_other_month(cell: Cell, month: Month, *, after: Month | None = None) -> str:
    """Said where no other month of the half-year may be proposed: none is left, or none is free."""
    ahead = [
        other
        for other in month.half_year.months
        if other != month and lies_ahead(cell, other) and (after is None or other > after)
    ]
    if not ahead:
        return _("No other month of the half-year is left.")
    return _("The leader is free in none of the other months left of the half-year.")


def trip_message(leader: Leader, trip: Trip, day: dt.date) -> str:
    return _("%(leader)s is on a trip %(from)s–%(to)s; the cell meets on %(day)s.") % {
        "leader": leader,
        "from": short_day(trip.date_from),
        "to": written_day(trip.date_to),
        "day": written_day(day),
    }


def _out_of_office(leader: Leader, first: dt.date, last: dt.date) -> list[Conflict]:
    if leader.serves_between(first, last):
        return []
    message, day = _("%(leader)s takes office only on %(day)s."), leader.valid_from
    if leader.valid_to and leader.valid_to < first:
        message, day = _("%(leader)s holds office only until %(day)s."), leader.valid_to
    facts = {"leader": leader, "day": written_day(day)}
    return [Conflict(ConflictKind.OFFICE, message % facts, str(ConflictKind.OFFICE.label).lower())]


def _not_existing(cell: Cell, month: Month) -> list[Conflict]:
    first, last = days_in_question(cell, month)
    if cell.exists_between(first, last):
        return []
    message, day = _("%(cell)s is founded only on %(day)s."), cell.established_on
    if cell.dissolved_on and cell.dissolved_on < first:
        message, day = _("%(cell)s is dissolved on %(day)s."), cell.dissolved_on
    facts = {"cell": cell, "day": written_day(day)}
    return [Conflict(ConflictKind.CELL, message % facts, str(ConflictKind.CELL.label).lower())]
