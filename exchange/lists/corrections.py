"""Cells of a list that its user puts right on the page, instead of in the file."""

from collections import defaultdict
from collections.abc import Sequence

from exchange.layout.columns import text_of
from exchange.tables.encodings import old_encoding
from exchange.workbook.problems import Problem
from exchange.workbook.reader import Row

from .asking import place_of
from .references import Cell, Line

WRONG_AT_MOST = 100  # cells that can be put right at a time


def told_of(row: Row, key: str, cell: Cell, new: str) -> dict:
    """A cell typed over: {"column", "place", "row", "text", "new"}; `text` is what the file has."""
    return {"column": key, "place": place_of(row, key), "row": row.number, "text": seen(cell), "new": new}


def wrong_cells(
    lines: Sequence[Line], problems: Sequence[Problem], asked: set[tuple[str, str]], unknown: dict[str, list]
) -> list[dict]:
    """The cells with a problem: {"column", "place", "row", "text", "what", "context"}.

    Without those `asked` about by (column, place) and the `unknown` texts, which are chosen for, and without
    texts in an old encoding, which are converted all at once.
    """
    whats = defaultdict(list)
    for problem in problems:
        whats[f"{problem.sheet}!{problem.cell}"].append(problem.what)
    found = {}
    for line in lines:
        if not line.row.bad:
            continue
        for key in sorted(line.row.bad & set(line.cells)):
            place, text = place_of(line.row, key), seen(line.cells[key])
            if (key, place) in asked or text in unknown.get(key, ()) or old_encoding(text):
                continue
            if place in whats:
                found.setdefault((key, place), _told(line, key, place, text, whats[place]))
        if len(found) >= WRONG_AT_MOST:
            break
    return list(found.values())[:WRONG_AT_MOST]


def _told(line: Line, key: str, place: str, text: str, whats: list[str]) -> dict:
    others = [seen(cell) for other, cell in line.cells.items() if other != key]
    return {
        "column": key,
        "place": place,
        "row": line.row.number,
        "text": text,
        "what": "; ".join(dict.fromkeys(whats)),
        "context": [other for other in dict.fromkeys(others) if other][:4],
    }


def seen(cell: Cell) -> str:
    return text_of(cell.value)
