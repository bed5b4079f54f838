"""Renaming and moving committees: what holds now, and what held on a day."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from committees.actions.leaders import transfer_leader
from committees.actions.organisation import (
    correct_committee,
    create_committee,
    move_committee,
    rename_committee,
)
from committees.models import Committee, FormerName, FormerOffice, FormerParent, Leader
from committees.organisation import (
    Past,
    belonging,
    below,
    circle,
    named_on,
    parents_on,
    superiors_on,
    with_belonging,
)
from lib.versions import StaleVersion
from tests.factories import CommitteeFactory, LeaderFactory, ProvinceFactory, UserFactory

pytestmark = pytest.mark.django_db

DAY = dt.date(2025, 7, 1)
BEFORE = DAY - dt.timedelta(days=1)


@pytest.fixture
def admin():
    return UserFactory()


def refusal(caught) -> dict:
    return caught.value.message_dict


class TestRenaming:
    def test_the_new_name_holds_from_the_day(self, commission, admin):
        rename_committee(
            committee=commission, name="Ban Xây dựng Đảng", short_name="Ban XDĐ", since=DAY, by=admin
        )

        assert named_on([Committee.objects.get(pk=commission.pk)], DAY)[0].name == "Ban Xây dựng Đảng"
        then = named_on([Committee.objects.get(pk=commission.pk)], BEFORE)[0]
        assert (then.name, then.label) == ("Ban Tổ chức Tỉnh ủy", "Ban Tổ chức")

    def test_twice(self, commission, admin):
        for year in (2020, 2025):
            rename_committee(
                committee=commission, name=f"Ban {year}", short_name="", since=dt.date(year, 1, 1), by=admin
            )

        names = [
            named_on([Committee.objects.get(pk=commission.pk)], dt.date(year, 6, 30))[0].name
            for year in (2019, 2022, 2025)
        ]
        assert names == ["Ban Tổ chức Tỉnh ủy", "Ban 2020", "Ban 2025"]

    def test_a_day_before_the_last_change_is_refused(self, commission, admin):
        rename_committee(committee=commission, name="Ban A", short_name="", since=DAY, by=admin)

        for since in (BEFORE, DAY):
            with pytest.raises(ValidationError) as caught:
                rename_committee(committee=commission, name="Ban B", short_name="", since=since, by=admin)
            assert list(refusal(caught)) == ["since"]
        assert FormerName.objects.count() == 1

    def test_a_day_to_come_is_refused(self, commission, admin):
        tomorrow = timezone.localdate() + dt.timedelta(days=1)
        with pytest.raises(ValidationError) as caught:
            rename_committee(committee=commission, name="Ban B", short_name="", since=tomorrow, by=admin)
        assert list(refusal(caught)) == ["since"]

    def test_the_second_of_two_editors_is_told(self, commission, admin):
        seen = commission.version
        rename_committee(committee=commission, name="Ban A", short_name="", since=DAY, by=admin)

        with pytest.raises(StaleVersion):
            correct_committee(
                committee=commission,
                code="X",
                name="Ban C",
                short_name="",
                kind="commission",
                by=admin,
                version=seen,
            )

    def test_a_correction_leaves_no_trace_in_old_reports(self, commission, admin):
        correct_committee(
            committee=commission, code="BTC", name="Ban TC", short_name="", kind="office", by=admin
        )

        then = named_on([Committee.objects.get(pk=commission.pk)], dt.date(2018, 6, 30))[0]
        assert (then.code, then.name, then.kind) == ("BTC", "Ban TC", "office")
        assert commission.history.first().history_user == admin


class TestMoving:
    def test_what_lay_below_on_a_day(self, province, district, commission, admin):
        commune = CommitteeFactory(parent=district, kind="commune")
        move_committee(committee=commune, parent=commission, since=DAY, by=admin)

        district, commission = (Committee.objects.get(pk=c.pk) for c in (district, commission))

        def found(committee, day):
            return set(Committee.objects.filter(below(committee, day, "")).values_list("pk", flat=True))

        assert found(district, BEFORE) == {district.pk, commune.pk}
        assert found(district, DAY) == {district.pk}
        assert found(commission, BEFORE) == {commission.pk}
        assert found(commission, DAY) == {commission.pk, commune.pk}
        assert superiors_on([Committee.objects.get(pk=commune.pk)], BEFORE) == {commune.pk: district}
        assert superiors_on([Committee.objects.get(pk=commune.pk)], DAY) == {commune.pk: commission}

    def test_who_stood_above_whom(self, province, district, commission, admin):
        commune = CommitteeFactory(parent=district, kind="commune")
        CommitteeFactory(parent=district, kind="commune")  # above nobody who is asked about
        move_committee(committee=commune, parent=commission, since=DAY, by=admin)
        moved = Committee.objects.get(pk=commune.pk)

        now = {commune.pk: commission.pk, commission.pk: province.pk, province.pk: None}
        assert parents_on([moved], DAY) == now
        assert parents_on([moved], BEFORE) == now | {commune.pk: district.pk, district.pk: province.pk}

    def test_always_stood_there(self, district, commission, admin):
        commune = CommitteeFactory(parent=district, kind="commune")
        move_committee(committee=commune, parent=commission, since=None, by=admin)

        assert FormerParent.objects.count() == 0
        commune = Committee.objects.get(pk=commune.pk)
        assert Committee.objects.get_parent(commune) == commission
        assert commune.history.first().path == commune.path

    @pytest.mark.parametrize("target", ["itself", "its child", "where it stands"])
    def test_nonsense_is_refused(self, target, province, district, admin):
        commune = CommitteeFactory(parent=district, kind="commune")
        parent = {"itself": district, "its child": commune, "where it stands": province}[target]

        with pytest.raises(ValidationError) as caught:
            move_committee(committee=district, parent=parent, since=DAY, by=admin)
        assert list(refusal(caught)) == ["parent"]

    def test_a_new_committee_needs_a_code_of_its_own(self, province, commission, admin):
        with pytest.raises(ValidationError) as caught:
            create_committee(
                parent=province,
                code=commission.code,
                name="Ban B",
                short_name="",
                kind="commission",
                by=admin,
            )
        assert list(refusal(caught)) == ["code"]


class TestCircles:
    def test_moves_that_would_have_made_one_are_refused(self, commission, other_commission, province, admin):
        first, second = commission, other_commission
        move_committee(committee=first, parent=second, since=dt.date(2025, 6, 1), by=admin)
        move_committee(committee=first, parent=province, since=DAY, by=admin)
        with pytest.raises(ValidationError, match=first.name):
            move_committee(committee=second, parent=first, since=dt.date(2025, 5, 1), by=admin)

    def test_one_made_all_the_same_ends(self, commission, other_commission):
        FormerParent.objects.create(committee=commission, parent=other_commission, until=BEFORE)
        FormerParent.objects.create(committee=other_commission, parent=commission, until=BEFORE)
        assert circle() in {commission, other_commission}
        found = Committee.objects.filter(below(commission, BEFORE, ""))
        assert set(found) == {commission, other_commission}

    def test_none(self, commission, other_commission, admin):
        move_committee(committee=commission, parent=other_commission, since=DAY, by=admin)
        assert circle() is None


@pytest.mark.parametrize("name", ["=1+1", "@x"])
def test_names_are_no_formulas(name, commission, admin):
    with pytest.raises(ValidationError):
        rename_committee(committee=commission, name=name, short_name="", since=DAY, by=admin)
    with pytest.raises(ValidationError):
        correct_committee(
            committee=commission, code="X", name=name, short_name="", kind="commission", by=admin
        )


class TestBelonging:
    def test_a_transferred_leader(
        self, chief, commission, other_commission, admin, django_assert_num_queries
    ):
        stays = LeaderFactory(committee=commission)
        transfer_leader(leader=chief, committee=other_commission, since=DAY, by=admin)

        def of(committee, day, **kwargs):
            committee = Committee.objects.get(pk=committee.pk)
            return set(Leader.objects.filter(belonging(committee, day, FormerOffice, **kwargs)))

        assert of(commission, BEFORE) == {chief, stays}
        assert of(commission, DAY) == {stays}
        assert of(other_commission, BEFORE, own=True) == set()
        assert of(other_commission, DAY, own=True) == {chief}
        for day, committee in ((BEFORE, commission), (DAY, other_commission)):
            annotated = with_belonging(Leader.objects.filter(pk=chief.pk), day, FormerOffice)
            assert annotated.get().belonged_to == committee.pk
            leaders = list(Leader.objects.filter(pk=chief.pk).select_related("committee"))
            with django_assert_num_queries(2):
                past = Past(day, FormerOffice)
                assert [past.place(leader).committee for leader in leaders] == [committee]

    def test_the_leader_belongs_there_already(self, chief, commission, admin):
        with pytest.raises(ValidationError) as caught:
            transfer_leader(leader=chief, committee=commission, since=DAY, by=admin)
        assert list(refusal(caught)) == ["committee"]

    def test_what_changes_today_is_asked_of_days_that_are_over(
        self, chief, commission, other_commission, admin, django_assert_num_queries
    ):
        today = timezone.localdate()
        transfer_leader(leader=chief, committee=other_commission, since=today, by=admin)

        with django_assert_num_queries(0):
            there = with_belonging(Leader.objects.all(), today, FormerOffice)
            its = belonging(commission, today, FormerOffice)
        assert there.get(pk=chief.pk).belonged_to == other_commission.pk
        assert not Leader.objects.filter(its, pk=chief.pk).exists()
        the_day_before = with_belonging(Leader.objects.all(), today - dt.timedelta(days=1), FormerOffice)
        assert the_day_before.get(pk=chief.pk).belonged_to == commission.pk

    def test_nothing_moved_takes_one_query_for_all_days(self, commission, django_assert_num_queries):
        with django_assert_num_queries(1):
            for year in range(2010, 2020):
                below(commission, dt.date(year, 6, 30))


class TestAnyHistoryOfMoves(TestCase):
    """Against snapshots of the tree taken after every move."""

    @given(
        moves=st.lists(
            st.tuples(st.integers(1, 7), st.integers(0, 7), st.integers(1, 3)), min_size=1, max_size=6
        )
    )
    def test_each_day_has_its_tree(self, moves):
        admin = UserFactory()
        committees = [ProvinceFactory()]
        for number in range(7):
            committees.append(CommitteeFactory(parent=committees[number // 2]))
        day = dt.date(2020, 1, 1)
        snapshots = [(day, self.tree(committees))]
        for child, parent, days in moves:
            day += dt.timedelta(days=days)
            try:
                move_committee(committee=committees[child], parent=committees[parent], since=day, by=admin)
            except ValidationError:
                continue
            snapshots.append((day, self.tree(committees)))

        for since, tree in snapshots:
            found = {
                c.pk: set(Committee.objects.filter(below(c, since, "")).values_list("pk", flat=True))
                for c in Committee.objects.all()
            }
            assert found == tree

    @staticmethod
    def tree(committees) -> dict[int, set[int]]:
        fresh = list(Committee.objects.all())
        return {c.pk: {d.pk for d in fresh if d.path.startswith(c.path)} for c in fresh}
