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
FROM attendance_visit WHERE half_year = %(half_year)s GROUP BY committee_id, leader_group
"""
# All its figures of committees and groups, with the reasons of absence: by cell, by leader, then by group.
ALL_FIGURES = """
WITH visit AS (
    SELECT v.committee_id, v.leader_group, v.cell_id, v.leader_id, v.month, v.id, v.absence_reason_id,
           v.origin, v.outcome = 'pending' AS pending,
           v.origin <> 'unplanned' AND v.outcome <> 'withdrawn' AS counted,
           v.outcome = 'attended' AS attended, v.outcome = 'missed' AS missed,
           v.outcome = 'missed' AND EXISTS (
               SELECT 1 FROM attendance_visit w WHERE w.carried_from_id = v.id AND w.origin = 'carried_in'
               AND w.carried_from_month BETWEEN %(first)s AND %(last)s) AS moved_on,
           v.carried_from_month IS NULL OR v.carried_from_month < %(first)s AS planned_once
    FROM attendance_visit v JOIN attendance_plan p ON p.id = v.plan_id
    WHERE p.status IN ('approved', 'closed') AND v.half_year = %(half_year)s
), cell AS (
    SELECT committee_id, leader_group, cell_id,
           count(*) FILTER (WHERE counted)::int AS planned,
           count(*) FILTER (WHERE counted AND planned_once)::int AS once,
           count(*) FILTER (WHERE counted AND attended)::int AS attended,
           count(*) FILTER (WHERE counted AND moved_on)::int AS moved_on,
           count(*) FILTER (WHERE counted AND pending)::int AS pending,
           count(*) FILTER (WHERE origin = 'registered')::int AS registered,
           count(*) FILTER (WHERE origin = 'unplanned' AND attended)::int AS extra,
           max(CASE WHEN counted AND missed
               THEN month * 70368744177664 + id * 1024 + absence_reason_id END) AS last_missed
    FROM visit GROUP BY committee_id, leader_group, cell_id
), leader AS (
    SELECT committee_id, leader_group, leader_id, bool_or(counted) AS counted,
           bool_or(counted AND attended) AS attended
    FROM visit GROUP BY committee_id, leader_group, leader_id
), leaders AS (
    SELECT committee_id, leader_group, count(*) FILTER (WHERE counted), count(*) FILTER (WHERE attended)
    FROM leader GROUP BY committee_id, leader_group
), cells AS (
    SELECT committee_id, leader_group, count(*) FILTER (WHERE planned > 0),
           count(*) FILTER (WHERE attended > 0),
           sum(once), sum(attended), sum(planned), count(*) FILTER (WHERE attended = 0 AND moved_on > 0),
           count(*) FILTER (WHERE attended = 0 AND moved_on = 0 AND pending > 0),
           count(*) FILTER (WHERE planned > 0 AND attended = 0 AND moved_on = 0 AND pending = 0),
           count(*) FILTER (WHERE registered > 0), count(*) FILTER (WHERE extra > 0),
           count(*) FILTER (WHERE attended = 0 AND last_missed & 1023 = 1),
           count(*) FILTER (WHERE attended = 0 AND last_missed & 1023 = 2),
           count(*) FILTER (WHERE attended = 0 AND last_missed & 1023 = 3),
           count(*) FILTER (WHERE attended = 0 AND last_missed & 1023 = 4),
           count(*) FILTER (WHERE attended = 0 AND last_missed & 1023 = 5)
    FROM cell GROUP BY committee_id, leader_group
)
SELECT * FROM cells JOIN leaders USING (committee_id, leader_group)
"""
CELLS = 20_000 * 15  # of a worksheet: as many as the list of a province's visits has


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.nation.reference_settings"
    django.setup()

    from . import process

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

    from attendance.figures.kept import Kept
    from attendance.figures.levels import OF_PLANS, count
    from attendance.figures.selection import Selection
    from attendance.figures.tally import reasons_by_id, tally_by
    from attendance.models import Visit
    from committees.models import Committee
    from lib.periods import HalfYear
    from reports.half_year.trends import trend

    half_year, visits = HalfYear.current().previous, Visit.objects.all()
    months = half_year.months
    given = {"half_year": half_year.ordinal, "first": months[0].ordinal, "last": months[-1].ordinal}
    whole, one = Selection(half_year), Committee.objects.filter(visits__half_year=half_year).first()

    def by_hand(statement):
        with connection.cursor() as cursor:
            cursor.execute(statement, given)
            return cursor.fetchall()

    def by_committee_and_group(selection):
        return tally_by(visits, selection, "committee_id", "leader_group")

    yield _read("three counts by hand, committee × group", lambda: by_hand(THREE_COUNTS))
    yield _read("all figures by hand, committee × group", lambda: by_hand(ALL_FIGURES))
    yield _read("all figures, committee × group", lambda: by_committee_and_group(whole))
    yield _read("the same of one committee", lambda: by_committee_and_group(whole.narrow(committee=one)))
    yield _read("the same with progress", lambda: count(visits, whole, OF_PLANS[-1:], list(reasons_by_id())))
    yield _read("the same at four levels", lambda: count(visits, whole, OF_PLANS, list(reasons_by_id())))
    _keep(HalfYear.current())
    yield _read("trends of ten half-years, counted", lambda: trend(visits, whole))
    yield _read("trends of ten half-years, kept", lambda: trend(visits, whole, Kept(None)))


def _keep(before) -> None:
    """What jobs would have kept of all half-years that are settled."""
    from attendance.figures import keeping
    from attendance.figures.kept import Part, Scope
    from attendance.models import Plan

    for half_year in Plan.objects.filter(half_year__lt=before).half_years():
        keeping.keep(Part.TREND, Scope(half_year, "", False, ""))


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
