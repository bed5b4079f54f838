"""Letterheads: what a committee's name suggests, what is saved instead, and by whom."""

import pytest
from django.urls import reverse

from committees.models import Committee
from reports.document.actions import save_letterhead
from reports.document.letterheads import FIELDS, letterhead_of
from reports.models import Letterhead
from tests.factories import CommitteeFactory, LeaderFactory, MembershipFactory, PlanFactory
from tests.pages import feedback, find_all, parse, table, typed

pytestmark = pytest.mark.django_db

LIST = reverse("reports:letterhead-list")


def edit(committee):
    return reverse("reports:letterhead-update", args=[committee.pk])


def lines(letterhead):
    return (letterhead.superior_body, letterhead.issuing_body, letterhead.symbol, letterhead.place)


class TestDerived:
    def test_a_commission(self, commission, chief):
        letterhead = letterhead_of(commission)
        assert lines(letterhead) == ("TỈNH ỦY BÌNH SƠN", "BAN TỔ CHỨC", "BC/BTCTU", "Bình Sơn")
        assert (letterhead.signatory_title, letterhead.signatory_name) == ("TRƯỞNG BAN", "Nguyễn Văn An")
        assert letterhead.recipients == "Thường trực Tỉnh ủy (báo cáo),\nLưu VT."
        assert (letterhead.font, letterhead.body_size) == ("Times New Roman", 14)
        assert (letterhead.pk, letterhead.version) == (None, 0)

    def test_a_province(self, province):
        letterhead = letterhead_of(province)
        assert lines(letterhead) == ("", "TỈNH ỦY BÌNH SƠN", "BC/TU", "Bình Sơn")
        assert letterhead.signatory_title == "T/M BAN THƯỜNG VỤ\nBÍ THƯ"
        assert letterhead.recipients == "Lưu VT."

    def test_a_commune_is_the_place_of_its_own_reports(self, province):
        commune = CommitteeFactory(
            parent=province, code="DUKT", name="Đảng ủy xã Khê Thượng", kind=Committee.Kind.COMMUNE
        )
        assert lines(letterhead_of(commune)) == (
            "TỈNH ỦY BÌNH SƠN",
            "ĐẢNG ỦY XÃ KHÊ THƯỢNG",
            "BC/ĐU",
            "Khê Thượng",
        )

    def test_an_office(self, province):
        office = CommitteeFactory(
            parent=province, code="VPTU", name="Văn phòng Tỉnh ủy", kind=Committee.Kind.OFFICE
        )
        letterhead = letterhead_of(office)
        assert (letterhead.issuing_body, letterhead.signatory_title) == ("VĂN PHÒNG", "CHÁNH VĂN PHÒNG")

    @pytest.mark.parametrize(
        ("names", "symbol"),
        [
            ({"name": "Ban Tổ chức Tỉnh ủy", "short_name": "Ban Tổ chức"}, "BC/BTCTU"),
            ({"name": "Ủy ban Kiểm tra Tỉnh ủy", "short_name": ""}, "BC/UBKTTU"),
            ({"name": "Đảng bộ Sở Nông nghiệp và Phát triển nông thôn", "short_name": "Sở NN"}, "BC/SNTU"),
            ({"name": "Ban Dân vận Tỉnh ủy", "short_name": "BDV"}, "BC/BDVTU"),
            ({"name": "Huyện ủy Bắc Sơn", "short_name": "Bắc Sơn"}, "BC/HU"),
            ({"name": "Thị ủy Mỹ Giang", "short_name": "TX Mỹ Giang"}, "BC/ThU"),
        ],
    )
    def test_the_symbol_comes_from_the_name_and_never_from_an_automatic_code(self, province, names, symbol):
        assert letterhead_of(CommitteeFactory(parent=province, code="CU001", **names)).symbol == symbol

    def test_nobody_signs_where_two_could(self, commission, chief):
        LeaderFactory(committee=commission, position="Trưởng ban")
        assert letterhead_of(commission).signatory_name == ""


class TestPages:
    def test_saved_by_the_clerk_and_shown_in_the_list(self, clerk, client, commission):
        PlanFactory(committee=commission)
        client.force_login(clerk)
        _head, row = table(parse(client.get(LIST)))
        assert (row[0], len(row)) == ("Ban Tổ chức Tỉnh ủy", 3)
        offered = typed(client.get(edit(commission)))
        assert (offered["issuing_body"], offered["version"]) == ("BAN TỔ CHỨC", "0")
        saved = client.post(
            edit(commission),
            offered
            | {"signatory_title": "K/T TRƯỞNG BAN\r\nPHÓ TRƯỞNG BAN", "signatory_name": "Đỗ Minh Đức"},
            follow=True,
        )
        assert saved.redirect_chain == [(LIST, 302)]
        letterhead = letterhead_of(commission)
        assert (letterhead.signatory_name, letterhead.version) == ("Đỗ Minh Đức", 1)
        assert letterhead.signatory_title.splitlines() == ["K/T TRƯỞNG BAN", "PHÓ TRƯỞNG BAN"]
        assert letterhead.history.get().history_user == clerk
        _head, row = table(parse(client.get(LIST)))
        assert row[:4] == ["Ban Tổ chức Tỉnh ủy", "BAN TỔ CHỨC", "BC/BTCTU", "Đỗ Minh Đức"]

    def test_two_who_save_the_first_one_compare(self, clerk, administrator, client, commission):
        client.force_login(clerk)
        offered = typed(client.get(edit(commission)))
        client.post(edit(commission), offered | {"place": "Bắc Sơn"})
        client.force_login(administrator)
        late = client.post(edit(commission), offered | {"place": "Nam Sơn", "form_key": ""})
        assert late.status_code == 422
        (difference,) = late.context["form"].differences
        assert (difference.name, difference.mine, difference.theirs) == ("place", "Nam Sơn", "Bắc Sơn")
        assert Letterhead.objects.get().place == "Bắc Sơn"

    def test_margins_and_size_have_bounds(self, clerk, client, commission):
        client.force_login(clerk)
        offered = typed(client.get(edit(commission)))
        refused = client.post(edit(commission), offered | {"margin_left": "4", "body_size": "30"})
        assert (refused.status_code, Letterhead.objects.count()) == (422, 0)
        assert set(refused.context["form"].errors) == {"margin_left", "body_size"}
        assert len(feedback(refused)) == 2

    def test_of_other_committees_one_sees_nothing(self, stranger_clerk, client, commission):
        PlanFactory(committee=commission)
        client.force_login(stranger_clerk)
        assert client.get(edit(commission)).status_code == 404
        assert client.post(edit(commission), {}).status_code == 404
        assert list(find_all(parse(client.get(LIST)), "a", href=edit(commission))) == []

    @pytest.mark.parametrize("role", ["staff", "official"])
    def test_those_who_do_not_issue_reports_may_not(self, role, client, commission):
        client.force_login(MembershipFactory(role=role, committee=commission).user)
        assert client.get(LIST).status_code == 403
        assert client.get(edit(commission)).status_code == 403
        assert client.post(edit(commission), {}).status_code == 403

    def test_the_province_looks_after_all(
        self, province_clerk, client, commission, other_commission, province
    ):
        PlanFactory(committee=commission)
        PlanFactory(committee=other_commission)
        client.force_login(province_clerk)
        _head, *rows = table(parse(client.get(LIST)))
        # Those above the committees with plans issue reports too.
        assert [row[0] for row in rows] == [
            "Tỉnh ủy Bình Sơn",
            "Ban Tổ chức Tỉnh ủy",
            "Ban Tuyên giáo Tỉnh ủy",
        ]

    def test_the_report_leads_here(self, clerk, staff, client, commission):
        summary = reverse("reports:summary", args=["2018-H1"])
        client.force_login(clerk)
        assert len(list(find_all(parse(client.get(summary)), "a", href=LIST))) == 1
        client.force_login(staff)
        assert list(find_all(parse(client.get(summary)), "a", href=LIST)) == []


def test_the_list_does_not_ask_more_for_more_committees(
    province_clerk, client, commission, other_commission, province, django_assert_max_num_queries
):
    client.force_login(province_clerk)
    for committee in (commission, other_commission):
        PlanFactory(committee=committee)
        save_letterhead(committee=committee, by=province_clerk, **_values(committee))
    with django_assert_max_num_queries(25) as few:
        client.get(LIST)
    for n in range(5):
        PlanFactory(committee=CommitteeFactory(parent=province, code=f"X{n}"))
    with django_assert_max_num_queries(len(few)):
        client.get(LIST)


def _values(committee):
    derived = letterhead_of(committee)
    return {name: getattr(derived, name) for name in FIELDS}
