"""Visits as far as planning weighs them: as values, since a province's half-year has twenty thousand."""

import datetime as dt
from collections.abc import Collection, Iterator
from typing import NamedTuple

from attendance.models import Visit, VisitQuerySet
from lib.periods import HalfYear, Month
from meetings.models import day_number

from .availability import day_of_visit


class Engagement(NamedTuple):
    """One leader's visit to one cell: done, still to come, or given up."""

    pk: int | None
    leader_id: int
    leader: str
    leader_sort: str
    committee: str  # as tables show it
    committee_path: str
    cell_id: int
    cell: str
    month: Month
    half_year: HalfYear
    outcome: str
    is_repeated: bool
    day: dt.date | None  # of the meeting attended, else when the cell meets, if known

    @classmethod
    def of(cls, visit: Visit) -> "Engagement":
        leader, cell, committee = visit.leader, visit.cell, visit.committee_id and visit.committee
        return cls(
            visit.pk,
            leader.pk,
            leader.full_name,
            leader.name_sort,
            committee.label if committee else "",
            committee.path if committee else "",
            cell.pk,
            cell.name,
            visit.month,
            visit.half_year,
            visit.outcome,
            bool(visit.repeated_by),
            day_of_visit(visit),
        )

    @property
    def is_gone(self) -> bool:
        return self.outcome in Visit.GONE

    def is_of(self, visit: Visit | None) -> bool:
        """One not stored yet is known by what no two have in common."""
        if visit is None:
            return False
        if visit.id:
            return self.pk == visit.id
        return (self.leader_id, self.cell_id, self.month) == (visit.leader_id, visit.cell_id, visit.month)


def engagements(visits: VisitQuerySet, half_years: Collection[HalfYear]) -> Iterator[Engagement]:
    """In the order of `visits`, which are of these half-years; one query."""
    rows = visits.with_held(min(half_years).first_day, max(half_years).last_day).values_list(
        "pk",
        "leader_id",
        "leader__full_name",
        "leader__name_sort",
        "committee__short_name",
        "committee__name",
        "committee__path",
        "cell_id",
        "cell__name",
        "month",
        "half_year",
        "outcome",
        "repeated_by",
        "held__date",
        day_number(),
    )
    for pk, leader, name, sort, short, long, path, cell, its_name, month, *rest in rows:
        half_year, outcome, repeated_by, met_on, number = rest
        yield Engagement(
            pk,
            leader,
            name,
            sort,
            short or long,
            path,
            cell,
            its_name,
            month,
            half_year,
            outcome,
            bool(repeated_by),
            met_on or (month.day(number) if number else None),
        )
