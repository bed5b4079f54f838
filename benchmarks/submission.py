"""How long a province's report takes on its way: `python -m benchmarks.submission`, or `make bench-parts`.

20,000 visits of one half-year. No request may take longer than two seconds: what is longer is a job's.
"""

import argparse
import os
import time

import django

NAME = "submission_benchmark"
REQUEST_AT_MOST = 2.0  # seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visits", type=int, default=20_000, help="of the one half-year")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()

    from django.conf import settings
    from django.db import connection
    from django.test.utils import setup_test_environment

    from .generate import Size, generate

    setup_test_environment(debug=False)
    # Pages link to static files under their plain names, without `collectstatic` first.
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.JOBS_RUN_BY = "workers"  # this process is the worker, once it is told
    connection.settings_dict["TEST"]["NAME"] = NAME
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        generate(Size(34, cells=90, leaders=30, visits=options.visits, half_years=1))
        walk()
    finally:
        connection.creation.destroy_test_db(NAME, verbosity=0)


def walk() -> None:
    from django.test import Client
    from django.urls import reverse

    from committees.models import Committee, User
    from lib import jobs
    from reports.models import IssuedReport, ReportDraft

    from .generate import LAST

    province = Committee.objects.get(depth=1)
    client = Client()
    client.force_login(User.objects.create_superuser("benchmark"))

    def address(step: str) -> str:
        return reverse(f"reports:report{step}", args=[province.pk, LAST])

    def typed(step: str, **more: str) -> dict:
        form = timed(f"page{step}", lambda: client.get(address(step))).context["form"]
        values = {name: form[name].value() for name in form.fields}
        return {name: "" if value is None else value for name, value in values.items()} | more

    timed("page", lambda: client.get(address("")))
    values = typed("-submit", knowingly="on")
    sent = timed("submit", lambda: client.post(address("-submit"), values))
    timed("  its job", jobs.work_off)
    values = typed("-issue", signatory_name="Nguyễn Văn An", issued_on="29/06/2018")
    issued = timed("issue", lambda: client.post(address("-issue"), values))
    if not (sent.status_code == issued.status_code == 302 and IssuedReport.objects.exists()):
        raise SystemExit(f"It was not issued: {ReportDraft.objects.values('job__result')}")


def timed(what: str, act):
    start = time.perf_counter()
    result = act()
    seconds = time.perf_counter() - start
    told = "" if what.startswith(" ") or seconds <= REQUEST_AT_MOST else "  BEYOND"
    print(f"{what:14} {seconds:6.1f} s{told}", flush=True)  # noqa: T201 - a report for whoever called it
    return result


if __name__ == "__main__":
    main()
