"""What is due, late, logged and carried in, and how long entries take."""

import datetime as dt
from dataclasses import fields

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from attendance.figures.progress import Delay, Progress, delays_by, progress, progress_by
from attendance.figures.selection import Selection
from attendance.models import Visit
from committees.models import LeaderGroup
from lib.periods import HalfYear, Month
from tests.attendance.histories import HALF_YEARS, any_days, cut_rows, cuts, histories, selection, written
from tests.factories import CellFactory, CommitteeFactory, LeaderFactory, VisitFactory

from . import oracle
from .test_oracle import GROUPINGS, by_path

pytestmark = pytest.mark.django_db

FEBRUARY, MARCH, APRIL, JUNE = (Month.parse(f"{month:02}/2018") for month in (2, 3, 4, 6))
NO_DELAYS = {"1": 0, "7": 0, "30": 0, "longer": 0, "unknown": 0}


@pytest.fixture
def on(monkeypatch, period):
    """on(day, as_of=…): the progress of the half-year when today is that day."""

    def on(day, **cut):
        monkeypatch.setattr("lib.periods.localdate", lambda: day)
        return progress(Visit.objects.all(), Selection(period, **cut))

    return on


@pytest.fixture
def delays(period):
    """delays(as_of=…): how many attended visits were logged how soon, those with any."""

    def delays(**cut):
        found = delays_by(Visit.objects.all(), Selection(period, **cut))[()]
        assert list(found) == Delay.values
        return {delay: number for delay, number in found.items() if number}

    return delays


def local(*parts):
    return dt.datetime(*parts, tzinfo=timezone.get_default_timezone())


# --- against the definitions ---


@given(histories(), st.sampled_from(HALF_YEARS), cuts(), st.none() | any_days(), any_days())
def test_progress_by_group_is_that_of_the_definitions(history, half_year, cut, as_of, today):
    rows = cut_rows(history, half_year, cut)
    with written(history, today):
        chosen = selection(history, half_year, cut, as_of)
        for by, key in GROUPINGS.items():
            expected = oracle.count_by(rows, history.rows, as_of, key, today)
            found = progress_by(Visit.objects.all(), chosen, *by)

            assert by_path(history, by, found) == {k: as_progress(v) for k, v in expected.items()}
            assert all(each.due_visits == each.logged_visits + each.overdue_visits for each in found.values())


def as_progress(counted: oracle.Counted) -> Progress:
    names = [field.name for field in fields(Progress)]
    return Progress(**{name: len(getattr(counted, name)) for name in names})


@given(histories(), st.sampled_from(HALF_YEARS), cuts(), st.none() | any_days())
def test_delays_are_those_of_the_definitions(history, half_year, cut, as_of):
    rows = cut_rows(history, half_year, cut)
    by_group = {}
    for row in rows:
        by_group.setdefault((row.committee, row.leader_group), []).append(row)
    with written(history):
        chosen = selection(history, half_year, cut, as_of)

        assert delays_by(Visit.objects.all(), chosen)[()] == numbers(rows, as_of)
        by = ("committee_id", "leader_group")
        found = by_path(history, by, delays_by(Visit.objects.all(), chosen, *by))
        # Groups without an attended visit may be left out: asked for, they have zeros.
        assert {k: v for k, v in found.items() if any(v.values())} == {
            key: counted
            for key, group in by_group.items()
            if any((counted := numbers(group, as_of)).values())
        }


def numbers(rows, as_of):
    return {delay: len(visits) for delay, visits in oracle.delays(rows, as_of).items()}


# --- what is due ---


def test_nothing_planned(on):
    assert on(dt.date(2018, 7, 1)) == Progress()


@pytest.mark.parametrize(
    ("meeting_day", "due_on"),
    [
        (1, dt.date(2018, 2, 1)),
        (15, dt.date(2018, 2, 15)),
        (31, dt.date(2018, 2, 28)),
        (None, dt.date(2018, 2, 28)),
    ],
)
def test_a_visit_is_overdue_from_the_day_after_the_meeting_day(on, meeting_day, due_on):
    VisitFactory(month=FEBRUARY, cell__meeting_day=meeting_day)

    assert on(due_on) == Progress()
    assert on(due_on + dt.timedelta(days=1)) == Progress(due_visits=1, overdue_visits=1)


def test_as_at_a_past_day_what_was_due_that_day_should_be_known(on):
    """The day is over: whoever asks for the 15th asks what was known that evening."""
    VisitFactory(month=FEBRUARY, cell__meeting_day=15)
    today = dt.date(2018, 5, 1)

    assert on(today, as_of=dt.date(2018, 2, 14)) == Progress()
    assert on(today, as_of=dt.date(2018, 2, 15)) == Progress(due_visits=1, overdue_visits=1)


def test_the_clock_does_not_matter_to_a_past_day(on):
    VisitFactory(month=FEBRUARY)
    as_of = dt.date(2018, 3, 31)

    assert on(dt.date(2018, 1, 1), as_of=as_of) == on(dt.date(2020, 1, 1), as_of=as_of)


def test_the_day_before_which_visits_are_due(monkeypatch, period):
    monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2018, 5, 10))

    assert Selection(period).day_after == dt.date(2018, 5, 10)
    assert Selection(period, as_of=dt.date(2018, 4, 30)).day_after == dt.date(2018, 5, 1)


def test_attended_and_missed_are_logged(on):
    VisitFactory(month=FEBRUARY, attended=True)
    VisitFactory(month=FEBRUARY, missed=True)
    VisitFactory(month=FEBRUARY)
    VisitFactory(month=JUNE)

    assert on(dt.date(2018, 4, 1)) == Progress(due_visits=3, logged_visits=2, overdue_visits=1)


def test_what_is_logged_before_it_is_due_is_not_counted_yet(on):
    VisitFactory(month=JUNE, attended=True, met_on=dt.date(2018, 4, 2))
    VisitFactory(month=JUNE, missed=True)

    assert on(dt.date(2018, 5, 1)) == Progress()
    assert on(dt.date(2018, 7, 1)) == Progress(due_visits=2, logged_visits=2)


def test_attended_later_than_the_past_day_was_overdue_then(on):
    """A visit due in March, whose meeting took place in April."""
    VisitFactory(month=MARCH, attended=True, met_on=dt.date(2018, 4, 10))
    today = dt.date(2018, 7, 1)

    assert on(today, as_of=dt.date(2018, 4, 9)) == Progress(due_visits=1, overdue_visits=1)
    assert on(today, as_of=dt.date(2018, 4, 10)) == Progress(due_visits=1, logged_visits=1)


@pytest.mark.parametrize(
    "not_counted",
    [{"withdrawn": True}, {"origin": "unplanned", "attended": True}, {"plan__status": "submitted"}],
    ids=["withdrawn", "unplanned", "not approved"],
)
def test_what_is_not_in_s_is_never_due(on, not_counted):
    VisitFactory(month=FEBRUARY, **not_counted)

    assert on(dt.date(2018, 7, 1)) == Progress()


def test_a_visit_moved_within_the_half_year_is_two_rows_to_log(on):
    """Unlike visits planned (rule 3): whoever logs has both to log."""
    VisitFactory(carried_from=VisitFactory(month=FEBRUARY, missed=True), month=APRIL)

    assert on(dt.date(2018, 5, 1)) == Progress(due_visits=2, logged_visits=1, overdue_visits=1)


def test_cells_carried_in_are_counted_once_and_without_those_withdrawn(on, cells):
    before = HalfYear.parse("2017-H2").months
    for month in (3, 4):
        VisitFactory(carried_from=VisitFactory(cell=cells[0], month=before[month], missed=True), month=MARCH)
    moved = VisitFactory(cell=cells[1], month=before[5], missed=True)
    VisitFactory(carried_from=moved, withdrawn=True)
    VisitFactory(cell=cells[2])

    assert on(dt.date(2018, 1, 1)) == Progress(carried_in_cells=1, carried_in_pending=1)


def test_groups_without_a_row_have_zeros(period):
    assert progress_by(Visit.objects.all(), Selection(period), "leader_group")["department",] == Progress()
    assert delays_by(Visit.objects.all(), Selection(period), "leader_group")["department",] == NO_DELAYS


# --- how long entries take ---


@pytest.mark.parametrize(
    ("logged_at", "delay"),
    [
        (local(2018, 3, 10, 9), {"1": 1}),  # before the meeting: a slip, and as good as at once
        (local(2018, 3, 15, 23, 59), {"1": 1}),
        (local(2018, 3, 16, 23, 59), {"1": 1}),
        (local(2018, 3, 17, 0, 0), {"7": 1}),
        (local(2018, 3, 22, 23, 59), {"7": 1}),
        (local(2018, 3, 23, 0, 0), {"30": 1}),
        (local(2018, 4, 14, 23, 59), {"30": 1}),
        (local(2018, 4, 15, 0, 0), {"longer": 1}),
        (local(2020, 1, 1, 0, 0), {"longer": 1}),
        (None, {"unknown": 1}),
    ],
)
def test_days_from_the_meeting_to_the_entry_in_the_offices_time(delays, logged_at, delay):
    """Of a meeting on 15 March. Until seven in the morning it is still the day before in Greenwich."""
    VisitFactory(attended=True, logged_at=logged_at)

    assert delays() == delay


def test_only_attended_visits_that_count_have_a_delay(delays):
    logged_at = local(2018, 3, 16, 9)
    VisitFactory(logged_at=logged_at)
    VisitFactory(missed=True, logged_at=logged_at)
    VisitFactory(withdrawn=True, logged_at=logged_at)
    VisitFactory(attended=True, origin="unplanned", logged_at=logged_at)
    VisitFactory(attended=True, plan__status="draft", logged_at=logged_at)
    VisitFactory(attended=True, month=Month.parse("07/2018"), logged_at=logged_at)

    assert delays() == {}


def test_delays_as_at_a_past_day(delays):
    """The meeting counts from its day on; when it was entered does not change that."""
    VisitFactory(attended=True, logged_at=local(2018, 6, 1, 9))

    assert delays(as_of=dt.date(2018, 3, 14)) == {}
    assert delays(as_of=dt.date(2018, 3, 15)) == {"longer": 1}


def test_delays_by_leader_group(period, commission):
    for group, logged_at in (
        (LeaderGroup.LEADERSHIP, local(2018, 3, 15, 18)),
        (LeaderGroup.DEPARTMENT, local(2018, 3, 20, 18)),
        (LeaderGroup.DEPARTMENT, None),
    ):
        leader = LeaderFactory(committee=commission, group=group)
        VisitFactory(leader=leader, attended=True, logged_at=logged_at)

    assert delays_by(Visit.objects.all(), Selection(period), "leader_group") == {
        ("leadership",): NO_DELAYS | {"1": 1},
        ("department",): NO_DELAYS | {"7": 1, "unknown": 1},
    }


@pytest.mark.parametrize("committees", [1, 3])
def test_the_number_of_queries_does_not_grow(django_assert_num_queries, period, province, committees):
    for committee in CommitteeFactory.create_batch(committees, parent=province):
        for leader in LeaderFactory.create_batch(committees, committee=committee):
            VisitFactory(leader=leader, cell=CellFactory(meeting_day=31), attended=True)
            VisitFactory(leader=leader)
    visits, chosen = Visit.objects.all(), Selection(period)

    for count in (progress, progress_by, delays_by):
        with django_assert_num_queries(1):
            count(visits, chosen)
    with django_assert_num_queries(1):
        by_committee = progress_by(visits, chosen, "committee_id")
    with django_assert_num_queries(1):
        delayed = delays_by(visits, chosen, "committee_id")

    assert len(by_committee) == len(delayed) == committees


def test_what_became_of_the_cells_carried_in(period, chief, department_head):
    """Also by a visit of somebody else, and where the visit carried in was moved on within the half-year."""

    def carried_in(month, **result):
        missed = VisitFactory(leader=chief, month=period.previous.months[0], missed=True)
        return VisitFactory(carried_from=missed, month=period.months[month], **result)

    moved_on = carried_in(0, missed=True)
    VisitFactory(carried_from=moved_on, month=period.months[2], attended=True)
    VisitFactory(leader=department_head, cell=carried_in(1).cell, month=period.months[0], attended=True)
    once_more = carried_in(2, missed=True)
    VisitFactory(carried_from=once_more, month=period.next.months[0])
    carried_in(3)
    carried_in(4, missed=True)
    VisitFactory(leader=chief, attended=True)

    found = progress(Visit.objects.all(), Selection(period))

    assert found.carried_in_cells == 5
    assert found.carried_in_attended == 2
    assert found.carried_in_carried_over == found.carried_in_pending == found.carried_in_missed == 1
