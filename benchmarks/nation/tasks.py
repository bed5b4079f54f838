"""What takes longer than a page: files in and out, a report on its way, results logged.

Each runs in a process of its own (`python -m benchmarks.nation.tasks NAME`), whose highest memory is its own.
All are of the first province, its half-years and its readers; what they write stays.
"""

import io
import json
import os
import statistics
import sys
from functools import partial
from pathlib import Path

import django


def main(name: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()

    from django.test.utils import setup_test_environment

    from . import process

    setup_test_environment(debug=False)  # what is sent is read out of the forms shown
    process.begin()
    for row in TASKS[name]():
        print(json.dumps(row), flush=True)  # noqa: T201 - read by whoever started it


def measured(name: str, act, rows: int = 1) -> dict:
    """What `act` cost; `memory` in MB: how much more than before it the process held at most."""
    from .measuring import alone, once

    before = _memory("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")  # the highest so far is forgotten
    with alone():
        reading, result = once(act)
    return {
        "name": name,
        "rows": result if isinstance(result, int) else rows,
        "python": reading.python,
        "database": reading.database,
        "wall": reading.wall,
        "queries": reading.queries,
        "memory": max(0.0, _memory("VmHWM") - before),
    }


def _memory(what: str) -> float:
    status = Path("/proc/self/status").read_text()
    return int(status.split(f"{what}:")[1].split()[0]) / 1024


def issue():
    """The report of the half-year before the running one: of all visits of the province."""
    from django.test import Client
    from django.urls import reverse

    from attendance.models import Visit
    from committees.models import Committee, User
    from lib import jobs
    from lib.periods import HalfYear, today, written_day
    from reports.models import IssuedReport

    half_year, province = HalfYear.current().previous, Committee.objects.get_first_root_node()
    rows = Visit.objects.below(province).filter(half_year=half_year).count()
    client = Client()
    client.force_login(User.objects.get(username="province"))

    def post(step: str, **more: str):
        address = reverse(f"reports:report{step}", args=[province.pk, half_year])
        form = client.get(address).context["form"]
        values = {name: form[name].value() for name in form.fields}
        values = {name: "" if value is None else value for name, value in values.items()} | more
        return lambda: client.post(address, values).status_code and rows

    yield measured("report submitted: the request", post("-submit", knowingly="on"), rows)
    yield measured("report submitted: its job", jobs.work_off, rows)
    issued_on = written_day(today())
    yield measured(
        "report issued: the request", post("-issue", signatory_name="Trần An", issued_on=issued_on), rows
    )
    if not IssuedReport.objects.exists():
        raise SystemExit("The report was not issued.")


def excel():
    yield measured("visit list to Excel", lambda: _visit_list("xlsx"))


def separated():
    yield measured("visit list to CSV", lambda: _visit_list("csv"))


def _visit_list(kind: str) -> int:
    from reports.summary import lists, separated, workbook

    table, count = lists.visits(_report()), _Count()
    if kind == "xlsx":
        workbook.write_table(io.BytesIO(), table, progress=count)
    else:
        for _line in separated.lines(table):
            count()
    return count.number


def report_workbook():
    def act() -> int:
        from reports.summary import workbook

        count = _Count()
        workbook.write_to(io.BytesIO(), _report(), progress=count)
        return count.number

    yield measured("report's workbook to Excel", act)


def data_workbook():
    def act() -> int:
        from committees.models import Committee
        from exchange.workbook import export_workbook
        from lib.periods import HalfYear

        province = Committee.objects.get_first_root_node()
        done = export_workbook(io.BytesIO(), half_year=HalfYear.current().previous, committee=province)
        return sum(done.counts.values())

    yield measured("data workbook of a half-year to Excel", act)


def _report():
    from attendance.figures.selection import Selection
    from committees.models import Committee
    from lib.periods import HalfYear
    from reports.half_year.report import HalfYearReport

    province = Committee.objects.get_first_root_node()
    return HalfYearReport(Selection(HalfYear.current().previous, committee=province))


class _Count:
    number = 0

    def __call__(self) -> None:
        self.number += 1


def plan_import():
    from .books import plans

    file, rows = plans()
    yield measured("import of plans", lambda: _imported(file), rows)


def result_import():
    from .books import results

    file, rows = results()
    yield measured("import of results", lambda: _imported(file), rows)


def _imported(file: io.BytesIO) -> None:
    from committees.models import User
    from exchange.workbook import import_workbook

    found = import_workbook(file, by=User.objects.get(username="nation"), filename="benchmark.xlsx")
    if found.problems:
        raise SystemExit("\n".join(str(problem) for problem in found.problems[:5]))


POSTS = 20


def posts():
    """Results logged one by one by somebody of a commission; the median of each figure."""
    from django.test import Client
    from django.urls import reverse

    from attendance.days.due import due_before
    from attendance.models import Visit
    from committees.models import User
    from lib.periods import HalfYear, today, written_day

    user, day = User.objects.get(username="commission"), today()
    visits = Visit.objects.visible_to(user).pending().filter(due_before(day), half_year=HalfYear.current())
    client, found = Client(), []
    client.force_login(user)
    for visit in visits.filter(plan__status="approved").select_related("cell")[:POSTS]:
        address = reverse("attendance:visit-attended", args=[visit.pk])
        form = client.get(address).context["form"]
        values = {name: form[name].value() for name in form.fields}
        values = {name: value for name, value in values.items() if value not in (None, False)}
        values |= {"date": written_day(visit.meets_on or visit.month.first_day)}
        found.append(measured("", partial(_sent, client, address, values)))
    keys = ("python", "database", "wall", "queries", "memory")
    yield {"name": "result logged", "rows": 1} | {
        key: statistics.median(row[key] for row in found) for key in keys
    }


def _sent(client, address: str, values: dict) -> None:
    answer = client.post(address, values)
    if answer.status_code != 302:
        raise SystemExit(f"The result was not logged: {answer.status_code}")


TASKS = {
    "issue": issue,
    "excel": excel,
    "csv": separated,
    "report-workbook": report_workbook,
    "data-workbook": data_workbook,
    "plan-import": plan_import,
    "result-import": result_import,
    "posts": posts,
}

if __name__ == "__main__":
    main(sys.argv[1])
