"""The headline figures over the last half-years with counted plans."""

import datetime as dt
from decimal import Decimal

import pytest

from attendance.figures.scores import Means, Points
from attendance.figures.selection import Selection
from attendance.figures.tally import tally
from attendance.models import Visit
from committees.models import LeaderGroup
from lib.periods import HalfYear
from reports.half_year.trends import HALF_YEARS, trend
from tests.factories import (
    CellFactory,
    CommitteeFactory,
    EvaluationFactory,
    LeaderFactory,
    PlanFactory,
    RubricFactory,
    VisitFactory,
)

pytestmark = pytest.mark.django_db

NO_MEANS = Means(Points(), Points())


def lines_of(half_year, visits=None, **cut):
    return trend(Visit.objects.all() if visits is None else visits, Selection(half_year, **cut))


def shown(half_year, **cut):
    return [str(line.half_year) for line in lines_of(half_year, **cut)]


def visit_in(half_year, **facts):
    return VisitFactory(month=half_year.months[2], **facts)


def back(period, number):
    return HalfYear(period.ordinal - number)


def test_oldest_first(period, chief):
    for number in (0, 2, 1):
        visit_in(back(period, number), leader=chief)

    assert shown(period) == ["2017-H1", "2017-H2", "2018-H1"]


def test_half_years_without_a_counted_plan_are_left_out(period, chief):
    for number in (0, 3, 8):
        visit_in(back(period, number), leader=chief)
    visit_in(back(period, 1), leader=chief, plan__status="draft")
    visit_in(back(period, 2), leader=chief, plan__status="submitted")
    visit_in(back(period, 4), leader=chief, plan__status="closed")

    assert shown(period) == ["2014-H1", "2016-H1", "2016-H2", "2018-H1"]


def test_the_last_ten_however_far_back(period, chief):
    """Of twelve that have plans, with gaps of two and a half years between them."""
    assert HALF_YEARS == 10
    with_plans = [back(period, 5 * number) for number in range(12)]
    for half_year in with_plans:
        visit_in(half_year, leader=chief)

    assert shown(period) == [str(half_year) for half_year in reversed(with_plans[:10])]


def test_nothing_after_the_half_year_looked_at(period, chief):
    for number in (-1, 0, 1):
        visit_in(back(period, number), leader=chief)

    assert shown(period) == ["2017-H2", "2018-H1"]
    assert shown(period.next) == ["2017-H2", "2018-H1", "2018-H2"]


def test_half_years_without_a_visit_of_the_selection_are_left_out(period, chief, other_chief):
    visit_in(period, leader=chief)
    visit_in(back(period, 1), leader=other_chief)
    visit_in(back(period, 2), leader=chief)
    PlanFactory(committee=chief.committee, half_year=back(period, 3), status="approved")

    assert shown(period) == ["2017-H1", "2017-H2", "2018-H1"]
    assert shown(period, leader=chief) == ["2017-H1", "2018-H1"]


def test_the_half_year_looked_at_is_always_there(period, chief):
    assert shown(period) == ["2018-H1"]
    visit_in(back(period, 1), leader=chief)

    (before, now) = lines_of(period)

    assert (before.tally.planned_cells, now.tally.planned_cells) == (1, 0)
    assert now.tally.rate is None
    assert now.means == NO_MEANS


def test_at_most_ten_with_the_half_year_looked_at(period, chief):
    """It has no plan yet, so the oldest of the ten others gives way."""
    for number in range(1, 12):
        visit_in(back(period, number), leader=chief)

    assert shown(period) == [str(back(period, number)) for number in reversed(range(10))]


def test_each_line_is_the_same_selection_of_its_half_year(period, busy, commission):
    cut = {"committee": commission, "leader_group": LeaderGroup.LEADERSHIP}

    lines = lines_of(period.next, **cut)

    assert [str(line.half_year) for line in lines] == ["2017-H2", "2018-H1", "2018-H2"]
    assert [line.selection for line in lines] == [Selection(line.half_year, **cut) for line in lines]
    assert [line.tally for line in lines] == [tally(Visit.objects.all(), line.selection) for line in lines]


def test_mean_totals(period, chief):
    rubric = RubricFactory()
    for number, by_leader, own in [(0, "80", "90"), (0, "71", None), (1, None, "95")]:
        meeting = visit_in(back(period, number), leader=chief, attended=True).meeting
        for leader, total in ((chief, by_leader), (None, own)):
            if total:
                EvaluationFactory(meeting=meeting, leader=leader, rubric=rubric, total=Decimal(total))

    before, now = lines_of(period)

    assert (now.means.leader.count, now.means.leader.mean, now.means.cell.mean) == (
        2,
        Decimal("75.50"),
        Decimal("90.00"),
    )
    assert (before.means.leader.mean, before.means.cell.mean) == (None, Decimal("95.00"))


def test_a_past_day_cuts_the_half_years_that_were_not_over(period, chief):
    for number in (0, 1):
        half_year = back(period, number)
        visit_in(half_year, leader=chief, attended=True, met_on=half_year.last_day)

    def attended(*day):
        return [line.tally.attended_cells for line in lines_of(period, as_of=dt.date(*day))]

    assert attended(2018, 6, 30) == [1, 1]
    assert attended(2018, 6, 29) == [1, 0]
    assert attended(2017, 12, 30) == [0, 0]


def test_a_reader_gets_the_trend_of_what_they_may_see(period, staff, chief, other_chief):
    visit_in(period, leader=chief)
    visit_in(back(period, 1), leader=other_chief)

    lines = lines_of(period, Visit.objects.visible_to(staff))

    assert [str(line.half_year) for line in lines] == ["2018-H1"]


@pytest.mark.parametrize("committees", [1, 3])
def test_the_number_of_queries_does_not_grow(django_assert_num_queries, province, period, committees):
    rubric = RubricFactory()
    for committee in CommitteeFactory.create_batch(committees, parent=province):
        for number in range(committees):
            leader = LeaderFactory(committee=committee)
            visit = visit_in(back(period, number), leader=leader, cell=CellFactory(), attended=True)
            EvaluationFactory(meeting=visit.meeting, leader=leader, rubric=rubric, total=Decimal(80))

    with django_assert_num_queries(4):
        lines = lines_of(period)

    assert len(lines) == committees
