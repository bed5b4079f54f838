"""Random damage to valid workbooks, imported over data that they contradict.

Whatever comes, the importer either saves data that exports and imports again unchanged, or names
problems by their cells. It never fails, and never leaves a complaint to the database.
"""

import datetime as dt
import os
import random
from decimal import Decimal

import pytest

from attendance.models import Plan
from exchange.workbook import import_workbook
from lib.periods import Month

from .histories import History
from .test_roundtrip import exported
from .workbooks import edited, file_of, load

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SEEDS = range(int(os.environ.get("CHAOS", "5")))
ODD = [
    None,
    "",
    "x",
    0,
    1,
    -1,
    2.5,
    True,
    "=1+1",
    "TU",
    "L1",
    "CB1",
    "K1",
    "TỰ CHẤM",
    "Vắng",
    "Đã dự",
    "Rút",
    "Khác",
]
ODD += [
    "2018-H1",
    "2018-H2",
    "03/2018",
    "31/02/2018",
    "Ngoài kế hoạch",
    dt.date(2018, 3, 5),
    "a" * 600,
    "#N/A",
]


def shaken(rows: dict[str, list[dict]], chance: random.Random, times: int) -> None:
    """Cells take the values of others in their column; rows go and come twice."""
    for _time in range(times):
        sheet = chance.choice([name for name in rows if rows[name]])
        row = chance.choice(rows[sheet])
        what = chance.random()
        if what < 0.7:
            column = chance.choice(list(row))
            row[column] = chance.choice(rows[sheet]).get(column)
        elif what < 0.85:
            rows[sheet].remove(row)
        else:
            rows[sheet].insert(chance.randrange(len(rows[sheet])), dict(row))
    for row in rows["Kế hoạch"]:
        if isinstance(row.get("Tháng"), Month) and chance.random() < 0.9:
            row["Kỳ"] = row["Tháng"].half_year


@pytest.mark.parametrize("seed", SEEDS)
def test_no_workbook_breaks_the_import(seed):
    chance = random.Random(seed)
    small = {"cells": 4, "leaders": 3, "visits": 30}
    load(History(seed, **small).sheets)
    if chance.random() < 0.3:
        chosen = chance.choice([plan.pk for plan in Plan.objects.all()])
        Plan.objects.filter(pk=chosen).update(status="draft", approved_at=None)
    for attempt in range(6):
        rows = History(chance.choice([seed, seed + 1000 + attempt]), **small).sheets
        for name in list(rows):
            if chance.random() < 0.2:
                del rows[name]
        if "Kế hoạch" in rows:
            shaken(rows, chance, times=chance.choice([0, 1, 3, 30]))
        changes = {}
        if chance.random() < 0.5:
            for _time in range(chance.choice([1, 20])):
                sheet = chance.choice(list(rows))
                cell = f"{chance.choice('ABCDEFGHI')}{chance.randint(1 if chance.random() < 0.1 else 2, 30)}"
                changes[sheet, cell] = chance.choice(ODD)
        file = edited(rows, changes) if changes else file_of(rows)
        imported = import_workbook(file, by=None)
        assert all(problem.cell for problem in imported.problems), str(imported.problems[-1])
        if imported.ok:
            copy = import_workbook(exported(), by=None)
            assert [str(problem) for problem in copy.problems] == []
            assert not any(c.created or c.changed for c in copy.counts.values())


@pytest.mark.parametrize("seed", SEEDS)
def test_corrections_of_stored_visits_are_saved_or_refused(seed):
    """Small lists over stored data: visits change hands, months, meetings and what they come from."""
    chance = random.Random(seed)
    rows = _without_evaluations(seed, visits=25)
    load(rows)
    for _attempt in range(12):
        rows = _without_evaluations(chance.choice([seed, chance.randrange(10**6)]), visits=25)
        for row in chance.sample(rows["Kết quả"], k=min(6, len(rows["Kết quả"]))):
            other = chance.choice(rows["Kết quả"])
            row |= {name: other.get(name) for name in ("Kết quả", "Ngày họp", "Lý do")}
        chosen = chance.sample(rows["Kế hoạch"], k=chance.choice([1, 2, 5, 15]))
        visits = {_visit_of(row) for row in chosen}
        listed = [row for row in rows["Kết quả"] if _visit_of(row) in visits or chance.random() < 0.05]
        imported = import_workbook(file_of({"Kế hoạch": chosen, "Kết quả": listed}), by=None)
        assert all(problem.cell for problem in imported.problems), str(imported.problems[-1])
        if imported.ok:
            first = exported()
            copy = import_workbook(first, by=None)
            assert [str(problem) for problem in copy.problems] == []
            assert not any(c.created or c.changed for c in copy.counts.values())


def _without_evaluations(seed: int, *, visits: int) -> dict[str, list[dict]]:
    rows = History(seed, cells=3, leaders=3, visits=visits).sheets
    del rows["Đánh giá"], rows["Nhận định buổi họp"]
    for row in rows["Kế hoạch"]:
        row["Mã cơ quan"] = "TU"
    return rows


def _visit_of(row: dict) -> tuple:
    return row["Mã lãnh đạo"], row["Mã chi bộ"], row["Tháng"]


def test_points_of_every_size_are_written_as_they_are():
    rows = History(3).sheets
    rows["Mức xếp loại"][0]["Điểm tối thiểu"] = Decimal("89.9")
    load(rows)
    assert not any(c.changed for c in import_workbook(exported(), by=None).counts.values())
