"""How long the figures take: `python -m benchmarks.figures --help`, or `make bench-parts`.

Makes a database of its own, fills it with made-up visits, measures, and removes it.
"""

import argparse
import os
import statistics
import time

import django


def main() -> None:
    options = parse()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()

    from django.db import connection

    connection.settings_dict["TEST"]["NAME"] = "figures_benchmark"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        fill(options)
        measure(options)
    finally:
        connection.creation.destroy_test_db("figures_benchmark", verbosity=0)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.figures", description=__doc__)
    parser.add_argument("--committees", type=int, default=34)
    parser.add_argument("--cells", type=int, default=2_000, help="of each committee")
    parser.add_argument("--leaders", type=int, default=60, help="of each committee")
    parser.add_argument("--visits", type=int, default=300_000, help="over all half-years")
    parser.add_argument("--half-years", type=int, default=10)
    parser.add_argument("--repeat", type=int, default=5, help="the median of so many runs is shown")
    parser.add_argument("--explain", action="store_true", help="show the plan of committee × group")
    return parser.parse_args()


def fill(options: argparse.Namespace) -> None:
    from django.db import connection

    from attendance.models import Visit

    from .generate import Size, generate

    start = time.perf_counter()
    generate(Size(options.committees, options.cells, options.leaders, options.visits, options.half_years))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    say(
        f"{connection.vendor}: {Visit.objects.count():,} visits, {options.half_years} half-years, "
        f"{options.committees} committees × {options.cells:,} cells, "
        f"written in {time.perf_counter() - start:.0f} s"
    )


def measure(options: argparse.Namespace) -> None:
    from attendance.figures.selection import Selection
    from attendance.figures.tally import tally_by
    from attendance.models import Visit

    from .generate import LAST

    for name, task in (of_figures() | of_staff() | of_officials()).items():
        say(f"{name:60} {median(task, options.repeat):8.1f} ms")
    if options.explain:
        country = Selection(LAST.previous)
        explain(lambda: tally_by(Visit.objects.all(), country, "committee_id", "leader_group"))


def of_figures() -> dict:
    """What the reports count, of the half-year before the last: some of its visits were carried over."""
    from attendance.figures.measures import TALLY
    from attendance.figures.quality import quality
    from attendance.figures.rows import rows_of
    from attendance.figures.selection import Selection
    from attendance.figures.tally import tally, tally_by
    from attendance.models import Visit
    from committees.models import Committee

    from .generate import LAST

    visits, country = Visit.objects.all(), Selection(LAST.previous)
    past = country.narrow(as_of=country.half_year.months[3].day(15))
    one = country.narrow(committee=Committee.objects.filter(depth=2).first())
    say(f"one half-year: {tally(visits, country)}\n")
    tasks = {
        "tally, country": lambda: tally(visits, country),
        "tally, country, as of a past day": lambda: tally(visits, past),
        "tally, one committee": lambda: tally(visits, one),
        "quality, country": lambda: quality(visits, country),
    }
    for by in (
        ("leader_group",),
        ("committee_id",),
        ("committee_id", "leader_group"),
        ("leader_id",),
        ("cell__organization_type_id",),
        ("cell__committee_id",),
        ("month",),
    ):
        tasks[f"tally by {' × '.join(by)}"] = lambda by=by: tally_by(visits, country, *by)
    tasks["tally by committee_id × leader_group, as of a past day"] = lambda: tally_by(
        visits, past, "committee_id", "leader_group"
    )
    for measure in TALLY:
        tasks[f"rows of {measure.key}"] = lambda key=measure.key: first_page(rows_of(visits, country, key))
    tasks["rows of reason trip"] = lambda: first_page(rows_of(visits, country, "missed_by_reason", "trip"))
    return tasks


def of_staff() -> dict:
    """What staff ask of every page, for one committee and for the whole province."""
    from django.db.models import F

    from attendance.days import last_visits
    from committees.models import Committee, User
    from meetings.models import Cell
    from office.agenda.work import Work

    from .generate import LAST

    today = LAST.months[3].day(15)
    tasks = {}
    for name, committee in {
        "one committee": Committee.objects.filter(depth=2).first(),
        "country": Committee.objects.get_first_root_node(),
    }.items():
        user = User.objects.create_user(f"staff-{committee.code}")
        user.memberships.create(role="staff", committee=committee)
        tasks[f"number beside my work, {name}"] = lambda user=user: Work(user, today).pressing
        tasks[f"my work, {name}"] = lambda user=user: [list(s.rows[:20]) for s in Work(user, today).sections]
    cells = last_visits.with_last_visit(Cell.objects.all()).order_by(
        F("last_visited_on").asc(nulls_first=True)
    )
    tasks["the 12 cells of the province longest not visited"] = lambda: list(cells[:12])
    return tasks


def of_officials() -> dict:
    """What the dashboards count, for one committee and for the whole country."""
    from committees.models import Committee, User

    tasks = {}
    for name, committee in {
        "one committee": Committee.objects.filter(depth=2).first(),
        "country": Committee.objects.get_first_root_node(),
    }.items():
        user = User.objects.create_user(f"official-{committee.code}")
        user.memberships.create(role="official", committee=committee)
        tasks |= of_official(user, name)
    return tasks


def of_official(user, name: str) -> dict:
    from attendance.figures import scores
    from attendance.figures.selection import Selection
    from reports.dashboards.glance import Glance
    from reports.half_year.breakdowns import Breakdown
    from reports.half_year.coverage_report import CoverageReport
    from reports.half_year.report import HalfYearReport
    from reports.half_year.trends import trend
    from reports.site.search import search

    from .generate import LAST

    selection = Selection(LAST.previous)

    # A report keeps what it has counted: each run needs its own.
    def fresh():
        return HalfYearReport(selection, user=user)

    def overview():
        glance = Glance(fresh(), compare="previous")
        return (
            glance.group_lines,
            glance.committee_lines,
            glance.late_leaders,
            glance.main_reason,
            glance.coverage.total,
        )

    return {
        f"overview, {name}": overview,
        f"by leader, {name}": lambda: Breakdown(fresh()).leaders,
        f"coverage, {name}": lambda: CoverageReport(selection, user=user).rows,
        f"trend of ten half-years, {name}": lambda: trend(fresh().visits, selection),
        f"points by criterion, {name}": lambda: scores.by_criterion(fresh().visits, selection),
        f"search, {name}": lambda: search("chi bo 19", user),
    }


def first_page(rows) -> None:
    keys = rows.keys()
    keys.count()
    list(keys[:50])


def median(task, repeat: int) -> float:
    """Milliseconds; the first run, which warms the caches, is left out."""
    task()
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        task()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def explain(task) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        task()
    how = "EXPLAIN (ANALYZE, BUFFERS)" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    with connection.cursor() as cursor:
        for query in queries:
            cursor.execute(f"{how} {query['sql']}")
            say("\n" + "\n".join(str(row[-1]) for row in cursor.fetchall()))


def say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - a report for whoever called it


if __name__ == "__main__":
    main()
