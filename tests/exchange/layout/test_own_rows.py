"""Lists under the format's own headings: whatever stands in them, every row is a record."""

import pytest

from exchange.layout.laying_out import lay_out
from exchange.layout.listing import Place
from exchange.tables import Table
from exchange.workbook.sheets import ANNOUNCED, COMMITTEES, SHEETS, TARGETS, TOTALS
from tests.exchange.demo.counting import TODAY, built


def laid_out(name: str, rows: list[list]):
    headings = [column.name for column in SHEETS[name].columns]
    return lay_out([Table(name, [headings, *rows])], Place(name, 1), SHEETS[name])


# The demo has none of the three.
@pytest.mark.parametrize("name", [n for n in SHEETS if n not in (ANNOUNCED, TARGETS, TOTALS)])
def test_the_demo_s(name):
    rows = [[row.get(column.name) for column in SHEETS[name].columns] for row in built(TODAY)[name]]
    listing = laid_out(name, rows)
    assert (len(listing.records), listing.aside) == (len(rows), [])


def test_words_that_may_be_headings_elsewhere():
    rows = [
        ["TU", "Tỉnh ủy", None, "Tỉnh ủy", None],
        ["XDH", "Đảng ủy xã Đông Hà", "Đảng ủy xã", "Đảng ủy xã", "TU"],
        ["BAN", "Ban", "Ban", "Ban", "TU"],
    ]
    listing = laid_out(COMMITTEES, rows)
    assert [record.number for record in listing.records] == [2, 3, 4]
