"""Documents of Word as one table: what is read of them, and which are refused."""

import io

import docx
import pytest
from django.utils import translation

from exchange.tables import word
from exchange.workbook.problems import UnreadableWorkbook

from .files import archive, with_part

SPACES = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="mc"'


def document(body: str, **parts) -> bytes:
    content = f"<w:document {SPACES}><w:body>{body}</w:body></w:document>"
    return archive({"[Content_Types].xml": "<Types/>", word.CONTENT: content} | parts)


def rows(body: str) -> list[list]:
    (table,) = word.read(document(body))
    return table.rows


def p(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def r(text: str, looks: str = "") -> str:
    return f"<w:r><w:rPr>{looks}</w:rPr><w:t>{text}</w:t></w:r>"


def tr(*cells: str, before: int = 0) -> str:
    skipped = f'<w:trPr><w:gridBefore w:val="{before}"/></w:trPr>' if before else ""
    return f"<w:tr>{skipped}{''.join(cells)}</w:tr>"


def tc(content: str, span: int | str = 1) -> str:
    return f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/></w:tcPr>{content}</w:tc>'


def test_paragraphs_and_tables_from_top_to_bottom():
    made = docx.Document()
    made.add_paragraph("Đơn vị: Chi bộ")
    made.add_paragraph("")
    drawn = made.add_table(2, 3)
    drawn.cell(0, 0).merge(drawn.cell(0, 1)).text = "rộng"
    drawn.cell(0, 2).text = "một\nhai"
    drawn.cell(1, 2).text = "4,5"
    made.add_paragraph("dưới")
    target = io.BytesIO()
    made.save(target)
    (table,) = word.read(target.getvalue())
    assert table.rows == [["Đơn vị: Chi bộ"], ["rộng", None, "một\nhai"], [None, None, "4,5"], ["dưới"]]
    assert (word.is_word(target.getvalue()), word.is_word(b"PK"), word.is_word(archive({"a": "b"}))) == (
        True,
        False,
        False,
    )


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        (r("4,") + r("5"), "4,5"),
        (f"<w:ins>{r('5')}</w:ins><w:del><w:r><w:delText>4</w:delText></w:r></w:del>", "5"),
        (f"<w:moveFrom>{r('4')}</w:moveFrom><w:sdt><w:sdtContent>{r('☒')}</w:sdtContent></w:sdt>", "☒"),
        (r("4", "<w:strike/>") + r("5", '<w:strike w:val="0"/>'), "5"),
        (r("5", "<w:rPrChange><w:strike/></w:rPrChange>"), "5"),
        ("<w:pPr><w:rPr><w:strike/></w:rPr></w:pPr>" + r("5"), "5"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>', "✓"),
        ('<w:r><w:sym w:font="Symbol" w:char="F061"/></w:r>', "\N{REPLACEMENT CHARACTER}"),
        (f"<w:r><w:txbxContent>{p(r('hộp'))}</w:txbxContent></w:r>" + r("5"), "5"),
        (f"<mc:Fallback>{r('4')}</mc:Fallback>" + r("5"), "5"),
        ("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r>", "a\tb\nc"),
        ("<w:r><w:instrText>DATE</w:instrText></w:r>" + r("5"), "5"),
    ],
)
def test_what_a_reader_would_see(runs, text):
    assert rows(p(runs)) == [[text]]


def test_cells_stand_in_the_columns_of_their_grid():
    inner = f"<w:tbl>{tr(tc(p(r('x'))), tc(p(r('y'))))}</w:tbl>"
    table = (
        f"<w:tbl>{tr(tc(p(r('a')), 2), tc(p(r('b'))))}{tr(tc(p(r('c'))), before=2)}{tr(tc(inner))}</w:tbl>"
    )
    assert rows(table) == [["a", None, "b"], [None, None, "c"], ["x\ny"]]


ENTITY = '<!DOCTYPE x [<!ENTITY a "aaaa">]>'
MACROS = '<Relationships><Relationship Type="http://x/vbaProject"/></Relationships>'


@pytest.mark.parametrize(
    "data",
    [
        document(f"<w:tbl>{tr(tc(p(), 999))}</w:tbl>"),
        document(f"<w:tbl>{tr(tc(p(), '9' * 9))}</w:tbl>"),
        document(f"<w:tbl>{tr(tc(p()), before=300)}</w:tbl>"),
        document(f"<w:tbl>{tr(*[tc(p())] * 300)}</w:tbl>"),
        document(p(r("x")) * 200_001),
        document("<w:p>"),
        with_part(document(p()), word.CONTENT, f"{ENTITY}<w:document>&a;</w:document>"),
        document("", **{"word/vbaProject.bin": b"x"}),
        document("", **{"word/_rels/document.xml.rels": MACROS}),
        document(p())[:-30],
        archive({"[Content_Types].xml": "<Types/>"}),
    ],
    ids=[
        "wide",
        "endless",
        "far",
        "many cells",
        "long",
        "damaged",
        "entities",
        "macros",
        "odd macros",
        "cut",
        "none",
    ],
)
def test_hostile_and_broken_documents_are_refused_with_a_cure(data):
    with translation.override("en"), pytest.raises(UnreadableWorkbook) as refused:
        word.read(data)
    assert str(refused.value).startswith("This Word document cannot be read: it is damaged, too large")
