"""The report's tables read back from its page, its workbook and its exported summary, in one form.

Each reader returns {table: [(label, figure, …), …]}: the figures of reports.half_year.COLUMNS, the rate
as a Decimal or None. A leader's label is followed by the committee.
"""

import csv
import io
import json
from decimal import ROUND_HALF_UP, Decimal

import openpyxl
from django.core.management import call_command

from committees.models import Committee, Leader, LeaderGroup
from reports.half_year.report import COLUMNS
from reports.summary import annexes
from tests.pages import find, find_all, parse, table, text

TABLES = ["groups", "committees", "types", "leaders"]  # sections of the page
SHEETS = {key: number for number, key in enumerate(annexes.TABLES)}
LABELS = {"leaders": 2, "committees": 2}  # columns before the figures; one elsewhere
HEADER = 4  # the row of a sheet with the names of its columns
NAMES = [column.name for column in COLUMNS]


def from_page(response) -> dict[str, list[tuple]]:
    page = parse(response)
    tables = {}
    for name in TABLES:
        _head, *rows = table(find(page, "section", id=name))
        tables[name] = [(label, *map(_number, figures)) for label, *figures in rows]
    return tables


def reasons_on_page(response) -> list[tuple[str, int]]:
    _head, *rows = table(find(parse(response), "section", id="reasons"))
    return [(label, int(count)) for label, count in rows]


def evaluations_on_page(response) -> tuple[list[tuple], list[tuple[str, int]]]:
    """(label, by leaders, by cells) of the table; (finding, count) of the lists below it."""
    section = find(parse(response), "section", id="evaluations")
    _head, *rows = table(section)
    items = [[text(span) for span in find_all(item, "span")] for item in find_all(section, "li")]
    findings = [spans for spans in items if spans]  # its files are items too
    return [(label, *map(_number, values)) for label, *values in rows], [(t, int(n)) for t, n in findings]


def _number(shown: str) -> Decimal | None:
    return None if shown == "—" else Decimal(shown.replace(",", "."))


def from_workbook(file) -> dict[str, list[tuple]]:
    book = openpyxl.load_workbook(file)
    tables = {}
    for name in TABLES:
        tables[name] = []
        labels = LABELS.get(name, 1)
        for row in book.worksheets[SHEETS[name]].iter_rows(min_row=HEADER + 1, values_only=True):
            # The figures end with the line of the total; notes and further tables follow.
            if not isinstance(row[labels], int):
                break
            label = _label(name, row[:labels])
            figures = row[labels : labels + len(NAMES)]
            tables[name].append((label, *(None if v == "—" else Decimal(str(v)) for v in figures)))
    return tables


def from_csv(client, address_of) -> dict[str, list[tuple]]:
    """Of the files at `address_of(key)`."""
    tables = {}
    for name in TABLES:
        text = b"".join(client.get(address_of(name)).streaming_content).decode("utf-8-sig")
        _head, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=";")
        labels = LABELS.get(name, 1)
        tables[name] = [
            (_label(name, row[:labels]), *(_number(value or "—") for value in row[labels:])) for row in rows
        ]
    return tables


def _label(name: str, labels: list) -> str:
    """A group's row names its committee in a file; on the page it stands below it."""
    told = [label for label in labels if label]
    return " ".join(" ".join(told[-1:] if name == "committees" else told).split())


def sheet(file, key: str) -> list[tuple]:
    """The rows of a table's sheet, without its heading and the notes below."""
    found = openpyxl.load_workbook(file).worksheets[SHEETS[key]]
    merged = {area.min_row for area in found.merged_cells.ranges}
    return [
        tuple(cell.value for cell in row)
        for row in found.iter_rows(min_row=HEADER + 1)
        if row[0].row not in merged
    ]


def summary(*arguments: str) -> dict:
    out = io.StringIO()
    call_command("summary", *arguments, stdout=out)
    return json.loads(out.getvalue())


def from_summary(exported: dict) -> dict[str, list[tuple]]:
    total = ("Tổng cộng", *_figures(exported["total"]))

    def groups(tallies):
        return [(LeaderGroup(code).label, *_figures(tally)) for code, tally in tallies.items()]

    committees = []
    for row in exported["committees"]:
        label = Committee.objects.get(code=row["code"]).label
        committees += [(label, *_figures(row["total"])), *groups(row["groups"])]
    types = [(row["name"], *_figures(row["total"])) for row in exported["organization_types"]]
    leaders = []
    for row in exported["leaders"]:
        committee = Leader.objects.get(code=row["code"]).committee.label
        leaders.append((f"{row['name']} {committee}", *_figures(row["total"])))
    return {
        "groups": [*groups(exported["groups"]), total],
        "committees": [*committees, total],
        "types": [*types, total],
        "leaders": [*leaders, total],
    }


def _figures(tally: dict) -> list[Decimal | None]:
    planned = tally["planned_cells"]
    rate = None
    if planned:
        rate = (Decimal(100) * tally["attended_cells"] / planned).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return [rate if name == "rate" else Decimal(tally[name]) for name in NAMES]
