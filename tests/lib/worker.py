"""A process of its own that runs jobs: `python -m tests.lib.worker [--once]`.

It says "ready", and begins when a line comes in; it says the argument of each job that it runs.
"""

import sys

import django
from django.core.management import call_command
from django.db import transaction

django.setup()

from lib import jobs  # noqa: E402
from lib.models import Job  # noqa: E402

jobs.TOLD_EVERY = 0.05


@jobs.kind("count")
def count(number: int, run: jobs.Run) -> int:
    print(number, flush=True)
    return number


@jobs.kind("listen", repeatable=True)
def listen(word: str, run: jobs.Run) -> str:
    """Midway, with a transaction open that has written, until a line comes in."""
    run("listening", 1, 2)
    run.tell()
    with transaction.atomic():
        Job.objects.create(kind="never", owner=run.job.owner, asked_at=run.job.asked_at)
        print(word, flush=True)
        heard = sys.stdin.readline().strip()
    return heard


def main() -> None:
    print("ready", flush=True)
    sys.stdin.readline()
    call_command("work", once="--once" in sys.argv, every=0.05)


if __name__ == "__main__":
    main()
