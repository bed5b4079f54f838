"""Committees merge, end and hand cells over; what was counted before stays as it was counted."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from attendance.figures.selection import Selection
from attendance.figures.tally import tally
from attendance.models import Plan, Visit
from committees.actions.organisation import move_committee
from committees.models import Committee, FormerOffice, FormerParent, Leader, Membership
from committees.organisation import below
from committees.roles import Permission, Role
from lib.periods import HalfYear
from meetings.actions import mergers
from meetings.models import Cell, FormerManagement
from reports.half_year.exported import as_dict
from reports.half_year.report import HalfYearReport
from tests.factories import (
    CellFactory,
    CommitteeFactory,
    LeaderFactory,
    MembershipFactory,
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


def figures(half_year, **filters):
    filters = {name: fresh(committee) for name, committee in filters.items()}
    counted = tally(Visit.objects.all(), Selection(half_year, **filters))
    return counted.planned_cells, counted.attended_cells


class TestMerging:
    def test_everything_goes_along_and_the_committee_ends(self, mass, commission, admin):
        office = CommitteeFactory(parent=mass)
        cell, leader = CellFactory(committee=mass), LeaderFactory(committee=mass)
        dissolved = CellFactory(committee=mass, dissolved_on=dt.date(2024, 5, 1))
        retired = LeaderFactory(committee=mass, valid_to=dt.date(2024, 5, 1))

        merged = merge(mass, commission, by=admin)

        assert (merged.ended_on, merged.successor) == (BEFORE.last_day, commission)
        assert Committee.objects.get_parent(merged) == commission
        assert Committee.objects.get_parent(fresh(office)) == commission
        assert [fresh(row).committee for row in (cell, leader)] == [commission, commission]
        assert [fresh(row).committee for row in (dissolved, retired)] == [mass, mass]
        assert merged.history.first().history_user == admin

    def test_the_half_year_before_is_counted_as_it_was(self, mass, commission, province, story, admin):
        old = {
            c.code: as_dict(HalfYearReport(Selection(BEFORE, committee=fresh(c)))) for c in (mass, commission)
        }
        assert figures(BEFORE, committee=commission) == (2, 2)

        merge(mass, commission, by=admin)

        new = {
            c.code: as_dict(HalfYearReport(Selection(BEFORE, committee=fresh(c)))) for c in (mass, commission)
        }
        assert new == old

    def test_the_half_year_of_the_merger_counts_both_together(self, mass, commission, story, admin):
        first, _second = story
        leader = Leader.objects.get(committee=mass)
        plan = VisitFactory(leader=leader, cell=first, month=AFTER.months[0]).plan
        assert plan.committee == mass

        merge(mass, commission, by=admin)

        assert figures(AFTER, committee=commission) == (1, 0)
        assert figures(BEFORE, committee=commission) == (2, 2)

    def test_the_district_is_abolished_and_its_communes_stand_below_the_province(
        self, district, communes, province, story, admin
    ):
        before = {c.pk: figures(BEFORE, managing_committee=c) for c in (district, *communes, province)}
        assert before[district.pk] == (2, 2)

        merge(district, province, by=admin)

        after = {c.pk: figures(BEFORE, managing_committee=c) for c in (district, *communes, province)}
        assert after == before
        for commune in communes:
            assert Committee.objects.get_parent(fresh(commune)) == province

    def test_who_works_for_the_successor_sees_what_was_done_before(
        self, mass, commission, staff, story, admin
    ):
        assert not staff.may(Permission.VIEW, mass)

        merge(mass, commission, by=admin)

        assert staff.may(Permission.VIEW, fresh(mass))
        assert set(Plan.objects.visible_to(staff).values_list("committee", flat=True)) == {
            mass.pk,
            commission.pk,
        }

    @pytest.mark.parametrize("with_roles", [True, False])
    def test_roles_go_along_where_asked(self, with_roles, mass, commission, staff, admin):
        moved = MembershipFactory(role=Role.STAFF, committee=mass).user
        both = MembershipFactory(role=Role.CLERK, committee=mass).user
        Membership.objects.create(user=both, role=Role.CLERK, committee=commission)

        merge(mass, commission, with_roles=with_roles, by=admin)

        roles = Membership.objects.filter(committee=commission).values_list("user", "role")
        assert sorted(roles) == sorted(
            [(staff.pk, "staff"), (both.pk, "clerk"), *([(moved.pk, "staff")] if with_roles else [])]
        )

    def test_refusals(self, mass, commission, admin):
        below = CommitteeFactory(parent=mass)
        ended = CommitteeFactory(ended_on=dt.date(2020, 1, 1))
        for into in (mass, below, ended):
            with pytest.raises(ValidationError) as caught:
                merge(mass, into, by=admin)
            assert list(caught.value.message_dict) == ["into"]
        merge(mass, commission, by=admin)
        with pytest.raises(ValidationError, match="30/06/2025"):
            merge(mass, commission, by=admin)

    def test_nothing_is_half_merged(self, mass, commission, admin):
        CellFactory(committee=mass)
        late = CellFactory(committee=mass)
        FormerManagement.objects.create(cell=late, committee=commission, until=DAY)

        with pytest.raises(ValidationError) as caught:
            merge(mass, commission, by=admin)
        assert list(caught.value.message_dict) == ["since"]
        assert set(Cell.objects.filter(committee=mass)) == set(Cell.objects.all())


class TestTakingBack:
    def test_all_is_as_it_was(self, mass, commission, province, story, admin):
        office, cell = CommitteeFactory(parent=mass), CellFactory(committee=mass)
        leader = Leader.objects.get(committee=mass)
        gone_before = CellFactory(committee=commission)
        mergers.hand_over_cells(
            committee=fresh(commission),
            cells=[gone_before],
            into=fresh(mass),
            since=dt.date(2024, 1, 1),
            by=admin,
        )
        merge(mass, commission, by=admin)

        mass = mergers.reopen_committee(committee=fresh(mass), by=admin)

        assert (mass.ended_on, mass.successor) == (None, None)
        assert Committee.objects.get_parent(mass) == province
        assert Committee.objects.get_parent(fresh(office)) == mass
        assert [fresh(row).committee for row in (cell, leader, gone_before)] == [mass, mass, mass]
        assert (FormerParent.objects.count(), FormerOffice.objects.count()) == (0, 0)
        assert FormerManagement.objects.get().cell == gone_before

    def test_what_changed_again_stays(self, mass, commission, other_commission, admin):
        cell = CellFactory(committee=mass)
        merge(mass, commission, by=admin)
        mergers.hand_over_cells(
            committee=fresh(commission),
            cells=[cell],
            into=other_commission,
            since=DAY + dt.timedelta(days=5),
            by=admin,
        )

        with pytest.raises(ValidationError, match=cell.name):
            mergers.reopen_committee(committee=fresh(mass), by=admin)
        assert fresh(mass).successor == commission

    def test_what_went_away_and_came_back_stays_too(self, mass, commission, other_commission, admin):
        """The later change would speak for all the time before the merger."""
        cell = CellFactory(committee=mass)
        merge(mass, commission, by=admin)
        for months, (source, target) in enumerate(
            [(commission, other_commission), (other_commission, commission)], start=1
        ):
            mergers.hand_over_cells(
                committee=fresh(source),
                cells=[cell],
                into=fresh(target),
                since=DAY + dt.timedelta(days=30 * months),
                by=admin,
            )
        with pytest.raises(ValidationError, match=cell.name):
            mergers.reopen_committee(committee=fresh(mass), by=admin)

    def test_an_ended_committee_does_not_move(self, mass, commission, other_commission, admin):
        merge(mass, commission, by=admin)
        with pytest.raises(ValidationError):
            move_committee(
                committee=fresh(mass), parent=other_commission, since=DAY + dt.timedelta(days=9), by=admin
            )


class TestEnding:
    def test_only_once_nothing_belongs_to_it(self, mass, commission, admin):
        cell = CellFactory(committee=mass)
        with pytest.raises(ValidationError):
            mergers.end_committee(committee=mass, ended_on=BEFORE.last_day, by=admin)
        mergers.hand_over_cells(committee=mass, cells=[cell], into=commission, since=DAY, by=admin)

        ended = mergers.end_committee(committee=fresh(mass), ended_on=BEFORE.last_day, by=admin)

        assert (ended.ended_on, ended.successor) == (BEFORE.last_day, None)
        reopened = mergers.reopen_committee(committee=fresh(mass), by=admin)
        assert reopened.ended_on is None


class TestChains:
    """One merger after another: each half-year sees the state of its own last day."""

    LATER = dt.date(2026, 1, 1)

    def test_two_after_each_other(self, mass, commission, other_commission, story, admin):
        office = CommitteeFactory(parent=mass)
        before = figures(BEFORE, committee=commission)
        merge(mass, commission, by=admin)
        mergers.merge_committee(
            committee=fresh(commission), into=fresh(other_commission), since=self.LATER, by=admin
        )

        assert figures(BEFORE, committee=commission) == before
        assert figures(BEFORE, committee=mass) == (1, 1)
        assert figures(BEFORE, committee=other_commission) == (0, 0)
        top = fresh(other_commission)
        below_now = set(Committee.objects.filter(below(top, self.LATER, "")).values_list("pk", flat=True))
        assert below_now == {top.pk, commission.pk, mass.pk, office.pk}
        between = set(
            Committee.objects.filter(below(fresh(commission), DAY, "")).values_list("pk", flat=True)
        )
        assert between == {commission.pk, mass.pk, office.pk}

    def test_the_first_is_not_taken_back_over_the_second(
        self, mass, commission, other_commission, story, admin
    ):
        merge(mass, commission, by=admin)
        mergers.merge_committee(
            committee=fresh(commission), into=fresh(other_commission), since=self.LATER, by=admin
        )
        with pytest.raises(ValidationError):
            mergers.reopen_committee(committee=fresh(mass), by=admin)
        mergers.reopen_committee(committee=fresh(commission), by=admin)
        mergers.reopen_committee(committee=fresh(mass), by=admin)
        assert Committee.objects.filter(ended_on__isnull=False).count() == 0
        assert (FormerParent.objects.count(), FormerOffice.objects.count()) == (0, 0)
