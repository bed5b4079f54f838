"""Tables as flat lists."""

from exchange.tables import Table
from exchange.workbook.columns import Sheet

from .columns import signature
from .flat import Flat
from .grid import Grid
from .headings import guess
from .joining import listing_of
from .listing import EVERY_SHEET, Chosen, Listing, Place
from .places import CHOICES, GUIDE, HEADING_AMONG, Found, filled, find, find_place, lists_at, places

__all__ = ["CHOICES", "GUIDE", "HEADING_AMONG", "filled", "find_place", "lay_out", "places"]


def lay_out(tables: list[Table], place: Place, sheet: Sheet, chosen: Chosen | None = None) -> Listing | None:
    """The list at `place`; None where the tables have no such place."""
    lists = [
        Flat(found, sheet, place, (chosen or {}).get(found.grid.table.title, {}))
        for found in _lists_at(tables, place, sheet)
    ]
    return listing_of(lists, place) if lists else None


def _lists_at(tables: list[Table], place: Place, sheet: Sheet) -> list[Found]:
    if place.worksheet == EVERY_SHEET:
        return _alike(tables, place, sheet)
    table = next((t for t in tables if t.title == place.worksheet), None)
    if table is None or not 1 <= place.row <= len(table.rows):
        return []
    return [_best(lists_at(Grid(table), place.row - 1, place.depth), place, sheet)]


def _best(lists: list[Found], place: Place, sheet: Sheet) -> Found:
    if place.column:
        return next((f for f in lists if f.left < place.column <= f.right), lists[0])
    return max(lists, key=lambda found: len(guess(sheet, found.headings)))


def _alike(tables: list[Table], place: Place, sheet: Sheet) -> list[Found]:
    """On each sheet the list with the headings that stand in that row of some sheet."""
    found = list(find(tables))
    like = [f for f in found if f.last == place.row - 1]
    if not like:
        return []
    ours = [signature(_best(like, place, sheet).headings)]
    by_title: dict[str, Found] = {}
    for one in found:
        if signature(one.headings) in ours:
            by_title.setdefault(one.grid.table.title, one)
    return list(by_title.values())
