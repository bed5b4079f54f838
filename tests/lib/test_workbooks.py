"""Rows of Excel files as they come out of the hands of openpyxl and of python-calamine."""

import datetime as dt
import io
import tracemalloc
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.styles import Alignment, Font
from python_calamine import CalamineWorkbook

from lib.workbooks import BUFFER, LONGEST_TEXT, StreamedWorkbook, cell


def written(*rows, **looks) -> io.BytesIO:
    book, target = StreamedWorkbook(), io.BytesIO()
    sheet = book.create_sheet("T")
    style = sheet.style(**looks)
    for row in rows:
        sheet.append([cell(value, style) for value in row])
    book.save(target)
    target.seek(0)
    return target


def read(*rows, **looks) -> list:
    """The first column, as openpyxl reads it."""
    return [row[0] for row in openpyxl.load_workbook(written(*rows, **looks)).active.iter_rows()]


@pytest.mark.parametrize(
    ("value", "kind", "found"),
    [
        ("Đảng ủy xã Bắc Sơn", "s", "Đảng ủy xã Bắc Sơn"),
        ("=1+1", "s", "=1+1"),
        ("#N/A", "s", "#N/A"),
        ("007", "s", "007"),
        ('<a href="x">&amp;', "s", '<a href="x">&amp;'),
        ("  hai\n dòng\r ", "s", "  hai\n dòng\r "),
        ("Bão\x0blụt", "s", "Bão lụt"),
        ("x" * (LONGEST_TEXT + 1), "s", "x" * LONGEST_TEXT),
        ("", "n", None),
        (None, "n", None),
        (0, "n", 0),
        (-12, "n", -12),
        (Decimal("66.70"), "n", 66.7),
        (Decimal("1E+3"), "n", 1000),
        (1.5, "n", 1.5),
    ],
)
def test_a_value_stays_what_it_is(value, kind, found):
    (read_cell,) = read([value])
    assert (read_cell.data_type, read_cell.value) == (kind, found)


def test_a_day_is_a_day():
    (day,) = read([dt.date(2018, 6, 30)], number_format="dd/mm/yyyy")
    assert (day.is_date, day.value.date(), day.number_format) == (True, dt.date(2018, 6, 30), "dd/mm/yyyy")


def test_yes_and_no_are_told_in_words():
    with pytest.raises(TypeError):
        cell(True)


def test_cells_look_as_they_were_told():
    (one,) = read(["a"], font=Font(name="Arial", bold=True), alignment=Alignment(indent=2))
    assert (one.font.name, one.font.b, one.alignment.indent) == ("Arial", True, 2)


def test_cells_that_are_left_out_keep_the_others_in_their_columns():
    book, target = StreamedWorkbook(), io.BytesIO()
    sheet = book.create_sheet("T")
    sheet.append(["" for _number in range(27)] + [cell("AB")])
    book.save(target)
    assert openpyxl.load_workbook(target).active["AB1"].value == "AB"


def test_sheets_are_written_in_any_order_and_set_up_at_any_time():
    book, target = StreamedWorkbook(), io.BytesIO()
    first, second = book.create_sheet("Một/hai"), book.create_sheet("x" * 40)
    second.append([cell("b")], 30)
    first.append([cell("a")])
    second.append([cell("c")])
    second.settings.auto_filter.ref, second.settings.freeze_panes = "A1:A2", "A2"
    book.save(target)
    read_book = openpyxl.load_workbook(target)
    assert read_book.sheetnames == ["Một hai", "x" * 31]
    assert [[cell.value for cell in sheet["A"]] for sheet in read_book] == [["a"], ["b", "c"]]
    found = read_book.worksheets[1]
    assert (found.auto_filter.ref, found.freeze_panes) == ("A1:A2", "A2")
    assert (found.row_dimensions[1].height, found.row_dimensions[2].height) == (30, None)


def test_the_same_is_read_by_what_reads_uploaded_lists():
    sheet = CalamineWorkbook.from_filelike(written(["=1", 2, None, "a b "])).get_sheet_by_index(0)
    assert sheet.to_python() == [["=1", 2.0, "", "a b "]]


def test_a_reader_of_rows_alone_finds_them_all():
    sheet = openpyxl.load_workbook(written([1], [2, 3]), read_only=True).active
    assert [list(row) for row in sheet.iter_rows(values_only=True)] == [[1, None], [2, 3]]


def test_rows_do_not_stay_in_memory():
    book = StreamedWorkbook()
    sheet, words = book.create_sheet("T"), [cell("Chi bộ thôn Bốn")] * 15

    def grown(rows: int) -> int:
        tracemalloc.reset_peak()
        for _number in range(rows):
            sheet.append(words)
        return tracemalloc.get_traced_memory()[1]

    tracemalloc.start()
    try:
        grown(1_000)
        assert grown(10_000) < 10 * BUFFER  # their text alone is forty times as long as that
    finally:
        tracemalloc.stop()
