"""Figures of settled half-years, kept as they were counted: only a recorded correction can change them.

Kept is what pages ask for again and again: of a committee with all below it, or one of its leader groups. Any
other cut, a past day, the running half-year are counted. So is what is not kept (yet, or any more): a job
counts it for the next time. What takes it away is `forgetting`. See docs/decisions/0021-kept-figures.md.
"""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.db.models import Q

from attendance.models import KeptFigures, Plan, Visit, VisitQuerySet
from committees.models import Committee, User
from committees.organisation import moved_below
from committees.scope import within
from lib import jobs
from lib.models import Job
from lib.periods import HalfYear, now, today

from . import scores
from .counting import Counted, Key, Level
from .levels import OF_PLANS, Levels, count
from .scores import Means, Points
from .selection import Selection
from .tally import reasons_by_id

KIND = "kept-figures"
AGAIN_AFTER = dt.timedelta(minutes=5)

# Whoever changes how anything is counted changes one of these files, and what was kept before is not read.
_COUNTED_BY = (
    *(f"attendance.figures.{name}" for name in ("counting", "kept", "levels", "measures", "quality")),
    *(f"attendance.figures.{name}" for name in ("scores", "selection", "statements", "tally")),
    *("attendance.days.due", *(f"attendance.models.{name}" for name in ("conditions", "plans", "visits"))),
    *("committees.organisation", "committees.scope", "lib.periods"),
)
_FILES = [Path(find_spec(name).origin) for name in _COUNTED_BY]  # type: ignore[union-attr, arg-type]
VERSION = hashlib.sha256(b"".join(file.read_bytes() for file in _FILES)).hexdigest()


class Part(StrEnum):
    """What of a half-year is kept."""

    TREND = "trend"  # its figures in all, and the mean totals
    LEVELS = "levels"  # its figures by committee and group


@dataclass(frozen=True)
class Scope:
    """What figures are kept of: everything below a committee, today or `then`; with "" everybody."""

    half_year: HalfYear
    path: str
    then: bool
    leader_group: str

    @property
    def visits(self) -> VisitQuerySet:
        visits = Visit.objects.all()
        return visits if self.then or not self.path else visits.filter(within([self.path]))

    @property
    def selection(self) -> Selection:
        committee = Committee.objects.get(path=self.path) if self.then else None
        return Selection(self.half_year, committee=committee, leader_group=self.leader_group or None)

    @property
    def rows(self) -> Any:
        """Of the table."""
        return KeptFigures.objects.filter(**vars(self))

    @property
    def is_settled(self) -> bool:
        """It is over, and results in its plans change with a reason only.

        Where somebody still forgot to close a plan when the next half-year is over, it is settled as well.
        """
        if self.half_year.last_day >= today():
            return False
        if self.half_year < HalfYear.current().previous:
            return True
        open_plans = Plan.objects.filter(half_year=self.half_year, status=Plan.Status.APPROVED)
        return not open_plans.filter(within([self.path])).exists()


# --- counted, written down, read again ---


def counted(part: str, scope: Scope) -> Any:
    """The part, counted now, as JSON has it."""
    reasons = list(reasons_by_id())
    if Part(part) is Part.LEVELS:
        found = count(scope.visits, scope.selection, OF_PLANS, reasons)
        groups = [sorted(found[level].items()) for level in OF_PLANS]
        return [[[list(key), *_written(group)] for key, group in of_level] for of_level in groups]
    by_half_year = count(scope.visits, scope.selection, [("half_year",)], reasons)["half_year",]
    means = scores.means_by_half_year(scope.visits, scope.selection).get(scope.half_year)
    return {
        "figures": [_written(group) for group in by_half_year.values()],
        "means": [[p.count, str(p.points)] for p in (means.leader, means.cell)] if means else None,
    }


def _written(group: Counted) -> list[dict[str, int]]:
    reasons = {str(pk): number for pk, number in group.reasons.items() if number}
    return [{key: number for key, number in group.numbers.items() if number}, reasons]


def _read(numbers: dict[str, int], reasons: dict[str, int]) -> Counted:
    return Counted(Counter(numbers), Counter({int(pk): number for pk, number in reasons.items()}))


@dataclass(frozen=True)
class Trend:
    """Of one half-year; None where it has no visit, or no evaluation."""

    figures: Counted | None
    means: Means | None


def trend_of(written: dict[str, Any]) -> Trend:
    """As it was written down."""
    figures = [_read(*group) for group in written["figures"]]
    means = [Points(number, Decimal(points)) for number, points in written["means"] or []]
    return Trend(figures[0] if figures else None, Means(*means) if means else None)


class Kept:
    """What is kept for a user; None sees everything. What is missing and may be kept, a job is asked for."""

    def __init__(self, user: User | None):
        self._user = user

    def levels(self, selection: Selection) -> dict[Level, dict[Key, Counted]] | None:
        """As `OF_PLANS` names them; None where they are to be counted."""
        written = self._of(Part.LEVELS, [selection]).get(selection.half_year)
        if written is None:
            return None
        return {
            level: {tuple(key): _read(*group) for key, *group in groups}
            for level, groups in zip(OF_PLANS, written, strict=True)
        }

    def trends(self, selections: Iterable[Selection]) -> dict[HalfYear, Trend]:
        """Of selections that differ by half-year; those that are not here are to be counted."""
        return {of: trend_of(written) for of, written in self._of(Part.TREND, selections).items()}

    def _of(self, part: Part, selections: Iterable[Selection]) -> dict[HalfYear, Any]:
        scopes = [scope for scope in map(self._scope, selections) if scope and scope.is_settled]
        if not scopes:
            return {}
        rows = KeptFigures.objects.filter(
            part=part,
            version=VERSION,
            figures__isnull=False,
            half_year__in=[scope.half_year for scope in scopes],
            path=scopes[0].path,
            leader_group=scopes[0].leader_group,
        )
        found = {(row.half_year, row.then): row.figures for row in rows}
        missing = [scope for scope in scopes if (scope.half_year, scope.then) not in found]
        if missing and self._user:
            ask(part, missing, self._user)
        there = [scope for scope in scopes if (scope.half_year, scope.then) in found]
        return {scope.half_year: found[scope.half_year, scope.then] for scope in there}

    def _scope(self, chosen: Selection) -> Scope | None:
        """What the user sees of the selection; None where nothing is kept of such a cut."""
        committee, paths = chosen.committee, self._paths
        kept = Selection(chosen.half_year, committee=committee, leader_group=chosen.leader_group)
        if chosen != kept:
            return None
        group = chosen.leader_group or ""
        if committee is None:
            return Scope(chosen.half_year, paths[0], False, group) if len(paths) == 1 else None
        moved = moved_below(committee, chosen.day)
        below = [committee.path] if moved is None else [self._path_of[pk] for pk in moved]
        sees_all = all(any(path.startswith(seen) for seen in paths) for path in below)
        return Scope(chosen.half_year, committee.path, moved is not None, group) if sees_all else None

    @cached_property
    def _paths(self) -> list[str]:
        return [""] if self._user is None else self._user.committee_paths()

    @cached_property
    def _path_of(self) -> dict[int, str]:
        return dict(Committee.objects.order_by().values_list("pk", "path"))


class LevelsOfPlans(Levels):
    """As kept, where they are of `OF_PLANS`; else counted, all that are left together."""

    def __init__(self, visits: VisitQuerySet, selection: Selection, kept: Kept, *levels: Level, **more: Any):
        super().__init__(visits, selection, *levels, **more)
        self._kept = kept

    def _count(self) -> dict[Level, dict[Key, Counted]]:
        kept = self._kept.levels(self._selection) or {}
        self._levels = [level for level in self._levels if level not in kept]
        return super()._count() | kept if self._levels else kept


def ask(part: Part, scopes: Iterable[Scope], user: User) -> None:
    """Have a job count those that none is at, unless all of them could not be kept only just now."""
    argument = [[part, s.half_year.ordinal, s.path, s.then, s.leader_group] for s in scopes]
    same = Q(finished_at__isnull=True) | Q(argument=argument)
    found = list(Job.objects.filter(same, kind=KIND).order_by("-pk"))
    for job in found:
        jobs.look_after(job)
    last = next((job for job in found if job.argument == argument and job.finished_at), None)
    named = [scope for job in found if not job.finished_at for scope in job.argument]
    left = [scope for scope in argument if scope not in named]
    if left and not (last and _was_in_vain(last, len(argument))):
        jobs.start(KIND, left, owner=user)


def _was_in_vain(job: Job, asked: int) -> bool:
    """Others wrote meanwhile, and may be writing still: each page that is opened would ask anew."""
    return job.result != asked and now() - job.finished_at < AGAIN_AFTER
