"""What the database refuses of committees, people and rights; names and keys as they are stored."""

import datetime as dt
import unicodedata

import pytest

from committees.models import (
    Committee,
    FormerName,
    FormerOffice,
    FormerParent,
    KeptForm,
    Leader,
    Membership,
    Office,
    Submission,
    User,
)
from committees.roles import Permission
from tests.constraints import refused, untested_constraints
from tests.factories import CommitteeFactory, LeaderFactory, MembershipFactory, ProvinceFactory, UserFactory

pytestmark = pytest.mark.django_db


def update(row, **values):
    type(row).objects.filter(pk=row.pk).update(**values)


def test_every_constraint_is_tested():
    assert untested_constraints("committees", __file__) == set()


class TestCommittee:
    def test_a_code_is_given_once(self, commission, other_commission):
        with refused("committees_committee_code_key"):
            update(other_commission, code=commission.code)

    def test_two_committees_on_one_place_of_the_tree(self, commission, other_commission):
        with refused("committees_committee_path_key"):
            update(other_commission, path=commission.path)

    def test_unknown_kind(self, commission):
        with refused("committee_kind_known"):
            update(commission, kind="bureau")

    def test_the_subtree_holds_the_committee_itself(self, province, commission, district):
        commune = CommitteeFactory(parent=district, kind=Committee.Kind.COMMUNE)

        assert list(Committee.objects.subtree(district)) == [district, commune]
        assert list(Committee.objects.subtree(province)) == [province, commission, district, commune]

    def test_two_provinces_know_nothing_of_each_other(self, province, staff):
        CommitteeFactory(parent=CommitteeFactory(parent=None))

        assert [c.code for c in Committee.objects.subtree(province)] == ["TU", "BTCTU"]
        assert [c.code for c in Committee.objects.visible_to(staff)] == ["BTCTU"]

    def test_a_successor_follows_once_the_committee_has_ended(self, commission, other_commission):
        with refused("committee_successor_only_once_ended"):
            update(commission, successor=other_commission)
        with refused("committee_not_its_own_successor"):
            update(commission, successor=commission, ended_on=dt.date(2025, 6, 30))

    def test_existing(self, commission, other_commission):
        update(commission, ended_on=dt.date(2025, 6, 30))

        def existing(day):
            return [c.code for c in Committee.objects.existing_on(day).filter(depth=2)]

        assert existing(dt.date(2025, 6, 30)) == ["BTCTU", "BTGTU"]
        assert existing(dt.date(2025, 7, 1)) == ["BTGTU"]


class TestFormer:
    """Each keeps what held until a day, and only one thing can have held until then."""

    DAY = dt.date(2025, 6, 30)

    def test_one_name(self, commission):
        FormerName.objects.create(committee=commission, name="Ban A", until=self.DAY)
        with refused("former_name_once_a_day"):
            FormerName.objects.create(committee=commission, name="Ban B", until=self.DAY)

    def test_one_place(self, commission, other_commission):
        FormerParent.objects.create(committee=commission, parent=None, until=self.DAY)
        with refused("former_parent_once_a_day"):
            FormerParent.objects.create(committee=commission, parent=other_commission, until=self.DAY)

    def test_one_office(self, chief, commission, other_commission):
        FormerOffice.objects.create(leader=chief, committee=commission, until=self.DAY)
        with refused("former_office_once_a_day"):
            FormerOffice.objects.create(leader=chief, committee=other_commission, until=self.DAY)

    def test_the_earliest_after_the_day_held_on_it(self, commission):
        for year in (2019, 2021):
            FormerName.objects.create(committee=commission, name=f"Ban {year}", until=dt.date(year, 12, 31))

        def held(day):
            return list(FormerName.objects.on(day).values_list("name", flat=True))

        assert held(dt.date(2018, 1, 1)) == held(dt.date(2019, 12, 31)) == ["Ban 2019"]
        assert held(dt.date(2020, 1, 1)) == held(dt.date(2021, 12, 31)) == ["Ban 2021"]
        assert held(dt.date(2022, 1, 1)) == []


class TestLeader:
    def test_a_code_is_given_once(self, chief, other_chief):
        with refused("committees_leader_code_key"):
            update(other_chief, code=chief.code)

    def test_unknown_group(self, chief):
        with refused("leader_group_known"):
            update(chief, group="members")

    def test_a_place_in_the_order_of_protocol_has_three_digits(self, chief):
        update(chief, protocol_order=999)
        with refused("leader_protocol_order_in_range"):
            update(chief, protocol_order=1000)

    def test_the_last_day_in_office_is_not_before_the_first(self, chief):
        update(chief, valid_from=dt.date(2018, 3, 1), valid_to=dt.date(2018, 3, 1))

        with refused("leader_from_before_to"):
            update(chief, valid_to=dt.date(2018, 2, 28))

    def test_in_office_on_some_day_of_a_period(self, period):
        LeaderFactory(valid_to=dt.date(2017, 12, 31))
        on_the_first_day = LeaderFactory(valid_to=dt.date(2018, 1, 1))
        on_the_last_day = LeaderFactory(valid_from=dt.date(2018, 6, 30))
        LeaderFactory(valid_from=dt.date(2018, 7, 1))
        always = LeaderFactory()

        in_office = Leader.objects.serving(period)

        assert set(in_office) == {on_the_first_day, on_the_last_day, always}


class TestMembership:
    def test_once(self, staff, commission):
        with refused("membership_once"):
            Membership.objects.create(user=staff, role="staff", committee=commission)

    def test_unknown_role(self, staff):
        with refused("membership_role_known"):
            update(staff.memberships.get(), role="chairman")

    def test_rights_of_each_role(self, staff, official, clerk, administrator, commission):
        def rights(user):
            return {right for right in Permission if user.may(right, commission)}

        assert rights(staff) == {"view", "register", "log", "evaluate"}
        assert rights(official) == {"view", "approve"}
        assert rights(clerk) == {"view", "report"}
        assert rights(administrator) == {"view", "administer"}
        assert rights(UserFactory()) == set()
        assert rights(UserFactory(is_superuser=True)) == set(Permission)

    def test_rights_end_at_the_subtree(self, staff, province_clerk, province, commission, other_commission):
        below = CommitteeFactory(parent=commission)

        assert staff.may(Permission.LOG, below)
        assert not staff.may(Permission.LOG, other_commission)
        assert not staff.may(Permission.LOG, province)
        assert province_clerk.may(Permission.REPORT, other_commission)
        assert not province_clerk.may(Permission.LOG, other_commission)

    def test_a_subtree_inside_another_is_not_asked_for_twice(self, province, commission, other_commission):
        user = MembershipFactory(committee=commission).user
        MembershipFactory(user=user, committee=other_commission, role="official")

        assert user.committee_paths() == [commission.path, other_commission.path]
        assert user.committee_paths(Permission.APPROVE) == [other_commission.path]

        MembershipFactory(user=user, committee=province, role="clerk")
        user = type(user).objects.get(pk=user.pk)

        assert user.committee_paths() == [province.path]
        assert user.committee_paths(Permission.LOG) == [commission.path]
        assert user.province_paths() == [province.path]
        assert user.has_right(Permission.REPORT)
        assert not user.has_right(Permission.ADMINISTER)

    def test_everything_is_what_no_tree_lies_outside_of(self, province, commission):
        whole, part = (MembershipFactory(committee=committee).user for committee in (province, commission))
        assert whole.sees_everything
        assert not part.sees_everything
        assert UserFactory(is_superuser=True).sees_everything

        ProvinceFactory(code="TU2")
        assert not User.objects.get(pk=whole.pk).sees_everything


class TestOffice:
    def test_the_one_there_is(self, db):
        with refused("office_only_one"):
            Office.objects.create(pk=2)

    @pytest.mark.parametrize("facts", [{"emblem_type": "image/svg+xml"}, {"emblem_digest": "x"}])
    def test_an_emblem_is_a_picture(self, facts, db):
        with refused("office_emblem_is_a_picture"):
            Office.objects.create(pk=1, **facts)


class TestKeys:
    """Search and sort keys follow the name, however the row is written through the ORM."""

    def test_saved(self, chief):
        chief.full_name = "Đặng Thị Ánh"
        chief.save()
        chief.refresh_from_db()

        assert chief.name_search == "dang thi anh"
        assert list(Leader.objects.search("Dang Thị  ÁNH")) == [chief]

    def test_created_in_bulk(self, commission):
        Leader.objects.bulk_create(
            Leader(code=name, full_name=name, group="leadership", committee=commission)
            for name in ["Trần Thị Bình", "Nguyễn Văn Ân", "Lê Văn An"]
        )

        assert [leader.full_name for leader in Leader.objects.all()] == [
            "Lê Văn An",
            "Nguyễn Văn Ân",
            "Trần Thị Bình",
        ]

    def test_stored_composed_and_found_decomposed(self, commission):
        decomposed = unicodedata.normalize("NFD", "Nguyễn Thị Thủy")
        leader = LeaderFactory(full_name=decomposed)
        leader.refresh_from_db()

        assert leader.full_name == "Nguyễn Thị Thủy"
        assert Leader.objects.get(full_name=decomposed) == leader
        assert list(Leader.objects.search(decomposed)) == [leader]


def test_what_was_typed_is_submitted_once_under_a_key():
    user = UserFactory()
    Submission.objects.create(user=user, key="k", digest="a")
    Submission.objects.create(user=user, key="k", digest="b")

    with refused("submission_once"):
        Submission.objects.create(user=user, key="k", digest="a")


def test_of_one_form_the_last_thing_typed_is_kept():
    user = UserFactory()
    KeptForm.put(user.pk, "/visits/1/", "k", "note=a")
    KeptForm.put(user.pk, "/visits/1/", "l", "note=b")
    assert [(kept.key, kept.data) for kept in KeptForm.objects.all()] == [("l", "note=b")]

    with refused("kept_form_once"):
        KeptForm.objects.create(user=user, path="/visits/1/", key="m", data="")
