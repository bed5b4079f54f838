"""A stored preview as its page draws it: its lines page by page, names beside codes, problems beside rows."""

from collections import Counter
from math import ceil

from django.utils.translation import gettext as _

from attendance.models import Plan
from committees.models import Committee
from exchange.layout.listing import EVERY_SHEET, Odd
from exchange.models import Import
from exchange.workbook.sheets import ANNOUNCED, CELLS, COMMITTEES, LEADERS, PLANS, RESULTS, SHEETS
from exchange.workbook.stages import JUDGING, READING, STAGES
from lib.dates import day_written
from lib.periods import Month, today

from .preview import ROWS_SHOWN, in_words, rows_aside

OUTCOMES = ("changed", "created")
_CALLED = {
    CELLS: ("code", "name", "committee"),
    LEADERS: ("code", "full_name", "committee"),
    PLANS: ("leader", "cell", "month"),
    RESULTS: ("leader", "cell", "month"),
}
_ABOVE_BUTTON = 10  # rows set aside that are shown without a click


def page_of(preview: dict, number: str) -> dict:
    """The preview with its lines of one page, from 1; of `number` that names none, the nearest one."""
    sheets = preview.get("sheets", [])
    last = max([_pages(sheet[outcome]) for sheet in sheets for outcome in OUTCOMES], default=1)
    page = min(max(int(number), 1), last) if number.isascii() and number.isdigit() else 1
    return preview | {
        "sheets": [_sheet(sheet, preview, page) for sheet in sheets],
        "page": page,
        "pages": list(range(1, last + 1)),
        "aside": [row | {"label": Odd(row["kind"]).label} for row in preview.get("aside", [])],
        "aside_kinds": "; ".join(
            f"{Odd(kind).label}: {count}" for kind, count in preview.get("aside_kinds", {}).items()
        ),
        "aside_count": sum(preview.get("aside_kinds", {}).values()),
        "aside_is_open": len(preview.get("aside", [])) <= _ABOVE_BUTTON,
    }


def _pages(lines: list) -> int:
    return max(ceil(len(lines) / ROWS_SHOWN), 1)


def _sheet(sheet: dict, preview: dict, page: int) -> dict:
    """Its sections, each with how many rows it has in all and which of them are shown."""
    columns = {column.name: column for column in SHEETS[sheet["name"]].in_lists}

    def told(name: str, *values: str) -> list[str]:
        """What the column is called, and each value in words, with what it stands for where it is a code."""
        column = columns[name]
        names = preview.get("names", {}).get(column.refers_to, {})
        return [column.called, *(said for v in values for said in (in_words(column, v), names.get(v, "")))]

    first = (page - 1) * ROWS_SHOWN
    rows = Counter(line["row"] for outcome in OUTCOMES for line in sheet[outcome])
    called = _called(sheet)
    sections = {}
    for outcome in OUTCOMES:
        total, kept = preview["counts"][sheet["name"]][outcome], sheet[outcome]
        lines = [
            _line(line, sheet["columns"], told, called) | {"shares_row": rows[line["row"]] > 1}
            for line in kept[first : first + ROWS_SHOWN]
        ]
        sections[outcome] = {
            "lines": lines,
            "total": total,
            "first": first + 1,
            "last": first + len(lines),
            "is_whole": len(lines) == total,
            "noted": sheet.get("noted", {}).get(outcome, 0),
            "never_shown": total - len(kept),
        }
    headings = {name: columns[name].called for name in sheet["columns"]}
    called = [headings[name] for name in called]
    return sheet | sections | {"called": called, "columns": list(headings.values())}


def _called(sheet: dict) -> list[str]:
    """The columns by which a row that changes is known."""
    keys = _CALLED.get(sheet["name"])
    if keys is None:
        return sheet["columns"][:2]
    names = [SHEETS[sheet["name"]].column(key).name for key in keys]
    return [name for name in sheet["columns"] if name in names]


def _line(line: dict, columns: list[str], told, called: list[str]) -> dict:
    cells = {name: told(name, value) for name, value in zip(columns, line["values"], strict=True)}
    return line | {
        "cells": list(cells.values()),
        "called": [cell for name, cell in cells.items() if name in called],
        "changes": [told(name, old, new) for name, old, new in line.get("changes", [])],
    }


def understood(item: Import) -> list[dict]:
    """What the list does not say itself: {"column", "text", "meaning", "reason", "rows"}."""
    preview, sheet = item.preview or {}, SHEETS.get(item.sheet or "")
    if sheet is None:
        return []
    found = []
    for key, meanings in preview.get("meanings", {}).items():
        labels = preview.get("labels", {}).get(key, {})
        remembered = preview.get("remembered", {}).get(key, ())
        for text, code in meanings.items():
            reason = _("remembered from an earlier file") if text in remembered else _("said by you")
            found.append((key, text, labels.get(code, code), reason, 1))
    for guess in preview.get("guesses", ()):
        found.append((guess["column"], guess["text"], guess["label"], guess["reason"], guess["rows"]))
    return [
        {"column": sheet.column(key).called, "text": text, "meaning": meaning, "reason": reason, "rows": rows}
        for key, text, meaning, reason, rows in found
    ]


def without_short_names(preview: dict) -> list[str]:
    """The names of new committees that have no short name, by which documents would call them."""
    found = []
    for sheet in preview.get("sheets", []):
        if sheet["name"] == COMMITTEES:
            for line in sheet["created"]:
                values = dict(zip(sheet["columns"], line["values"], strict=True))
                if not values.get(SHEETS[COMMITTEES].column("short_name").name):
                    found.append(values[SHEETS[COMMITTEES].column("name").name])
    return found


def problem_tables(preview: dict) -> list[dict]:
    """The rows with problems of each sheet, with the problems themselves in place of their numbers."""
    tables: dict[str, dict] = {}
    aside = rows_aside(preview)  # a line above a group may say something wrong, too
    for row in preview.get("rows", []):
        headings = [cell["heading"] for cell in row["cells"]]
        table = tables.setdefault(row["sheet"], {"sheet": row["sheet"], "headings": headings, "lines": []})
        table["headings"] = max(table["headings"], headings, key=len)
        cells = [
            cell | {"problems": [preview["problems"][n] for n in cell["problems"]]} for cell in row["cells"]
        ]
        problems = [problem for cell in cells for problem in cell["problems"]]
        table["lines"].append(
            {
                "sheet": row["sheet"],
                "row": row["row"],
                "is_record": (row["sheet"], row["row"]) not in aside,
                "cells": cells,
                "problems": problems,
            }
        )
    return list(tables.values())


def worksheet_of(item: Import) -> str:
    """The sheet that the list stands on; "" for a whole workbook and for a list on several."""
    worksheet = (item.mapping or {}).get("worksheet", "")
    return "" if worksheet == EVERY_SHEET else worksheet


def afterwards(item: Import) -> dict:
    """What is left to do once it is saved: in a new office the next step, of committees their short names."""
    if item.state != Import.State.DONE:
        return {}
    nameless = Committee.objects.filter(short_name="", ended_on__isnull=True)
    return {
        "is_beginning": item.kind == Import.Kind.PLANS or not Plan.objects.exists(),
        "nameless_committees": nameless.count() if item.kind == Import.Kind.COMMITTEES else 0,
        "announced_month": _month_announced(item) if item.kind == Import.Kind.ANNOUNCED else None,
    }


def _month_announced(item: Import) -> Month:
    """That of the first row; the present one where nobody kept what was saved."""
    for sheet in (item.preview or {}).get("sheets", ()):
        position = sheet["columns"].index(SHEETS[ANNOUNCED].column("date").name)
        for line in [*sheet["created"], *sheet["changed"]]:
            return Month.of(day_written(line["values"][position]))
    return Month.of(today())


def progress_of(item: Import) -> dict:
    """{"stage", "percent"}, where the import is under way."""
    if not item.is_under_way:
        return {}
    stages = STAGES if item.state == Import.State.SAVING else STAGES[:-1]
    stage, done, total = item.job.stage or READING, item.job.done, item.job.total
    percent = int(100 * (stages.index(stage) + (done / total if total else 0)) / len(stages))
    words = {READING: _("The file is being read."), JUDGING: _("The rows are being checked.")}
    return {"percent": percent, "stage": words.get(stage, _("The rows are being saved."))}


def with_totals(item: Import) -> Import:
    item.totals = {
        name: sum(counts[name] for counts in (item.counts or {}).values())
        for name in ("created", "changed", "unchanged")
    }
    return item
