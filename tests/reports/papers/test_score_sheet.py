"""The score sheet of one meeting, read back from its files."""

import datetime as dt

import docx
import openpyxl
import pytest
from django.urls import reverse

from attendance.models import Plan, Visit
from lib.periods import Month
from meetings.models import Evaluation, FormerManagement, Rubric
from reports.papers import excel, score_sheet, word
from tests.factories import (
    AnnouncedMeetingFactory,
    CriterionFactory,
    EvaluationFactory,
    LevelFactory,
    PlanFactory,
    RatingBandFactory,
    RubricFactory,
    ScoreFactory,
    VisitFactory,
)

pytestmark = pytest.mark.django_db
LEFT_OUT = "Chỉ chấm khi có chuyên đề, không có thì không tính vào tổng và điểm tối đa"
MEMBERS, WHO = "Tổng số đảng viên", ("có mặt", "vắng có lý do", "vắng không có lý do", "phát biểu")
MARCH = Month.parse("03/2018")


@pytest.fixture
def rubric(db) -> Rubric:
    """A line of every kind."""
    rubric = RubricFactory(code="P1", document="Hướng dẫn 42-HD/BTCTW")
    preparation = {"rubric": rubric, "section": "Chuẩn bị"}
    CriterionFactory(**preparation, code="1.1", text="Nội dung đầy đủ", maximum="6", position=1, is_gate=True)
    levels = CriterionFactory(
        **preparation, code="1.2", text="Thời gian", maximum="4", kind="levels", position=2
    )
    LevelFactory(criterion=levels, points="4", condition="Từ 90 phút")
    LevelFactory(criterion=levels, points="2", condition="Dưới 90 phút")
    conduct = {"rubric": rubric, "section": "2. Tiến hành", "kind": "yes_no"}
    CriterionFactory(
        **conduct,
        code="2.1",
        text="Họp chi ủy trước",
        maximum="2",
        position=3,
        not_applicable_when="chỉ có bí thư",
    )
    CriterionFactory(
        **conduct, code="2.2", text="Chuyên đề thiết thực", maximum="3", position=4, theme="left_out"
    )
    CriterionFactory(**conduct | {"kind": "bonus"}, code="2.3", text="Sáng kiến", maximum="1", position=5)
    RatingBandFactory(rubric=rubric, label="Tốt", minimum="10", needs_gates=True)
    RatingBandFactory(rubric=rubric, label="Kém", minimum="0")
    return rubric


@pytest.fixture
def plan(commission, period) -> Plan:
    return PlanFactory(committee=commission, half_year=period, status=Plan.Status.APPROVED)


@pytest.fixture
def visit(chief, cells, plan) -> Visit:
    cells[0].members_total, cells[0].place = 18, "Nhà văn hóa"
    cells[0].save()
    AnnouncedMeetingFactory(cell=cells[0], date=dt.date(2018, 3, 5), begins_at=dt.time(19, 30))
    return VisitFactory(plan=plan, leader=chief, cell=cells[0], month=MARCH)


def lines(papers) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(word.write(papers)).paragraphs if paragraph.text]


def table(papers) -> list[list[str]]:
    drawn = docx.Document(word.write(papers)).tables[1]
    return [[cell.text for cell in row.cells] for row in drawn.rows]


def test_the_blank_sheet_says_what_is_known_and_leaves_the_points_empty(visit, rubric):
    papers = score_sheet.of_visit(visit, [])
    assert table(papers) == [
        ["TT", "Tiêu chí", "Thang điểm", "Chi ủy, Bí thư chi bộ chấm", "Cấp ủy viên cấp trên chấm"],
        ["I", "Chuẩn bị", "10", "", ""],
        ["1.1", "Nội dung đầy đủ\nTiêu chí bắt buộc đạt điểm tối đa", "6", "", ""],
        ["1.2", "Thời gian", "4", "", ""],
        ["", "– Từ 90 phút", "4", "", ""],
        ["", "– Dưới 90 phút", "2", "", ""],
        ["", "2. Tiến hành", "5", "", ""],
        ["2.1", "Họp chi ủy trước\nTính đủ điểm khi chỉ có bí thư", "0 hoặc 2", "", ""],
        [
            "2.2",
            f"Chuyên đề thiết thực\n{LEFT_OUT}",
            "0 hoặc 3",
            "",
            "",
        ],
        ["2.3", "Sáng kiến\nĐiểm cộng", "+1", "", ""],
        ["", "Tổng cộng", "15", "", ""],
        ["", "Mức xếp loại", "", "", ""],
    ]
    dots = "…" * 37
    assert lines(papers) == [
        "PHIẾU ĐÁNH GIÁ",
        "chất lượng sinh hoạt chi bộ tháng 03/2018",
        "(theo Hướng dẫn 42-HD/BTCTW)",
        "Đơn vị: Chi bộ Thôn 2 – Huyện ủy Bắc Sơn",
        f"Thời gian sinh hoạt: 19:30 ngày 05/03/2018; loại: {'…' * 8}",
        "Địa điểm: Nhà văn hóa",
        f"{MEMBERS}: 18; miễn công tác, sinh hoạt: ………; {'; '.join(f'{who}: ………' for who in WHO)}",
        "Cấp ủy viên cấp trên dự: Nguyễn Văn An, Trưởng ban",
        "Mức xếp loại: Tốt: từ 10 điểm và điểm tối đa ở các tiêu chí bắt buộc; Kém: từ 0 điểm.",
        "Thuyết minh điểm trừ:",
        dots,
        dots,
        dots,
    ]


def test_it_names_whoever_managed_the_cell_on_that_day(visit, rubric, province):
    former = FormerManagement.objects.create(cell=visit.cell, committee=province, until=dt.date(2018, 3, 4))
    named = []
    for until in (dt.date(2018, 3, 4), dt.date(2018, 3, 5)):
        FormerManagement.objects.filter(pk=former.pk).update(until=until)
        (paper,) = score_sheet.of_visit(Visit.objects.for_display().get(), [])
        named.append((paper.above[0], paper.frame.superior_body))
    assert named == [
        ("Đơn vị: Chi bộ Thôn 2 – Huyện ủy Bắc Sơn", "HUYỆN ỦY BẮC SƠN"),
        ("Đơn vị: Chi bộ Thôn 2 – Tỉnh ủy Bình Sơn", "TỈNH ỦY BÌNH SƠN"),
    ]


def test_both_scorers_stand_in_their_columns_and_the_leader_gets_no_draft(chief, cells, plan, rubric):
    visit = VisitFactory(plan=plan, leader=chief, cell=cells[0], month=MARCH, attended=True)
    gate, levels, applied, _theme, bonus = rubric.criteria.all()
    high, low = levels.levels.all()
    good = rubric.bands.get(label="Tốt")
    own = EvaluationFactory(meeting=visit.meeting, rubric=rubric, total="12", band=good)
    given = EvaluationFactory(meeting=visit.meeting, leader=chief, rubric=rubric, total="8.5")
    for evaluation, level in ((own, high), (given, low)):
        ScoreFactory(evaluation=evaluation, criterion=levels, level=level, points=level.points)
        ScoreFactory(evaluation=evaluation, criterion=bonus, points=0)
    ScoreFactory(evaluation=own, criterion=gate)
    ScoreFactory(evaluation=own, criterion=applied, is_not_applicable=True)
    ScoreFactory(evaluation=given, criterion=gate, points="4.5", note="Thiếu tài liệu")
    ScoreFactory(evaluation=given, criterion=applied)
    papers = score_sheet.of_visit(visit, Evaluation.objects.for_display())
    assert [row[2:] for row in table(papers)[1:]] == [
        ["10", "10", "6,5"],
        ["6", "6", "4,5"],
        ["4", "4", "2"],
        ["4", "x", ""],
        ["2", "", "x"],
        ["2", "2", "2"],
        ["0 hoặc 2", "2", "2"],
        ["0 hoặc 3", "–", "–"],
        ["+1", "0", "0"],
        ["12", "12", "8,5"],
        ["", "Tốt", ""],
    ]
    assert lines(papers)[-2:] == ["Thuyết minh điểm trừ:", "– 1.1 (cấp trên chấm): Thiếu tài liệu"]
    assert (
        table(papers)[7][1] == "Họp chi ủy trước\nTính đủ điểm khi chỉ có bí thư: không áp dụng (chi bộ chấm)"
    )


def test_a_total_alone_fills_the_total_and_no_line(chief, cells, plan, rubric):
    visit = VisitFactory(plan=plan, leader=chief, cell=cells[0], month=MARCH, attended=True)
    good = rubric.bands.get(label="Tốt")
    EvaluationFactory(meeting=visit.meeting, rubric=rubric, total="12", band=good, is_total_only=True)
    given = [row[3:] for row in table(score_sheet.of_visit(visit, Evaluation.objects.for_display()))[1:]]
    assert given == [*[["", ""]] * 7, ["–", ""], ["", ""], ["12", ""], ["Tốt", ""]]


def test_the_worksheet_prints_upright_on_a4_with_numbers_as_numbers(visit, rubric):
    worksheet = openpyxl.load_workbook(excel.write(score_sheet.of_visit(visit, [])))["P1"]
    rows = [[cell.value for cell in row] for row in worksheet.iter_rows(values_only=False)]
    top = next(number for number, row in enumerate(rows) if row[0] == "TT")
    assert rows[top + 1 : top + 4] == [
        ["I", "Chuẩn bị", 10, None, None],
        ["1.1", "Nội dung đầy đủ\nTiêu chí bắt buộc đạt điểm tối đa", 6, None, None],
        ["1.2", "Thời gian", 4, None, None],
    ]
    assert (worksheet.page_setup.orientation, worksheet.page_setup.paperSize) == ("portrait", 9)
    assert worksheet.print_title_rows == f"${top + 1}:${top + 1}"


def test_as_long_as_nobody_knows_the_kind_each_kinds_sheet_is_in_the_file(visit, rubric):
    thematic = RubricFactory(code="P2")
    thematic.kinds.create(kind="thematic")
    names = [(paper.name, paper.above[-1]) for paper in score_sheet.of_visit(visit, [])]
    assert names == [
        ("P1", "Dùng cho buổi sinh hoạt: Thường kỳ, Thường kỳ kết hợp chuyên đề, Bất thường"),
        ("P2", "Dùng cho buổi sinh hoạt: Chuyên đề"),
    ]


def test_page_and_file_go_together(visit, rubric, as_staff, django_assert_num_queries):
    page = as_staff.get(visit.get_absolute_url()).content.decode()
    addresses = [reverse(f"reports:score-sheet-{kind}", args=[visit.pk]) for kind in ("docx", "xlsx")]
    assert [address in page for address in addresses] == [True, True]
    with django_assert_num_queries(20):
        response = as_staff.get(addresses[0])
    assert response.headers["Content-Disposition"].startswith("attachment")
    Visit.objects.update(outcome="withdrawn")
    assert as_staff.get(addresses[0]).status_code == 404
