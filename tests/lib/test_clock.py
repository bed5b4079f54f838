"""What day it is, and how a day is written, is known in one place."""

import ast
import datetime as dt
from pathlib import Path

import pytest

from lib.periods import day_of, short_day, written_day, written_moment

ROOT = Path(__file__).parents[2]
APPS = ("attendance", "committees", "config", "exchange", "lib", "meetings", "office", "reports")
PERIODS = ROOT / "lib" / "periods.py"
# Of `datetime`, `date`, `timezone`, `time`; and the database's own.
READING = {"now", "today", "utcnow", "localdate", "localtime", "time", "fromtimestamp"}
OWNERS = {"dt", "datetime", "date", "timezone", "time"}
IMPORTED = {"Now", "localdate", "localtime"}


def _reads_clock(node: ast.AST) -> bool:
    match node:
        case ast.Attribute(value=ast.Name(id=owner) | ast.Attribute(attr=owner), attr=attr):
            return owner in OWNERS and attr in READING and (owner, attr) != ("dt", "time")
        case ast.ImportFrom(module=module, names=names) if module != "lib.periods":
            return any(name.name in IMPORTED for name in names)
    return False


def test_only_one_module_reads_the_clock():
    assert [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for app in APPS
        for path in sorted((ROOT / app).rglob("*.py"))
        if "migrations" not in path.parts and path != PERIODS
        for node in ast.walk(ast.parse(path.read_text()))
        if _reads_clock(node)
    ] == []


@pytest.mark.parametrize(
    ("source", "reads"),
    [
        ("dt.datetime.now()", True),
        ("timezone.now()", True),
        ("datetime.date.today()", True),
        ("from django.utils.timezone import localdate", True),
        ("from django.db.models.functions import Now", True),
        ("from lib.periods import now, today", False),
        ("HalfYear.current()", False),
        ("dt.time(8)", False),
    ],
)
def test_what_reads_the_clock(source, reads):
    assert any(_reads_clock(node) for node in ast.walk(ast.parse(source))) == reads


def test_days_and_moments_are_written_as_the_office_has_them():
    late = dt.datetime(2018, 6, 29, 17, 30, tzinfo=dt.UTC)

    assert written_day(day_of(late)) == "30/06/2018"
    assert short_day(day_of(late)) == "30/06"
    assert written_moment(late) == "00:30 30/06/2018"
