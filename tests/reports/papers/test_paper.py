"""How values are printed on papers."""

import datetime as dt
from decimal import Decimal

import pytest

from reports.papers.paper import written


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (None, ""),
        ("Chi bộ 3", "Chi bộ 3"),
        (1250, "1.250"),
        (Decimal("7.50"), "7,5"),
        (dt.date(2018, 3, 5), "05/03/2018"),
    ],
)
def test_written(value, printed):
    assert written(value) == printed
