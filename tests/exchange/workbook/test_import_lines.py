"""Score sheets with every kind of line in the workbook: in, out again, and what is refused."""

import datetime as dt

import pytest

from meetings.models import Evaluation, Meeting, Rubric

from .complaints import problems_of
from .test_roundtrip import cells_of, exported
from .workbooks import band, criterion, load, meeting, score, small

pytestmark = pytest.mark.django_db

LEVELS = "4 | Từ 90% trở lên | 90\n1 | Dưới 90% | 0"
LEVELS_LINE = {
    "Cách chấm": "Các mức",
    "Các mức": LEVELS,
    "Gợi ý theo": "Đảng viên có mặt",
    "Điểm tối đa của phần": 5,
    "Hình thức sinh hoạt": "Chuyên đề; Thường kỳ kết hợp chuyên đề",
    "Cần thuyết minh điểm trừ": "x",
}


def rubric(**changed):
    """By code: levels and a bonus in one section, yes or no in another; `changed` cells of the line “A”."""
    other = {"Phần": "II", "Cách chấm": "Có/không", "Không áp dụng khi": "chỉ có bí thư"}
    return {
        "Khung tiêu chí": [
            criterion("A", 4, **(LEVELS_LINE | changed)),
            criterion("B", 1, **{"Cách chấm": "Điểm cộng"}),
            criterion("C", 2, **other, **{"Khi không có chuyên đề": "Tính đủ điểm"}),
        ],
        "Mức xếp loại": [band("K1", "Tốt", 6), band("K1", "Kém", 0)],
    }


def scores(*points, **of_c):
    """Of the leader for A, B and C; `of_c` further cells of the last."""
    rows = [score("L1", code, value) for code, value in zip("ABC", points, strict=True)]
    rows[-1] |= of_c
    return {"Đánh giá": rows}


def test_every_kind_comes_in_and_goes_out_as_it_was():
    given = small() | rubric() | scores(1, 1, 2, **{"Không áp dụng": "x"})
    given["Đánh giá"][0]["Thuyết minh điểm trừ"] = "Vắng nhiều"
    load(given)

    stored = Rubric.objects.get()
    assert (stored.meeting_kinds, stored.wants_notes) == (["thematic", "combined"], True)
    evaluation = Evaluation.objects.get(leader__code="L1", rubric__code="K1")
    assert (evaluation.total, evaluation.band.label, evaluation.has_theme) == (4, "Kém", True)
    said = {
        s.criterion.code: (s.level and s.level.condition, s.is_not_applicable, s.note)
        for s in evaluation.scores.select_related("criterion", "level")
    }
    assert said == {
        "A": ("Dưới 90%", False, "Vắng nhiều"),
        "B": (None, False, ""),
        "C": (None, True, ""),
    }
    out = exported()
    sheet = cells_of(out)["Khung tiêu chí"]
    assert (
        dict(zip(sheet[0], sheet[1], strict=True)).items()
        >= {"Các mức": LEVELS, "Cách chấm": "Các mức"}.items()
    )
    again = load({name: given[name] for name in ("Khung tiêu chí", "Đánh giá")})
    assert {name: (c.created, c.changed) for name, c in again.counts.items()} == {
        "Khung tiêu chí": (0, 0),
        "Đánh giá": (0, 0),
    }


# A column in which no row says anything is not written: those after it move up, and its own place is "A".
@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"Các mức": "4 | Một mức"}, "L2"),
        ({"Các mức": None}, "A2"),
        ({"Các mức": "5 | Cao\n1 | Thấp"}, "I2"),
        ({"Cách chấm": "Có/không", "Gợi ý theo": None}, "L2"),
        ({"Cách chấm": "Có/không", "Các mức": None}, "O2"),
        ({"Điểm tối đa của phần": 6}, "M2"),
        ({"Hình thức sinh hoạt": "Hằng tuần"}, "Q2"),
    ],
    ids=[
        "one level",
        "no levels",
        "another maximum",
        "no kind",
        "no measure",
        "out of reach",
        "no such kind",
    ],
)
def test_lines_that_cannot_be(changed, place):
    places = [found for found, _what in problems_of(small() | rubric(**changed) | {"Đánh giá": []})]
    assert places == [f"Khung tiêu chí!{place}"]


def test_what_a_page_says_in_a_sentence_ends_once():
    found = dict(problems_of(small() | rubric(**{"Các mức": "4 | Một mức"}) | {"Đánh giá": []}))
    assert found["Khung tiêu chí!L2"] == "Write from 2 to 20 levels, one a line"


@pytest.mark.parametrize("word", ["Có/không", "có hoặc không"])
def test_the_page_s_word_for_a_kind_is_understood(word):
    given = small() | rubric() | {"Đánh giá": []}
    given["Khung tiêu chí"][2]["Cách chấm"] = word
    load(given)
    assert Rubric.objects.get().criteria.get(code="C").kind == "yes_no"


def test_bands_with_a_gap_are_a_warning_once():
    given = small() | rubric() | {"Đánh giá": [], "Mức xếp loại": [band("K1", "Tốt", 6)]}
    gap = "Totals below 6 points have no band: let the lowest one begin at 0"
    [warning] = [w for w in load(given).warnings if w.sheet == "Mức xếp loại"]
    assert (warning.cell, warning.what) == ("C2", gap)
    again = load({name: given[name] for name in ("Khung tiêu chí", "Mức xếp loại")})
    assert again.warnings == []


@pytest.mark.parametrize(
    ("points", "of_c", "place"),
    [
        ((2, 1, 2), {}, "F2"),
        ((4, 0.5, 2), {}, "F3"),
        ((4, 1, 1), {}, "F4"),
        ((4, 1, 0), {"Không áp dụng": "x"}, "F4"),
    ],
    ids=["no such level", "half a bonus", "half a yes", "not applicable and not full"],
)
def test_points_that_a_line_cannot_give(points, of_c, place):
    found = problems_of(small() | rubric() | scores(*points, **of_c))
    assert [at for at, _what in found] == [f"Đánh giá!{place}"]


def test_a_line_that_waits_for_a_theme_has_no_points_without_one():
    rows = small() | rubric() | scores(4, 1, 2)
    rows["Buổi sinh hoạt"] = [meeting("CB1", dt.date(2018, 4, 2), "Thường kỳ")]
    assert [at for at, _what in problems_of(rows)] == ["Đánh giá!E4"]
    rows["Đánh giá"].pop()
    load(rows)
    evaluation = Evaluation.objects.get(leader__code="L1", rubric__code="K1")
    assert (evaluation.total, evaluation.has_theme) == (7, False)
    assert Meeting.objects.get(cell__code="CB1", date=dt.date(2018, 4, 2)).kind == "regular"


def test_levels_of_a_stored_line_keep_their_points():
    load(small() | rubric() | {"Đánh giá": []})
    reworded = LEVELS.replace("Dưới", "Ít hơn")
    load({"Khung tiêu chí": rubric(**{"Các mức": reworded})["Khung tiêu chí"]})
    assert str(Rubric.objects.get().criteria.first().levels.last()) == "Ít hơn 90%"
    other = rubric(**{"Các mức": LEVELS.replace("1 |", "2 |")})["Khung tiêu chí"]
    assert [at for at, _what in problems_of({"Khung tiêu chí": other})] == ["Khung tiêu chí!L2"]
