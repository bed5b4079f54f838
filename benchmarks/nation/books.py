"""Workbooks to import: what a province plans for a half-year that nobody has begun, and what came of it."""

import io
from collections.abc import Iterator

from committees.models import Committee, Leader
from exchange.workbook import write_workbook
from exchange.workbook.sheets import PLANS, RESULTS, SHEETS
from lib.periods import HalfYear
from meetings.models import Cell

ROWS = 20_000
# Before all that was loaded: results may be told of it, and no report has counted them.
BACK = 12


def plans() -> tuple[io.BytesIO, int]:
    rows = [
        _row(PLANS, **named, **{"Mã cơ quan": committee, "Nguồn": "Đăng ký"})
        for committee, named in _visits()
    ]
    return _written(PLANS, rows), len(rows)


def results() -> tuple[io.BytesIO, int]:
    rows = []
    for number, (_committee, named) in enumerate(_visits()):
        if number % 5:
            named |= {"Kết quả": "Đã dự", "Ngày họp": named["Tháng"].day(5 + number % 20)}
        else:
            named |= {"Kết quả": "Vắng", "Lý do": "Công tác"}
        rows.append(_row(RESULTS, **named))
    return _written(RESULTS, rows), len(rows)


def _visits() -> Iterator[tuple[str, dict]]:
    """(code of the committee, what a row says): each leader goes to as many cells, round the province."""
    province = Committee.objects.get_first_root_node()
    half_year = HalfYear(HalfYear.current().ordinal - BACK)
    leaders = list(Leader.objects.below(province).order_by("pk").values_list("code", "committee__code"))
    cells = list(Cell.objects.below(province).order_by("pk").values_list("code", flat=True))
    for number in range(min(ROWS, len(leaders) * len(cells))):
        leader, committee = leaders[number % len(leaders)]
        round_of = number // len(leaders)
        cell = cells[(number + round_of) % len(cells)]
        named = {"Kỳ": half_year, "Mã lãnh đạo": leader, "Mã chi bộ": cell}
        yield committee, named | {"Tháng": half_year.months[round_of % 6]}


def _row(sheet: str, **values) -> dict:
    return {column.name: values.get(column.name) for column in SHEETS[sheet].columns} | values


def _written(sheet: str, rows: list[dict]) -> io.BytesIO:
    target = io.BytesIO()
    write_workbook({sheet: rows}, target)
    target.seek(0)
    return target
