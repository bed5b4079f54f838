"""Load one size and measure all of it: `python -m benchmarks.nation S`, or `make bench SIZE=S`.

Makes a database of its own and removes it; `--loaded` measures what `benchmarks.nation.load` has put into the
one of DATABASE_URL, on today's date. docs/performance.md is written by whole runs alone.
"""

import argparse
import json
import os
import platform
import subprocess
import sys

import django

from .report import READERS, keep

NAME = "nation_benchmark"
PARTS = ("issue", "pages", "references", "tasks", "clients")


def main() -> None:
    options = parse()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()

    from django.db import connection

    from .clock import TODAY
    from .load import load
    from .process import DATABASE, DAY, begin
    from .sizes import SIZES

    if options.loaded:
        begin()
        measure(options, seconds=0)
        return
    connection.settings_dict["TEST"]["NAME"] = NAME
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        os.environ[DATABASE], os.environ[DAY] = str(connection.settings_dict["NAME"]), str(TODAY)
        begin()
        measure(options, seconds=load(SIZES[options.size], TODAY))
    finally:
        connection.creation.destroy_test_db(NAME, verbosity=0)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.nation", description=__doc__)
    parser.add_argument("size", choices=("XS", "S", "M", "L"))
    parser.add_argument("--readers", nargs="+", choices=READERS, default=READERS)
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--only", default="", help="a regular expression: names of pages")
    parser.add_argument("--loaded", action="store_true", help="the database of DATABASE_URL is")
    parser.add_argument(
        "--keep", action="store_true", help="write docs/performance.md after part of a run too"
    )
    return parser.parse_args()


def measure(options: argparse.Namespace, seconds: float) -> None:
    from django.utils import timezone

    from attendance.models import Visit
    from meetings.models import Cell

    run = {"seconds": seconds, "machine": machine(), "day": f"{timezone.localdate():%d/%m/%Y}"}
    run |= {"cells": Cell.objects.count(), "visits": Visit.objects.count(), "pages": {}, "tasks": {}}
    run |= {"references": {}, "clients": {}}
    if "issue" in options.parts:
        run["tasks"] |= others("tasks", "issue")
    if "pages" in options.parts:
        run["pages"] = pages(options)
    if "references" in options.parts:
        run["references"] = others("references")
    if "tasks" in options.parts:
        from .tasks import TASKS

        for name in TASKS:
            if name != "issue":
                run["tasks"] |= others("tasks", name)
    if "clients" in options.parts:
        from .clients import results_logged

        run["clients"] = results_logged()
        for name, row in run["clients"].items():
            say(f"{name:20} {row}")
    is_whole = options.parts == PARTS and options.readers == READERS and not (options.only or options.loaded)
    if options.keep or (is_whole and options.size != "XS"):
        keep(options.size, run)


def pages(options: argparse.Namespace) -> dict:
    from .pages import pages
    from .plans import write_plans

    found: dict[str, dict] = {}
    for reader in options.readers:
        measured = pages(reader, options.only)
        write_plans(f"{options.size}-{reader}", measured)
        for page in measured:
            costs = page.reading
            found.setdefault(page.name, {})[reader] = {
                **{key: round(getattr(costs, key) * 1000, 1) for key in ("python", "database", "wall")},
                "queries": costs.queries,
                "kilobytes": round(page.kilobytes, 1),
                "slowest": round(costs.slowest.seconds * 1000, 1),
                "pace": round(page.pace, 2),
            }
    return found


def others(module: str, *arguments: str) -> dict:
    """What another process measured, in milliseconds, by name."""
    command = [sys.executable, "-m", f"benchmarks.nation.{module}", *arguments]
    told = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own
    if told.returncode:
        say(f"{module} {' '.join(arguments)} failed")
    found = {}
    for row in map(json.loads, told.stdout.splitlines()):
        for key in ("python", "database", "wall"):
            row[key] = round(row[key] * 1000, 1)
        found[row.pop("name")] = row
        say(f"{list(found)[-1]:45} {row['python']:9,.0f} + {row['database']:9,.0f} ms, {row['rows']:,} rows")
    return found


def machine() -> str:
    """Without names."""
    from django.db import connection

    connection.ensure_connection()
    version = connection.connection.info.server_version
    cores = os.cpu_count()
    return (
        f"{cores} cores, Python {platform.python_version()}, PostgreSQL {version // 10000}.{version % 10000}"
    )


def say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - a report for whoever called it


if __name__ == "__main__":
    main()
