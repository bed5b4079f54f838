"""The Word document, read back: its words, its looks, its pages; by Hướng dẫn 36-HD/VPTW."""

import datetime as dt
import io
from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from attendance.figures.selection import Selection
from lib.tables import Column, Kind, Line, Table
from reports.document.layouts import Layout
from reports.document.word import Content, Section, file_name, write
from reports.half_year.report import HalfYearReport

ISSUED = Content(
    superior_body="TỈNH ỦY BÌNH SƠN",
    issuing_body="BAN TỔ CHỨC",
    number=127,
    symbol="BC/BTCTU",
    place="Bình Sơn",
    issued_on=dt.date(2018, 6, 29),
    title=["Kết quả cán bộ lãnh đạo dự sinh hoạt chi bộ 6 tháng đầu năm 2018"],
    sections=[
        Section("Kết quả", ["Đã dự sinh hoạt tại 18/22 chi bộ.", "Vắng 4 chi bộ."]),
        Section("Hạn chế", ["Ít đảng viên phát biểu."]),
    ],
    signatory_title=["K/T TRƯỞNG BAN", "PHÓ TRƯỞNG BAN"],
    signatory_name="Nguyễn Văn An",
    recipients=["Thường trực Tỉnh ủy (báo cáo),", "Lưu VT."],
)
GROUPS = Table(
    "groups",
    "Kết quả theo nhóm",
    [
        Column("Nhóm", width=30),
        Column("Chi bộ", Kind.NUMBER),
        Column("Tỷ lệ, %", Kind.DECIMAL),
        Column("Điểm", Kind.POINTS),
        Column("Ngày", Kind.DATE),
    ],
    lambda: [
        Line(["Lãnh đạo ban", 22, Decimal("81.8"), Decimal("92.50"), dt.date(2018, 6, 9)]),
        Line(["Trưởng, phó phòng", 0, None, Decimal("90.00"), None], level=1),
        Line(["Tổng cộng", 22, Decimal("81.8"), Decimal("91.25"), None], is_total=True),
    ],
    ["Tổng cộng tính mỗi chi bộ một lần."],
)


def made(content=ISSUED, template=None):
    return Document(write(content, template))


def words(element) -> list[str]:
    """The paragraphs below `element`, tables included, empty ones left out."""
    texts = ["".join(t.text or "" for t in p.iter(qn("w:t"))) for p in element.iter(qn("w:p"))]
    return [text for text in texts if text]


def paragraph(document, text):
    """The paragraph of the body or of a cell that reads `text`."""
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    every = [*document.paragraphs, *(p for cell in cells for p in cell.paragraphs)]
    return next(p for p in every if p.text == text)


def looks(document, text) -> tuple:
    """(points, bold, italic, alignment) as a reader sees them."""
    found = paragraph(document, text)
    normal = document.styles["Normal"]
    style = found.style
    return (
        (style.font.size or normal.font.size).pt,
        bool(style.font.bold),
        bool(style.font.italic),
        style.paragraph_format.alignment,
    )


class TestWords:
    def test_all_in_order(self):
        assert words(made().element.body) == [
            "TỈNH ỦY BÌNH SƠN",
            "BAN TỔ CHỨC",
            "*",
            "ĐẢNG CỘNG SẢN VIỆT NAM",
            "Số 127-BC/BTCTU",
            "Bình Sơn, ngày 29 tháng 6 năm 2018",
            "BÁO CÁO",
            "Kết quả cán bộ lãnh đạo dự sinh hoạt chi bộ 6 tháng đầu năm 2018",
            "-----",
            "1. Kết quả",
            "Đã dự sinh hoạt tại 18/22 chi bộ.",
            "Vắng 4 chi bộ.",
            "2. Hạn chế",
            "Ít đảng viên phát biểu./.",
            "Nơi nhận:",
            "- Thường trực Tỉnh ủy (báo cáo),",
            "- Lưu VT.",
            "K/T TRƯỞNG BAN",
            "PHÓ TRƯỞNG BAN",
            "Nguyễn Văn An",
        ]

    def test_a_draft_has_dots_and_says_so_on_every_page(self):
        document = made(replace(ISSUED, number=None, issued_on=None))
        found = words(document.element.body)
        assert found[4:7] == ["Số …-BC/BTCTU", "DỰ THẢO", "Bình Sơn, ngày … tháng … năm …"]
        assert document.sections[0].header.paragraphs[0].text.startswith("DỰ THẢO – ")

    def test_an_issued_one_nowhere_says_draft(self):
        document = made()
        assert "DỰ THẢO" not in "".join(words(document.element.body))
        assert document.sections[0].header.paragraphs[0].text == "2"

    @pytest.mark.parametrize(
        ("day", "written"),
        [
            (dt.date(2019, 1, 5), "ngày 05 tháng 01 năm 2019"),
            (dt.date(2019, 2, 28), "ngày 28 tháng 02 năm 2019"),
            (dt.date(2019, 3, 9), "ngày 09 tháng 3 năm 2019"),
            (dt.date(2019, 12, 10), "ngày 10 tháng 12 năm 2019"),
        ],
    )
    def test_dates_as_official_style_writes_them(self, day, written):
        assert f"Bình Sơn, {written}" in words(made(replace(ISSUED, issued_on=day)).element.body)

    @pytest.mark.parametrize(
        ("last", "ended"),
        [("Hết.", "Hết./."), ("Hết./.", "Hết./."), ("Hết", "Hết./."), ("Cụ thể:", "Cụ thể./.")],
    )
    def test_the_last_paragraph_is_closed(self, last, ended):
        sections = [Section("Kết quả", ["Một."]), Section("Hết", [last]), Section("Không có gì", [])]
        assert ended in words(made(replace(ISSUED, sections=sections)).element.body)

    def test_what_may_be_missing(self):
        bare = Content(issuing_body="TỈNH ỦY BÌNH SƠN", symbol="BC/TU", place="Bình Sơn")
        assert words(made(bare).element.body) == [
            "TỈNH ỦY BÌNH SƠN",
            "*",
            "ĐẢNG CỘNG SẢN VIỆT NAM",
            "Số …-BC/TU",
            "DỰ THẢO",
            "Bình Sơn, ngày … tháng … năm …",
            "BÁO CÁO",
            "-----",
            "Nơi nhận:",
        ]

    def test_dashes_of_recipients_are_not_doubled(self):
        found = words(made(replace(ISSUED, recipients=["- Như trên,", "– Lưu VT."])).element.body)
        assert found[-5:-3] == ["- Như trên,", "- Lưu VT."]

    def test_the_document_is_vietnamese_whatever_the_reader_speaks(self, busy):
        with translation.override("en"):
            document = made(replace(ISSUED, annexes=[GROUPS]))
        assert [cell.text for cell in document.tables[2].rows[1].cells][2] == "81,8"
        report = HalfYearReport(Selection(busy.half_year))
        with translation.override("en"):
            assert file_name(report) == "Báo cáo 6 tháng đầu năm 2018.docx"

    @pytest.mark.django_db
    def test_file_name(self, commission, period):
        selection = Selection(period, committee=commission, as_of=dt.date(2018, 6, 29))
        assert file_name(HalfYearReport(selection)) == (
            "Báo cáo 6 tháng đầu năm 2018 - Ban Tổ chức - tính đến 29-06-2018.docx"
        )

    def test_properties(self):
        properties = made().core_properties
        assert properties.title == f"Báo cáo {ISSUED.title[0]}"
        assert (properties.author, properties.language, properties.comments) == ("BAN TỔ CHỨC", "vi-VN", "")


# As typed by people, or by nobody who means well.
ODD = [
    "Tin & bài <b>đậm</b> > 3 \"ngoặc\" 'kép'",
    "{{ number }} {% if x %} {# không #}",
    "{_{ number }_} {_% if %_}",
    "]]> <!-- &amp; &lt;w:p/&gt; -->",
    "</w:t></w:r></w:p><w:p/>",
    "{{ ''.__class__.__mro__ }}",
    "${7*7} #{7*7} %(x)s {0}",
]


class TestEscaping:
    """docxtpl escapes nothing unless told to: a “<” in a name would break the file, or worse."""

    @pytest.mark.parametrize("text", ODD)
    def test_comes_out_as_typed(self, text):
        sections = [Section(text, [text, "Hết"])]
        table = replace(GROUPS, title=text, lines=lambda: [Line([text, 1, None, None, None])], notes=[text])
        document = made(
            replace(
                ISSUED,
                superior_body=text,
                issuing_body=text,
                place=text,
                title=[text],
                sections=sections,
                signatory_title=[text],
                signatory_name=text,
                recipients=[text],
                annexes=[table],
            )
        )
        found = words(document.element.body)
        assert found.count(text) == 9
        assert f"1. {text}" in found
        assert f"- {text}" in found
        assert f"{text}, ngày 29 tháng 6 năm 2018" in found
        assert document.core_properties.author == text

    def test_what_word_cannot_hold_becomes_a_space(self):
        sections = [Section("Một\x0bhai", ["Ba\x07bốn\x00năm\ud800sáu\ufffe", "Bảy\ttám\x0cchín", "Hết"])]
        found = words(made(replace(ISSUED, sections=sections)).element.body)
        # A form feed begins a paragraph, as a line break does.
        assert found[9:13] == ["1. Một hai", "Ba bốn năm sáu", "Bảy tám", "chín"]

    def test_lines_are_paragraphs(self):
        found = words(made(replace(ISSUED, sections=[Section("", ["Một\r\nhai\n\nba"])])).element.body)
        assert found[9:12] == ["Một", "hai", "ba./."]

    def test_text_is_stored_composed(self):
        decomposed = "Nguye\u0302\u0303n"
        found = words(made(replace(ISSUED, signatory_name=decomposed)).element.body)
        assert found[-1] == "Nguy\u1ec5n"


class TestLooks:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("TỈNH ỦY BÌNH SƠN", (14, False, False, ALIGN.CENTER)),
            ("BAN TỔ CHỨC", (14, True, False, ALIGN.CENTER)),
            ("ĐẢNG CỘNG SẢN VIỆT NAM", (15, True, False, ALIGN.CENTER)),
            ("Số 127-BC/BTCTU", (14, False, False, ALIGN.CENTER)),
            ("Bình Sơn, ngày 29 tháng 6 năm 2018", (14, False, True, ALIGN.RIGHT)),
            ("BÁO CÁO", (16, True, False, ALIGN.CENTER)),
            (ISSUED.title[0], (14, True, False, ALIGN.CENTER)),
            ("1. Kết quả", (14, True, False, ALIGN.JUSTIFY)),
            ("Vắng 4 chi bộ.", (14, False, False, ALIGN.JUSTIFY)),
            ("- Lưu VT.", (12, False, False, None)),
            ("PHÓ TRƯỞNG BAN", (14, True, False, ALIGN.CENTER)),
            ("Nguyễn Văn An", (14, True, False, ALIGN.CENTER)),
        ],
    )
    def test_sizes_and_styles(self, text, expected):
        assert looks(made(), text) == expected

    def test_the_text(self):
        document = made()
        body = paragraph(document, "Vắng 4 chi bộ.").style.paragraph_format
        assert (body.first_line_indent, body.line_spacing) == (Mm(12.7), 1.15)
        assert paragraph(document, "1. Kết quả").style.paragraph_format.keep_with_next
        assert paragraph(document, "Nơi nhận:").runs[0].underline

    def test_the_signature_is_not_alone_on_a_page(self):
        document = made()
        assert paragraph(document, "Ít đảng viên phát biểu./.").paragraph_format.keep_with_next
        signature = document.tables[-1].rows[0]._tr
        assert signature.trPr.find(qn("w:cantSplit")) is not None

    def test_the_line_under_the_partys_name(self):
        party, line = made().tables[0].cell(0, 1).paragraphs
        assert (party.text, line.text) == ("ĐẢNG CỘNG SẢN VIỆT NAM", "")
        assert line._p.pPr.find(qn("w:pBdr")) is not None

    def test_font_size_and_margins_are_the_letterheads(self):
        margins = Layout(margin_top=20, margin_bottom=21, margin_left=30, margin_right=16)
        document = made(replace(ISSUED, font="Liberation Serif", body_size=15, layout=margins))
        font = document.styles["Normal"].font
        assert (font.name, font.size) == ("Liberation Serif", Pt(15))
        fonts = document.styles["Normal"].element.rPr.rFonts
        assert {fonts.get(qn(f"w:{s}")) for s in ("ascii", "hAnsi", "cs", "eastAsia")} == {"Liberation Serif"}
        (section,) = document.sections
        margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
        assert [round(m.mm) for m in margins] == [20, 21, 30, 16]

    def test_times_new_roman_on_a4(self):
        document = made()
        assert document.styles["Normal"].font.name == "Times New Roman"
        (section,) = document.sections
        assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
        assert [round(m.mm) for m in (section.top_margin, section.left_margin)] == [25, 35]
        # No run names a font of its own: what the letterhead says holds everywhere.
        assert list(document.element.body.iter(qn("w:rFonts"))) == []

    def test_pages_are_numbered_from_the_second(self):
        (section,) = made().sections
        assert section.different_first_page_header_footer
        assert [p.text for p in section.first_page_header.paragraphs] == [""]
        header = section.header.paragraphs[0]
        assert "".join(c.text for c in header._p.iter(qn("w:instrText"))).strip() == "PAGE"
        assert header.style.paragraph_format.alignment == ALIGN.CENTER


@pytest.mark.django_db
class TestCommand:
    def test_into_a_file(self, busy, commission, tmp_path):
        target = tmp_path / "báo cáo.docx"
        call_command("summary", "--period=2018-H1", "--committee=BTCTU", "--format=docx", "-o", str(target))
        found = words(Document(str(target)).element.body)
        assert found[:5] == [
            "TỈNH ỦY BÌNH SƠN",
            "BAN TỔ CHỨC",
            "*",
            "ĐẢNG CỘNG SẢN VIỆT NAM",
            "Số …-BC/BTCTU",
        ]

    def test_through_a_pipe_of_the_whole_province(self, busy, capsysbinary):
        call_command("summary", "--period", "2018-H1", "--format", "docx")
        document = Document(io.BytesIO(capsysbinary.readouterr().out))
        assert words(document.element.body)[0] == "TỈNH ỦY BÌNH SƠN"

    def test_not_onto_the_screen(self, busy, monkeypatch):
        screen = io.StringIO()
        screen.isatty = lambda: True
        monkeypatch.setattr("sys.stdout", screen)
        with pytest.raises(CommandError, match="-o"):
            call_command("summary", "--period", "2018-H1", "--format", "docx")

    def test_without_any_committee(self):
        with translation.override("en"), pytest.raises(CommandError, match="There is no committee yet"):
            call_command("summary", "--period", "2018-H1", "--format", "docx", "-o", "/nowhere/x.docx")
