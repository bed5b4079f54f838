"""When a cell meets in a month: on the day announced for it, else on its usual one."""

import datetime as dt

import pytest

from lib.periods import Month
from meetings.models import Cell
from tests.factories import AnnouncedMeetingFactory, CellFactory

pytestmark = pytest.mark.django_db

FEBRUARY, MARCH, APRIL = (Month.parse(f"{n:02}/2018") for n in (2, 3, 4))


def days(cell: Cell) -> list[str]:
    found = [cell.meets_on(month) for month in (FEBRUARY, MARCH, APRIL)]
    return [f"{day:%d/%m}" if day else "?" for day in found]


@pytest.mark.parametrize(
    ("usual", "before", "after"),
    [
        (5, ["05/02", "05/03", "05/04"], ["05/02", "20/03", "05/04"]),
        (31, ["28/02", "31/03", "30/04"], ["28/02", "20/03", "30/04"]),
        (None, ["?", "?", "?"], ["?", "20/03", "?"]),
    ],
)
def test_the_day_announced_goes_before_the_usual_one(usual, before, after):
    cell = CellFactory(meeting_day=usual)
    assert days(cell) == before

    AnnouncedMeetingFactory(cell=cell, date=dt.date(2018, 3, 20))
    cell.refresh_from_db()
    assert days(cell) == after
    assert days(CellFactory(meeting_day=usual)) == before


def test_a_cell_not_saved_yet_has_its_usual_day(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert days(Cell(pk=7, meeting_day=5)) == ["05/02", "05/03", "05/04"]


@pytest.mark.parametrize("count", [1, 4])
@pytest.mark.parametrize(
    "read",
    [
        lambda: list(Cell.objects.order_by("pk")),
        lambda: list(Cell.objects.order_by("pk").iterator()),
    ],
)
def test_cells_read_together_ask_together(count, read, django_assert_num_queries):
    for n in range(count):
        AnnouncedMeetingFactory(cell=CellFactory(meeting_day=5), date=dt.date(2018, 3, 20 + n))
    with django_assert_num_queries(2):
        found = [days(cell)[1] for cell in read()]
    assert found == [f"{20 + n}/03" for n in range(count)]
