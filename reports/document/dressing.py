"""How a filled-in document looks: the letterhead's font and margins, and what the layout preset says.

Of an uploaded template, styles that the office changed stay as they are: the preset is for those that it left
as the product had them.
"""

from collections.abc import Iterator

from docx.document import Document
from docx.shared import Length, Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from lib.heads import is_authority

from . import word_template
from .layouts import Layout
from .word_template import A4, INDENT, LEFT, RIGHT, STYLES

TEXTS = ("Đề mục", "Đoạn văn")
OWN_NAME, SUMMARY = "Cơ quan ban hành", "Trích yếu"
TITLE, NAME, RECIPIENTS = "Quyền hạn, chức vụ ký", "Họ tên người ký", "Nơi nhận"


def dress(document: Document, content) -> None:
    """Font, size and margins are the letterhead's, whatever the template was saved with."""
    word_template.set_font(document.styles["Normal"], content.font, content.body_size)
    layout = content.layout
    for section in document.sections:
        section.top_margin, section.bottom_margin = Mm(layout.margin_top), Mm(layout.margin_bottom)
        section.left_margin, section.right_margin = Mm(layout.margin_left), Mm(layout.margin_right)
    _stretch_columns(document, layout)
    _set_paragraphs(document, layout)
    _set_bold(document, layout)
    _set_marks(document, layout)
    if document.tables:
        _keep_with_signature(document)


def _stretch_columns(document: Document, layout: Layout) -> None:
    """The product's two columns above and below the text reach from margin to margin."""
    width = A4[0] - Mm(layout.margin_left) - Mm(layout.margin_right)
    if width == LEFT + RIGHT:
        return
    for table in document.tables:
        columns = table.columns
        if [round(column.width.mm) if column.width else 0 for column in columns] != [LEFT.mm, RIGHT.mm]:
            continue
        for column, of_product in zip(columns, (LEFT, RIGHT), strict=True):
            column.width = Length(width * of_product // (LEFT + RIGHT))
            for cell in column.cells:
                cell.width = column.width


def _style(document: Document, name: str) -> ParagraphStyle | None:
    return next((style for style in document.styles if style.name == name), None)


def _set_paragraphs(document: Document, layout: Layout) -> None:
    spacing = Pt(layout.line_spacing) if layout.line_rule == "exactly" else layout.line_spacing
    for name in TEXTS:
        if (style := _style(document, name)) is None:
            continue
        looks, of_product = style.paragraph_format, STYLES[name]
        if looks.first_line_indent == INDENT:
            looks.first_line_indent = Mm(layout.first_line_indent)
        if looks.line_spacing == of_product["line"]:
            looks.line_spacing = spacing
        if looks.space_before == Pt(of_product["before"]):
            looks.space_before = Pt(layout.space_before)


def _set_bold(document: Document, layout: Layout) -> None:
    for name, is_bold in (
        (OWN_NAME, layout.own_name_bold),
        (SUMMARY, layout.summary_bold),
        (NAME, layout.name_bold),
    ):
        style = _style(document, name)
        if style and style.font.bold and not is_bold:
            style.font.bold = False
    title = _style(document, TITLE)
    if title is None or not title.font.bold:
        return
    if not layout.title_bold:
        title.font.bold = False
    if layout.authority_bold == layout.title_bold:
        return
    for paragraph in _in_cells(document, TITLE):
        if is_authority(paragraph.text):
            for run in paragraph.runs:
                run.bold = layout.authority_bold


def _set_marks(document: Document, layout: Layout) -> None:
    if not layout.asterisk:
        for paragraph in list(_in_cells(document, OWN_NAME)):
            if paragraph.text == "*":
                paragraph._p.getparent().remove(paragraph._p)
    if not layout.recipients_underlined:
        for paragraph in _in_cells(document, RECIPIENTS):
            for run in paragraph.runs:
                run.underline = None


def _in_cells(document: Document, style: str) -> Iterator[Paragraph]:
    for table in document.tables:
        for row in table.rows:
            for cell in row.cells:
                yield from (p for p in cell.paragraphs if p.style.name == style)


def _keep_with_signature(document: Document) -> None:
    """No page may hold nothing but the signature: the last paragraph goes along with it."""
    element = document.tables[-1]._tbl.getprevious()
    for paragraph in document.paragraphs:
        if paragraph._p is element:
            paragraph.paragraph_format.keep_with_next = True
            if paragraph.paragraph_format.space_after is None:
                paragraph.paragraph_format.space_after = Pt(12)
