"""What the columns of a list mean: by the format's own headings, as asked before, or as they look."""

from hashlib import sha256

from exchange.layout import month_table
from exchange.layout.columns import headings_at, signature
from exchange.layout.headings import canonical, guess, is_canonical
from exchange.layout.laying_out import HEADING_AMONG, find_place, lay_out, places
from exchange.layout.listing import EVERY_SHEET, Heading, Place
from exchange.models import ColumnMapping
from exchange.tables import Table
from exchange.workbook.columns import Sheet
from exchange.workbook.kinds import word_key
from exchange.workbook.sheets import SHEETS, TOTALS
from exchange.workbook.terms import terms_of

from .mapping import Mapping

_PLACES_COMPARED = 5  # of a file with many lists, with those remembered


def recognised(sheet: str, found: list[Table], by) -> tuple[Mapping, bool]:
    """What the columns mean, and whether that is certain."""
    kind = SHEETS[sheet]
    if given_out := _given_out(kind, found):
        return given_out, True
    for table in sorted(found, key=lambda t: word_key(t.title) != word_key(sheet)):
        headings = headings_at(table, 1)
        if is_canonical(kind, headings):
            alike = [t for t in found if signature(headings_at(t, 1)) == signature(headings)]
            title = table.title if len(alike) == 1 else EVERY_SHEET
            return Mapping(sheet, title, 1, canonical(kind, headings), names=False), len(alike) == 1
    likely = [place for place, _label in places(found, kind)]
    if mapping := _remembered(sheet, found, likely[:_PLACES_COMPARED], by):
        return mapping, mapping.is_certain
    place = likely[0] if likely else find_place(kind, found)
    headings = lay_out(found, place, kind).headings
    is_certain = sheet == TOTALS and month_table.is_own(headings)
    return Mapping(sheet, "", 0).with_columns(place, guess(kind, headings), {}), is_certain


def signature_of(headings: list[Heading], by) -> str:
    """By which meanings are remembered. What words mean to one who works within bounds is no business of
    others, nor theirs.
    """
    digest = signature(headings)
    return digest if not terms_of(by).is_bounded else sha256(f"{digest} {by.pk}".encode()).hexdigest()


def _given_out(kind: Sheet, found: list[Table]) -> Mapping | None:
    """A list that was downloaded here to be filled in: the format's headings stand below its title, names
    beside the codes.
    """
    for table in found:
        for row in range(1, min(len(table.rows), HEADING_AMONG) + 1):
            headings = headings_at(table, row)
            columns = canonical(kind, headings) if is_canonical(kind, headings) else {}
            if "visit" in columns:
                return Mapping(kind.name, table.title, row, columns, depth=1, is_matrix=False)
    return None


def _remembered(sheet: str, found: list[Table], likely: list[Place], by) -> Mapping | None:
    """As an earlier list with these headings was meant."""
    by_digest = {mapping.digest: mapping.meaning for mapping in ColumnMapping.objects.filter(sheet=sheet)}
    if not by_digest:
        return None
    rows = [(t, row) for t in found for row in range(1, min(len(t.rows), HEADING_AMONG) + 1)]
    others = [Place(t.title, row) for t, row in rows if signature_of(headings_at(t, row), by) in by_digest]
    for place in [*likely, *others]:
        headings = lay_out(found, place, SHEETS[sheet]).headings
        if meaning := by_digest.get(signature_of(headings, by)):
            mapping = Mapping.remembering(sheet, place, meaning)
            if _has_all(mapping, headings):
                return mapping
    return None


def _has_all(mapping: Mapping, headings: list[Heading]) -> bool:
    """Lists with the same headings may still differ in what is no heading, as the lines above groups."""
    keys = {heading.key for heading in headings} | {f"@{heading.letter}" for heading in headings}
    return all(name in keys for among in mapping.columns.values() for name in among)
