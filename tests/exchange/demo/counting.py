"""The demo's rows, and an independent count over them in plain Python."""

import datetime as dt
import functools
from collections import Counter, defaultdict

from committees.models import LeaderGroup
from exchange import demo
from lib.periods import Month

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


def meeting_days(sheets):
    return {row["Mã"]: row["Ngày sinh hoạt"] for row in sheets["Chi bộ"]}


def trip_over(sheets, leader, day):
    return [
        row for row in sheets["Công tác"]
        if row["Mã lãnh đạo"] == leader and row["Từ ngày"] <= day <= row["Đến ngày"]
    ]  # fmt: skip


def evaluations_of(sheets, *rubrics):
    """(cell, date, scorer) → points by criterion code; of these rubrics, or of all."""
    result = defaultdict(dict)
    for row in sheets["Đánh giá"]:
        if not rubrics or row["Mã khung"] in rubrics:
            result[row["Mã chi bộ"], row["Ngày họp"], row["Người chấm"]][row["Mã tiêu chí"]] = row["Điểm"]
    return result
