"""The cells by how long no leader has been there: by managing committee, by organization type, and both."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import F

from attendance.figures.coverage import CLASSES, Gap, existing_cells, in_class, reference_day_of, tally_gaps
from attendance.figures.selection import Selection
from committees.models import Committee
from committees.organisation import belonging, named_on
from meetings.models import Cell, CellQuerySet, FormerManagement, OrganizationType


@dataclass(frozen=True)
class Gaps:
    """How many cells of one committee, one type, or both, are in which gap."""

    counts: Counter

    @property
    def total(self) -> int:
        return self.counts.total()

    @property
    def neglected(self) -> int:
        return self.counts[Gap.LONGER] + self.counts[Gap.NEVER]

    @property
    def shade(self) -> int:
        """0 (none neglected) to 4 (over three quarters of them)."""
        return -(-4 * self.neglected // self.total) if self.total else 0

    def by_gap(self) -> list[tuple[Gap, int]]:
        return [(gap, self.counts[gap]) for gap in Gap]


@dataclass(frozen=True)
class CoverageRow:
    """A managing committee (none for the total): all its cells, and those of each organization type."""

    committee: Committee | None
    gaps: Gaps
    by_type: list[tuple[OrganizationType, Gaps]]


class CoverageReport:
    """The cells that `user` may see as they were on the selection's day, in a constant number of queries.

    Cut to those of the managing committee chosen; else to those that the plans' committee chosen manages,
    if it manages any: the leaders of a commission go to the cells of others, wherever these are.
    """

    def __init__(self, selection: Selection, *, user):
        self.selection, self._user = selection, user
        self.day = reference_day_of(selection)

    @cached_property
    def managing(self) -> Committee | None:
        chosen = self.selection.committee
        if self.selection.managing_committee or not chosen:
            return self.selection.managing_committee
        manages = Cell.objects.filter(belonging(chosen, self.selection.day, FormerManagement)).exists()
        return chosen if manages else None

    @property
    def _cells(self) -> CellQuerySet:
        narrowed = self.selection.narrow(managing_committee=self.managing)
        return narrowed.apply_to_cells(_visible_to(self._user))

    @cached_property
    def _tallied(self) -> dict[tuple[int, int], Counter]:
        return tally_gaps(self._cells, self.day, managed_on=self.selection.day)

    @cached_property
    def _by_committee(self) -> dict[int, Counter]:
        return summed(self._tallied, lambda committee, kind: committee)

    @cached_property
    def total(self) -> Gaps:
        return Gaps(sum(self._by_committee.values(), Counter()))

    @cached_property
    def types(self) -> list[OrganizationType]:
        """Those that have cells."""
        used = {kind for _committee, kind in self._tallied}
        return list(OrganizationType.objects.filter(pk__in=used))

    @cached_property
    def rows(self) -> list[CoverageRow]:
        """The committees that manage cells themselves, in the tree's order."""
        managing = named_on(
            Committee.objects.filter(pk__in={committee for committee, _kind in self._tallied}),
            self.selection.day,
        )
        return [
            CoverageRow(
                committee,
                Gaps(self._by_committee[committee.pk]),
                [(t, Gaps(self._tallied.get((committee.pk, t.pk), Counter()))) for t in self.types],
            )
            for committee in managing
        ]

    @property
    def total_row(self) -> CoverageRow:
        by_type = summed(self._tallied, lambda committee, kind: kind)
        return CoverageRow(None, self.total, [(t, Gaps(by_type[t.pk])) for t in self.types])


def summed(
    tallied: dict[tuple[int, int], Counter], part: Callable[[int, int], int]
) -> defaultdict[int, Counter]:
    """Counts by (committee, type), added up by either of them, each looked at once."""
    found: defaultdict[int, Counter] = defaultdict(Counter)
    for key, gaps in tallied.items():
        found[part(*key)].update(gaps)
    return found


def _visible_to(user) -> CellQuerySet:
    """None sees everything (commands do)."""
    return Cell.objects.all() if user is None else Cell.objects.visible_to(user)


def cells_of(selection: Selection, name: str, *, user) -> CellQuerySet:
    """The cells behind a number: of a class of CLASSES, "" for all; longest left alone first."""
    day = reference_day_of(selection)
    cells = existing_cells(selection.apply_to_cells(_visible_to(user)), day)
    if name:
        cells = cells.filter(in_class(name, day))
    order = F("last_visited_on").asc(nulls_first=True)
    return cells.select_related("committee", "organization_type").order_by(order, "name_sort", "code")


def is_class(name: str) -> bool:
    return name in CLASSES
