"""Each half-year's report knows the committees as they stood in it, whatever merged since."""

import pytest
from django.core.exceptions import ValidationError

from attendance.figures.rows import rows_of
from attendance.figures.selection import Selection
from attendance.models import Plan, Visit
from committees.actions.organisation import move_committee, rename_committee
from committees.models import Leader
from committees.roles import Role
from lib.periods import HalfYear, Month
from meetings.actions import mergers
from reports.half_year.breakdowns import Breakdown
from reports.half_year.report import HalfYearReport
from reports.issuing.actions import submit
from reports.models import ReportDraft
from reports.summary import annexes
from tests.factories import (
    CellFactory,
    CommitteeFactory,
    LeaderFactory,
    MembershipFactory,
    PlanFactory,
    UserFactory,
    VisitFactory,
)

pytestmark = pytest.mark.django_db

BEFORE, AFTER = HalfYear.parse("2025-H1"), HalfYear.parse("2025-H2")
DAY = AFTER.first_day


def fresh(row):
    return type(row).objects.get(pk=row.pk)


@pytest.fixture
def admin():
    return UserFactory()


@pytest.fixture
def mass(province):
    """The commission that ends: Ban Dân vận."""
    return CommitteeFactory(parent=province, code="BDV", name="Ban Dân vận Tỉnh ủy", short_name="Ban Dân vận")


@pytest.fixture
def communes(district):
    return [
        CommitteeFactory(parent=district, code=f"XA{n}", name=f"Đảng ủy xã {n}", kind="commune")
        for n in (1, 2)
    ]


@pytest.fixture
def story(mass, commission, communes):
    """Both commissions went to cells of the district's communes in both half-years."""
    first, second = (CellFactory(committee=commune) for commune in communes)
    for committee, cells in ((mass, [first]), (commission, [first, second])):
        leader = LeaderFactory(committee=committee)
        for cell in cells:
            VisitFactory(leader=leader, cell=cell, month=BEFORE.months[0], attended=True)
    return first, second


def merge(committee, into, **kwargs):
    return mergers.merge_committee(committee=fresh(committee), into=fresh(into), since=DAY, **kwargs)


def test_a_trend_counts_each_half_year_as_things_stood_in_it(mass, commission, story, admin):
    visit = VisitFactory(leader=LeaderFactory(committee=commission), month=AFTER.months[0], attended=True)
    merge(mass, commission, by=admin)
    VisitFactory(
        leader=Leader.objects.filter(former_offices__isnull=False).get(),
        cell=visit.cell,
        plan=PlanFactory(committee=fresh(mass), half_year=AFTER, status=Plan.Status.APPROVED),
        month=Month(AFTER.months[0].ordinal + 1),
    )
    since = Selection(AFTER, since=BEFORE, committee=fresh(commission))

    counted = since.apply(Visit.objects.all())

    own, taken_over = commission.pk, mass.pk
    found = sorted(counted.values_list("half_year", "committee"))
    assert found == sorted([(BEFORE, own), (BEFORE, own), (AFTER, own), (AFTER, taken_over)])


def test_lists_name_the_committees_as_the_half_year_knew_them(district, communes, province, story, admin):
    commune = communes[0]
    first, _second = story
    merge(communes[0], communes[1], by=admin)
    rename_committee(committee=fresh(communes[1]), name="Đảng ủy xã Mới", short_name="", since=DAY, by=admin)

    def managing(half_year) -> set[tuple[str, str]]:
        lines = annexes.visits(HalfYearReport(Selection(half_year))).lines
        return {(line.values[5], line.values[6]) for line in lines()}

    assert managing(BEFORE) == {(first.name, commune.name), (story[1].name, "Đảng ủy xã 2")}
    VisitFactory(leader=Leader.objects.first(), cell=first, month=AFTER.months[0])
    assert managing(AFTER) == {(first.name, "Đảng ủy xã Mới")}


@pytest.mark.parametrize("half_year", [BEFORE, AFTER])
def test_every_line_by_managing_committee_opens_its_rows(
    half_year, district, communes, mass, commission, story, admin
):
    for cell in story:
        VisitFactory(leader=Leader.objects.first(), cell=cell, month=AFTER.months[1])
    merge(communes[0], communes[1], by=admin)
    merge(mass, commission, by=admin)
    breakdown = Breakdown(HalfYearReport(Selection(half_year)))

    lines = {line.row.code: line.row for line in breakdown.managing}

    for row in lines.values():
        rows = rows_of(Visit.objects.all(), row.selection, "planned_cells")
        assert len(rows.keys()) == row.tally.planned_cells, row.code
    counted = {code: row.tally.planned_cells for code, row in lines.items()}
    assert counted == ({"XA1": 1, "XA2": 1} if half_year == BEFORE else {"XA2": 2})
    superiors = {row.parent for row in lines.values()}
    assert superiors == {district.label}


def test_who_does_not_see_all_of_a_half_year_does_not_issue_its_report(
    province, commission, mass, story, admin
):
    """A part that was handed over since is its new superior's, and the old half-year's all the same."""
    part = CommitteeFactory(parent=commission)
    move_committee(committee=part, parent=mass, since=DAY, by=admin)
    clerk = MembershipFactory(role=Role.CLERK, committee=commission).user
    with pytest.raises(ValidationError, match=part.label):
        submit(committee=fresh(commission), half_year=BEFORE, seen="", by=clerk)
    assert not ReportDraft.objects.exists()
