"""What the demo's evaluations and findings say agrees with its meetings."""

import datetime as dt
from collections import Counter, defaultdict

from exchange import demo

from .counting import CLOSED, evaluations_of, visits_of

OF_2017, OF_2025 = "KTC-2017", "KTC-42HD"


def criteria_of(sheets, rubric):
    return {row["Mã tiêu chí"]: row for row in sheets["Khung tiêu chí"] if row["Mã khung"] == rubric}


def findings_of(sheets):
    result = defaultdict(set)
    for row in sheets["Nhận định buổi họp"]:
        result[row["Mã chi bộ"], row["Ngày họp"], row["Người chấm"]].add(row["Mã nhận định"])
    return result


def test_the_rubric_has_100_points_in_five_sections(sheets):
    criteria = criteria_of(sheets, OF_2017).values()
    assert sum(row["Điểm tối đa"] for row in criteria) == 100
    assert len({row["Phần"] for row in criteria}) == 5
    assert len([row for row in criteria if row["Bắt buộc"]]) == 4
    assert any(row["Điểm tối đa"] % 1 == 0.5 for row in criteria)


def test_points_agree_with_the_rubric_and_with_the_meetings_numbers(sheets_of_any_day):
    sheets, _today = sheets_of_any_day
    maximum = {code: row["Điểm tối đa"] for code, row in criteria_of(sheets, OF_2017).items()}
    meetings = {(row["Mã chi bộ"], row["Ngày họp"]): row for row in sheets["Buổi sinh hoạt"]}
    attended = {(v["cell"], v["date"], v["leader"]) for v in visits_of(sheets) if v["date"]}
    for (cell, date, scorer), points in evaluations_of(sheets, OF_2017).items():
        meeting = meetings[cell, date]
        rate = meeting["Có mặt"] / (meeting["Tổng số đảng viên"] - (meeting["Miễn sinh hoạt"] or 0))
        spoke = meeting["Số đảng viên phát biểu"] / meeting["Có mặt"]
        assert points.keys() == maximum.keys()
        assert all(0 <= points[code] <= maximum[code] and points[code] % 0.5 == 0 for code in points)
        assert (points["1.1"] == maximum["1.1"]) == (rate > 0.85)
        assert (points["3.6"] == maximum["3.6"]) == (spoke >= 0.3)
        assert scorer == "TỰ CHẤM" or (cell, date, scorer) in attended


def test_points_since_2025_agree_with_the_ward_sheet_and_with_the_meetings_numbers(sheets):
    lines = criteria_of(sheets, OF_2025)
    meetings = {(row["Mã chi bộ"], row["Ngày họp"]): row for row in sheets["Buổi sinh hoạt"]}
    explained = {
        (row["Mã chi bộ"], row["Ngày họp"], row["Người chấm"], row["Mã tiêu chí"])
        for row in sheets["Đánh giá"]
        if row["Thuyết minh điểm trừ"]
    }
    evaluations = evaluations_of(sheets, OF_2025)
    assert {date >= dt.date(2025, 10, 28) for _cell, date, _scorer in evaluations} == {True}
    for (cell, date, scorer), points in evaluations.items():
        meeting = meetings[cell, date]
        has_theme = "chuyên đề" in meeting["Hình thức"].lower()
        assert points.keys() == (lines.keys() if has_theme else lines.keys() - {"4.3"})
        spoke = meeting["Số đảng viên phát biểu"] / meeting["Có mặt"]
        assert points["4.5"] == (5 if spoke > 0.5 else 4 if spoke >= 0.4 else 3 if spoke >= 0.3 else 2)
        assert points["2.1"] > 1 or meeting["Vắng không lý do"]
        for code, given in points.items():
            loses = given < lines[code]["Điểm tối đa"] and code != "2.2"
            assert ((cell, date, scorer, code) in explained) == loses


def test_cells_see_themselves_a_little_better(sheets):
    totals = {key: sum(points.values()) for key, points in evaluations_of(sheets, OF_2017).items()}
    gaps = [
        totals[cell, date, "TỰ CHẤM"] - total
        for (cell, date, scorer), total in totals.items()
        if scorer != "TỰ CHẤM" and (cell, date, "TỰ CHẤM") in totals
    ]
    assert min(gaps) >= 0
    assert 0.5 < sum(gaps) / len(gaps) < 4


def test_most_meetings_are_good_or_fair_and_have_an_evaluation(sheets):
    closed = [v for v in visits_of(sheets) if v["date"] and v["half_year"] in CLOSED]
    evaluations = evaluations_of(sheets, OF_2017)
    evaluated = [v for v in closed if (v["cell"], v["date"], v["leader"]) in evaluations]
    self_scored = {(v["cell"], v["date"]) for v in closed if (v["cell"], v["date"], "TỰ CHẤM") in evaluations}
    bands = Counter(band(points) for points in evaluations.values())
    assert len(evaluated) / len(closed) > 0.85
    assert 0.4 < len(self_scored) / len({(v["cell"], v["date"]) for v in closed}) < 0.6
    assert bands["Trung bình"] > 0
    assert (bands["Tốt"] + bands["Khá"]) / bands.total() > 0.9


def band(points):
    """The handbook in use, read straight from docs/domain.md."""
    total, maximum = sum(points.values()), {"1.1": 6, "3.2": 5, "3.6": 5, "4.4": 4}
    if total >= 90 and all(points[code] == full for code, full in maximum.items()):
        return "Tốt"
    return "Khá" if total >= 70 else "Trung bình" if total >= 50 else "Kém"


def test_findings_read_as_in_the_bulletin(sheets):
    """Strengths at most cells, limitations at some, every one of them somewhere."""
    kind = {row["Mã"]: row["Loại"] for row in sheets["Nhận định"]}
    assert Counter(kind.values()) == {"Ưu điểm": 6, "Hạn chế": 8, "Nguyên nhân": 3}
    findings, evaluations = findings_of(sheets), evaluations_of(sheets)
    assert findings.keys() <= evaluations.keys()
    share = {
        code: n / len(evaluations) for code, n in Counter(c for f in findings.values() for c in f).items()
    }
    assert share.keys() == kind.keys()
    assert all(share[code] > 0.5 for code in kind if kind[code] == "Ưu điểm")
    assert all(share[code] < 0.3 for code in kind if kind[code] != "Ưu điểm")


def test_every_finding_was_made_in_the_bulletins_half_year(sheets):
    found = {row["Mã nhận định"] for row in sheets["Nhận định buổi họp"] if row["Ngày họp"] in demo.SHOWN}
    assert found == {row["Mã"] for row in sheets["Nhận định"]}


def test_findings_do_not_contradict_the_meeting(sheets):
    meetings = {(row["Mã chi bộ"], row["Ngày họp"]): row for row in sheets["Buổi sinh hoạt"]}
    for (cell, date, _scorer), codes in findings_of(sheets).items():
        meeting = meetings[cell, date]
        few_spoke = meeting["Số đảng viên phát biểu"] / meeting["Có mặt"] < 0.3
        assert few_spoke or "HC05" not in codes
        assert not few_spoke or "UD04" not in codes
        assert "chuyên đề" in meeting["Hình thức"].lower() or "HC08" not in codes
        assert not {"UD01", "HC08"} <= codes
        assert any(c.startswith("HC") for c in codes) or not any(c.startswith("NN") for c in codes)
