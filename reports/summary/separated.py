"""A table of the report as a CSV file that Excel on an office's machine opens by a double click.

* UTF-8 with a byte order mark: without it Excel takes Vietnamese letters for others.
* ";" between the fields. Where the decimal sign is a comma, as in Vietnam, Windows has ";" as its list
  separator, and Excel splits lines at that; with "," every row would stand in one column.
* Decimals with a comma and days as dd/mm/yyyy, so that Excel takes them for numbers and days.
* Text that Excel might run as a formula begins with an apostrophe.
"""

import csv
import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from django.utils import translation

from lib.periods import written_day
from lib.tables import Table, Value

CONTENT_TYPE = "text/csv; charset=utf-8"
BYTE_ORDER_MARK = "\ufeff"
RUN_BY_EXCEL = ("=", "+", "-", "@", "\t", "\r")


def lines(table: Table) -> Iterator[str]:
    """The file, line by line, in the language that is active when it is asked for."""
    return _in_language(translation.get_language(), table)


def _in_language(language: str, table: Table) -> Iterator[str]:
    writer = csv.writer(_Echo(), delimiter=";", lineterminator="\r\n")
    # A response streams when its request has been answered, and another language may be active by then.
    with translation.override(language):
        head = writer.writerow([field(str(column.label)) for column in table.columns])
        rows = iter(table.lines())
    yield BYTE_ORDER_MARK + head
    while True:
        with translation.override(language):
            line = next(rows, None)
            if line is None:
                return
            text = writer.writerow([field(value) for value in line.values])
        yield text


class _Echo:
    """A file that hands back what is written."""

    def write(self, text: str) -> str:
        return text


def field(value: Value) -> str:
    match value:
        case None:
            return ""
        case str():
            return f"'{value}" if value.startswith(RUN_BY_EXCEL) else value
        case Decimal():
            return f"{value:f}".replace(".", ",")
        case dt.date():
            return written_day(value)
        case _:
            return str(value)
