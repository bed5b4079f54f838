"""The figures that the demo must show, half-year by half-year."""

from dataclasses import dataclass

from lib.periods import HalfYear

from .invented_visits import CELL_POSTPONED, ILLNESS, OTHER, OTHER_DUTY, TRIP
from .province import DEPARTMENT, LEADERSHIP


@dataclass(frozen=True)
class Miss:
    """One cell that is not attended in the half-year."""

    reason: str
    carried_over: bool = False
    carried_in: bool = False  # it came from the half-year before: a chain


@dataclass(frozen=True)
class Numbers:
    """The figures of one leader group in one half-year."""

    cells: int
    misses: tuple[Miss, ...] = ()
    second_meetings: int = 0  # cells attended twice by the same leader
    second_leaders: int = 0  # cells whose meeting two leaders attend
    moved: int = 0  # missed, and attended in a later month of the half-year
    amendments: int = 0
    withdrawn: int = 0  # cells beside `cells`, as are the unplanned ones
    unplanned: int = 0
    shared: int = 0  # cells that the group before has attended too
    substitutes: int = 0  # visits carried in for another leader of the same committee


TRIP_CARRIED_OVER = Miss(TRIP, carried_over=True)

CLOSED = {
    HalfYear.parse("2017-H1"): {
        LEADERSHIP: Numbers(
            cells=20,
            misses=(TRIP_CARRIED_OVER,) * 2 + (Miss(ILLNESS), Miss(OTHER_DUTY), Miss(CELL_POSTPONED)),
            second_meetings=1,
            withdrawn=1,
        ),
        DEPARTMENT: Numbers(
            cells=30,
            misses=(TRIP_CARRIED_OVER,) * 3
            + (Miss(TRIP), Miss(ILLNESS), Miss(OTHER_DUTY), Miss(CELL_POSTPONED), Miss(OTHER)),
            second_meetings=1,
            unplanned=1,
        ),
    },
    HalfYear.parse("2017-H2"): {
        LEADERSHIP: Numbers(
            cells=21,
            misses=(TRIP_CARRIED_OVER, Miss(TRIP), Miss(ILLNESS), Miss(OTHER_DUTY), Miss(CELL_POSTPONED)),
            second_leaders=1,
            unplanned=1,
        ),
        DEPARTMENT: Numbers(
            cells=32,
            misses=(
                Miss(TRIP, carried_over=True, carried_in=True),
                TRIP_CARRIED_OVER,
                Miss(TRIP),
                Miss(ILLNESS),
                Miss(OTHER_DUTY),
                Miss(CELL_POSTPONED),
                Miss(OTHER),
            ),
            second_meetings=2,
            moved=1,
            amendments=1,
            substitutes=1,
        ),
    },
    # The bulletin's half-year: 18/22 and 28/32, every miss a trip and carried over.
    HalfYear.parse("2018-H1"): {
        LEADERSHIP: Numbers(
            cells=22,
            misses=(TRIP_CARRIED_OVER,) * 4,
            second_meetings=1,
            second_leaders=1,
            withdrawn=1,
            unplanned=1,
        ),
        DEPARTMENT: Numbers(
            cells=32,
            misses=(TRIP_CARRIED_OVER,) * 4,
            second_meetings=2,
            second_leaders=1,
            moved=1,
            amendments=1,
            unplanned=1,
        ),
    },
    HalfYear.parse("2018-H2"): {
        LEADERSHIP: Numbers(
            cells=24,
            misses=(Miss(TRIP), Miss(ILLNESS), Miss(OTHER_DUTY)),
            second_meetings=2,
            substitutes=1,
        ),
        DEPARTMENT: Numbers(
            cells=34,
            misses=(Miss(TRIP), Miss(ILLNESS), Miss(CELL_POSTPONED), Miss(OTHER)),
            second_meetings=1,
            second_leaders=1,
            moved=1,
            amendments=2,
            withdrawn=1,
            unplanned=2,
            shared=1,
            substitutes=1,
        ),
    },
}
RUNNING = {
    LEADERSHIP: Numbers(cells=23, amendments=1),
    DEPARTMENT: Numbers(cells=33, amendments=1, withdrawn=1),
}
