"""Which committees a list speaks of: their cells are chosen from first where it names one nobody knows."""

from collections.abc import Iterable, Sequence

from committees.models import Committee
from committees.scope import within
from exchange.workbook.ledger import batches
from exchange.workbook.terms import Terms
from meetings.models import Cell

from .namesakes import committees_below_a_root
from .references import Line, Surroundings

AT_MOST = 50  # more are no help


def spoken_of(lines: Sequence[Line], surroundings: Surroundings) -> list[str]:
    """Codes of committees: those that titles name, and those of the cells found. Two queries.

    The topmost committee has all cells: nothing is said where it is named.
    """
    texts = {
        text
        for line in lines
        for text in (*surroundings.group(line.record), *surroundings.around(line.record))
    }
    found: set[str] = set()
    if texts:
        known = committees_below_a_root()
        found = {code for text in texts for code in known.named(text) or known.likely(text)}
    for batch in batches(sorted({line.row["cell"] for line in lines if line.row["cell"]})):
        found |= set(Cell.objects.filter(code__in=batch).order_by().values_list("committee__code", flat=True))
    return sorted(found) if len(found) <= AT_MOST else []


def cells_near(codes: Iterable[str], terms: Terms) -> list[str]:
    """The codes of the cells below these committees."""
    paths = Committee.objects.filter(code__in=list(codes)).values_list("path", flat=True)
    cells = terms.seen(Cell.objects.filter(within(list(paths))))
    return list(cells.values_list("code", flat=True))
