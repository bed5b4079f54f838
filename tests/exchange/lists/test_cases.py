"""Kinds of list that offices have, each a file of invented data: what comes of it when it is imported.

The numbers are those of a collection of public reports of lists that other programs read wrongly.
"""

import datetime as dt
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from attendance.models import Plan, Trip, Visit
from committees.models import Committee, Leader, User
from committees.roles import Role
from exchange.lists import actions, judging, questions
from exchange.lists.uploading import opened
from exchange.models import Import
from exchange.starting import OFFERS, adopt
from lib.periods import HalfYear
from meetings.models import Cell
from tests.factories import (
    CellFactory,
    CommitteeFactory,
    LeaderFactory,
    MembershipFactory,
    ProvinceFactory,
    UserFactory,
)

CASES = Path(__file__).parent / "cases"
FIRST_2026 = HalfYear.parse("2026-H1")


def upload(case: str, name: str, kind: str, by) -> Import:
    content = (next(CASES.glob(f"{case}-*")) / name).read_bytes()
    return actions.begin_import(file=opened(kind, SimpleUploadedFile(name, content)), by=by)


def map_columns(item: Import, by, columns=(), **values) -> Import:
    """Agree to the columns as guessed, but for those given; `values` hold for all rows."""
    mapping = judging.mapping_of(item)
    mapping.columns = {key: among for key, among in (mapping.columns | dict(columns)).items() if among}
    mapping.values |= values
    return actions.map_columns(item=item, mapping=mapping, by=by)


def mean(item: Import, by, **words) -> Import:
    return actions.match_values(item=item, words=words, by=by)


def problems(item: Import) -> list[str]:
    return [problem["place"] for problem in item.preview["problems"]]


def warnings(item: Import) -> list[str]:
    return [warning["place"] for warning in item.preview["warnings"]]


def aside(item: Import) -> dict[int, str]:
    return {row["number"]: row["kind"] for row in item.preview["aside"]}


def save(item: Import, by) -> Import:
    assert problems(item) == []
    item = actions.confirm_import(item=item, digest=item.preview["digest"], by=by)
    assert item.state == Import.State.DONE
    return item


@pytest.fixture
def by(demo):
    return User.objects.get(username="quantri")


class TestOnTheDemo:
    def test_01_remembered_constant_cells(self, by):
        one = upload("01", "24-xa-tan-my.xlsx", "cells", by)
        save(map_columns(one, by, committee="XTM", organization_type="LH1"), by)
        (school,) = Cell.objects.filter(committee__code="XTM", name="Chi bộ Trường Mầm non")

        two = upload("01", "24-xa-an-phu.xlsx", "cells", by)
        assert two.state == Import.State.MAPPING
        assert two.mapping["values"] == {}
        save(map_columns(two, by, committee="XAP", organization_type="LH1"), by)
        school.refresh_from_db()
        assert school.members_total == 20
        assert Cell.objects.filter(committee__code="XAP", name="Chi bộ Trường Mầm non").count() == 1

    def test_06_rows_that_are_no_data(self, by):
        before = set(Cell.objects.values_list("code", flat=True))
        item = upload("06", "20-bogus.xlsx", "cells", by)
        item = map_columns(item, by, committee="XTM", organization_type="LH1")
        assert aside(item) == {
            4: "numbering", 5: "group", 8: "group", 10: "total", 12: "signature", 14: "signature",
        }  # fmt: skip
        save(item, by)
        new = Cell.objects.exclude(code__in=before)
        assert list(new.order_by("code").values_list("name", "members_total", "place")) == [
            ("Chi bộ Thôn Thượng", 20, "Nhà văn hóa cụm 1"),
            ("Chi bộ Thôn Hạ", 18, "Nhà văn hóa cụm 1"),
            ("Chi bộ Thôn Đoài", 22, "Nhà văn hóa thôn"),
        ]

    def test_08_name_under_merged_heading(self, by):
        item = upload("08", "21-split-merged.xlsx", "leaders", by)
        save(map_columns(item, by, columns={"group": []}, committee="BDVTU", group="Trưởng, phó phòng"), by)
        names = ["Lê Minh An", "Lê Thị Ánh", "Nguyễn Thị Thu Hà"]
        assert Leader.objects.filter(committee__code="BDVTU", full_name__in=names).count() == 3

    def test_10_date_seconds_before_midnight_trips(self, by):
        item = upload("10", "01-trips.xlsx", "trips", by)
        assert problems(item) == []
        assert {"Công tác!B2", "Công tác!C2"} <= set(warnings(item))
        (told,) = (w["what"] for w in item.preview["warnings"] if w["place"] == "Công tác!B2")
        assert "14/05/2018" in told
        assert "15/05/2018" in told

    def test_12_date_spellings(self, by):
        item = upload("12", "02-formats.xlsx", "trips", by)
        assert [place for place in problems(item) if place not in ("Công tác!B7", "Công tác!C7")] == [
            "Công tác!B8",
            "Công tác!C8",
        ]

    def test_16_dash_makes_a_second_cell(self, by):
        before = Cell.objects.count()
        names = dict(Cell.objects.values_list("pk", "name"))
        save(map_columns(upload("16", "41-dash.xlsx", "cells", by), by), by)
        assert Cell.objects.count() == before
        assert dict(Cell.objects.values_list("pk", "name")) == names

    def test_19_hidden_and_struck_rows(self, by):
        item = map_columns(upload("19", "06-hidden.xlsx", "leaders", by), by)
        assert aside(item) == {3: "hidden", 5: "struck"}
        save(item, by)
        assert not Leader.objects.filter(full_name__startswith="Trần Thị Hai").exists()
        assert Leader.objects.filter(full_name="Phạm Văn Ba").exists()

    def test_20_two_heading_rows(self, by):
        item = upload("20", "07-two-rows.xlsx", "leaders", by)
        item = map_columns(item, by, columns={"position": ["chuc vu chinh quyen"]})
        assert aside(item) == {8: "numbering"}
        save(item, by)
        new = Leader.objects.filter(full_name__in=["Lê Văn Một", "Trần Thị Hai"])
        assert dict(new.values_list("full_name", "position")) == {
            "Lê Văn Một": "Phó Trưởng ban",
            "Trần Thị Hai": "Trưởng phòng",
        }

    @pytest.mark.parametrize("name", ["ds.ods", "ds.xls", "bom.csv", "html.xls", "strict.xlsx"])
    def test_23_other_kinds_of_file(self, by, name):
        item = upload("23", name, "cells", by)
        assert item.state in (Import.State.MAPPING, Import.State.JUDGED)

    def test_25_reorganisation_by_excel(self, by):
        item = upload("25", "16-move-many.xlsx", "committees", by)
        assert problems(item) == []
        told = [w["what"] for w in item.preview["warnings"] if w["place"] == "Cấp ủy!E2"]
        assert any("2018" in sentence for sentence in told)
        save(item, by)
        assert Committee.objects.find_problems() == ([], [], [], [], [])

    def test_28_google_sheets_date_format(self, by):
        save(upload("28", "03-gsheets.xlsx", "trips", by), by)
        days = Trip.objects.filter(leader__code="BTGTU-01", purpose__startswith="Họp")
        assert (dt.date(2018, 5, 15), dt.date(2018, 5, 17)) in days.values_list("date_from", "date_to")

    def test_39_trip_over_a_visit(self, by):
        item = upload("39", "42-trip.xlsx", "trips", by)
        chief = Leader.objects.get(code="VPTU-01")
        falls = Visit.objects.filter(leader=chief, half_year=HalfYear.parse("2026-H2")).exists()
        assert falls
        assert [w for w in warnings(item) if w.startswith("Công tác!")] != []

    def test_40_plan_of_the_wrong_committee(self, by):
        item = upload("40", "31-wrong-guess.xlsx", "plans", by)
        assert "committee" not in judging.mapping_of(item).columns
        item = map_columns(item, by, half_year="2019-H1")
        assert problems(item) == []
        save(item, by)
        committees = {
            visit.plan.committee.code for visit in Visit.objects.filter(half_year=HalfYear.parse("2019-H1"))
        }
        assert committees == {
            Leader.objects.get(full_name=name).committee.code
            for name in ("Phan Đình Lương", "Mai Thị Hoài An")
        }

    def test_42_months(self, by):
        item = upload("42", "32-months.xlsx", "plans", by)
        assert "Kế hoạch!E2" in problems(item)
        assert not [
            problem
            for problem in item.preview["problems"]
            if problem["cell"].startswith("E") and problem["cell"] not in ("E2",)
        ]


@pytest.fixture
def office(db):
    """Seven committees of a province without districts, and who administers them."""
    root = ProvinceFactory(code="TU", name="Tỉnh ủy Lam Sơn")
    for code, name, kind in (
        ("BTC", "Ban Tổ chức Tỉnh ủy", Committee.Kind.COMMISSION),
        ("BTG", "Ban Tuyên giáo và Dân vận Tỉnh ủy", Committee.Kind.COMMISSION),
        ("VP", "Văn phòng Tỉnh ủy", Committee.Kind.OFFICE),
        ("DH", "Đảng ủy xã Đông Hà", Committee.Kind.COMMUNE),
        ("HT", "Đảng ủy phường Hạc Thành", Committee.Kind.COMMUNE),
        ("CV", "Đảng ủy xã Cẩm Vân", Committee.Kind.COMMUNE),
    ):
        CommitteeFactory(code=code, name=name, kind=kind, parent=root)
    return MembershipFactory(role=Role.ADMINISTRATOR, committee=root).user


class TestInAnOffice:
    def test_04_same_name_cells_plan(self, office):
        for code, committee in (("CB002", "DH"), ("CB009", "CV")):
            CellFactory(code=code, name="Chi bộ thôn 2", committee=Committee.objects.get(code=committee))
        bureau = Committee.objects.get(code="VP")
        for name in ("Vũ Đức Dũng", "Hoàng Kim Ngân"):
            LeaderFactory(full_name=name, committee=bureau)
        item = upload("04", "43-same-name.xlsx", "plans", office)
        item = map_columns(item, office, half_year="2026-H1", committee="VP")
        save(item, office)
        assert dict(Visit.objects.values_list("leader__full_name", "cell__code")) == {
            "Vũ Đức Dũng": "CB002",
            "Hoàng Kim Ngân": "CB009",
        }

    def test_14_merged_cells_down(self, office):
        item = upload("14", "3-Trich ngang lanh dao.xlsx", "leaders", office)
        item = map_columns(item, office, columns={"valid_from": [], "group": []}, group="Lãnh đạo ban")
        assert problems(item) == []
        save(item, office)
        assert list(Leader.objects.order_by("code").values_list("full_name", "committee__code")) == [
            ("Lê Minh An", "BTC"),
            ("Lê Minh Ánh", "BTC"),
            ("Nguyễn Thị Thu Hà", "BTC"),
            ("Phạm Văn Bình", "BTG"),
            ("Đỗ Thị Hoa", "BTG"),
            ("Trần Quốc Khánh", "BTG"),
            ("Vũ Đức Dũng", "VP"),
            ("Hoàng Kim Ngân", "VP"),
        ]


@pytest.fixture
def newcomer(db):
    """Who sets up an office that has nothing yet."""
    by = UserFactory(is_superuser=True)
    for key in ("types", "findings"):
        adopt(OFFERS[key], by=by)
    return by


def settle(item: Import, by, typed=()) -> Import:
    """Agree to what the page of values proposes, and type the cells anew that are wrong."""
    asked = questions.questions(judging.mapping_of(item), item.preview)
    words: dict = {}
    for question in asked:
        if question.kind == questions.Kind.UNKNOWN and question.proposed:
            words.setdefault(question.key, {})[question.text] = question.proposed
    return actions.match_values(item=item, words=words, typed=dict(typed), by=by)


COMMITTEES_OF_44 = [
    ("Tỉnh ủy Lam Sơn", "TU", "province", 1),
    ("Ban Tổ chức Tỉnh ủy", "Ban Tổ chức", "commission", 2),
    ("Ban Tuyên giáo và Dân vận Tỉnh ủy", "BTGDV", "commission", 2),
    ("Văn phòng Tỉnh ủy", "VP", "office", 2),
    ("Đảng ủy xã Đông Hà", "Xã Đông Hà", "commune", 2),
    ("Đảng ủy phường Hạc Thành", "P. Hạc Thành", "commune", 2),
    ("Đảng ủy xã Cẩm Vân", "Xã Cẩm Vân", "commune", 2),
]
CELLS_OF_44 = [
    ("Chi bộ thôn 1", "Xã Đông Hà", 32, 3),
    ("Chi bộ thôn 2", "Xã Đông Hà", 28, 5),
    ("Chi bộ Trường Mầm non", "Xã Đông Hà", 15, 10),
    ("Chi bộ Quân sự", "Xã Đông Hà", 8, 25),
    ("Chi bộ Tổ dân phố 1", "P. Hạc Thành", 45, 4),
    ("Chi bộ Trường Mầm non", "P. Hạc Thành", 21, 8),
    ("Chi bộ Quân sự", "P. Hạc Thành", 9, 25),
    ("Chi bộ thôn 1", "Xã Cẩm Vân", 19, 3),
    ("Chi bộ thôn 2", "Xã Cẩm Vân", 22, 3),
]
LEADERS_OF_44 = [
    ("Lê Minh An", "Ban Tổ chức", "leadership", dt.date(2021, 3, 15)),
    ("Lê Minh Ánh", "Ban Tổ chức", "leadership", dt.date(2022, 7, 1)),
    ("Nguyễn Thị Thu Hà", "Ban Tổ chức", "department", dt.date(2023, 2, 1)),
    ("Phạm Văn Bình", "BTGDV", "leadership", dt.date(2022, 1, 1)),
    ("Đỗ Thị Hoa", "BTGDV", "leadership", None),
    ("Trần Quốc Khánh", "BTGDV", "department", None),
    ("Vũ Đức Dũng", "VP", "leadership", dt.date(2020, 1, 1)),
    ("Hoàng Kim Ngân", "VP", "leadership", dt.date(2025, 10, 1)),
]
PLAN_OF_44 = {
    ("Lê Minh An", "Chi bộ thôn 1", "Xã Đông Hà", "02/2026"),
    ("Lê Minh An", "Chi bộ Tổ dân phố 1", "P. Hạc Thành", "05/2026"),
    ("Lê Minh Ánh", "Chi bộ Trường Mầm non", "Xã Đông Hà", "03/2026"),
    ("Nguyễn Thị Thu Hà", "Chi bộ thôn 2", "Xã Cẩm Vân", "04/2026"),
}


def test_44_new_office(newcomer):
    """From nothing to the plan, with what the pages propose."""
    committees_and_cells(newcomer)
    leaders_and_plans(newcomer)


def committees_and_cells(by):
    save(settle(map_columns(upload("44", "1-DS don vi.xlsx", "committees", by), by), by), by)
    assert (
        list(Committee.objects.order_by("path").values_list("name", "short_name", "kind", "depth"))
        == COMMITTEES_OF_44
    )

    item = map_columns(upload("44", "2-DS chi bo.xlsx", "cells", by), by)
    item = mean(settle(item, by), by, organization_type={"Quân sự": "LH7"})
    save(item, by)
    assert (
        list(
            Cell.objects.order_by("code").values_list(
                "name", "committee__short_name", "members_total", "meeting_day"
            )
        )
        == CELLS_OF_44
    )


def leaders_and_plans(by):
    item = settle(map_columns(upload("44", "3-Trich ngang lanh dao.xlsx", "leaders", by), by), by)
    assert set(problems(item)) <= {"Trích ngang!G7", "Trích ngang!G8"}
    right = {"Trích ngang!G7": "01/01/2022", "Trích ngang!G8": ""}
    save(settle(item, by, typed={"valid_from": right}), by)
    assert (
        list(
            Leader.objects.order_by("code").values_list(
                "full_name", "committee__short_name", "group", "valid_from"
            )
        )
        == LEADERS_OF_44
    )

    save(map_columns(upload("44", "4a-KH Ban To chuc (ma tran).xlsx", "plans", by), by), by)
    visits = Visit.objects.select_related("leader", "cell__committee", "plan__committee")
    assert {
        (v.leader.full_name, v.cell.name, v.cell.committee.short_name, str(v.month)) for v in visits
    } == PLAN_OF_44
    assert {visit.plan.committee.short_name for visit in visits} == {"Ban Tổ chức"}

    again = map_columns(upload("44", "4b-KH Ban To chuc (danh sach).xlsx", "plans", by), by)

    assert problems(again) == []
    assert again.preview["counts"]["Kế hoạch"] == {"created": 0, "changed": 0, "unchanged": 4}
    assert Plan.objects.get().status == Plan.Status.APPROVED
