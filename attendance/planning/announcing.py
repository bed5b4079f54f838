"""The month's calendar as it is entered: which cells a user announces, and what is proposed for them."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from attendance.models import Visit
from committees.models import Committee
from committees.roles import Permission
from committees.scope import within
from lib.periods import Month
from meetings.models import AnnouncedMeeting, Cell

SATURDAY = 5
SHOWN_AT_ONCE = 40  # cells in a table to type in, before anybody has chosen


class CopyBy(TextChoices):
    """On which day of this month a meeting of the last one is proposed."""

    WEEKDAY = "weekday", _("the same weekday (such as the first Monday)")
    NUMBER = "number", _("the same day of the month")


def may_announce(user) -> bool:
    """Somewhere at all."""
    return user.has_right(Permission.LOG) or user.is_administrator


def announceable(user, month: Month) -> QuerySet[Cell]:
    """The cells for which `user` may announce the month's meeting: docs/interpretations.md says why.

    One query, by which those whose leaders go to no others' cells are read much sooner.
    """
    logs, administers = (user.committee_paths(p) for p in (Permission.LOG, Permission.ADMINISTER))
    cells = Cell.objects.existing(month)
    if "" not in (*logs, *administers):
        visits = (
            Visit.objects.in_period(month.half_year)
            .filter(within(logs), month=month)
            .exclude(outcome__in=Visit.GONE)
            .order_by()
        )
        own = [*logs, *administers]
        elsewhere = visits.exclude(within(own, "cell__committee"))
        if elsewhere.exists():
            # Two lists of keys: of an “or” over two tables the database reads every cell of the nation.
            theirs = Cell.objects.filter(within(own)).order_by()
            cells = cells.filter(pk__in=theirs.values("pk").union(elsewhere.values("cell")))
        else:
            cells = cells.filter(within(own))
    return cells.select_related("committee").order_by("committee__path", "name_sort", "code", "pk")


def first_shown(cells: QuerySet[Cell]) -> Committee | None:
    """Whose cells are shown before anybody has chosen: of so many that nobody looks through all at once.

    The first committee with few enough; None where all of them are few enough.
    """
    each = Counter(cells.order_by().values_list("committee__path", flat=True))
    if each.total() <= SHOWN_AT_ONCE:
        return None
    below = dict.fromkeys(sorted(each), 0)
    for path, count in each.items():
        for end in range(Committee.steplen, len(path) + 1, Committee.steplen):
            if path[:end] in below:
                below[path[:end]] += count
    few = (path for path, count in below.items() if count <= SHOWN_AT_ONCE)
    return Committee.objects.get(path=next(few, min(below, key=below.__getitem__)))


def same_day(day: dt.date, month: Month, by: str) -> dt.date:
    """The day of `month` that corresponds to `day`; the last such weekday where there is no fifth."""
    if by == CopyBy.NUMBER:
        return month.day(day.day)
    first = month.first_day
    found = first + dt.timedelta(days=(day.weekday() - first.weekday()) % 7 + (day.day - 1) // 7 * 7)
    return found if Month.of(found) == month else found - dt.timedelta(days=7)


@dataclass(frozen=True)
class Proposal:
    """What stands in the fields of a cell: announced, copied from the last month, or usual."""

    date: dt.date | None = None
    begins_at: dt.time | None = None
    place: str = ""
    contact: str = ""

    @property
    def is_weekend(self) -> bool:
        return self.date is not None and self.date.weekday() >= SATURDAY

    @classmethod
    def of(cls, announced: AnnouncedMeeting, date: dt.date | None = None) -> "Proposal":
        return cls(date or announced.date, announced.begins_at, announced.place, announced.contact)


def copied(cells: Iterable[int] | QuerySet, month: Month, by: str) -> dict[int, Proposal]:
    """By cell, last month's announcement carried into `month`; one query."""
    last = AnnouncedMeeting.objects.filter(cell__in=cells, month=month + -1).order_by()
    return {row.cell_id: Proposal.of(row, same_day(row.date, month, by)) for row in last}


def to_copy(cells: QuerySet[Cell], month: Month, by: str) -> list[tuple[Cell, Proposal]]:
    """Of these cells, those of which nothing is announced yet, with last month's announcement carried over.

    Without those that no longer exist on that day.
    """
    announced = AnnouncedMeeting.objects.filter(cell=OuterRef("pk")).order_by()
    last, now = (Exists(announced.filter(month=each)) for each in (month + -1, month))
    cells = cells.filter(last, ~now)
    proposals = copied(cells.order_by().values("pk"), month, by)
    return [
        (cell, proposal)
        for cell in cells
        if (proposal := proposals.get(cell.pk)) and cell.exists_between(proposal.date, proposal.date)
    ]
