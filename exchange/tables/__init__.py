"""Files of any kind, read as tables: worksheets as rows of values."""

from .archive import unpacked_size
from .reading import read_tables
from .table import ErrorValue, Formula, Merge, Table

__all__ = ["ErrorValue", "Formula", "Merge", "Table", "read_tables", "unpacked_size"]
