"""The first rows of a sheet, as the page of columns shows them."""

from exchange.layout.laying_out import lay_out
from exchange.layout.listing import Place
from exchange.lists.picture import picture
from exchange.tables import Merge, Table
from exchange.workbook.sheets import LEADERS, SHEETS

ROWS = [
    ["DANH SÁCH LÃNH ĐẠO"],
    [],
    ["STT", "Họ và tên", None, "Chức vụ"],
    [1, 2, 3, 4],
    [1, "Lê Minh", "An", "Phó Trưởng ban"],
]


def test_headings_what_is_not_read_and_merged_cells_are_marked():
    table = Table("DS", ROWS, [Merge(2, 1, 2, 2)])
    place = Place("DS", 3)
    shown = picture(table, place, lay_out([table], place, SHEETS[LEADERS]))
    assert shown["letters"] == ["A", "B", "C", "D"]
    assert [(row["number"], row["is_heading"], row["is_aside"]) for row in shown["rows"]] == [
        (1, False, False),
        (2, False, False),
        (3, True, False),
        (4, False, True),
        (5, False, False),
    ]
    heading = shown["rows"][2]["cells"]
    assert [(cell["text"], cell["across"], cell["down"]) for cell in heading] == [
        ("STT", 1, 1),
        ("Họ và tên", 2, 1),
        ("Chức vụ", 1, 1),
    ]


def test_a_wide_and_long_sheet_is_cut():
    table = Table("DS", [[f"Cột {n}" for n in range(30)], *[["x" * 99] * 30] * 50])
    place = Place("DS", 1)
    shown = picture(table, place, lay_out([table], place, SHEETS[LEADERS]))
    assert (len(shown["letters"]), len(shown["rows"]), shown["is_cut"]) == (12, 14, True)
    assert len(shown["rows"][1]["cells"][0]["text"]) == 40
