"""Tables as flat lists."""

from exchange.tables import Table
from exchange.workbook.kinds import word_key
from exchange.workbook.sheets import Sheet

from .columns import headings_at, is_empty, text_of
from .headings import guess
from .listing import Aside, Chosen, Listing, Odd, Place, Record, cell_name

# Sheets that the templates have beside those of the format.
GUIDE, CHOICES = "Hướng dẫn", "Danh mục"
_OURS = {word_key(GUIDE), word_key(CHOICES)}
HEADING_AMONG = 20  # rows in which the heading is looked for
_TOTALS = {word_key(text) for text in ("Tổng cộng", "Tổng số", "Tổng", "Cộng")}


def filled(tables: list[Table]) -> list[Table]:
    """The visible tables that have anything, but for our own guide."""
    return [t for t in tables if t.rows and not t.is_hidden and word_key(t.title) not in _OURS]


def find_place(sheet: Sheet, tables: list[Table]) -> Place:
    """Where in the tables (not none) the headings of such a list most likely are."""

    def likeness(candidate: tuple[Table, int]) -> tuple:
        table, row = candidate
        headings = headings_at(table, row)
        named = word_key(table.title) == word_key(sheet.name)
        return len(guess(sheet, headings)), named, len([h for h in headings if h.text]), -row

    candidates = ((t, row) for t in tables for row in range(1, min(len(t.rows), HEADING_AMONG) + 1))
    table, row = max(candidates, key=likeness)
    return Place(table.title, row)


def lay_out(tables: list[Table], place: Place, sheet: Sheet, chosen: Chosen | None = None) -> Listing | None:
    """The list at `place`; None where the tables have no such place."""
    table = next((t for t in tables if t.title == place.worksheet), None)
    if table is None or not 1 <= place.row <= len(table.rows):
        return None
    listing = Listing(headings_at(table, place.row))
    for number, values in enumerate(table.rows[place.row :], start=place.row + 1):
        texts = [text_of(value) for value in values]
        if not any(texts):
            continue
        if _is_total(values):
            listing.aside.append(Aside(table.title, number, Odd.TOTAL, " · ".join(filter(None, texts))))
            continue
        positions = [heading.position for heading in listing.headings]
        listing.records.append(
            Record(
                table.title,
                number,
                [values[i] if i < len(values) else None for i in range(max(positions, default=-1) + 1)],
                [cell_name(number, i) for i in range(max(positions, default=-1) + 1)],
            )
        )
    return listing


def _is_total(values: list) -> bool:
    """Its first words are those under which lists add up."""
    first = next((value for value in values if not is_empty(value)), None)
    return isinstance(first, str) and word_key(first).rstrip(":") in _TOTALS
