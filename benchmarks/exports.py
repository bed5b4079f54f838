"""How long the report's files take, how much memory: `python -m benchmarks.exports`, or `make bench-parts`.

One half-year with many visits. Each file is made in a process of its own, whose highest memory is told
beside that of a process that only counts the figures.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import django

NAME = "exports_benchmark"
TASKS = ("figures", "xlsx", "csv")


def main() -> None:
    options = parse()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()

    from django.db import connection

    if options.task:
        return run(options.task)
    connection.settings_dict["TEST"]["NAME"] = NAME
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        fill(options)
        for task in TASKS:
            # A new process, because memory once used is never given back.
            command = [sys.executable, "-m", "benchmarks.exports", "--task", task]
            environment = os.environ | {"BENCHMARK_DATABASE": str(connection.settings_dict["NAME"])}
            subprocess.run(command, check=True, env=environment)  # noqa: S603 - our own command line
    finally:
        connection.creation.destroy_test_db(NAME, verbosity=0)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.exports", description=__doc__)
    parser.add_argument("--committees", type=int, default=34)
    parser.add_argument("--cells", type=int, default=500, help="of each committee")
    parser.add_argument("--leaders", type=int, default=60, help="of each committee")
    parser.add_argument("--visits", type=int, default=100_000, help="of the one half-year")
    parser.add_argument("--task", choices=TASKS, help=argparse.SUPPRESS)
    return parser.parse_args()


def fill(options: argparse.Namespace) -> None:
    from django.db import connection

    from attendance.models import Visit

    from .generate import Size, generate

    generate(Size(options.committees, options.cells, options.leaders, options.visits, half_years=1))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    say(f"{connection.vendor}: {Visit.objects.count():,} visits in one half-year")


def run(task: str) -> None:
    from django.db import connection

    from attendance.figures.selection import Selection
    from reports.half_year.report import HalfYearReport
    from reports.summary import annexes, separated, workbook

    from .generate import LAST

    connection.settings_dict["NAME"] = os.environ["BENCHMARK_DATABASE"]
    report, start, size = HalfYearReport(Selection(LAST)), time.perf_counter(), 0
    if task == "figures":
        rows = annexes.long_lines(annexes.tables(report))
    elif task == "csv":
        rows = -1
        for line in separated.lines(annexes.visits(report)):
            rows, size = rows + 1, size + len(line.encode())
    else:
        count = Counted()
        with tempfile.TemporaryFile() as target:
            workbook.write_to(target, report, progress=count)
            rows, size = count.rows, target.tell()
    seconds = time.perf_counter() - start
    told = f"{task:8} {rows:9,} rows {seconds:7.1f} s"
    say(f"{told} {most_memory():7.0f} MB of memory {size / 2**20:6.1f} MB written")


def most_memory() -> float:
    """Of this process so far, in MB; `getrusage` would tell that of the process it was started from."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


class Counted:
    rows = 0

    def __call__(self) -> None:
        self.rows += 1


def say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - a report for whoever called it


if __name__ == "__main__":
    main()
