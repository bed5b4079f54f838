"""Values as python-calamine reads them, from a file that has been looked through before."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import python_calamine

from .limits import unreadable


@contextmanager
def opened(file) -> Iterator[python_calamine.CalamineWorkbook]:
    with python_calamine.load_workbook(str(file) if isinstance(file, Path) else file) as book:
        yield book


def rows_of(sheet: python_calamine.CalamineSheet) -> list[list]:
    """All rows from the first on; whole numbers as int, empty cells as None."""
    return [
        [_number(value) if value.__class__ is float else None if value == "" else value for value in row]
        for row in sheet.to_python(skip_empty_area=False)
    ]


def _number(value: float) -> int | float:
    if value.is_integer():
        return int(value)
    if not math.isfinite(value):
        raise unreadable()
    return value


def is_worksheet(metadata: python_calamine.SheetMetadata) -> bool:
    return metadata.typ == python_calamine.SheetTypeEnum.WorkSheet


def is_hidden(metadata: python_calamine.SheetMetadata) -> bool:
    return metadata.visible != python_calamine.SheetVisibleEnum.Visible
