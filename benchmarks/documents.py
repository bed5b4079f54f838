"""How long the report's Word and PDF files take: `python -m benchmarks.documents`, or `make bench-parts`.

Once of the demo's report, once of one whose list of visits is as long as a document takes in. The PDF is
to be there within three seconds for the demo, LibreOffice's first start excepted.
"""

import io
import os
import time
from collections.abc import Callable

import django

NAME = "documents_benchmark"
TIMES = 5
DEMO_AT_MOST = 3.0  # seconds


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()

    from django.core.management import call_command

    from reports.document import pdf

    from .generate import Size, generate

    if not pdf.is_available():
        raise SystemExit("There is no LibreOffice here: docs/operations.md, “PDF”.")
    seconds = measure("demo", "BTCTU", lambda: call_command("load_demo", stdout=io.StringIO()))
    measure("long", "", lambda: generate(Size(1, cells=500, leaders=40, visits=900, half_years=1)))
    say(f"{'within' if seconds <= DEMO_AT_MOST else 'BEYOND'} the {DEMO_AT_MOST:.0f} s of the demo's PDF")


def measure(what: str, code: str, fill: Callable) -> float:
    """Seconds of the slowest PDF but the first."""
    from django.db import connection

    connection.settings_dict["TEST"]["NAME"] = NAME
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        fill()
        return run(what, code)
    finally:
        connection.creation.destroy_test_db(NAME, verbosity=0)


def run(what: str, code: str) -> float:
    from attendance.models import Plan
    from committees.models import Committee, User
    from reports.issuing import files
    from reports.issuing.composition import Composition

    from .generate import LAST

    sender = Plan.objects.filter(half_year=LAST).order_by("pk").first().committee
    committee = Committee.objects.get(code=code) if code else sender
    user = User.objects.create_superuser("benchmark")
    start = time.perf_counter()
    word = files.document(files.laid_out(Composition(committee, LAST, user=user)))
    say(f"{what}: Word {time.perf_counter() - start:5.1f} s {len(word.content) / 1024:7.0f} kB")
    taken = []
    for _once_more in range(TIMES):
        start = time.perf_counter()
        made = files.as_pdf(word)
        taken.append(time.perf_counter() - start)
    told = ", ".join(f"{seconds:.1f}" for seconds in taken)
    say(f"{what}: PDF  {told} s {len(made.content) / 1024:7.0f} kB")
    return max(taken[1:])


def say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - a report for whoever called it


if __name__ == "__main__":
    main()
