"""Committees merge, end and hand cells over; what was counted before stays as it was counted."""

import datetime as dt
import io

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from attendance.figures.rows import rows_of
from attendance.figures.selection import Selection
from attendance.figures.tally import tally
from attendance.models import Plan, Visit
from committees.actions.organisation import move_committee, rename_committee
from committees.models import Committee, FormerOffice, FormerParent, Leader, Membership
from committees.organisation import below
from committees.roles import Permission, Role
from exchange.workbook import export_workbook, import_workbook
from lib.periods import HalfYear, Month
from meetings.actions import mergers
from meetings.models import Cell, FormerManagement
from reports.half_year.breakdowns import Breakdown
from reports.half_year.report import HalfYearReport, as_dict
from reports.issuing.actions import Particulars, issue_report
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


class TestPages:
    def test_merge_and_take_back(self, mass, commission, head, client):
        CellFactory(committee=mass, name="Chi bộ Khối")
        address = reverse("office:committee-merge", args=[mass.pk])
        assert "Chi bộ Khối" in client.get(address).content.decode()

        page = client.post(address, {"into": commission.pk, "since": "01/07/2025"}, follow=True)
        assert page.status_code == 200
        assert fresh(mass).successor == commission

        client.post(reverse("office:committee-reopen", args=[mass.pk]), {}, follow=True)
        assert fresh(mass).successor is None

    def test_what_is_missing_stands_beside_its_field(self, mass, head, client):
        page = client.post(reverse("office:committee-merge", args=[mass.pk]), {"since": "31/02/2025"})
        assert page.status_code == 422
        assert set(page.context["form"].errors) == {"into", "since"}

    def test_hand_cells_over(self, mass, commission, head, client):
        goes, stays = CellFactory(committee=mass), CellFactory(committee=mass)
        address = reverse("office:cells-move", args=[mass.pk])
        client.get(address)
        client.post(address, {"into": commission.pk, "since": "01/07/2025", "cells": [goes.pk]})
        assert [fresh(cell).committee for cell in (goes, stays)] == [commission, mass]

        page = client.post(address, {"into": commission.pk, "since": "01/07/2025"})
        assert set(page.context["form"].errors) == {"cells"}

    def test_another_provinces_committee_does_not_exist(self, head, client):
        foreign = CommitteeFactory(parent=CommitteeFactory(parent=None))
        for route in ("committee-merge", "committee-end", "committee-reopen", "cells-move"):
            assert client.get(reverse(f"office:{route}", args=[foreign.pk])).status_code == 404


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


def test_an_old_list_does_not_undo_a_merger(mass, commission, admin):
    cell = CellFactory(committee=mass)
    VisitFactory(leader=LeaderFactory(committee=mass), cell=cell, month=BEFORE.months[0])
    old = io.BytesIO()
    export_workbook(old)
    merge(mass, commission, by=admin)
    old.seek(0)

    found = {problem.sheet for problem in import_workbook(old, by=admin).problems}

    assert found == {"Cấp ủy", "Chi bộ", "Lãnh đạo"}
    assert fresh(cell).committee == commission


def test_who_does_not_see_all_of_a_half_year_does_not_issue_its_report(
    province, commission, mass, story, admin
):
    """A part that was handed over since is its new superior's, and the old half-year's all the same."""
    part = CommitteeFactory(parent=commission)
    move_committee(committee=part, parent=mass, since=DAY, by=admin)
    clerk = MembershipFactory(role=Role.CLERK, committee=commission).user
    letterhead = dict.fromkeys(
        (
            "superior_body",
            "issuing_body",
            "symbol",
            "place",
            "signatory_title",
            "signatory_name",
            "recipients",
        ),
        "x",
    )
    with pytest.raises(ValidationError, match=part.label):
        issue_report(
            committee=fresh(commission),
            half_year=BEFORE,
            particulars=Particulars(1, DAY, letterhead),
            knowingly=True,
            by=clerk,
        )
    assert not Plan.objects.filter(status=Plan.Status.CLOSED).exists()
