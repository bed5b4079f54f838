"""Totals without lines, of the sheet “Tổng điểm”: what becomes of them, and what they leave as it is."""

import datetime as dt
import re
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from attendance.models import Plan, Visit
from exchange.workbook.importer import import_contents
from exchange.workbook.problems import Report
from exchange.workbook.reader import read
from exchange.workbook.terms import Terms
from meetings.models import Cell, Evaluation, Meeting, Rubric

from .workbooks import changes, file_of, load, problems, score, total, with_totals

pytestmark = pytest.mark.django_db
D = dt.date
SHEET = "Tổng điểm"
DAY = D(2018, 2, 5)


@pytest.fixture
def filled(db):
    load(with_totals())


def test_a_total_stands_alone(filled):
    evaluation = Evaluation.objects.get(is_total_only=True)
    assert (evaluation.leader.code, evaluation.total, evaluation.band.label) == ("L2", 75, "Khá")
    assert (evaluation.rubric.code, evaluation.version, evaluation.is_draft) == ("K1", 1, False)
    assert not evaluation.scores.exists()


def test_the_meeting_is_recorded_with_what_is_said_of_it(filled):
    more = {"Hình thức": "Bất thường", "Có mặt": 16, "Tổng số đảng viên": 18, "Miễn sinh hoạt": 1}
    assert changes(
        load({SHEET: [total("CB2", D(2018, 6, 3), None, 75, **more, **{"Ghi chú": "họp ngắn"})]})
    ) == {SHEET: (1, 0)}
    meeting = Meeting.objects.get(date=D(2018, 6, 3))
    facts = meeting.kind, meeting.members_present, meeting.members_total, meeting.members_exempt
    assert facts == ("extraordinary", 16, 18, 1)
    assert meeting.evaluations.get().remarks == "họp ngắn"


def test_handed_in_again_it_is_corrected_and_history_keeps_both(filled):
    assert changes(
        load({SHEET: [total("CB1", DAY, "L2", 95, **{"Mức xếp loại": "tốt", "Ghi chú": "sai số"})]})
    ) == {SHEET: (0, 1)}
    evaluation = Evaluation.objects.get(is_total_only=True)
    assert (evaluation.total, evaluation.band.label, evaluation.version) == (95, "Tốt", 2)
    assert list(evaluation.history.values_list("total", flat=True)) == [95, 75]
    # The note begins with a capital in the table; an empty one takes nothing away.
    for note in ("Sai  số", None):
        row = total("CB1", DAY, None, 95, **{"Mức xếp loại": "Tốt", "Ghi chú": note})
        assert changes(load({SHEET: [row]})) == {}
    assert Evaluation.objects.get(is_total_only=True).remarks == "sai số"


def test_without_a_scorer_the_one_that_counts_or_else_the_cell_itself(filled):
    """Two leaders' and the cell's own are compared as the monthly table shows them."""
    assert changes(load({SHEET: [total("CB1", D(2018, 4, 2), None, Decimal("90.5"))]})) == {}
    assert problems({SHEET: [total("CB1", D(2018, 4, 2), None, 94, **{"Mức xếp loại": "Khá"})]}) == [
        "Tổng điểm!E2: Nguyễn Văn An gave 90.5, Tốt, not 94, Khá"
    ]
    Evaluation.objects.filter(leader__isnull=False).exclude(is_total_only=True).delete()
    assert changes(load({SHEET: [total("CB1", D(2018, 4, 2), None, 94)]})) == {}


def test_lines_and_drafts_stay_as_they_are(filled):
    same = total("CB1", D(2018, 4, 2), "TỰ CHẤM", 94, **{"Mức xếp loại": "Khá"})
    assert changes(load({SHEET: [same]})) == {}
    assert problems({SHEET: [same | {"Tổng điểm": 80}]}) == [
        "Tổng điểm!E2: the cell itself gave 94, Khá, not 80, Khá"
    ]
    Evaluation.objects.filter(leader=None).update(is_draft=True, total=None, band=None)
    assert problems({SHEET: [same]}) == ["Tổng điểm!E2: this evaluation is an unfinished draft"]


def test_lines_scored_later_take_its_place(filled):
    rows = [score("L2", code, points) | {"Ngày họp": DAY} for code, points in (("A", 60), ("B", 30))]
    load({"Đánh giá": rows})
    evaluation = Evaluation.objects.get(leader__code="L2")
    assert (evaluation.is_total_only, evaluation.total, evaluation.band.label) == (False, 90, "Tốt")
    assert problems({"Đánh giá": rows, SHEET: [total("CB1", DAY, "L2", 90)]}) == [
        "Tổng điểm!E2: “Đánh giá” has points for the same evaluation, line by line"
    ]


def test_points_are_never_taken_for_the_cells_own_beside_a_leaders_lines(filled):
    rows = [score("L1", code, points) for code, points in (("A", 60), ("B", 30))]
    assert problems({"Đánh giá": rows, SHEET: [total("CB1", D(2018, 4, 2), None, 94)]}) == [
        "Tổng điểm!E2: “Đánh giá” has a leader's points for the same meeting, line by line"
    ]


@pytest.mark.parametrize(
    ("points", "band", "expected"),
    [
        ("8x", "Tốt", "E2: “8x” is not a number"),
        (None, "Tốt", "E2: “Tổng điểm” is empty"),
        (90, "x" * 300, "F2: the text has 300 characters"),
    ],
)
def test_what_cannot_be_read_is_not_held_against_the_leaders(filled, points, band, expected):
    row = total("CB1", D(2018, 4, 2), None, points, **{"Mức xếp loại": band})
    assert problems({SHEET: [row]}) == [f"Tổng điểm!{expected}"]


def test_findings_alone_get_a_total_and_keep_the_words_typed_with_them(filled):
    Evaluation.objects.filter(meeting__date=D(2018, 5, 5)).update(remarks="Chuẩn bị tốt")
    result = load({SHEET: [total("CB2", D(2018, 5, 5), "L1", 60, **{"Ghi chú": "họp muộn"})]})
    assert changes(result) == {SHEET: (1, 0)}
    evaluation = Evaluation.objects.get(meeting__date=D(2018, 5, 5))
    assert (evaluation.total, evaluation.band, evaluation.remarks) == (60, None, "Chuẩn bị tốt")
    assert [f.code for f in evaluation.findings.all()] == ["H1"]
    assert [(w.cell, w.what) for w in result.warnings if w.cell[0] == "K"] == [
        ("K2", "the evaluation has remarks of its own, which stay: “Chuẩn bị tốt”")
    ]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (total("CB1", DAY, "L1", 75), "C2: the leader “L1” did not attend the meeting of 05/02/2018"),
        (total("CB1", DAY, "L2", 75, **{"Mức xếp loại": "Vàng"}), "F2: the rubric “K1” has no band “Vàng”"),
        (total("CB1", DAY, "L2", 60, **{"Mức xếp loại": "Khá"}), "F2: 60 points are not “Khá”"),
        (total("CB1", DAY, "L2", 100), "E2: 100 points are more than the maximum of 99.5"),
        (
            total("CB1", DAY, "L2", 95),
            "F2: 95 points may be Tốt / Khá: the total does not say whether all gates were passed",
        ),
        (
            total("CB1", D(2018, 4, 2), None, Decimal("90.5"), **{"Hình thức": "Thường kỳ"}),
            "G2: “Hình thức” is Thường kỳ here, but the meeting is recorded with Chuyên đề",
        ),
    ],
)
def test_what_cannot_be(filled, row, expected):
    assert problems({SHEET: [row]})[0] == f"Tổng điểm!{expected}"


def test_the_rubric_in_force_is_taken_and_nobody_chooses_between_two(filled):
    row = total("CB2", D(2018, 6, 3), None, 75) | {"Mã khung": None}
    assert changes(load({SHEET: [row]})) == {SHEET: (1, 0)}
    Evaluation.objects.filter(meeting__date=D(2018, 6, 3)).delete()
    rubric = Rubric.objects.get()
    rival = Rubric.objects.create(code="K2", name="Khung khác", valid_from=rubric.valid_from)
    assert problems({SHEET: [row]}) == [
        "Tổng điểm!D2: several rubrics are in force for this meeting: K1 · K2"
    ]
    rival.kinds.create(kind="thematic")
    Rubric.objects.filter(pk=rubric.pk).update(valid_to=D(2018, 6, 2))
    assert problems({SHEET: [row]}) == [
        "Tổng điểm!D2: no rubric is in force for this kind of cell and meeting on 03/06/2018"
    ]


def test_a_band_not_stated_is_worked_out_and_told(filled):
    result = load({SHEET: [total("CB1", DAY, "L2", 80)]})
    (warning,) = result.warnings
    assert (warning.cell, warning.what) == ("F2", "no band is given; by the total it is Khá")


def test_one_evaluation_has_one_row(filled):
    rows = [total("CB1", DAY, "L2", 75), total("CB1", DAY, None, 75)]
    assert problems({SHEET: rows}) == ["Tổng điểm!E3: row 2 has points for the same evaluation"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="rows are locked on PostgreSQL only")
def test_until_it_has_ended_nobody_else_changes_what_it_fills_in(filled):
    """Locked in the order that every action keeps; the plan of the other half-year is free."""
    free = {}

    def look(_book):
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(_look_beside, free).result()

    report = Report()
    contents = read(file_of({SHEET: [total("CB1", DAY, "L2", 80)]}), report)
    with CaptureQueriesContext(connection) as queries:
        import_contents(contents, report, terms=Terms(), filename="F2.xlsx", agreed=look)
    locked = [re.search(r'FROM "(\w+)"', q["sql"])[1] for q in queries if "FOR UPDATE" in q["sql"]]
    assert list(dict.fromkeys(locked)) == [
        model._meta.db_table for model in (Plan, Visit, Cell, Meeting, Evaluation)
    ]
    assert free == {
        Plan: set(Plan.objects.filter(half_year="2018-H2").values_list("pk", flat=True)),
        Cell: set(Cell.objects.exclude(code="CB1").values_list("pk", flat=True)),
        Meeting: set(Meeting.objects.exclude(date=DAY).values_list("pk", flat=True)),
    }


def _look_beside(free: dict) -> bool:
    try:
        with transaction.atomic():
            for model in (Plan, Cell, Meeting):
                free[model] = {
                    row.pk for row in model.objects.select_for_update(skip_locked=True, of=("self",))
                }
        return True
    finally:
        connection.close()


def test_a_leader_who_was_there_is_named_where_no_scorer_is(filled):
    """“L1” attended the meeting of 5 May in “CB2”; nobody has given it points yet."""
    day = D(2018, 5, 5)
    told = load({SHEET: [total("CB2", day, None, 75)]})
    assert [warning.what for warning in told.warnings if "attended" in warning.what] == [
        "no scorer is named, so these are the cell's own points; “Nguyễn Văn An” attended the meeting"
    ]
    assert Evaluation.objects.by_the_cell().get(meeting__date=day).total == 75
    # Once it stands it is what was meant, and a named leader is no question.
    again = load({SHEET: [total("CB2", day, None, 75), total("CB2", day, "L1", 80)]})
    assert [warning for warning in again.warnings if "attended" in warning.what] == []
