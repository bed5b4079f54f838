"""One list in every kind of file that offices keep it in, and what each kind tells beside the values."""

import codecs
import datetime as dt
import io
import unicodedata

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.styles import Font

from exchange.tables import ErrorValue, Formula, Merge, Table, read_tables
from exchange.tables.encodings import TCVN3, to_unicode

from .files import (
    archive,
    cell,
    number_cell,
    ods,
    parts_of,
    record,
    row,
    table,
    text_cell,
    with_cells,
    with_part,
    xls,
    xlsx,
)
from .test_conversion import TEXTS, written_in_tcvn3

HEADING, VALUES = ["Mã", "Tên chi bộ", "Số ĐV"], ["007", "Chi bộ Đỗ Xá, thôn “Bến”", "12,5"]
LIST = [HEADING, VALUES]


def rows_of(data: bytes, name: str = "") -> list[list]:
    (found,) = read_tables(data, name)
    return found.rows


# .xlsx


def test_values_of_excel_are_what_they_are():
    moment = dt.datetime(2018, 5, 14, 23, 59, 44)  # noqa: DTZ001 - times in Excel have no zone
    line = [
        "007",
        7,
        7.0,
        2.5,
        True,
        dt.date(2018, 5, 15),
        moment,
        dt.time(8, 30),
        " x\ny ",
        None,
        "cuối",
        None,
    ]
    (found,) = read_tables(xlsx([], line, [], title="DS"))
    line[2] = 7
    assert found == Table("DS", [[], line[:-1]])
    assert [type(value) for value in found.rows[1][:4]] == [str, int, int, float]


def test_strict_open_xml():
    parts = {
        name: content.replace(
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        ).replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        )
        for name, content in parts_of(xlsx(*LIST)).items()
    }
    assert rows_of(archive(parts)) == LIST
    dated = '<row r="1"><c r="A1" t="d"><v>2018-05-15</v></c></row>'
    assert rows_of(with_cells(dated)) == [[dt.date(2018, 5, 15)]]


def test_what_excel_tells_beside_the_values():
    def change(worksheet):
        worksheet["A2"], worksheet["B2"] = "=1+A1", "#REF!"
        worksheet["B2"].data_type = "e"
        worksheet["C4"] = "dưới"
        worksheet.merge_cells("A3:B4")
        worksheet.row_dimensions[4].hidden = True
        worksheet.column_dimensions["C"].hidden = True
        for place in ("A5", "B5", "C5", "A6"):
            worksheet[place] = place
            worksheet[place].font = Font(strike=True)
        worksheet["B6"] = "còn"
        other = worksheet.parent.create_sheet("Ẩn")
        other["A1"] = "x"
        other.sheet_state = "hidden"

    first, second = read_tables(xlsx(["a", "b"], change=change))
    assert first.rows[:4] == [["a", "b"], [Formula("=1+A1"), ErrorValue("#REF!")], [], [None, None, "dưới"]]
    assert first.merges == [Merge(2, 0, 3, 1)]
    assert (first.hidden_rows, first.hidden_columns) == (frozenset({3}), frozenset({2}))
    assert (first.struck_rows, first.struck_columns) == (frozenset({4}), frozenset())
    assert (first.is_hidden, second.title, second.is_hidden) == (False, "Ẩn", True)


@pytest.mark.parametrize("sign", ['"', "'"])
def test_worksheets_written_in_another_way_say_the_same(sign):
    """A glance at the bytes does for what Excel writes; all else is read cell by cell."""
    cells = (
        '<row r="1" hidden="1"><c r="A1" t="str"><f>1&amp;2</f><v>12</v></c>'
        '<c r="B1" t="e"><v>#N/A</v></c></row>'
        '<row r="2"><c r="A2"><v>5</v></c></row>'
    )
    (found,) = read_tables(with_cells(cells.replace('"', sign)))
    assert found.rows == [[Formula("=1&2"), ErrorValue("#N/A")], [5]]
    assert found.hidden_rows == frozenset({0})


def test_values_under_merged_cells_are_unseen():
    data = xlsx(["a", "b"], ["c", "d"])
    sheet = parts_of(data)["xl/worksheets/sheet1.xml"]
    merged = sheet.replace(b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells>')
    (found,) = read_tables(with_part(data, "xl/worksheets/sheet1.xml", merged))
    assert (found.rows, found.merges) == ([["a"]], [Merge(0, 0, 1, 1)])


def test_a_million_empty_rows_are_none():
    empty = "".join(f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in range(2, 210_000))
    assert rows_of(with_cells(f'<row r="1"><c r="A1"><v>1</v></c></row>{empty}')) == [[1]]


# .ods


def test_opendocument():
    value = '<table:table-cell office:value-type="{0}" office:{1}="{2}"/>'.format
    first = table(
        row(cell("Mã"), cell("Tên<text:line-break/>chi<text:s text:c='2'/>bộ", "table:style-name='struck'")),
        row(attributes='table:number-rows-repeated="2"'),
        row(
            cell("007", 'table:number-rows-spanned="2" table:number-columns-repeated="1"'),
            value("float", "value", "12"),
            value("date", "date-value", "2018-05-15"),
            value("float", "value", "1").replace("/>", ' table:formula="of:=[.A1]"/>'),
            attributes='table:visibility="filter"',
        ),
        row(cell("x", 'table:number-columns-repeated="2"')),
        row(
            cell("", 'table:number-columns-repeated="1024"'),
            attributes='table:number-rows-repeated="1048000"',
        ),
        before='<table:table-column/><table:table-column table:visibility="collapse"/>',
    )
    hidden = table(row(cell("y", "table:style-name='struck'")), title="Ẩn", style="hidden")
    found, other = read_tables(ods(first, hidden))
    assert found.rows == [
        ["Mã", "Tên\nchi  bộ"],
        [],
        [],
        ["007", 12, dt.date(2018, 5, 15), Formula("=[.A1]")],
        [None, "x"],
    ]
    assert (found.merges, found.hidden_rows, found.hidden_columns) == (
        [Merge(3, 0, 4, 0)],
        frozenset({3}),
        frozenset({1}),
    )
    assert (found.is_hidden, other.is_hidden, other.struck_rows) == (False, True, frozenset({0}))


# .xls


def test_old_excel():
    cells = [
        record(0x007D, bytes([1, 0, 1, 0, 0, 10, 0, 0, 1, 0, 0, 0])),  # column B is hidden
        record(0x0208, bytes([1, 0]) + bytes(10) + bytes([0x20, 0, 0, 0])),  # row 2 is
        text_cell(0, 0, 0),
        text_cell(0, 1, 1),
        text_cell(1, 0, 2, style=1),
        number_cell(2, 1, 7.0),
        record(0x0205, bytes([3, 0, 0, 0, 0, 0, 42, 1])),
        record(0x0006, bytes([3, 0, 1, 0, 0, 0]) + bytes(8) + bytes(8) + bytes(2)),
    ]
    (found,) = read_tables(xls(b"".join(cells), ["Mã", "Tên chi bộ", "007"], title="Chi bộ"))
    assert found.rows == [["Mã", "Tên chi bộ"], ["007"], [None, 7], [ErrorValue("#N/A"), Formula("=")]]
    assert (found.title, found.hidden_rows, found.hidden_columns) == (
        "Chi bộ",
        frozenset({1}),
        frozenset({1}),
    )
    assert found.struck_rows == frozenset({1})


# .csv


def in_windows_1258(text: str) -> bytes:
    """As Windows writes it: the mark of a vowel in the letter, its tone behind."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    written = b""
    for letter in text:
        for form in (letter, unicodedata.normalize("NFD", letter)):
            tone = "".join(c for c in form if c in tones)
            base = unicodedata.normalize("NFC", "".join(c for c in form if c not in tones))
            try:
                written += base.encode("cp1258") + tone.encode("cp1258")
                break
            except UnicodeEncodeError:
                continue
    return written


def text_of(separator: str) -> str:
    quoted = [f'"{value}"' if separator in value else value for value in VALUES]
    return "\r\n".join(separator.join(line) for line in (HEADING, quoted, [""], quoted))


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "encoded",
    [
        lambda text: text.encode(),
        lambda text: codecs.BOM_UTF8 + text.encode(),
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("utf-16-le"),
        lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
        in_windows_1258,
    ],
    ids=["utf-8", "utf-8 marked", "utf-16", "utf-16 unmarked", "utf-16 big end first", "windows-1258"],
)
def test_text_files(encoded, separator):
    assert rows_of(encoded(text_of(separator))) == [HEADING, VALUES, [], VALUES]


def test_text_in_an_encoding_from_before_unicode_is_left_to_be_recognised():
    assert rows_of("Tªn chi bé;§¬n vÞ\nHuyÖn ñy;x·".encode("latin-1")) == [
        ["Tªn chi bé", "§¬n vÞ"],
        ["HuyÖn ñy", "x·"],
    ]


def test_other_languages_are_not_taken_for_vietnamese():
    assert rows_of("Société;Crème brûlée\nChâteau;Zoë".encode("cp1252")) == [
        ["Société", "Crème brûlée"],
        ["Château", "Zoë"],
    ]


def test_what_programs_write_for_excel():
    assert rows_of(b'sep=|\r\na|"b\r\nc"\r\n="007"|"d|""e"""') == [["a", "b\r\nc"], ["007", 'd|"e"']]
    assert rows_of("TÊN CƠ QUAN, TỈNH\nSTT;Tên\n1;Thôn 1, xã A\n2;Thôn 2, xã B".encode())[2] == [
        "1",
        "Thôn 1, xã A",
    ]
    assert rows_of("một cột\nhai dòng".encode()) == [["một cột"], ["hai dòng"]]


def test_texts_are_called_after_their_file():
    (found,) = read_tables(b"a;b", "C:\\Danh sách [1]/chi bộ.v2.csv")
    assert found.title == "chi bộ.v2"
    assert read_tables(b"a;b")[0].title == "CSV"


# Web pages


def test_a_web_page_under_the_name_of_an_excel_file():
    page = """<html><head><meta http-equiv=Content-Type content="text/html; charset=utf-8">
    <style>td {x}</style></head>
    <body>Đầu<table><thead><tr><th rowspan=2>STT<th colspan="2">Họ   và
    tên</th></tr><tr><td>Đệm<td>Tên</tr>
    <tr style="display:none"><td>1</td><td>Lê&nbsp;A<br>B</td><td></td></tr>
    <tr><td><s>2</s></td><td><del>Xóa</del></td><td>&lt;x&gt;</td></tr></table>
    <table><tr><td>khác</td></tr></table>"""
    first, second = read_tables(page.encode(), "ds.xls")
    assert first.rows == [
        ["STT", "Họ và tên"],
        [None, "Đệm", "Tên"],
        ["1", "Lê\xa0A\nB"],
        ["2", "Xóa", "<x>"],
    ]
    assert first.merges == [Merge(0, 0, 1, 0), Merge(0, 1, 0, 2)]
    assert (first.hidden_rows, first.struck_rows) == (frozenset({2}), frozenset())
    assert [first.title, second.title, second.rows] == ["ds", "ds (2)", [["khác"]]]


def test_every_kind_is_known_by_its_content():
    files = {
        "xlsx": xlsx(*LIST),
        "ods": ods(table(*(row(*map(cell, line)) for line in LIST))),
        "xls": xls(b"".join(text_cell(i // 3, i % 3, i) for i in range(6)), [*HEADING, *VALUES]),
        "csv": text_of(";").encode().split(b"\r\n\r\n")[0],
        "html": "<table>{}</table>".format(
            "".join(f"<tr>{''.join(f'<td>{v}' for v in line)}</tr>" for line in LIST)
        ).encode(),
    }
    for wrong in files:
        assert {kind: rows_of(data, f"x.{wrong}") for kind, data in files.items()} == dict.fromkeys(
            files, LIST
        )


def test_the_file_of_another_program_that_openpyxl_saved():
    book = openpyxl.Workbook(write_only=True)
    worksheet = book.create_sheet("DS")
    for line in LIST:
        worksheet.append(line)
    target = io.BytesIO()
    book.save(target)
    assert rows_of(target.getvalue()) == LIST


@given(st.lists(st.lists(TEXTS, min_size=2, max_size=4), min_size=2, max_size=6), st.sampled_from(";\t,"))
def test_any_vietnamese_list_comes_back_from_any_encoding(rows, separator):
    text = "\n".join(separator.join(row) for row in [HEADING, *rows])
    expected = [HEADING, *rows]
    assert rows_of(in_windows_1258(text)) == expected
    assert rows_of(text.encode("utf-16")) == expected
    old = [
        [to_unicode(value, TCVN3) for value in row]
        for row in rows_of(written_in_tcvn3(text).encode("latin-1"))
    ]
    assert old[1:] == expected[1:]
