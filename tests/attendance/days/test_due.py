"""When a visit is due: on the day announced, else the cell's usual one, else the month's last."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from attendance.days.due import due_before, due_between, due_on
from attendance.models import Visit
from lib.periods import Month
from meetings.models import AnnouncedMeeting, day_number
from tests.factories import AnnouncedMeetingFactory, CellFactory, VisitFactory

pytestmark = pytest.mark.django_db

JUNE = Month.parse("06/2018")
DAYS = [(1, dt.date(2018, 6, 1)), (31, dt.date(2018, 6, 30)), (None, dt.date(2018, 6, 30))]


@pytest.mark.parametrize(("day", "on"), DAYS)
def test_on_the_meeting_day_or_the_months_last(day, on, chief):
    visit = VisitFactory(leader=chief, cell=CellFactory(meeting_day=day), month=JUNE)
    assert due_on(visit) == on
    for first, last, is_in in [
        (on, on, True),
        (on - dt.timedelta(days=40), on + dt.timedelta(days=40), True),
        (on - dt.timedelta(days=40), on - dt.timedelta(days=1), False),
        (on + dt.timedelta(days=1), on + dt.timedelta(days=40), False),
        (on, on - dt.timedelta(days=1), False),
    ]:
        assert Visit.objects.filter(due_between(first, last)).exists() == is_in


@pytest.mark.parametrize(("day", "on"), DAYS)
def test_before_a_day_is_until_the_day_before(day, on, chief):
    VisitFactory(leader=chief, cell=CellFactory(meeting_day=day), month=JUNE)
    found = {n: Visit.objects.filter(due_before(on + dt.timedelta(days=n))).exists() for n in (-40, 0, 1, 40)}
    assert found == {-40: False, 0: False, 1: True, 40: True}


def test_on_the_day_announced_for_that_month(chief):
    cell = CellFactory(meeting_day=5)
    AnnouncedMeetingFactory(cell=cell, date=dt.date(2018, 6, 20))
    june, may = (VisitFactory(leader=chief, cell=cell, month=month) for month in (JUNE, JUNE + -1))
    assert (due_on(june), due_on(may)) == (dt.date(2018, 6, 20), dt.date(2018, 5, 5))
    assert not Visit.objects.filter(due_between(dt.date(2018, 6, 5), dt.date(2018, 6, 19))).exists()
    assert list(Visit.objects.filter(due_before(dt.date(2018, 6, 20)))) == [may]
    assert set(Visit.objects.filter(due_before(dt.date(2018, 6, 21)))) == {may, june}


class TestBruteForce:
    """The database and the rows say the same, whatever was announced."""

    DAYS = [dt.date(2018, 1, 1) + dt.timedelta(days=n) for n in range(0, 181, 4)]

    @pytest.fixture
    def visits(self, chief):
        return [
            VisitFactory(leader=chief, cell=cell, month=Month.parse(f"{number:02}/2018"))
            for cell in [CellFactory(meeting_day=usual) for usual in (1, 15, 31, None)]
            for number in range(1, 7)
        ]

    @given(
        announced=st.dictionaries(st.integers(0, 23), st.integers(1, 31), max_size=24),
        first=st.sampled_from(DAYS),
        length=st.integers(-1, 70),
    )
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_days(self, visits, announced, first, length):
        AnnouncedMeeting.objects.all().delete()
        days = {}
        for number, visit in enumerate(visits):
            usual = visit.cell.meeting_day or 31
            days[visit.pk] = visit.month.day(announced.get(number, usual))
            if number in announced:
                AnnouncedMeetingFactory(cell=visit.cell, date=days[visit.pk])
        last = first + dt.timedelta(days=length)

        assert {visit.pk: due_on(visit) for visit in Visit.objects.select_related("cell")} == days
        found = Visit.objects.filter(due_between(first, last)).values_list("pk", flat=True)
        assert set(found) == {pk for pk, day in days.items() if first <= day <= last}
        found = Visit.objects.filter(due_before(first)).values_list("pk", flat=True)
        assert set(found) == {pk for pk, day in days.items() if day < first}
        by_day = Visit.objects.order_by("month", day_number().asc(nulls_last=True)).select_related("cell")
        shown = [due_on(visit) for visit in by_day]
        assert shown == sorted(shown)
