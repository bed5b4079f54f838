"""Levels of a line as they are written down."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from meetings.levels import Stated, read, written


def test_one_a_line_in_any_order_and_with_any_sign_between():
    text = "\n4,5: Từ 75% đến dưới 90% | 75\n5 | Từ 90% trở lên | 90 %\n\n0 – Còn lại\n"
    levels = read(text)
    assert levels == [
        Stated(Decimal(5), "Từ 90% trở lên", Decimal(90)),
        Stated(Decimal("4.5"), "Từ 75% đến dưới 90%", Decimal(75)),
        Stated(Decimal(0), "Còn lại"),
    ]
    assert written(levels) == "5 | Từ 90% trở lên | 90\n4,5 | Từ 75% đến dưới 90% | 75\n0 | Còn lại"
    assert read(written(levels)) == levels


@pytest.mark.parametrize(
    "text",
    [
        "",
        "5 | Một mức",
        "5 | A\n5 | B",
        "0 | A",
        "5 | A\nnhiều | B",
        "5,3 | A\n1 | B",
        "5 | =A1\n1 | B",
        "5 |\n1 | B",
    ],
    ids=["none", "one", "the same points", "no points", "no number", "no half", "a formula", "no condition"],
)
def test_what_is_no_level(text):
    with pytest.raises(ValidationError):
        read(text)
