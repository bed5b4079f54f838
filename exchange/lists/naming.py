"""What the codes of a preview stand for, in words that people know."""

from collections import defaultdict

from committees.models import Committee, Leader
from exchange.workbook.book import Book
from exchange.workbook.ledger import batches
from exchange.workbook.sheets import SHEETS
from meetings.models import Cell, Finding


def names(book: Book, sheets: list[dict]) -> dict[str, dict[str, str]]:
    """By sheet and code: "Chi bộ thôn 2 · Đảng ủy xã Đông Hà", for what the lines of a preview name.

    `sheets` as preview.look has them.
    """
    found = _found(book, _codes(sheets))
    committees = _committees(book, [i for listed in found.values() for i in listed.values()])
    return {
        sheet: {code: _name(instance, committees) for code, instance in listed.items()}
        for sheet, listed in found.items()
    }


def _codes(sheets: list[dict]) -> dict[str, set[str]]:
    """The codes that stand in columns of codes, by the sheet that they are of."""
    wanted = defaultdict(set)
    for sheet in sheets:
        refers = {c.name: c.refers_to for c in SHEETS[sheet["name"]].columns if c.refers_to}
        lines = sheet["created"] + sheet["changed"]
        for position, column in enumerate(sheet["columns"]):
            if column in refers:
                wanted[refers[column]] |= {line["values"][position] for line in lines}
        for line in sheet["changed"]:
            for column, old, new in line["changes"]:
                if column in refers:
                    wanted[refers[column]] |= {old, new}
    return {sheet: codes - {""} for sheet, codes in wanted.items()}


def _found(book: Book, wanted: dict[str, set[str]]) -> dict[str, dict[str, object]]:
    """The objects by sheet and code: those of the book, new ones included, else those that are stored."""
    catalogues = book.committees, book.types, book.cells, book.leaders, book.rubrics, book.findings
    found = {}
    for catalogue in catalogues:
        codes = wanted.get(catalogue.sheet, set())
        catalogue.load({code for code in codes if code not in catalogue})
        if listed := {code: catalogue.get(code) for code in codes if code in catalogue}:
            found[catalogue.sheet] = listed
    return found


def _committees(book: Book, instances: list) -> dict[int, Committee]:
    """Those that cells and leaders belong to, by id."""
    known = {committee.pk: committee for committee in book.committees.in_database()}
    ids = {i.committee_id for i in instances if isinstance(i, Cell | Leader)} - {None} - set(known)
    for batch in batches(sorted(ids)):
        known |= Committee.objects.in_bulk(batch)
    return known


def _name(instance, committees: dict[int, Committee]) -> str:
    name = instance.text if isinstance(instance, Finding) else getattr(instance, "full_name", None)
    name = name or instance.name
    if not isinstance(instance, Cell | Leader):
        return name
    # Of a new one, the committee may be new too.
    committee = committees[instance.committee_id] if instance.committee_id else instance.committee
    return f"{name} · {committee.name}"
