"""Demo data: an invented province with four half-years of 2017 and 2018 and the one now running.

The same day gives the same data, and what is closed never differs from one day to another.
"""

import datetime as dt
from random import Random

from lib.periods import HalfYear

from . import invented_evaluations, invented_meetings, invented_trips, province, schedule, sheet_rows
from .invented_visits import Visit

SEED = "Tỉnh ủy Bình Sơn 4"
SHOWN = HalfYear.parse("2018-H1")  # the bulletin's half-year


def build(today: dt.date) -> dict[str, list[dict]]:
    """The rows of every sheet of the data workbook, as `exchange.write_workbook` takes them."""
    cells, leaders = province.cells(_random("cells")), province.leaders()
    closed = schedule.closed_half_years(leaders, cells, SEED)
    running = schedule.running_half_year(leaders, cells, today, SEED)

    held = invented_meetings.meetings(closed, _random("meetings"))
    evaluated = invented_evaluations.evaluations(closed, held, _random("evaluations"))
    held_now = invented_meetings.meetings(running, _random("running meetings"))
    evaluated_now = invented_evaluations.evaluations(
        running, held_now, _random("running evaluations"), not_evaluated=_latest(running)
    )
    return (
        sheet_rows.organisation(leaders, cells)
        | sheet_rows.quality_frame(today)
        | sheet_rows.attendance(closed + running)
        | sheet_rows.trips(
            invented_trips.trips(closed, dt.date.max, _random("trips"), further=8)
            + invented_trips.trips(running, today, _random("running trips"), further=3)
        )
        | sheet_rows.meetings(list(held.values()) + list(held_now.values()), evaluated + evaluated_now)
    )


def _random(purpose: str) -> Random:
    """Chance of its own for every purpose: a change to one leaves the others as they were."""
    return Random(f"{SEED} {purpose}")  # noqa: S311 - made-up data, nothing to guess


def _latest(visits: list[Visit]) -> set[Visit]:
    """The last few meetings attended, which nobody has found time to evaluate yet."""
    attended = sorted((v for v in visits if v.held_on), key=lambda v: (v.held_on, v.cell.code))
    return set(attended[-max(3, len(attended) // 5) :])
