"""What documents about visits have in common in Word: the party's heading, a table, where it is signed.

As Hướng dẫn 36-HD/VPTW sets the parts of a party document; always in Vietnamese.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from itertools import zip_longest
from typing import IO
from xml.sax.saxutils import escape
from zipfile import ZipFile

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from lxml.etree import Comment

from committees.models import Committee
from lib.characters import NOT_IN_XML
from lib.heads import PLAIN, Head, Looks, is_authority

A4 = (Mm(210), Mm(297))
TEXT, SMALL = 14, 12  # points
ROOM = 60  # above and below a cell's text, in twentieths of a point
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


NOTHING = PaperRow(heading="Không có.")


def nearest(paths: set[str]) -> Committee | None:
    """Of committees' paths, the lowest one above all of them: whose list it is."""
    if not paths:
        return None
    low, high = min(paths), max(paths)
    steps = range(len(low), 0, -Committee.steplen)
    common = next((low[:end] for end in steps if high.startswith(low[:end])), "")
    return Committee.objects.filter(path=common).first()


class PaperDocument(DocumentObject):
    """A new document; rows of its tables are written as XML, and stay text until it is saved.

    python-docx finds a row's cells by looking through the rows above, and of thousands of rows making
    elements that nobody asks for takes longer than writing them.
    """

    def __init__(self):
        plain = Document()
        super().__init__(plain.element, plain.part)
        self._rows: list[str] = []

    def write_rows(self, drawn: Table, rows: str) -> None:
        drawn._tbl.append(Comment(self._place(len(self._rows))))
        self._rows.append(rows)

    def save(self, path_or_stream: str | IO[bytes]) -> None:
        saved, name = BytesIO(), self.part.partname.membername
        super().save(saved)
        with ZipFile(saved) as before, ZipFile(path_or_stream, "w") as after:
            for info in before.infolist():
                content = before.read(info)
                if info.filename == name:
                    for number, rows in enumerate(self._rows):
                        content = content.replace(f"<!--{self._place(number)}-->".encode(), rows.encode())
                after.writestr(info, content)

    @staticmethod
    def _place(number: int) -> str:
        return f"rows {number}"


def begin(title: str, author: str, *, is_landscape: bool = False, looks: Looks = PLAIN) -> PaperDocument:
    document = PaperDocument()
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


def table(document: PaperDocument, columns: Sequence[PaperColumn], rows: Sequence[PaperRow]) -> None:
    """Its heading comes again on every page; no row is torn apart."""
    drawn = document.add_table(0, len(columns), style="Table Grid")
    drawn.alignment, drawn.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, its in zip(drawn.columns, columns, strict=True):
        column.width = Mm(its.width)
    lines = [_head_row(columns)]
    for row, following in zip_longest(rows or [NOTHING], rows[1:], fillvalue=PaperRow()):
        # What is told once for several rows stays on one page with them.
        stays = bool(row.heading) or None in following.texts or following.is_total
        lines.append(_row(columns, row, stays=stays))
    document.write_rows(drawn, "".join(lines))


def _head_row(columns: Sequence[PaperColumn]) -> str:
    cells = (_cell(column.label, column.width, "center", bold=True) for column in columns)
    return f"<w:tr><w:trPr><w:tblHeader/></w:trPr>{''.join(cells)}</w:tr>"


def _row(columns: Sequence[PaperColumn], row: PaperRow, *, stays: bool) -> str:
    if row.heading:
        width, span = sum(column.width for column in columns), f'<w:gridSpan w:val="{len(columns)}"/>'
        cells = [_cell(row.heading, width, "left", bold=True, stays=stays, merged=span)]
    else:
        cells = [
            _cell(
                words or "",
                column.width,
                "center" if column.is_centred else "left",
                bold=row.is_total,
                stays=stays,
                merged=f'<w:vMerge w:val="{"continue" if words is None else "restart"}"/>',
            )
            for column, words in zip(columns, row.texts, strict=True)
        ]
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"


@lru_cache(maxsize=1 << 12)  # names and days stand in many rows
def _cell(words: str, width: int, align: str, *, bold: bool, stays: bool = False, merged: str = "") -> str:
    """The first line is a name, what follows tells more of it."""
    lines, paragraphs = words.split("\n"), []
    for number, line in enumerate(lines):
        before = f' w:before="{ROOM}"' if not number else ""
        after = f' w:after="{ROOM}"' if number == len(lines) - 1 else ""
        paragraphs.append(
            f"<w:p><w:pPr>{'<w:keepNext/>' if stays else ''}<w:spacing{before}{after}/>"
            f'<w:jc w:val="{align}"/></w:pPr>'
            f"<w:r><w:rPr>{'<w:b/>' if bold else ''}{'<w:i/>' if number else ''}"
            f'<w:sz w:val="{SMALL * 2}"/></w:rPr>'
            f'<w:t xml:space="preserve">{escape(printable(line))}</w:t></w:r></w:p>'
        )
    return (
        f'<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="{Mm(width).twips}"/>{merged}'
        f'<w:vAlign w:val="center"/></w:tcPr>{"".join(paragraphs)}</w:tc>'
    )


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
    return words if words.isprintable() else NOT_IN_XML.sub("", words.replace("\r", ""))


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
