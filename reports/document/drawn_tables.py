"""The annexes of the Word document: each table of `annexes` with its title, on A4 landscape.

The tables are written as text and put into the document's file when it is saved: as elements they would be
read, moved and written once more, which takes as long as all the rest.
"""

import copy
import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile

from django.utils.formats import number_format
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Length, Mm, Pt
from lxml import etree

from attendance.figures.tally import MISSING
from lib.counts import whole
from lib.periods import written_day
from lib.seals import printed
from lib.tables import Column, Kind, Line, Table, Value

from .rendering import printable
from .word_template import A4, style

SIZE, SMALL = 11, 10  # points; small in long lists, and where there are many columns
MANY_COLUMNS = 10
LETTER = Mm(2)  # of the table's text, on the average
PADDING = Mm(2.5)  # left and right of a cell together
# Of the font's size, on the average: a word of a heading, which is bold, and one below it.
HEAD_LETTER, BODY_LETTER = 0.62, 0.56
WHOLE_WORD = 12  # letters; longer words may be broken
STRETCHED_AT_MOST = 1.4
NOTHING = "Không có."
_HEAD = 'w:val="clear" w:color="auto" w:fill="EDEDED"'
_END = "</w:t></w:r></w:p></w:tc>"
_PLACE = "annex"  # an instruction of that name stands for a table until the document is saved
_PLACES = re.compile(rf"<\?{_PLACE} \d+\?>".encode())


def append(document: Document, content) -> list[str]:
    """Below what the document says: `content.annexes`, one a page or more. Their tables, for `saved`."""
    section = _landscape(document, content)
    width = section.page_width - section.left_margin - section.right_margin
    drawn = []
    for number, table in enumerate(content.annexes, start=1):
        _titles(document, content, number, table)
        place = etree.ProcessingInstruction(_PLACE, str(len(drawn)))
        document.element.body.sectPr.addprevious(place)
        drawn.append(_table(document, table, width))
        for note in table.notes:
            document.add_paragraph(printable(note), style=style(document, "Phụ lục - ghi chú"))
    if content.seal:
        words = f"Mã niêm phong lịch sử số liệu: {printed(content.seal)}"
        document.add_paragraph(words, style=style(document, "Phụ lục - ghi chú"))
    return drawn


def saved(document: Document, drawn: list[str]) -> BytesIO:
    """The document's file with the tables in their places, ready to be read from its start."""
    without, whole = BytesIO(), BytesIO()
    document.save(without)
    text = document.part.partname.membername
    places = {f"<?{_PLACE} {number}?>".encode(): table.encode() for number, table in enumerate(drawn)}
    with ZipFile(without) as read, ZipFile(whole, "w", ZIP_DEFLATED) as written:
        for part in read.infolist():
            content = read.read(part)
            if part.filename == text:
                content = _PLACES.sub(lambda found: places.get(found[0], found[0]), content)
            written.writestr(part, content)
    whole.seek(0)
    return whole


def _landscape(document: Document, content) -> Section:
    """A new section on turned pages; what is printed along the binding edge stays there."""
    body = document.element.body
    last = body[-2] if len(body) > 1 else None
    if last is None or last.tag != qn("w:p") or "".join(last.itertext()).strip():
        last = document.add_paragraph(style=style(document, "Cuối trang ký"))._p
    # The empty paragraph below the signature ends its section: one more could begin a page of its own.
    last.get_or_add_pPr().append(copy.deepcopy(body.sectPr))
    section = document.sections[-1]
    for reference in [
        *body.sectPr.findall(qn("w:headerReference")),
        *body.sectPr.findall(qn("w:footerReference")),
    ]:
        body.sectPr.remove(reference)
    section.different_first_page_header_footer = False
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = reversed(A4)
    upright = content.layout
    section.top_margin, section.bottom_margin = Mm(upright.margin_left), Mm(upright.margin_right)
    section.left_margin, section.right_margin = Mm(upright.margin_bottom), Mm(upright.margin_top)
    section.header_distance = min(Mm(20), section.top_margin // 2)
    section.footer_distance = min(Mm(12), section.bottom_margin // 2)
    return section


def _titles(document: Document, content, number: int, table: Table) -> None:
    first = document.add_paragraph(f"PHỤ LỤC {number}", style=style(document, "Phụ lục - số"))
    first.paragraph_format.page_break_before = number > 1
    document.add_paragraph(printable(table.title), style=style(document, "Phụ lục - tên"))
    date = "/".join([content.day, content.month, content.year])
    document.add_paragraph(
        f"(Kèm theo Báo cáo số {content.number_text}-{content.symbol}, ngày {date})",
        style=style(document, "Phụ lục - kèm theo"),
    )


def _table(document: Document, table: Table, width: Length) -> str:
    size = SMALL if table.size or len(table.columns) > MANY_COLUMNS else SIZE
    # A committee, a position, a rate of 100 stand in hundreds of cells. Typed: 1 is not written like 1,0.
    said = lru_cache(maxsize=None, typed=True)(shown)
    rows = [
        (line, [said(value, column.kind) for value, column in zip(line.values, table.columns, strict=True)])
        for line in table.lines()
    ]
    texts = list(zip(*(texts for _line, texts in rows), strict=True)) or [()] * len(table.columns)
    widths = _widths(table.columns, texts, width, size)
    writer = _Writer(style(document, "Phụ lục - bảng").style_id, table.columns, widths, size)
    drawn = [writer.row(line, texts) for line, texts in rows] or [writer.nothing()]
    return writer.table(drawn)


def _widths(columns: list[Column], texts: list[Iterable[str]], width: Length, size: int) -> list[int]:
    """In twentieths of a point: the page's width, or less where the table would be stretched too much.

    In a table too wide for the page, columns first give up what their texts do not need, then all alike what
    is more than their longest word.
    """
    least = [_least(column, below, size) for column, below in zip(columns, texts, strict=True)]
    letter = LETTER * size / SIZE
    found = [max(column.width * letter + PADDING, least[i]) for i, column in enumerate(columns)]
    if sum(found) > width:
        needed = [max(map(len, below), default=0) * letter + PADDING for below in texts]
        found = [max(least[i], min(w, needed[i])) for i, w in enumerate(found)]
    if sum(found) > width > sum(least):
        share = (width - sum(least)) / (sum(found) - sum(least))
        found = [least[i] + (w - least[i]) * share for i, w in enumerate(found)]
    scale = min(width / sum(found), STRETCHED_AT_MOST)
    return [round(w * scale / Pt(1) * 20) for w in found]


def _least(column: Column, texts: Iterable[str], size: int) -> float:
    head = min(_longest_word([printable(column.label)]), WHOLE_WORD) * HEAD_LETTER
    return Pt(size) * max(head, min(_longest_word(texts), WHOLE_WORD) * BODY_LETTER) + PADDING


def _longest_word(texts: Iterable[str]) -> int:
    return max(map(len, " ".join(texts).split()), default=0)


class _Writer:
    """Rows as Word's own text: lists have thousands of cells, too many to build piece by piece."""

    def __init__(self, style_id: str, columns: list[Column], widths: list[int], size: int):
        self.style_id, self.columns, self.widths, self.size = style_id, columns, widths, size
        self._beginnings: dict[tuple[bool, int], list[str]] = {}

    def table(self, rows: list[str]) -> str:
        edges = "".join(
            f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
            for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        air = 20 if self.size == SIZE else 0  # small letters are for tables of which much is to fit on a page
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in self.widths)
        return (
            f'<w:tbl><w:tblPr><w:tblW w:w="{sum(self.widths)}" w:type="dxa"/>'
            '<w:jc w:val="center"/>'
            f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>'
            f'<w:top w:w="{air}" w:type="dxa"/><w:left w:w="60" w:type="dxa"/>'
            f'<w:bottom w:w="{air}" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar>'
            f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{self._head()}{''.join(rows)}</w:tbl>"
        )

    def _head(self) -> str:
        cells = "".join(
            self._cell(width, "center", bold=True, shade=True) + escape(printable(column.label)) + _END
            for column, width in zip(self.columns, self.widths, strict=True)
        )
        return self._row(cells, "<w:cantSplit/><w:tblHeader/>")

    def row(self, line: Line, texts: list[str]) -> str:
        cells = zip(self._beginnings_of(line.is_total, line.level), texts, strict=True)
        return self._row("".join(f"{begun}{escape(text)}{_END}" for begun, text in cells), "<w:cantSplit/>")

    def _beginnings_of(self, is_total: bool, level: int) -> list[str]:
        """Of the cells of a row, which say all but the text; kept for the next row like it."""
        if (is_total, level) not in self._beginnings:
            self._beginnings[is_total, level] = [
                self._cell(
                    width,
                    "left" if column.kind == Kind.TEXT else "center",
                    bold=is_total,
                    level=0 if index else level,
                )
                for index, (column, width) in enumerate(zip(self.columns, self.widths, strict=True))
            ]
        return self._beginnings[is_total, level]

    def nothing(self) -> str:
        cell = self._cell(sum(self.widths), "center", span=len(self.columns))
        return self._row(f"{cell}{NOTHING}{_END}", "<w:cantSplit/>")

    def _row(self, cells: str, properties: str) -> str:
        return f"<w:tr><w:trPr>{properties}</w:trPr>{cells}</w:tr>"

    def _cell(self, width: int, align: str, *, bold=False, shade=False, level=0, span=1) -> str:
        """Up to its text."""
        spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
        indent = f'<w:ind w:left="{level * 200}"/>' if level else ""
        filled = f"<w:shd {_HEAD}/>" if shade else ""
        looks = ("<w:b/>" if bold else "") + (f'<w:sz w:val="{self.size * 2}"/>' if self.size != SIZE else "")
        run = f"<w:rPr>{looks}</w:rPr>" if looks else "<w:rPr/>"
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spanned}{filled}<w:vAlign w:val="center"/>'
            f"</w:tcPr><w:p><w:pPr><w:pStyle w:val={quoteattr(self.style_id)}/>{indent}"
            f'<w:jc w:val="{align}"/></w:pPr><w:r>{run}<w:t xml:space="preserve">'
        )


def shown(value: Value, kind: Kind) -> str:
    """A value as the document prints it: 81,8; 29/06/2018; a dash for a number that there is not."""
    if isinstance(value, str):
        return printable(value)
    if value is None:
        return "" if kind in (Kind.TEXT, Kind.DATE, Kind.MONTH) else MISSING
    if isinstance(value, dt.date):
        return written_day(value)
    if isinstance(value, (Decimal, float)):
        value = Decimal(str(value))
        if kind == Kind.POINTS:
            value = value.quantize(Decimal("0.01")).normalize()
            return number_format(value, max(0, -value.as_tuple().exponent))
        return number_format(value, 1)
    if isinstance(value, int):
        return whole(value)
    return printable(value)
