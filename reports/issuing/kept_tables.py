"""Tables of the Word document as plain values, and as tables again: what was submitted is issued."""

import datetime as dt
from dataclasses import asdict
from decimal import Decimal

from django.utils.encoding import force_str

from lib.periods import Month
from lib.tables import Column, Kind, Line, Table, Value


def plain(table: Table) -> dict:
    """As JSON holds it, in the language of now."""
    return {
        "key": table.key,
        "title": force_str(table.title),
        "name": force_str(table.name),
        "notes": [force_str(note) for note in table.notes],
        "columns": [asdict(column) | {"label": force_str(column.label)} for column in table.columns],
        "lines": [
            {
                "values": [_plain(value) for value in line.values],
                "is_total": line.is_total,
                "level": line.level,
            }
            for line in table.lines()
        ],
    }


def table(kept: dict) -> Table:
    lines = [
        Line([_value(value) for value in line["values"]], line["is_total"], line["level"])
        for line in kept["lines"]
    ]
    return Table(
        key=kept["key"],
        title=kept["title"],
        columns=[Column(**column | {"kind": Kind(column["kind"])}) for column in kept["columns"]],
        lines=lambda: lines,
        notes=kept["notes"],
        name=kept["name"],
        size=lambda: len(lines),
    )


def _plain(value: Value) -> str | int | dict[str, str] | None:
    if value is None or type(value) in (str, int):
        return value  # most of them, and a document has twenty thousand
    if isinstance(value, dt.date):
        return {"day": value.isoformat()}
    if isinstance(value, Month):
        return {"month": value.ordinal}
    if isinstance(value, (Decimal, float)):
        return {"number": str(value)}
    return value if isinstance(value, int) else force_str(value)


def _value(kept: str | int | dict[str, str] | None) -> Value:
    if not isinstance(kept, dict):
        return kept
    if "day" in kept:
        return dt.date.fromisoformat(kept["day"])
    return Month(kept["month"]) if "month" in kept else Decimal(kept["number"])
