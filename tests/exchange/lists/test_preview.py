"""What an import would do, row by row, before anything is saved."""

import datetime as dt

import pytest

from committees.models import Committee
from exchange.lists.pages import page_of
from exchange.lists.preview import as_they_stand, kept, look, warned
from exchange.workbook.importer import import_contents
from exchange.workbook.problems import Problem, Report
from exchange.workbook.reader import read
from exchange.workbook.terms import Terms
from meetings.models import Cell
from tests.exchange.workbook import workbooks
from tests.exchange.workbook.workbooks import file_of, small
from tests.factories import CommitteeFactory, RubricFactory

pytestmark = pytest.mark.django_db
D = dt.date


def preview(rows: dict) -> dict:
    """What would be done; nothing is."""
    found, report = {}, Report()

    def seen(book) -> bool:
        found.update(look(book))
        return False

    result = import_contents(read(file_of(rows), report), report, terms=Terms(), filename="x", agreed=seen)
    assert [str(problem) for problem in result.problems] == []
    assert not result.saved
    return found


def changes(rows: dict) -> dict[str, list]:
    """By sheet: row, and the columns that change with what they held and will hold."""
    return {
        sheet["name"]: [(line["row"], line["changes"]) for line in sheet["changed"]]
        for sheet in preview(rows)["sheets"]
        if sheet["changed"]
    }


def test_every_row_of_an_empty_database_is_new():
    found = preview(small())
    assert {name: count["created"] for name, count in found["counts"].items()} == {
        name: len(rows) for name, rows in small().items()
    }
    cells = next(sheet for sheet in found["sheets"] if sheet["name"] == "Chi bộ")
    assert cells["columns"][:5] == ["Mã", "Tên", "Mã cấp ủy", "Mã loại hình", "Số đảng viên"]
    assert cells["created"][1] == {
        "sheet": "Chi bộ",
        "row": 3,
        "values": ["CB2", "Chi bộ ấp 2", "HU", "AP", "", "5", "Nhà văn hóa", "", ""],
    }
    assert not Committee.objects.exists()


def test_the_same_again_changes_nothing():
    workbooks.load(small())
    found = preview(small())
    assert found["sheets"] == []
    assert found["counts"]["Kế hoạch"] == {"created": 0, "changed": 0, "unchanged": 7}


def test_old_and_new_values_of_every_sheet():
    workbooks.load(small())
    rows = small()
    rows["Cấp ủy"][2] |= {"Tên": "Huyện ủy Ba Tri mới", "Mã cấp trên": "BTC"}
    rows["Loại hình"][0]["Ngày ban hành"] = D(2018, 2, 5)
    rows["Loại hình"][1]["Số hướng dẫn"] = "02-HD/BTC"
    rows["Chi bộ"][0] |= {"Số đảng viên": 21, "Mã cấp ủy": "TU", "Mã loại hình": "CQ"}
    rows["Lãnh đạo"][1]["Nhóm"] = "Lãnh đạo ban"
    rows["Công tác"][0]["Nơi đến"] = "Huế"
    rows["Kế hoạch"][3]["Nguồn"] = "Bổ sung"
    rows["Kết quả"][1]["Lý do"] = "Việc khác"
    rows["Buổi sinh hoạt"][0]["Có mặt"] = 19
    rows["Nhận định"][0]["Nội dung"] = "Chuẩn bị chu đáo"
    del rows["Đánh giá"], rows["Nhận định buổi họp"], rows["Khung tiêu chí"], rows["Mức xếp loại"]
    rows["Kết quả"][2]["Ghi chú"] = "Đến muộn"
    assert changes(rows) == {
        "Cấp ủy": [(4, [["Tên", "Huyện ủy Ba Tri", "Huyện ủy Ba Tri mới"], ["Mã cấp trên", "TU", "BTC"]])],
        "Loại hình": [
            (2, [["Ngày ban hành", "05/01/2018", "05/02/2018"]]),
            (3, [["Số hướng dẫn", "", "02-HD/BTC"]]),
        ],
        "Chi bộ": [
            (2, [["Mã cấp ủy", "HU", "TU"], ["Mã loại hình", "AP", "CQ"], ["Số đảng viên", "20", "21"]])
        ],
        "Lãnh đạo": [(3, [["Nhóm", "Trưởng, phó phòng", "Lãnh đạo ban"]])],
        "Công tác": [(2, [["Nơi đến", "Hà Nội", "Huế"]])],
        "Kế hoạch": [(5, [["Nguồn", "Đăng ký", "Bổ sung"]])],
        "Kết quả": [(3, [["Lý do", "Công tác", "Việc khác"]]), (4, [["Ghi chú", "", "Đến muộn"]])],
        "Buổi sinh hoạt": [(2, [["Có mặt", "18", "19"]])],
        "Nhận định": [(2, [["Nội dung", "Chuẩn bị tốt", "Chuẩn bị chu đáo"]])],
    }


def test_rubrics_and_the_order_of_their_criteria():
    workbooks.load({"Khung tiêu chí": small()["Khung tiêu chí"], "Mức xếp loại": small()["Mức xếp loại"]})
    rubric, bands = small()["Khung tiêu chí"], small()["Mức xếp loại"]
    for row in rubric:
        row["Tên khung"] = "Khung mới"
    rubric[1] |= {"Điểm tối đa": 40, "Bắt buộc": True}
    bands[0]["Cần tiêu chí bắt buộc"] = None
    bands[1]["Điểm tối thiểu"] = 71
    assert changes({"Khung tiêu chí": rubric, "Mức xếp loại": bands}) == {
        "Khung tiêu chí": [
            (2, [["Tên khung", "Khung 2018", "Khung mới"]]),
            (3, [["Điểm tối đa", "39.5", "40"], ["Bắt buộc", "", "x"]]),
        ],
        "Mức xếp loại": [
            (2, [["Cần tiêu chí bắt buộc", "x", ""]]),
            (3, [["Điểm tối thiểu", "70", "71"]]),
        ],
    }
    assert changes({"Khung tiêu chí": small()["Khung tiêu chí"][::-1]}) == {
        "Khung tiêu chí": [(2, []), (3, [])]
    }


def test_what_was_judged_differently_has_another_digest():
    first = preview(small())["digest"]
    assert preview(small())["digest"] == first
    CommitteeFactory(code="TU", name="Tỉnh ủy")
    assert preview(small())["digest"] != first


def test_codes_are_named_new_ones_and_stored_ones():
    workbooks.load({name: small()[name] for name in ("Cấp ủy", "Loại hình", "Chi bộ")})
    rows = {"Lãnh đạo": small()["Lãnh đạo"], "Kế hoạch": small()["Kế hoạch"][:1]}
    found = preview(rows | {"Chi bộ": [small()["Chi bộ"][0] | {"Mã cấp ủy": "TU"}]})["names"]
    assert found == {
        "Cấp ủy": {"BTC": "Ban Tổ chức", "HU": "Huyện ủy Ba Tri", "TU": "Tỉnh ủy Bến Tre"},
        "Loại hình": {"AP": "Chi bộ ấp"},
        "Lãnh đạo": {"L1": "Nguyễn Văn An · Ban Tổ chức"},
        "Chi bộ": {"CB1": "Chi bộ ấp 1 · Tỉnh ủy Bến Tre"},
    }


def lines(*numbers: int) -> list[dict]:
    return [{"sheet": "Tờ 1", "row": number, "values": [str(number)]} for number in numbers]


class TestPages:
    """Long lists page by page: what is odd comes first, and what is on no page is said."""

    WARNED = [Problem("Tờ 1", "B7", "odd", "look"), Problem("Tờ 1", "", "all of it", "look")]

    @pytest.fixture(autouse=True)
    def small_pages(self, monkeypatch):
        monkeypatch.setattr("exchange.lists.preview.ROWS_SHOWN", 2)
        monkeypatch.setattr("exchange.lists.pages.ROWS_SHOWN", 2)
        monkeypatch.setattr("exchange.lists.preview.ROWS_KEPT", 4)

    def test_odd_rows_come_first_whatever_their_number(self):
        notes = warned(self.WARNED, {("Tờ 1", 6): ["brought back by you"]})
        listed = kept(lines(*range(2, 9)), notes)
        assert [(line["row"], line.get("notes", [])) for line in listed] == [
            (6, ["brought back by you"]),
            (7, ["odd: look"]),
            (2, []),
            (3, []),
            (4, []),
            (5, []),
        ]

    def test_a_short_list_stays_in_its_order(self):
        assert [line["row"] for line in kept(lines(2, 7), warned(self.WARNED, {}))] == [2, 7]

    @pytest.mark.parametrize(
        ("number", "page", "rows", "first", "last"),
        [("", 1, [6, 7], 1, 2), ("2", 2, [2, 3], 3, 4), ("99", 3, [4, 5], 5, 6), ("x", 1, [6, 7], 1, 2)],
    )
    def test_page_after_page(self, number, page, rows, first, last):
        made = kept(lines(*range(2, 9)), warned(self.WARNED, {("Tờ 1", 6): ["x"]}))
        sheet = {"name": "Chi bộ", "columns": ["Mã"], "created": made, "changed": []}
        stored = {"counts": {"Chi bộ": {"created": 7, "changed": 0}}, "sheets": [sheet]}
        found = page_of(stored, number)
        section = found["sheets"][0]["created"]
        assert (found["page"], found["pages"]) == (page, [1, 2, 3])
        assert [line["row"] for line in section["lines"]] == rows
        assert (section["first"], section["last"], section["total"], section["never_shown"]) == (
            first,
            last,
            7,
            1,
        )


@pytest.mark.parametrize("count", [1, 3])
def test_old_values_cost_no_query_per_row(count, django_assert_max_num_queries):
    workbooks.load({name: small()[name] for name in ("Cấp ủy", "Loại hình", "Chi bộ")})
    RubricFactory()
    rows = {"Chi bộ": [row | {"Mã cấp ủy": "BTC"} for row in small()["Chi bộ"][:count]]}
    with django_assert_max_num_queries(14):
        found = preview(rows)
    assert found["counts"]["Chi bộ"]["changed"] == count
    assert set(Cell.objects.values_list("committee__code", flat=True)) == {"HU", "TU"}


def test_rows_with_problems_stand_as_in_the_file():
    file = file_of({"Chi bộ": small()["Chi bộ"]})
    problems = [
        Problem("Chi bộ", "E3", "a", "b"),
        Problem("Chi bộ", "K3", "c", "d"),
        Problem("Chi bộ", "", "e", "f"),
    ]
    (row,) = as_they_stand(file.getvalue(), problems, None)
    assert (row["sheet"], row["row"]) == ("Chi bộ", 3)
    assert [(cell["heading"], cell["text"], cell["problems"]) for cell in row["cells"]][3:] == [
        ("Mã loại hình", "AP", []),
        ("Số đảng viên", "", [0]),
        ("Ngày sinh hoạt", "5", []),
        ("Địa điểm", "Nhà văn hóa", []),
        ("Ngày thành lập", "", []),
        ("Ngày giải thể", "", []),
        ("J", "", []),
        ("K", "", [1]),
    ]
