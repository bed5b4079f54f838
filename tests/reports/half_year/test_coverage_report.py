"""Cells by how long nobody has been there: rows, types and totals of one day."""

import datetime as dt
from collections import Counter

import pytest
from hypothesis import given

from attendance.figures.coverage import CLASSES, NEGLECTED, Gap
from attendance.figures.selection import Selection
from committees.models import Committee
from lib.periods import HalfYear, Month
from meetings.models import OrganizationType
from reports.half_year.coverage_report import CoverageReport, Gaps, cells_of, is_class
from tests.attendance.figures import oracle
from tests.attendance.histories import any_days, histories, written
from tests.factories import (
    CellFactory,
    CommitteeFactory,
    LeaderFactory,
    MembershipFactory,
    OrganizationTypeFactory,
    ProvinceFactory,
    UserFactory,
    VisitFactory,
)

pytestmark = pytest.mark.django_db

DAY = dt.date(2018, 6, 30)


@pytest.fixture
def report(reader, period):
    """report(managing_committee=…): of the half-year's last day."""

    def report(user=reader, **cut):
        return CoverageReport(Selection(period, **cut), user=user)

    return report


@pytest.fixture
def visited(cells, chief):
    """The village's cell in March, the street's two years ago, the school's never."""
    village, street, _school = cells
    for cell, met_on in ((village, dt.date(2018, 3, 15)), (street, dt.date(2016, 6, 15))):
        VisitFactory(leader=chief, cell=cell, month=Month.of(met_on), attended=True, met_on=met_on)


def gaps(counts):
    """Those with any."""
    return {str(gap): number for gap, number in counts.by_gap() if number}


def test_nothing_at_all(report):
    found = report()

    assert (found.total.total, found.total.shade) == (0, 0)
    assert found.rows == found.types == []
    assert found.total_row.by_type == []
    assert found.total.by_gap() == [(gap, 0) for gap in Gap]


def test_by_managing_committee_and_type(report, visited, cells, district, province):
    _village, _street, school = cells
    town = CommitteeFactory(parent=province, code="TP", kind=Committee.Kind.DISTRICT)
    CellFactory(committee=town, organization_type=school.organization_type)
    OrganizationTypeFactory(code="A", name="Chưa có chi bộ")
    kinds = {kind.code: kind for kind in OrganizationType.objects.all()}

    found = report()

    assert [kind.code for kind in found.types] == ["DVSN", "THON", "TKHU"]
    assert [(row.committee, gaps(row.gaps)) for row in found.rows] == [
        (district, {"0-3": 1, "over-12": 1, "never": 1}),
        (town, {"never": 1}),
    ]
    assert [[(kind.code, gaps(counts)) for kind, counts in row.by_type] for row in found.rows] == [
        [("DVSN", {"never": 1}), ("THON", {"0-3": 1}), ("TKHU", {"over-12": 1})],
        [("DVSN", {"never": 1}), ("THON", {}), ("TKHU", {})],
    ]
    assert [(kind, gaps(counts)) for kind, counts in found.total_row.by_type] == [
        (kinds["DVSN"], {"never": 2}),
        (kinds["THON"], {"0-3": 1}),
        (kinds["TKHU"], {"over-12": 1}),
    ]
    assert found.total_row.committee is None
    assert found.total_row.gaps == found.total
    assert (found.total.total, found.total.neglected) == (4, 3)


@pytest.mark.parametrize(
    ("longer", "never", "recent", "shade"),
    [
        (0, 0, 0, 0),
        (0, 0, 9, 0),
        (1, 0, 99, 1),
        (0, 1, 3, 1),
        (1, 1, 2, 2),
        (0, 3, 1, 3),
        (4, 0, 1, 4),
        (2, 3, 0, 4),
    ],
)
def test_shades_go_by_quarters(longer, never, recent, shade):
    counts = Gaps(Counter({Gap.LONGER: longer, Gap.NEVER: never, Gap.RECENT: recent}))

    assert (counts.neglected, counts.shade) == (longer + never, shade)


def test_a_committee_that_manages_no_cells_itself_has_no_row(report, cells, province, district):
    assert [row.committee for row in report().rows] == [district]


def test_the_committees_come_in_the_trees_order(report, province):
    for code in ("B", "A"):
        above = CommitteeFactory(parent=province, code=code)
        CellFactory(committee=CommitteeFactory(parent=above, code=f"{code}1"))
        CellFactory(committee=above)

    assert [row.committee.code for row in report().rows] == ["B", "B1", "A", "A1"]


def test_cut_to_a_managing_committee_with_or_without_those_below(report, cells, district, commission):
    commune = CommitteeFactory(parent=district, code="XA", kind=Committee.Kind.COMMUNE)
    CellFactory(committee=commune)
    CellFactory(committee=commission)

    assert report().total.total == 5
    assert report(managing_committee=district).total.total == 4
    assert report(managing_committee=district, own_cells=True).total.total == 3


def test_cut_to_an_organization_type(report, cells):
    found = report(organization_type=cells[0].organization_type)

    assert (found.total.total, [kind.code for kind in found.types]) == (1, ["THON"])


def test_the_plans_committee_chosen_cuts_only_where_it_manages_cells(report, cells, district, commission):
    """The leaders of a commission go to the cells of others."""
    CellFactory(committee=CommitteeFactory(code="KHAC"))

    assert (report(committee=district).managing, report(committee=district).total.total) == (district, 3)
    assert (report(committee=commission).managing, report(committee=commission).total.total) == (None, 4)
    assert report(committee=commission, managing_committee=district).total.total == 3


def test_as_at_a_past_day(report, visited):
    assert gaps(report().total) == {"0-3": 1, "over-12": 1, "never": 1}
    assert gaps(report(as_of=dt.date(2018, 3, 14)).total) == {"over-12": 1, "never": 2}
    assert gaps(report(as_of=dt.date(2017, 6, 1)).total) == {"7-12": 1, "never": 2}


def test_in_a_running_half_year_as_of_today(report, visited, monkeypatch):
    monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2018, 2, 1))

    assert report().day == dt.date(2018, 2, 1)
    assert gaps(report().total) == {"over-12": 1, "never": 2}


def test_every_reader_sees_the_cells_of_the_whole_province_and_no_other(
    report, visited, staff, stranger_staff
):
    CellFactory(committee=ProvinceFactory())

    for user in (staff, stranger_staff):
        assert gaps(report(user=user).total) == {"0-3": 1, "over-12": 1, "never": 1}
    assert report(user=UserFactory(is_superuser=True)).total.total == 4


def test_the_cells_behind_a_number_longest_left_alone_first(report, visited, cells, district, reader, period):
    village, street, school = cells
    chosen = Selection(period, managing_committee=district, own_cells=True)

    def listed(name, **cut):
        return list(cells_of(chosen.narrow(**cut), name, user=reader))

    assert listed("") == [school, street, village]
    assert listed(NEGLECTED) == [school, street]
    assert listed("never") == [school]
    assert listed("over-12") == [street]
    assert listed("0-3") == [village]
    assert listed("4-6") == []
    assert listed("", organization_type=street.organization_type) == [street]
    assert listed("", as_of=dt.date(2018, 3, 14)) == [village, school, street]


def test_which_classes_there_are():
    assert all(map(is_class, CLASSES))
    assert not is_class("")
    assert not is_class("0")


@given(histories(), any_days())
def test_every_number_is_of_the_cells_that_it_lists(history, day):
    cells = dict(enumerate(history.cells, start=1))
    classes = oracle.gaps(cells, history.rows, day)
    with written(history):
        user = UserFactory(is_superuser=True)
        chosen = Selection(HalfYear.of(day), as_of=day)
        report = CoverageReport(chosen, user=user)

        def listed(name="", **cut):
            return {cell.pk for cell in cells_of(chosen.narrow(**cut), name, user=user)}

        assert report.total.total == len(classes)
        assert gaps(report.total) == Counter(classes.values())
        # The rows and the types part the cells: nothing is counted twice, nothing is left out.
        assert sum((row.gaps.counts for row in report.rows), Counter()) == report.total.counts
        assert sum((c.counts for _kind, c in report.total_row.by_type), Counter()) == report.total.counts
        for row in report.rows:
            own = {"managing_committee": row.committee, "own_cells": True}
            assert sum((c.counts for _kind, c in row.by_type), Counter()) == row.gaps.counts
            assert listed(NEGLECTED, **own) == {
                pk
                for pk in classes
                if cells[pk].committee == row.committee.path and classes[pk] in ("over-12", "never")
            }
            for gap, number in row.gaps.by_gap():
                assert len(listed(gap, **own)) == number
            for kind, counts in row.by_type:
                assert len(listed(organization_type=kind, **own)) == counts.total


@pytest.mark.parametrize("committees", [1, 3])
def test_the_number_of_queries_does_not_grow(django_assert_num_queries, province, period, committees):
    leader = LeaderFactory()
    for committee in CommitteeFactory.create_batch(committees, parent=province):
        for cell in CellFactory.create_batch(committees, committee=committee):
            VisitFactory(leader=leader, cell=cell, attended=True)
    user = MembershipFactory(role="clerk", committee=province).user
    assert user.province_paths()  # asked once for each request
    report = CoverageReport(Selection(period), user=user)

    with django_assert_num_queries(5):
        rows, total = report.rows, report.total_row

    assert (len(rows), total.gaps.total, len(total.by_type)) == (committees, committees**2, committees**2)
