"""The organisation as it stood on a day: what committees were called, what lay below them, and what
belonged to them.

A half-year is counted as the organisation stood on its last day, so that renaming, moving or merging
committees later leaves its figures as they were. What anybody may see follows the tree of today.
Of a day that is not over nothing is asked: no change is recorded before its day has come.
Docs: "The organisation through time" in docs/interpretations.md.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import BigIntegerField, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from . import scope
from .models import Committee, Former, FormerName, FormerParent
from .models.former import may_be_told_of


def below(committee: Committee, day: dt.date, lookup: str = "committee") -> Q:
    """Rows whose committee (a lookup path, "" for the committee itself) was `committee` or below it.

    One query for each committee object, whatever the number of days; two where something has moved.
    """
    ids = moved_below(committee, day)
    if ids is None:
        return scope.within([committee.path], lookup)
    return Q(**{f"{lookup}__in" if lookup else "pk__in": ids})


def belonging(
    committee: Committee, day: dt.date, former: type[Former], lookup: str = "", *, own: bool = False
) -> Q:
    """Rows that belonged to `committee` or what was below it; with `own` to itself alone.

    `former` tells of which rows belonged elsewhere: FormerOffice of leaders, FormerManagement of cells;
    `lookup` is the path to that row, "" for the row itself. One query for each committee object.
    """

    def within(path: str) -> Q:
        return Q(**{path: committee}) if own else below(committee, day, path)

    now = within(f"{lookup}__committee" if lookup else "committee")
    if not _is_told_of(former, committee, day):
        return now
    rows = f"{lookup}__in" if lookup else "pk__in"
    elsewhere = former.objects.on(day).order_by()
    then = elsewhere.filter(within("committee"))
    return Q(**{rows: then.values(former.of)}) | (now & ~Q(**{rows: elsewhere.values(former.of)}))


def with_belonging(rows: QuerySet, day: dt.date, former: type[Former], lookup: str = "") -> QuerySet:
    """With `belonged_to`, the id of the committee to which the row at `lookup` belonged. One query."""
    now = F(f"{lookup}__committee_id" if lookup else "committee_id")
    told = former.objects.since(day)
    if not told.exists():
        return rows.annotate(belonged_to=now)
    row = OuterRef(f"{lookup}_id" if lookup else "pk")
    earliest = told.filter(**{former.of: row}).order_by("until").values("committee_id")[:1]
    return rows.annotate(belonged_to=Coalesce(Subquery(earliest), now, output_field=BigIntegerField()))


class Past:
    """Where rows belonged on a day, and how committees were called: for reading only, never to be saved.

    Two queries, however many rows are then read one after another.
    """

    def __init__(self, day: dt.date, former: type[Former]):
        told = former.objects.on(day).select_related("committee")
        self._belonged = {getattr(row, f"{former.of}_id"): row.committee for row in told}
        self._names = {row.committee_id: row for row in FormerName.objects.on(day)}

    def place(self, row):
        """The leader or cell, with the committee it belonged to."""
        if row.pk in self._belonged:
            row.committee = self._belonged[row.pk]
        self.call(row.committee)
        return row

    def call(self, committee: Committee) -> Committee:
        """The committee, called as it was."""
        return _called(committee, self._names)

    def label(self, committee: int, name: str, short_name: str) -> str:
        """What tables called the committee of that id, which is now called as given."""
        then = self._names.get(committee)
        return (then.short_name or then.name) if then else (short_name or name)

    def label_of(self, row: int, committee: int, name: str, short_name: str) -> str:
        """What tables called the committee that the row of that id belonged to; the given one has it now."""
        if then := self._belonged.get(row):
            return self.label(then.pk, then.name, then.short_name)
        return self.label(committee, name, short_name)


def superiors_on(committees: Iterable[Committee], day: dt.date) -> dict[int, Committee]:
    """The committee above each, by the lower one's id; those at the top have none. Three queries."""
    committees = list(committees)
    told = FormerParent.objects.on(day).filter(committee__in=committees).select_related("parent")
    found = {row.committee_id: row.parent for row in told}
    paths = {c.path[: -Committee.steplen] for c in committees if c.pk not in found}
    by_path = {superior.path: superior for superior in Committee.objects.filter(path__in=paths)}
    for committee in committees:
        found.setdefault(committee.pk, by_path.get(committee.path[: -Committee.steplen]))
    named_on([superior for superior in found.values() if superior], day)
    return {pk: superior for pk, superior in found.items() if superior}


def parents_on(committees: Iterable[Committee], day: dt.date) -> dict[int, int | None]:
    """By id, the committee above each of these, above that one and so on; None at the top.

    Two queries; two more where one stood below a committee that is not above them now.
    """
    told = dict(FormerParent.objects.on(day).values_list("committee_id", "parent_id"))
    by_path = {committee.path: committee.pk for committee in committees}
    step = Committee.steplen
    while True:
        above = {path[:end] for path in by_path for end in range(step, len(path), step)}
        by_path |= _keys(path__in=above - by_path.keys())
        now = {pk: by_path.get(path[:-step]) for path, pk in by_path.items()}
        found = {pk: told.get(pk, parent) for pk, parent in now.items()}
        elsewhere = {parent for parent in found.values() if parent} - found.keys()
        if not elsewhere:
            return found
        by_path |= _keys(pk__in=elsewhere)


def _keys(**those: Iterable) -> dict[str, int]:
    return dict(Committee.objects.filter(**those).order_by().values_list("path", "pk"))


def named_on(committees: Iterable[Committee], day: dt.date) -> list[Committee]:
    """The committees, called as they were: for reading only, never to be saved. One query."""
    committees = list(committees)
    told = FormerName.objects.on(day).filter(committee__in={c.pk for c in committees})
    then = {row.committee_id: row for row in told}
    return [_called(committee, then) for committee in committees]


def _called(committee: Committee, names: dict[int, FormerName]) -> Committee:
    if then := names.get(committee.pk):
        committee.name, committee.short_name = then.name, then.short_name
    return committee


def read_together(committees: Iterable[Committee]) -> None:
    """One query for all of them, in place of one each, when `below` is asked about many."""
    rows = FormerParent.objects.order_by("-until").values_list("committee_id", "parent_id", "until")
    rows = list(rows)
    for committee in committees:
        vars(committee).update(_former_parents=rows, _moved_below={})


def moved_below(committee: Committee, day: dt.date) -> list[int] | None:
    """By id, what was below `committee`; None where that is what lies below it now. Queries as `below`."""
    if not may_be_told_of(day):
        return None
    kept = vars(committee)
    if "_former_parents" not in kept:
        read_together([committee])
    # Latest first: what held earliest after the day is what remains.
    parents = {child: parent for child, parent, until in kept["_former_parents"] if until >= day}
    if not parents:
        return None
    if day not in kept["_moved_below"]:
        kept["_moved_below"][day] = _descendants(committee, parents)
    return kept["_moved_below"][day]


def _descendants(committee: Committee, former_parents: dict[int, int | None]) -> list[int]:
    rows = list(Committee.objects.values_list("pk", "path"))
    by_path = {path: pk for pk, path in rows}
    children = defaultdict(list)
    for pk, path in rows:
        children[former_parents.get(pk, by_path.get(path[: -Committee.steplen]))].append(pk)
    found, seen = [committee.pk], {committee.pk}
    for pk in found:
        new = [child for child in children[pk] if child not in seen]
        seen.update(new)
        found += new
    return sorted(found)


def circle() -> Committee | None:
    """A committee that stood below itself on some day, by changes that each made sense alone; two queries."""
    paths = dict(Committee.objects.values_list("path", "pk"))
    now = {pk: paths.get(path[: -Committee.steplen]) for path, pk in paths.items()}
    told = list(FormerParent.objects.order_by("-until").values_list("until", "committee_id", "parent_id"))
    for day in {until for until, _committee, _parent in told}:
        parents = now | {committee: parent for until, committee, parent in told if until >= day}
        for start in parents:
            seen, pk = set(), start
            while pk is not None and pk not in seen:
                seen.add(pk)
                pk = parents.get(pk)
            if pk is not None:
                return Committee.objects.get(pk=pk)
    return None


def _is_told_of(former: type[Former], committee: Committee, day: dt.date) -> bool:
    if not may_be_told_of(day):
        return False
    known = vars(committee).setdefault("_told_until", {})
    if former not in known:
        known[former] = former.objects.aggregate(latest=Max("until"))["latest"]
    return known[former] is not None and known[former] >= day
