"""The lists behind the evaluations, and the annexes that paper gets."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import translation

from attendance.figures.selection import Selection
from lib.periods import Month
from reports.half_year.report import HalfYearReport
from reports.summary import annexes, evaluated
from reports.summary.lists import visits_on_paper
from tests.factories import (
    CellFactory,
    CriterionFactory,
    EvaluationFactory,
    RatingBandFactory,
    RecommendationFactory,
    VisitFactory,
)

pytestmark = pytest.mark.django_db

DAY = dt.date(2018, 3, 5)


@pytest.fixture
def visit(chief, cells):
    visit = VisitFactory(leader=chief, cell=cells[0], month=Month.parse("03/2018"), attended=True, met_on=DAY)
    visit.meeting.members_present, visit.meeting.members_total = 18, 22
    visit.meeting.save()
    return visit


def report(period, **more):
    return HalfYearReport(Selection(period, **more))


def rows(table) -> list[list]:
    return [line.values for line in table.lines()]


def test_a_meeting_evaluated_by_two_leaders_and_by_the_cell(visit, chief, department_head, period):
    VisitFactory(leader=department_head, cell=visit.cell, month=visit.month, attended=True, met_on=DAY)
    good = RatingBandFactory(label="Tốt")
    fair = RatingBandFactory(label="Khá", rubric=good.rubric)
    judged = {"meeting": visit.meeting, "rubric": good.rubric}
    EvaluationFactory(**judged, leader=chief, total=Decimal("92.5"), band=good)
    EvaluationFactory(**judged, leader=department_head, total=Decimal("80.0"), band=fair)
    EvaluationFactory(**judged, leader=None, total=Decimal("96.0"), band=good)
    table = evaluated.meetings(report(period))
    assert rows(table) == [
        [
            *(1, visit.cell.name, visit.cell.committee.label, DAY, "18/22"),
            *(Decimal("86.25"), "Tốt, Khá", Decimal("96.0"), "Tốt"),
            f"{chief.full_name}, {department_head.full_name}",
        ]
    ]
    assert table.size() == 1


def test_a_gate_that_lowered_a_rating_stands_in_brackets(visit, chief, period):
    rubric = CriterionFactory(code="4.2", is_gate=True).rubric
    RatingBandFactory(rubric=rubric, label="Tốt", minimum=90, needs_gates=True)
    fair = RatingBandFactory(rubric=rubric, label="Khá", minimum=70)
    for leader in (chief, None):
        EvaluationFactory(meeting=visit.meeting, leader=leader, rubric=rubric, total=Decimal(92), band=fair)

    assert rows(evaluated.meetings(report(period)))[0][5:9] == [92, "Khá (4.2)", 92, "Khá (4.2)"]


def test_how_long_meetings_were_and_who_came(visit, period):
    """On paper only where hours or exempt members are known: before 2026 nobody wrote them down."""
    assert "held" not in [table.key for table in annexes.for_document(report(period))]
    visit.meeting.members_exempt, visit.meeting.kind = 2, "combined"
    visit.meeting.starts_at, visit.meeting.ends_at = dt.time(19, 30), dt.time(21, 5)
    visit.meeting.save()
    with translation.override("en"):
        table = evaluated.held(report(period))
        assert [(line.level, *line.values) for line in table.lines()] == [
            (0, "Meetings attended", 1, None),
            (1, "Regular", 0, None),
            (1, "Thematic", 0, None),
            (1, "Regular and thematic", 1, None),
            (1, "Extraordinary", 0, None),
            (0, "Mean duration, in minutes", 1, 95),
            (0, "Shorter than asked for, in per cent", 1, Decimal("100.0")),
            (0, "Members present of those who were to attend, in per cent", 1, Decimal("90.0")),
            (0, "Members present of all members, in per cent", 1, Decimal("81.8")),
            (0, "Members who spoke of those present, in per cent", 0, None),
        ]
    assert "held" in [table.key for table in annexes.for_document(report(period))]


def test_a_meeting_without_points_stands_there_with_what_is_known(visit, chief, period):
    visit.meeting.members_present = None
    visit.meeting.save()
    EvaluationFactory(meeting=visit.meeting, leader=chief, rubric=None)
    ((*_cell, present, points, band, own, own_band, who),) = rows(evaluated.meetings(report(period)))
    assert (present, points, band, own, own_band, who) == (*[None] * 5, chief.full_name)


def test_recommendations_with_their_state_on_the_day(visit, chief, period):
    made = EvaluationFactory(meeting=visit.meeting, leader=chief)
    RecommendationFactory(evaluation=made, text="Một", done_on=dt.date(2018, 5, 2))
    RecommendationFactory(evaluation=made, text="Hai", due_on=dt.date(2018, 4, 30))
    RecommendationFactory(evaluation=made, text="Ba", due_on=dt.date(2018, 6, 30), responsible="")
    draft = EvaluationFactory(meeting=visit.meeting, leader=None, is_draft=True)
    RecommendationFactory(evaluation=draft, text="Chưa nói với ai")
    table = evaluated.recommendations(report(period, as_of=dt.date(2018, 5, 31)))
    assert [(row[0], row[5], row[6], row[8]) for row in rows(table)] == [
        (1, "Một", "Bí thư chi bộ", "Đã thực hiện 02/05/2018"),
        (2, "Hai", "Bí thư chi bộ", "Quá hạn"),
        (3, "Ba", None, "Chưa thực hiện"),
    ]
    assert table.size() == 3
    assert table.notes == ["Tình trạng tính đến ngày 31/05/2018."]
    earlier = evaluated.recommendations(report(period, as_of=dt.date(2018, 4, 30)))
    assert [row[8] for row in rows(earlier)] == ["Chưa thực hiện"] * 3


class TestOnPaper:
    def test_a_visit_in_few_columns_with_all_that_is_unusual_in_its_note(self, busy, commission):
        found = rows(visits_on_paper(report(busy.half_year, committee=commission)))
        notes = {(row[2], str(row[4])): row[-1] for row in found if row[-1]}
        assert notes[("Chi bộ Chợ", "03/2018")] == "Ngoài kế hoạch"
        assert notes[("Chi bộ Nhà máy", "01/2018")] == "Chuyển từ 11/2017; Chi bộ hoãn họp"
        assert notes[("Chi bộ Quân sự", "05/2018")] == "Chuyển từ 02/2018; Ốm đau; chuyển sang 09/2018"
        assert len(notes) == 8

    def test_visits_stand_by_month_then_day_then_cell(self, chief, department_head, period):
        def visit(cell, leader, day=None, month="03/2018"):
            VisitFactory(
                cell=CellFactory(name=f"Chi bộ {cell}"),
                leader=leader,
                month=Month.parse(month),
                **{"attended": True, "met_on": day} if day else {"missed": True},
            )

        visit("Bưu điện", chief, dt.date(2018, 3, 20))
        visit("Chợ", department_head, dt.date(2018, 3, 5))
        visit("Bến xe", chief, dt.date(2018, 3, 5))
        visit("Vắng", chief)
        visit("Ga", department_head, dt.date(2018, 3, 28), month="02/2018")
        assert [row[2] for row in rows(visits_on_paper(report(period)))] == [
            f"Chi bộ {name}" for name in ("Ga", "Bến xe", "Chợ", "Bưu điện", "Vắng")
        ]

    def test_committees_have_a_column_where_there_are_several(self, busy, commission):
        several, one = (visits_on_paper(report(busy.half_year, **f)) for f in ({}, {"committee": commission}))
        assert (len(several.columns), len(one.columns)) == (9, 8)
        assert {row[1] for row in rows(several)} == {"Ban Tổ chức", "Ban Tuyên giáo"}

    def test_annexes_without_rows_are_left_out(self, visit, chief, period):
        assert [t.key for t in annexes.for_document(report(period))] == ["plan", "visits"]
        EvaluationFactory(meeting=visit.meeting, leader=chief, rubric=None)
        assert [t.key for t in annexes.for_document(report(period))] == ["plan", "visits", "meetings"]

    def test_all_of_them(self, busy):
        assert [t.key for t in annexes.for_document(report(busy.half_year))] == [
            *("plan", "visits", "evaluations", "meetings", "not-attended")
        ]  # no points by criterion, no recommendations
