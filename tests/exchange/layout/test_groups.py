"""Lines above groups of rows give the rows below them their value."""

import pytest

from exchange.layout.words import group_text
from exchange.workbook.sheets import CELLS, LEADERS, PLANS

from .tables import CELL_HEADINGS, aside, flat, guessed, places, table, values


def cell(number: int) -> list:
    return [number, f"Chi bộ {number}", "Thôn", 20, "Nhà văn hóa"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1. Xã Đông Hà", "Xã Đông Hà"),
        ("II. Phường Hạc Thành (7 chi bộ)", "Phường Hạc Thành"),
        ("A) Khối Đảng:", "Khối Đảng"),
        ("Xã Cẩm Vân: 04 chi bộ", "Xã Cẩm Vân"),
        ("Khu vực 1", "Khu vực 1"),
        ("P. Hạc Thành", "P. Hạc Thành"),
        ("Đ/c Lê Minh An", "Đ/c Lê Minh An"),
        ("III", "III"),
    ],
)
def test_what_such_a_line_says(text, expected):
    assert group_text(text) == expected


@pytest.mark.parametrize(
    "lines",
    [
        (["I", "Xã Đông Hà"], ["II", "Xã Cẩm Vân"]),
        (["A", "Xã Đông Hà", None, 40], ["B", "Xã Cẩm Vân", None, 20]),
        (["1. Xã Đông Hà"], ["2. Xã Cẩm Vân"]),
        ([None, "Xã Đông Hà"], [None, "Xã Cẩm Vân"]),
        ([1, "Xã Đông Hà"], [2, "Xã Cẩm Vân"]),
        (["Xã Đông Hà:"], ["Xã Cẩm Vân:"]),
    ],
)
def test_however_the_lines_are_written(lines):
    listing = flat(CELLS, table([CELL_HEADINGS, lines[0], cell(1), cell(2), lines[1], cell(1)]))
    assert values(listing, "@group") == [("Xã Đông Hà",), ("Xã Đông Hà",), ("Xã Cẩm Vân",)]
    assert [row[0] for row in aside(listing).values()] == ["group", "group"]
    assert guessed(CELLS, listing)["committee"] == ["@group"]


def test_a_name_alone_in_its_row():
    listing = flat(CELLS, table([CELL_HEADINGS, [None, "Đông Hà"], cell(1), [None, "Cẩm Vân"], cell(2)]))
    assert values(listing, "@group") == [("Đông Hà",), ("Cẩm Vân",)]
    assert places(listing, "@group") == [("B2",), ("B4",)]


def test_a_line_merged_over_the_whole_width():
    rows = [CELL_HEADINGS, ["XÃ ĐÔNG HÀ"], cell(1), ["XÃ CẨM VÂN"], cell(2)]
    listing = flat(CELLS, table(rows, "A2:E2 A4:E4"))
    assert values(listing, "ten chi bo", "@group") == [("Chi bộ 1", "XÃ ĐÔNG HÀ"), ("Chi bộ 2", "XÃ CẨM VÂN")]
    assert places(listing, "@group") == [("A2",), ("A4",)]


def test_groups_within_groups():
    listing = flat(CELLS, table([
        CELL_HEADINGS,
        ["I. Khối xã"],
        ["1. Xã Đông Hà"],
        cell(1),
        ["2. Xã Cẩm Vân"],
        cell(2),
        ["II. Khối phường"],
        cell(3),
        ["1. Phường Hạc Thành"],
        cell(4),
    ]))  # fmt: skip
    assert values(listing, "@group", "@group2") == [
        ("Khối xã", "Xã Đông Hà"),
        ("Khối xã", "Xã Cẩm Vân"),
        ("Khối phường", None),
        ("Khối phường", "Phường Hạc Thành"),
    ]
    assert guessed(CELLS, listing)["committee"] == ["@group2"]


def test_lists_one_below_the_other_each_with_its_name_above_the_headings():
    listing = flat(CELLS, table([
        ["XÃ ĐÔNG HÀ"], CELL_HEADINGS, cell(1), cell(2), ["Cộng", None, None, 40], [],
        ["XÃ CẨM VÂN"], CELL_HEADINGS, cell(1),
    ]))  # fmt: skip
    assert values(listing, "@group") == [("XÃ ĐÔNG HÀ",), ("XÃ ĐÔNG HÀ",), ("XÃ CẨM VÂN",)]


def test_a_record_that_lacks_much_is_no_group():
    listing = flat(CELLS, table([CELL_HEADINGS, cell(1), [2, "Chi bộ 2"], cell(3), [4, "Xã đội"], cell(5)]))
    assert [number for (number,) in values(listing, "stt")] == [1, 2, 3, 4, 5]


def test_what_says_where_or_which_kind_is_no_committee():
    rows = [CELL_HEADINGS, ["I", "Khu vực 1"], cell(1), cell(2)]
    assert "committee" not in guessed(CELLS, flat(CELLS, table(rows)))
    leaders = [
        ["STT", "Họ và tên", "Chức vụ"],
        ["I", "Ban Tổ chức Tỉnh ủy"],
        [1, "An", "TP"],
        [2, "Hà", "PP"],
    ]
    assert guessed(LEADERS, flat(LEADERS, table(leaders)))["committee"] == ["@group"]


def test_plans_in_groups_by_leader_by_office_or_by_the_cells_commune():
    def plan(line: str) -> dict:
        rows = [
            ["STT", "Chi bộ", "Tháng", "Ghi chú"],
            [None, line],
            [1, "Chi bộ 1", "T1", "a"],
            [2, "Chi bộ 2", "T2", "b"],
        ]
        found = guessed(PLANS, flat(PLANS, table(rows)))
        return {key: names for key, names in found.items() if names == ["@group"]}

    assert plan("Đ/c Lê Minh An") == {"leader": ["@group"]}
    assert plan("Ban Tổ chức Tỉnh ủy") == {"committee": ["@group"]}
    assert plan("Xã Đông Hà") == {}


def test_the_line_above_the_headings_may_be_a_value():
    """Case 01."""
    rows = [["STT", "Tên chi bộ", "Số ĐV"], [1, "Chi bộ Trường Mầm non", 11], [2, "Chi bộ Thôn Ngoài", 9]]
    listing = flat(CELLS, table([["DANH SÁCH CHI BỘ XÃ AN PHÚ"], [], *rows]))
    assert values(listing, "@above") == [("XÃ AN PHÚ",), ("XÃ AN PHÚ",)]
    assert places(listing, "@above") == [("A1",), ("A1",)]
    assert "committee" not in guessed(CELLS, listing)
    listing = flat(CELLS, table([["DANH SÁCH CHI BỘ"], *rows]))
    assert "@above" not in [heading.key for heading in listing.headings]
