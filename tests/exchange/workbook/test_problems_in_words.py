"""How a problem quotes what stands in its cell."""

import contextlib
import datetime as dt

import pytest
from django.utils import translation
from django.utils.formats import get_format

from exchange.workbook import import_workbook

from .workbooks import (
    edited,
    small,
)

pytestmark = pytest.mark.django_db
D = dt.date


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "message"),
    [
        ("Đánh giá", "F2", 60.5, "60,5 points are more than the maximum of 60: write at most 60"),
        ("Đánh giá", "F3", 40, "40 points are more than the maximum of 39,5: write at most 39,5"),
        ("Đánh giá", "F2", 7.25, "“7,25” is no whole number of steps of 0,5: round it, for example to 7"),
        ("Đánh giá", "F2", 1e300, "is out of range: write a number from 0 to 9999,5"),
        ("Chi bộ", "B2", True, "“TRUE” is not text"),
        ("Chi bộ", "B2", dt.timedelta(days=1, hours=2, minutes=3), "“26:03:00” is not text"),
        ("Chi bộ", "E2", 2.5, "“2,5” is not a whole number"),
    ],
)
def test_numbers_and_marks_are_shown_as_excel_shows_them(monkeypatch, sheet, cell, value, message):
    monkeypatch.setattr("lib.confined.calling.IS_CONFINED", False)  # another process knows no such mixture
    with formats_of("vi"):
        imported = import_workbook(edited(small(), {(sheet, cell): value}), by=None)
    line = str(imported.problems[0])
    assert message in line
    assert len(line) < 200


@contextlib.contextmanager
def formats_of(language):
    """The numbers of a language, with the words of the source language."""
    with translation.override(language):
        separator = get_format("DECIMAL_SEPARATOR")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("exchange.workbook.kinds.get_format", lambda name: separator)
        yield
