"""The product's own Word template of a report, and the fields that any template may use.

It is built here rather than kept as a file, so that what it looks like can be read and reviewed. An
administrator downloads it, changes it in Word and uploads it again; its styles carry Vietnamese names,
and its comments ({# … #}, never printed) say what each part is for.
"""

from functools import cache
from io import BytesIO

from django.utils.translation import gettext_lazy as _
from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell

# Every name that a template can use, with what it stands for.
FIELDS = {
    "superior_body": _("superior body, in capitals; may be empty"),
    "issuing_body": _("issuing body, in capitals"),
    "number": _("number of the report; dots in a draft"),
    "symbol": _("symbol after the number, such as BC/BTCTU"),
    "place": _("place of issue"),
    "day": _("day of issue, two digits; dots in a draft"),
    "month": _("month of issue; dots in a draft"),
    "year": _("year of issue; dots in a draft"),
    "kind": _("kind of document: BÁO CÁO"),
    "title": _("what it is about (trích yếu): a list of lines"),
    "sections": _(
        "the text: a list of sections, each with section.title (number and heading), section.heading and the "
        "list section.paragraphs"
    ),
    "recipients": _("recipients: a list"),
    "signatory_title": _("title of the signatory: a list of lines"),
    "signatory_name": _("signatory; may be empty"),
    "is_draft": _("whether it is a draft, for {% if is_draft %}"),
}

FONT = "Times New Roman"
A4 = (Mm(210), Mm(297))
INDENT = Mm(12.7)
LEFT, RIGHT = Mm(68), Mm(92)  # the two columns above and below the text
LINE_INSET = Mm(8.5)  # from the column's edges to the ends of the line under the party's name

# Paragraph styles: name → size in points (None: the text's own), and what sets it apart.
STYLES = {
    "Cơ quan cấp trên": {"size": 14, "align": ALIGN.CENTER},
    "Cơ quan ban hành": {"size": 14, "bold": True, "align": ALIGN.CENTER},
    "Tiêu đề Đảng": {"size": 15, "bold": True, "align": ALIGN.CENTER},
    "Số và ký hiệu": {"size": 14, "align": ALIGN.CENTER},
    "Dấu dự thảo": {"size": 12, "bold": True, "align": ALIGN.CENTER, "before": 6, "boxed": True},
    "Đường kẻ": {"size": 2},
    "Địa danh, ngày tháng": {"size": 14, "italic": True, "align": ALIGN.RIGHT},
    "Tên loại văn bản": {"size": 16, "bold": True, "align": ALIGN.CENTER, "before": 20, "next": True},
    "Trích yếu": {"size": 14, "bold": True, "align": ALIGN.CENTER, "next": True},
    "Đề mục": {
        "bold": True,
        "align": ALIGN.JUSTIFY,
        "first": INDENT,
        "before": 6,
        "line": 1.15,
        "next": True,
        "level": 0,
    },
    "Đoạn văn": {"align": ALIGN.JUSTIFY, "first": INDENT, "before": 6, "line": 1.15},
    "Nơi nhận": {"size": 14},
    "Nơi nhận - dòng": {"size": 12},
    "Quyền hạn, chức vụ ký": {"size": 14, "bold": True, "align": ALIGN.CENTER, "next": True},
    "Họ tên người ký": {"size": 14, "bold": True, "align": ALIGN.CENTER, "before": 76},
    "Số trang": {"size": 14, "align": ALIGN.CENTER},
    "Phụ lục - số": {"size": 14, "bold": True, "align": ALIGN.CENTER, "next": True, "level": 0},
    "Phụ lục - tên": {"size": 14, "bold": True, "align": ALIGN.CENTER, "next": True, "level": 1},
    "Phụ lục - kèm theo": {"size": 13, "italic": True, "align": ALIGN.CENTER, "after": 8, "next": True},
    "Phụ lục - bảng": {"size": 11},
    "Phụ lục - ghi chú": {"size": 11, "italic": True, "before": 4},
    "Chú thích của mẫu": {"size": 11, "italic": True, "grey": True},
    "Cuối trang ký": {"size": 1},
}


_LEFTOVERS = (
    RELATIONSHIP_TYPE.THUMBNAIL,
    RELATIONSHIP_TYPE.EXTENDED_PROPERTIES,
    RELATIONSHIP_TYPE.CUSTOM_XML,
    RELATIONSHIP_TYPE.NUMBERING,
    "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects",
)


@cache
def default() -> bytes:
    """The product's own template, a .docx."""
    document = Document()
    _forget_the_library(document)
    set_font(document.styles["Normal"], FONT, 14)
    for name in STYLES:
        style(document, name)
    _set_up_page(document)
    _explain(document)
    _head(document)
    _title(document)
    _text(document)
    _foot(document)
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def style(document: DocumentObject, name: str):
    """The paragraph style of that name, made anew where a template has lost it."""
    if name in document.styles:
        return document.styles[name]
    looks = STYLES[name]
    made = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    made.base_style = document.styles["Normal"]
    made.quick_style = True
    made.font.size = Pt(looks["size"]) if "size" in looks else None
    made.font.bold, made.font.italic = looks.get("bold"), looks.get("italic")
    if looks.get("boxed"):
        made.element.rPr.append(
            parse_xml(f'<w:bdr {nsdecls("w")} w:val="single" w:sz="6" w:space="2" w:color="auto"/>')
        )
    if looks.get("grey"):
        made.font.color.rgb = RGBColor(0x60, 0x60, 0x60)
    paragraph = made.paragraph_format
    paragraph.alignment = looks.get("align")
    paragraph.first_line_indent = looks.get("first")
    paragraph.space_before, paragraph.space_after = Pt(looks.get("before", 0)), Pt(looks.get("after", 0))
    paragraph.line_spacing = looks.get("line", 1.0)
    paragraph.keep_with_next = looks.get("next")
    if "level" in looks:
        # What Word's navigation and the bookmarks of a PDF go by.
        level = parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="{looks["level"]}"/>')
        made.element.get_or_add_pPr().append(level)
    return made


def set_font(of_style, name: str, size: int) -> None:
    """In every script, and not by the theme: Word would show another font than the one named."""
    of_style.font.name, of_style.font.size = name, Pt(size)
    fonts = of_style.element.rPr.rFonts
    for script in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{script}"), None)
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), name)


def _forget_the_library(document: DocumentObject) -> None:
    """What python-docx's blank document says of itself: a picture of another page, its maker, its styles."""
    for relations in (document.part.package.rels, document.part.rels):
        for key in [k for k, relation in relations.items() if relation.reltype in _LEFTOVERS]:
            del relations[key]
    for element in list(document.styles.element.iter(qn("w:style"))):
        if element.get(qn("w:default")) != "1":
            document.styles.element.remove(element)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "vi-VN")
    properties = document.core_properties
    properties.title = properties.subject = properties.comments = properties.author = ""
    properties.language = "vi-VN"


# --- the page ---


def _set_up_page(document: DocumentObject) -> None:
    (section,) = document.sections
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = A4
    section.top_margin = section.bottom_margin = Mm(25)
    section.left_margin, section.right_margin = Mm(35), Mm(15)
    section.header_distance = section.footer_distance = Mm(12)
    # Page numbers from page 2: the first page has a header of its own, an empty one.
    section.different_first_page_header_footer = True
    section.first_page_header.is_linked_to_previous = False
    header = section.header
    header.is_linked_to_previous = False
    (paragraph,) = header.paragraphs
    paragraph.style = document.styles["Số trang"]
    paragraph.add_run("{% if is_draft %}DỰ THẢO – {% endif %}")
    _page_number(paragraph)


def _page_number(paragraph) -> None:
    for kind, code in (("begin", None), (None, " PAGE "), ("separate", None), (None, "2"), ("end", None)):
        run = paragraph.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText" if code.strip() == "PAGE" else "w:t")
            mark.set(qn("xml:space"), "preserve")
            mark.text = code
        run._r.append(mark)


EXPLANATION = """
Mẫu báo cáo 6 tháng. Chữ trong hai cặp ngoặc nhọn được thay bằng nội dung của báo cáo; các chữ khác in ra
nguyên văn và có thể sửa.

Đoạn có dấu ngoặc nhọn và phần trăm (for, if, endfor, endif) để lặp lại hoặc lựa chọn: mỗi đoạn như vậy
đứng riêng một dòng, không in ra. Đoạn chú thích như đoạn này cũng không in ra.

Phông chữ, cỡ chữ nội dung và lề trang lấy theo thể thức của từng cơ quan; các phụ lục được thêm vào sau
trang ký. Muốn đổi cách trình bày, sửa kiểu (Styles) mang tên tiếng Việt: kiểu đã sửa giữ nguyên, kiểu chưa
sửa theo mẫu thể thức của văn bản.
"""


def _explain(document: DocumentObject) -> None:
    for paragraph in EXPLANATION.strip().split("\n\n"):
        text = " ".join(paragraph.split())
        document.add_paragraph(f"{{#p {text} #}}", style="Chú thích của mẫu")


def _head(document: DocumentObject) -> None:
    left, right, number, date = _columns(document, rows=2)
    _fill(
        left,
        ("{%p if superior_body %}", "Cơ quan cấp trên"),
        ("{{ superior_body }}", "Cơ quan cấp trên"),
        ("{%p endif %}", "Cơ quan cấp trên"),
        ("{{ issuing_body }}", "Cơ quan ban hành"),
        ("*", "Cơ quan ban hành"),
    )
    _fill(right, ("ĐẢNG CỘNG SẢN VIỆT NAM", "Tiêu đề Đảng"), ("", "Đường kẻ"))
    _line_above(right.paragraphs[1])
    _fill(
        number,
        ("Số {{ number }}-{{ symbol }}", "Số và ký hiệu"),
        ("{%p if is_draft %}", "Dấu dự thảo"),
        ("DỰ THẢO", "Dấu dự thảo"),
        ("{%p endif %}", "Dấu dự thảo"),
    )
    _fill(
        date,
        (
            "{{ place }}, ngày {{ day }} tháng {{ month }} năm {{ year }}",
            "Địa danh, ngày tháng",
        ),
    )


def _title(document: DocumentObject) -> None:
    for text, name in (
        ("{{ kind }}", "Tên loại văn bản"),
        ("{%p for line in title %}", "Trích yếu"),
        ("{{ line }}", "Trích yếu"),
        ("{%p endfor %}", "Trích yếu"),
        ("-----", "Trích yếu"),
    ):
        document.add_paragraph(text, style=name)


def _text(document: DocumentObject) -> None:
    for text, name in (
        ("{%p for section in sections %}", "Đề mục"),
        ("{%p if section.heading %}", "Đề mục"),
        ("{{ section.title }}", "Đề mục"),
        ("{%p endif %}", "Đề mục"),
        ("{%p for paragraph in section.paragraphs %}", "Đoạn văn"),
        ("{{ paragraph }}", "Đoạn văn"),
        ("{%p endfor %}", "Đoạn văn"),
        ("{%p endfor %}", "Đoạn văn"),
    ):
        document.add_paragraph(text, style=name)


def _foot(document: DocumentObject) -> None:
    left, right = _columns(document, rows=1)
    _fill(
        left,
        ("Nơi nhận:", "Nơi nhận"),
        ("{%p for recipient in recipients %}", "Nơi nhận - dòng"),
        ("- {{ recipient }}", "Nơi nhận - dòng"),
        ("{%p endfor %}", "Nơi nhận - dòng"),
    )
    left.paragraphs[0].runs[0].underline = True
    _fill(
        right,
        ("{%p for line in signatory_title %}", "Quyền hạn, chức vụ ký"),
        ("{{ line }}", "Quyền hạn, chức vụ ký"),
        ("{%p endfor %}", "Quyền hạn, chức vụ ký"),
        ("{{ signatory_name }}", "Họ tên người ký"),
    )
    # A table cannot be the last thing in a document.
    document.add_paragraph(style="Cuối trang ký")


def _columns(document: DocumentObject, rows: int) -> list[_Cell]:
    """Two columns without borders, their rows in one piece; the cells in order."""
    table = document.add_table(rows, 2)
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    margins = '<w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/>'
    table._tbl.tblPr.insert_element_before(
        parse_xml(f"<w:tblCellMar {nsdecls('w')}>{margins}</w:tblCellMar>"), "w:tblLook"
    )
    cells = []
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, width in zip(row.cells, (LEFT, RIGHT), strict=True):
            cell.width = width
            cells.append(cell)
    for column, width in zip(table.columns, (LEFT, RIGHT), strict=True):
        column.width = width
    return cells


def _fill(cell: _Cell, *paragraphs: tuple[str, str]) -> None:
    first, *others = paragraphs
    cell.paragraphs[0].text, cell.paragraphs[0].style = first
    for text, name in others:
        cell.add_paragraph(text, style=name)


def _line_above(paragraph) -> None:
    """As long as the words above it."""
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = LINE_INSET
    line = '<w:top w:val="single" w:sz="6" w:space="1" w:color="auto"/>'
    paragraph._p.get_or_add_pPr().insert_element_before(
        parse_xml(f"<w:pBdr {nsdecls('w')}>{line}</w:pBdr>"), "w:spacing", "w:ind", "w:jc"
    )
