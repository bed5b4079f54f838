"""The annexes of the Word document, read back: landscape pages, titles, values, widths."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml.ns import qn
from docx.shared import Pt

from lib.periods import Month
from lib.tables import Column, Kind, Line, Table
from reports.document.word import Content, Section, write

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
        Line(["Tổng cộng", 1250, Decimal("81.8"), Decimal("91.25"), None], is_total=True),
    ],
    ["Tổng cộng tính mỗi chi bộ một lần."],
)
VISITS = Table(
    "visits",
    "Danh sách",
    [Column("TT", Kind.NUMBER, 5), *[Column(f"Cột {n}", width=20) for n in range(11)]],
    lambda: [Line([n, *["Chi bộ Thôn 2"] * 11]) for n in range(1, 61)],
)


def made(content=ISSUED, template=None):
    return Document(write(content, template))


def words(element) -> list[str]:
    """The paragraphs below `element`, tables included, empty ones left out."""
    texts = ["".join(t.text or "" for t in p.iter(qn("w:t"))) for p in element.iter(qn("w:p"))]
    return [text for text in texts if text]


class TestAnnexes:
    @pytest.fixture
    def document(self):
        return made(replace(ISSUED, annexes=[GROUPS, VISITS, replace(GROUPS, lines=list)]))

    def test_on_landscape_pages_of_their_own(self, document):
        letter, annexes = document.sections
        assert (letter.orientation, annexes.orientation) == (WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE)
        assert (round(annexes.page_width.mm), round(annexes.page_height.mm)) == (297, 210)
        # The page is turned, and its margins with it.
        margins = (annexes.top_margin, annexes.right_margin, annexes.bottom_margin, annexes.left_margin)
        assert [round(m.mm) for m in margins] == [35, 25, 15, 25]
        assert letter.different_first_page_header_footer
        assert not annexes.different_first_page_header_footer
        assert annexes.header.is_linked_to_previous

    def test_titles(self, document):
        titles = [p.text for p in document.paragraphs if p.style.name.startswith("Phụ lục - ")]
        below = "(Kèm theo Báo cáo số 127-BC/BTCTU, ngày 29/6/2018)"
        note = "Tổng cộng tính mỗi chi bộ một lần."
        assert titles == [
            *["PHỤ LỤC 1", "Kết quả theo nhóm", below, note],
            *["PHỤ LỤC 2", "Danh sách", below],
            *["PHỤ LỤC 3", "Kết quả theo nhóm", below, note],
        ]
        firsts = [p for p in document.paragraphs if p.text.startswith("PHỤ LỤC ")]
        assert [bool(p.paragraph_format.page_break_before) for p in firsts] == [False, True, True]

    def test_values(self, document):
        assert [[cell.text for cell in row.cells] for row in document.tables[2].rows] == [
            ["Nhóm", "Chi bộ", "Tỷ lệ, %", "Điểm", "Ngày"],
            ["Lãnh đạo ban", "22", "81,8", "92,5", "09/06/2018"],
            ["Trưởng, phó phòng", "0", "—", "90", ""],
            ["Tổng cộng", "1.250", "81,8", "91,25", ""],
        ]

    def test_an_empty_table_says_so(self, document):
        _head, row = document.tables[4].rows
        assert {cell.text for cell in row.cells} == {"Không có."}

    def test_heads_are_repeated_and_rows_stay_whole(self, document):
        head, *rows = document.tables[3].rows
        assert len(rows) == 60
        assert head._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:tblHeader")) is None for row in rows)
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in [head, *rows])

    def test_totals_are_bold_numbers_centred_levels_set_in(self, document):
        _head, first, second, total = document.tables[2].rows
        bold = [[bool(c.paragraphs[0].runs[0].bold) for c in row.cells] for row in (first, total)]
        assert bold == [[False] * 5, [True] * 5]
        aligned = [cell.paragraphs[0].alignment for cell in first.cells]
        assert aligned == [ALIGN.LEFT, *[ALIGN.CENTER] * 4]
        assert first.cells[0].paragraphs[0].paragraph_format.left_indent is None
        assert second.cells[0].paragraphs[0].paragraph_format.left_indent == Pt(10)

    def test_a_heading_among_the_rows_has_no_dashes(self):
        table = replace(GROUPS, lines=lambda: [Line(["Mục I", "", None, "", ""], is_total=True)])
        _head, row = made(replace(ISSUED, annexes=[table])).tables[2].rows
        assert [cell.text for cell in row.cells] == ["Mục I", "", "—", "", ""]

    def test_months(self):
        columns = [Column("Tháng", Kind.MONTH), Column("Tháng", Kind.MONTH)]
        table = Table("m", "M", columns, lambda: [Line([Month.parse("04/2018"), None])])
        _head, row = made(replace(ISSUED, annexes=[table])).tables[2].rows
        assert [cell.text for cell in row.cells] == ["04/2018", ""]

    def test_small_letters_in_long_lists(self):
        listed = replace(GROUPS, size=lambda: 3)
        cell = made(replace(ISSUED, annexes=[listed])).tables[2].cell(1, 0)
        assert cell.paragraphs[0].runs[0].font.size == Pt(10)

    def test_small_letters_in_wide_tables(self, document):
        assert document.tables[2].cell(1, 0).paragraphs[0].style.font.size == Pt(11)
        assert document.tables[3].cell(1, 0).paragraphs[0].runs[0].font.size == Pt(10)

    def test_tables_fit_the_page(self, document):
        section = document.sections[-1]
        width = section.page_width - section.left_margin - section.right_margin
        for table in document.tables[2:]:
            assert sum(column.width for column in table.columns) <= width + Pt(1)
        # A date is never broken: ten digits and the cell's padding.
        assert document.tables[2].columns[4].width >= Pt(11) * 5

    def test_none_no_second_section(self):
        assert len(made().sections) == 1

    def test_a_draft_names_no_number(self):
        document = made(replace(ISSUED, number=None, issued_on=None, annexes=[GROUPS]))
        assert "(Kèm theo Báo cáo số …-BC/BTCTU, ngày …/…/…)" in words(document.element.body)
