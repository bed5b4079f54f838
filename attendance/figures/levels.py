"""The figures of one selection at several levels, counted together.

A page shows the same visits by committee, by group and in all, and asks both what became of them and how far
logging has come.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property

from attendance.models import VisitQuerySet

from .counting import Counted, Key, Level, conditions_of, count_levels
from .measures import MEASURES, PROGRESS, RATE, TALLY, Measure
from .progress import Progress, progresses
from .selection import Selection
from .tally import Tally, reasons_by_id, tallies

ALL = tuple(dict.fromkeys((*TALLY, *PROGRESS)))
OF_RATES = (MEASURES[RATE.part], MEASURES[RATE.whole])
# In all is counted from the groups, of which there are fewest rows: the last of the levels with one column.
TOTALS_OF_PLANS: tuple[Level, ...] = ((), ("committee_id",), ("leader_group",))
OF_PLANS: tuple[Level, ...] = (*TOTALS_OF_PLANS, ("committee_id", "leader_group"))


def count(
    visits: VisitQuerySet,
    selection: Selection,
    levels: Sequence[Level],
    reasons: Sequence[int],
    measures: Sequence[Measure] = ALL,
) -> dict[Level, dict[Key, Counted]]:
    """The figures at each level, all or those of `measures`, in one query; `reasons` by their ids."""
    return count_levels(
        selection.apply(visits), conditions_of(measures, selection), measures, levels, reasons
    )


class Levels:
    """Counted when first asked for, all or some `measures`; the others are 0.

    `reasons` of absence by their ids, where they are at hand; else they are looked up.
    """

    def __init__(
        self,
        visits: VisitQuerySet,
        selection: Selection,
        *levels: Level,
        measures: Sequence[Measure] = ALL,
        reasons: Mapping[int, str] | None = None,
    ):
        self._visits, self._selection = visits, selection
        self._levels: Sequence[Level] = levels
        self._measures, self._known_reasons = measures, reasons

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
    def _reasons(self) -> Mapping[int, str]:
        return reasons_by_id() if self._known_reasons is None else self._known_reasons

    @cached_property
    def _counted(self) -> dict[Level, dict[Key, Counted]]:
        return self._count()

    def _count(self) -> dict[Level, dict[Key, Counted]]:
        return count(self._visits, self._selection, self._levels, list(self._reasons), self._measures)
