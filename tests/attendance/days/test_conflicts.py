"""One person, one place: what keeps a leader from a meeting, and that nothing else is proposed."""

import datetime as dt
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance.days.conflicts import Availability
from attendance.models import Trip, Visit
from committees.models import Leader
from lib.periods import HalfYear
from meetings.models import Cell, Meeting
from tests.factories import LeaderFactory, TripFactory, VisitFactory

H1 = HalfYear.parse("2018-H1")
JANUARY, FEBRUARY, MARCH, APRIL, MAY, JUNE = H1.months
JULY = JUNE + 1
LEADER, COLLEAGUE = Leader(pk=1, full_name="Nguyễn Văn An"), Leader(pk=2, full_name="Trần Thị Bình")
ON_THE_15TH = Cell(pk=1, name="Chi bộ Thôn 1", meeting_day=15)
ALSO_THE_15TH = Cell(pk=2, name="Chi bộ Thôn 2", meeting_day=15)
ON_THE_31ST = Cell(pk=3, name="Chi bộ Thôn 3", meeting_day=31)
NO_FIXED_DAY = Cell(pk=4, name="Chi bộ Thôn 4")
CELLS = [ON_THE_15TH, ALSO_THE_15TH, ON_THE_31ST, NO_FIXED_DAY]


@pytest.fixture(autouse=True)
def new_year(monkeypatch):
    monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2018, 1, 1))


def visit(cell, month, outcome="pending", day=None, leader=LEADER) -> Visit:
    meeting = Meeting(pk=1, cell=cell, date=day) if day else None
    return Visit(
        leader=leader, cell=cell, month=month, half_year=month.half_year, outcome=outcome, meeting=meeting
    )


def trip(first, last, leader=LEADER) -> Trip:
    return Trip(leader=leader, date_from=first, date_to=last)


def kinds(availability, cell, month, **asked) -> list[str]:
    return [conflict.kind.value for conflict in availability.at(LEADER, cell, month, **asked)]


class TestOnADay:
    """`on` answers for a leader and a day, whatever meeting it is about."""

    @pytest.mark.parametrize(("day", "found"), [(11, []), (12, ["trip"]), (16, ["trip"]), (17, [])])
    def test_on_a_trip_from_its_first_day_to_its_last(self, day, found):
        availability = Availability([trip(MARCH.day(12), MARCH.day(16))])
        assert [c.kind.value for c in availability.on(LEADER, MARCH.day(day))] == found
        assert availability.on(COLLEAGUE, MARCH.day(day)) == []

    @pytest.mark.parametrize(
        ("outcome", "found"),
        [("pending", ["booked"]), ("attended", ["booked"]), ("missed", []), ("withdrawn", [])],
    )
    def test_a_visit_counts_while_it_may_take_place_and_once_it_did(self, outcome, found):
        availability = Availability([], [visit(ON_THE_15TH, MARCH, outcome)])
        assert [c.kind.value for c in availability.on(LEADER, MARCH.day(15))] == found

    def test_a_meeting_attended_counts_on_its_own_day(self):
        availability = Availability([], [visit(ON_THE_15TH, MARCH, "attended", day=APRIL.day(3))])
        assert availability.on(LEADER, MARCH.day(15)) == []
        (found,) = availability.on(LEADER, APRIL.day(3))
        assert found.kind == "booked"

    def test_in_office(self):
        newcomer = Leader(pk=3, full_name="Lê Văn Cường", valid_from=MARCH.day(16))
        assert [c.kind.value for c in Availability().on(newcomer, MARCH.day(15))] == ["office"]
        assert Availability().on(newcomer, MARCH.day(16)) == []


class TestAtAMeeting:
    def test_the_last_day_of_a_short_month(self):
        availability = Availability([trip(APRIL.day(30), MAY.day(2))])
        assert [kinds(availability, ON_THE_31ST, month) for month in (MARCH, APRIL, MAY)] == [
            [],
            ["trip"],
            [],
        ]

    def test_two_cells_on_one_day(self):
        availability = Availability([], [visit(ON_THE_15TH, MARCH)])
        assert kinds(availability, ALSO_THE_15TH, MARCH) == ["booked"]
        assert kinds(availability, ALSO_THE_15TH, APRIL) == []
        assert kinds(availability, ON_THE_31ST, MARCH) == []

    def test_of_a_cell_without_a_fixed_day_nobody_can_tell(self):
        availability = Availability([trip(MARCH.first_day, MARCH.last_day)], [visit(ON_THE_15TH, MARCH)])
        assert kinds(availability, NO_FIXED_DAY, MARCH) == []

    @pytest.mark.parametrize(
        ("month", "outcome", "found"),
        [
            (MAY, "pending", ["again"]),
            (MAY, "attended", ["again"]),
            (MAY, "missed", []),
            (MAY, "withdrawn", []),
            (JULY, "pending", []),
        ],
    )
    def test_the_same_cell_twice_in_a_half_year(self, month, outcome, found):
        assert kinds(Availability([], [visit(NO_FIXED_DAY, month, outcome)]), NO_FIXED_DAY, MARCH) == found

    def test_a_visit_does_not_stand_in_its_own_way(self):
        itself = visit(ON_THE_15TH, MARCH)
        availability = Availability([], [itself, visit(ALSO_THE_15TH, APRIL)])
        assert kinds(availability, ON_THE_15TH, APRIL, but=itself) == ["booked"]
        assert kinds(availability, ON_THE_15TH, MAY, but=itself) == []

    def test_what_was_planned_meanwhile_counts(self):
        availability = Availability()
        availability.add(visit(ON_THE_15TH, MARCH))
        assert kinds(availability, ALSO_THE_15TH, MARCH) == ["booked"]


class TestProposals:
    def test_the_day_counts_not_the_month(self, monkeypatch):
        monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2018, 4, 16))
        free = [Availability().free_months(LEADER, cell, H1.months) for cell in CELLS]
        assert free == [[MAY, JUNE], [MAY, JUNE], [APRIL, MAY, JUNE], [APRIL, MAY, JUNE]]

    def test_nothing_where_everything_is_past(self, monkeypatch):
        monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2018, 7, 1))
        assert Availability().nearest_free(LEADER, ON_THE_15TH, MARCH) is None

    def test_what_makes_up_for_a_miss_stays_after_it(self):
        moved = visit(ON_THE_15TH, APRIL)
        moved.carried_from_month = MARCH
        availability = Availability([trip(APRIL.day(15), APRIL.day(15))], [moved])
        assert availability.free_months(LEADER, ON_THE_15TH, H1.months, but=moved) == [MAY, JUNE]

    def test_a_month_withdrawn_is_taken_all_the_same(self):
        availability = Availability([], [visit(ON_THE_15TH, MARCH, "withdrawn")])
        assert availability.free_months(LEADER, ON_THE_15TH, [MARCH, APRIL]) == [APRIL]


outcomes = st.sampled_from(["pending", "pending", "attended", "missed", "withdrawn"])
days = st.dates(H1.first_day, H1.last_day)


@st.composite
def visits(draw) -> Visit:
    cell, outcome = draw(st.sampled_from(CELLS)), draw(outcomes)
    day = draw(days) if outcome == "attended" else None
    return visit(
        cell, draw(st.sampled_from(H1.months)), outcome, day, draw(st.sampled_from([LEADER, COLLEAGUE]))
    )


trips = st.builds(
    lambda first, length, leader: trip(first, first + dt.timedelta(days=length), leader),
    days,
    st.integers(0, 40),
    st.sampled_from([LEADER, COLLEAGUE]),
)


@given(
    st.lists(trips, max_size=4), st.lists(visits(), max_size=6), days, st.sampled_from(CELLS), st.booleans()
)
def test_proposed_is_what_a_calendar_leaves_free(away, planned, today, cell, in_office):
    """Kept by hand: each day crossed out on which the leader is away, elsewhere or not in office."""
    leader = Leader(pk=1, full_name="Nguyễn Văn An", valid_to=None if in_office else APRIL.day(20))
    theirs = [v for v in planned if v.leader_id == leader.pk]
    going = [v for v in theirs if v.outcome in ("pending", "attended")]
    crossed_out = {
        day
        for t in away
        if t.leader_id == leader.pk
        for day in (t.date_from + dt.timedelta(days=n) for n in range((t.date_to - t.date_from).days + 1))
    }
    for v in going:
        if v.cell != cell and (v.meeting or v.cell.meeting_day):
            crossed_out.add(v.meeting.date if v.meeting else v.month.day(v.cell.meeting_day))
    left = []
    for month in H1.months:
        meets_on = {month.day(cell.meeting_day)} if cell.meeting_day else {month.day(n) for n in range(1, 32)}
        open_days = meets_on - crossed_out if cell.meeting_day else meets_on
        is_free = any(in_office or day <= APRIL.day(20) for day in open_days) and max(meets_on) >= today
        is_new = all(v.cell != cell for v in going) and all(
            (v.cell, v.month) != (cell, month) for v in theirs
        )
        if is_free and is_new:
            left.append(month)
    with mock.patch("lib.periods.localdate", return_value=today):
        availability = Availability(away, planned)
        assert availability.free_months(leader, cell, H1.months) == left
        assert (availability.nearest_free(leader, cell, MARCH) in left) == bool(left)


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_two_queries_whatever_the_number(count, commission, django_assert_num_queries):
    leaders = [LeaderFactory(committee=commission) for _ in range(count)]
    for leader in leaders:
        TripFactory(leader=leader, date_from=MARCH.day(12), date_to=MARCH.day(16))
        VisitFactory(leader=leader, cell__meeting_day=20, month=MARCH)
    with django_assert_num_queries(2):
        availability = Availability.read([leader.pk for leader in leaders], [H1])
        found = [[c.kind.value for c in availability.on(x, MARCH.day(d))] for x in leaders for d in (15, 20)]
    assert found == [["trip"], ["booked"]] * count
