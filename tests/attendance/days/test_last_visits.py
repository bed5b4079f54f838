"""How a cell's last visit is said."""

import datetime as dt

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from lib.periods import Month


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "lần gần nhất 11/2017"),
        ({"months": 0}, "lần gần nhất 11/2017"),
        ({"months": 7}, "lần gần nhất 11/2017 (7 tháng trước)"),
        # Of a month to come it is not "ago".
        ({"months": 7, "until": Month.parse("06/2018")}, "lần gần nhất 11/2017, tính đến 06/2018 là 7 tháng"),
    ],
)
def test_until_when_the_months_count(given, said):
    with translation.override("vi"):
        text = render_to_string("days/_last_visit.html", {"day": dt.date(2017, 11, 20)} | given)
    assert " ".join(text.split()) == said
