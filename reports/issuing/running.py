"""A half-year that still runs when its report is written: what is still to come."""

import datetime as dt
from dataclasses import dataclass

from lib.periods import today

from .composition import Composition


@dataclass(frozen=True)
class Running:
    last_day: dt.date
    to_come: int  # visits whose meeting day has not passed and that have no result


def running(composition: Composition) -> Running | None:
    """None where the half-year is over."""
    last_day = composition.half_year.last_day
    if last_day < today():
        return None
    selection = composition.report.selection.narrow(as_of=None)
    coming = selection.counted & selection.pending & ~selection.due
    visits = selection.apply(composition.report.visits).filter(coming)
    return Running(last_day, visits.count())
