"""What documents about visits have in common in Word: the party's heading, a table, where it is signed.

As Hướng dẫn 36-HD/VPTW sets the parts of a party document; always in Vietnamese.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from itertools import zip_longest

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell

from committees.models import Committee
from lib.heads import PLAIN, Head, Looks, is_authority

A4 = (Mm(210), Mm(297))
TEXT, SMALL = 14, 12  # points
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class PaperColumn:
    label: str
    width: int  # millimetres
    is_centred: bool = False


@dataclass(frozen=True)
class PaperRow:
    """`texts` has one of each column; None: as in the row above, in one cell with it.

    With `heading` the row is a heading over the rows below, and has no others.
    """

    texts: Sequence[str | None] = field(default_factory=list)
    heading: str = ""
    is_total: bool = False


def nearest(committees: set[Committee]) -> Committee | None:
    """The lowest one above all of them: whose list it is."""
    paths = [committee.path for committee in committees]
    if not paths:
        return None
    low, high = min(paths), max(paths)
    steps = range(len(low), 0, -Committee.steplen)
    common = next((low[:end] for end in steps if high.startswith(low[:end])), "")
    return Committee.objects.filter(path=common).first()


def begin(title: str, author: str, *, is_landscape: bool = False, looks: Looks = PLAIN) -> DocumentObject:
    document = Document()
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title, author, ""
    properties.language = "vi-VN"
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = looks.font, Pt(TEXT)
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        normal.element.rPr.rFonts.set(qn(f"w:{script}"), looks.font)
    normal.paragraph_format.space_after = Pt(0)
    (section,) = document.sections
    width, height = reversed(A4) if is_landscape else A4
    section.page_width, section.page_height = width, height
    section.orientation = WD_ORIENT.LANDSCAPE if is_landscape else WD_ORIENT.PORTRAIT
    section.top_margin, section.bottom_margin = Mm(looks.margin_top), Mm(looks.margin_bottom)
    section.left_margin = Mm(20) if is_landscape else Mm(looks.margin_left)
    section.right_margin = Mm(looks.margin_right)
    section.header_distance = Mm(10)
    _number_pages(section)
    return document


def _number_pages(section) -> None:
    """From the second page on, at its top."""
    section.different_first_page_header_footer = True
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = ALIGN.CENTER
    for kind, text in (("begin", ""), ("", " PAGE "), ("end", "")):
        run = paragraph.add_run()
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)


def head(document: DocumentObject, of: Head, *, kind: str, year: int, is_draft: bool = False) -> None:
    """Whose document it is, its number and day: blank, to be filled in by hand or by the clerk."""
    left, right = columns(document, 0.44)
    if of.superior_body:
        write(left, of.superior_body, ALIGN.CENTER)
    write(left, of.issuing_body, ALIGN.CENTER, bold=of.looks.own_name_bold)
    if of.looks.asterisk:
        write(left, "*", ALIGN.CENTER)
    write(left, f"Số         -{kind}/{of.symbol}", ALIGN.CENTER)
    if is_draft:
        write(left, "DỰ THẢO", ALIGN.CENTER, bold=True, size=SMALL)
    write(right, "ĐẢNG CỘNG SẢN VIỆT NAM", ALIGN.CENTER, bold=True, underline=True, size=15)
    write(right, "")
    place = of.place or "……………"
    write(right, f"{place}, ngày      tháng      năm {year}", ALIGN.RIGHT, italic=True)


def title(document: DocumentObject, kind: str, *lines: str, looks: Looks = PLAIN) -> None:
    write(document, kind, ALIGN.CENTER, bold=True, size=16, before=16)
    for line in lines:
        write(document, line, ALIGN.CENTER, bold=looks.summary_bold)
    write(document, "-----", ALIGN.CENTER)


def text(document: DocumentObject, words: str, *, looks: Looks = PLAIN) -> None:
    paragraph = write(document, words, ALIGN.JUSTIFY, before=6)
    paragraph.paragraph_format.first_line_indent = Mm(looks.first_line_indent)
    paragraph.paragraph_format.space_after = Pt(6)


def table(document: DocumentObject, columns: Sequence[PaperColumn], rows: Sequence[PaperRow]) -> None:
    """Its heading comes again on every page; no row is torn apart."""
    drawn = document.add_table(1, len(columns), style="Table Grid")
    drawn.alignment, drawn.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for cell, column in zip(drawn.rows[0].cells, columns, strict=True):
        _fill(cell, column.label, ALIGN.CENTER, column, bold=True)
    _mark(drawn.rows[0], "w:tblHeader")
    for row, following in zip_longest(rows, rows[1:], fillvalue=PaperRow()):
        line = _draw(drawn, columns, row)
        if row.heading or None in following.texts or following.is_total:
            _keep_with_next(line)
    for column, its in zip(drawn.columns, columns, strict=True):
        column.width = Mm(its.width)
    if not rows:
        _draw(drawn, columns, PaperRow(heading="Không có."))


def _draw(drawn: Table, columns: Sequence[PaperColumn], row: PaperRow):
    line = drawn.add_row()
    _mark(line, "w:cantSplit")
    cells = line.cells
    if row.heading:
        merged = cells[0].merge(cells[-1])
        _fill(merged, row.heading, ALIGN.LEFT, None, bold=True)
        return line
    for cell, column, words in zip(cells, columns, row.texts, strict=True):
        cell.width = Mm(column.width)
        if words is None:
            _merge(cell, "continue")
        else:
            align = ALIGN.CENTER if column.is_centred else ALIGN.LEFT
            _fill(cell, words, align, column, bold=row.is_total)
            _merge(cell, "restart")
    return line


def _keep_with_next(line) -> None:
    """What is told once for several rows stays on one page with them."""
    for cell in line.cells:
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.keep_with_next = True


def _merge(cell: _Cell, value: str) -> None:
    merge = OxmlElement("w:vMerge")
    merge.set(qn("w:val"), value)
    cell._tc.get_or_add_tcPr().append(merge)


def _fill(cell: _Cell, words: str, align, column: PaperColumn | None, *, bold: bool = False) -> None:
    if column is not None:
        cell.width = Mm(column.width)
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    for number, part in enumerate(words.split("\n")):
        # The first line is a name, what follows tells more of it.
        paragraph = cell.paragraphs[0] if not number else cell.add_paragraph()
        paragraph.alignment = align
        run = paragraph.add_run(printable(part))
        run.bold, run.italic, run.font.size = bold, bool(number), Pt(SMALL)
    cell.paragraphs[0].paragraph_format.space_before = Pt(3)
    cell.paragraphs[-1].paragraph_format.space_after = Pt(3)


def signatures(
    document: DocumentObject, of: Head, recipients: Sequence[str], more: Sequence[str] = ()
) -> None:
    """Recipients on the left, and what else is to be known; on the right who signs."""
    write(document, "")
    left, right = columns(document, 0.5)
    write(left, "Nơi nhận:", underline=of.looks.recipients_underlined, size=TEXT)
    for recipient in recipients:
        write(left, f"- {recipient}", size=SMALL)
    for line in more:
        write(left, line, size=SMALL, italic=True, before=6)
    for line in of.signatory_title.splitlines() or ["NGƯỜI DUYỆT"]:
        bold = of.looks.authority_bold if is_authority(line) else of.looks.title_bold
        write(right, line, ALIGN.CENTER, bold=bold)
    write(right, of.signatory_name, ALIGN.CENTER, bold=of.looks.name_bold, before=70)


def bytes_of(document: DocumentObject) -> BytesIO:
    target = BytesIO()
    document.save(target)
    target.seek(0)
    return target


def write(
    where, words: str, align=ALIGN.LEFT, *, bold=False, italic=False, underline=False, size=TEXT, before=0
):
    """A paragraph of its own, in the first empty one of a cell."""
    is_new_cell = isinstance(where, _Cell) and len(where.paragraphs) == 1 and not where.paragraphs[0].runs
    paragraph = where.paragraphs[0] if is_new_cell else where.add_paragraph()
    paragraph.alignment, paragraph.paragraph_format.space_before = align, Pt(before)
    run = paragraph.add_run(printable(words))
    run.bold, run.italic, run.underline, run.font.size = bold, italic, underline, Pt(size)
    return paragraph


def printable(words: str) -> str:
    """Without what XML cannot hold."""
    if words.isprintable():
        return words
    return "".join(c for c in words if c in "\t\n" or (ord(c) >= 32 and not 0xD800 <= ord(c) <= 0xDFFF))


def columns(document: DocumentObject, left_part: float) -> tuple[_Cell, _Cell]:
    """Two columns without borders, across the page."""
    section = document.sections[0]
    width = section.page_width - section.left_margin - section.right_margin
    drawn = document.add_table(1, 2)
    drawn.autofit = False
    left, right = drawn.rows[0].cells
    left.width, right.width = int(width * left_part), int(width * (1 - left_part))
    for column, cell in zip(drawn.columns, (left, right), strict=True):
        column.width = cell.width
    _mark(drawn.rows[0], "w:cantSplit")
    return left, right


def _mark(row, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))
