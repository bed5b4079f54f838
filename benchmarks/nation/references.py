"""What the product is held against, measured in the same run: `python -m benchmarks.nation.references`.

Each as one line of JSON, like the tasks.
"""

import io
import json
import os

import django

# What a report's three plainest figures cost, written by hand.
THREE_COUNTS = """
SELECT committee_id, leader_group, count(*) FILTER (WHERE outcome <> 'withdrawn'),
       count(*) FILTER (WHERE outcome = 'attended'), count(*) FILTER (WHERE outcome = 'missed')
FROM attendance_visit WHERE half_year = %s GROUP BY committee_id, leader_group
"""
CELLS = 20_000 * 15  # of a worksheet: as many as the list of a province's visits has


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.nation.reference_settings"
    django.setup()

    from django.test.utils import setup_test_environment

    from . import process

    setup_test_environment(debug=False)
    process.begin()
    for row in (*_of_figures(), *_of_pages(), _of_files()):
        print(json.dumps(row), flush=True)  # noqa: T201 - read by whoever started it


def _read(name: str, act, rows: int = 1) -> dict:
    from .measuring import alone, least

    with alone():
        reading = least(act)
    costs = {key: getattr(reading, key) for key in ("python", "database", "wall", "queries")}
    return {"name": name, "rows": rows} | costs


def _of_figures():
    """Everybody's, of the half-year before the running one: of that some visits were carried over."""
    from django.db import connection

    from attendance.figures.selection import Selection
    from attendance.figures.tally import tally_by
    from attendance.models import Visit
    from lib.periods import HalfYear

    half_year = HalfYear.current().previous

    def by_hand():
        with connection.cursor() as cursor:
            cursor.execute(THREE_COUNTS, [half_year.ordinal])
            return cursor.fetchall()

    def all_figures():
        return tally_by(Visit.objects.all(), Selection(half_year), "committee_id", "leader_group")

    yield _read("three counts by hand, committee × group", by_hand)
    yield _read("all figures, committee × group", all_figures)


def _of_pages():
    from django.test import Client

    from committees.models import User

    client = Client()
    client.force_login(User.objects.get(username="nation"))
    for name, address in (
        ("a page that does nothing", "/benchmark/nothing/"),
        ("the product's list of visits, by month", "/visits/"),
        ("Django admin's list of visits, same order", "/benchmark/admin/attendance/visit/"),
    ):
        if client.get(address).status_code != 200:
            raise SystemExit(f"{address} did not open.")
        yield _read(name, lambda address=address: client.get(address))


def _of_files():
    from openpyxl import Workbook

    def written():
        book = Workbook(write_only=True)
        sheet = book.create_sheet()
        for number in range(CELLS // 15):
            sheet.append([number, *("Chi bộ tổ dân phố số 12",) * 14])
        book.save(io.BytesIO())

    return _read("openpyxl bare, 15 columns", written, CELLS // 15)


if __name__ == "__main__":
    main()
