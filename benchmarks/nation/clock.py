"""The day of the benchmark: what is open and late is the same whenever it runs."""

import datetime as dt
from types import SimpleNamespace

from django.utils import timezone

from lib import periods

TODAY = dt.date(2026, 5, 20)


def stop(day: dt.date = TODAY) -> None:
    """From now on it is ten in the morning of `day`, for all that the product asks of its clock."""
    moment = dt.datetime.combine(day, dt.time(10), timezone.get_default_timezone())
    kept = {name: getattr(timezone, name) for name in ("localdate", "localtime")}
    periods.timezone = SimpleNamespace(now=lambda: moment, **kept)
    periods.localdate = lambda: day
