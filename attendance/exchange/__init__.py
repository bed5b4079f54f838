"""The data workbook (docs/formats.md): import, export, and writing one from lists of rows."""

from .importer import import_workbook
from .problems import ImportResult, Problem, SheetCounts, UnreadableWorkbook
from .writer import write_workbook

__all__ = [
    "ImportResult",
    "Problem",
    "SheetCounts",
    "UnreadableWorkbook",
    "import_workbook",
    "write_workbook",
]
