"""The user's own file comes back with its bad cells marked."""

import io

import openpyxl
from openpyxl.styles import Font

from exchange.lists import marking

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
