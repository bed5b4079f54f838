"""A half-year beside an earlier one, at the same point of both."""

import datetime as dt
from decimal import Decimal

import pytest

from attendance.figures.selection import Selection
from attendance.figures.tally import Tally, tally
from attendance.models import Visit
from lib.periods import HalfYear
from reports.half_year.comparison import Change, Compare, earlier
from tests.factories import VisitFactory

BEFORE = {Compare.PREVIOUS: HalfYear.parse("2017-H2"), Compare.LAST_YEAR: HalfYear.parse("2017-H1")}


@pytest.fixture
def today(monkeypatch):
    """today(day): sets the clock, to long after the half-year unless told otherwise."""

    def set_to(day):
        monkeypatch.setattr("lib.periods.localdate", lambda: day)

    set_to(dt.date(2020, 1, 15))
    return set_to


@pytest.mark.parametrize("compare", Compare)
def test_a_half_year_that_is_over_beside_the_whole_of_another(compare, period, today):
    assert earlier(Selection(period), compare) == Selection(BEFORE[compare])


@pytest.mark.parametrize(
    ("compare", "as_of", "day"),
    [
        (Compare.PREVIOUS, dt.date(2018, 4, 10), dt.date(2017, 10, 10)),
        (Compare.LAST_YEAR, dt.date(2018, 4, 10), dt.date(2017, 4, 10)),
        # The last day of a month corresponds to the last one of another, longer or shorter.
        (Compare.PREVIOUS, dt.date(2018, 6, 30), dt.date(2017, 12, 31)),
        (Compare.PREVIOUS, dt.date(2018, 4, 30), dt.date(2017, 10, 31)),
        (Compare.PREVIOUS, dt.date(2018, 2, 28), dt.date(2017, 8, 31)),
        (Compare.PREVIOUS, dt.date(2018, 3, 31), dt.date(2017, 9, 30)),
        (Compare.LAST_YEAR, dt.date(2018, 2, 28), dt.date(2017, 2, 28)),
        # The day before it corresponds to the same day.
        (Compare.PREVIOUS, dt.date(2018, 6, 29), dt.date(2017, 12, 29)),
        (Compare.PREVIOUS, dt.date(2018, 3, 30), dt.date(2017, 9, 30)),
        (Compare.PREVIOUS, dt.date(2018, 1, 1), dt.date(2017, 7, 1)),
    ],
)
def test_a_past_day_beside_the_corresponding_one(compare, as_of, day, period, today):
    assert earlier(Selection(period, as_of=as_of), compare) == Selection(BEFORE[compare], as_of=day)


@pytest.mark.parametrize(
    ("half_year", "as_of", "compare", "day"),
    [
        # August has a 31st, February has not.
        ("2018-H2", dt.date(2018, 8, 31), Compare.PREVIOUS, dt.date(2018, 2, 28)),
        ("2018-H2", dt.date(2018, 8, 30), Compare.PREVIOUS, dt.date(2018, 2, 28)),
        ("2018-H2", dt.date(2018, 8, 29), Compare.PREVIOUS, dt.date(2018, 2, 28)),
        ("2018-H2", dt.date(2018, 8, 28), Compare.PREVIOUS, dt.date(2018, 2, 28)),
        ("2018-H2", dt.date(2018, 10, 31), Compare.PREVIOUS, dt.date(2018, 4, 30)),
        # Leap years.
        ("2020-H2", dt.date(2020, 8, 31), Compare.PREVIOUS, dt.date(2020, 2, 29)),
        ("2020-H1", dt.date(2020, 2, 29), Compare.LAST_YEAR, dt.date(2019, 2, 28)),
        ("2020-H1", dt.date(2020, 2, 28), Compare.LAST_YEAR, dt.date(2019, 2, 28)),
        ("2021-H1", dt.date(2021, 2, 28), Compare.LAST_YEAR, dt.date(2020, 2, 29)),
        ("2020-H1", dt.date(2020, 2, 29), Compare.PREVIOUS, dt.date(2019, 8, 31)),
    ],
)
def test_days_that_the_other_month_does_not_have(half_year, as_of, compare, day, today):
    half_year = HalfYear.parse(half_year)

    found = earlier(Selection(half_year, as_of=as_of), compare)

    assert found.as_of == day
    assert found.as_of in found.half_year


@pytest.mark.parametrize("compare", Compare)
def test_every_day_of_a_half_year_has_one_in_the_other(compare, today):
    """Later days never correspond to earlier ones, the last one to the last one."""
    for half_year in map(
        HalfYear, range(HalfYear.parse("2019-H1").ordinal, HalfYear.parse("2021-H1").ordinal)
    ):
        length = (half_year.last_day - half_year.first_day).days + 1
        days = [
            earlier(Selection(half_year, as_of=half_year.first_day + dt.timedelta(days=n)), compare)
            for n in range(length)
        ]
        assert {found.half_year for found in days} == {days[0].half_year}
        assert all(found.as_of in found.half_year for found in days)
        assert days == sorted(days, key=lambda found: found.as_of)
        assert (days[0].as_of, days[-1].as_of) == (days[0].half_year.first_day, days[0].half_year.last_day)


@pytest.mark.parametrize(
    ("day", "corresponding"),
    [
        (dt.date(2017, 12, 31), None),  # not begun: nothing to cut
        (dt.date(2018, 1, 1), dt.date(2017, 7, 1)),
        (dt.date(2018, 5, 10), dt.date(2017, 11, 10)),
        (dt.date(2018, 6, 30), dt.date(2017, 12, 31)),
        (dt.date(2018, 7, 1), None),
    ],
)
def test_a_running_half_year_beside_the_other_as_far(day, corresponding, period, today):
    today(day)

    assert earlier(Selection(period), Compare.PREVIOUS) == Selection(period.previous, as_of=corresponding)


def test_a_past_day_goes_before_the_clock(period, today):
    today(dt.date(2018, 5, 10))

    found = earlier(Selection(period, as_of=dt.date(2018, 3, 31)), Compare.LAST_YEAR)

    assert found.as_of == dt.date(2017, 3, 31)


@pytest.mark.django_db
def test_the_filters_stay(period, today, commission, district, chief, cells):
    filters = {
        "committee": commission,
        "own_plan": True,
        "leader_group": "department",
        "leader": chief,
        "organization_type": cells[0].organization_type,
        "managing_committee": district,
        "own_cells": True,
    }

    assert earlier(Selection(period, **filters), Compare.LAST_YEAR) == Selection(
        BEFORE[Compare.LAST_YEAR], **filters
    )


@pytest.mark.parametrize(("compare", "months"), [(Compare.PREVIOUS, 6), (Compare.LAST_YEAR, 12)])
def test_months_go_along_to_the_earlier_half_year(compare, months, period, today):
    """The overview takes months from its address: ?from_month=02/2018&to_month=03/2018."""
    first, last = period.months[1], period.months[2]

    found = earlier(Selection(period, first_month=first, last_month=last), compare)

    assert (found.first_month, found.last_month) == (first + -months, last + -months)


def test_what_is_no_comparison(period, today):
    with pytest.raises(ValueError, match="next"):
        earlier(Selection(period), "next")


@pytest.mark.parametrize(
    ("now", "before", "points"),
    [
        ((18, 22), (28, 32), "-5.7"),
        ((3, 4), (1, 2), "25.0"),
        ((1, 2), (2, 4), "0.0"),
        ((1, 3), (0, 3), "33.3"),
    ],
)
def test_the_change_is_the_difference_of_the_rates_shown(now, before, points):
    change = Change(*(Tally(attended_cells=a, planned_cells=p) for a, p in (now, before)))

    assert change.points == Decimal(points)
    assert change.points_down == -Decimal(points)


@pytest.mark.parametrize(("now", "before"), [(0, 3), (3, 0), (0, 0)])
def test_no_change_where_either_has_no_plan(now, before):
    assert Change(Tally(planned_cells=now), Tally(planned_cells=before)).points is None


@pytest.mark.django_db
def test_half_of_a_half_year_beside_half_of_the_other(period, today, chief):
    """On 10 May: attended by 10 November, and not what came after."""
    today(dt.date(2018, 5, 10))
    for month, met_on in [(9, dt.date(2017, 11, 10)), (10, dt.date(2017, 11, 11))]:
        VisitFactory(
            leader=chief, month=BEFORE[Compare.PREVIOUS].months[month - 7], attended=True, met_on=met_on
        )
    VisitFactory(leader=chief, month=period.months[0], attended=True)

    before = tally(Visit.objects.all(), earlier(Selection(period), Compare.PREVIOUS))

    assert (before.attended_cells, before.planned_cells, before.pending_cells) == (1, 2, 1)
