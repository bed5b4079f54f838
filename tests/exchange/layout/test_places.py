"""Several lists in one file: each is found, and one list on several sheets is offered as one."""

from exchange.layout.laying_out import find_place, places
from exchange.layout.listing import EVERY_SHEET, Place
from exchange.workbook.sheets import CELLS, LEADERS, SHEETS

from .tables import CELL_HEADINGS, flat, guessed, numbers, table, values
from .tables import places as cells_of

LEADER_HEADINGS = ["STT", "Họ và tên", "Chức vụ", "Cơ quan"]


def cell(number: int) -> list:
    return [number, f"Chi bộ {number}", "Thôn", 20, "Nhà văn hóa"]


def leader(number: int) -> list:
    return [number, f"Lê Thị {number}", "Trưởng phòng", "Ban Dân vận"]


def both() -> list:
    return [
        ["DANH SÁCH CHI BỘ"], CELL_HEADINGS, cell(1), cell(2), [],
        ["DANH SÁCH LÃNH ĐẠO"], LEADER_HEADINGS, leader(1), leader(2), leader(3),
    ]  # fmt: skip


def test_lists_one_below_the_other():
    one = table(both())
    cells, leaders = flat(CELLS, one), flat(LEADERS, one)
    assert (numbers(cells), cells.aside) == ([3, 4], [])
    assert (numbers(leaders), leaders.aside) == ([8, 9, 10], [])
    assert cells.remarks == ["DS: another list begins in row 7; it is not read together with this one."]
    assert places([one], SHEETS[LEADERS]) == [
        (Place("DS", 7), "DS, row 7: STT · Họ và tên · Chức vụ · Cơ quan"),
        (Place("DS", 2), "DS, row 2: STT · Tên chi bộ · Loại hình · Số đảng viên …"),
    ]


def test_lists_side_by_side():
    rows = [
        ["STT", "Tên chi bộ", "Số đảng viên", None, "STT", "Họ và tên", "Chức vụ"],
        [1, "Chi bộ 1", 20, None, 1, "Lê An", "Trưởng phòng"],
        [2, "Chi bộ 2", 20],
        ["Cộng", None, 40],
    ]
    one = table(rows)
    leaders, cells = (flat(kind, one) for kind in (LEADERS, CELLS))
    assert values(leaders, "stt", "ho va ten") == [(1, "Lê An")]
    assert cells_of(leaders, "stt", "ho va ten") == [("E2", "F2")]
    assert (numbers(leaders), leaders.aside) == ([2], [])
    assert numbers(cells) == [2, 3]
    assert leaders.remarks == ["DS: lists stand side by side; columns E to G are read."]
    assert [place for place, _label in places([one], SHEETS[CELLS])] == [
        Place("DS", 1, column=1),
        Place("DS", 1, column=5),
    ]
    # The user may choose the other one.
    assert "full_name" in guessed(LEADERS, flat(LEADERS, one, place=Place("DS", 1, column=5)))


def test_an_empty_column_within_a_list_parts_nothing():
    rows = [["STT", "Tên chi bộ", None, "Số đảng viên", "Nơi họp"], [1, "Chi bộ 1", None, 20, "Trường"]]
    listing = flat(CELLS, table(rows))
    assert [h.letter for h in listing.headings] == ["A", "B", "D", "E"]


def test_one_list_on_several_sheets():
    turned = ["STT", "Loại hình", "Tên chi bộ", "Số đảng viên", "Địa điểm"]
    sheets = [
        table([["DANH SÁCH"], CELL_HEADINGS, cell(1), cell(2)], title="Xã Đông Hà"),
        table([["Ghi chép", "khác"], [1, 2]], title="Nháp"),
        table([[], ["DANH SÁCH"], turned, [1, "Trường học", "Chi bộ 3", 9, "Trường"]], title="Xã Cẩm Vân"),
    ]
    offered = places(sheets, SHEETS[CELLS])
    assert [place for place, _label in offered] == [
        Place(EVERY_SHEET, 2),
        Place("Xã Đông Hà", 2),
        Place("Xã Cẩm Vân", 3),
    ]
    assert (
        offered[0][1] == "all 2 sheets with the same headings: STT · Tên chi bộ · Loại hình · Số đảng viên …"
    )
    listing = flat(CELLS, *sheets)
    assert values(listing, "ten chi bo", "loai hinh", "@sheet") == [
        ("Chi bộ 1", "Thôn", "Xã Đông Hà"),
        ("Chi bộ 2", "Thôn", "Xã Đông Hà"),
        ("Chi bộ 3", "Trường học", "Xã Cẩm Vân"),
    ]
    assert cells_of(listing, "loai hinh") == [("C3",), ("C4",), ("B4",)]
    assert [record.worksheet for record in listing.records] == ["Xã Đông Hà", "Xã Đông Hà", "Xã Cẩm Vân"]
    alone = flat(CELLS, *sheets, place=Place("Xã Cẩm Vân", 3))
    assert "@sheet" not in [h.key for h in alone.headings]


def test_headings_below_a_long_preamble():
    rows = [[f"Căn cứ văn bản số {i}"] for i in range(1, 41)]
    assert find_place(SHEETS[CELLS], [table([*rows, CELL_HEADINGS, cell(1)])]) == Place("DS", 41)


def test_a_list_of_unknown_headings_begins_where_most_cells_are_filled():
    rows = [["Biểu"], ["abc", "def", "ghi"], ["x", "y"]]
    assert find_place(SHEETS[CELLS], [table(rows)]) == Place("DS", 2)


def test_places_that_are_not_there_any_more():
    one = table([CELL_HEADINGS, cell(1)])
    for place in (Place("Trang khác", 1), Place("DS", 9), Place("DS", 0), Place(EVERY_SHEET, 9)):
        assert flat(CELLS, one, place=place) is None
