"""Sheets filled in by hand: what is taken, what is named beside its line, which files are refused."""

import datetime as dt
import io
from decimal import Decimal

import openpyxl
import pytest
from django.core.exceptions import ValidationError

from exchange.score_sheets.finding import CELLS_AT_MOST
from meetings.models import Criterion, Meeting
from reports.papers import word
from tests.exchange.tables.files import archive, xlsx
from tests.factories import CriterionFactory, MeetingFactory, RubricFactory

from .sheets import (
    CELL,
    LEADER,
    as_excel,
    as_word,
    fill_in,
    papers,
    reading,
    row_of,
    saved,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
FULL = {"1.1": 6, "1.2": 4, "2.1": 2, "2.3": 1}


def said(found, rubric) -> dict:
    """By code: points, "absent" or what is unclear."""
    codes = dict(rubric.criteria.values_list("pk", "code"))
    return {
        codes[pk]: "absent" if answer.is_not_applicable else answer.problem or answer.points
        for pk, answer in found.answers.items()
    }


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"1.1": "4,5"}, {"1.1": Decimal("4.5")}),
        ({"1.1": "4.5"}, {"1.1": Decimal("4.5")}),
        ({"1.1": 4.5}, {"1.1": Decimal("4.5")}),
        ({"1.1": " 4 "}, {"1.1": 4}),
        ({"1.1": "4 điểm"}, {"1.1": 4}),
        ({"1.1": "0"}, {"1.1": 0}),
        ({"1.1": "–"}, {"1.1": None}),
        ({"1.1": "……"}, {"1.1": None}),
        ({"1.1": "x"}, {"1.1": "“x” on the sheet says no points of this line."}),
        ({"1.1": "tốt"}, {"1.1": "“tốt” on the sheet says no points of this line."}),
        ({"1.1": 7}, {"1.1": "7 points on the sheet; the line gives 0 to 6."}),
        ({"1.1": -1}, {"1.1": "-1 points on the sheet; the line gives 0 to 6."}),
        ({"1.1": "2,3"}, {"1.1": "2.3 points on the sheet; points come in halves."}),
        ({"1.1": "=2+3"}, {"1.1": "A formula stands on the sheet; write the number itself."}),
        (
            {"1.1": dt.date(2018, 5, 4)},
            {"1.1": "Excel has made a date of what was typed on the sheet: “04/05/2018”."},
        ),
        ({"– Từ 90": "x"}, {"1.2": 4}),
        ({"– Dưới 90": "✓"}, {"1.2": 2}),
        ({"– Dưới 90": "2"}, {"1.2": 2}),
        ({"1.2": "4,0"}, {"1.2": 4}),
        ({"1.2": 4, "– Từ 90": "X"}, {"1.2": 4}),
        ({"1.2": 3}, {"1.2": "3 points on the sheet; no level gives as many."}),
        ({"1.2": 2, "– Từ 90": "x"}, {"1.2": "2 points on the sheet, and a cross at the level of 4."}),
        ({"– Từ 90": "x", "– Dưới 90": "x"}, {"1.2": "2 levels are chosen on the sheet; only one can be."}),
        (
            {"– Từ 90": "3"},
            {"1.2": "“3” on the sheet at “Từ 90 phút”: neither a cross nor the points of the level."},
        ),
        ({"2.1": "x"}, {"2.1": 2}),
        ({"2.1": "Có"}, {"2.1": 2}),
        ({"2.1": "không"}, {"2.1": 0}),
        ({"2.1": 1}, {"2.1": "1 points on the sheet; the line gives 0 or 2."}),
        ({"2.1": "Không áp dụng"}, {"2.1": "absent"}),
        (
            {"2.1": "-"},
            {"2.1": "A dash on the sheet: say whether the line does not apply or has no points yet."},
        ),
        ({"1.1": "không áp dụng"}, {"1.1": "“không áp dụng” on the sheet: this line always applies."}),
        ({"2.3": "+1"}, {"2.3": 1}),
        ({"2.3": "0,5"}, {"2.3": "0.5 points on the sheet; the line gives 0 or 1."}),
    ],
)
def test_points_as_people_write_them(visit, rubric, values, expected):
    found = reading(as_excel(visit, {"2.3": "0"} | values), visit, rubric)
    blank = {"1.1": None, "1.2": None, "2.1": None, "2.3": 0}
    assert said(found, rubric) == blank | expected


def changed(row: str, column: int, value):
    return lambda worksheet: setattr(worksheet.cell(row_of(worksheet, row), column), "value", value)


@pytest.mark.parametrize(
    ("change", "code", "problem"),
    [
        (changed("1.1", 2, "Nội dung"), "1.1", "On the sheet line 1.1 has another text: “Nội dung”."),
        (changed("1.1", 1, "1.9"), "1.1", "This line does not stand on the sheet."),
        (
            changed("1.1", 3, 8),
            "1.1",
            "On the sheet this line gives 8 points at most, here 6.",
        ),
        (
            changed("– Từ 90", 2, "– Từ 60 phút"),
            "1.2",
            "Something is written at “Từ 60 phút” on the sheet, which is no level of this line.",
        ),
        (
            changed(
                "2.1", 2, "Họp chi ủy trước\nTính đủ điểm khi chỉ có bí thư: không áp dụng (cấp trên chấm)"
            ),
            "2.1",
            "The sheet says that it does not apply, and gives points: “0”.",
        ),
    ],
    ids=["other text", "no such code", "another maximum", "no such level", "does not apply, with points"],
)
def test_lines_that_are_not_those_of_the_rubric_are_named_and_left_empty(
    visit, rubric, change, code, problem
):
    values = {"1.1": 6, "– Từ 90": "x", "2.1": 0, "2.3": 1}
    found = reading(as_excel(visit, values, rest=change), visit, rubric)
    assert said(found, rubric) == {"1.1": 6, "1.2": 4, "2.1": 0, "2.3": 1} | {code: problem}


def test_a_line_that_stands_twice_says_nothing(visit, rubric):
    def twice(worksheet):
        place = row_of(worksheet, "2. Tiến hành")
        for column in range(1, 6):
            worksheet.cell(place, column).value = worksheet.cell(row_of(worksheet, "1.1"), column).value

    found = reading(as_excel(visit, FULL, rest=twice), visit, rubric)
    assert said(found, rubric)["1.1"] == "This line stands on the sheet more than once."


def test_what_the_rubric_does_not_have_is_told(visit, rubric):
    data = as_excel(visit, {"1.1": 6, "2.1": 2}, rest=changed("1.2", 1, "1.7"))
    assert reading(data, visit, rubric).doubts == ["On the sheet, but not in this rubric: 1.7 Thời gian"]


# --- around the lines ---


def test_a_total_that_is_not_the_sum_of_the_lines_is_told(visit, rubric):
    assert reading(as_excel(visit, FULL | {"Tổng cộng": "12,0"}), visit, rubric).doubts == []
    assert reading(as_excel(visit, FULL | {"Tổng cộng": 13}), visit, rubric).doubts == [
        "The total on the sheet is 13; its lines that could be read make 12 together."
    ]
    assert reading(as_excel(visit, FULL | {"Tổng cộng": "=SUM(A1:A2)"}), visit, rubric).doubts == []


def test_points_of_a_line_that_is_not_asked_are_told(visit, rubric):
    assert reading(as_excel(visit, FULL | {"2.2": "3"}), visit, rubric).doubts == [
        "Line 2.2 is filled in on the sheet; the meeting had no theme, so it is not asked."
    ]
    Criterion.objects.filter(code="2.2").update(theme="full")
    assert reading(as_excel(visit, FULL | {"2.2": "3"}), visit, rubric).doubts == []


def test_notes_go_to_their_lines(visit, rubric):
    notes = [
        "– 1.1 (cấp trên chấm): Thiếu tài liệu………………",
        "- 1.2 (chi bộ chấm): Muộn",
        "Mục 1.2 thiếu",
    ]
    found = reading(as_excel(visit, FULL, notes=notes), visit, rubric)
    by_code = {c.code: found.answers[c.pk].note for c in rubric.criteria.all() if c.pk in found.answers}
    assert by_code == {"1.1": "Thiếu tài liệu", "1.2": "", "2.1": "", "2.3": ""}
    assert found.doubts == ["Whose note this is cannot be told: Mục 1.2 thiếu"]


def test_a_note_without_a_scorer_is_of_whoever_alone_has_points(visit, rubric):
    data = as_word(visit, FULL, notes=["1.1: Thiếu tài liệu "])
    found = reading(data, visit, rubric)
    assert [answer.note for answer in found.answers.values()] == ["Thiếu tài liệu", "", "", ""]
    both = as_excel(visit, FULL, notes=["1.1: Thiếu"], rest=changed("1.1", CELL, 6))
    assert reading(both, visit, rubric).doubts == ["Whose note this is cannot be told: 1.1: Thiếu"]


def test_what_the_sheet_says_of_the_meeting_is_told_and_not_changed(visit, rubric):
    assert reading(as_excel(visit, FULL), visit, rubric).hints == []
    lines = {
        "Tổng số": "Tổng số đảng viên: 20; có mặt: 15; vắng có lý do: 3; phát biểu: ……",
        "Thời gian": "Thời gian sinh hoạt: ngày 05/03/2018; loại: Bất thường",
    }
    assert reading(as_excel(visit, FULL, lines=lines), visit, rubric).hints == [
        "party members: 20 on the sheet, 18 recorded",
        "absent with a reason: 3 on the sheet, — recorded",
        "kind: Extraordinary on the sheet, Regular recorded",
    ]
    visit.meeting.refresh_from_db()
    assert (visit.meeting.members_total, visit.meeting.kind) == (18, Meeting.Kind.REGULAR)


@pytest.mark.parametrize(
    ("lines", "doubt"),
    [
        ({"Đơn vị": None}, "The sheet does not say of which cell it is. Make sure that it is this one."),
        (
            {"Đơn vị": "Đơn vị: chi bộ thôn 2"},
            "The sheet names the cell, but not its committee. Make sure that it is this cell.",
        ),
        (
            {"Thời gian": "Thời gian sinh hoạt: ………"},
            "The sheet names the month, but no day. Make sure that it is of the meeting on 05/03/2018.",
        ),
        (
            {"Thời gian": None, "chất lượng": "chất lượng sinh hoạt chi bộ"},
            "The sheet names no month of the meeting. Make sure that it is that of 05/03/2018.",
        ),
        (
            {"Thời gian": "Thời gian sinh hoạt: 19:30 ngày 6 tháng 3 năm 2018"},
            (
                "The sheet names 06/03/2018 as the day of the meeting; recorded is 05/03/2018. Make sure "
                "that they are the same meeting."
            ),
        ),
        (
            {"Cấp ủy viên": "Cấp ủy viên cấp trên dự: Trần Bình, Phó Trưởng ban"},
            (
                "The sheet names Trần Bình, Phó Trưởng ban as the leader at the meeting; this evaluation is "
                "by Nguyễn Văn An."
            ),
        ),
    ],
    ids=["no cell", "no committee", "no day", "no month", "another day", "another leader"],
)
def test_what_cannot_be_known_is_told(visit, rubric, lines, doubt):
    assert reading(as_excel(visit, FULL, lines=lines), visit, rubric).doubts == [doubt]


# --- refused ---


def refusal(data: bytes, visit, rubric, **of) -> str:
    with pytest.raises(ValidationError) as refused:
        reading(data, visit, rubric, **of)
    return refused.value.messages[0]


def test_a_sheet_of_another_cell_or_meeting(visit, rubric):
    for name in ("Chi bộ Thôn 2 A – Huyện ủy Bắc Sơn", "Chi bộ Thôn 2 – Xã khác"):
        data = as_excel(visit, FULL, lines={"Đơn vị": f"Đơn vị: {name}"})
        assert refusal(data, visit, rubric) == (
            f"The sheet is of another cell: “{name}”. This evaluation is of “Chi bộ Thôn 2 – Huyện ủy Bắc "
            "Sơn”."
        )
    april = as_excel(visit, FULL, lines={"Thời gian": "Thời gian sinh hoạt: ngày 05/04/2018"})
    assert refusal(april, visit, rubric) == (
        "The sheet is of a meeting in 04/2018; this evaluation is of the meeting on 05/03/2018."
    )
    MeetingFactory(cell=visit.cell, date=dt.date(2018, 3, 20))
    other = as_excel(visit, FULL, lines={"Thời gian": "Thời gian sinh hoạt: ngày 20/03/2018"})
    assert refusal(other, visit, rubric) == (
        "The sheet is of the cell's meeting on 20/03/2018; this evaluation is of that on 05/03/2018."
    )


def test_a_sheet_of_another_rubric(visit, rubric):
    data = as_excel(visit, FULL)
    other = RubricFactory(name="Khung 2025")
    for code in ("1.1", "1.2", "1.3"):
        CriterionFactory(rubric=other, code=code, text=f"Việc {code}")
    assert refusal(data, visit, other) == (
        "The sheet is of another rubric (theo Hướng dẫn 42-HD/BTCTW): of the 3 criteria of “Khung 2025” it "
        "has 0 with the same code and text. Download the sheet of this meeting and fill that in."
    )


def test_a_sheet_of_a_former_version(visit, rubric):
    """Most lines are the same: by which document it is decides, else what differs is named."""
    data = as_excel(visit, FULL)
    rubric.criteria.filter(code="1.1").update(text="Nội dung đầy đủ, đúng")
    assert said(reading(data, visit, rubric), rubric) == FULL | {
        "1.1": "On the sheet line 1.1 has another text: “Nội dung đầy đủ”."
    }
    rubric.document = "Hướng dẫn 43"
    assert refusal(data, visit, rubric).startswith(
        "The sheet is of another rubric (theo Hướng dẫn 42-HD/BTCTW)"
    )
    rubric.criteria.filter(code="1.1").update(text="Nội dung đầy đủ")
    assert said(reading(data, visit, rubric), rubric) == FULL


def test_a_blank_column(visit, rubric):
    assert (
        refusal(as_excel(visit), visit, rubric)
        == "The column “Cấp ủy viên cấp trên chấm” of the sheet is blank."
    )
    by_cell = as_excel(visit, FULL, column=CELL)
    assert refusal(by_cell, visit, rubric) == (
        "The column “Cấp ủy viên cấp trên chấm” of the sheet is blank; there are points in the column “Chi "
        "ủy, Bí thư chi bộ chấm”, which belong to the other evaluation."
    )
    assert said(reading(by_cell, visit, rubric, by_leader=False), rubric) == FULL
    gone = as_excel(visit, FULL, column=CELL, rest=changed("TT", LEADER, "Ghi chú"))
    assert refusal(gone, visit, rubric) == "The sheet has no column “Cấp ủy viên cấp trên chấm”."


def test_of_several_sheets_in_a_file_the_one_of_this_meeting_is_read(visit, rubric):
    book = openpyxl.load_workbook(io.BytesIO(as_excel(visit)))
    own = book.worksheets[0]
    other = book.copy_worksheet(own)
    fill_in(other, {"1.1": 1}, lines={"Đơn vị": "Đơn vị: Chi bộ khác – Huyện ủy Bắc Sơn"})
    fill_in(own, FULL)
    assert said(reading(saved(book), visit, rubric), rubric) == FULL
    book.copy_worksheet(own)
    assert refusal(saved(book), visit, rubric) == (
        "The file holds 2 filled-in sheets of this meeting. Leave one of them in it."
    )


def test_of_the_sheets_of_two_leaders_each_reads_the_own_one(visit, rubric):
    book = openpyxl.load_workbook(io.BytesIO(as_excel(visit, FULL)))
    other = book.copy_worksheet(book.worksheets[0])
    fill_in(
        other, {"1.1": 1}, lines={"Cấp ủy viên": "Cấp ủy viên cấp trên dự: Trần Thị Bình, Phó Trưởng ban"}
    )
    found = reading(saved(book), visit, rubric)
    assert (said(found, rubric), found.doubts) == (FULL, [])
    visit.leader.full_name = "Trần Thị Bình"
    assert said(reading(saved(book), visit, rubric), rubric) == FULL | {"1.1": 1}
    visit.leader.full_name = "Người khác"
    several = "The file holds 2 filled-in sheets of this meeting. Leave one of them in it."
    assert refusal(saved(book), visit, rubric) == several
    fill_in(book.worksheets[0], {}, lines={"Cấp ủy viên": "Cấp ủy viên cấp trên dự: …………"})
    assert refusal(saved(book), visit, rubric) == several


NO_SHEET = (
    "The file holds no score sheet: no table has the columns “Tiêu chí” and “Cấp ủy viên cấp trên chấm”."
)
TOO_LARGE = "The file is larger than any score sheet. Take pictures and other sheets out of it."


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: b"%PDF-1.7", "This is neither an Excel workbook (.xlsx) nor a Word document (.docx)."),
        (lambda: b"", "This is neither an Excel workbook (.xlsx) nor a Word document (.docx)."),
        (lambda: b"PK\x03\x04" + bytes(99), "This file cannot be read"),
        (lambda: archive({"word/document.xml": b"<w:document>"}), "This Word document cannot be read"),
        (lambda: xlsx(["a", "b"]), NO_SHEET),
        (lambda: xlsx(*[["a"] * 200] * (CELLS_AT_MOST // 200 + 1)), TOO_LARGE),
        (lambda: archive({"a.xml": bytes(51 * 1024**2)}), TOO_LARGE),
        (lambda: b"PK" + bytes(5 * 1024**2), TOO_LARGE),
    ],
    ids=["pdf", "empty", "no archive", "damaged", "another table", "many cells", "unpacks", "large"],
)
def test_files_that_are_no_score_sheets(visit, rubric, make, message):
    assert refusal(make(), visit, rubric).startswith(message)


def test_several_sheets_in_one_document(visit, rubric):
    """Blank ones for each kind of meeting stand one below the other."""
    first, second = papers(visit) * 2
    document = word.write([first, second]).getvalue()
    assert refusal(document, visit, rubric).endswith("of the sheet is blank.")
