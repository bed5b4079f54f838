"""The table of cells that leaders rated low twice running."""

from decimal import Decimal

from django.utils.translation import gettext as _

from attendance.figures.low_ratings import LowCell
from lib.lists import FigureTable, ListColumn
from lib.tables import Kind

from .tables import FEW


def low_cells(cells: list[LowCell], sort: str) -> FigureTable:
    managing = ListColumn(_("Managing committee"), value="committee")
    columns = [
        ListColumn(_("Cell"), sort="cell", value="name", width=34, beside=(managing,)),
        ListColumn(_("Last rated meeting"), sort="date", value="last_rated_on", kind=Kind.DATE),
        ListColumn(_("By leaders"), value=_ratings, width=60, sorted_by=_last_total),
    ]
    return FigureTable("low_cells", _("Cells rated low twice running"), columns, cells, sort, per_part=FEW)


def _ratings(low: LowCell) -> str:
    return "; ".join(map(str, low.ratings))


def _last_total(low: LowCell) -> Decimal:
    return low.ratings[0].total
