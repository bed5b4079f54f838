"""Counting as far as it matters: "trên 1.000", where nobody acts on a number that costs reading all rows."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _

AT_MOST = 1000


def whole(number: int) -> str:
    """As people read it: 1.000, in English 1,000. Templates have a filter of that name."""
    # Most have nothing to group, and a long table has ten thousand of them.
    return str(number) if -1000 < number < 1000 else number_format(number, force_grouping=True)


@dataclass(frozen=True)
class Counted:
    """How many there are, or how many at least: there are more than `number` where `is_more`."""

    number: int
    is_more: bool = False

    def __bool__(self) -> bool:
        return self.number > 0 or self.is_more

    def __add__(self, other: "Counted") -> "Counted":
        return Counted(self.number + other.number, self.is_more or other.is_more)

    def __str__(self) -> str:
        """In words, as they are read out: 12, or "over 1.000"."""
        return _("over %(number)s") % {"number": whole(self.number)} if self.is_more else whole(self.number)

    @property
    def short(self) -> str:
        """On a badge: 12, or 99+."""
        return f"{whole(self.number)}+" if self.is_more else whole(self.number)


def count_to(rows: QuerySet | Collection[Any], most: int = AT_MOST) -> Counted:
    """How many `rows` there are, up to `most`: the database stops at the first one more.

    They are looked at in their own order: one that an index has leads PostgreSQL to that index, where it
    would else read the table from its beginning, hoping to meet as many soon.
    """
    found = rows.values("pk")[: most + 1].count() if isinstance(rows, QuerySet) else len(rows)
    return Counted(min(found, most), found > most)


def count_each(rows: Mapping[str, QuerySet | Collection[Any]], most: int = AT_MOST) -> dict[str, Counted]:
    """Each of `rows` as `count_to` counts it: one query for all of them, or none."""
    numbers, asked, params = {}, [], []
    for name, of_it in rows.items():
        if not isinstance(of_it, QuerySet):
            numbers[name] = len(of_it)
            continue
        try:
            sql, given = of_it.values("pk")[: most + 1].query.sql_with_params()
        except EmptyResultSet:  # nothing can be among them
            numbers[name] = 0
            continue
        asked.append((name, of_it.db, f"(SELECT COUNT(*) FROM ({sql}) AS found)"))  # noqa: S608 - the query's own
        params += given
    if asked:
        names, databases, parts = zip(*asked, strict=True)
        with connections[databases[0]].cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(parts)}", params)
            numbers |= zip(names, cursor.fetchone(), strict=True)
    return {name: Counted(min(numbers[name], most), numbers[name] > most) for name in rows}
