"""Tables of figures on their pages: sorted by any column, drawn under the right heading, had as files."""

import csv
import io

import pytest
from django.urls import reverse

from attendance.models import AbsenceReason
from reports.half_year.breakdowns import Dimension
from tests.pages import attribute, find_all, parse, text

pytestmark = pytest.mark.django_db

PAGES = [
    *(reverse("reports:breakdown", args=["2018-H1", dimension]) for dimension in Dimension.values),
    *(
        reverse(f"reports:{name}", args=["2018-H1"])
        for name in ("overview", "coverage", "quality", "trends", "summary")
    ),
]


def headings(table) -> list:
    """The links that sort; of two rows of headings the lower one, beside what reaches into it."""
    return [link for link in find_all(table, "a") if (attribute(link, "id") or "").startswith("sort-")]


def sorted_tables(page) -> dict:
    """By key: the tables whose headings sort them."""
    found = {}
    for table in find_all(page, "table"):
        if links := headings(table):
            found[attribute(links[0], "id").removeprefix("sort-").partition(".")[0]] = table
    return found


def widths(table) -> set[int]:
    """How many columns the rows below the headings have."""
    rows = [
        row for part in ("tbody", "tfoot") for body in find_all(table, part) for row in find_all(body, "tr")
    ]
    cells = ([cell for cell in row.children if not isinstance(cell, str)] for row in rows)
    return {sum(int(attribute(cell, "colspan") or 1) for cell in of_row) for of_row in cells}


def names(table) -> list[str]:
    return [text(cell) for cell in find_all(table, "th", scope="row")]


@pytest.fixture
def read(client, reader, busy):
    client.force_login(reader)
    return lambda address, **query: parse(client.get(address, query))


def test_every_heading_has_its_column(read):
    drawn = {}
    for address in PAGES:
        for key, table in sorted_tables(read(address)).items():
            drawn[address, key] = (len(headings(table)), widths(table))
    assert {page: (count, {count}) for page, (count, _widths) in drawn.items()} == drawn
    assert len(drawn) == 17


def test_page_and_file_have_one_order(read, client):
    address = reverse("reports:breakdown", args=["2018-H1", "leaders"])
    page = sorted_tables(read(address, sort="-leaders.attended_visits"))["leaders"]
    query = {"sort": "-leaders.attended_visits", "table": "leaders", "format": "csv"}
    content = b"".join(client.get(address, query).streaming_content).decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(content), delimiter=";")
    attended = [int(row[head.index("Lượt đã dự")]) for row in rows[:-1]]
    assert attended == sorted(attended, reverse=True)
    assert [text.startswith(row[0]) for text, row in zip(names(page), rows, strict=True)] == [True] * len(
        rows
    )
    assert rows[-1][0] == "Tổng cộng"


def test_the_heading_says_how_it_is_sorted_and_turns_it(read):
    address = reverse("reports:overview", args=["2018-H1"])
    page = read(address, sort="committees.rate", committee="TU")
    (head,) = find_all(page, "th", aria_sort="ascending")
    (link,) = find_all(head, "a")
    assert attribute(link, "href") == "?sort=-committees.rate&committee=TU"


def test_a_long_table_comes_by_parts_and_its_file_whole(read, client, monkeypatch):
    address = reverse("reports:summary", args=["2018-H1"])
    everybody = names(sorted_tables(read(address))["leaders"])
    monkeypatch.setattr("reports.summary.tables.PER_PART", 2)
    page = read(address, part="leaders.2", sort="-leaders.name")
    last_first = names(sorted_tables(read(address, sort="-leaders.name"))["leaders"])
    shown = names(sorted_tables(page)["leaders"])
    assert (len(shown), shown[-1]) == (3, everybody[-1])  # two leaders and the total
    assert not set(shown[:2]) & set(last_first[:2])
    links = [attribute(link, "href") for link in find_all(page, "a", rel="prev")]
    assert links == ["?part=leaders.1&sort=-leaders.name#leaders"]
    query = {"table": "leaders", "format": "csv", "part": "leaders.2"}
    content = b"".join(client.get(address, query).streaming_content).decode("utf-8-sig")
    _head, *rows = csv.reader(io.StringIO(content), delimiter=";")
    assert [text.startswith(row[0]) for text, row in zip(everybody, rows, strict=True)] == [True] * len(rows)


def test_reasons_are_named_as_wherever_they_are_read(read):
    page = read(reverse("reports:breakdown", args=["2018-H1", "reasons"]))
    named = [text(link) for link in headings(sorted_tables(page)["reasons"])]
    assert named[1:-1] == [str(reason) for reason in AbsenceReason.objects.all()]
