# ruff: noqa: E501 - sentences are compared as they are read
"""What is said of the cells' meetings: by leaders' sheets alone, of as many cells as they bear out."""

import datetime as dt

import pytest

from attendance.figures.selection import Selection
from exchange.demo import frame
from exchange.starting.offered import FINDINGS
from meetings.models import Finding
from reports.half_year.report import HalfYearReport
from reports.issuing.known_findings import CLAUSES, clause_of
from reports.issuing.live_text import plain
from reports.issuing.prose import draft
from reports.issuing.report_figures import ReportFigures
from tests.factories import (
    CellFactory,
    EvaluationFactory,
    FindingFactory,
    GuidanceFactory,
    RatingBandFactory,
    RubricFactory,
    VisitFactory,
)

pytestmark = pytest.mark.django_db

KINDS = {frame.STRENGTH: "strength", frame.LIMITATION: "limitation", frame.CAUSE: "cause"}
CATALOGUE = {
    code: (KINDS[kind], text) for kind, findings in FINDINGS.items() for code, text in findings.items()
}


@pytest.fixture
def texts(period):
    def of(**cut):
        report = HalfYearReport(Selection(period, **cut))
        figures = ReportFigures(report)
        return {part.key: plain(part.source, figures) for part in draft(report, figures)}

    return of


@pytest.fixture
def findings():
    """findings("HC01"): of the catalogue offered; findings("Own", kind): the office's own."""

    def of(code, kind=None, text=""):
        kind, text = (kind, text) if kind else CATALOGUE[code]
        return Finding.objects.filter(code=code).first() or FindingFactory(code=code, kind=kind, text=text)

    return of


@pytest.fixture
def judged(chief, cell):
    """judged([finding…], [finding…]): cells with a leader's sheet each."""

    def of(*noted, **fields):
        for findings in noted:
            visit = VisitFactory(
                leader=chief, cell=CellFactory(organization_type=cell.organization_type), attended=True
            )
            EvaluationFactory(meeting=visit.meeting, leader=chief, findings=findings, **fields)

    return of


def test_every_finding_offered_is_said_as_the_bulletin_says_it():
    said = [clause_of(kind, text) for kind, text in CATALOGUE.values()]
    assert None not in said
    assert sorted(c.text for c in said) == sorted(c.text for c in CLAUSES)


@pytest.mark.parametrize(
    ("noted", "of", "words"),
    [
        (4, 7, "Ở đa số chi bộ được đánh giá, công tác"),
        (3, 6, "Ở nhiều chi bộ, công tác"),  # half of them are not most
        (2, 5, "Ở một số chi bộ, công tác"),
        (3, 4, "Tại 03/04 chi bộ được đánh giá, công tác"),
        (3, 3, "Qua 03 buổi sinh hoạt được đánh giá, công tác"),
        (1, 1, "Qua 01 buổi sinh hoạt được đánh giá, công tác"),
    ],
)
def test_in_how_many_cells(noted, of, words, judged, findings, texts):
    judged(*[[findings("UD01")]] * noted, *[[]] * (of - noted))
    assert texts()["strengths"] == (
        f"{words} chuẩn bị, thời gian sinh hoạt chi ủy, chi bộ được duy trì thường xuyên."
    )


def test_cells_count_and_not_sheets(findings, texts, chief, department_head):
    """Two leaders, two meetings of one cell: it was found in one cell."""
    cells = [CellFactory() for _n in range(5)]
    for leader in (chief, department_head):
        for cell in cells:
            visit = VisitFactory(leader=leader, cell=cell, attended=True)
            noted = [findings("HC05")] if cell is cells[0] else []
            EvaluationFactory(meeting=visit.meeting, leader=leader, findings=noted)
    assert texts()["limitations"] == "Có chi bộ đảng viên tham gia phát biểu ý kiến còn ít."


def test_the_cells_own_sheets_and_drafts_say_nothing(findings, texts, chief):
    visit = VisitFactory(leader=chief, attended=True)
    EvaluationFactory(meeting=visit.meeting, findings=[findings("UD01"), findings("HC05")])
    EvaluationFactory(meeting=visit.meeting, leader=chief, is_draft=True, findings=[findings("HC05")])
    told = texts()
    assert told["strengths"] == "Trong kỳ chưa có phiếu đánh giá của cán bộ dự sinh hoạt."
    assert (told["limitations"], told["causes"]) == ("", "")


def test_clauses_that_belong_together_are_one_sentence(judged, findings, texts):
    limited = [findings(code) for code in ("HC01", "HC02", "HC05", "HC06")]
    judged(limited, limited, [findings("HC08")], *[[]] * 5)
    assert texts()["limitations"].splitlines() == [
        "Chất lượng sinh hoạt ở một số chi bộ còn hạn chế: vai trò, trách nhiệm của cấp ủy, nhất là người chủ trì, chưa được phát huy tốt và việc nắm tình hình tư tưởng trong cán bộ, đảng viên chưa kịp thời. Việc đảng viên tham gia phát biểu ý kiến còn ít, nội dung phát biểu chủ yếu bổ sung báo cáo, nghị quyết.",
        "Có chi bộ chưa chuẩn bị kỹ, còn lúng túng trong việc tổ chức sinh hoạt chuyên đề.",
    ]


def test_what_single_cells_were_noted_for_is_one_sentence(judged, findings, texts):
    own = findings("X1", "limitation", "Phòng họp chật.")
    judged(*[[findings(code)] for code in ("HC04", "HC05", "HC07")], [own], [])
    assert texts()["limitations"] == (
        "Có chi bộ đánh giá chưa toàn diện việc thực hiện nhiệm vụ tháng trước, phương hướng tháng tới chưa sát với tình hình của địa phương, đơn vị; có chi bộ đảng viên tham gia phát biểu ý kiến còn ít; có chi bộ tổ chức sinh hoạt theo chuyên đề chưa nhiều, nặng về phổ biến chỉ thị, nghị quyết của cấp trên; có chi bộ được ghi nhận: Phòng họp chật."
    )


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("UD01", "duy trì thường xuyên công tác chuẩn bị, thời gian sinh hoạt chi ủy, chi bộ"),
        ("UD04", "khơi gợi được ý thức trách nhiệm của đảng viên trong tham gia phát biểu xây dựng chi bộ"),
        ("HC08", "chưa chuẩn bị kỹ, còn lúng túng trong việc tổ chức sinh hoạt chuyên đề"),
    ],
)
def test_a_single_cell_did_it(code, said):
    assert clause_of(*CATALOGUE[code]).of_one == said


def test_an_offices_own_findings_are_quoted(judged, findings, texts):
    own = findings("X1", "limitation", "TW và ĐHCĐ chưa được phổ biến.")
    more = findings("X2", "limitation", "Tài liệu ⟦total⟧ gửi muộn")
    judged([own, more], [own, more], *[[]] * 5)
    assert texts()["limitations"] == (
        "Chất lượng sinh hoạt ở một số chi bộ còn hạn chế: TW và ĐHCĐ chưa được phổ biến. Cán bộ dự sinh hoạt "
        "còn ghi nhận: Tài liệu [total] gửi muộn."
    )


def test_most_is_said_of_one_side_only(judged, findings, texts):
    """Strengths and limitations of most cells at once are counted."""
    both = [findings("UD06"), findings("HC03")]
    judged(*[both] * 4, *[[]] * 3)
    GuidanceFactory(organization_type_id=VisitFactory._meta.model.objects.first().cell.organization_type_id)
    told = texts()
    assert told["strengths"].startswith(
        "Có 04/07 chi bộ được đánh giá thực hiện đúng yêu cầu theo Hướng dẫn số"
    )
    assert told["limitations"].startswith("Tại 04/07 chi bộ được đánh giá, nội dung sinh hoạt còn nặng về")
    assert "đa số" not in " ".join(told.values())


def test_no_limitation_was_noted(judged, texts):
    judged([], [])
    assert texts()["limitations"] == (
        "Qua 02 buổi sinh hoạt được đánh giá, cán bộ dự sinh hoạt không ghi nhận hạn chế."
    )


class TestCauses:
    def test_as_the_bulletin_says_them(self, judged, findings, texts):
        causes = [findings(code) for code in ("NN01", "NN02", "NN03")]
        judged(causes, causes, *[[]] * 5)
        assert texts()["causes"] == (
            "Nguyên nhân chủ yếu do một số cấp ủy chưa thật sự quan tâm đến việc nâng cao chất lượng sinh hoạt chi bộ, chưa nghiên cứu kỹ các văn bản hướng dẫn của cấp trên về nội dung, quy trình sinh hoạt chi bộ. Cùng với đó, ở một số chi bộ khả năng điều hành của người chủ trì còn hạn chế, chưa tạo không khí dân chủ, cởi mở."
        )

    def test_a_single_one_in_a_single_cell(self, judged, findings, texts):
        judged([findings("NN01")], *[[]] * 5)
        assert texts()["causes"] == (
            "Nguyên nhân do có cấp ủy chưa thật sự quan tâm đến việc nâng cao chất lượng sinh hoạt chi bộ."
        )

    def test_in_few_cells(self, judged, findings, texts):
        judged([findings("NN02"), findings("NN03")], [findings("NN03")])
        assert texts()["causes"] == (
            "Nguyên nhân do cấp ủy tại 01/02 chi bộ được đánh giá chưa nghiên cứu kỹ các văn bản hướng dẫn của cấp trên về nội dung, quy trình sinh hoạt chi bộ. Cùng với đó, khả năng điều hành của người chủ trì còn hạn chế, chưa tạo không khí dân chủ, cởi mở."
        )

    def test_ones_own(self, judged, findings, texts):
        judged([findings("X1", "cause", "Thiếu chỗ họp")], *[[]] * 5)
        assert texts()["causes"] == "Có chi bộ được ghi nhận nguyên nhân: Thiếu chỗ họp."


class TestGuidance:
    def test_in_force_for_the_kinds_attended_by_that_day(self, texts, chief, cells):
        village, street, school = cells
        VisitFactory(leader=chief, cell=village, attended=True)
        VisitFactory(leader=chief, cell=street)
        VisitFactory(leader=chief, cell=school, attended=True, met_on=dt.date(2018, 6, 20))
        for number, day in [("12-HD/BTCTU", dt.date(2013, 10, 24)), ("99-HD/BTCTU", dt.date(2018, 6, 20))]:
            GuidanceFactory(organization_type=village.organization_type, number=number, issued_on=day)
        for cell, number in [(street, "13-HD/BTCTU"), (school, "14-HD/BTCTU")]:
            GuidanceFactory(organization_type=cell.organization_type, number=number)
        assert texts(as_of=dt.date(2018, 6, 15))["strengths"].splitlines()[0] == (
            "Chi bộ được dự sinh hoạt thuộc đối tượng áp dụng Hướng dẫn số 12 ngày 24/10/2013 của Ban Tổ chức Tỉnh ủy về nội dung, quy trình sinh hoạt chi bộ."
        )
        assert texts()["strengths"].splitlines()[0] == (
            "Các chi bộ được dự sinh hoạt thuộc đối tượng áp dụng các Hướng dẫn số 14 ngày 15/03/2017 của Ban Tổ chức Tỉnh ủy và 99 ngày 20/06/2018 của Ban Tổ chức Tỉnh ủy về nội dung, quy trình sinh hoạt chi bộ."
        )

    def test_that_it_is_followed_is_a_finding_and_no_rating(self, judged, findings, texts, cell):
        GuidanceFactory(organization_type=cell.organization_type, number="12-HD/BTCTU")
        judged([findings("UD06"), findings("UD01")], [findings("UD06")])
        assert texts()["strengths"].splitlines() == [
            "Qua 02 buổi sinh hoạt được đánh giá, các chi bộ thực hiện đúng yêu cầu theo Hướng dẫn số 12 ngày 15/03/2017 của Ban Tổ chức Tỉnh ủy về nội dung, quy trình sinh hoạt chi bộ.",
            "Tại 01/02 chi bộ được đánh giá, công tác chuẩn bị, thời gian sinh hoạt chi ủy, chi bộ được duy trì thường xuyên.",
        ]

    def test_without_a_document_it_is_said_all_the_same(self, judged, findings, texts):
        judged([findings("UD06")])
        assert texts()["strengths"] == (
            "Qua 01 buổi sinh hoạt được đánh giá, nội dung, quy trình sinh hoạt được thực hiện đúng yêu cầu theo các hướng dẫn."
        )


class TestRatings:
    @pytest.fixture
    def bands(self):
        rubric = RubricFactory()
        return rubric, [
            RatingBandFactory(rubric=rubric, label=label, minimum=minimum)
            for label, minimum in [("Tốt", 90), ("Khá", 70), ("Kém", 0)]
        ]

    def test_one_sheet(self, bands, judged, texts):
        rubric, (good, *_others) = bands
        judged([], rubric=rubric, total=95, band=good)
        assert texts()["strengths"] == (
            "Theo 01 phiếu đánh giá của cán bộ dự sinh hoạt, buổi sinh hoạt đạt 95 điểm, xếp loại Tốt."
        )

    def test_several(self, bands, judged, texts):
        rubric, (good, fair, _poor) = bands
        judged([], [], rubric=rubric, total=95, band=good)
        judged([], rubric=rubric, total=71, band=fair)
        assert texts()["strengths"] == (
            "Qua 03 phiếu đánh giá của cán bộ dự sinh hoạt, điểm bình quân đạt 87 điểm; có 02 phiếu xếp loại Tốt và 01 phiếu xếp loại Khá."
        )
