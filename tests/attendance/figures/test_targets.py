"""Which target holds for whom, what counts towards it, and the figures."""

import datetime as dt
from decimal import Decimal

import pytest

from attendance.figures.selection import Selection
from attendance.figures.targets import TargetTally, selected, standings, tally, within_reach
from attendance.models import Visit
from committees.models import FormerOffice, Leader, LeaderGroup
from lib.periods import Month
from tests.factories import LeaderFactory, PlanFactory, TargetFactory, VisitFactory

pytestmark = pytest.mark.django_db

MARCH, MAY = Month.parse("03/2018"), Month.parse("05/2018")


@pytest.fixture
def whole(period):
    return Selection(period)


def asked(selection, **filters):
    """By the leaders' codes, how far each has come."""
    return {row.leader.code: row.fraction for row in selected(selection.narrow(**filters))}


def test_without_any_target_one_query_and_nothing(django_assert_num_queries, whole, chief):
    with django_assert_num_queries(1):
        assert selected(whole) == []


def test_a_persons_own_target_goes_before_his_groups_and_that_before_all(
    whole, province, commission, chief, department_head, other_chief
):
    TargetFactory(committee=province, number=1)
    assert asked(whole) == {"LD-AN": "0/1", "LD-BINH": "0/1", "LD-CUONG": "0/1"}
    TargetFactory(committee=province, number=2, group=LeaderGroup.LEADERSHIP)
    assert asked(whole) == {"LD-AN": "0/2", "LD-BINH": "0/1", "LD-CUONG": "0/2"}
    TargetFactory(committee=commission, number=3)
    assert asked(whole) == {"LD-AN": "0/3", "LD-BINH": "0/3", "LD-CUONG": "0/2"}
    TargetFactory(committee=commission, number=4, group=LeaderGroup.LEADERSHIP)
    TargetFactory(committee=province, number=5, leader=department_head)
    assert asked(whole) == {"LD-AN": "0/4", "LD-BINH": "0/5", "LD-CUONG": "0/2"}
    assert asked(whole, committee=commission) == {"LD-AN": "0/4", "LD-BINH": "0/5"}
    assert asked(whole, leader=chief) == {"LD-AN": "0/4"}
    assert asked(whole, leader_group="department") == {"LD-BINH": "0/5"}


def test_the_target_that_holds_last_or_on_the_day_asked_about(whole, commission, chief, department_head):
    TargetFactory(committee=commission, number=2, valid_to=dt.date(2018, 4, 30))
    TargetFactory(committee=commission, number=3, valid_from=dt.date(2018, 5, 1))
    assert asked(whole, leader=chief) == {"LD-AN": "0/3"}
    assert asked(whole, leader=chief, as_of=dt.date(2018, 4, 30)) == {"LD-AN": "0/2"}
    Leader.objects.filter(pk=chief.pk).update(valid_to=dt.date(2018, 3, 31))
    assert asked(whole, leader=chief) == {"LD-AN": "0/1"}  # half of 2: three months in office of six


def test_a_change_within_the_half_year_leaves_what_was_asked_before(whole, commission, chief, cells):
    old = TargetFactory(committee=commission, per="month", number=1, valid_to=dt.date(2018, 5, 31))
    TargetFactory(committee=commission, per="month", number=2, valid_from=dt.date(2018, 6, 1))
    VisitFactory(leader=chief, cell=cells[0], attended=True)
    (row,) = selected(whole)
    assert (row.fraction, row.asks) == (
        "1/7",
        "1 chi bộ mỗi tháng (01/01/2018–31/05/2018); 2 chi bộ mỗi tháng (từ 01/06/2018)",
    )
    assert row.missing == "01, 02, 04, 05/2018: 1 chi bộ; 06/2018: 2 chi bộ"

    old.delete()
    TargetFactory(committee=commission, leader=chief, number=1, valid_to=dt.date(2018, 6, 9))
    TargetFactory(committee=commission, leader=chief, number=3, valid_from=dt.date(2018, 6, 10))
    assert asked(whole) == {"LD-AN": "1/1"}  # the new one holds no whole month


def test_a_target_between_two_others(whole, commission, chief):
    TargetFactory(committee=commission, per="month", number=1)
    own = {"valid_from": dt.date(2018, 4, 1), "valid_to": dt.date(2018, 4, 30)}
    TargetFactory(committee=commission, leader=chief, per="month", number=3, **own)
    assert asked(whole) == {"LD-AN": "0/8"}


def test_after_a_transfer_the_committee_of_the_half_years_last_day(
    whole, commission, other_commission, chief
):
    TargetFactory(committee=commission, leader=chief, number=4)
    TargetFactory(committee=other_commission, number=1)
    Leader.objects.filter(pk=chief.pk).update(committee=other_commission)
    FormerOffice.objects.create(leader=chief, committee=commission, until=dt.date(2018, 8, 31))
    assert asked(whole) == {"LD-AN": "0/4"}
    assert asked(Selection(whole.half_year.next)) == {"LD-AN": "0/1"}


def test_the_group_is_that_of_the_half_years_visits(whole, commission, chief, cell):
    TargetFactory(committee=commission, group=LeaderGroup.DEPARTMENT, number=1)
    assert asked(whole) == {}
    VisitFactory(leader=chief, cell=cell, month=MAY, leader_group=LeaderGroup.DEPARTMENT)
    assert asked(whole) == {"LD-AN": "0/1"}
    VisitFactory(leader=chief, month=MARCH, leader_group=LeaderGroup.LEADERSHIP)
    assert asked(whole) == {"LD-AN": "0/1"}
    VisitFactory(leader=chief, month=MAY, leader_group=LeaderGroup.LEADERSHIP)  # of one month: the later
    assert asked(whole) == {}


def test_what_counts_by_the_counting_rules(whole, commission, chief, cells):
    TargetFactory(committee=commission, number=3)
    first, second, third = cells
    VisitFactory(leader=chief, cell=first, attended=True)
    VisitFactory(leader=chief, cell=first, attended=True, month=MAY)
    VisitFactory(leader=chief, cell=second, attended=True, origin=Visit.Origin.UNPLANNED)
    missed = VisitFactory(leader=chief, cell=third, missed=True)
    draft = PlanFactory(committee=commission, half_year=whole.half_year.next)
    assert asked(whole) == {"LD-AN": "1/3"}
    VisitFactory(carried_from=missed, month=MAY)
    (row,) = standings(Leader.objects.all(), whole, within_reach)
    assert (row.fraction, row.missing) == ("2/3", "1 chi bộ")
    later = Selection(draft.half_year)
    VisitFactory(leader=chief, cell=first, month=Month.parse("08/2018"), plan=draft)
    assert [r.fraction for r in standings(Leader.objects.all(), later, within_reach)] == ["1/3"]
    assert asked(later) == {"LD-AN": "0/3"}


def test_a_month_is_that_of_the_meeting(whole, commission, chief, cell):
    TargetFactory(committee=commission, per="month", number=1, valid_from=dt.date(2018, 4, 1))
    VisitFactory(leader=chief, cell=cell, month=MARCH, attended=True, met_on=dt.date(2018, 4, 2))
    (row,) = selected(whole)
    assert (row.fraction, row.missing) == ("1/3", "05, 06/2018: 1 chi bộ")
    (before,) = selected(whole.narrow(as_of=dt.date(2018, 4, 1)))
    assert before.fraction == "0/3"


def test_the_distinct_cells_of_each_period_for_itself(
    django_assert_num_queries, whole, commission, chief, department_head, other_chief, cells
):
    """By month, by quarter and by half-year at once; a cell that was visited again counts in each period."""
    TargetFactory(committee=commission, leader=chief, per="month", number=1)
    TargetFactory(committee=commission, leader=department_head, per="quarter", number=3)
    TargetFactory(committee=other_chief.committee, number=4)
    for leader in (chief, department_head, other_chief):
        VisitFactory(leader=leader, cell=cells[0], month=MARCH, attended=True)
        VisitFactory(leader=leader, cell=cells[1], month=MARCH, attended=True)
        # Of March as planned, and at a meeting of the next quarter.
        VisitFactory(leader=leader, cell=cells[2], month=MARCH, attended=True, met_on=dt.date(2018, 4, 2))
        VisitFactory(leader=leader, cell=cells[0], month=MAY, attended=True)
    with django_assert_num_queries(10):
        assert asked(whole) == {"LD-AN": "3/6", "LD-BINH": "4/6", "LD-CUONG": "3/4"}


def test_named_cells(whole, commission, chief, cells):
    TargetFactory(committee=commission, per="quarter", number=None, cells=cells[:2])
    VisitFactory(leader=chief, cell=cells[0], attended=True)
    (row,) = selected(whole)
    assert row.fraction == "1/4"
    assert row.missing == f"quý I/2018: {cells[1]}; quý II/2018: {cells[0]}, {cells[1]}"


def test_the_figures(whole, commission, chief, department_head, other_chief, cell, stranger_staff):
    TargetFactory(committee=commission, number=1)
    VisitFactory(leader=chief, cell=cell, attended=True)
    figures = tally(selected(whole))
    assert (figures, figures.rate) == (TargetTally(2, 1, 1), Decimal("50.0"))
    assert tally(selected(whole, stranger_staff)) == TargetTally(0, 0, 0)
    assert tally([]).rate is None
    assert selected(whole.narrow(organization_type=cell.organization_type)) == []


def test_as_many_queries_for_many_leaders(django_assert_num_queries, whole, commission, cell):
    TargetFactory(committee=commission, number=None, cells=[cell])
    for month in (MARCH, MAY):
        for leader in LeaderFactory.create_batch(3, committee=commission):
            VisitFactory(leader=leader, cell=cell, month=month, attended=True, met_on=month.day(15))
        with django_assert_num_queries(9):
            selected(whole)
