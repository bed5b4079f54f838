"""Finding things by a few words."""

import datetime as dt

import pytest
from django.urls import reverse

from committees.models import Committee
from reports.site.search import search
from tests.factories import (
    CellFactory,
    CommitteeFactory,
    LeaderFactory,
    PlanFactory,
    VisitFactory,
)
from tests.reports.factories import IssuedFileFactory, IssuedReportFactory

pytestmark = pytest.mark.django_db


def titles(text, user, kind=None) -> list[str]:
    return [hit.title for found in search(text, user) for hit in found.hits if kind in (None, found.key)]


@pytest.mark.parametrize("text", ["5-BC", "05-bc/btctu", "05-BC/BTCTU"])
def test_a_report_by_its_number_with_or_without_the_zero(staff, commission, text):
    issued = IssuedReportFactory(committee=commission, number=5, number_text="05")
    IssuedReportFactory(committee=commission, number=6, number_text="06", half_year=issued.half_year.next)
    assert titles(text, staff, "reports") == [f"05-BC/BTCTU · {commission.label}"]


class TestNames:
    @pytest.fixture(autouse=True)
    def people(self, commission):
        for name in ("Trần Thị Hoa", "Lê Văn Hòa", "Nguyễn Đức Hoà", "Phạm Thị Hoài", "Vũ Thị Khoa"):
            LeaderFactory(committee=commission, full_name=name)

    def test_without_diacritics_by_given_name(self, staff):
        assert titles("hoa", staff) == [
            "Trần Thị Hoa",
            "Nguyễn Đức Hoà",
            "Lê Văn Hòa",
            "Phạm Thị Hoài",
            "Vũ Thị Khoa",
        ]

    def test_exact_diacritics_come_first(self, staff):
        assert titles("hoài", staff) == ["Phạm Thị Hoài"]

    @pytest.mark.parametrize("text", ["hoà", "hòa", "HOÀ"])
    def test_wherever_the_tone_stands(self, text, staff):
        assert titles(text, staff)[:3] == ["Nguyễn Đức Hoà", "Lê Văn Hòa", "Trần Thị Hoa"]

    @pytest.mark.parametrize(
        ("text", "first"),
        [
            ("lý", ["Vũ Lý", "Đỗ Lí", "Lê Thị Lỵ"]),
            ("lí", ["Đỗ Lí", "Vũ Lý", "Đỗ Linh"]),
            ("do ly", ["Đỗ Lí"]),
        ],
    )
    def test_with_i_for_y_after_those_as_typed(self, text, first, staff, commission):
        for name in ("Đỗ Lí", "Vũ Lý", "Lê Thị Lỵ", "Đỗ Linh"):
            LeaderFactory(committee=commission, full_name=name)
        assert titles(text, staff)[:3] == first

    def test_decomposed_letters_and_capitals(self, staff):
        assert titles("NGUYỄN đức", staff) == ["Nguyễn Đức Hoà"]
        assert titles("duc nguyen", staff) == ["Nguyễn Đức Hoà"]

    @pytest.mark.parametrize("text", ["kdam", "k'dam", "k dam", "K’Đăm", "KʼĐĂM", "k\u00adđăm y"])
    def test_through_apostrophes(self, text, staff, commission):
        LeaderFactory(committee=commission, full_name="Y K'Đăm")
        assert titles(text, staff) == ["Y K'Đăm"]

    def test_whoever_is_called_just_so_comes_first(self, staff, commission, monkeypatch):
        for name in ("Hoa Văn Bình", "Đỗ Hoa", "Đỗ Hoà", "Lê Hóa Dỗ"):
            LeaderFactory(committee=commission, full_name=name)
        assert titles("đỗ hòa", staff)[:3] == ["Đỗ Hoà", "Đỗ Hoa", "Lê Hóa Dỗ"]
        # Also where there are more than are looked at.
        monkeypatch.setattr("reports.site.search.CANDIDATES", 1)
        assert titles("hoa van binh", staff) == ["Hoa Văn Bình"]

    def test_whose_code_it_is_comes_first(self, staff, commission):
        LeaderFactory(committee=commission, full_name="An Thị Ninh", code="X-AN7")
        LeaderFactory(committee=commission, full_name="Vũ Thị Ninh", code="AN")
        assert titles("an", staff, "leaders")[:2] == ["Vũ Thị Ninh", "An Thị Ninh"]

    def test_strangers_are_not_found(self, stranger_staff):
        assert titles("hoa", stranger_staff) == []


@pytest.mark.parametrize("text", ["co truyen khoi", "Cổ truyền - khối", "truyền–khối", "HD-04", "HD–04"])
def test_through_dashes(text, staff, commission):
    CellFactory(committee=commission, code="HD-04", name="Chi bộ Y học cổ truyền – Khối lâm sàng")
    CellFactory(committee=commission, code="HD-14", name="Chi bộ 04")
    assert titles(text, staff, "cells") == ["Chi bộ Y học cổ truyền – Khối lâm sàng"]


def test_every_kind(staff, commission, period, district):
    CellFactory(committee=district, name="Chi bộ Ban Tổ chức", dissolved_on=dt.date(2020, 1, 1))
    LeaderFactory(committee=commission, full_name="Ban Tổ Chức")
    PlanFactory(committee=commission, half_year=period)
    issued = IssuedFileFactory(report__committee=commission).report

    found = {kind.key: kind for kind in search("ban to chuc", staff)}

    assert list(found) == ["leaders", "cells", "committees", "plans", "reports"]
    assert found["cells"].hits[0].badge == "đến 01/01/2020"
    assert found["plans"].hits[0].title == f"Ban Tổ chức · {period.label}"
    assert titles(issued.full_number, staff) == [f"{issued.full_number} · Ban Tổ chức"]


@pytest.mark.parametrize(
    ("text", "half_years"),
    [
        ("2018-H1", ["2018-H1"]),
        ("ban to chuc 2018-h2", ["2018-H2"]),
        ("6 tháng đầu năm 2018", ["2018-H1"]),
        ("6 thang cuoi nam 2018", ["2018-H2"]),
        ("kế hoạch 2018", []),
        ("2018", ["2018-H2", "2018-H1"]),
        ("2019", []),
    ],
)
def test_plans_by_half_year(text, half_years, staff, commission, period):
    for half_year in (period, period.next):
        PlanFactory(committee=commission, half_year=half_year)
    hits = [hit for found in search(text, staff) if found.key == "plans" for hit in found.hits]
    labels = {period.label: "2018-H1", period.next.label: "2018-H2"}
    assert [labels[hit.title.partition(" · ")[2]] for hit in hits] == half_years


def test_a_committee_leads_to_its_figures(staff, commission, client):
    client.force_login(staff)
    hit = next(hit for found in search("BTCTU", staff) for hit in found.hits if found.key == "committees")
    assert client.get(hit.url).status_code == 200


def test_ended_committees_are_marked(province, province_clerk):
    CommitteeFactory(parent=province, name="Ban Dân vận", ended_on=dt.date(2025, 6, 30))
    hits = [hit for found in search("dan van", province_clerk) for hit in found.hits]
    assert [hit.badge for hit in hits] == ["đến 30/06/2025"]
    assert Committee.objects.existing_on(dt.date(2025, 7, 1)).filter(name="Ban Dân vận").count() == 0


class TestThePage:
    def test_grouped_with_more_behind_a_link(self, staff, commission, client):
        for number in range(7):
            LeaderFactory(committee=commission, full_name=f"Nguyễn Văn {number}")
        client.force_login(staff)
        address = reverse("reports:search")
        page = client.get(address, {"q": "nguyen van"}).content.decode()
        assert page.count("/leaders/") == 5
        assert (
            client.get(address, {"q": "nguyen van", "kind": "leaders"}).content.decode().count("/leaders/")
            == 7
        )
        part = client.get(address, {"q": "nguyen van"}, headers={"HX-Request": "true"}).content.decode()
        assert "<html" not in part
        assert part.count("/leaders/") == 5

    @pytest.mark.parametrize("text", ["", "a", " ", "\0", "%", "zzzz", "x" * 5000, "😀😀"])
    def test_odd_words(self, text, staff, client):
        client.force_login(staff)
        assert client.get(reverse("reports:search"), {"q": text}).status_code == 200

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_number_of_queries_does_not_grow(
        self, count, staff, commission, client, django_assert_num_queries
    ):
        for number in range(count):
            VisitFactory(leader=LeaderFactory(committee=commission, full_name=f"Nguyễn Văn Ban {number}"))
        client.force_login(staff)
        client.get("/")
        with django_assert_num_queries(8):
            client.get(reverse("reports:search"), {"q": "ban"}, headers={"HX-Request": "true"})
