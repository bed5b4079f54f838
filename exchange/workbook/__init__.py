"""The data workbook (docs/formats.md): import, export, and writing one from lists of rows."""

from .exporter import ExportResult, TooManyRows, export_workbook
from .half_years import are_workbooks, export_half_years, import_half_years
from .importer import import_workbook
from .problems import ImportResult, Problem, SheetCounts, UnreadableWorkbook
from .writer import write_workbook

__all__ = [
    "ExportResult",
    "ImportResult",
    "Problem",
    "SheetCounts",
    "TooManyRows",
    "UnreadableWorkbook",
    "are_workbooks",
    "export_half_years",
    "export_workbook",
    "import_half_years",
    "import_workbook",
    "write_workbook",
]
