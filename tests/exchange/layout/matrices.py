"""Matrix plans made up at random: months or cells across the top, marks or names in the crossings."""

from random import Random

from exchange.layout.listing import Odd
from exchange.tables import Merge, Table
from exchange.workbook.sheets import PLANS

from .sheets import FAMILY, GIVEN, POSITIONS, Sheet

_MONTHS = [
    lambda month: f"T{month}",
    lambda month: f"Tháng {month}",
    lambda month: f"{month:02}/2026",
    lambda month: f"Th.{month}",
]


def matrix_plan(random: Random) -> Sheet:
    """Leaders × months with names of cells, leaders and cells × months with marks, leaders × cells with
    months. Records have name, cell and month."""
    return random.choice([_names_in_months, _marks_in_months, _months_in_cells])(random)


def _people(random: Random) -> list[str]:
    return [f"{random.choice(FAMILY)} {random.choice(GIVEN)} {i}" for i in range(1, random.randint(3, 7))]


def _sheet(random: Random, fixed: list[str], across: list[str], over: str, rows: list[list]) -> Sheet:
    """With the headings in one row, or those across below `over` in a second one; rows as they are."""
    sheet = Sheet(PLANS)
    above = [["KẾ HOẠCH DỰ SINH HOẠT CHI BỘ 6 THÁNG ĐẦU NĂM 2026"], []][: random.choice([0, 1, 2])]
    sheet.titles = {("KH", 1)} if above else set()
    headings, merges, first = [[*fixed, *across]], [], len(above)
    if random.random() < 0.5:
        headings = [[*fixed, over], [*[None] * len(fixed), *across]]
        merges = [Merge(first, len(fixed), first, len(fixed) + len(across) - 1)]
        merges += [Merge(first, i, first + 1, i) for i in range(len(fixed))]
    sheet.headings = {("KH", first + i + 1) for i in range(len(headings))}
    numbers = [number for number, values in enumerate(rows, start=first + len(headings) + 1)
               if not any(values[len(fixed):])]  # fmt: skip
    sheet.odd = {("KH", number): Odd.SHORT for number in numbers}
    table = [*above, *headings, *rows]
    if random.random() < 0.5:
        table.append([None, "Tổng cộng", *[None] * (len(fixed) - 2), *[3] * len(across)])
        sheet.odd["KH", len(table)] = Odd.TOTAL
    if random.random() < 0.5:
        table += [
            [],
            [None, "NGƯỜI LẬP", None, None, None, "TRƯỞNG BAN"],
            [None, "Đỗ Thị Lập", None, None, None, "Lê B"],
        ]
        sheet.odd |= {("KH", len(table) - 1): Odd.SIGNATURE, ("KH", len(table)): Odd.SIGNATURE}
    sheet.tables = [Table("KH", table, merges)]
    return sheet


def _names_in_months(random: Random) -> Sheet:
    first, write = random.choice([1, 7]), random.choice(_MONTHS)
    rows, records = [], []
    for number, name in enumerate(_people(random), start=1):
        crossings = []
        for month in range(first, first + 6):
            cells = [f"Chi bộ thôn {random.randint(1, 9)}" for _i in range(random.choice([0, 0, 1, 1, 2]))]
            crossings.append(random.choice(["\n", "; "]).join(cells) or random.choice([None, None, "-"]))
            records += [{"name": name, "cell": cell, "month": write(month)} for cell in cells]
        rows.append([number, name, random.choice(POSITIONS), *crossings])
    for row in rows:
        if not any(value not in (None, "-") for value in row[3:]):
            row[3:] = [None] * 6
    across = [write(month) for month in range(first, first + 6)]
    sheet = _sheet(random, ["STT", "Họ và tên", "Chức vụ"], across, "Tháng dự", rows)
    sheet.records = records
    return sheet


def _marks_in_months(random: Random) -> Sheet:
    first, write = random.choice([1, 7]), random.choice(_MONTHS)
    mark = random.choice(["x", "X", "v"])
    rows, records = [], []
    for number, name in enumerate(_people(random), start=1):
        cell = f"Chi bộ thôn {number}"
        months = sorted(random.sample(range(6), random.randint(0, 2)))
        rows.append([number, name, cell, *[mark if i in months else None for i in range(6)]])
        records += [{"name": name, "cell": cell, "month": write(first + i)} for i in months]
    across = [write(month) for month in range(first, first + 6)]
    sheet = _sheet(random, ["STT", "Lãnh đạo", "Chi bộ"], across, "Thời gian (tháng)", rows)
    sheet.records = records
    return sheet


def _months_in_cells(random: Random) -> Sheet:
    cells = [f"Chi bộ thôn {i}" for i in range(1, random.randint(4, 7))]
    rows, records = [], []
    for number, name in enumerate(_people(random), start=1):
        crossings = [random.choice([None, None, "T1", "T2", "T3, T4"]) for _cell in cells]
        rows.append([number, name, random.choice(POSITIONS), *crossings])
        records += [
            {"name": name, "cell": cell, "month": month}
            for cell, crossing in zip(cells, crossings, strict=True)
            for month in (crossing.split(", ") if crossing else ())
        ]
    if not records:
        rows[0][3], records = "T5", [{"name": rows[0][1], "cell": cells[0], "month": "T5"}]
    sheet = _sheet(random, ["STT", "Họ và tên", "Chức vụ"], cells, "Chi bộ", rows)
    sheet.records = records
    return sheet
