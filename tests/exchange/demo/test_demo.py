"""The demo data: its figures, counted from its rows by plain Python, and the command that loads it."""

import datetime as dt
import functools
import io
from collections import Counter, defaultdict

import pytest
from django.core.management import CommandError, call_command

from attendance.figures.selection import Selection
from attendance.figures.tally import tally
from attendance.models import AbsenceReason, Plan, Visit
from committees.models import Committee, Leader, LeaderGroup, User
from committees.roles import RIGHTS, Role
from exchange import demo
from lib.periods import HalfYear, Month
from meetings.models import Cell, Evaluation, Meeting
from tests.factories import CellFactory

TODAY = dt.date(2026, 11, 23)
DAYS = [
    dt.date(2018, 3, 15),
    dt.date(2018, 11, 23),
    dt.date(2026, 1, 2),
    dt.date(2026, 7, 1),
    TODAY,
    dt.date(2027, 12, 31),
]
CLOSED = ["2017-H1", "2017-H2", "2018-H1", "2018-H2"]
COMMISSIONS = {"BTCTU", "BTGTU", "BDVTU", "BNCTU", "UBKTTU", "VPTU"}
GROUPS = {"Lãnh đạo ban": LeaderGroup.LEADERSHIP, "Trưởng, phó phòng": LeaderGroup.DEPARTMENT}
LEADERSHIP, DEPARTMENT = GROUPS


@functools.cache
def built(day):
    """Only to be read."""
    return demo.build(day)


@pytest.fixture
def sheets():
    return built(TODAY)


@pytest.fixture(params=DAYS, ids=str)
def sheets_of_any_day(request):
    return built(request.param), request.param


# --- an independent count over the rows ---


def visits_of(sheets):
    """One dict per row of Kế hoạch, with its result, its leader's group and what it was moved to."""
    group = {row["Mã"]: row["Nhóm"] for row in sheets["Lãnh đạo"]}
    results = {key_of(row): row for row in sheets["Kết quả"]}
    visits = {
        key_of(row): {
            "half_year": row["Kỳ"],
            "committee": row["Mã cơ quan"],
            "leader": row["Mã lãnh đạo"],
            "group": group[row["Mã lãnh đạo"]],
            "cell": row["Mã chi bộ"],
            "month": Month.parse(row["Tháng"]),
            "origin": row["Nguồn"],
            "outcome": "",
            "date": None,
            "reason": None,
            "from": None,
            "to": None,
        }
        for row in sheets["Kế hoạch"]
    }
    assert len(visits) == len(sheets["Kế hoạch"])
    assert set(results) <= set(visits)
    assert len(results) == len(sheets["Kết quả"])
    for key, row in results.items():
        visits[key] |= {"outcome": row["Kết quả"], "date": row["Ngày họp"], "reason": row["Lý do"]}
    for row in sheets["Kế hoạch"]:
        if row["Chuyển từ tháng"]:
            leader = row["Chuyển từ lãnh đạo"] or row["Mã lãnh đạo"]
            before = visits[leader, row["Mã chi bộ"], row["Chuyển từ tháng"]]
            after = visits[key_of(row)]
            assert before["to"] is None
            assert before["month"] < after["month"]
            before["to"], after["from"] = after, before
    return list(visits.values())


def key_of(row):
    return row["Mã lãnh đạo"], row["Mã chi bộ"], row["Tháng"]


def is_carried_in(visit):
    return bool(visit["from"]) and visit["from"]["half_year"] != visit["half_year"]


def count(sheets, half_year, group=None):
    """The figures of the counting rules, by the names of the exported summary."""
    rows = [
        v for v in visits_of(sheets) if v["half_year"] == half_year and (group is None or v["group"] == group)
    ]
    counted = [v for v in rows if v["outcome"] != "Rút" and v["origin"] != "Ngoài kế hoạch"]
    attended = [v for v in counted if v["outcome"] == "Đã dự"]
    planned_cells, attended_cells = {v["cell"] for v in counted}, {v["cell"] for v in attended}

    open_cells = planned_cells - attended_cells
    carried_over = {
        v["cell"] for v in counted if v["to"] and v["to"]["half_year"] > v["half_year"]
    } & open_cells
    pending = {v["cell"] for v in counted if not v["outcome"]} & open_cells - carried_over
    last_reason = {
        v["cell"]: v["reason"]
        for v in sorted(counted, key=lambda v: v["month"])
        if v["outcome"] == "Vắng" and v["cell"] in open_cells
    }
    return {
        "planned_cells": len(planned_cells),
        "attended_cells": len(attended_cells),
        "planned_visits": len([v for v in counted if not v["from"] or is_carried_in(v)]),
        "attended_visits": len(attended),
        "leaders_planned": len({v["leader"] for v in counted}),
        "leaders_attended": len({v["leader"] for v in attended}),
        "carried_over_cells": len(carried_over),
        "pending_cells": len(pending),
        "missed_cells": len(open_cells - carried_over - pending),
        "registered_cells": len(
            {v["cell"] for v in rows if v["origin"] == "Đăng ký" and not is_carried_in(v)}
        ),
        "extra_cells": len(
            {v["cell"] for v in rows if v["origin"] == "Ngoài kế hoạch" and v["outcome"] == "Đã dự"}
        ),
        "reasons": dict(Counter(last_reason.values())),
    }


# --- the bulletin's half-year ---


def test_leadership_attended_18_of_22_cells(sheets):
    # 24 visits: 22 cells, one met twice and one with two leaders. Registered are the 22, less one
    # carried in from 2017, plus one withdrawn.
    assert count(sheets, "2018-H1", LEADERSHIP) == {
        "planned_cells": 22,
        "attended_cells": 18,
        "planned_visits": 24,
        "attended_visits": 20,
        "leaders_planned": 10,
        "leaders_attended": 10,
        "carried_over_cells": 4,
        "pending_cells": 0,
        "missed_cells": 0,
        "registered_cells": 22,
        "extra_cells": 1,
        "reasons": {"Công tác": 4},
    }


def test_department_heads_attended_28_of_32_cells(sheets):
    # 35 visits: 32 cells, two met twice and one with two leaders; the visit moved from one month to
    # another counts once. Registered are the 32, less two carried in and one added by amendment.
    assert count(sheets, "2018-H1", DEPARTMENT) == {
        "planned_cells": 32,
        "attended_cells": 28,
        "planned_visits": 35,
        "attended_visits": 31,
        "leaders_planned": 16,
        "leaders_attended": 16,
        "carried_over_cells": 4,
        "pending_cells": 0,
        "missed_cells": 0,
        "registered_cells": 29,
        "extra_cells": 1,
        "reasons": {"Công tác": 4},
    }


def test_the_two_groups_visited_different_cells_in_2018_h1(sheets):
    groups = [count(sheets, "2018-H1", group) for group in GROUPS]
    total = count(sheets, "2018-H1")
    assert {name: total[name] for name in total if name != "reasons"} == {
        name: groups[0][name] + groups[1][name] for name in total if name != "reasons"
    }
    assert (total["attended_cells"], total["planned_cells"]) == (46, 54)
    assert (total["registered_cells"], total["extra_cells"]) == (51, 2)
    assert total["reasons"] == {"Công tác": 8}


def test_misses_of_2018_h1_were_made_good_in_2018_h2(sheets):
    carried_over = [v for v in visits_of(sheets) if v["half_year"] == "2018-H1" and is_moved_on(v)]
    assert len(carried_over) == 8
    assert {v["to"]["half_year"] for v in carried_over} == {"2018-H2"}
    assert {v["to"]["outcome"] for v in carried_over} == {"Đã dự"}
    assert len([v for v in carried_over if v["to"]["leader"] != v["leader"]]) == 2


def is_moved_on(visit):
    return bool(visit["to"]) and visit["to"]["half_year"] > visit["half_year"]


def test_one_miss_of_2018_h1_was_moved_within_it(sheets):
    moved = [
        v
        for v in visits_of(sheets)
        if v["half_year"] == "2018-H1" and v["to"] and v["to"]["half_year"] == "2018-H1"
    ]
    assert [(v["reason"], v["to"]["origin"], v["to"]["outcome"]) for v in moved] == [
        ("Công tác", "Bổ sung", "Đã dự")
    ]


# --- the other half-years ---


@pytest.mark.parametrize(
    ("half_year", "leadership", "department", "total"),
    [
        ("2017-H1", (15, 20), (22, 30), (37, 50)),
        ("2017-H2", (16, 21), (25, 32), (41, 53)),
        ("2018-H1", (18, 22), (28, 32), (46, 54)),
        # One cell is attended by both groups: 21 + 30 − 1 of 24 + 34 − 1.
        ("2018-H2", (21, 24), (30, 34), (50, 57)),
    ],
)
def test_the_trend_of_the_closed_half_years(sheets, half_year, leadership, department, total):
    counted = [count(sheets, half_year, group) for group in (LEADERSHIP, DEPARTMENT, None)]
    assert [(c["attended_cells"], c["planned_cells"]) for c in counted] == [leadership, department, total]
    assert {c["pending_cells"] for c in counted} == {0}


def test_reasons_of_the_closed_half_years(sheets):
    assert {half_year: count(sheets, half_year)["reasons"] for half_year in CLOSED} == {
        "2017-H1": {"Công tác": 6, "Ốm": 2, "Việc khác": 2, "Chi bộ hoãn họp": 2, "Khác": 1},
        "2017-H2": {"Công tác": 5, "Ốm": 2, "Việc khác": 2, "Chi bộ hoãn họp": 2, "Khác": 1},
        "2018-H1": {"Công tác": 8},
        "2018-H2": {"Công tác": 2, "Ốm": 2, "Việc khác": 1, "Chi bộ hoãn họp": 1, "Khác": 1},
    }


def test_one_visit_was_carried_over_twice(sheets):
    last = [v for v in visits_of(sheets) if v["from"] and v["from"]["from"]]
    assert [(v["from"]["from"]["half_year"], v["from"]["half_year"], v["half_year"]) for v in last] == [
        ("2017-H1", "2017-H2", "2018-H1")
    ]


def test_every_commission_has_a_plan_in_every_half_year(sheets):
    plans = defaultdict(set)
    for visit in visits_of(sheets):
        plans[visit["half_year"]].add(visit["committee"])
    assert plans == dict.fromkeys([*CLOSED, "2026-H2"], COMMISSIONS)


def test_the_closed_half_years_are_the_same_whatever_the_day(sheets):
    def closed(sheets):
        return [row for name in ("Kế hoạch", "Kết quả") for row in sheets[name] if row["Kỳ"] in CLOSED]

    assert [closed(demo.build(day)) == closed(sheets) for day in DAYS] == [True] * len(DAYS)


def test_two_builds_are_equal():
    assert demo.build(TODAY) == demo.build(TODAY)


# --- the half-year that is running ---


def test_the_running_half_year(sheets):
    this_month = Month.of(TODAY)
    running = [v for v in visits_of(sheets) if v["half_year"] == "2026-H2"]
    past = [v for v in running if v["month"] < this_month]
    evaluated = {(row["Mã chi bộ"], row["Ngày họp"]) for row in sheets["Đánh giá"]}
    missed = [v for v in past if v["outcome"] == "Vắng"]
    attended = [v for v in past if v["outcome"] == "Đã dự"]

    assert {v["outcome"] for v in running if v["month"] >= this_month} - {"Rút"} == {""}
    assert len([v for v in missed if not v["to"]]) == 2
    assert len([v for v in missed if v["to"]]) == 1
    assert len([v for v in past if not v["outcome"]]) == 5
    assert len([v for v in attended if (v["cell"], v["date"]) not in evaluated]) >= 3
    assert len(attended) > 20


def test_a_trip_ahead_clashes_with_a_pending_visit(sheets):
    days = meeting_days(sheets)
    clashes = [
        v
        for v in visits_of(sheets)
        if not v["outcome"]
        and v["month"].day(days[v["cell"]]) > TODAY
        and trip_over(sheets, v["leader"], v["month"].day(days[v["cell"]]))
    ]
    assert len(clashes) == 1


@pytest.mark.parametrize(
    ("day", "planned"), [(dt.date(2018, 3, 15), 0), (dt.date(2018, 11, 23), 0), (dt.date(2026, 7, 1), 56)]
)
def test_in_the_first_month_nothing_is_logged_yet(day, planned):
    running = [v for v in visits_of(demo.build(day)) if v["half_year"] not in CLOSED]
    assert len([v for v in running if not v["outcome"]]) == planned
    assert {v["outcome"] for v in running} <= {"", "Rút"}


# --- rows that make sense, whatever the day ---


def meeting_days(sheets):
    return {row["Mã"]: row["Ngày sinh hoạt"] for row in sheets["Chi bộ"]}


def trip_over(sheets, leader, day):
    return [
        row for row in sheets["Công tác"]
        if row["Mã lãnh đạo"] == leader and row["Từ ngày"] <= day <= row["Đến ngày"]
    ]  # fmt: skip


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


# --- rubric, evaluations, findings ---


def evaluations_of(sheets):
    """(cell, date, scorer) → points by criterion code."""
    result = defaultdict(dict)
    for row in sheets["Đánh giá"]:
        result[row["Mã chi bộ"], row["Ngày họp"], row["Người chấm"]][row["Mã tiêu chí"]] = row["Điểm"]
    return result


def findings_of(sheets):
    result = defaultdict(set)
    for row in sheets["Nhận định buổi họp"]:
        result[row["Mã chi bộ"], row["Ngày họp"], row["Người chấm"]].add(row["Mã nhận định"])
    return result


def test_the_rubric_has_100_points_in_five_sections(sheets):
    criteria = sheets["Khung tiêu chí"]
    assert sum(row["Điểm tối đa"] for row in criteria) == 100
    assert len({row["Phần"] for row in criteria}) == 5
    assert len([row for row in criteria if row["Bắt buộc"]]) == 4
    assert any(row["Điểm tối đa"] % 1 == 0.5 for row in criteria)


def test_points_agree_with_the_rubric_and_with_the_meetings_numbers(sheets_of_any_day):
    sheets, _today = sheets_of_any_day
    maximum = {row["Mã tiêu chí"]: row["Điểm tối đa"] for row in sheets["Khung tiêu chí"]}
    meetings = {(row["Mã chi bộ"], row["Ngày họp"]): row for row in sheets["Buổi sinh hoạt"]}
    attended = {(v["cell"], v["date"], v["leader"]) for v in visits_of(sheets) if v["date"]}
    for (cell, date, scorer), points in evaluations_of(sheets).items():
        meeting = meetings[cell, date]
        rate = meeting["Có mặt"] / meeting["Tổng số đảng viên"]
        spoke = meeting["Số đảng viên phát biểu"] / meeting["Có mặt"]
        assert points.keys() == maximum.keys()
        assert all(0 <= points[code] <= maximum[code] and points[code] % 0.5 == 0 for code in points)
        assert (points["1.1"] == maximum["1.1"]) == (rate > 0.85)
        assert (points["3.6"] == maximum["3.6"]) == (spoke >= 0.3)
        assert scorer == "TỰ CHẤM" or (cell, date, scorer) in attended


def test_cells_see_themselves_a_little_better(sheets):
    totals = {key: sum(points.values()) for key, points in evaluations_of(sheets).items()}
    gaps = [
        totals[cell, date, "TỰ CHẤM"] - total
        for (cell, date, scorer), total in totals.items()
        if scorer != "TỰ CHẤM" and (cell, date, "TỰ CHẤM") in totals
    ]
    assert min(gaps) >= 0
    assert 0.5 < sum(gaps) / len(gaps) < 4


def test_most_meetings_are_good_or_fair_and_have_an_evaluation(sheets):
    closed = [v for v in visits_of(sheets) if v["date"] and v["half_year"] in CLOSED]
    evaluations = evaluations_of(sheets)
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
        assert meeting["Hình thức"] == "Chuyên đề" or "HC08" not in codes
        assert not {"UD01", "HC08"} <= codes
        assert any(c.startswith("HC") for c in codes) or not any(c.startswith("NN") for c in codes)


# --- the command ---


@pytest.fixture
def pinned_day(monkeypatch):
    monkeypatch.setattr("lib.periods.localdate", lambda: TODAY)


def load_demo(**options):
    out = io.StringIO()
    call_command("load_demo", stdout=out, **options)
    return out.getvalue()


@pytest.mark.slow
@pytest.mark.django_db
def test_the_product_counts_the_demo_as_its_rows_do(sheets, pinned_day):
    out = load_demo()
    code = dict(AbsenceReason.objects.values_list("label", "code"))
    zeros = dict.fromkeys(code.values(), 0)
    for half_year in [*CLOSED, "2026-H2"]:
        selection = Selection(HalfYear.parse(half_year))
        for label, group in [*GROUPS.items(), (None, None)]:
            expected = count(sheets, half_year, label)
            expected["reasons"] = zeros | {code[word]: n for word, n in expected["reasons"].items()}
            counted = tally(Visit.objects.all(), selection.narrow(leader_group=group)).as_dict()
            assert counted == counted | expected

    assert Plan.objects.approved().count() == 6 * 5
    waiting = Plan.objects.exclude(pk__in=Plan.objects.approved())
    assert [(plan.half_year, plan.status) for plan in waiting] == [
        (HalfYear.of(TODAY).next, "submitted"),
        (HalfYear.of(TODAY).next, "draft"),
    ]
    assert Cell.objects.count() == 124
    assert Meeting.objects.count() == len(sheets["Buổi sinh hoạt"])
    assert Evaluation.objects.filter(band__isnull=False).count() == len(evaluations_of(sheets))
    for figure in ("18/22", "28/32", "46/54", "81,8%", "demo-2018"):
        assert figure in out


@pytest.mark.slow
@pytest.mark.django_db
def test_one_demo_account_for_each_role_in_the_whole_province(pinned_day):
    load_demo()
    root = Committee.objects.get(code="TU")
    for username, role in [
        ("chuyenvien", Role.STAFF),
        ("lanhdao", Role.OFFICIAL),
        ("vanthu", Role.CLERK),
        ("quantri", Role.ADMINISTRATOR),
    ]:
        user = User.objects.get(username=username)
        assert user.is_demo
        assert not user.is_superuser
        assert user.full_name
        assert user.check_password("demo-2018")
        assert [user.may(permission, root) for permission in RIGHTS[role]] == [True] * len(RIGHTS[role])
    assert User.objects.count() == 4
    assert Cell.history.filter(history_user__username="quantri").count() == 124


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("day", [dt.date(2018, 3, 15), dt.date(2026, 7, 1)], ids=str)
def test_it_loads_on_any_day(monkeypatch, day):
    monkeypatch.setattr("lib.periods.localdate", lambda: day)
    load_demo()
    figures = tally(Visit.objects.all(), Selection(demo.SHOWN))
    assert (figures.attended_cells, figures.planned_cells) == (46, 54)


@pytest.mark.django_db
def test_it_refuses_a_database_in_use():
    CellFactory()
    before = Committee.objects.count()
    with pytest.raises(CommandError, match="DATABASE_URL"):
        load_demo()
    assert (Committee.objects.count(), Leader.objects.count(), User.objects.count()) == (before, 0, 0)


@pytest.mark.django_db
def test_an_account_alone_makes_a_database_in_use():
    User.objects.create_user("first")
    with pytest.raises(CommandError):
        load_demo()
    assert Committee.objects.count() == 0


@pytest.mark.django_db
def test_if_empty_leaves_a_database_in_use_alone():
    CellFactory()
    assert load_demo(if_empty=True).count("\n") == 1
    assert (Cell.objects.count(), User.objects.count()) == (1, 0)


@pytest.mark.slow
@pytest.mark.django_db
def test_a_refused_row_leaves_nothing_behind(monkeypatch, pinned_day):
    rows = demo.build(TODAY) | {"Đánh giá": [], "Nhận định buổi họp": []}
    rows["Chi bộ"][0]["Mã cấp ủy"] = "KHÔNG-CÓ"
    monkeypatch.setattr("exchange.demo.build", lambda today: rows)
    with pytest.raises(CommandError, match="KHÔNG-CÓ"):
        load_demo()
    assert (Committee.objects.count(), User.objects.count()) == (0, 0)
