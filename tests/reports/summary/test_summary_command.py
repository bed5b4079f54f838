"""`manage.py summary`: what it writes, where to, and what it says when it cannot."""

import io
import json

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from attendance.figures.selection import Selection
from reports.half_year.exported import as_dict
from reports.half_year.report import HalfYearReport

pytestmark = pytest.mark.django_db


def test_json_is_the_report(busy, commission):
    out = io.StringIO()
    call_command("summary", "--period", "2018-H1", stdout=out)
    assert json.loads(out.getvalue()) == as_dict(HalfYearReport(Selection(busy.half_year)))
    # Vietnamese is written as such, for readers and for `grep`.
    assert "Ban Tổ chức Tỉnh ủy" in out.getvalue()
    assert out.getvalue().endswith("}\n")


def test_filters(busy):
    out = io.StringIO()
    call_command(
        "summary", "--period", "2018-H1", "--committee", "BTCTU", "--as-of", "29/06/2018", stdout=out
    )
    summary = json.loads(out.getvalue())
    assert (summary["committee"], summary["as_of"]) == ("BTCTU", "2018-06-29")
    assert (summary["total"]["attended_cells"], summary["total"]["planned_cells"]) == (2, 7)


def test_json_into_a_file(busy, tmp_path):
    out, target = io.StringIO(), tmp_path / "báo cáo.json"
    call_command("summary", "--period", "2018-H1", "-o", str(target), stdout=out)
    assert out.getvalue() == ""
    assert json.loads(target.read_text(encoding="utf-8"))["total"]["planned_cells"] == 8


def test_a_workbook_goes_through_a_pipe(busy, capsysbinary):
    call_command("summary", "--period", "2018-H1", "--format", "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(capsysbinary.readouterr().out))
    assert book.worksheets[0]["A1"].value == "Báo cáo 6 tháng đầu năm 2018"


def test_a_workbook_is_not_poured_onto_the_screen(db, monkeypatch):
    screen = io.StringIO()
    screen.isatty = lambda: True
    monkeypatch.setattr("sys.stdout", screen)
    with pytest.raises(CommandError, match="-o"):
        call_command("summary", "--period", "2018-H1", "--format", "xlsx")
    assert screen.getvalue() == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--period", "2018"], "“2018” is not a half-year. Write it as 2018-H1."),
        (["--period", "2018-H3"], "“2018-H3” is not a half-year. Write it as 2018-H1."),
        (
            ["--period", "2018-H1", "--committee", "KHONG"],
            "No committee has the code “KHONG”. Look it up in the catalogue.",
        ),
        (
            ["--period", "2018-H1", "--as-of", "31/02/2018"],
            "“31/02/2018” is not a day. Write it as 2018-06-29 or 29/06/2018.",
        ),
        (
            ["--period", "2018-H1", "-o", "/nowhere/report.json"],
            "Cannot write /nowhere/report.json: No such file or directory.",
        ),
    ],
    ids=["period", "half", "committee", "day", "file"],
)
def test_mistakes_are_named_with_what_to_write_instead(arguments, message):
    with translation.override("en"), pytest.raises(CommandError) as refusal:
        call_command("summary", *arguments)
    assert str(refusal.value) == message


def test_the_period_is_asked_for():
    with pytest.raises(CommandError, match="--period"):
        call_command("summary")


def test_an_unknown_format_is_refused():
    with pytest.raises(CommandError, match="--format"):
        call_command("summary", "--period", "2018-H1", "--format", "pdf")
