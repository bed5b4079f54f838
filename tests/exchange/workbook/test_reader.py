"""Files as people, programs and attackers send them."""

import contextlib
import datetime as dt
import io
import unicodedata
import zipfile

import pytest

from attendance.models import Visit
from committees.models import Committee, Leader
from exchange.workbook import UnreadableWorkbook, import_workbook
from exchange.workbook.opening import opened
from exchange.workbook.reader import count_rows
from meetings.models import Cell, Criterion, Finding, Meeting
from tests.exchange.tables.files import archive, odd_archives

from .workbooks import file_of, load, places, raw_file, result, small, visit

pytestmark = pytest.mark.django_db
D = dt.date


# Files that are refused


def zipped(**members: bytes) -> io.BytesIO:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    target.seek(0)
    return target


def with_member(name: str, content: bytes) -> io.BytesIO:
    """A good workbook with one more member, or another in place of its own."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(file_of(small())) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out,
    ):
        for member in source.infolist():
            if member.filename != name:
                out.writestr(member.filename, source.read(member))
        out.writestr(name, content)
    target.seek(0)
    return target


SHEET = "xl/worksheets/sheet1.xml"
ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>"""
EXTERNAL = ENTITIES.replace(b'"aaaaaaaaaa"', b'SYSTEM "file:///etc/passwd"')


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (lambda: io.BytesIO(b""), "no Excel workbook"),
        (lambda: io.BytesIO("Mã;Tên\n1;2".encode()), "no Excel workbook"),
        (lambda: io.BytesIO(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600)), "protected by a password"),
        (lambda: zipped(**{"word/document.xml": b"<a/>"}), "no Excel workbook"),
        (lambda: io.BytesIO(file_of(small()).getvalue()[:-400]), "no Excel workbook"),
        (lambda: with_member(SHEET, b"<worksheet><sheetData><row>"), "damaged"),
        (lambda: with_member(SHEET, ENTITIES), "damaged"),
        (lambda: with_member(SHEET, EXTERNAL), "damaged"),
        (lambda: with_member("xl/workbook.xml", ENTITIES), "damaged"),
        (lambda: with_member("xl/vbaProject.bin", b"x"), "macros"),
        (lambda: with_member("xl/macrosheets/sheet1.xml", b"<a/>"), "macros"),
        (lambda: with_member(SHEET, b"<" + b"a" * 11 * 1024**2), "takes more memory or time"),
        (lambda: with_member(SHEET, b"<c/>" * 15_000_000), "takes more memory or time"),
        (lambda: io.BytesIO(b"PK\x03\x04" + bytes(21 * 1024**2)), "too large"),
    ],
)
def test_a_hopeless_file_is_refused_with_one_line(file, message):
    with pytest.raises(UnreadableWorkbook) as refused:
        import_workbook(file(), by=None)
    assert message in str(refused.value)
    assert "\n" not in str(refused.value)
    assert not Committee.objects.exists()


def members_of(file: io.BytesIO) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def changed_member(name: str, old: bytes, new: bytes) -> io.BytesIO:
    content = members_of(file_of(small()))[name]
    assert old in content
    return with_member(name, content.replace(old, new, 1))


@pytest.mark.parametrize("name", ["xl/worksheets/sheet3.xml", "xl/_rels/workbook.xml.rels"])
def test_a_part_that_is_gone_is_damage(name):
    members = members_of(file_of(small()))
    del members[name]
    with pytest.raises(UnreadableWorkbook, match="damaged"):
        import_workbook(zipped(**members), by=None)


def test_a_sheet_without_a_part_is_damage():
    with pytest.raises(UnreadableWorkbook, match="damaged"):
        import_workbook(changed_member("xl/workbook.xml", b'r:id="rId3"', b'r:id="rId99"'), by=None)


TEXTS_PART = (
    b'<Override PartName="/xl/sharedStrings.xml" '
    b'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)


def with_numbered_text(number: int, *, has_texts: bool = True) -> io.BytesIO:
    """As Excel writes it: the first cell names its text by a number."""
    members = members_of(raw_file({"Nhận định": [["Mã", "Loại", "Nội dung"], ["U1", "Ưu điểm", "Tốt"]]}))
    heading = '<c r="A1" t="inlineStr"><is><t>Mã</t></is></c>'.encode()
    assert heading in members[SHEET]
    members[SHEET] = members[SHEET].replace(heading, f'<c r="A1" t="s"><v>{number}</v></c>'.encode())
    members["xl/sharedStrings.xml"] = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        "<si><t>Loại</t></si><si><t>Mã</t></si></sst>"
    ).encode()
    types = members["[Content_Types].xml"]
    if b"sharedStrings" not in types:
        members["[Content_Types].xml"] = types.replace(b"</Types>", TEXTS_PART)
    if not has_texts:
        del members["xl/sharedStrings.xml"]
    return zipped(**members)


def test_texts_are_found_by_their_numbers():
    assert import_workbook(with_numbered_text(1), by=None).problems == []
    for file in (*map(with_numbered_text, (-1, -2, 2, 999)), with_numbered_text(1, has_texts=False)):
        with pytest.raises(UnreadableWorkbook, match="damaged"):
            import_workbook(file, by=None)


SHEET_MAIN = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACRO_PART = b'<Override PartName="/xl/a.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
MACRO_LINK = (
    b'<Relationship Id="rId99" Target="a.bin" '
    b'Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject"/></Relationships>'
)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("[Content_Types].xml", SHEET_MAIN, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"),
        ("[Content_Types].xml", b"</Types>", MACRO_PART),
        ("xl/_rels/workbook.xml.rels", b"</Relationships>", MACRO_LINK),
    ],
)
def test_macros_under_another_name_are_refused(name, old, new):
    with pytest.raises(UnreadableWorkbook, match="macros"):
        import_workbook(changed_member(name, old, new), by=None)


def test_a_bomb_of_many_members_is_refused(monkeypatch):
    monkeypatch.setattr("exchange.workbook.opening.MAX_UNPACKED_BYTES", 10_000)
    with pytest.raises(UnreadableWorkbook, match="too large"), opened(file_of(small()).getvalue()):
        pass


def test_an_encrypted_archive_is_refused():
    data = bytearray(file_of(small()).getvalue())
    # The flag that says so, in the central directory of the first member.
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(UnreadableWorkbook, match="password"):
        import_workbook(io.BytesIO(bytes(data)), by=None)


@pytest.mark.parametrize(
    "data",
    [*odd_archives().values(), archive({SHEET: b"<row " * 9}).replace(b"\0\0\x08\0", b"\0\0\x63\0")],
    ids=[*odd_archives(), "packed in another way"],
)
def test_rows_of_a_damaged_archive_are_not_counted(data):
    """Reading says what is wrong with it."""
    assert count_rows(archive({SHEET: "<row "})) == 1
    assert count_rows(data) == 0


def test_a_path_that_leads_nowhere(tmp_path):
    for path in (tmp_path / "không có.xlsx", tmp_path, "\0"):
        with pytest.raises(UnreadableWorkbook):
            import_workbook(path, by=None)


@pytest.mark.parametrize("content", [b"\x00", b"<a/>", b"\xff\xfe<\x00", b"<worksheet xmlns='x'/>", b""])
@pytest.mark.parametrize("name", [SHEET, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"])
def test_no_damage_makes_a_traceback(name, content):
    with contextlib.suppress(UnreadableWorkbook):
        import_workbook(with_member(name, content), by=None)


def test_cells_that_lie_about_their_type_are_damage():
    cell = '<row r="1"><c r="A1" t="{}"><v>{}</v></c></row>'
    sheet = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
    for kind, value in [("n", "abc"), ("s", "99"), ("b", "x"), ("d", "x"), ("n", "9" * 5000)]:
        with pytest.raises(UnreadableWorkbook):
            import_workbook(with_member(SHEET, sheet.format(cell.format(kind, value)).encode()), by=None)


def test_the_dimensions_in_the_file_are_not_believed():
    file = raw_file({"Nhận định": [["Mã", "Loại", "Nội dung"], ["U1", "Ưu điểm", "Tốt"]]})
    with zipfile.ZipFile(file) as archive:
        sheet = archive.read(SHEET)
        members = {name: archive.read(name) for name in archive.namelist()}
    for wrong in (b"A1:A1", b"A1:XFD1048576", b"A1"):
        members[SHEET] = sheet.replace(b'ref="A1:C2"', b'ref="' + wrong + b'"')
        assert members[SHEET] != sheet
        result = import_workbook(zipped(**members), by=None)
        assert result.problems == []
        assert [counts.created + counts.unchanged for counts in result.counts.values()] == [1]


# Headings and sheets


def test_headings_are_found_in_any_order_case_and_unicode_form():
    nfd = unicodedata.normalize("NFD", "Nội dung")
    file = raw_file({"  nhận   ĐỊNH": [[None, nfd, " LOẠI ", "mã"], [None, "Tốt", "ưu điểm", "U1"]]})
    result = import_workbook(file, by=None)
    assert (result.problems, result.warnings) == ([], [])
    assert list(Finding.objects.values_list("code", "kind", "text")) == [("U1", "strength", "Tốt")]


def test_both_spellings_of_uy_are_one_word():
    rows = [["Mã", "Tên", "Loại"], ["TU", "Tỉnh uỷ", "Tỉnh uỷ"]]
    result = import_workbook(raw_file({"Cấp uỷ": rows}), by=None)
    assert (result.problems, result.warnings) == ([], [])
    assert Committee.objects.get().kind == Committee.Kind.PROVINCE


def test_unknown_sheets_and_columns_are_reported_and_do_not_block():
    file = raw_file(
        {
            "Ghi chú": [["bất kỳ"]],
            "Nhận định": [["Mã", "Loại", "Nội dung", "Ngày"], ["U1", "Ưu điểm", "Tốt", "=1+1"]],
        }
    )
    result = import_workbook(file, by=None)
    assert result.problems == []
    assert [(w.sheet, w.cell) for w in result.warnings] == [("Ghi chú", ""), ("Nhận định", "D1")]
    assert Finding.objects.count() == 1


def test_an_empty_sheet_is_a_warning():
    result = import_workbook(raw_file({"Nhận định": []}), by=None)
    assert result.problems == []
    assert [w.sheet for w in result.warnings] == ["Nhận định"]


def test_a_workbook_of_other_sheets_says_that_there_was_nothing_to_do():
    result = import_workbook(raw_file({"Sheet1": [["x"]]}), by=None)
    assert result.problems == []
    assert len(result.warnings) == 2


def test_empty_rows_are_skipped_and_rows_keep_their_numbers():
    rows = [["Mã", "Loại", "Nội dung"], [], ["U1", "Ưu điểm", "Tốt"], [" ", None, ""], ["U2", "?", "Tốt"]]
    result = import_workbook(raw_file({"Nhận định": rows}), by=None)
    assert [f"{p.sheet}!{p.cell}" for p in result.problems] == ["Nhận định!B5"]


# Cells


def imported(sheet: str, heading: list, *rows: list, base: dict | None = None):
    if base is not None:
        load(base)
    result = import_workbook(raw_file({sheet: [heading, *rows]}), by=None)
    assert places(result) == []


def test_codes_and_names_written_as_numbers():
    imported("Nhận định", ["Mã", "Loại", "Nội dung"], [123, "Ưu điểm", 2018], [124.0, "Ưu điểm", 1.5])
    assert list(Finding.objects.order_by("code").values_list("code", "text")) == [
        ("123", "2018"),
        ("124", "1.5"),
    ]


def test_text_is_stripped_and_composed():
    name = "\u00a0 " + unicodedata.normalize("NFD", "Chuẩn bị tốt") + "\u200b\n"
    imported("Nhận định", ["Mã", "Loại", "Nội dung"], [" U1 ", "Ưu điểm", name])
    assert list(Finding.objects.values_list("code", "text")) == [("U1", "Chuẩn bị tốt")]


# Times in Excel have no zone.
AFTERNOON = dt.datetime(2018, 3, 5, 14, 30)  # noqa: DTZ001


@pytest.mark.parametrize("written", ["05/03/2018", "5/3/2018", D(2018, 3, 5), AFTERNOON])
def test_ways_to_write_a_date(written):
    imported(
        "Buổi sinh hoạt",
        ["Mã chi bộ", "Ngày họp", "Hình thức"],
        ["CB3", written, "Bất thường"],
        base=small(),
    )
    assert Meeting.objects.get(cell__code="CB3").date == D(2018, 3, 5)


@pytest.mark.parametrize("written", ["03/2018", "3/2018", D(2018, 3, 1), AFTERNOON])
def test_ways_to_write_a_month(written):
    imported(
        "Kế hoạch",
        ["Kỳ", "Mã cơ quan", "Mã lãnh đạo", "Mã chi bộ", "Tháng"],
        ["2018-h1", "BTC", "L1", "CB3", written],
        base=small(),
    )
    assert str(Visit.objects.get(cell__code="CB3", leader__code="L1").month) == "03/2018"


@pytest.mark.parametrize("written", [7.5, "7.5", "7,5", "7,50"])
def test_ways_to_write_points(written):
    rows = small()
    rows["Khung tiêu chí"][1]["Điểm tối đa"] = written
    rows["Đánh giá"] = []
    load(rows)
    assert str(Criterion.objects.get(code="B").maximum) == "7.5"


def test_counts_written_as_text():
    heading = ["Mã", "Tên", "Mã cấp ủy", "Mã loại hình", "Số đảng viên", "Ngày sinh hoạt"]
    imported("Chi bộ", heading, ["CB9", "Chi bộ 9", "HU", "AP", "12", "5.0"], base=small())
    cell = Cell.objects.get(code="CB9")
    assert (cell.members_total, cell.meeting_day) == (12, 5)


def test_notes_may_begin_like_a_formula():
    rows = small()
    for number, note in enumerate(["=cmd()", "+84", "-", "@", "'quote"]):
        rows["Kế hoạch"].append(visit("L1", "CB3", f"0{number + 1}/2018"))
        rows["Kết quả"].append(result("L1", "CB3", f"0{number + 1}/2018", "Rút", **{"Ghi chú": note}))
    load(rows)
    notes = Visit.objects.filter(cell__code="CB3", leader__code="L1").order_by("month")
    assert list(notes.values_list("note", flat=True)) == ["=cmd()", "+84", "-", "@", "'quote"]


def test_notes_keep_their_lines():
    rows = small()
    rows["Kết quả"][0]["Ghi chú"] = "một\r\nhai\tba"
    rows["Nhận định"][0]["Nội dung"] = "một\nhai"
    load(rows)
    assert Visit.objects.get(leader__code="L1", cell__code="CB1").note == "một\nhai\tba"
    assert Finding.objects.get(code="U1").text == "một\nhai"


def test_lists_are_read_whatever_their_case():
    rows = small()
    rows["Lãnh đạo"][0]["Nhóm"] = "LÃNH ĐẠO BAN"
    rows["Kết quả"][1] |= {"Kết quả": "vắng", "Lý do": " công  TÁC"}
    rows["Đánh giá"][2]["Người chấm"] = "Tự chấm"
    load(rows)
    assert Leader.objects.get(code="L1").group == "leadership"
    assert Visit.objects.get(leader__code="L1", month=2018 * 12 + 3).absence_reason.code == "trip"
