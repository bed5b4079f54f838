"""Rows of a list that are none of its records: each set aside with its reason, none left out unseen."""

import pytest

from exchange.layout.listing import Aside, Odd
from exchange.layout.words import is_numbering, is_signature, is_total
from exchange.workbook.sheets import CELLS, LEADERS, TYPES

from .tables import CELL_HEADINGS, aside, flat, numbers, table, values


def test_rows_that_are_no_data():
    """Case 06."""
    listing = flat(CELLS, table([
        ["DANH SÁCH CHI BỘ THÔN XÃ TÂN MỸ"],
        [],
        ["STT", "Tên chi bộ", "Số đảng viên", "Địa điểm"],
        [1, 2, 3, 4],
        ["I", "Khu vực 1"],
        [1, "Chi bộ Thôn Thượng", 20, "Nhà văn hóa cụm 1"],
        [2, "Chi bộ Thôn Hạ", 18],
        ["II", "Khu vực 2"],
        [3, "Chi bộ Thôn Đoài", 22, "Nhà văn hóa thôn"],
        [None, "Tổng cộng: 3 chi bộ", 60],
        [],
        [None, "NGƯỜI LẬP BIỂU"],
        [],
        [None, "Nguyễn Thị Lập"],
    ], "D6:D7"))  # fmt: skip
    assert values(listing, "ten chi bo", "dia diem") == [
        ("Chi bộ Thôn Thượng", "Nhà văn hóa cụm 1"),
        ("Chi bộ Thôn Hạ", "Nhà văn hóa cụm 1"),
        ("Chi bộ Thôn Đoài", "Nhà văn hóa thôn"),
    ]
    assert aside(listing) == {
        4: ("numbering", "1 · 2 · 3 · 4"),
        5: ("group", "I · Khu vực 1"),
        8: ("group", "II · Khu vực 2"),
        10: ("total", "Tổng cộng: 3 chi bộ · 60"),
        12: ("signature", "NGƯỜI LẬP BIỂU"),
        14: ("signature", "Nguyễn Thị Lập"),
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tổng cộng: 3 chi bộ", True),
        ("CỘNG", True),
        ("Tổng số: 07 đơn vị", True),
        ("Cộng (I + II)", True),
        ("Tong cong", True),
        ("Tổng công ty Điện lực", False),
        ("Tổng hợp", False),
        ("Cộng Hòa", False),
        ("TONG", False),
    ],
)
def test_words_under_which_lists_add_up(text, expected):
    assert is_total(text) is expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ([1, 2, 3, 4], True),
        (["(1)", "(2)", "(3)"], True),
        (["A", "B", 1, 2], True),
        ([1, 2, "3=1+2"], True),
        (["A", "B", "C"], True),
        ([1, "Chi bộ 2", 3], False),
        ([5, 20, 18], False),
        (["A", "B"], False),
        (["TT", 1, 2], False),
    ],
)
def test_rows_that_number_the_columns(row, expected):
    assert is_numbering(row) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NGƯỜI LẬP BIỂU", True),
        ("T/M BAN THƯỜNG VỤ", True),
        ("TM. ĐẢNG ỦY", True),
        ("Lam Sơn, ngày 05 tháng 01 năm 2026", True),
        ("…, ngày … tháng … năm 2026", True),
        ("* Ghi chú: số liệu đến 01/01", True),
        ("(Ký, ghi rõ họ tên)", True),
        ("(Danh sách này có 12 đồng chí)", True),
        ("Lưu Ý Nhi", False),
        ("Kỳ Anh", False),
        ("Tô Minh", False),
    ],
)
def test_what_stands_below_lists(text, expected):
    assert is_signature(text) is expected


def test_headings_that_come_again_on_each_page():
    listing = flat(CELLS, table([
        ["DANH SÁCH"],
        CELL_HEADINGS,
        [1, "Chi bộ 1", "Thôn", 20, "Nhà văn hóa"],
        ["DANH SÁCH (tiếp theo)"],
        CELL_HEADINGS,
        [2, "Chi bộ 2", "Thôn", 20, "Nhà văn hóa"],
    ]))  # fmt: skip
    assert numbers(listing) == [3, 6]
    assert {number: kind for number, (kind, _text) in aside(listing).items()} == {4: "heading", 5: "heading"}


def test_rows_with_hardly_anything():
    full = [["Thôn", 20, "Nhà văn hóa"]] * 3
    listing = flat(CELLS, table([
        CELL_HEADINGS,
        *([i, f"Chi bộ {i}", *rest] for i, rest in enumerate(full, start=1)),
        [None, None, None, None, "chưa rõ"],
        [4, "Chi bộ 4", None, None, None],
        [5],
        [6],
    ]))  # fmt: skip
    # With its number and name the fourth is a record, if one with much to be filled in.
    assert numbers(listing) == [2, 3, 4, 6]
    assert aside(listing) == {5: ("short", "chưa rõ"), 7: ("short", "5"), 8: ("short", "6")}


def test_hidden_rows_and_rows_struck_through():
    """Case 19."""
    rows = [
        ["Họ và tên", "Chức vụ", "Nhóm", "Cơ quan"],
        ["Lê Văn Một", "Phó Trưởng ban", "Lãnh đạo ban", "Ban Dân vận Tỉnh ủy"],
        ["Trần Thị Hai (đã nghỉ hưu)", "Phó Trưởng ban", "Lãnh đạo ban", "Ban Dân vận Tỉnh ủy"],
        ["Phạm Văn Ba", "Trưởng phòng", "Trưởng, phó phòng", "Ban Dân vận Tỉnh ủy"],
        ["Đỗ Thị Bốn", "Trưởng phòng", "Trưởng, phó phòng", "Ban Dân vận Tỉnh ủy"],
    ]
    struck = frozenset({4})
    listing = flat(LEADERS, table(rows, hidden_rows=frozenset({2}), struck_rows=struck))
    assert values(listing, "ho va ten") == [("Lê Văn Một",), ("Phạm Văn Ba",)]
    assert [(row.number, row.kind) for row in listing.aside] == [(3, Odd.HIDDEN), (5, Odd.STRUCK)]
    listing = flat(LEADERS, table(rows, hidden_columns=frozenset({2})))
    assert listing.remarks == ["DS: the column C (Nhóm) is hidden; it counts all the same."]


def test_signatures_of_narrow_lists_fill_as_many_columns_as_the_records():
    rows = [
        [1, "Lê An", "Trưởng phòng"],
        [2, "Trần Bình", "Phó phòng"],
        [None, "NGƯỜI LẬP", "TRƯỞNG BAN"],
        [],
        [None, "Nguyễn Thị Lập", "Trần Văn Trưởng"],
    ]
    listing = flat(LEADERS, table([["STT", "Họ và tên", "Chức vụ"], *rows]))
    assert numbers(listing) == [2, 3]
    without = flat(LEADERS, table([["Họ và tên", "Chức vụ"], *(row[1:] for row in rows)]))
    assert numbers(without) == [2, 3]
    assert [row.number for row in without.aside] == [4, 6]


def test_the_user_has_the_last_word():
    rows = [
        CELL_HEADINGS,
        *([i, f"Chi bộ {i}", "Thôn", 20, "Nhà văn hóa"] for i in range(1, 4)),
        ["I", "Khu vực"],
    ]
    rows.insert(2, rows.pop())
    chosen = {"DS": {"3": True, "4": False, "99": True}, "Trang khác": {"5": False}}
    listing = flat(CELLS, table(rows), chosen=chosen)
    assert numbers(listing) == [2, 3, 5]
    assert listing.brought_back == [Aside("DS", 3, Odd.GROUP, "I · Khu vực")]
    assert listing.aside == [Aside("DS", 4, Odd.LEFT_OUT, "2 · Chi bộ 2 · Thôn · 20 · Nhà văn hóa")]
    assert "@group" not in [heading.key for heading in listing.headings]


def test_what_fills_the_mandatory_columns_is_a_record_whatever_it_is_called():
    listing = flat(
        TYPES, table([["Mã", "Tên", "Số hướng dẫn"], ["TONG", "Tổng hợp"], ["I", "Xã"], ["CONG", "Cộng"]])
    )
    assert values(listing, "ma") == [("TONG",), ("I",), ("CONG",)]
    assert listing.aside == []
