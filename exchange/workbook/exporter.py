"""Export to the data workbook: what an import needs to build the same data again."""

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
    extent = Extent(half_year, committee)
    written = _rows(extent)
    for sheet, listed in written.items():
        if len(listed) > MAX_ROWS:
            raise TooManyRows(
                _(
                    "“%(sheet)s” would have %(count)d rows, more than the %(most)d that an import reads. "
                    "Export one half-year or one committee."
                )
                % {"sheet": sheet, "count": len(listed), "most": MAX_ROWS}
            )
    write_workbook(written, target)
    return ExportResult({sheet: len(listed) for sheet, listed in written.items()}, extent.warnings)


def _rows(extent: Extent) -> dict[str, list[dict]]:
    leaders, cells = extent.leaders(), extent.cells()
    logged = [visit for visit in extent.visits if visit.outcome != Visit.Outcome.PENDING]
    return {
        COMMITTEES: list(sheet_rows.committee_rows(extent.committees(cells, leaders))),
        TYPES: list(sheet_rows.type_rows()),
        CELLS: [sheet_rows.cell_row(cell) for cell in cells],
        LEADERS: [sheet_rows.leader_row(leader) for leader in leaders],
        TRIPS: [sheet_rows.trip_row(trip) for trip in extent.trips(leaders)],
        PLANS: [sheet_rows.visit_row(visit, extent.visit_ids) for visit in extent.visits],
        RESULTS: [sheet_rows.result_row(visit) for visit in logged],
        MEETINGS: [sheet_rows.meeting_row(meeting) for meeting in extent.meetings],
        ANNOUNCED: [sheet_rows.announced_row(announced) for announced in extent.announced(cells)],
        RUBRICS: [sheet_rows.criterion_row(criterion) for criterion in sheet_rows.criteria()],
        BANDS: [sheet_rows.band_row(band) for band in sheet_rows.bands()],
        FINDINGS: [sheet_rows.finding_row(finding) for finding in by_code(Finding.objects.all())],
        SCORES: list(sheet_rows.score_rows(extent.evaluations)),
        MEETING_FINDINGS: list(sheet_rows.meeting_finding_rows(extent.evaluations)),
        TOTALS: [sheet_rows.total_row(one) for one in extent.evaluations if one.is_total_only],
        TARGETS: list(sheet_rows.target_rows(extent.targets)),
    }
