"""Targets: judged against those that stand, then set or ended as on their page.

One that stands is never changed by a workbook: what was asked in the past stays.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from attendance.models import Target
from attendance.planning.actions import Asked, Holder, end_target, set_target
from committees.models import Committee, Leader
from lib.periods import HalfYear
from lib.versions import on_occasion_of
from meetings.models import Cell

from .book import CHANGED, CREATED, UNCHANGED, Book
from .kinds import shown
from .ledger import batches
from .reader import Row
from .sheets import TARGETS


@dataclass(frozen=True)
class _Told:
    """What the rows of one target say: one row, or one for each of the named cells."""

    rows: list[Row]
    committee: Committee
    leader: Leader | None
    cells: list[Cell]

    @property
    def first(self) -> Row:
        return self.rows[0]

    @property
    def holder(self) -> Holder:
        return Holder(self.committee, self.leader, self.first["group"] or "")

    @property
    def asked(self) -> Asked:
        row = self.first
        return Asked(row["per"], row["number"], self.cells, row["document"] or "")


def judge(book: Book) -> None:
    told = [target for rows in _by_target(book).values() if (target := _read(book, rows))]
    stored = _stored(told)
    for target in told:
        standing = stored.get((target.committee.pk, _leader_key(target), _key(target.first)[2:]))
        if standing is None:
            _expect_one_of_both(target)
            _expect_one_holder(target)
            _warn_of_leader(target)
            _warn_of_past(target)
            _count(book, target, CREATED, None)
        elif not _asks_the_same(target, standing):
            target.first.problem(
                "valid_from",
                _("another target of the same holder begins on that day: %(target)s") % {"target": standing},
                _("change or correct it on its page, and leave the row out"),
            )
        else:
            ends = target.first["valid_to"] not in (None, standing.valid_to)
            _count(book, target, CHANGED if ends else UNCHANGED, standing)


def _key(row: Row) -> tuple:
    return row["committee"], row["leader"] or "", row["group"] or "", row["valid_from"]


def _by_target(book: Book) -> dict[tuple, list[Row]]:
    found = defaultdict(list)
    for row in book.known_rows(TARGETS, "committee", "valid_from"):
        if row.bad.isdisjoint({"leader", "group"}):
            found[_key(row)].append(row)
    return found


def _read(book: Book, rows: list[Row]) -> _Told | None:
    """None where what the rows name is not known, or where they contradict each other."""
    first = rows[0]
    committee = book.named(first, "committee")
    leader = book.named(first, "leader") if first["leader"] else None
    if committee is None or (first["leader"] and leader is None) or not first.has("per"):
        return None
    cells: dict[str, Cell] = {}
    for row in rows:
        if row is not first and not _continues(row, first):
            return None
        if row["cell"] and (cell := book.named(row, "cell")):
            cells[row["cell"]] = cell
    return _Told(rows, committee, leader, list(cells.values()))


def _continues(row: Row, first: Row) -> bool:
    """Whether a further row names another cell of the same target."""
    if not row["cell"] or not first["cell"]:
        row.problem(
            "valid_from",
            _("the same target is already in row %(row)d") % {"row": first.number},
            _("keep one of the two rows"),
        )
        return False
    for name in ("per", "number", "valid_to", "document"):
        if row[name] != first[name]:
            row.problem(
                name,
                _("row %(row)d says otherwise of the same target") % {"row": first.number},
                _("write the same in all rows of a target"),
            )
            return False
    return True


def _expect_one_of_both(target: _Told) -> None:
    if any(row.bad for row in target.rows):
        return
    if bool(target.first["number"]) == bool(target.cells):
        target.first.problem(
            "number",
            _("a target is a number of cells or names the cells"),
            _("fill in one of “Số chi bộ” and “Mã chi bộ”"),
        )


def _expect_one_holder(target: _Told) -> None:
    if target.leader and target.first["group"]:
        target.first.problem(
            "group",
            _("a target is one leader's or a group's"),
            _("empty one of the two cells"),
        )


def _warn_of_leader(target: _Told) -> None:
    """Who was transferred leaves the targets of that time behind."""
    leader, committee = target.leader, target.committee
    if leader and leader.pk and committee.pk and not leader.committee.is_within(committee):
        target.first.warning(
            "leader",
            _("“%(leader)s” belongs to “%(office)s”, but the target is that of “%(committee)s”")
            % {"leader": shown(leader), "office": shown(leader.committee), "committee": shown(committee)},
            _("correct “Mã cơ quan”, unless the leader was there at that time"),
        )


def _warn_of_past(target: _Told) -> None:
    """Figures of half-years that are over would follow it; a committee that is new here has none."""
    if target.committee.pk is not None and target.first["valid_from"] < HalfYear.current().first_day:
        target.first.warning(
            "valid_from",
            _("the target reaches back into a half-year that is over"),
            _("check the day: figures of that half-year follow the target"),
        )


def _leader_key(target: _Told) -> int | None:
    """0 for a leader who is new: nobody's."""
    return (target.leader.pk or 0) if target.leader else None


def _stored(told: list[_Told]) -> dict[tuple, Target]:
    """Those of the same committees, by committee, leader, and group with the first day."""
    found = {}
    for batch in batches(sorted({target.committee.pk for target in told} - {None})):
        for target in Target.objects.for_display().filter(committee__in=batch):
            key = target.committee_id, target.leader_id, (target.group, target.valid_from)
            found[key] = target
    return found


def _asks_the_same(told: _Told, target: Target) -> bool:
    """An empty cell takes nothing away: neither the last day nor the document."""
    asked = told.asked
    return (
        (asked.per, asked.number) == (target.per, target.number)
        and {cell.pk for cell in asked.cells} == {cell.pk for cell in target.cells.all()}
        and asked.document in ("", target.document)
        and (target.valid_to is None or told.first["valid_to"] in (None, target.valid_to))
    )


def _count(book: Book, told: _Told, outcome: str, target: Target | None) -> None:
    """The first row does it, with those of further cells; they count alike."""
    for row in told.rows:
        book.count(row, outcome, *((told, target) if row is told.first else ()))


def try_out(book: Book) -> None:
    """What would be refused is known before anything is agreed to; nothing is saved.

    Where the rows also make what targets name, that is not there yet: `save` refuses then.
    """
    acting = _acting(book)
    if acting and all(_is_stored(told) for _row, told, _target in acting):
        with transaction.atomic():
            save(book)
            transaction.set_rollback(True)


def _is_stored(told: _Told) -> bool:
    named = [told.committee, *told.cells, *filter(None, [told.leader])]
    return all(row.pk is not None for row in named)


def save(book: Book) -> None:
    """Committees, leaders and cells are saved by now. What ends makes room for what begins."""
    with on_occasion_of(book.ledger.change_reason):
        for row, told, target in _acting(book):
            try:
                if target:
                    end_target(target=target, last_day=told.first["valid_to"], by=book.by)
                else:
                    days, reason = told.first.given("valid_from", "valid_to"), book.ledger.change_reason
                    set_target(
                        holder=told.holder,
                        asked=told.asked,
                        **days,
                        reason=reason,
                        may_have_left=True,
                        by=book.by,
                    )
            except ValidationError as refusal:
                _tell(row, refusal)


def _acting(book: Book) -> list[tuple[Row, _Told, Target | None]]:
    acting = [
        (judged.row, *judged.objects)
        for judged in book.judged
        if judged.row.sheet == TARGETS and judged.outcome != UNCHANGED and judged.objects
    ]
    return sorted(acting, key=lambda act: (act[2] is None, act[1].first["valid_from"], act[0].number))


_COLUMNS = {"last_day": "valid_to", "valid_to": "valid_to", "leader": "leader", "number": "number"}


def _tell(row: Row, refusal: ValidationError) -> None:
    named = getattr(refusal, "error_dict", {})
    key = next((_COLUMNS[name] for name in named if name in _COLUMNS), "valid_from")
    row.refused(key, refusal, _("correct the row, or leave it out"))
