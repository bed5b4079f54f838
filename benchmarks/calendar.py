"""How long it takes to announce a province's month: `python -m benchmarks.calendar`, or `make bench-parts`.

3,000 cells, announced, changed and read by their plans: each step at most two seconds.
"""

import os
import time

import django

NAME = "calendar_benchmark"
CELLS = 3_000
SECONDS_AT_MOST = 2.0


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()

    from django.db import connection
    from django.test.utils import setup_test_environment

    from .generate import Size, generate

    setup_test_environment(debug=False)
    connection.settings_dict["TEST"]["NAME"] = NAME
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        generate(Size(1, cells=CELLS, leaders=30, visits=3_000, half_years=1))
        walk()
    finally:
        connection.creation.destroy_test_db(NAME, verbosity=0)


def walk() -> None:
    from django.db.models import Q

    from attendance.days.due import due_before, due_on
    from attendance.models import Visit
    from attendance.planning.double_bookings import double_bookings
    from committees.models import User
    from meetings.actions import Announcement, announce
    from meetings.models import Cell

    from .generate import LAST

    month, by = LAST.months[3], User.objects.create_superuser("benchmark")
    cells = list(Cell.objects.order_by("pk"))

    def announced(shift: int) -> int:
        days = (month.day(1 + (number + shift) % 28) for number in range(len(cells)))
        rows = [Announcement(cell, day, place="Hội trường") for cell, day in zip(cells, days, strict=True)]
        return len(announce(month=month, announcements=rows, by=by))

    visits = Visit.objects.filter(half_year=LAST).select_related("cell")
    measure("announced", lambda: announced(0))
    measure("changed", lambda: announced(1))
    measure("due by rows", lambda: len([due_on(visit) for visit in visits]))
    measure("due by database", lambda: Visit.objects.filter(due_before(month.day(15))).count())
    measure("double bookings", lambda: len(double_bookings(Q(), month.first_day)))


def measure(what: str, act) -> None:
    start, processor = time.perf_counter(), time.process_time()
    count = act()
    seconds, processor = time.perf_counter() - start, time.process_time() - processor
    told = "  BEYOND" if seconds > SECONDS_AT_MOST else ""
    line = f"{what:16} {count:6} {seconds:6.2f} s, {processor:.2f} of them the processor's{told}"
    print(line, flush=True)  # noqa: T201 - a report for whoever called it


if __name__ == "__main__":
    main()
