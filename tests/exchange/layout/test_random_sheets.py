"""Whatever an office's sheet looks like, its records are those of the clean list that it was made from."""

import datetime as dt
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.layout.columns import text_of
from exchange.layout.grid import is_filled
from exchange.layout.headings import guess
from exchange.layout.laying_out import find_place, lay_out
from exchange.layout.listing import Listing, Place
from exchange.tables import ErrorValue, Formula, Merge, read_tables
from exchange.workbook.sheets import CELLS, LEADERS, PLANS, SHEETS

from . import tables
from .matrices import matrix_plan
from .sheets import Sheet, office_sheet

_NAMES = {CELLS: "name", LEADERS: "full_name", PLANS: "leader"}


def laid_out(sheet: Sheet) -> Listing:
    kind = SHEETS[sheet.kind]
    return lay_out(sheet.tables, find_place(kind, sheet.tables), kind)


def facts(sheet: Sheet, listing: Listing) -> list[dict[str, str]]:
    """The records as the columns are guessed, with the lines of their groups."""
    columns = {"name" if key == _NAMES[sheet.kind] else key: names
               for key, names in guess(SHEETS[sheet.kind], listing.headings).items()}  # fmt: skip
    columns |= {h.key: [h.key] for h in listing.headings if h.key.startswith("@group")}
    positions = {h.key: h.position for h in listing.headings}
    found = []
    for record in listing.records:
        values = {
            key: " ".join(filter(None, (text_of(record.values[positions[name]]) for name in names)))
            for key, names in columns.items()
        }
        found.append(values)
    return found


@pytest.mark.parametrize("kind", [CELLS, LEADERS, PLANS])
@given(seed=st.integers(0, 10**9))
@settings(max_examples=2 * settings.default.max_examples)
def test_records_and_odd_rows_are_told_apart(kind, seed):
    sheet = office_sheet(Random(seed), kind)
    listing = laid_out(sheet)
    found = facts(sheet, listing)
    assert [
        {key: row.get(key, "") for key in clean} for row, clean in zip(found, sheet.records, strict=False)
    ] == (sheet.records)
    assert len(found) == len(sheet.records)
    assert {(row.worksheet, row.number): row.kind for row in listing.aside} == sheet.odd
    assert_nothing_is_lost(sheet, listing)


def assert_nothing_is_lost(sheet: Sheet, listing: Listing) -> None:
    rows = {(t.title, i) for t in sheet.tables for i, values in enumerate(t.rows, start=1) if any(values)}
    records = {(record.worksheet, record.number) for record in listing.records}
    aside = {(row.worksheet, row.number) for row in listing.aside}
    assert rows == records | aside | sheet.headings | sheet.titles


@given(seed=st.integers(0, 10**9))
@settings(max_examples=min(40, settings.default.max_examples))
def test_matrix_plans_become_a_record_for_each_visit(seed):
    sheet = matrix_plan(Random(seed))
    listing = laid_out(sheet)
    assert facts(sheet, listing) == sheet.records
    assert {(row.worksheet, row.number): row.kind for row in listing.aside} == sheet.odd
    assert_nothing_is_lost(sheet, listing)


@given(seed=st.integers(0, 10**9))
@settings(max_examples=3)
def test_a_sheet_saved_as_excel_is_the_same_list(seed):
    sheet = office_sheet(Random(seed))
    before = laid_out(sheet)
    for table, read in zip(sheet.tables, read_tables(sheet.saved()), strict=True):
        table.rows, table.merges = read.rows, read.merges
    after = laid_out(sheet)
    assert after.aside == before.aside
    assert [list(map(text_of, row.values)) for row in after.records] == [
        list(map(text_of, row.values)) for row in before.records
    ]


ANYTHING = st.sampled_from([
    None, None, None, 1, 2, 3, 0, -1, 1.5, True, "STT", "Họ và tên", "Chi bộ", "Tên chi bộ", "Tháng", "T1",
    "T2", "Đảng ủy", "x", "-", "I", "II", "A", "1.", "(1)", "Tổng cộng", "NGƯỜI LẬP", "Lê An", "Xã A", " ",
    "1. Xã B", "\u200b", "DANH SÁCH", Formula("=SUM(A1:A3)"), ErrorValue("#REF!"), dt.date(2026, 1, 1),
    dt.time(1), "y" * 99,
])  # fmt: skip
CORNER = st.tuples(st.integers(0, 9), st.integers(0, 6), st.integers(0, 2), st.integers(0, 3))


@given(
    rows=st.lists(st.lists(ANYTHING, max_size=7), min_size=1, max_size=10),
    corners=st.lists(CORNER, max_size=3),
    name=st.sampled_from(list(SHEETS)),
    row=st.integers(1, 10),
    is_matrix=st.sampled_from([None, True, False]),
)
@settings(max_examples=2 * settings.default.max_examples)
def test_of_whatever_stands_in_a_sheet_no_row_is_lost(rows, corners, name, row, is_matrix):
    merges = [Merge(top, left, top + down, left + right) for top, left, down, right in corners]
    one = tables.table(rows, title="KH")
    one.merges = merges
    listing = lay_out([one], Place("KH", row, 1, is_matrix), SHEETS[name])
    if row > len(rows):
        assert listing is None
        return
    assert [heading.position for heading in listing.headings] == list(range(len(listing.headings)))
    assert len({heading.key for heading in listing.headings}) == len(listing.headings)
    if not any("another list" in text or "side by side" in text for text in listing.remarks):
        filled = {i for i, values in enumerate(one.rows, 1) if i > row and any(map(is_filled, values))}
        known = {found.number for found in (*listing.records, *listing.aside)}
        assert filled == known
