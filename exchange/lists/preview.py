"""What an import would do, as its page shows it: rows made and changed, and what is wrong with which cells.

All of it is JSON: it is stored with the import until its user has decided.
"""

import hashlib
import json
from collections import defaultdict
from dataclasses import asdict

from django.db.models import ForeignKey
from openpyxl.utils import column_index_from_string, get_column_letter

from attendance.models import AbsenceReason
from exchange.workbook.book import CHANGED, CREATED, Book, Judged
from exchange.workbook.kinds import Choice, shown, word_key
from exchange.workbook.ledger import batches
from exchange.workbook.opening import opened
from exchange.workbook.problems import Problem
from exchange.workbook.sheets import COMMITTEES, PLANS, RESULTS, SHEETS, Column
from meetings.models import Meeting

from .mapping import Mapping
from .worksheets import COLUMNS_AT_MOST, texts_of

ROWS_SHOWN = 100  # of each sheet: made, changed, with problems
PROBLEMS_KEPT, WARNINGS_KEPT = 5000, 200

# Fields of the stored objects where they are called otherwise than the column.
_FIELDS = {
    PLANS: {"from_month": "carried_from_month"},
    RESULTS: {"date": "meeting"},
}


def look(book: Book) -> dict:
    """The rows that make something and those that change something, and a digest of all of them.

    Shape: {"digest": str, "counts": {sheet: {"created": int, …}}, "sheets": [{"name": str, "columns": [str],
    "created": [{"row": int, "values": [str]}], "changed": [{"row": int, "values": [str],
    "changes": [[column, old, new]]}]}]}.
    """
    former = _Former(book)
    by_sheet: dict[str, dict[str, list[Judged]]] = defaultdict(lambda: {CREATED: [], CHANGED: []})
    for judged in book.judged:
        if judged.outcome in (CREATED, CHANGED):
            by_sheet[judged.row.sheet][judged.outcome].append(judged)
    digest, sheets = hashlib.sha256(), []
    counts = {name: asdict(counted) for name, counted in book.counts().items()}
    digest.update(json.dumps(counts).encode())
    for name in SHEETS:
        if name not in by_sheet:
            continue
        columns = _columns(name, by_sheet[name])
        lines = {
            outcome: [_line(judged, columns, former) for judged in listed]
            for outcome, listed in by_sheet[name].items()
        }
        digest.update(json.dumps(lines).encode())
        sheets.append(
            {"name": name, "columns": [column.name for column in columns]}
            | {outcome: listed[:ROWS_SHOWN] for outcome, listed in lines.items()}
        )
    return {"digest": digest.hexdigest(), "counts": counts, "sheets": sheets}


def _columns(sheet: str, judged: dict[str, list[Judged]]) -> list[Column]:
    """Those that the rows have, in the file or from elsewhere (codes made, values for all rows)."""
    rows = [found[0].row for found in judged.values() if found]
    return [
        column
        for column in SHEETS[sheet].in_lists
        if any(row.has_column(column.key) or row[column.key] is not None for row in rows)
    ]


def _line(judged: Judged, columns: list[Column], former: "_Former") -> dict:
    row = judged.row
    line = {"row": row.number, "values": [_display(column, row[column.key]) for column in columns]}
    if judged.outcome == CHANGED:
        line["changes"] = [
            [column.name, old, _display(column, row[column.key])]
            for column in SHEETS[row.sheet].in_lists
            if (old := former.text(judged, column)) is not None
        ]
    return line


def _display(column: Column, value) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return "x"
    if isinstance(column.kind, Choice):
        return column.kind.word(value)
    return str(value) if isinstance(value, str) else shown(value)


class _Former:
    """What the columns of changed rows hold before the import."""

    def __init__(self, book: Book):
        self.book = book
        ids = defaultdict(set)
        for judged in book.judged:
            for instance in judged.objects if judged.outcome == CHANGED else ():
                for name, value in book.ledger.former(instance).items():
                    field = instance._meta.get_field(name)
                    if isinstance(field, ForeignKey) and value is not None:
                        ids[field.related_model].add(value)
        self._related = defaultdict(dict)
        for model, pks in ids.items():
            for batch in batches(sorted(pks)):
                self._related[model] |= model.objects.in_bulk(batch)

    def text(self, judged: Judged, column: Column) -> str | None:
        """As a cell of the column would show it; None where that does not change."""
        row = judged.row
        if row.sheet == COMMITTEES and column.key == "parent":
            old = self.book.tree.former_parent(row["code"])
            return (old or "") if row["parent"] and row["parent"] != old else None
        name = _FIELDS.get(row.sheet, {}).get(column.key, column.key)
        # Of a type's two objects only the guidance has a number.
        instance = next((instance for instance in judged.objects if hasattr(instance, name)), None)
        if instance is None:
            return None
        if instance.pk is None:
            return "" if row[column.key] is not None else None
        former = self.book.ledger.former(instance)
        return self._text(column, instance._meta.get_field(name), former[name]) if name in former else None

    def _text(self, column: Column, field, value) -> str:
        if isinstance(field, ForeignKey):
            related = self._related[field.related_model].get(value)
            if related is None:
                return ""
            if isinstance(related, Meeting):
                return shown(related.date)
            if isinstance(related, AbsenceReason):
                return related.label
            return getattr(related, "code", str(related)) if column.refers_to else str(related)
        if isinstance(column.kind, Choice) and value not in column.kind.words.values():
            # Such as the origin of a visit carried in, which no word of the list stands for.
            return str(dict(field.choices).get(value, value))
        return _display(column, value)


def tell(problems: list[Problem]) -> list[dict]:
    return [asdict(problem) | {"place": _place(problem)} for problem in problems]


def _place(problem: Problem) -> str:
    return f"{problem.sheet}!{problem.cell}" if problem.cell else problem.sheet


def as_they_stand(data: bytes, problems: list[Problem], mapping: Mapping | None) -> list[dict]:
    """The first rows with problems as the file has them, their bad cells marked.

    Shape: [{"sheet": str, "row": int, "cells": [{"heading": str, "text": str, "problems": [int]}]}];
    `problems` are positions in the list that was given.
    """
    # By sheet, row and column.
    wanted: dict = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for position, problem in enumerate(problems):
        letters = problem.cell.rstrip("0123456789")
        if letters:
            wanted[word_key(problem.sheet)][int(problem.cell[len(letters) :])][letters].append(position)
    found = []
    with opened(data) as book:
        for worksheet in book.worksheets:
            rows = wanted.get(word_key(worksheet.title))
            if rows:
                heading_row = mapping.row if mapping else 1
                numbers = sorted(number for number in rows if number != heading_row)[:ROWS_SHOWN]
                found += _rows(worksheet, heading_row, {number: rows[number] for number in numbers})
    return found


def _rows(worksheet, heading_row: int, wanted: dict[int, dict[str, list[int]]]) -> list[dict]:
    worksheet.reset_dimensions()
    found, headings = [], []
    last = max([heading_row, *wanted])
    lines = worksheet.iter_rows(max_row=last, max_col=COLUMNS_AT_MOST, values_only=True)
    for number, values in enumerate(lines, start=1):
        if number == heading_row:
            headings = texts_of(values)
        if number in wanted:
            bad = wanted[number]
            texts = texts_of(values)
            width = max([i for i, text in enumerate(headings, start=1) if text]
                        + [i for i, text in enumerate(texts, start=1) if text]
                        + [column_index_from_string(letters) for letters in bad])  # fmt: skip
            texts, names = ((part + [""] * width)[:width] for part in (texts, headings))
            cells = [
                {
                    "heading": names[i] or get_column_letter(i + 1),
                    "text": texts[i],
                    "problems": bad.get(get_column_letter(i + 1), []),
                }
                for i in range(width)
            ]
            found.append({"sheet": worksheet.title, "row": number, "cells": cells})
    return found
