"""The figures of one selection at several levels, counted together.

A page shows the same visits by committee, by group and in all, and asks both what became of them and how far
logging has come.
"""

from collections.abc import Sequence
from functools import cached_property

from attendance.models import VisitQuerySet

from .counting import Counted, Key, Level, conditions_of, count_levels
from .measures import PROGRESS, TALLY
from .progress import Progress, progresses
from .selection import Selection
from .tally import Tally, reasons_by_id, tallies

# In all is counted from the groups, of which there are fewest rows: the last of the levels with one column.
OF_PLANS: tuple[Level, ...] = ((), ("committee_id",), ("leader_group",), ("committee_id", "leader_group"))


def count(
    visits: VisitQuerySet, selection: Selection, levels: Sequence[Level], reasons: Sequence[int]
) -> dict[Level, dict[Key, Counted]]:
    """All figures at each level, in one query; `reasons` by their ids."""
    measures = tuple(dict.fromkeys((*TALLY, *PROGRESS)))
    return count_levels(
        selection.apply(visits), conditions_of(measures, selection), measures, levels, reasons
    )


class Levels:
    """Counted when first asked for."""

    def __init__(self, visits: VisitQuerySet, selection: Selection, *levels: Level):
        self._visits, self._selection, self._levels = visits, selection, levels

    def tally(self, *by: str) -> dict[Key, Tally]:
        return self._tallies[by]

    def progress(self, *by: str) -> dict[Key, Progress]:
        return self._progresses[by]

    @cached_property
    def _tallies(self) -> dict[Level, dict[Key, Tally]]:
        return {by: tallies(counted, self._reasons) for by, counted in self._counted.items()}

    @cached_property
    def _progresses(self) -> dict[Level, dict[Key, Progress]]:
        return {by: progresses(counted) for by, counted in self._counted.items()}

    @cached_property
    def _reasons(self) -> dict[int, str]:
        return reasons_by_id()

    @cached_property
    def _counted(self) -> dict[Level, dict[Key, Counted]]:
        return self._count()

    def _count(self) -> dict[Level, dict[Key, Counted]]:
        return count(self._visits, self._selection, self._levels, list(self._reasons))
