"""Fill an empty PostgreSQL: `python -m benchmarks.nation.load S`, the database of DATABASE_URL.

What people draw up by hand is made up in Python and copied; what follows from it is written by the database.
The same rows come out for the same size and day.
"""

import argparse
import datetime as dt
import os
import time
from random import Random

import django

BIG = ["Cell", "Meeting", "AnnouncedMeeting", "Evaluation", "Score", "Recommendation", "Trip", "Visit"]
FINDINGS = ("meetings.Evaluation_findings", "meetings.HistoricalEvaluation_findings")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.nation.load", description=__doc__)
    parser.add_argument("size", choices=("XS", "S", "M", "L"))
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()

    from django.core.management import call_command

    from lib.periods import today

    from .sizes import SIZES

    call_command("migrate", verbosity=0)
    load(SIZES[options.size], today())


def load(size, today: dt.date) -> float:
    """Fill the database up to `today`; returns the seconds that it took."""
    from django.db import connection

    from attendance.models import Visit

    from .tables import LOADING

    if connection.vendor != "postgresql":
        raise SystemExit("COPY needs PostgreSQL: set DATABASE_URL, or use `make bench`.")
    if Visit.objects.exists():
        raise SystemExit("This database has visits already: name an empty one in DATABASE_URL.")
    begun = _Clock()
    with connection.cursor() as cursor:
        cursor.execute(LOADING)
    _fill(size, today, begun)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        # As docs/operations.md says of SSDs.
        name = connection.ops.quote_name(connection.settings_dict["NAME"])
        cursor.execute(f"ALTER DATABASE {name} SET random_page_cost = 1.1")
    begun.say(f"counted: {Visit.objects.count():,} visits")
    connection.close()  # and with it what was set for loading
    return begun.seconds


def _fill(size, today: dt.date, told: "_Clock") -> None:
    from meetings.models import Rubric

    from . import consequences, organisation, scoring
    from .accounts import accounts, readers
    from .tables import bare, copying, go_on_numbering
    from .visits import Writer

    chance = Random(size.key)  # noqa: S311 - made-up data guards nothing
    organisation.catalogues(accounts())
    patterns = scoring.patterns(Rubric.objects.get(), chance)
    with bare(_written()):
        with copying() as copies:
            writer = Writer(size, copies, chance, today, patterns)
            since = writer.half_years[0].previous.first_day
            places = organisation.Organisation(size, copies, chance, since)
            provinces = [places.province(number) for number in range(1, size.provinces + 1)]
            for half_year in [*writer.half_years, writer.running.next]:
                for province in provinces:
                    writer.write(province, half_year)
        told.say("copied")
        with copying() as copies:
            consequences.of_evaluations(patterns, copies)
        consequences.histories(f"{since} 09:00+07")
        told.say("scores and histories written")
    told.say("indexes and constraints made and validated")
    go_on_numbering(_all())
    readers(today)


def _written() -> list[type]:
    """The large tables, each with its history."""
    from django.apps import apps

    models = [model for model in apps.get_models() if model.__name__ in BIG]
    return [*models, *(model.history.model for model in models), *map(apps.get_model, FINDINGS)]


def _all() -> list[type]:
    from django.apps import apps

    return list(apps.get_models(include_auto_created=True))


class _Clock:
    def __init__(self):
        self.begun = time.perf_counter()

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self.begun

    def say(self, what: str) -> None:
        print(f"{self.seconds:7.1f} s  {what}", flush=True)  # noqa: T201 - a report for whoever called it


if __name__ == "__main__":
    main()
