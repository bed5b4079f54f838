"""The writer takes rows that name every column of their sheet, and no others."""

import io

import openpyxl
import pytest

from exchange.workbook import write_workbook
from exchange.workbook.sheets import SHEETS

from .workbooks import catalogue_finding, file_of, trip, visit, with_totals


def write(sheet: str, row: dict) -> None:
    write_workbook({sheet: [row]}, io.BytesIO())


@pytest.mark.parametrize(
    ("sheet", "column"),
    [
        (sheet.name, column.name)
        for sheet in SHEETS.values()
        for column in sheet.columns
        if not column.is_later
    ],
)
def test_a_row_that_lacks_a_column_is_refused(sheet, column):
    row = dict(with_totals()[sheet][0])
    write(sheet, row)
    del row[column]
    with pytest.raises(ValueError, match=rf"Row 1 of {sheet}: columns missing \['{column}'\], unknown \[\]"):
        write(sheet, row)


def test_columns_added_to_the_format_later_may_be_left_out_and_are_written_where_used():
    row = with_totals()["Buổi sinh hoạt"][0]
    later = [column.name for column in SHEETS["Buổi sinh hoạt"].columns if column.is_later]
    assert later == ["Giờ bắt đầu", "Giờ kết thúc", "Miễn sinh hoạt", "Vắng có lý do", "Vắng không lý do"]
    assert not set(later) & row.keys()
    for rows, columns in [([row], [*row]), ([row, row | {"Miễn sinh hoạt": 0}], [*row, "Miễn sinh hoạt"])]:
        book = openpyxl.load_workbook(file_of({"Buổi sinh hoạt": rows}))
        assert [cell.value for cell in book["Buổi sinh hoạt"][1]] == columns


def test_so_is_a_column_that_the_sheet_does_not_have():
    row = catalogue_finding("U1", "Ưu điểm", "Chuẩn bị tốt") | {"Ghi chú": "?"}
    with pytest.raises(ValueError, match=r"missing \[\], unknown \['Ghi chú'\]"):
        write("Nhận định", row)


def test_and_a_sheet_that_the_format_does_not_have():
    with pytest.raises(ValueError, match="Unknown sheets"):
        write("Ghi chú", {})


def test_nothing_is_written_of_what_is_refused(tmp_path):
    rows = [trip("L1", None, None), {"Mã lãnh đạo": "L1"}]
    with pytest.raises(ValueError, match="Row 2 of Công tác"):
        write_workbook({"Công tác": rows}, tmp_path / "out.xlsx")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("group", "columns"), [(None, 8), ("Lãnh đạo ban", 9)])
def test_the_group_at_registration_is_a_column_where_a_row_has_one(group, columns):
    rows = [visit("L1", "CB1", "03/2018"), visit("L1", "CB2", "03/2018", **{"Nhóm khi đăng ký": group})]
    (worksheet,) = openpyxl.load_workbook(file_of({"Kế hoạch": rows})).worksheets
    assert worksheet.max_column == columns
