"""The first rows of a sheet as the person sees them, so that they can say where the list is."""

from openpyxl.utils import get_column_letter

from exchange.layout.columns import heading_rows, text_of
from exchange.layout.grid import Grid
from exchange.layout.listing import Listing, Place
from exchange.tables import Table

_BEFORE, _BELOW, _ROWS = 3, 4, 14  # rows above the headings, below them, in all
_COLUMNS = 12
_LONGEST = 40


def picture(table: Table, place: Place, listing: Listing) -> dict:
    """{"letters": [str], "rows": [{"number", "is_heading", "is_aside", "cells": [cell]}], "is_cut": bool}.

    A cell is {"text", "across", "down"}: how many columns and rows it is merged over.
    """
    top, bottom = heading_rows(Grid(table), place.row - 1, place.depth)
    first = max(top - _BEFORE, 0)
    last = min(len(table.rows), max(bottom + 1 + _BELOW, first + _ROWS))
    width = max([len(row) for row in table.rows[first:last]], default=0)
    shown = range(min(width, _COLUMNS))
    across, covered = _merged(table, range(first, last), shown)
    _spread_titles(table, range(first, top), shown, across, covered)
    aside = {row.number for row in listing.aside if row.worksheet == table.title}
    rows = [
        {
            "number": i + 1,
            "is_heading": top <= i <= bottom,
            "is_aside": i + 1 in aside,
            "cells": [_cell(table, i, j, across) for j in shown if (i, j) not in covered],
        }
        for i in range(first, last)
    ]
    return {
        "letters": [get_column_letter(j + 1) for j in shown],
        "rows": rows,
        "is_cut": width > _COLUMNS,
    }


def _merged(table: Table, rows: range, columns: range) -> tuple[dict, set]:
    """What each first cell covers of the rows and columns shown, and the cells that are covered."""
    spans, covered = {}, set()
    for merge in table.merges:
        inside = [i for i in rows if merge.first_row <= i <= merge.last_row]
        beside = [j for j in columns if merge.first_column <= j <= merge.last_column]
        cells = {(i, j) for i in inside for j in beside}
        if len(cells) > 1 and not cells & covered and (merge.first_row, merge.first_column) in cells:
            spans[merge.first_row, merge.first_column] = len(beside), len(inside)
            covered |= cells - {(merge.first_row, merge.first_column)}
    return spans, covered


def _spread_titles(table: Table, rows: range, columns: range, spans: dict, covered: set) -> None:
    """What stands alone in a row above the headings goes on over the empty cells beside it, as in Excel."""
    for i in rows:
        filled = [j for j in columns if j < len(table.rows[i]) and text_of(table.rows[i][j])]
        if len(filled) == 1 and not any((i, j) in covered for j in columns):
            beside = columns[columns.index(filled[0]) :]
            spans[i, filled[0]] = len(beside), 1
            covered |= {(i, j) for j in beside[1:]}


def _cell(table: Table, row: int, column: int, spans: dict) -> dict:
    values = table.rows[row]
    text = text_of(values[column]) if column < len(values) else ""
    across, down = spans.get((row, column), (1, 1))
    return {
        "text": text if len(text) <= (most := _LONGEST * across) else f"{text[: most - 1]}…",
        "across": across,
        "down": down,
    }
