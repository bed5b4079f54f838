"""Committees, judged by the places that they have in the end, and put there."""

from collections import defaultdict

from django.db.models import Max
from django.utils.translation import gettext as _

from committees.actions.changes import keep_until
from committees.actions.organisation import DEEPEST, move_branch
from committees.models import Committee, FormerParent
from committees.organisation import circle

from . import moves
from .book import CREATED, Book
from .kinds import shown
from .ledger import batches
from .reader import Row
from .sheets import COMMITTEES

# How far a superior's superiors are followed: far beyond what can be stored.
_LONGEST_CHAIN = 1000


class Tree:
    """The committees of the workbook: their places are judged as the tree stands in the end."""

    def __init__(self, book: Book):
        self.book = book
        self._new_under: dict[str | None, list[Committee]] = defaultdict(list)
        self._moves: dict[str, str] = {}
        self._moved: list[moves.Move] = []
        self.moved: list[dict] = []  # as moves.judge has them

    def judge(self) -> None:
        book = self.book
        self._load_ancestors()
        rows = [row for row in book.rows(COMMITTEES) if row["code"]]
        parents = self._parents(rows)
        for row in rows:
            if row.has("parent") and not row.repeats and row["code"] in parents:
                self._judge_place(row, parents)
        for row in book.known_rows(COMMITTEES, "code"):
            self._judge_row(row)
        self.moved = moves.judge(book, self._moved)

    def _parents(self, rows: list[Row]) -> dict[str, str]:
        """Superiors by code, as they are in the end; without those that the rows leave in doubt."""
        said: dict[str, set[str | None]] = defaultdict(set)
        doubtful = set()
        for row in rows:
            said[row["code"]].add(row["parent"])
            if "parent" in row.bad or len(said[row["code"]]) > 1:
                doubtful.add(row["code"])
        parents = self._stored_parents | {
            code: next(iter(found)) for code, found in said.items() if any(found)
        }
        return {code: parent for code, parent in parents.items() if code not in doubtful}

    def _load_ancestors(self) -> None:
        """The parents of stored committees, up to the roots: a cycle may go through them."""
        by_path = {c.path: c for c in self.book.committees.in_database()}
        paths = {
            c.path[:end]
            for c in by_path.values()
            for end in range(Committee.steplen, len(c.path), Committee.steplen)
        } - set(by_path)
        for batch in batches(sorted(paths)):
            for committee in Committee.objects.filter(path__in=batch):
                by_path[committee.path] = committee
                self.book.committees.add(committee)
        self._stored_parents = {
            c.code: by_path[path[: -Committee.steplen]].code
            for path, c in by_path.items()
            if c.depth > 1 and path[: -Committee.steplen] in by_path
        }

    def _judge_place(self, row: Row, parents: dict[str, str]) -> None:
        chain, code = [row["code"]], parents.get(row["code"])
        while code is not None and code != row["code"] and len(chain) < _LONGEST_CHAIN:
            chain.append(code)
            code = parents.get(code)
        if code == row["code"]:
            row.problem(
                "parent",
                _("the superior committee of “%(code)s” lies below itself: %(chain)s")
                % {"code": shown(row["code"]), "chain": shown(" → ".join([*chain, code]))},
                _("correct “Mã cấp trên”"),
            )
        elif len(chain) + self._height(row["code"], parents) > DEEPEST and not _meets_a_circle(code, parents):
            row.problem(
                "parent",
                _("the committee would lie more than %(levels)d levels deep") % {"levels": DEEPEST},
                _("correct “Mã cấp trên”"),
            )

    def _height(self, code: str, parents: dict[str, str]) -> int:
        """Levels of stored committees below one that moves; those of the workbook are judged apart."""
        committee = self.book.committees.get(code)
        if committee is None or parents.get(code) == self._stored_parents.get(code):
            return 0
        below = Committee.objects.subtree(committee).aggregate(deepest=Max("depth"))["deepest"]
        return below - committee.depth

    def _judge_row(self, row: Row) -> None:
        book = self.book
        known = book.committees.get(row["code"]) is not None
        details = row.given("name", "short_name", "kind")
        if not known:
            details = {name: value for name, value in details.items() if value is not None}
            committee = Committee(code=row["code"], **details)
            book.committees.add(committee)
            self._new_under[row["parent"]].append(committee)
            book.count(row, CREATED, committee)
            return
        committee = book.committees.get(row["code"])
        changed = book.ledger.give(committee, **details)
        moved = bool(row["parent"]) and self._stored_parents.get(row["code"]) != row["parent"]
        if moved and committee.ended_on:
            refuse_ended(row, "parent", committee)
        if moved:
            self._moves[row["code"]] = row["parent"]
            former = book.committees.get(self._stored_parents.get(row["code"], ""))
            self._moved.append(moves.Move(row, committee, former))
        book.count_change(row, changed or moved, committee)

    def former_parent(self, code: str) -> str | None:
        """The code of the superior under which the committee is stored, where there is one."""
        return self._stored_parents.get(code)

    def save(self) -> None:
        """From the top down, so that every committee finds its superior in its last place."""
        self.book.ledger.update(Committee)
        self._add(None)
        for code in [c.code for c in self.book.committees.in_database()]:
            self._add(code)
        for code in sorted(self._moves, key=self._final_depth):
            self._move(code)
        if self._moves and (found := circle()):
            self.book.report.problem(
                COMMITTEES,
                "",
                _("“%(code)s” would have stood below itself on an earlier day") % {"code": shown(found.code)},
                _("move it on its page, with the day"),
            )

    def _add(self, parent_code: str | None) -> None:
        waiting = [parent_code]
        while waiting:
            code = waiting.pop()
            for committee in self._new_under.pop(code, ()):
                committee._change_reason = self.book.ledger.change_reason
                committee._history_user = self.book.by
                if code is None:
                    Committee.objects.add_root(instance=committee)
                else:
                    Committee.objects.add_child(self.book.committees.get(code), instance=committee)
                waiting.append(committee.code)

    def _final_depth(self, code: str) -> int:
        depth = 0
        while code := self._moves.get(code, self._stored_parents.get(code)):
            depth += 1
        return depth

    def _move(self, code: str) -> None:
        committee = self.book.committees.get(code)
        parent = self.book.committees.get(self._moves[code])
        if self.book.since:
            before = self.book.committees.get(self._stored_parents.get(code))
            keep_until(FormerParent, committee, since=self.book.since, by=self.book.by, parent=before)
        move_branch(committee, parent, by=self.book.by, reason=self.book.ledger.change_reason)


def _meets_a_circle(code: str | None, parents: dict[str, str]) -> bool:
    """The chain goes on into a circle, whose own rows have the problem."""
    seen = set()
    while code is not None and code not in seen:
        seen.add(code)
        code = parents.get(code)
    return code is not None


def refuse_ended(row: Row, key: str, committee: Committee) -> None:
    """An old list would undo a merger, and for all of the past."""
    successor = committee.successor
    row.problem(
        key,
        _("“%(committee)s” ended on %(day)s")
        % {"committee": shown(committee.code), "day": shown(committee.ended_on)},
        _("write “%(code)s”, into which it was merged") % {"code": shown(successor.code)}
        if successor
        else _("write the committee of today"),
    )
