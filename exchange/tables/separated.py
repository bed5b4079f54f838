"""Text files with one row a line (.csv, .txt)."""

import csv
import io
import re
from collections import Counter
from itertools import islice

from django.utils.translation import gettext as _

from exchange.workbook.problems import UnreadableWorkbook

from .facts import Facts, as_table
from .limits import MAX_COLUMNS, MAX_ROWS, Room, unreadable
from .table import Table

_SEPARATORS = ";,\t|"  # the first of equals
_LOOKED_AT = 100  # lines
_SAID = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)  # how Excel is told
_AS_TEXT = re.compile(r'="([^"]*)"')  # how people keep Excel from taking a code for a number
_END = "\N{END OF MEDIUM}"


def read(text: str, title: str) -> list[Table]:
    """All values are texts, as they stand there: codes keep their zeros."""
    if said := _SAID.match(text):
        separator, text = said[1], text[said.end() :]
    else:
        separator = _separator(text)
    room, rows = Room(), []
    is_whole = True
    try:
        for line in _rows(f"{text}\n{_END}", separator):
            row = [_value(value) for value in line]
            while row and row[-1] is None:
                row.pop()
            if len(row) > MAX_COLUMNS or (row and row != [_END] and len(rows) >= MAX_ROWS):
                room.take(title, len(rows) + 1, len(row))
            rows.append(row)
    except csv.Error as error:  # a field longer than any, in which a quotation mark has swallowed the rest
        if '"' not in text:
            raise unreadable() from error
        is_whole = False
    if not is_whole or rows.pop() != [_END]:
        raise UnreadableWorkbook(
            _("A quotation mark in this file is opened and never closed, so nobody knows where its rows end. "
              "Open it in Excel, see that all rows are there, and save it as .xlsx.")
        )  # fmt: skip
    table = as_table(title, rows, Facts())
    room.take(title, len(table.rows), max(map(len, table.rows), default=0))
    return [table]


def _rows(text: str, separator: str):
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)


def _value(text: str) -> str | None:
    if match := _AS_TEXT.fullmatch(text):
        text = match[1]
    return text or None


def _separator(text: str) -> str:
    """That which makes the most rows of one width, of more columns where that is even."""
    start = "".join(islice(io.StringIO(text, newline=""), _LOOKED_AT))
    best, most = _SEPARATORS[0], 0
    for separator in _SEPARATORS:
        try:
            widths = Counter(map(len, _rows(start, separator)))
        except csv.Error:
            continue
        weight = max(((width - 1) * count for width, count in widths.items()), default=0)
        if weight > most:
            best, most = separator, weight
    return best
