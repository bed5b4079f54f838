"""Where an office's list is in its file, and what its columns probably are."""

import io

import openpyxl
import pytest

from exchange.layout.columns import heading_key, headings_at, keys, signature
from exchange.layout.headings import canonical, guess, is_canonical
from exchange.layout.laying_out import filled, find_place
from exchange.layout.listing import Place
from exchange.tables import read_tables
from exchange.workbook.sheets import CELLS, LEADERS, PLANS, SHEETS
from tests.exchange.lists import lists


def headings(file: io.BytesIO, row: int):
    (table,) = read_tables(file.getvalue())
    return headings_at(table, row)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Họ  và tên", "ho va ten"),
        ("Đảng ủy (xã)", "dang uy"),
        ("Số đảng viên *", "so dang vien"),
        ("(1)", ""),
    ],
)
def test_headings_are_compared_without_case_diacritics_and_signs(text, key):
    assert heading_key(text) == key


def test_columns_without_a_heading_and_headings_that_repeat_have_keys_of_their_own():
    assert keys(["Tên", "", "Ghi chú", "tên", "Ghi chú "]) == ["ten", "@B", "ghi chu", "ten #2", "ghi chu #2"]


def test_columns_have_samples_of_what_stands_below():
    found = {heading.key: (heading.letter, heading.samples) for heading in headings(lists.cells(), 3)}
    assert found["ten chi bo"] == ("B", ("Chi bộ ấp 1", "Chi bộ ấp 2", "Chi bộ ấp 3"))
    assert found["dang uy"] == ("C", ("Huyện ủy Bắc Sơn",))
    assert found["thanh lap"][1][0] == "02/03/2001"


def test_a_list_of_cells_is_guessed():
    assert guess(SHEETS[CELLS], headings(lists.cells(), 3)) == {
        "name": ["ten chi bo"],
        "committee": ["dang uy"],
        "organization_type": ["loai"],
        "members_total": ["tong so dv"],
        "meeting_day": ["lich sinh hoat"],
        "place": ["dia diem sh"],
        "established_on": ["thanh lap"],
    }


@pytest.mark.parametrize("heading", ["Đảng ủy trực thuộc", "Trực thuộc đảng bộ", "Thuộc Đảng ủy"])
def test_the_committee_that_a_cell_belongs_to_by_its_heading(heading):
    file = lists.workbook("Sheet1", [], ["Tên chi bộ", heading], [["Chi bộ ấp 1", "Đảng ủy xã Đông Hà"]])
    assert guess(SHEETS[CELLS], headings(file, 1))["committee"] == [heading_key(heading)]


def test_a_list_of_leaders_is_guessed():
    assert guess(SHEETS[LEADERS], headings(lists.leaders(), 3)) == {
        "full_name": ["ho ten"],
        "position": ["chuc danh"],
        "group": ["doi tuong"],
        "committee": ["don vi"],
        "valid_from": ["ngay bo nhiem"],
    }


@pytest.mark.parametrize("name", SHEETS)
def test_the_formats_own_headings_are_known(name):
    sheet = SHEETS[name]
    file = lists.workbook("Sheet1", [], [column.name for column in sheet.columns], [])
    found = headings(file, 1)
    assert is_canonical(sheet, found)
    own = {column.key: [heading_key(column.name)] for column in sheet.columns}
    assert canonical(sheet, found) == guess(sheet, found) == own


def test_headings_with_a_mandatory_one_missing_are_not_the_formats_own():
    sheet = SHEETS[PLANS]
    names = [column.name for column in sheet.columns if column.key != "month"]
    assert not is_canonical(sheet, headings(lists.workbook("Kế hoạch", [], names, []), 1))


def test_the_headings_are_found_below_the_title_and_on_the_right_sheet():
    book = openpyxl.load_workbook(lists.cells())
    book.create_sheet("Tổng hợp", 0).append(["Tổng số chi bộ", 50])
    found = read_tables(lists.saved(book).getvalue())
    assert find_place(SHEETS[CELLS], found) == Place("DS chi bộ 2018", 3)


def test_lists_with_the_same_headings_have_the_same_signature():
    one = lists.workbook("A", [], ["Họ tên", "Đơn vị"], [["An", "Ban"]])
    two = lists.workbook("B", ["Danh sách"], ["Đơn vị", "HỌ TÊN", None], [["Phòng", "Bình", "x"]])
    other = lists.workbook("A", [], ["Họ tên", "Cơ quan"], [])
    assert signature(headings(one, 1)) == signature(headings(two, 2)) != signature(headings(other, 1))


def test_hidden_and_empty_sheets_and_the_templates_guide_are_left_out():
    book = openpyxl.Workbook()
    book.active.append(["Họ tên"])
    for title in ("Hướng dẫn", "danh mục", "Ẩn"):
        book.create_sheet(title).append(["x"])
    book["Ẩn"].sheet_state = "hidden"
    book.create_sheet("Trống")
    assert [table.title for table in filled(read_tables(lists.saved(book).getvalue()))] == ["Sheet"]
