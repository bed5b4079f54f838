"""What the page of a large commission's plan costs: `python -m benchmarks.plans`, or `make bench-parts`.

40 leaders with 360 visits, as a draft and approved with results: by month at most 150 kB, and half a
second of the processor for each of its pages.
"""

import os
import time

import django

NAME = "plans_benchmark"
LEADERS, VISITS = 40, 360
KILOBYTES_AT_MOST = 150
SECONDS_AT_MOST = 0.5
TIMES = 5


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()

    from django.conf import settings
    from django.db import connection
    from django.test.utils import setup_test_environment

    from .generate import Size, generate

    setup_test_environment(debug=False)
    # Pages link to static files under their plain names, without `collectstatic` first.
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    connection.settings_dict["TEST"]["NAME"] = NAME
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        generate(Size(1, cells=500, leaders=LEADERS, visits=VISITS, half_years=1))
        name_as_offices_do()
        walk()
    finally:
        connection.creation.destroy_test_db(NAME, verbosity=0)


def name_as_offices_do() -> None:
    """Names as long as real ones, meeting days, and a trip for every fourth leader."""
    from attendance.models import Trip
    from committees.models import Committee, Leader, LeaderGroup
    from meetings.models import Cell

    from .generate import LAST

    Committee.objects.filter(depth=2).update(name="Ban Tổ chức Tỉnh ủy", short_name="Ban Tổ chức")
    for number, leader in enumerate(Leader.objects.order_by("pk")):
        leader.full_name = f"Nguyễn Thị Thanh {'ABCDĐEGHIKLMNOPQRSTUVXY'[number % 23]}ương"
        is_leading = leader.group == LeaderGroup.LEADERSHIP
        leader.position = "Phó Trưởng ban" if is_leading else "Phó Trưởng phòng Tổ chức đảng, đảng viên"
        leader.save()
        if number % 4 == 0:
            month = LAST.months[number % 6]
            Trip.objects.create(
                leader=leader, date_from=month.day(3), date_to=month.day(12), purpose="Công tác"
            )
    for number, cell in enumerate(Cell.objects.order_by("pk")):
        cell.name, cell.meeting_day = f"Chi bộ Trường Tiểu học xã Khê Thượng {number}", 3 + number % 20
        cell.save()


def walk() -> None:
    from django.test import Client
    from django.urls import reverse

    from attendance.models import Plan
    from committees.models import User

    client = Client()
    client.force_login(User.objects.create_superuser("benchmark"))
    (plan,) = Plan.objects.all()
    page = reverse("attendance:plan-detail", args=[plan.pk])

    def measure_pages(state: str) -> None:
        measure(f"{state}, by month", lambda: client.get(page))
        measure(f"{state}, warnings", lambda: client.get(page, {"view": "warnings"}))
        measure(f"{state}, list", lambda: client.get(page, {"view": "list"}))

    measure_pages("approved")
    plan.visits.update(outcome="pending", origin="registered", meeting=None, absence_reason=None)
    Plan.objects.update(status="draft", approved_at=None)
    measure_pages("draft")


def measure(what: str, ask) -> None:
    """The first time warms caches up; of the others the median counts."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        answer = ask()
        asked = len(queries)
    taken = []
    for _once_more in range(TIMES):
        start = time.process_time()
        ask()
        taken.append(time.process_time() - start)
    size, seconds = len(answer.content) / 1000, sorted(taken)[TIMES // 2]
    is_heavy = size > KILOBYTES_AT_MOST and "list" not in what
    beyond = is_heavy or seconds > SECONDS_AT_MOST or answer.status_code != 200
    print(  # noqa: T201 - a report for whoever called it
        f"{what:20} {size:6.0f} kB {asked:3} queries {seconds:5.2f} s{'  BEYOND' if beyond else ''}",
        flush=True,
    )


if __name__ == "__main__":
    main()
