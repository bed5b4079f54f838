"""The data workbook (docs/formats.md): import, export, and writing one from lists of rows."""

from .exporter import ExportResult, TooManyRows, export_workbook
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
    "export_workbook",
    "import_workbook",
    "write_workbook",
]
