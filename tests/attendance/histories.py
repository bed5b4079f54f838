"""Random histories of a province: a few half-years of plans, visits, misses and carry-overs.

Small numbers on purpose: few leaders, cells and months make collisions, and collisions are where
counting goes wrong.
"""

import contextlib
import datetime as dt
from dataclasses import dataclass, replace
from unittest import mock

from django.db import connection, transaction
from django.utils import timezone
from hypothesis import strategies as st

from attendance.figures.selection import Selection
from attendance.models import AbsenceReason, Plan, Visit
from committees.models import Committee, Leader, LeaderGroup
from lib.periods import HalfYear, Month
from meetings.models import Cell, Meeting, OrganizationType
from tests.attendance.figures.oracle import Cell as CellFacts
from tests.attendance.figures.oracle import Row

from .figures import oracle

HALF_YEARS = [HalfYear.parse(text) for text in ("2017-H2", "2018-H1", "2018-H2", "2019-H1")]
# Both ends of a half-year and its middle; the last half-year is there to carry over to.
MONTHS = [half_year.months[i].ordinal for half_year in HALF_YEARS[:3] for i in (0, 1, 3, 5)]
QUARTERS = [half_year.months[i].ordinal // 3 for half_year in HALF_YEARS for i in (0, 3)]
REASONS = ["trip", "illness", "cell_postponed"]
OUTCOMES = ["pending", "attended", "attended", "missed", "missed", "missed", "withdrawn"]
# From a meeting to the entry of its result: each class with its ends, and before the meeting.
DELAYS = [None, -3, 0, 1, 2, 7, 8, 30, 31, 200]
STATUSES = ["approved", "approved", "approved", "closed", "submitted", "draft"]


@dataclass(frozen=True)
class History:
    """Ids in `rows` are primary keys: the first committee, leader, cell… has 1."""

    paths: list[str]  # of the committees
    cells: list[CellFacts]
    leaders: int
    plans: dict[tuple[int, int], tuple[int, str]]  # (committee, half-year): (id, status)
    rows: list[Row]


@st.composite
def histories(draw) -> History:
    paths = _tree(_some(draw, st.integers(0, 3), 1, 4))
    committee = st.integers(1, len(paths))
    facts = st.builds(
        CellFacts,
        committee=committee.map(lambda number: paths[number - 1]),
        organization_type=st.integers(1, 2),
        meeting_day=st.sampled_from([None, None, 31, 30, 29, 28, *range(1, 32)]),
        established_on=st.sampled_from([None, None, dt.date(2017, 10, 1)]),
        dissolved_on=st.sampled_from([None, dt.date(2018, 4, 30)]),
    )
    cells = _some(draw, facts, 1, 5)
    # Where each leader belongs in each quarter: people move and are promoted, within a half-year too.
    post = st.tuples(committee, st.sampled_from(LeaderGroup.values))
    posts = _some(draw, st.tuples(*[post] * len(QUARTERS)), 1, 5)
    plans = {}
    for number in range(1, len(paths) + 1):
        for half_year in HALF_YEARS:
            plans[number, half_year.ordinal] = len(plans) + 1, draw(st.sampled_from(STATUSES))
    logbook = _Logbook(paths, cells, posts, plans, _some(draw, st.sampled_from(DELAYS), 1, 5))
    visits, moves = _entries(leader=st.integers(1, len(posts)), cell=st.integers(1, len(cells)))
    for facts in _some(draw, visits, 0, 30):
        logbook.add(**facts)
    for facts in _some(draw, moves, 0, 12):
        logbook.move(**facts)
    return History(paths, cells, len(posts), plans, _entered_in_any_order(draw, logbook.rows))


def _entries(leader, cell):
    """What is entered of a visit, and of moving a missed one."""
    log = {
        "outcome": st.sampled_from(OUTCOMES),
        "reason": st.sampled_from(REASONS),
        "day": st.integers(0, 3),
    }
    visit = {
        "leader": leader,
        "cell": cell,
        "month": st.sampled_from(MONTHS),
        "origin": st.sampled_from(["registered", "registered", "amendment", "unplanned"]),
    }
    move = {
        "choice": st.integers(0, 30),
        "months_later": st.integers(1, 9),
        "substitute": st.none() | leader,
    }
    return st.fixed_dictionaries(visit | log), st.fixed_dictionaries(move | log)


def _some(draw, strategy, least: int, most: int) -> list:
    """A list of a length that is as likely long as short; Hypothesis' own are mostly short."""
    length = draw(st.integers(least, most))
    return draw(st.lists(strategy, min_size=length, max_size=length))


def _tree(parents: list[int]) -> list[str]:
    """Paths of a root and of one committee below each of `parents`, which count from the root."""
    paths = ["0001"]
    for parent in parents:
        above = paths[parent % len(paths)]
        siblings = sum(len(path) == len(above) + 4 and path.startswith(above) for path in paths)
        paths.append(f"{above}{siblings + 1:04}")
    return paths


def _entered_in_any_order(draw, rows: list[Row]) -> list[Row]:
    """The rows with other ids: the order of entry has nothing to do with the order of months."""
    old = [row.pk for row in rows]
    new = dict(zip(old, draw(st.permutations(old)), strict=True))
    return [replace(row, pk=new[row.pk], carried_from=new.get(row.carried_from)) for row in rows]


class _Logbook:
    """Adds rows that the domain allows, and leaves out those that it does not."""

    def __init__(self, paths, cells, posts, plans, delays):
        self.paths, self.cells, self.posts, self.plans, self.delays = paths, cells, posts, plans, delays
        self.rows: list[Row] = []

    def add(self, leader, cell, month, origin, outcome, reason, day, carried_from=None):
        if any((r.leader, r.cell, r.month) == (leader, cell, month) for r in self.rows):
            return
        half_year = HalfYear(month // 6)
        committee, group = self.posts[leader - 1][QUARTERS.index(month // 3)]
        its = self.cells[cell - 1]
        met_on = [Month(month).day(15), *_meeting_days(half_year)][day]
        if outcome == "attended" and any(
            (r.leader, r.cell, r.met_on) == (leader, cell, met_on) for r in self.rows
        ):
            outcome = "pending"
        delay = self.delays[len(self.rows) % len(self.delays)]
        entered = outcome in ("attended", "missed") and delay is not None
        self.rows.append(
            Row(
                pk=len(self.rows) + 1,
                plan_status=self.plans[committee, half_year.ordinal][1],
                committee=self.paths[committee - 1],
                half_year=half_year.ordinal,
                leader=leader,
                leader_group=group,
                cell=cell,
                cell_committee=its.committee,
                cell_type=its.organization_type,
                month=month,
                origin=origin,
                outcome=outcome,
                met_on=met_on if outcome == "attended" else None,
                reason=reason if outcome == "missed" else None,
                carried_from=carried_from,
                meeting_day=its.meeting_day,
                logged_on=met_on + dt.timedelta(days=delay) if entered else None,
            )
        )

    def move(self, choice, months_later, substitute, outcome, reason, day):
        moved = {row.carried_from for row in self.rows}
        open_misses = [row for row in self.rows if row.outcome == "missed" and row.pk not in moved]
        if not open_misses:
            return
        missed = open_misses[choice % len(open_misses)]
        month = missed.month + months_later
        if month // 3 > QUARTERS[-1]:
            return
        later = month // 6 > missed.half_year
        self.add(
            leader=substitute or missed.leader,
            cell=missed.cell,
            month=month,
            origin="carried_in" if later else "amendment",
            outcome=outcome,
            reason=reason,
            day=day,
            carried_from=missed.pk,
        )


def cuts():
    """Filters as the oracle takes them; committees are numbers from the root, months of the half-year."""
    return st.fixed_dictionaries(
        {
            "committee": _rarely(st.integers(0, 4)),
            "leader_group": _rarely(st.sampled_from(LeaderGroup.values)),
            "leader": _rarely(st.integers(1, 5)),
            "organization_type": _rarely(st.integers(1, 2)),
            "managing_committee": _rarely(st.integers(0, 4)),
            "own_cells": st.booleans(),
            "first_month": _rarely(st.integers(0, 5)),
            "last_month": _rarely(st.integers(0, 5)),
        }
    )


def whole_half_years():
    """Cuts that take in every month."""
    return cuts().map(lambda cut: cut | {"first_month": None, "last_month": None})


def _rarely(strategy):
    return st.integers(0, 3).flatmap(lambda n: st.none() if n else strategy)


def days():
    """A day on which a meeting may be held or a month begins, or the day before; seldom None."""
    turning = {day for half_year in HALF_YEARS[:3] for day in _meeting_days(half_year)}
    turning |= {day for month in MONTHS for day in (Month(month).first_day, Month(month).day(15))}
    before = {day - dt.timedelta(days=1) for day in turning}
    return st.integers(0, 5).flatmap(lambda n: st.sampled_from(sorted(turning | before)) if n else st.none())


def any_days():
    """The same, or any other day of those half-years and around them; never None."""
    whole = st.dates(HALF_YEARS[0].first_day - dt.timedelta(days=1), HALF_YEARS[-1].last_day)
    return st.integers(0, 1).flatmap(lambda n: whole if n else days().filter(bool))


def _meeting_days(half_year: HalfYear) -> list[dt.date]:
    return [half_year.first_day, half_year.months[2].day(15), half_year.last_day]


def cut_rows(history: History, half_year: HalfYear, cut: dict) -> list[Row]:
    """The rows that the oracle counts."""
    return oracle.cut(history.rows, half_year.ordinal, oracle.Cut(**_known(history, half_year, cut)))


def selection(history: History, half_year: HalfYear, cut: dict, as_of: dt.date | None) -> Selection:
    """The same for the product: with rows of the database in place of paths and ids."""
    known = _known(history, half_year, cut)
    return Selection(
        half_year=half_year,
        committee=Committee.objects.filter(path=known["committee"]).first(),
        leader_group=known["leader_group"],
        leader=Leader.objects.filter(pk=known["leader"]).first(),
        organization_type=OrganizationType.objects.filter(pk=known["organization_type"]).first(),
        managing_committee=Committee.objects.filter(path=known["managing_committee"]).first(),
        own_cells=known["own_cells"],
        first_month=_month(known["first_month"]),
        last_month=_month(known["last_month"]),
        as_of=as_of,
    )


def _month(ordinal: int | None) -> Month | None:
    return None if ordinal is None else Month(ordinal)


def _known(history: History, half_year: HalfYear, cut: dict) -> dict:
    """The cut, bent to committees and leaders that the history has, and to the months of the half-year."""

    def path(number):
        return "" if number is None else history.paths[number % len(history.paths)]

    def month(number):
        return None if number is None else half_year.months[number].ordinal

    return cut | {
        "committee": path(cut["committee"]),
        "managing_committee": path(cut["managing_committee"]),
        "leader": cut["leader"] and (cut["leader"] - 1) % history.leaders + 1,
        "first_month": month(cut["first_month"]),
        "last_month": month(cut["last_month"]),
    }


@contextlib.contextmanager
def written(history: History, today: dt.date = oracle.TODAY):
    """The history in the database, for the length of the block, and the day that it is."""
    with mock.patch("lib.periods.localdate", return_value=today), transaction.atomic():
        _write_committees(history)
        _write_leaders(history)
        _write_cells(history)
        _write_plans(history)
        _write_visits(history, _write_meetings(history))
        connection.check_constraints()
        yield
        transaction.set_rollback(True)


def _write_committees(history: History) -> None:
    Committee.objects.bulk_create(
        Committee(
            pk=i,
            path=path,
            depth=len(path) // 4,
            numchild=sum(len(p) == len(path) + 4 and p.startswith(path) for p in history.paths),
            code=f"CU{i}",
            name=f"Cấp ủy {i}",
            kind="commission",
        )
        for i, path in enumerate(history.paths, start=1)
    )


def _write_leaders(history: History) -> None:
    Leader.objects.bulk_create(
        # Where the leader is today; the visits remember where the leader was.
        Leader(pk=i, code=f"LD{i}", full_name=f"Nguyễn Văn {i}", group="leadership", committee_id=1)
        for i in range(1, history.leaders + 1)
    )


def _write_cells(history: History) -> None:
    OrganizationType.objects.bulk_create(
        OrganizationType(pk=i, code=f"LH{i}", name=f"Loại hình {i}") for i in (1, 2)
    )
    Cell.objects.bulk_create(
        Cell(
            pk=i,
            code=f"CB{i}",
            name=f"Chi bộ {i}",
            committee_id=_number(history, cell.committee),
            organization_type_id=cell.organization_type,
            meeting_day=cell.meeting_day,
            established_on=cell.established_on,
            dissolved_on=cell.dissolved_on,
        )
        for i, cell in enumerate(history.cells, start=1)
    )


def _write_plans(history: History) -> None:
    now = timezone.now()
    Plan.objects.bulk_create(
        Plan(
            pk=pk,
            committee_id=committee,
            half_year=HalfYear(half_year),
            status=status,
            approved_at=now if status in Plan.COUNTING else None,
            closed_at=now if status == "closed" else None,
        )
        for (committee, half_year), (pk, status) in history.plans.items()
    )


def _write_meetings(history: History) -> dict[tuple[int, dt.date], int]:
    """{(cell, day): primary key}."""
    held = sorted({(row.cell, row.met_on) for row in history.rows if row.met_on})
    meetings = {meeting: pk for pk, meeting in enumerate(held, start=1)}
    Meeting.objects.bulk_create(
        Meeting(pk=pk, cell_id=cell, date=date) for (cell, date), pk in meetings.items()
    )
    return meetings


def _write_visits(history: History, meetings: dict[tuple[int, dt.date], int]) -> None:
    reasons = dict(AbsenceReason.objects.values_list("code", "pk"))
    months = {row.pk: Month(row.month) for row in history.rows}
    Visit.objects.bulk_create(
        Visit(
            pk=row.pk,
            plan_id=history.plans[_number(history, row.committee), row.half_year][0],
            committee_id=_number(history, row.committee),
            half_year=HalfYear(row.half_year),
            leader_id=row.leader,
            leader_group=row.leader_group,
            cell_id=row.cell,
            month=Month(row.month),
            origin=row.origin,
            outcome=row.outcome,
            meeting_id=meetings.get((row.cell, row.met_on)),
            absence_reason_id=reasons.get(row.reason),
            carried_from_id=row.carried_from,
            carried_from_month=months.get(row.carried_from),
            logged_at=_logged_at(row),
        )
        for row in history.rows
    )


def _logged_at(row: Row) -> dt.datetime | None:
    """Just after midnight or just before: another day in Greenwich, or not."""
    if row.logged_on is None:
        return None
    time = dt.time(0, 5) if row.pk % 2 else dt.time(23, 55)
    return dt.datetime.combine(row.logged_on, time, timezone.get_default_timezone())


def _number(history: History, path: str) -> int:
    return history.paths.index(path) + 1
