"""Merged cells count for all that they cover; headings in several rows are one."""

from exchange.layout.listing import EVERY_SHEET, Place
from exchange.workbook.sheets import CELLS, LEADERS, PLANS

from .tables import aside, flat, guessed, numbers, places, table, values

LEADER_ROWS = [
    ["STT", "Họ và tên", None, "Chức vụ", "Đơn vị công tác"],
    [1, "Lê Minh", "An", "Trưởng ban", "Ban Tổ chức Tỉnh ủy"],
    [2, "Lê Minh", "Ánh", "Phó Trưởng ban", None],
    [3, "Vũ Đức", "Dũng", "Chánh Văn phòng", "Văn phòng Tỉnh ủy"],
]


def test_cells_merged_down_count_for_every_row_and_are_named_as_the_person_sees_them():
    """Case 14."""
    listing = flat(LEADERS, table(LEADER_ROWS, "B1:C1 E2:E3"))
    assert values(listing, "don vi cong tac") == [
        ("Ban Tổ chức Tỉnh ủy",), ("Ban Tổ chức Tỉnh ủy",), ("Văn phòng Tỉnh ủy",),
    ]  # fmt: skip
    assert places(listing, "chuc vu", "don vi cong tac") == [("D2", "E2"), ("D3", "E2"), ("D4", "E4")]


def test_a_name_below_a_heading_merged_over_two_columns():
    """Case 08."""
    listing = flat(LEADERS, table(LEADER_ROWS, "B1:C1"))
    assert [(h.key, h.letter, h.text) for h in listing.headings[1:3]] == [
        ("ho va ten", "B", "Họ và tên"),
        ("ho va ten #2", "C", "Họ và tên"),
    ]
    assert guessed(LEADERS, listing)["full_name"] == ["ho va ten", "ho va ten #2"]


def test_names_in_two_columns_with_headings_of_their_own():
    for family in ("Họ và tên đệm", "Họ đệm", "Họ"):
        listing = flat(LEADERS, table([["STT", family, "Tên", "Chức vụ"], [1, "Lê Minh", "An", "TP"]]))
        assert guessed(LEADERS, listing)["full_name"][1] == "ten"
    rows = [
        ["STT", "Họ và tên", None, "Chức vụ"],
        [None, "Họ đệm", "Tên", None],
        [1, "Lê Minh", "An", "TP"],
    ]
    listing = flat(LEADERS, table(rows, "A1:A2 B1:C1 D1:D2"))
    assert guessed(LEADERS, listing)["full_name"] == ["ho va ten ho dem", "ho va ten ten"]
    assert numbers(listing) == [3]


def test_where_the_names_are_merged_like_their_heading_they_are_one_column():
    rows = [["STT", "Họ và tên", None, "Chức vụ"], [1, "Lê An", None, "TP"], [2, "Trần Bình", None, "PP"]]
    listing = flat(LEADERS, table(rows, "B1:C1 B2:C2 B3:C3"))
    assert [h.key for h in listing.headings] == ["stt", "ho va ten", "chuc vu"]
    rows[2] = [2, "Trần", "Bình", "PP"]
    listing = flat(LEADERS, table(rows, "B1:C1 B2:C2"))
    assert values(listing, "ho va ten", "ho va ten #2") == [("Lê An", None), ("Trần", "Bình")]


def test_the_second_column_of_a_name_stands_behind_the_first_whichever_sheet_fills_it():
    headings = ["STT", "Họ và tên", None, "Chức vụ"]
    tables = [
        table([headings, [1, "Lê An", None, "TP"]], "B1:C1 B2:C2", title="A"),
        table([headings, [1, "Trần", "Bình", "PP"]], "B1:C1", title="B"),
    ]
    listing = flat(LEADERS, *tables, place=Place(EVERY_SHEET, 1))
    assert [h.key for h in listing.headings][:4] == ["stt", "ho va ten", "ho va ten #2", "chuc vu"]
    assert guessed(LEADERS, listing)["full_name"] == ["ho va ten", "ho va ten #2"]
    assert values(listing, "ho va ten", "ho va ten #2") == [("Lê An", None), ("Trần", "Bình")]


def test_cells_merged_across_count_for_every_column():
    rows = [
        ["Tên chi bộ", "Ngày sinh hoạt", "Nơi họp", "Loại hình", "Số đảng viên"],
        ["Chi bộ 1", 3, "Chưa rõ", None, 12],
        ["Chi bộ 2", 4, "Trường", "Thôn", 13],
    ]
    listing = flat(CELLS, table(rows, "C2:D2"))
    assert values(listing, "noi hop", "loai hinh") == [("Chưa rõ", "Chưa rõ"), ("Trường", "Thôn")]
    assert places(listing, "loai hinh") == [("C2",), ("D3",)]


def test_headings_in_two_rows():
    """Cases 20 and 44."""
    rows = [
        ["STT", "Tên chi bộ", "Loại hình", "Số đảng viên", None, "Sinh hoạt định kỳ", None, "Ghi chú"],
        [None, None, None, "Tổng", "Nữ", "Ngày", "Địa điểm"],
        [1, 2, 3, 4, 5, 6, 7, 8],
        [1, "Chi bộ thôn 1", "Thôn", 32, 12, "Ngày 03", "Nhà văn hóa"],
    ]
    merged = table(rows, "A1:A2 B1:B2 C1:C2 D1:E1 F1:G1 H1:H2")
    listing = flat(CELLS, merged)
    assert [h.text for h in listing.headings] == [
        "STT", "Tên chi bộ", "Loại hình", "Số đảng viên · Tổng", "Số đảng viên · Nữ",
        "Sinh hoạt định kỳ · Ngày", "Sinh hoạt định kỳ · Địa điểm", "Ghi chú",
    ]  # fmt: skip
    assert guessed(CELLS, listing) == {
        "name": ["ten chi bo"],
        "organization_type": ["loai hinh"],
        "members_total": ["so dang vien tong"],
        "meeting_day": ["sinh hoat dinh ky ngay"],
        "place": ["sinh hoat dinh ky dia diem"],
    }
    assert aside(listing) == {3: ("numbering", "1 · 2 · 3 · 4 · 5 · 6 · 7 · 8")}
    # Not merged at all, as in other kinds of file; and found from its first row, too.
    plain = flat(CELLS, table(rows), place=Place("DS", 1))
    assert [h.text for h in plain.headings] == [h.text for h in listing.headings]
    # One row deep, on its user's word.
    alone = flat(CELLS, merged, place=Place("DS", 1, depth=1))
    assert [h.text for h in alone.headings[3:5]] == ["Số đảng viên", "Số đảng viên"]
    assert (numbers(alone), aside(alone)[2]) == ([4], ("heading", "Tổng · Nữ · Ngày · Địa điểm"))


def test_the_office_held_is_that_of_the_administration():
    rows = [
        ["STT", "Họ và tên", "Chức vụ", None, "Nhóm", "Đơn vị"],
        [None, None, "Đảng", "Chính quyền", None, None],
        [1, "Lê Văn Một", "Ủy viên", "Phó Trưởng ban", "Lãnh đạo ban", "Ban Dân vận Tỉnh ủy"],
    ]
    listing = flat(LEADERS, table(rows, "A1:A2 B1:B2 C1:D1 E1:E2 F1:F2"))
    assert guessed(LEADERS, listing)["position"] == ["chuc vu chinh quyen"]


def test_the_committee_of_the_cell_is_not_the_one_that_plans():
    """Case 40."""
    rows = [
        ["STT", "Họ và tên", "Chi bộ", "Đảng ủy", "Tháng"],
        [1, "Phan Đình Lương", "Chi bộ thôn Bến Đá", "Đảng ủy xã Giang Nam", "05/2019"],
    ]
    assert guessed(PLANS, flat(PLANS, table(rows))) == {
        "leader": ["ho va ten"],
        "cell": ["chi bo"],
        "month": ["thang"],
    }


def test_merges_that_no_file_can_have_do_no_harm():
    merges = " ".join(["A2:E5000"] * 300)
    listing = flat(LEADERS, table([*LEADER_ROWS, *[[None, "x"]] * 300], merges))
    assert len(listing.records) + len(listing.aside) == 303
