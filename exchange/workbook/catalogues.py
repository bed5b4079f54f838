"""Committees, organization types, cells, leaders, trips and findings: judged, then saved."""

from collections import defaultdict

from django.db.models import Max
from django.utils.translation import gettext as _

from attendance.models import Trip
from committees.actions.organisation import DEEPEST, move_branch
from committees.models import Committee, Leader
from committees.organisation import circle
from meetings.models import Cell, Finding, Guidance, OrganizationType

from .book import CHANGED, CREATED, UNCHANGED, Book, Catalogue
from .kinds import shown
from .ledger import batches
from .reader import Row
from .sheets import CELLS, COMMITTEES, FINDINGS, LEADERS, TRIPS, TYPES

# How far a superior's superiors are followed: far beyond what can be stored.
_LONGEST_CHAIN = 1000


def judge(book: Book) -> None:
    for sheet in (COMMITTEES, TYPES, CELLS, LEADERS, FINDINGS):
        book.once(sheet, "code")
    book.once(TRIPS, "leader", "date_from", "date_to")
    _judge_types(book)
    tree = Tree(book)
    tree.judge()
    book.tree = tree
    _judge_leaders(book)
    _judge_cells(book)
    _judge_findings(book)
    _judge_trips(book)


def save(book: Book) -> None:
    for model in (OrganizationType, Guidance):
        book.ledger.save(model)
    book.tree.save()
    for model in (Leader, Cell, Finding, Trip):
        book.ledger.save(model)


def _new_or_known(book: Book, row: Row, catalogue: Catalogue, model, **values):
    """The row's object, made anew or given the values; the row is counted."""
    instance = catalogue.get(row["code"])
    if instance is None:
        values = {name: value for name, value in values.items() if value is not None}
        instance = book.ledger.create(model(code=row["code"], **values))
        catalogue.add(instance)
        book.count(row, CREATED, instance)
    else:
        book.count_change(row, book.ledger.give(instance, **values), instance)
    return instance


def _judge_types(book: Book) -> None:
    stored = defaultdict(dict)
    for batch in batches(item.pk for item in book.types.in_database()):
        for guidance in Guidance.objects.filter(organization_type__in=batch):
            stored[guidance.organization_type_id][guidance.number] = guidance
    for row in book.known_rows(TYPES, "code"):
        if row["number"] is None and "number" not in row.bad and (row["issued_on"] or row["issuer"]):
            row.problem(
                "number" if row.has_column("number") else "issued_on" if row["issued_on"] else "issuer",
                _("the guidance has a date or an issuer, but no number"),
                _("fill in “Số hướng dẫn”"),
            )
        organization_type = book.types.get(row["code"])
        is_new = organization_type is None
        if is_new:
            organization_type = book.ledger.create(OrganizationType(code=row["code"]))
            book.types.add(organization_type)
        changed, objects = book.ledger.give(organization_type, name=row["name"]), [organization_type]
        if row["number"]:
            guidance = None if is_new else stored[organization_type.pk].get(row["number"])
            guidance, guidance_changed = _give_guidance(book, row, organization_type, guidance)
            changed = changed or guidance_changed
            objects.append(guidance)
        book.count(row, CREATED if is_new else CHANGED if changed else UNCHANGED, *objects)


def _give_guidance(
    book: Book, row: Row, organization_type: OrganizationType, guidance: Guidance | None
) -> tuple[Guidance, bool]:
    """The guidance of the row, made or changed, and whether that changed anything."""
    details = row.given("issued_on", "issuer")
    if guidance is not None:
        return guidance, book.ledger.give(guidance, **details)
    details = {name: value for name, value in details.items() if value is not None}
    guidance = Guidance(organization_type=organization_type, number=row["number"], **details)
    return book.ledger.create(guidance), True


def _meets_a_circle(code: str | None, parents: dict[str, str]) -> bool:
    """The chain goes on into a circle, whose own rows have the problem."""
    seen = set()
    while code is not None and code not in seen:
        seen.add(code)
        code = parents.get(code)
    return code is not None


class Tree:
    """The committees of the workbook: their places are judged as the tree stands in the end."""

    def __init__(self, book: Book):
        self.book = book
        self._new_under: dict[str | None, list[Committee]] = defaultdict(list)
        self._moves: dict[str, str] = {}

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
            _refuse_ended(row, "parent", committee)
        if moved:
            self._moves[row["code"]] = row["parent"]
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
        move_branch(committee, parent, by=self.book.by, reason=self.book.ledger.change_reason)


def _comes_to(book: Book, instance) -> bool:
    """It is new in its committee, by this workbook."""
    return instance.pk is None or "committee" in book.ledger.fields_changed(instance)


def _refuse_ended(row: Row, key: str, committee: Committee) -> None:
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


def _judge_leaders(book: Book) -> None:
    for row in book.known_rows(LEADERS, "code"):
        committee = book.named(row, "committee")
        leader = _new_or_known(
            book,
            row,
            book.leaders,
            Leader,
            committee=committee,
            **row.given("full_name", "position", "group", "valid_from", "valid_to"),
        )
        if committee and committee.ended_on and _comes_to(book, leader):
            _refuse_ended(row, "committee", committee)
        if row.bad & {"valid_from", "valid_to"}:
            continue
        if leader.valid_from and leader.valid_to and leader.valid_from > leader.valid_to:
            row.problem(
                "valid_to" if row["valid_to"] else "valid_from",
                _("the last day in office, %(to)s, is before the first, %(from)s")
                % {"to": shown(leader.valid_to), "from": shown(leader.valid_from)},
                _("correct one of the two dates"),
            )


def _judge_cells(book: Book) -> None:
    for row in book.known_rows(CELLS, "code"):
        committee, organization_type = book.named(row, "committee"), book.named(row, "organization_type")
        cell = _new_or_known(
            book,
            row,
            book.cells,
            Cell,
            committee=committee,
            organization_type=organization_type,
            **row.given("name", "members_total", "meeting_day", "place", "established_on", "dissolved_on"),
        )
        if committee and committee.ended_on and _comes_to(book, cell):
            _refuse_ended(row, "committee", committee)
        if row.bad & {"established_on", "dissolved_on"}:
            continue
        if cell.established_on and cell.dissolved_on and cell.established_on > cell.dissolved_on:
            row.problem(
                "dissolved_on" if row["dissolved_on"] else "established_on",
                _("the cell is dissolved on %(dissolved)s, before it is established on %(established)s")
                % {"dissolved": shown(cell.dissolved_on), "established": shown(cell.established_on)},
                _("correct one of the two dates"),
            )


def _judge_findings(book: Book) -> None:
    for row in book.known_rows(FINDINGS, "code"):
        _new_or_known(book, row, book.findings, Finding, **row.given("kind", "text"))


def _judge_trips(book: Book) -> None:
    rows = list(book.known_rows(TRIPS, "date_from", "date_to"))
    leaders = {code: book.leaders.get(code) for code in {row["leader"] for row in rows}}
    stored = {}
    for batch in batches(leader.pk for leader in leaders.values() if leader and leader.pk is not None):
        for trip in Trip.objects.filter(leader__in=batch):
            stored[book.leaders.code_of(trip.leader_id), trip.date_from, trip.date_to] = trip
    for row in rows:
        leader = book.named(row, "leader")
        if row["date_from"] > row["date_to"]:
            row.problem(
                "date_to",
                _("the trip ends on %(to)s, before it begins on %(from)s")
                % {"to": shown(row["date_to"]), "from": shown(row["date_from"])},
                _("correct one of the two dates"),
            )
            continue
        if leader is None:
            continue
        details = {k: v for k, v in row.given("purpose", "place").items() if v is not None}
        trip = stored.get((row["leader"], row["date_from"], row["date_to"]))
        if trip is None:
            trip = Trip(leader=leader, date_from=row["date_from"], date_to=row["date_to"], **details)
            book.count(row, CREATED, book.ledger.create(trip))
        else:
            book.count_change(row, book.ledger.give(trip, **details), trip)
