# ruff: noqa: E501 - sentences are compared as they are read
"""The drafted text: the bulletin's statements from the data, in correct official Vietnamese."""

import datetime as dt

import pytest

from attendance.figures.selection import Selection
from lib.periods import HalfYear, Month
from meetings.models import Finding
from reports.half_year.report import HalfYearReport
from reports.issuing.live_text import FIELD, plain
from reports.issuing.prose import draft, enumeration
from reports.issuing.report_figures import ReportFigures
from tests.factories import (
    CellFactory,
    CriterionFactory,
    EvaluationFactory,
    FindingFactory,
    GuidanceFactory,
    RatingBandFactory,
    VisitFactory,
)

pytestmark = pytest.mark.django_db

JUNE = Month.parse("06/2018")


@pytest.fixture
def texts(period):
    """texts(committee=…): the parts of the draft as people read them, by key."""

    def of(**cut):
        report = HalfYearReport(Selection(period, **cut))
        figures = ReportFigures(report)
        return {section.key: plain(section.source, figures) for section in draft(report, figures)}

    return of


@pytest.mark.slow
def test_the_bulletin_of_june_2018(demo, period):
    report = HalfYearReport(Selection(period))
    figures = ReportFigures(report)
    sections = draft(report, figures)
    text = {s.key: plain(s.source, figures) for s in sections}
    assert (
        "đã có 10 đồng chí lãnh đạo Ban dự sinh hoạt tại 18/22 chi bộ (81,8%) và 16 đồng chí trưởng, phó các "
        "phòng dự sinh hoạt tại 28/32 chi bộ (87,5%)."
    ) in text["results"]
    assert (
        "Một số đồng chí chưa tham dự sinh hoạt chi bộ đúng theo kế hoạch do thời gian họp chi bộ trùng với "
        "thời gian đi công tác (8 chi bộ) nên dự kiến chuyển sang kỳ họp sau."
    ) in text["results"]
    assert (
        "Nhìn chung, đa số các chi bộ thực hiện đúng yêu cầu theo các Hướng dẫn số 46, 47, 48, 49, 50, 51, 52 "
        "và 53 ngày 24/10/2013 của Ban Tổ chức Tỉnh ủy về nội dung, quy trình sinh hoạt chi bộ."
    ) in text["strengths"]
    assert text["limitations"].startswith("Tuy nhiên, chất lượng sinh hoạt chi bộ")
    assert text["causes"].startswith("Nguyên nhân chủ yếu do ")
    # Every figure of it is alive: none is written out.
    named = [match[1] for section in sections for match in FIELD.finditer(section.source)]
    assert {"leadership.attended_cells", "department.planned_cells", "total.reason:trip"} <= set(named)


def test_one_committee_one_group(texts, commission, chief):
    VisitFactory(leader=chief, attended=True)
    assert texts(committee=commission)["results"].splitlines() == [
        "Trong 6 tháng đầu năm 2018, Ban Tổ chức Tỉnh ủy đã tổ chức triển khai thực hiện chủ trương cán bộ lãnh đạo dự sinh hoạt chi bộ định kỳ trong các loại hình tổ chức đảng. Cụ thể:",
        "Theo kế hoạch đã đăng ký, đã có 1 đồng chí lãnh đạo Ban dự sinh hoạt tại 1/1 chi bộ (100,0%).",
        "Tất cả các chi bộ theo kế hoạch đều đã được dự sinh hoạt.",
    ]


def test_several_committees_are_named_each_with_its_figures(texts, chief, other_chief):
    VisitFactory(leader=chief, attended=True)
    VisitFactory(leader=other_chief, attended=True)
    lines = texts()["results"].splitlines()
    assert lines[0].startswith(
        "Trong 6 tháng đầu năm 2018, Ban Tổ chức Tỉnh ủy và Ban Tuyên giáo Tỉnh ủy đã tổ chức"
    )
    assert lines[2] == "Trong đó: Ban Tổ chức Tỉnh ủy 1/1 chi bộ; Ban Tuyên giáo Tỉnh ủy 1/1 chi bộ."


def test_nothing_planned(texts, commission):
    assert texts(committee=commission) == {
        "results": (
            "Trong 6 tháng đầu năm 2018, Ban Tổ chức Tỉnh ủy đã tổ chức triển khai thực hiện chủ trương cán "
            "bộ lãnh đạo dự sinh hoạt chi bộ định kỳ trong các loại hình tổ chức đảng. Cụ thể:\n"
            "Trong kỳ không có lượt dự sinh hoạt nào trong kế hoạch được duyệt."
        ),
        "strengths": "Trong kỳ chưa có phiếu đánh giá chất lượng buổi sinh hoạt.",
        "limitations": "Qua dự sinh hoạt chưa ghi nhận hạn chế cần nêu.",
        "causes": "",
        "coming": (
            "Trong 6 tháng cuối năm 2018, tiếp tục thực hiện chủ trương cán bộ lãnh đạo dự sinh hoạt chi bộ."
        ),
    }


def test_planned_but_nobody_went_yet(texts, chief, department_head):
    VisitFactory(leader=chief)
    VisitFactory(leader=department_head, attended=True)
    assert (
        "Theo kế hoạch đã đăng ký, các đồng chí lãnh đạo Ban chưa dự sinh hoạt tại chi bộ nào trong 1 chi bộ đã "
        "đăng ký và đã có 1 đồng chí trưởng, phó các phòng dự sinh hoạt tại 1/1 chi bộ (100,0%)."
    ) in texts()["results"]


def test_a_cell_of_both_groups_counts_once_in_all(texts, chief, department_head, cell):
    VisitFactory(leader=chief, cell=cell, attended=True)
    VisitFactory(leader=department_head, cell=cell, attended=True)
    assert "Tính chung, mỗi chi bộ một lần, đã dự tại 1/1 chi bộ (100,0%)." in texts()["results"]


def test_misses_with_their_reasons_most_frequent_first(texts, chief):
    for _n in range(2):
        VisitFactory(carried_from=VisitFactory(leader=chief, month=JUNE, missed=True, reason="illness"))
    VisitFactory(leader=chief, missed=True, reason="cell_postponed")
    VisitFactory(leader=chief)
    assert texts()["results"].splitlines()[-1] == (
        "Một số đồng chí chưa tham dự sinh hoạt chi bộ đúng theo kế hoạch do ốm đau (2 chi bộ) và chi bộ hoãn "
        "họp (1 chi bộ). Trong các chi bộ chưa dự có 2 chi bộ chuyển sang kỳ "
        "sau, 1 chi bộ không dự được và 1 chi bộ chưa có kết quả."
    )


def test_beside_the_plan_and_after_changes(texts, chief):
    VisitFactory(leader=chief, attended=True)
    VisitFactory(leader=chief, attended=True, origin="amendment", month=JUNE)
    VisitFactory(leader=chief, attended=True, origin="unplanned", month=Month.parse("05/2018"))
    text = texts()["results"]
    assert "Kế hoạch đăng ký ban đầu là 1 chi bộ, sau điều chỉnh là 2 chi bộ." in text
    assert "Ngoài kế hoạch, các đồng chí còn dự sinh hoạt tại 1 chi bộ (không tính vào số liệu trên)." in text


def test_findings_by_the_share_of_evaluations(texts, chief):
    often, rarely = (
        FindingFactory(code=code, kind=Finding.Kind.LIMITATION, text=text)
        for code, text in [("HC1", "Ít đảng viên phát biểu"), ("HC2", "TW chưa được phổ biến")]
    )
    for number in range(6):
        visit = VisitFactory(leader=chief, cell=CellFactory(), attended=True)
        EvaluationFactory(
            meeting=visit.meeting, leader=chief, findings=[often] + ([rarely] if number == 0 else [])
        )
    assert texts()["limitations"] == (
        "Tuy nhiên, chất lượng sinh hoạt chi bộ vẫn còn hạn chế. Đa số chi bộ: ít đảng viên phát biểu. "
        "Một số nơi: TW chưa được phổ biến."
    )


def test_only_guidance_in_force_for_the_cells_attended(texts, chief, cells):
    village, street, _school = cells
    VisitFactory(leader=chief, cell=village, attended=True)
    VisitFactory(leader=chief, cell=street)
    for number, day in [("12-HD/BTCTU", dt.date(2013, 10, 24)), ("99-HD/BTCTU", dt.date(2018, 7, 1))]:
        GuidanceFactory(organization_type=village.organization_type, number=number, issued_on=day)
    GuidanceFactory(organization_type=street.organization_type, number="13-HD/BTCTU")
    assert texts()["strengths"].startswith(
        "Nhìn chung, các chi bộ tổ chức sinh hoạt theo Hướng dẫn số 12 ngày 24/10/2013 của Ban Tổ chức Tỉnh ủy"
    )


def test_most_is_said_only_of_most(texts, chief, cell):
    GuidanceFactory(organization_type=cell.organization_type, number="12-HD/BTCTU")
    rubric = CriterionFactory().rubric
    poor = [RatingBandFactory(rubric=rubric, label=x, minimum=m) for x, m in [("Tốt", 90), ("Kém", 0)]][-1]
    visit = VisitFactory(leader=chief, cell=cell, attended=True)
    EvaluationFactory(meeting=visit.meeting, leader=chief, rubric=rubric, total=30, band=poor)
    assert "một số chi bộ thực hiện đúng yêu cầu theo Hướng dẫn số 12" in texts()["strengths"]


def test_the_coming_half_year(texts, chief):
    missed = VisitFactory(leader=chief, month=JUNE, missed=True)
    VisitFactory(carried_from=missed)
    VisitFactory(leader=chief, month=HalfYear.parse("2018-H2").months[3])
    assert texts()["coming"] == (
        "Trong 6 tháng cuối năm 2018, tiếp tục thực hiện chủ trương cán bộ lãnh đạo dự sinh hoạt chi bộ theo kế "
        "hoạch đã duyệt tại 2 chi bộ, trong đó 1 chi bộ chuyển từ kỳ này sang."
    )


@pytest.mark.parametrize(
    ("words", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a và b"), (["a", "b", "c"], "a, b và c")]
)
def test_enumerations(words, text):
    assert enumeration(words) == text
