"""Tables of figures in the order that the address asks for, and what a file has of each row."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import translation

from lib.lists import FigureTable, ListColumn, Listed, under, value_of
from lib.periods import Month
from lib.tables import Kind, Line


@dataclass(frozen=True)
class Row:
    name: str
    rate: Decimal | None
    is_part: bool = False


NAME = ListColumn("Name", sort="name", value="name")
RATE = ListColumn("Rate", sort="rate", value="rate", kind=Kind.DECIMAL)
BAN = Row("Ban Dân vận", Decimal("87.5"))
AN = Row("Ấn", Decimal("100.0"))
UNG = Row("Ứng", None)
DE = Row("Đề", Decimal("87.5"))
TOTAL = Row("Total", Decimal("90.0"))


def figures(sort: str, *rows: Row, **more) -> FigureTable:
    return FigureTable("table", "Figures", [NAME, RATE], rows or [BAN, AN, UNG, DE], sort, TOTAL, **more)


@pytest.mark.parametrize(
    ("sort", "rows"),
    [
        ("", [BAN, AN, UNG, DE]),
        ("table.name", [AN, BAN, DE, UNG]),
        ("-table.name", [UNG, DE, BAN, AN]),
        # Who has the same rate stays as it was, who has none comes last, either way.
        ("table.rate", [BAN, DE, AN, UNG]),
        ("-table.rate", [AN, BAN, DE, UNG]),
        ("other.rate", [BAN, AN, UNG, DE]),
        ("table.no-such", [BAN, AN, UNG, DE]),
        ("rate", [BAN, AN, UNG, DE]),
    ],
)
def test_the_order_of_the_address(sort, rows):
    assert figures(sort).rows == rows


def test_the_total_stays_last():
    assert figures("-table.rate").with_total == [AN, BAN, DE, UNG, TOTAL]


def test_lines_set_in_stay_below_theirs_sorted_alike():
    low, high = Row("low", Decimal(1), is_part=True), Row("high", Decimal(9), is_part=True)
    table = figures("-table.rate", BAN, low, high, AN, high, low, level=lambda row: int(row.is_part))
    assert table.rows == [AN, high, low, BAN, high, low]


def test_each_heading_asks_for_its_column():
    assert [head.sort for head in figures("").heads] == ["table.name", "table.rate"]


def test_what_says_the_order_may_differ_from_what_is_written():
    by_length = ListColumn("Name", sort="name", value="name", sorted_by=lambda row: len(row.name))
    table = FigureTable("table", "Figures", [by_length], [BAN, AN, DE, UNG], "table.name")
    assert table.rows == [AN, DE, UNG, BAN]


def test_the_file_has_the_rows_in_their_order_and_the_total():
    lines = list(figures("table.rate").listed().table().lines())
    assert lines == [
        Line(["Ban Dân vận", Decimal("87.5")]),
        Line(["Đề", Decimal("87.5")]),
        Line(["Ấn", Decimal("100.0")]),
        Line(["Ứng", None]),
        Line(["Total", Decimal("90.0")], is_total=True),
    ]


def test_a_file_has_what_a_page_shows_in_one_cell_in_columns_of_their_own():
    columns = [
        ListColumn("Name", value="name", beside=(RATE, ListColumn("on the page only"))),
        ListColumn("What to do", is_hidden=True),
    ]
    table = Listed("Rows", columns, lambda: [BAN]).table()
    assert [str(column.label) for column in table.columns] == ["Name", "Rate"]
    assert list(table.lines()) == [Line(["Ban Dân vận", Decimal("87.5")])]


def test_rows_of_values_are_read_by_what_the_values_are_called():
    leader = ListColumn("Leader", value="leader.full_name", of_values="leader__full_name")
    rows = [SimpleNamespace(leader__full_name="Nguyễn Văn An")]
    table = Listed("Rows", [leader], lambda: rows, has_values=True).table()
    assert list(table.lines()) == [Line(["Nguyễn Văn An"])]


@pytest.mark.parametrize(
    ("found", "value"),
    [
        (3, 3),
        (Decimal("1.5"), Decimal("1.5")),
        (dt.date(2018, 6, 29), dt.date(2018, 6, 29)),
        # Past midnight in the office.
        (dt.datetime(2018, 6, 29, 20, tzinfo=dt.UTC), dt.date(2018, 6, 30)),
        (Month.parse("03/2018"), Month.parse("03/2018")),
        (True, "Có"),
        ("", None),
        (None, None),
    ],
)
def test_days_and_numbers_stay_such_in_a_file(found, value):
    with translation.override("vi"):
        assert value_of(ListColumn("Any", value=lambda row: row), found) == value


def test_a_column_of_rows_that_carry_its_row():
    column = under("1", ListColumn("Name", value="name", beside=(ListColumn("Upper", value="name.upper"),)))
    assert [value_of(c, ("x", AN)) for c in column.in_file] == ["Ấn", "ẤN"]
    assert value_of(column, ("x", None)) is None


class TestParts:
    """A page shows a long table by parts; a file has all of it."""

    ROWS = (AN, BAN, DE, UNG)

    def test_so_many_rows_and_the_total(self):
        first = figures("", *self.ROWS, per_part=3)
        assert (first.rows, first.with_total) == ([AN, BAN, DE], [AN, BAN, DE, TOTAL])
        assert (first.page.has_next(), first.page.paginator.count) == (True, 4)

    @pytest.mark.parametrize(
        ("part", "rows"),
        [
            ("table.2", [UNG]),
            ("table.9", [UNG]),
            ("table.x", [AN, BAN, DE]),
            ("other.2", [AN, BAN, DE]),
            ("table", [AN, BAN, DE]),
        ],
    )
    def test_the_part_of_the_address(self, part, rows):
        assert figures("", *self.ROWS, per_part=3, part=part).rows == rows

    def test_sorted_as_a_whole(self):
        assert figures("-table.name", *self.ROWS, per_part=3).rows == [UNG, DE, BAN]

    def test_rows_set_in_come_with_theirs(self):
        part = Row("part", None, is_part=True)
        table = figures("", AN, part, part, DE, part, per_part=1, level=lambda row: int(row.is_part))
        assert (table.rows, table.page.paginator.num_pages) == ([AN, part, part], 2)

    def test_a_file_has_all_of_it(self):
        written = [line.values[0] for line in figures("", *self.ROWS, per_part=3).listed().table().lines()]
        assert written == [row.name for row in (*self.ROWS, TOTAL)]

    def test_nothing_is_one_part(self):
        table = FigureTable("table", "Figures", [NAME, RATE], [], per_part=3)
        assert (table.rows, table.page.has_other_pages()) == ([], False)
