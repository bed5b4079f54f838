"""Which number a document gets: series of numbers, what is next in one, what is missing or there twice.

Each kind of document is numbered from 1 within the committee's term of office; within the calendar year where
no term is known for its day, or its layout counts by the year (docs/interpretations.md, Numbers).
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from committees.models import Committee
from reports.models import LayoutPreset, RegisterEntry, TermOfOffice


@dataclass(frozen=True)
class Series:
    """Within which a number is given once: one kind of document of one committee, from day to day."""

    committee: Committee
    kind: str
    label: str
    first_day: dt.date
    last_day: dt.date | None
    lacks_term: str = ""  # the layout that wants a term of office where none is entered

    @property
    def entries(self) -> QuerySet[RegisterEntry]:
        within = Q(issued_on__gte=self.first_day)
        if self.last_day:
            within &= Q(issued_on__lte=self.last_day)
        return RegisterEntry.objects.filter(within, committee=self.committee, kind=self.kind)

    def next_number(self) -> int:
        return (self.entries.aggregate(last=Max("number"))["last"] or 0) + 1


def series_of(committee: Committee, kind: str, day: dt.date) -> Series:
    preset = LayoutPreset.objects.of(committee, day)
    numbering = preset.numbering if preset else LayoutPreset.Numbering.AS_ENTERED
    first_day, last_day = dt.date(day.year, 1, 1), dt.date(day.year, 12, 31)
    if numbering == LayoutPreset.Numbering.YEAR:
        return Series(committee, kind, _year(day.year), first_day, last_day)
    if term := term_on(committee, day):
        return Series(committee, kind, str(term), term.starts_on, term.ends_on)
    lacks_term = preset.name if numbering == LayoutPreset.Numbering.TERM else ""
    return Series(committee, kind, _year(day.year), first_day, last_day, lacks_term)


def _year(year: int) -> str:
    return _("the year %(year)d") % {"year": year}


def term_on(committee: Committee, day: dt.date) -> TermOfOffice | None:
    """The committee's own, or that of the nearest one above it that has one: a commission has none itself."""
    paths = [
        committee.path[:end] for end in range(Committee.steplen, len(committee.path) + 1, Committee.steplen)
    ]
    terms = TermOfOffice.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day), committee__path__in=paths, starts_on__lte=day
    )
    return terms.order_by("-committee__depth", "-starts_on").first()


def missing(numbers: Iterable[int]) -> list[str]:
    """Numbers that are not there below the highest: “3”, “7–9”."""
    found, expected = [], 1
    for number in sorted(set(numbers)):
        if number > expected:
            last = number - 1
            found.append(str(expected) if last == expected else f"{expected}–{last}")
        expected = number + 1
    return found


def doubles(numbers: Iterable[int]) -> list[int]:
    return sorted(number for number, times in Counter(numbers).items() if times > 1)
