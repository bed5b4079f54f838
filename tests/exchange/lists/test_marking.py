"""The user's own file comes back with its bad cells marked."""

import datetime as dt
import io

import openpyxl
from openpyxl.styles import Font

from exchange.lists import marking
from tests.exchange.tables.files import MAIN, archive, parts_of, xlsx

from . import lists


def problem(sheet: str, cell: str, what: str = "it is wrong", cure: str = "write it anew") -> dict:
    place = f"{sheet}!{cell}" if cell else sheet
    return {"sheet": sheet, "cell": cell, "what": what, "cure": cure, "place": place}


def test_bad_cells_are_coloured_and_explained():
    book = openpyxl.load_workbook(lists.cells(count=3))
    book.active["B4"].font = Font(name="Arial", italic=True)
    book.create_sheet("Ghi chú").append(["giữ nguyên"])
    problems = [problem("DS chi bộ 2018", "B4"), problem("DS chi bộ 2018", "B4", what="and again")]
    marked = openpyxl.load_workbook(io.BytesIO(marking.marked(lists.saved(book).getvalue(), problems)))
    cell = marked["DS chi bộ 2018"]["B4"]
    assert (cell.value, cell.font.name, cell.font.italic) == ("Chi bộ ấp 1", "Arial", True)
    assert cell.fill.start_color.rgb.endswith("FFC7CE")
    assert cell.comment.text == "It is wrong. Write it anew.\nAnd again. Write it anew."
    assert marked["DS chi bộ 2018"]["B5"].comment is None
    assert marked["Ghi chú"]["A1"].value == "giữ nguyên"


def test_sheets_are_found_as_the_importer_finds_them():
    """Which names them as the format does; what is wrong with a whole file stands on its first sheet."""
    file = lists.workbook("CHI BỘ", [], ["Mã"], [["A"]])
    problems = [problem("Chi bộ", "A2"), problem("workbook", "")]
    worksheet = openpyxl.load_workbook(io.BytesIO(marking.marked(file.getvalue(), problems)))["CHI BỘ"]
    assert [worksheet[place].comment is None for place in ("A1", "A2")] == [False, False]


def test_merged_cells_are_marked_where_they_begin():
    book = openpyxl.load_workbook(lists.cells(count=3))
    book.active.merge_cells("C4:C6")
    file = lists.saved(book).getvalue()
    worksheet = openpyxl.load_workbook(
        io.BytesIO(marking.marked(file, [problem("DS chi bộ 2018", "C6")]))
    ).active
    assert worksheet["C4"].comment.text == "It is wrong. Write it anew."


def test_problems_of_a_file_too_large_come_as_a_list(monkeypatch):
    monkeypatch.setattr(marking, "MARKED_BYTES_AT_MOST", 100)
    problems = [problem("DS chi bộ 2018", "B4", what="=HYPERLINK()")]
    listed = openpyxl.load_workbook(io.BytesIO(marking.marked(lists.cells().getvalue(), problems)))
    assert [[cell.value for cell in row] for row in listed.active][1:] == [
        ["DS chi bộ 2018!B4", "=HYPERLINK()", "write it anew"]
    ]
    assert listed.active["B2"].data_type == "s"


def test_a_file_of_another_kind_comes_back_as_a_workbook():
    rows = [["Mã", "Tên"], ["007", "=HYPERLINK()"], ["A", "Lê\nB"]]
    csv_file = "\n".join(";".join(f'"{value}"' for value in row) for row in rows).encode()
    marked = marking.marked(csv_file, [problem("ds", "B2"), problem("ds", "A3")], "ds.csv")
    worksheet = openpyxl.load_workbook(io.BytesIO(marked))["ds"]
    assert [[cell.value for cell in row] for row in worksheet] == rows
    assert worksheet["B2"].data_type == "s"
    assert [worksheet[place].comment is not None for place in ("A2", "B2", "A3")] == [False, True, True]


def test_what_the_person_sees_stays_as_they_see_it():
    """Merged cells stay merged, and are marked where they begin; hidden rows and columns stay hidden."""
    page = b"""<table><tr><td rowspan=3>Ban</td><td>A</td></tr><tr style="display:none"><td>B</td></tr>
    <tr><td>C</td></tr></table>"""
    problems = [problem("ds", "A2"), problem("ds", "A3", what="and again"), problem("ds", "B3")]
    worksheet = openpyxl.load_workbook(io.BytesIO(marking.marked(page, problems, "ds.xls")))["ds"]
    assert [str(merged) for merged in worksheet.merged_cells.ranges] == ["A1:A3"]
    assert worksheet["A1"].comment.text == "It is wrong. Write it anew.\nAnd again. Write it anew."
    assert (worksheet["B3"].comment is None, worksheet.row_dimensions[2].hidden) == (False, True)


def test_values_keep_their_kind_in_a_rebuilt_workbook():
    """As in Strict Open XML, of which openpyxl makes nothing."""
    parts = parts_of(xlsx([dt.date(2018, 5, 15), 7, 2.5, True]))
    strict = {
        name: content.replace(MAIN.encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main")
        for name, content in parts.items()
    }
    marked = marking.marked(archive(strict), [problem("DS", "A1")])
    worksheet = openpyxl.load_workbook(io.BytesIO(marked)).active
    assert [cell.value for cell in worksheet[1]] == [dt.datetime(2018, 5, 15), 7, 2.5, True]  # noqa: DTZ001
    assert (worksheet["A1"].number_format, worksheet["A1"].comment is None) == ("dd/mm/yyyy", False)
