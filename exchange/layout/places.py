"""Where the lists of a file are."""

from exchange.tables import Table
from exchange.workbook.sheets import Sheet

from .laying_out import HEADING_AMONG, filled, find_place
from .listing import Place

__all__ = ["HEADING_AMONG", "filled", "find_place", "places"]


def places(tables: list[Table], sheet: Sheet) -> list[tuple[Place, str]]:
    """Every list in the tables, the most likely first, each with words to choose it by."""
    return [(find_place(sheet, tables), "")]
