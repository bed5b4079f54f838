"""How long reading an uploaded list takes: `python -m benchmarks.tables`, or `make bench-parts`.

A list by `exchange.tables`, checks and facts included, beside openpyxl; then one with formulas, one with
struck rows, a text file and a worksheet of a million empty rows. The first is to take a fifth of openpyxl's
time at most, the last five seconds. Seconds of the processor, each the least of several.
"""

import argparse
import datetime as dt
import io
import os
import time
import zipfile
from collections.abc import Callable

import django
import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

TIMES_FASTER, EMPTY_AT_MOST = 5, 5.0
EMPTY_ROWS = 1_048_576


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    options = parse()
    plain = workbook(options.rows)
    slow = measure("openpyxl, cells", lambda: by_openpyxl(plain), options.times)
    measure("openpyxl, values", lambda: by_openpyxl(plain, values_only=True), options.times)
    fast = measure("tables .xlsx", lambda: read(plain), options.times)
    others = {
        "  with formulas": workbook(options.rows, formulas=True),
        "  with struck rows": workbook(options.rows, strikes=True),
        "tables .csv": separated(options.rows).encode(),
    }
    for what, data in others.items():
        measure(what, lambda data=data: read(data), options.times)
    emptied = with_empty_rows(workbook(1))
    empty = measure("million empty rows", lambda: read(emptied), options.times)
    verdict = "within" if slow >= TIMES_FASTER * fast and empty <= EMPTY_AT_MOST else "BEYOND"
    times = f"{slow / fast:.1f} times as fast (≥ {TIMES_FASTER})"
    say(f"{verdict}: {times}, {empty:.1f} s (≤ {EMPTY_AT_MOST:.0f} s)")


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tables", description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--times", type=int, default=3)
    return parser.parse_args()


def line(i: int) -> list:
    date = dt.date(2001, 3, 1 + i % 28)
    return [i, f"Chi bộ ấp {i}", "Huyện ủy Bắc Sơn", "Chi bộ thôn, bản", 20 + i % 9, 1 + i % 28,
            f"Nhà văn hóa ấp {i}", date, "x", "Ghi chú"]  # fmt: skip


def workbook(rows: int, *, formulas: bool = False, strikes: bool = False) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    worksheet = book.create_sheet("DS")
    for i in range(rows):
        values = line(i)
        if formulas:
            values[0] = f"=ROW()-{i}"
        if strikes and i % 10 == 0:
            values = [WriteOnlyCell(worksheet, value) for value in values]
            for cell in values:
                cell.font = Font(strike=True)
        worksheet.append(values)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def with_empty_rows(data: bytes) -> bytes:
    """Formatted down to the last row, as whole columns are when somebody gives them a colour."""
    empty = "".join(f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in range(2, EMPTY_ROWS + 1)).encode()
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith("sheet1.xml"):
                content = content.replace(b"</sheetData>", empty + b"</sheetData>")
            new.writestr(name, content)
    return target.getvalue()


def separated(rows: int) -> str:
    return "\n".join(";".join(map(str, line(i))) for i in range(rows))


def by_openpyxl(data: bytes, *, values_only: bool = False) -> int:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    return sum(1 for _row in book.active.iter_rows(values_only=values_only))


def read(data: bytes) -> int:
    from exchange.tables import read_tables

    return sum(len(table.rows) for table in read_tables(data))


def measure(what: str, act: Callable[[], int], times: int) -> float:
    seconds = []
    for _time in range(times):
        start = time.process_time()
        rows = act()
        seconds.append(time.process_time() - start)
    say(f"{what:20} {rows:9,} rows {min(seconds):7.2f} s")
    return min(seconds)


def say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - a report for whoever called it


if __name__ == "__main__":
    main()
