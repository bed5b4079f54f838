"""The cells of a superior committee's table: those that it, or a committee below it, managed at the time."""

import datetime as dt
from collections.abc import Iterable
from itertools import groupby

from committees.models import Committee, User
from committees.organisation import Past, belonging
from meetings.models import Cell, CellQuerySet, FormerManagement


def managed(user: User, committee: Committee, first: dt.date, last: dt.date) -> CellQuerySet:
    """That existed on some day from `first` to `last`."""
    cells = Cell.objects.visible_to(user).existing_between(first, last)
    return cells.filter(belonging(committee, last, FormerManagement)).select_related("committee")


def by_committee(cells: Iterable[Cell], day: dt.date) -> list[tuple[Committee | None, list[Cell]]]:
    """Under the committee that managed them on `day`, by name; no heading where it is one alone."""
    past = Past(day, FormerManagement)
    placed = [past.place(cell) for cell in cells]
    placed.sort(key=lambda cell: (cell.committee.path, cell.name_sort, cell.code, cell.pk))
    groups = [
        (next(iter(its)).committee, its)
        for _path, found in groupby(placed, key=lambda cell: cell.committee.path)
        if (its := list(found))
    ]
    return groups if len(groups) > 1 else [(None, its) for _committee, its in groups]


def offered(user: User) -> list[Committee]:
    """The committees whose tables make sense: with cells, now or before, and those above them."""
    visible = Committee.objects.visible_to(user)
    now = visible.filter(cells__isnull=False).values_list("path", flat=True).distinct()
    before = FormerManagement.objects.filter(committee__in=visible).values_list("committee__path", flat=True)
    step = Committee.steplen
    paths = {path[:end] for path in {*now, *before} for end in range(step, len(path) + 1, step)}
    return list(visible.filter(path__in=paths))
