"""Which cells have not seen a leader for long."""

import datetime as dt
from collections import Counter

import pytest
from hypothesis import given

from attendance.figures.coverage import (
    CLASSES,
    NEGLECTED,
    Gap,
    existing_cells,
    gap_of,
    in_class,
    reference_day_of,
    tally_gaps,
)
from attendance.figures.selection import Selection
from lib.periods import Month
from meetings.models import Cell
from tests.attendance.histories import any_days, histories, written
from tests.factories import CellFactory, CommitteeFactory, MeetingFactory, VisitFactory

from . import oracle

pytestmark = pytest.mark.django_db

DAY = dt.date(2018, 6, 29)
GAPS = [
    # Calendar months back from June 2018, and the class.
    (dt.date(2018, 6, 29), "0-3"),
    (dt.date(2018, 6, 1), "0-3"),
    (dt.date(2018, 3, 31), "0-3"),
    (dt.date(2018, 3, 1), "0-3"),
    (dt.date(2018, 2, 28), "4-6"),
    (dt.date(2017, 12, 1), "4-6"),
    (dt.date(2017, 11, 30), "7-12"),
    (dt.date(2017, 6, 1), "7-12"),
    (dt.date(2017, 5, 31), "over-12"),
    (dt.date(1998, 1, 15), "over-12"),
    (None, "never"),
]


@given(histories(), any_days())
def test_gaps_are_those_of_the_definitions(history, day):
    cells = dict(enumerate(history.cells, start=1))
    classes = oracle.gaps(cells, history.rows, day)
    expected = {}
    for pk, name in classes.items():
        key = (history.paths.index(cells[pk].committee) + 1, cells[pk].organization_type)
        expected.setdefault(key, Counter())[name] += 1
    with written(history):
        assert tally_gaps(Cell.objects.all(), day) == expected
        existing = existing_cells(Cell.objects.all(), day)
        assert {cell.pk: str(gap_of(cell.last_visited_on, day)) for cell in existing} == classes


@pytest.fixture
def gaps(cell):
    """gaps(day): in which gap the village's cell is, and that its class lists it."""

    def gaps(day=DAY):
        only = Cell.objects.filter(pk=cell.pk)
        tallied = sum(tally_gaps(only, day).values(), Counter())
        listed = {name for name in CLASSES if existing_cells(only, day).filter(in_class(name, day)).exists()}
        assert {gap.value for gap in tallied} == listed - {NEGLECTED}
        assert (NEGLECTED in listed) == bool({"over-12", "never"} & listed)
        return [str(gap) for gap in tallied.elements()]

    return gaps


def visit(cell, met_on, **facts):
    return VisitFactory(cell=cell, month=Month.of(met_on), attended=True, met_on=met_on, **facts)


@pytest.mark.parametrize(("visited_on", "gap"), GAPS)
def test_calendar_months_back_to_the_last_visit(gaps, cell, visited_on, gap):
    if visited_on:
        visit(cell, visited_on)

    assert gaps() == [gap]


def test_the_day_of_the_month_does_not_matter(gaps, cell):
    """Nor does it to a reader: "in March, three months ago"."""
    visit(cell, dt.date(2018, 3, 31))

    assert gaps(dt.date(2018, 6, 1)) == gaps(dt.date(2018, 6, 30)) == ["0-3"]
    assert gaps(dt.date(2018, 7, 1)) == ["4-6"]


def test_the_latest_visit_of_any_leader_counts(gaps, cell, chief, other_chief):
    visit(cell, dt.date(2017, 3, 10), leader=chief)
    visit(cell, dt.date(2018, 1, 10), leader=other_chief)
    visit(cell, dt.date(2017, 10, 10), leader=chief)

    assert gaps() == ["4-6"]


def test_an_unplanned_visit_is_a_visit(gaps, cell):
    visit(cell, dt.date(2018, 4, 10), origin="unplanned")

    assert gaps() == ["0-3"]


def test_a_meeting_without_a_leader_is_none(gaps, cell):
    MeetingFactory(cell=cell, date=dt.date(2018, 4, 10))
    VisitFactory(cell=cell, missed=True)
    VisitFactory(cell=cell)

    assert gaps() == ["never"]


def test_what_came_after_the_day_was_not_known_then(gaps, cell):
    visit(cell, dt.date(2018, 6, 29))

    assert gaps(dt.date(2018, 6, 28)) == ["never"]
    assert gaps(dt.date(2018, 6, 29)) == ["0-3"]


def test_two_leaders_at_one_meeting_make_one_cell(gaps, cell, chief, other_chief):
    for leader in (chief, other_chief):
        visit(cell, dt.date(2018, 4, 10), leader=leader)

    assert gaps() == ["0-3"]


@pytest.mark.parametrize(
    ("life", "existing"),
    [
        ({}, 1),
        ({"established_on": DAY}, 1),
        ({"established_on": DAY + dt.timedelta(days=1)}, 0),
        ({"dissolved_on": DAY}, 1),
        ({"dissolved_on": DAY - dt.timedelta(days=1)}, 0),
    ],
)
def test_only_cells_that_exist_on_the_day(life, existing):
    CellFactory(**life)

    assert len(tally_gaps(Cell.objects.all(), DAY)) == existing


def test_by_managing_committee_and_organization_type(cells, district, commission):
    village, street, school = cells
    another = CellFactory(committee=district, organization_type=village.organization_type)
    elsewhere = CellFactory(committee=commission, organization_type=school.organization_type)
    visit(village, dt.date(2018, 5, 10))
    visit(street, dt.date(2016, 5, 10))

    assert tally_gaps(Cell.objects.all(), DAY) == {
        (district.pk, village.organization_type_id): {Gap.RECENT: 1, Gap.NEVER: 1},
        (district.pk, street.organization_type_id): {Gap.LONGER: 1},
        (district.pk, school.organization_type_id): {Gap.NEVER: 1},
        (commission.pk, elsewhere.organization_type_id): {Gap.NEVER: 1},
    }
    neglected = existing_cells(Cell.objects.all(), DAY).filter(in_class(NEGLECTED, DAY))
    assert set(neglected) == {street, school, another, elsewhere}


def test_only_the_cells_asked_for(cells, staff):
    CellFactory(committee=CommitteeFactory(parent=None))

    assert sum(sum(gaps.values()) for gaps in tally_gaps(Cell.objects.visible_to(staff), DAY).values()) == 3


@pytest.mark.parametrize(
    ("today", "as_of", "day"),
    [
        (dt.date(2018, 5, 10), None, dt.date(2018, 5, 10)),
        (dt.date(2018, 6, 30), None, dt.date(2018, 6, 30)),
        (dt.date(2019, 1, 1), None, dt.date(2018, 6, 30)),
        (dt.date(2019, 1, 1), dt.date(2018, 3, 31), dt.date(2018, 3, 31)),
    ],
)
def test_months_are_counted_back_from_the_half_years_end_at_most_today(
    monkeypatch, period, today, as_of, day
):
    monkeypatch.setattr("lib.periods.localdate", lambda: today)

    assert reference_day_of(Selection(period, as_of=as_of)) == day


@pytest.mark.parametrize("committees", [1, 3])
def test_two_queries_however_many_cells(django_assert_num_queries, province, committees):
    for committee in CommitteeFactory.create_batch(committees, parent=province):
        for cell in CellFactory.create_batch(committees, committee=committee):
            visit(cell, dt.date(2018, 3, 10))

    with django_assert_num_queries(2):
        tallied = tally_gaps(Cell.objects.all(), DAY)

    assert sum(gaps.total() for gaps in tallied.values()) == committees**2
