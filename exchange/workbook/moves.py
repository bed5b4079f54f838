"""Committees that a workbook moves: what that changes of half-years past, or the day since when it holds."""

import datetime as dt
from collections import defaultdict
from typing import NamedTuple

from django.db.models import Max
from django.utils.translation import gettext as _

from attendance.models import Visit
from committees.models import Committee, FormerParent
from committees.scope import within
from lib.periods import HalfYear, written_day

from .book import Book
from .kinds import shown
from .ledger import batches
from .reader import Row

_HALF_YEARS_NAMED = 6
_BRANCHES = 200  # in one query


class Move(NamedTuple):
    row: Row
    committee: Committee
    former: Committee | None  # the superior so far


def judge(book: Book, moves: list[Move]) -> list[dict]:
    """Warn of every move that changes the past; {"code", "name", "from", "to", "half_years": [[str, int]]}.

    `half_years` has those whose figures change: of how many cells that have visits, the last one first.
    """
    if not moves:
        return []
    if book.since:
        _refuse_earlier(moves, book.since)
    counted = _counted([move.committee for move in moves])
    told = []
    for row, committee, former in moves:
        half_years = counted[committee.path]
        if book.since:
            half_years = {h: count for h, count in half_years.items() if h.last_day >= book.since}
        elif half_years:
            _warn(row, committee, half_years)
        superior = book.committees.get(row["parent"])
        told.append(
            {
                "code": committee.code,
                "name": committee.name,
                "from": former.name if former else "",
                "to": superior.name if superior else "",
                "half_years": [[h.label, half_years[h]] for h in sorted(half_years, reverse=True)],
            }
        )
    return told


def _warn(row: Row, committee: Committee, half_years: dict[HalfYear, int]) -> None:
    latest = sorted(half_years, reverse=True)
    named = ", ".join(
        _("the %(half_year)s (cells: %(cells)d)")
        % {"half_year": half_year.label, "cells": half_years[half_year]}
        for half_year in latest[:_HALF_YEARS_NAMED]
    )
    if len(latest) > _HALF_YEARS_NAMED:
        named = _("%(half_years)s and %(more)d earlier ones") % {
            "half_years": named,
            "more": len(latest) - _HALF_YEARS_NAMED,
        }
    row.warning(
        "parent",
        _("“%(committee)s” moves for all of the past too; that changes figures of %(half_years)s")
        % {"committee": shown(committee), "half_years": named},
        _("if it moved on a certain day, enter that day; half-years that ended before then stay as they are"),
    )


def _counted(committees: list[Committee]) -> dict[str, dict[HalfYear, int]]:
    """By path: how many cells below it, or visited by its plans, have visits in each half-year."""
    cells: dict[tuple[str, HalfYear], set[int]] = defaultdict(set)
    paths = {committee.path for committee in committees}
    for batch in batches(sorted(paths), _BRANCHES):
        visits = Visit.objects.filter(within(batch, "cell__committee") | within(batch)).order_by()
        rows = visits.values_list("half_year", "cell", "cell__committee__path", "committee__path").distinct()
        for half_year, cell, *both in rows:
            for path in {path for full in both for path in _above(full)} & set(batch):
                cells[path, half_year].add(cell)
    found: dict[str, dict[HalfYear, int]] = {path: {} for path in paths}
    for (path, half_year), its in cells.items():
        found[path][half_year] = len(its)
    return found


def _above(path: str) -> list[str]:
    """The path itself and those that it lies below."""
    return [path[:end] for end in range(Committee.steplen, len(path) + 1, Committee.steplen)]


def _refuse_earlier(moves: list[Move], since: dt.date) -> None:
    """What was counted after the last move rests on that one."""
    latest = {}
    for batch in batches(sorted({move.committee.pk for move in moves})):
        rows = FormerParent.objects.filter(committee__in=batch).order_by()
        latest |= dict(rows.values_list("committee").annotate(latest=Max("until")))
    for row, committee, _former in moves:
        until = latest.get(committee.pk)
        if until and until >= since - dt.timedelta(days=1):
            row.problem(
                "parent",
                _("“%(committee)s” changed on %(day)s already")
                % {"committee": shown(committee), "day": written_day(until + dt.timedelta(days=1))},
                _("choose a later day, or move it on its page"),
            )
