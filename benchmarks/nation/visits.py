"""Half-year after half-year of plans, visits and what became of them, as rows to copy.

What a row of its own follows from (histories, scores, recommendations) is written by `consequences`.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import count
from random import Random

from attendance.models import AbsenceReason, Plan, Trip, Visit
from lib.periods import HalfYear
from meetings.models import AnnouncedMeeting, Evaluation, Meeting

from .organisation import Province, Registering
from .scoring import Pattern
from .sizes import Size
from .tables import NULL, Copies, line, value

VISIT = "id half_year leader_group month origin outcome carried_from_month note amendment_reason logged_at"
VISIT += " version absence_reason_id carried_from_id cell_id committee_id leader_id logged_by_id meeting_id"
VISIT += " plan_id no_carry_over override_reason source_document reported_at repeated_by"
MEETING = "id cell_id date kind starts_at ends_at members_total members_exempt members_present"
MEETING += " absent_excused absent_unexcused members_spoke"
EVALUATION = "id meeting_id leader_id rubric_id total band_id has_theme remarks is_draft"
EVALUATION += " is_total_only version"
PLAN = "id committee_id half_year status comment submitted_by_id submitted_at first_submitted_at"
PLAN += " approved_by_id approved_at closed_at closing_reason reported_at version"
ANNOUNCED = "cell_id month date begins_at place contact source_document version"
TRIP = "leader_id date_from date_to purpose place version"

ANNOUNCED_HALF_YEARS = 4  # the last ones; before, cells kept to their usual days
LEADERS_SCORE, CELLS_SCORE = 0.08, 0.02  # of visits attended, of meetings
CARRIED_ON, CARRIED_WITHIN = 0.5, 0.15  # of what was missed in the last two months, and before


@dataclass
class Chunk:
    """One province's rows of one half-year."""

    visits: list[str] = field(default_factory=list)
    meetings: list[str] = field(default_factory=list)
    evaluations: list[str] = field(default_factory=list)


class Writer:
    """Goes through the half-years of all provinces in order; the last one, around `today`, is running.

    Committees have begun the next one's plans: every third as a draft.
    """

    def __init__(self, size: Size, copies: Copies, chance: Random, today: dt.date, patterns: list[Pattern]):
        self.size, self.copies, self.chance, self.today = size, copies, chance, today
        self.running, self.patterns = HalfYear.of(today), patterns
        self.reasons = list(AbsenceReason.objects.order_by("pk").values_list("pk", flat=True))
        self.plans, self.visits, self.meetings, self.evaluations = count(1), count(1), count(1), count(1)
        # By leader: (visit, cell, month) of what is to be made up for in the next half-year.
        self.carried: dict[int, list[tuple[int, int, int]]] = defaultdict(list)

    @property
    def half_years(self) -> list[HalfYear]:
        first = self.running.ordinal - self.size.half_years + 1
        return [HalfYear(ordinal) for ordinal in range(first, self.running.ordinal + 1)]

    def write(self, province: Province, half_year: HalfYear) -> None:
        chunk, plans = Chunk(), []
        days = _Days(province, half_year, self.running)
        result = _Results(self, province, half_year, days, chunk)
        for place, committee in enumerate(province.committees):
            status = self._status(place, half_year)
            if status:
                plan = next(self.plans)
                plans.append(self._plan(plan, committee, half_year, status))
                result.write(plan, committee, status)
        self.copies.write(Plan._meta.db_table, PLAN, plans)
        self.copies.write(Meeting._meta.db_table, MEETING, chunk.meetings)
        self.copies.write(Visit._meta.db_table, VISIT, chunk.visits)
        self.copies.write(Evaluation._meta.db_table, EVALUATION, chunk.evaluations)
        self.copies.write(AnnouncedMeeting._meta.db_table, ANNOUNCED, days.announced())
        self.copies.write(Trip._meta.db_table, TRIP, self._trips(province, half_year))

    def _status(self, place: int, half_year: HalfYear) -> str | None:
        """Most of the running half-year are approved; some committees are late, or have none."""
        if half_year > self.running:
            return "draft" if place % 3 == 0 else None
        if half_year == self.running:
            return {5: None, 6: "draft", 7: "returned", 8: "submitted", 9: "submitted"}.get(
                place % 20, "approved"
            )
        return "approved" if half_year == self.running.previous and place % 4 == 1 else "closed"

    def _plan(self, pk: int, committee: Registering, half_year: HalfYear, status: str) -> str:
        begins = half_year.first_day
        handed_in = status != "draft"
        submitted = moment(begins - dt.timedelta(days=12)) if handed_in else None
        approved = moment(begins - dt.timedelta(days=5)) if status in Plan.COUNTING else None
        closed = moment(half_year.last_day + dt.timedelta(days=20)) if status == "closed" else None
        return line(
            *(pk, committee.pk, half_year.ordinal, "draft" if status == "returned" else status),
            "Bổ sung chi bộ vùng xa" if status == "returned" else "",
            *(committee.staff if handed_in else None, submitted, submitted),
            *(committee.official if approved else None, approved, closed, ""),
            *(
                reported_at(half_year) if closed else None,
                1 + bool(submitted) + bool(approved) + bool(closed),
            ),
        )

    def _trips(self, province: Province, half_year: HalfYear):
        begins, random = half_year.first_day, self.chance.random
        for committee in province.committees:
            for leader, _group in committee.leaders:
                for half in (0, 90):
                    first = begins + dt.timedelta(days=half + int(random() * 80))
                    last = first + dt.timedelta(days=int(random() * 5))
                    yield line(leader, first, last, "Kiểm tra cơ sở", "Hà Nội", 1)


class _Days:
    """On which day each of a province's cells meets in each month of a half-year."""

    def __init__(self, province: Province, half_year: HalfYear, running: HalfYear):
        self.province, self.months = province, half_year.months
        self.is_announced = half_year.ordinal > running.ordinal - ANNOUNCED_HALF_YEARS

    def of(self, place: int, month: int) -> dt.date:
        """`place` of the cell in its province, `month` in its half-year; the last day where nobody knows."""
        if self.is_announced and (place * 7 + month * 13) % 4 == 0:
            return self._announced(place, month)
        day = self.province.days[place]
        return self.months[month].day(day) if day else self.months[month].last_day

    def _announced(self, place: int, month: int) -> dt.date:
        return self.months[month].day(((self.province.days[place] or 10) + 3) % 28 + 1)

    def announced(self):
        if not self.is_announced:
            return
        for place in range(len(self.province.days)):
            for number, month in enumerate(self.months):
                if (place * 7 + number * 13) % 4 == 0:
                    cell, day = self.province.first_cell + place, self._announced(place, number)
                    yield line(cell, month.ordinal, day, "14:00", "Nhà văn hóa", "", "12-TB/ĐU", 1)


class _Results:
    """Visits of one province in one half-year, with meetings and evaluations."""

    def __init__(self, writer: Writer, province: Province, half_year: HalfYear, days: _Days, chunk: Chunk):
        self.writer, self.province, self.half_year, self.chunk = writer, province, half_year, chunk
        self.days = [[days.of(place, month) for month in range(6)] for place in range(len(province.days))]
        self.met: dict[tuple[int, int], int] = {}
        self.is_past = half_year < writer.running
        self.first = half_year.months[0].ordinal

    def write(self, plan: int, committee: Registering, status: str) -> None:
        counts, random = status in Plan.COUNTING, self.writer.chance.random
        places = range(len(self.province.days))
        reported = reported_at(self.half_year) if status == "closed" else NULL
        for leader, group in committee.leaders:
            self.before = f"\t{self.half_year.ordinal}\t{group}\t"
            self.who = f"{committee.pk}\t{leader}\t"
            self.leader, self.plan, self.staff, self.reported_at = leader, plan, committee.staff, reported
            taken = set()
            for visit, cell, month in self.writer.carried.pop(leader, ()):
                if counts:
                    taken.add(cell)
                    place = cell - self.province.first_cell
                    self._visit(place, 0, random(), "carried_in", (visit, month))
            for place in self.writer.chance.sample(places, self.writer.size.visits_of_leader):
                if place + self.province.first_cell in taken:
                    continue
                draw = random() if counts else 2.0
                self._visit(place, int(random() * 6), draw, "registered", None)

    def _visit(self, place: int, month: int, draw: float, origin: str, carried: tuple | None) -> None:
        """`draw` below 1: what becomes of it once it is due; 2: nothing, the plan does not count yet."""
        writer, cell, day = self.writer, self.province.first_cell + place, self.days[place][month]
        pk = next(writer.visits)
        outcome, meeting, reason, logged, staying = "pending", NULL, NULL, NULL, "f"
        if draw < 1 and (self.is_past or day < writer.today):
            outcome = self._outcome(draw)
            if draw < 0.03 and not carried:
                origin = "unplanned"
        if outcome == "attended":
            meeting = self._meeting(place, month, day)
            if writer.chance.random() < LEADERS_SCORE:
                self._evaluation(meeting, self.leader)
        elif outcome == "missed":
            reason = writer.reasons[pk % len(writer.reasons)]
            staying = self._missed(pk, place, month)
        if outcome in ("attended", "missed"):
            logged = moment(day + dt.timedelta(days=1 + pk % 3))
        came_from, came_month = carried or (NULL, NULL)
        document = "Điều chỉnh kế hoạch" if origin == "amendment" or outcome == "withdrawn" else ""
        self.chunk.visits.append(
            f"{pk}{self.before}{self.first + month}\t{origin}\t{outcome}\t{came_month}\t\t{document}\t"
            f"{logged}\t{1 if outcome == 'pending' else 2}\t{reason}\t{came_from}\t{cell}\t{self.who}"
            f"{NULL if logged == NULL else self.staff}\t{meeting}\t{self.plan}\t{staying}\t\t\t"
            f"{self.reported_at}\t\n"
        )

    def _outcome(self, draw: float) -> str:
        """Of what was due; all is settled but in the last half-years."""
        if draw < 0.76:
            return "attended"
        if draw < 0.93:
            return "missed"
        if draw < 0.96:
            return "withdrawn"
        return "attended" if self.reported_at != NULL else "pending"

    def _missed(self, visit: int, place: int, month: int) -> str:
        """Some are made up for, later in the half-year or in the next; of some it is said that none will."""
        chance, cell = self.writer.chance.random(), self.province.first_cell + place
        if month >= 4:
            if chance < CARRIED_ON:
                self.writer.carried[self.leader].append((visit, cell, self.first + month))
        elif chance < CARRIED_WITHIN:
            later = self.writer.chance.random()
            self._visit(place, month + 1, later, "amendment", (visit, self.first + month))
        return "t" if chance > 0.9 else "f"

    def _meeting(self, place: int, month: int, day: dt.date) -> int:
        pk = self.met.get((place, month))
        if pk is None:
            pk = self.met[place, month] = next(self.writer.meetings)
            total = self.province.members[place]
            excused, unexcused = total // 10, total // 20
            present = total - excused - unexcused
            kind = ("regular", "regular", "regular", "thematic", "combined")[pk % 5]
            ends = "09:05" if pk % 6 else "08:20"
            self.chunk.meetings.append(
                f"{pk}\t{self.province.first_cell + place}\t{day}\t{kind}\t07:30\t{ends}\t{total}\t0\t"
                f"{present}\t{excused}\t{unexcused}\t{present // 3}\n"
            )
            if self.writer.chance.random() < CELLS_SCORE:
                self._evaluation(pk, NULL)
        return pk

    def _evaluation(self, meeting: int, leader: int | str) -> None:
        pk = next(self.writer.evaluations)
        pattern = self.writer.patterns[pk % len(self.writer.patterns)]
        draft = "t" if pk % 20 == 0 else "f"
        self.chunk.evaluations.append(
            f"{pk}\t{meeting}\t{leader}\t{pattern.rubric}\t{pattern.total}\t{value(pattern.band)}\tf\t"
            f"Nề nếp sinh hoạt tốt\t{draft}\tf\t1\n"
        )


def moment(day: dt.date) -> str:
    """Nine in the morning at the office."""
    return f"{day} 09:00+07"


def reported_at(half_year: HalfYear) -> str:
    return moment(half_year.last_day + dt.timedelta(days=10))
