"""The demo's rows make sense, whatever the day it is loaded."""

import datetime as dt

from lib.periods import HalfYear, Month

from .counting import (
    CLOSED,
    key_of,
    meeting_days,
    trip_over,
    visits_of,
)


def test_trips_explain_misses_and_never_contradict_attendance(sheets_of_any_day):
    sheets, _today = sheets_of_any_day
    days = meeting_days(sheets)
    for visit in visits_of(sheets):
        usual_day = visit["month"].day(days[visit["cell"]])
        if visit["reason"] == "Công tác":
            assert trip_over(sheets, visit["leader"], usual_day)
        if visit["outcome"] == "Đã dự":
            assert not trip_over(sheets, visit["leader"], visit["date"])


def test_visits_fit_their_half_year_leader_and_cell(sheets_of_any_day):
    sheets, today = sheets_of_any_day
    leaders = {row["Mã"]: row for row in sheets["Lãnh đạo"]}
    cells = {row["Mã"]: row for row in sheets["Chi bộ"]}
    meetings = {(row["Mã chi bộ"], row["Ngày họp"]) for row in sheets["Buổi sinh hoạt"]}
    assert len(meetings) == len(sheets["Buổi sinh hoạt"])
    visits = visits_of(sheets)
    for visit in visits:
        half_year = HalfYear.parse(visit["half_year"])
        leader, cell = leaders[visit["leader"]], cells[visit["cell"]]
        assert visit["month"].half_year == half_year
        assert leader["Mã cơ quan"] == visit["committee"]
        assert (leader["Từ ngày"] or half_year.first_day) <= half_year.first_day
        assert (leader["Đến ngày"] or half_year.last_day) >= half_year.last_day
        assert (cell["Ngày thành lập"] or half_year.first_day) <= half_year.first_day
        assert (cell["Ngày giải thể"] or half_year.last_day) >= half_year.last_day
        if visit["outcome"] == "Đã dự":
            assert visit["date"] in half_year
            assert visit["date"] <= today or visit["half_year"] in CLOSED
            assert (visit["cell"], visit["date"]) in meetings
        if visit["reason"] == "Khác":
            assert next(r for r in sheets["Kết quả"] if key_of(r) == key_of_visit(visit))["Ghi chú"]
    attended = [(v["leader"], v["date"]) for v in visits if v["date"]]
    assert len(attended) == len(set(attended))
    assert meetings == {(v["cell"], v["date"]) for v in visits if v["date"]}


def key_of_visit(visit):
    return visit["leader"], visit["cell"], str(visit["month"])


def test_meetings_on_other_days_and_on_the_last_day_of_the_period(sheets):
    days = meeting_days(sheets)
    attended = [v for v in visits_of(sheets) if v["half_year"] == "2018-H1" and v["date"]]
    other_month = [v for v in attended if Month.of(v["date"]) != v["month"]]
    other_day = [v for v in attended if v not in other_month and v["date"] != v["month"].day(days[v["cell"]])]
    assert len(other_month) == 2
    assert len(other_day) == 5
    assert [v["date"] for v in attended].count(dt.date(2018, 6, 30)) == 1


def test_some_cells_were_never_visited(sheets):
    visited = {v["cell"] for v in visits_of(sheets) if v["date"]}
    assert len(sheets["Chi bộ"]) == 124
    assert 10 <= len({row["Mã"] for row in sheets["Chi bộ"]} - visited) <= 30
