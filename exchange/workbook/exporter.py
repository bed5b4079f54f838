"""Export to the data workbook: what an import needs to build the same data again."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from attendance.models import Visit
from committees.models import Committee
from lib.periods import HalfYear
from meetings.models import Finding

from . import sheet_rows
from .extent import Extent, by_code
from .reader import MAX_ROWS
from .sheets import (
    ANNOUNCED,
    BANDS,
    CELLS,
    COMMITTEES,
    FINDINGS,
    LEADERS,
    MEETING_FINDINGS,
    MEETINGS,
    PLANS,
    RESULTS,
    RUBRICS,
    SCORES,
    TARGETS,
    TOTALS,
    TRIPS,
    TYPES,
)
from .writer import write_workbook


class TooManyRows(Exception):
    """A sheet would have more rows than an import reads. str() says which, and what to do."""


@dataclass(frozen=True)
class ExportResult:
    """Rows written per sheet, and what was left out."""

    counts: dict[str, int]
    warnings: list[str]


def export_workbook(
    target, *, half_year: HalfYear | None = None, committee: Committee | None = None
) -> ExportResult:
    """Write the data to `target`, a path or a binary file object.

    `half_year` narrows plans, results, meetings, evaluations and trips to one half-year. `committee`
    narrows to the plans of its subtree and all that they refer to. With either, the missed visits
    that the exported ones came from go along, and the visits that theirs were moved to: figures of
    what was asked for are the same on the other side. Plans count once approved; others are left
    out. Raises TooManyRows.
    """
    extent, counts = Extent(half_year, committee), Counter()
    written = {sheet: _counted(sheet, rows, counts) for sheet, rows in _rows(extent).items()}
    write_workbook(written, target)
    return ExportResult({sheet: counts[sheet] for sheet in written}, extent.warnings)


def _counted(sheet: str, rows: Iterable[dict], counts: Counter[str]) -> Iterator[dict]:
    """The rows, as they are written; refused where there are more than an import reads."""
    for row in rows:
        counts[sheet] += 1
        if counts[sheet] <= MAX_ROWS:
            yield row
    if counts[sheet] > MAX_ROWS:
        raise TooManyRows(
            _(
                "“%(sheet)s” would have %(count)d rows, more than the %(most)d that an import reads. "
                "Export one half-year or one committee, or all half-years into a file that ends in .zip."
            )
            % {"sheet": sheet, "count": counts[sheet], "most": MAX_ROWS}
        )


def _rows(extent: Extent) -> dict[str, Iterable[dict]]:
    """Of each sheet, made while they are written: no two sheets' rows are in memory at a time."""
    leaders, cells = extent.leaders(), extent.cells()
    logged = (visit for visit in extent.visits if visit.outcome != Visit.Outcome.PENDING)
    totals = (one for one in extent.evaluations if one.is_total_only)
    return {
        COMMITTEES: sheet_rows.committee_rows(extent.committees(cells, leaders)),
        TYPES: sheet_rows.type_rows(),
        CELLS: map(sheet_rows.cell_row, cells),
        LEADERS: map(sheet_rows.leader_row, leaders),
        TRIPS: map(sheet_rows.trip_row, extent.trips(leaders)),
        PLANS: (sheet_rows.visit_row(visit, extent.visit_ids) for visit in extent.visits),
        RESULTS: map(sheet_rows.result_row, logged),
        MEETINGS: map(sheet_rows.meeting_row, extent.meetings),
        ANNOUNCED: map(sheet_rows.announced_row, extent.announced(cells)),
        RUBRICS: map(sheet_rows.criterion_row, sheet_rows.criteria()),
        BANDS: map(sheet_rows.band_row, sheet_rows.bands()),
        FINDINGS: map(sheet_rows.finding_row, by_code(Finding.objects.all())),
        SCORES: sheet_rows.score_rows(extent.evaluations),
        MEETING_FINDINGS: sheet_rows.meeting_finding_rows(extent.evaluations),
        TOTALS: map(sheet_rows.total_row, totals),
        TARGETS: sheet_rows.target_rows(extent.targets),
    }
