"""Forms as a Word document, each on pages of its own: heading, table, where they are signed."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from io import BytesIO
from xml.sax.saxutils import escape

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.table import _Cell

from attendance.days import paper as pages
from lib.heads import is_authority

from .paper import (
    DOTS,
    SIZE,
    SMALL,
    Frame,
    Paper,
    PaperColumn,
    PaperRow,
    Signature,
    grouped,
    written,
)

SPACE_TO_SIGN = 56  # points
TWENTIETHS = 1440 / 25.4  # of a point, in a millimetre
EDGES = "".join(
    f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def write(papers: Sequence[Paper]) -> BytesIO:
    first = papers[0]
    title = " ".join([first.kind.capitalize(), *first.title])
    document = pages.begin(title, first.frame.issuing_body, looks=first.frame.looks)
    for number, paper in enumerate(papers):
        _draw(document, paper, begins_page=bool(number))
    return pages.bytes_of(document)


def _draw(document: Document, paper: Paper, *, begins_page: bool) -> None:
    if begins_page:
        pages.write(document, "").paragraph_format.page_break_before = True
    _head(document, paper.frame)
    layout = paper.frame.layout
    pages.write(document, paper.kind, ALIGN.CENTER, bold=True, size=15, before=14)
    for line in layout.summary(list(paper.title)):
        pages.write(document, line, ALIGN.CENTER, bold=layout.summary_bold)
    if paper.source:
        pages.write(document, paper.source, ALIGN.CENTER, italic=True, size=13)
    pages.write(document, "", size=6)
    for line in paper.above:
        pages.write(document, line, size=13, before=2)
    pages.write(document, "", size=6)
    _table(document, paper, 210 - layout.margin_left - layout.margin_right)
    for line in paper.below:
        pages.write(document, line, size=SIZE, before=4)
    _sign(document, paper)


def _head(document: Document, frame: Frame) -> None:
    left, right = pages.columns(document, 0.5)
    if frame.superior_body:
        pages.write(left, frame.superior_body, ALIGN.CENTER)
    pages.write(left, frame.issuing_body, ALIGN.CENTER, bold=frame.layout.own_name_bold)
    if frame.layout.asterisk:
        pages.write(left, "*", ALIGN.CENTER)
    pages.write(right, "ĐẢNG CỘNG SẢN VIỆT NAM", ALIGN.CENTER, bold=True, underline=True, size=15)
    day = f"{frame.place or DOTS}, ngày      tháng      năm {frame.year}"
    pages.write(right, day, ALIGN.CENTER, italic=True, before=8)


def _sign(document: Document, paper: Paper) -> None:
    pages.write(document, "", size=6).paragraph_format.keep_with_next = True
    for cell, signature in zip(pages.columns(document, 0.5), paper.signatures, strict=True):
        _signature(cell, signature, paper.frame)


def _signature(cell: _Cell, signature: Signature, frame: Frame) -> None:
    layout = frame.layout
    for line in signature.title:
        bold = not signature.is_official or (
            layout.authority_bold if is_authority(line) else layout.title_bold
        )
        pages.write(cell, line, ALIGN.CENTER, bold=bold, size=13)
    pages.write(cell, signature.name, ALIGN.CENTER, bold=layout.name_bold, before=SPACE_TO_SIGN)


# --- the table ---


def _table(document: Document, paper: Paper, width: int) -> None:
    """As Word's own text: a province has thousands of rows, too many to build piece by piece."""
    share = width * TWENTIETHS / sum(column.width for column in paper.columns)
    widths = [round(column.width * share) for column in paper.columns]
    grid = "".join(f'<w:gridCol w:w="{each}"/>' for each in widths)
    writer = _Writer(paper.columns, widths, SMALL if paper.is_small else SIZE)
    rows = "".join([*writer.heads(), *writer.rows(paper.rows)])
    element = parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{EDGES}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        '<w:top w:w="30" w:type="dxa"/><w:left w:w="40" w:type="dxa"/>'
        '<w:bottom w:w="30" w:type="dxa"/><w:right w:w="40" w:type="dxa"/></w:tblCellMar>'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )
    document.element.body.sectPr.addprevious(element)


class _Writer:
    def __init__(self, columns: Sequence[PaperColumn], widths: Sequence[int], size: float):
        self.columns, self.widths, self.size = columns, widths, size
        self._height = f'<w:rPr><w:sz w:val="{round(2 * size)}"/></w:rPr>'  # of an empty cell
        self._cell = lru_cache(maxsize=4096)(self._drawn)  # crosses, blanks and numbers come again and again

    def heads(self) -> Iterable[str]:
        """One row, or two where columns stand in groups; again on every page."""
        whole = list(zip(self.columns, self.widths, strict=True))
        if not any(column.group for column in self.columns):
            yield self._row([self._cell(c.label, w, bold=True) for c, w in whole], head=True)
            return
        above, place = [], 0
        for group, count in grouped(self.columns):
            width = sum(self.widths[place : place + count])
            looks = {"span": count} if group else {"merge": "restart"}
            above.append(self._cell(group or self.columns[place].label, width, bold=True, **looks))
            place += count
        yield self._row(above, head=True)
        below = [
            self._cell(c.label, w, bold=True) if c.group else self._cell("", w, merge="continue")
            for c, w in whole
        ]
        yield self._row(below, head=True)

    def rows(self, rows: Sequence[PaperRow]) -> Iterable[str]:
        for row in rows or [PaperRow(heading="Không có.")]:
            if row.heading:
                span = len(self.widths)
                across = self._cell(row.heading, sum(self.widths), is_words=True, bold=True, span=span)
                yield self._row([across], stays=True)
                continue
            cells = (
                self._cell(written(value), width, is_words=column.is_words, bold=row.is_bold)
                for value, width, column in zip(row.values, self.widths, self.columns, strict=True)
            )
            yield self._row(cells, stays=row.stays)

    def _row(self, cells: Iterable[str], *, head: bool = False, stays: bool = False) -> str:
        properties = "<w:cantSplit/>" + ("<w:tblHeader/>" if head else "")
        row = f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"
        return row.replace("<w:pPr>", "<w:pPr><w:keepNext/>") if stays else row

    def _drawn(self, text: str, width: int, *, is_words=False, bold=False, span=1, merge="") -> str:
        spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
        merged = f'<w:vMerge w:val="{merge}"/>' if merge else ""
        align = "left" if is_words else "center"
        lines = "".join(
            f'<w:p><w:pPr><w:jc w:val="{align}"/>{self._height}</w:pPr>{self._run(line, bold, number)}</w:p>'
            for number, line in enumerate(text.split("\n"))
        )
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spanned}{merged}<w:vAlign w:val="center"/>'
            f"</w:tcPr>{lines}</w:tc>"
        )

    def _run(self, line: str, bold: bool, number: int) -> str:
        """What follows the first line tells more of it."""
        if not line:
            return ""
        size = round(2 * (SMALL if number else self.size))
        looks = ("<w:b/>" if bold else "") + ("<w:i/>" if number else "") + f'<w:sz w:val="{size}"/>'
        text = escape(pages.printable(line))
        return f'<w:r><w:rPr>{looks}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'
