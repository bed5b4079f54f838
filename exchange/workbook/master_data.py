"""Committees, organization types, cells, leaders, trips and findings: judged, then saved."""

from collections import defaultdict

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from attendance.models import Trip, Visit
from committees.models import Leader
from lib.periods import HalfYear
from meetings.models import Cell, Finding, Guidance, OrganizationType

from .book import CHANGED, CREATED, UNCHANGED, Book, Catalogue
from .committee_tree import Tree, refuse_ended
from .kinds import shown
from .ledger import batches
from .reader import Row
from .sheets import CELLS, COMMITTEES, FINDINGS, LEADERS, TRIPS, TYPES


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
        told = row.given("name", "shortest", "shortest_combined")
        changed, objects = book.ledger.give(organization_type, **told), [organization_type]
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


def _comes_to(book: Book, instance) -> bool:
    """It is new in its committee, by this workbook."""
    return instance.pk is None or "committee" in book.ledger.fields_changed(instance)


def _judge_leaders(book: Book) -> None:
    undated = []
    for row in book.known_rows(LEADERS, "code"):
        committee = book.named(row, "committee")
        leader = _new_or_known(
            book,
            row,
            book.leaders,
            Leader,
            committee=committee,
            **row.given("full_name", "position", "group", "valid_from", "valid_to", "protocol_order"),
        )
        if committee and committee.ended_on and _comes_to(book, leader):
            refuse_ended(row, "committee", committee)
        if row.bad & {"valid_from", "valid_to"}:
            continue
        if leader.pk is None and not leader.valid_from:
            undated.append(row)
        if leader.valid_from and leader.valid_to and leader.valid_from > leader.valid_to:
            row.problem(
                "valid_to" if row["valid_to"] else "valid_from",
                _("the last day in office, %(to)s, is before the first, %(from)s")
                % {"to": shown(leader.valid_to), "from": shown(leader.valid_from)},
                _("correct one of the two dates"),
            )
    if undated and _half_years_are_past():
        _warn_of_undated_leaders(undated)


def _half_years_are_past() -> bool:
    return Visit.objects.filter(half_year__lt=HalfYear.current()).exists()


def _warn_of_undated_leaders(rows: list[Row]) -> None:
    """Once, as of cells."""
    rows[0].warning(
        "valid_from",
        ngettext(
            "%(count)d new leader has no first day in office and counts as there in past half-years too",
            "%(count)d new leaders have no first day in office and count as there in past half-years too",
            len(rows),
        )
        % {"count": len(rows)},
        _("enter the day for those appointed since, else past half-years list them without a visit"),
    )


def _judge_cells(book: Book) -> None:
    undated = []
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
            refuse_ended(row, "committee", committee)
        if row.bad & {"established_on", "dissolved_on"}:
            continue
        if cell.pk is None and not cell.established_on:
            undated.append(row)
        if cell.established_on and cell.dissolved_on and cell.established_on > cell.dissolved_on:
            row.problem(
                "dissolved_on" if row["dissolved_on"] else "established_on",
                _("the cell is dissolved on %(dissolved)s, before it is established on %(established)s")
                % {"dissolved": shown(cell.dissolved_on), "established": shown(cell.established_on)},
                _("correct one of the two dates"),
            )
    if undated and _half_years_are_past():
        _warn_of_undated_cells(undated)


def _warn_of_undated_cells(rows: list[Row]) -> None:
    """Once: a list has the dates of all its cells, or of none."""
    rows[0].warning(
        "established_on",
        ngettext(
            "%(count)d new cell has no day of establishment and counts as there in past half-years too",
            "%(count)d new cells have no day of establishment and count as there in past half-years too",
            len(rows),
        )
        % {"count": len(rows)},
        _("enter the day for those established since, else past half-years list them as never visited"),
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
