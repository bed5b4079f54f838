# ruff: noqa: E501 - sentences are compared as they are read
"""The drafted text: what the rows bear out, in correct official Vietnamese. Findings: test_assessment.py."""

import datetime as dt

import pytest

from attendance.figures.selection import Selection
from attendance.models import AbsenceReason
from committees.models import Committee
from lib.periods import HalfYear, Month
from reports.half_year.report import HalfYearReport
from reports.issuing.live_text import plain
from reports.issuing.prose import draft
from reports.issuing.report_figures import ReportFigures
from reports.issuing.what_follows import following_sentence
from reports.issuing.words import enumeration
from tests.factories import (
    CellFactory,
    CommitteeFactory,
    EvaluationFactory,
    LeaderFactory,
    RecommendationFactory,
    VisitFactory,
)

pytestmark = pytest.mark.django_db

JUNE = Month.parse("06/2018")


@pytest.fixture
def texts(period):
    """texts(committee=…): the parts of the draft as people read them, by key; empty ones left out."""

    def of(gaps=None, **cut):
        report = HalfYearReport(Selection(cut.pop("half_year", period), **cut))
        figures = ReportFigures(report, lambda: gaps or {})
        parts = {part.key: plain(part.source, figures) for part in draft(report, figures, gaps)}
        return {key: text for key, text in parts.items() if text}

    return of


def test_one_committee_one_group(texts, commission, chief):
    VisitFactory(leader=chief, attended=True)
    assert texts(committee=commission)["results"].splitlines() == [
        "Trong 6 tháng đầu năm 2018, Ban Tổ chức Tỉnh ủy đã tổ chức triển khai thực hiện chủ trương cán bộ lãnh đạo dự sinh hoạt chi bộ định kỳ trong các loại hình tổ chức đảng. Cụ thể:",
        "Theo kế hoạch đã đăng ký, đã có 01 đồng chí lãnh đạo Ban dự sinh hoạt tại 01/01 chi bộ (100%).",
        "Chi bộ theo kế hoạch đã được dự sinh hoạt.",
    ]


def test_several_committees_are_named_each_with_its_figures(texts, chief, other_chief):
    VisitFactory(leader=chief, attended=True)
    VisitFactory(leader=other_chief, attended=True)
    lines = texts()["results"].splitlines()
    assert lines[0].startswith("Trong 6 tháng đầu năm 2018, Ban Tổ chức và Ban Tuyên giáo Tỉnh ủy đã tổ chức")
    assert lines[2:] == [
        "Trong đó: Ban Tổ chức 01/01 chi bộ; Ban Tuyên giáo 01/01 chi bộ.",
        "Tất cả các chi bộ theo kế hoạch đều đã được dự sinh hoạt.",
    ]


def test_nothing_planned(texts, commission):
    """Nothing was carried out, and nothing is said about meetings."""
    assert texts(committee=commission) == {
        "results": (
            "Trong 6 tháng đầu năm 2018, Ban Tổ chức Tỉnh ủy chưa có lượt dự sinh hoạt chi bộ nào trong kế "
            "hoạch được duyệt."
        ),
        "coming": (
            "Trong 6 tháng cuối năm 2018, tiếp tục thực hiện chủ trương cán bộ lãnh đạo dự sinh hoạt chi bộ."
        ),
    }


def test_planned_but_one_group_did_not_go(texts, chief, department_head):
    VisitFactory(leader=chief)
    VisitFactory(leader=department_head, attended=True)
    assert (
        "Theo kế hoạch đã đăng ký, đã có 01 đồng chí trưởng, phó phòng dự sinh hoạt tại 01/01 chi bộ (100%). Có "
        "01 đồng chí lãnh đạo Ban chưa dự sinh hoạt tại 01 chi bộ theo kế hoạch."
    ) in texts()["results"]


def test_planned_but_nobody_went(texts, chief):
    VisitFactory(leader=chief)
    told = texts()
    assert told["results"].splitlines()[1:] == [
        "Theo kế hoạch đã đăng ký, có 01 đồng chí lãnh đạo Ban chưa dự sinh hoạt tại 01 chi bộ theo kế hoạch.",
        "Còn 01 chi bộ chưa có kết quả.",
    ]
    assert list(told) == ["results", "coming"]


@pytest.mark.parametrize(
    ("number", "who", "figures"),
    [
        (
            10,
            "C0, C1, C2, C3, C4, C5, C6, C7, C8 và C9 Tỉnh ủy",
            "Trong đó: C0 01/01 chi bộ; C1 01/01 chi bộ;",
        ),
        (11, "11 cấp ủy, cơ quan đảng", "Số liệu của từng cấp ủy, cơ quan tại Phụ lục 1."),
    ],
)
def test_more_than_ten_committees_are_counted_and_stand_in_the_first_annex(number, who, figures, texts):
    for n in range(number):
        leader = LeaderFactory(committee=CommitteeFactory(name=f"C{n} Tỉnh ủy"))
        VisitFactory(leader=leader, attended=True)
    lines = texts()["results"].splitlines()
    assert lines[0].startswith(f"Trong 6 tháng đầu năm 2018, {who} đã tổ chức triển khai")
    assert lines[2].startswith(figures)


@pytest.mark.parametrize(
    ("committees", "who"),
    [
        ([("commission", "Ban Dân vận Tỉnh ủy"), ("commission", "Ban Tuyên giáo Tỉnh ủy")], "lãnh đạo Ban"),
        ([("office", "VP Tỉnh ủy")], "lãnh đạo Văn phòng"),
        ([("commission", "Ủy ban Kiểm tra Tỉnh ủy")], "lãnh đạo Ủy ban"),
        ([("commune", "Đảng ủy xã An Bình")], "lãnh đạo Đảng ủy"),
        ([("commission", "Ban Dân vận Tỉnh ủy"), ("office", "Văn phòng Tỉnh ủy")], "lãnh đạo cơ quan"),
        ([("district", "Huyện ủy Bắc Sơn"), ("commune", "Đảng ủy xã An Bình")], "lãnh đạo cấp ủy"),
        ([("district", "Huyện ủy Bắc Sơn"), ("office", "Văn phòng Tỉnh ủy")], "lãnh đạo cấp ủy, cơ quan"),
    ],
)
def test_leaders_are_called_after_what_they_lead(committees, who, texts):
    for kind, name in committees:
        leader = LeaderFactory(committee=CommitteeFactory(kind=Committee.Kind(kind), name=name))
        VisitFactory(leader=leader, attended=True)
    assert f"đã có 0{len(committees)} đồng chí {who} dự sinh hoạt" in texts()["results"]


def test_a_cell_of_both_groups_counts_once_in_all(texts, chief, department_head, cell):
    VisitFactory(leader=chief, cell=cell, attended=True)
    VisitFactory(leader=department_head, cell=cell, attended=True)
    assert "Tính chung, mỗi chi bộ một lần, đã dự tại 01/01 chi bộ (100%)." in texts()["results"]


class TestAbsences:
    def test_several_leaders_every_reason_most_frequent_first(self, texts, chief, department_head):
        for _n in range(2):
            VisitFactory(carried_from=VisitFactory(leader=chief, month=JUNE, missed=True, reason="illness"))
        VisitFactory(leader=department_head, missed=True, reason="cell_postponed")
        VisitFactory(leader=chief)
        assert texts()["results"].splitlines()[-1] == (
            "Một số đồng chí chưa tham dự sinh hoạt chi bộ đúng theo kế hoạch do ốm đau (02 chi bộ) và chi bộ "
            "hoãn họp (01 chi bộ). Còn 02 chi bộ chuyển sang kỳ sau, 01 chi bộ chưa dự do cán bộ vắng và 01 chi "
            "bộ chưa có kết quả."
        )

    def test_one_leader_and_all_carried_over(self, texts, chief):
        VisitFactory(carried_from=VisitFactory(leader=chief, month=JUNE, missed=True))
        assert texts()["results"].splitlines()[-1] == (
            "Có đồng chí chưa tham dự sinh hoạt chi bộ đúng theo kế hoạch do thời gian họp chi bộ trùng với thời "
            "gian đi công tác (01 chi bộ) nên dự kiến chuyển sang kỳ họp sau."
        )

    @pytest.mark.parametrize(
        ("untouched", "words"),
        [
            (0, "01 chi bộ chưa có kết quả (đã có lượt vắng nhưng còn lượt dự khác)"),
            (1, "02 chi bộ chưa có kết quả (kể cả chi bộ đã có lượt vắng nhưng còn lượt dự khác)"),
        ],
    )
    def test_one_that_is_to_be_made_up_for_in_the_same_half_year(self, untouched, words, texts, chief, cell):
        """Its reason is told, though the cell is not given up."""
        VisitFactory(leader=chief, missed=True)
        VisitFactory(leader=chief, cell=cell, missed=True, reason="illness")
        VisitFactory(leader=chief, cell=cell, month=JUNE)
        for _n in range(untouched):
            VisitFactory(leader=chief)
        assert texts()["results"].endswith(
            "đi công tác (01 chi bộ) và ốm đau (01 chi bộ). Còn 01 chi bộ chưa dự do cán bộ vắng và "
            + words
            + "."
        )

    def test_reasons_as_frequent_as_each_other_are_both_named(self, texts, chief):
        for reason in ("illness", "other_duty"):
            VisitFactory(leader=chief, missed=True, reason=reason)
        assert "do ốm đau (01 chi bộ) và bận nhiệm vụ khác (01 chi bộ). " in texts()["results"]

    def test_an_offices_own_reason_keeps_its_capitals(self, texts, chief):
        AbsenceReason.objects.create(code="own", label="Đại hội", description="Dự ĐHCĐ Công ty <An & Bình>")
        VisitFactory(leader=chief, missed=True, reason="own")
        assert "do Dự ĐHCĐ Công ty <An & Bình> (01 chi bộ)." in texts()["results"]


def test_beside_the_plan_and_after_changes(texts, chief):
    VisitFactory(leader=chief, attended=True)
    VisitFactory(leader=chief, attended=True, origin="amendment", month=JUNE)
    VisitFactory(leader=chief, attended=True, origin="unplanned", month=Month.parse("05/2018"))
    text = texts()["results"]
    assert "Kế hoạch đăng ký ban đầu là 01 chi bộ, sau điều chỉnh, bổ sung là 02 chi bộ." in text
    assert "Ngoài kế hoạch, cán bộ lãnh đạo còn dự sinh hoạt tại 01 chi bộ" in text


class TestWhileTheHalfYearRuns:
    def test_as_at_a_day_of_it(self, texts, chief):
        VisitFactory(leader=chief, attended=True)
        VisitFactory(leader=chief, attended=True, met_on=dt.date(2018, 6, 20))
        told = texts(as_of=dt.date(2018, 6, 15))
        lines = told["results"].splitlines()
        assert lines[0].startswith("Trong 6 tháng đầu năm 2018 (tính đến ngày 15/06/2018), Ban Tổ chức")
        assert lines[-1] == "Còn 01 chi bộ chưa dự hoặc chưa có kết quả."
        assert told["coming"].startswith(
            "Đến hết kỳ, tiếp tục thực hiện kế hoạch dự sinh hoạt tại 01 chi bộ chưa có kết quả."
        )

    def test_today(self, texts, chief, monkeypatch):
        for module in ("words", "prose", "assessment", "what_follows"):
            monkeypatch.setattr(f"reports.issuing.{module}.today", lambda: dt.date(2018, 6, 28))
        VisitFactory(leader=chief, attended=True)
        told = texts(gaps={"not_logged": 2})
        assert told["results"].startswith("Trong 6 tháng đầu năm 2018 (tính đến ngày 28/06/2018), ")
        assert told["open"] == "Tính đến ngày 28/06/2018, còn 02 lượt dự chưa có kết quả."
        assert told["strengths"] == (
            "Tính đến ngày 28/06/2018 chưa có phiếu đánh giá của cán bộ dự sinh hoạt."
        )

    @pytest.mark.parametrize(
        ("days", "told"),
        [
            ([10, 12, 20], "còn 03 lượt dự chưa có kết quả (trong đó 02 lượt đã qua ngày họp)."),
            ([10, 12], "còn 02 lượt dự chưa có kết quả (đều đã qua ngày họp)."),
            ([10], "còn 01 lượt dự chưa có kết quả (đã qua ngày họp)."),
            ([20], "còn 01 lượt dự chưa có kết quả."),
        ],
    )
    def test_what_should_be_logged_by_now(self, days, told, texts, chief):
        for day in days:
            VisitFactory(leader=chief, month=JUNE, cell__meeting_day=day)
        open_ones = texts({"not_logged": len(days)}, as_of=dt.date(2018, 6, 15))["open"]
        assert open_ones == f"Tính đến ngày 15/06/2018, {told}"

    def test_not_begun_yet(self, texts, chief, monkeypatch):
        VisitFactory(leader=chief)
        monkeypatch.setattr("reports.issuing.words.today", lambda: dt.date(2017, 12, 20))
        monkeypatch.setattr("reports.issuing.prose.today", lambda: dt.date(2017, 12, 20))
        assert texts()["results"].splitlines()[0] == (
            "Thực hiện chủ trương cán bộ lãnh đạo dự sinh hoạt chi bộ định kỳ trong các loại hình tổ chức đảng, Ban Tổ chức Tỉnh ủy đã có kế hoạch 6 tháng đầu năm 2018 (tính đến ngày 20/12/2017) được duyệt. Cụ thể:"
        )


def test_the_coming_half_year(texts, chief):
    missed = VisitFactory(leader=chief, month=JUNE, missed=True)
    VisitFactory(carried_from=missed)
    VisitFactory(leader=chief, month=HalfYear.parse("2018-H2").months[3])
    assert texts()["coming"] == (
        "Trong 6 tháng cuối năm 2018, tiếp tục thực hiện chủ trương cán bộ lãnh đạo dự sinh hoạt chi bộ theo kế "
        "hoạch đã duyệt tại 02 chi bộ, trong đó 01 chi bộ chuyển từ 6 tháng đầu năm 2018 sang."
    )


class TestWhatCellsWereAskedFor:
    @pytest.fixture
    def ask(self, chief):
        def given(name, **fields):
            visit = VisitFactory(leader=chief, cell=CellFactory(name=name), attended=True)
            return RecommendationFactory(
                evaluation=EvaluationFactory(meeting=visit.meeting, leader=chief), **fields
            )

        return given

    def test_open_ones_the_overdue_first(self, ask, texts):
        ask("Chi bộ Một", text="Gửi tài liệu trước.", responsible="Bí thư", due_on=dt.date(2018, 9, 1))
        ask("Chi bộ Hai", text="Họp đủ\ngiờ", responsible="", due_on=dt.date(2018, 6, 1))
        ask("Chi bộ Ba", text="Đã xong", done_on=dt.date(2018, 5, 2))
        told = texts(as_of=dt.date(2018, 6, 29))
        assert told["measures"].splitlines() == [
            "Qua dự sinh hoạt, cán bộ đã nêu 03 đề nghị, yêu cầu đối với chi bộ; tính đến ngày 29/06/2018, 01 nội dung đã thực hiện, còn 02 nội dung chưa thực hiện, trong đó 01 nội dung đã quá thời hạn.",
            "Tiếp tục theo dõi, đôn đốc chi bộ thực hiện nội dung chưa hoàn thành, trước hết là nội dung đã quá thời hạn.",
        ]
        assert told["proposals"].splitlines() == [
            "Đề nghị Chi bộ Hai: Họp đủ giờ (thời hạn: 01/06/2018, đã quá thời hạn).",
            "Đề nghị Chi bộ Một: Gửi tài liệu trước (người thực hiện: Bí thư; thời hạn: 01/09/2018).",
        ]

    def test_all_done(self, ask, texts):
        ask("Chi bộ Một", done_on=dt.date(2018, 5, 2))
        told = texts()
        assert told["measures"] == (
            "Qua dự sinh hoạt, cán bộ đã nêu 01 đề nghị, yêu cầu đối với chi bộ; đến nay, đã được thực hiện."
        )
        assert "proposals" not in told

    def test_of_drafts_and_of_the_cells_own_sheets_nothing_is_told(self, texts, chief):
        visit = VisitFactory(leader=chief, attended=True)
        for scorer in ({"leader": chief, "is_draft": True}, {"leader": None}):
            RecommendationFactory(evaluation=EvaluationFactory(meeting=visit.meeting, **scorer))
        assert not {"measures", "proposals"} & set(texts())

    def test_no_more_than_one_reads(self, ask, texts):
        for number in range(21):
            ask(f"Chi bộ số {number}")
        lines = texts()["proposals"].splitlines()
        assert len(lines) == 21
        assert lines[-1] == "Các chi bộ tiếp tục thực hiện những đề nghị, yêu cầu khác chưa hoàn thành."


def test_what_was_open(texts, commission):
    gaps = {"not_approved": 1, "not_evaluated": 12, "contradicted": 3}
    assert texts(gaps, committee=commission)["open"] == (
        "Đến khi lập báo cáo, còn 01 kế hoạch chưa được duyệt và 12 lượt đã dự chưa có phiếu đánh giá của cán bộ dự."
    )


@pytest.mark.parametrize(
    ("purpose", "text"),
    [
        ("correction", ""),
        (
            "replacement",
            "Báo cáo này thay thế Báo cáo số 127-BC/BTCTU ngày 29/06/2018. Lý do: Sót một lượt dự.",
        ),
        (
            "addendum",
            "Báo cáo này bổ sung, đính chính Báo cáo số 127-BC/BTCTU ngày 29/06/2018. Lý do: Sót một lượt dự.",
        ),
    ],
)
def test_what_the_report_follows(purpose, text):
    day = dt.date(2018, 6, 29)
    assert following_sentence(purpose, "127-BC/BTCTU", day, " Sót một\nlượt dự. ") == text


def test_words_of_ones_own_become_no_figure(texts, commission, chief):
    Committee.objects.filter(pk=commission.pk).update(name="Ban ⟦total.planned_cells⟧ = <b>")
    VisitFactory(leader=chief, attended=True)
    assert "Ban [total.planned_cells] = <b> đã tổ chức" in texts()["results"]


@pytest.mark.parametrize(
    ("words", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a và b"), (["a", "b", "c"], "a, b và c")]
)
def test_enumerations(words, text):
    assert enumeration(words) == text
