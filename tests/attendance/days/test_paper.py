from docx import Document
from docx.oxml.ns import qn

from attendance.days import paper
from attendance.days.paper import PaperColumn, PaperRow

COLUMNS = [PaperColumn("TT", 10, is_centred=True), PaperColumn("Họ và tên, chức vụ", 60)]


def lines(*rows):
    document = paper.begin("Danh sách", "")
    paper.table(document, COLUMNS, rows)
    return Document(paper.bytes_of(document)).tables[0].rows[1:]


def words(line):
    return [[paragraph.text for paragraph in cell.paragraphs] for cell in line.cells]


def test_lines_alike_in_shape_have_each_their_own_words():
    first, second, third = lines(
        PaperRow(["1", "Nguyễn Văn An\nBí thư"]),
        PaperRow(["2", " Trần Thị Bình \nPhó\x07 Bí thư"]),
        PaperRow(["", ""]),
    )
    assert words(first) == [["1"], ["Nguyễn Văn An", "Bí thư"]]
    assert words(second) == [["2"], [" Trần Thị Bình ", "Phó Bí thư"]]
    assert words(third) == [[""], [""]]
    assert second.cells[1].paragraphs[0]._p.find(f".//{qn('w:t')}").get(qn("xml:space")) == "preserve"


def test_a_line_goes_with_the_next_where_that_continues_it_or_sums_up():
    found = lines(
        PaperRow(heading="Tháng 3"),
        PaperRow(["1", "An"]),
        PaperRow([None, "Bình"]),
        PaperRow(["2", "Chi"]),
        PaperRow(["", "Cộng"], is_total=True),
        PaperRow(["3", "Dung"]),
    )
    stays = [line.cells[-1].paragraphs[0].paragraph_format.keep_with_next for line in found]
    assert stays == [True, True, None, True, None, None]
    bold = [line.cells[-1].paragraphs[0].runs[0].bold for line in found]
    assert bold == [True, None, None, None, True, None]
