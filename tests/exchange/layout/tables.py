"""Small tables made by hand, and what is laid out of them."""

from openpyxl.utils.cell import range_boundaries

from exchange.layout.headings import guess
from exchange.layout.laying_out import find_place, lay_out
from exchange.layout.listing import Listing, Place
from exchange.tables import Merge, Table
from exchange.workbook.sheets import SHEETS

CELL_HEADINGS = ["STT", "Tên chi bộ", "Loại hình", "Số đảng viên", "Địa điểm"]


def table(rows: list, merges: str = "", title: str = "DS", **more) -> Table:
    """`merges` as Excel writes them: "A1:B1 C2:C5"."""
    rows = [list(row) for row in rows]
    for row in rows:
        while row and row[-1] is None:
            row.pop()
    found = []
    for text in merges.split():
        left, top, right, bottom = range_boundaries(text)
        found.append(Merge(top - 1, left - 1, bottom - 1, right - 1))
    return Table(title, rows, found, **more)


def flat(kind: str, *tables: Table, chosen=None, place: Place | None = None) -> Listing:
    place = place or find_place(SHEETS[kind], list(tables))
    return lay_out(list(tables), place, SHEETS[kind], chosen)


def guessed(kind: str, listing: Listing) -> dict[str, list[str]]:
    return guess(SHEETS[kind], listing.headings)


def values(listing: Listing, *keys: str) -> list[tuple]:
    """What the records hold in the columns with these keys."""
    positions = [next(h.position for h in listing.headings if h.key == key) for key in keys]
    return [tuple(record.values[i] for i in positions) for record in listing.records]


def places(listing: Listing, *keys: str) -> list[tuple]:
    positions = [next(h.position for h in listing.headings if h.key == key) for key in keys]
    return [tuple(record.places[i] for i in positions) for record in listing.records]


def numbers(listing: Listing) -> list[int]:
    return [record.number for record in listing.records]


def aside(listing: Listing) -> dict[int, tuple[str, str]]:
    return {row.number: (row.kind.value, row.text) for row in listing.aside}
