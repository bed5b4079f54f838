"""What an import would do, as its page shows it: rows made and changed, and what is wrong with which cells.

All of it is JSON: it is stored with the import until its user has decided.
"""

import hashlib
import json
from collections import Counter, defaultdict
from dataclasses import asdict

from django.db.models import ForeignKey
from django.utils.translation import gettext as _
from openpyxl.utils import column_index_from_string, get_column_letter

from attendance.models import AbsenceReason
from exchange.layout.columns import text_of
from exchange.layout.listing import Aside, Heading, Odd
from exchange.layout.words import INDEX_KEYS
from exchange.tables import Table
from exchange.workbook.book import CHANGED, CREATED, Book, Judged
from exchange.workbook.columns import Column
from exchange.workbook.kinds import Choice, HalfYearKind, shown, word_key
from exchange.workbook.ledger import batches
from exchange.workbook.problems import Problem
from exchange.workbook.sheets import COMMITTEES, PLANS, RESULTS, SHEETS, TOTALS
from lib.periods import HalfYear
from meetings.models import Meeting

from .mapping import Mapping
from .namesakes import labels
from .naming import names
from .opening import tables_of
from .reading import Read

ROWS_SHOWN = 100  # on one page, of each sheet: made, changed, with problems
ROWS_KEPT, NOTED_KEPT = 2000, 5000  # of each sheet, to turn the pages of
PROBLEMS_KEPT, WARNINGS_KEPT = 5000, 200

Notes = dict[tuple[str, int], list[str]]  # by sheet of the file and row

# Fields of the stored objects where they are called otherwise than the column.
_FIELDS = {
    PLANS: {"from_month": "carried_from_month"},
    RESULTS: {"date": "meeting"},
    TOTALS: {"note": "remarks"},
}


def look(book: Book, noted: Notes | None = None) -> dict:
    """The rows that make something and those that change something, and a digest of all of them.

    Shape: {"digest": str, "counts": {sheet: {"created": int, …}}, "sheets": [{"name": str, "columns": [str],
    "created": [line], "changed": [line], "noted": {outcome: int}}], "names": {sheet: {code: str}}}; a line is
    {"sheet": str, "row": int, "values": [str]}, with "changes": [[column, old, new]] where it changes
    something and "notes": [str] where there is something to say of it. Of long lists those come first.
    """
    notes = warned(book.report.warnings, noted or {})
    former = _Former(book)
    by_sheet: dict[str, dict[str, list[Judged]]] = defaultdict(lambda: {CREATED: [], CHANGED: []})
    for judged in book.judged:
        if judged.outcome in (CREATED, CHANGED):
            by_sheet[judged.row.sheet][judged.outcome].append(judged)
    digest, sheets = hashlib.sha256(), []
    counts = {name: asdict(counted) for name, counted in book.counts().items()}
    digest.update(json.dumps([counts, book.terms.is_bounded]).encode())  # what plans become hangs on both
    for name in SHEETS:
        if name not in by_sheet:
            continue
        columns = _columns(name, by_sheet[name])
        lines = {
            outcome: [_line(judged, columns, former) for judged in listed]
            for outcome, listed in by_sheet[name].items()
        }
        digest.update(json.dumps(lines).encode())
        shown_lines = {outcome: kept(listed, notes) for outcome, listed in lines.items()}
        count = {outcome: sum("notes" in line for line in listed) for outcome, listed in lines.items()}
        sheets.append(
            {"name": name, "columns": [column.name for column in columns], "noted": count} | shown_lines
        )
    return {"digest": digest.hexdigest(), "counts": counts, "sheets": sheets, "names": names(book, sheets)}


def noted(found: Read) -> Notes:
    """What is to be said of rows that are records on somebody's word."""
    notes = defaultdict(list)
    for row in found.listing.brought_back:
        notes[row.worksheet, row.number].append(
            _("brought back by you: %(reason)s") % {"reason": Odd(row.kind).label}
        )
    return notes


def set_aside(rows: list[Aside]) -> dict:
    """The rows of a list that are no records of it, and how many there are of each kind."""
    kinds = Counter(row.kind for row in rows)
    return {
        "aside": [row._asdict() for row in rows[:NOTED_KEPT]],
        "aside_kinds": {kind: kinds[kind] for kind in Odd if kind in kinds},
    }


def warned(warnings: list[Problem], noted: Notes) -> Notes:
    """What is to be said of single rows: warnings, and what is said already."""
    notes = defaultdict(list, {place: list(texts) for place, texts in noted.items()})
    for warning in warnings:
        if number := _row_of(warning):
            notes[warning.sheet, number].append(f"{warning.what}: {warning.cure}")
    return notes


def kept(lines: list[dict], notes: Notes) -> list[dict]:
    """All lines that have notes, and as many of the others as people look through."""
    for line in lines:
        if texts := notes.get((line["sheet"], line["row"])):
            line["notes"] = list(dict.fromkeys(texts))
    if len(lines) <= ROWS_SHOWN:
        return lines
    others = [line for line in lines if "notes" not in line]
    return [line for line in lines if "notes" in line][:NOTED_KEPT] + others[:ROWS_KEPT]


def _columns(sheet: str, judged: dict[str, list[Judged]]) -> list[Column]:
    """Those that the rows have, in the file or from elsewhere (codes made, values for all rows); without the
    names beside codes, with which pages show them anyway.
    """
    rows = [found[0].row for found in judged.values() if found]
    names = {f"{column.key}_name" for column in SHEETS[sheet].columns if column.refers_to}
    return [
        column
        for column in SHEETS[sheet].in_lists
        if column.key not in names
        and any(row.has_column(column.key) or row[column.key] is not None for row in rows)
    ]


def _line(judged: Judged, columns: list[Column], former: "_Former") -> dict:
    row = judged.row
    line = {"sheet": row.title, "row": row.number}
    line["values"] = [_display(column, row[column.key]) for column in columns]
    if judged.outcome == CHANGED:
        line["changes"] = [
            [column.name, old, _display(column, row[column.key])]
            for column in SHEETS[row.sheet].in_lists
            if (old := former.text(judged, column)) is not None
        ]
    return line


def in_words(column: Column, value: str) -> str:
    """A value as people say it: of a half-year its name."""
    return HalfYear.parse(value).label if value and isinstance(column.kind, HalfYearKind) else value


def columns_meant(mapping: Mapping, headings: list[Heading]) -> list[list[str]]:
    """Pairs of what a column is called and where the list says it, or what holds for all rows."""
    texts = {heading.key: str(heading) for heading in headings}
    found = []
    for column in mapping.format.columns:
        among, value = mapping.columns.get(column.key), mapping.values.get(column.key, "")
        if among:
            found.append([column.called, " + ".join(filter(None, (texts.get(key, "") for key in among)))])
        elif value and not (column.key == "code" and mapping.makes_codes):
            named = labels(column.refers_to, [value]).get(value) if column.refers_to else None
            found.append([column.called, named or in_words(column, value)])
    return found


def columns_unread(mapping: Mapping, headings: list[Heading]) -> list[str]:
    """Of the list's own columns those that say nothing; but for the one that numbers its rows."""
    used = {name for among in mapping.columns.values() for name in among}
    left = [h for h in headings if h.letter and h.key not in used | INDEX_KEYS and f"@{h.letter}" not in used]
    return [str(heading) for heading in left if heading.text or heading.samples]


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


def rows_aside(preview: dict) -> set[tuple[str, int]]:
    """The rows of the file, by sheet and number, that are no records."""
    return {(row["worksheet"], row["number"]) for row in preview.get("aside", [])}


def rows_named(preview: dict) -> set[tuple[str, int]]:
    """The rows of the file, by sheet and number, that the preview shows in one place or another."""
    lines = [line for sheet in preview.get("sheets", []) for line in sheet["created"] + sheet["changed"]]
    return {(line["sheet"], line["row"]) for line in lines + preview.get("rows", [])} | rows_aside(preview)


def tell(problems: list[Problem]) -> list[dict]:
    return [asdict(problem) | {"place": _place(problem)} for problem in problems]


def tell_warnings(warnings: list[Problem], preview: dict) -> dict:
    """The first of the warnings; those that stand beside no line of the preview, and how many these are."""
    beside = {
        (line["sheet"], line["row"])
        for sheet in preview["sheets"]
        for line in sheet["created"] + sheet["changed"]
        if "notes" in line
    }
    elsewhere = [w for w in warnings if (w.sheet, _row_of(w)) not in beside]
    return {
        "warnings": tell(warnings[:WARNINGS_KEPT]),
        "elsewhere": tell(elsewhere[:WARNINGS_KEPT]),
        "elsewhere_count": len(elsewhere),
    }


def _row_of(problem: Problem) -> int:
    """0 for a whole sheet."""
    return int(problem.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") or 0)


def _place(problem: Problem) -> str:
    return f"{problem.sheet}!{problem.cell}" if problem.cell else problem.sheet


def as_they_stand(
    data: bytes, problems: list[Problem], mapping: Mapping | None, name: str = ""
) -> list[dict]:
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
    for table in tables_of(data, name, mapping) if wanted else ():
        rows = wanted.get(word_key(table.title))
        if rows:
            heading_row = mapping.row if mapping else 1
            numbers = sorted(number for number in rows if number != heading_row)[:ROWS_SHOWN]
            found += [_row(table, heading_row, number, rows[number]) for number in numbers]
    return found


def _row(table: Table, heading_row: int, number: int, bad: dict[str, list[int]]) -> dict:
    headings, texts = (
        [text_of(value) for value in table.rows[row - 1]] if row <= len(table.rows) else []
        for row in (heading_row, number)
    )
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
    return {"sheet": table.title, "row": number, "cells": cells}
