"""CSV for Excel on a Vietnamese Windows: letters, numbers and days arrive, and nothing is ever run."""

import csv
import datetime as dt
import io
from decimal import Decimal
from urllib.parse import quote

import pytest
from django.urls import reverse
from django.utils import translation

from attendance.figures.selection import Selection
from meetings.models import OrganizationType
from reports.half_year.report import HalfYearReport
from reports.summary import annexes
from reports.summary.separated import field
from tests.factories import CellFactory, LeaderFactory, VisitFactory
from tests.pages import attribute, find_all, parse

pytestmark = pytest.mark.django_db


def address(key, half_year="2018-H1"):
    return reverse("reports:table-csv", args=[half_year, key])


def read(response) -> list[list[str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


@pytest.fixture
def as_reader(client, reader):
    client.force_login(reader)
    return client


def test_as_excel_in_vietnam_reads_it(busy, as_reader):
    response = as_reader.get(address("groups"))
    content = b"".join(response.streaming_content)
    assert content.startswith("\ufeffNhóm lãnh đạo;".encode())
    assert content.count(b"\r\n") == 4
    assert "\r\nTổng cộng;6;8;4;50,0;2;1;1;1;12;7;" in content.decode()
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_it_has_a_vietnamese_name(busy, as_reader):
    response = as_reader.get(address("committees"), {"committee": "BTCTU"})
    name = quote("Báo cáo 6 tháng đầu năm 2018 - Ban Tổ chức - Theo cơ quan.csv")
    assert response.headers["Content-Disposition"] == f"attachment; filename*=utf-8''{name}"


@pytest.mark.parametrize("key", annexes.TABLES)
def test_every_table_line_by_line(key, busy, as_reader, reader):
    table = annexes.TABLES[key](HalfYearReport(Selection(busy.half_year), user=reader))
    with translation.override("vi"):
        expected = [[field(str(c.label)) for c in table.columns]]
        expected += [[field(value) for value in line.values] for line in table.lines()]
    assert read(as_reader.get(address(key))) == expected


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""),
        (0, "0"),
        (1234, "1234"),
        (Decimal("81.8"), "81,8"),
        (Decimal("-0.50"), "-0,50"),
        (dt.date(2018, 6, 29), "29/06/2018"),
        ("Chi bộ", "Chi bộ"),
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("a=b", "a=b"),
    ],
)
def test_fields(value, written):
    assert field(value) == written


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_nothing_is_run(start, province, as_reader):
    words = f'{start}HYPERLINK("x";"y")'
    kind = OrganizationType.objects.create(code="LHX", name=words)
    leader = LeaderFactory(committee=province, full_name=words, position=words)
    VisitFactory(leader=leader, cell=CellFactory(organization_type=kind, name=words), missed=True, note=words)
    ((_head), row) = read(as_reader.get(address("visits")))
    assert [row[n] for n in (3, 4, 5, 7, 14)] == [f"'{words}"] * 5


def test_separators_quotes_and_lines_inside_text_stay_there(province, as_reader):
    note = 'Vắng; "bão"\nđường ngập'
    VisitFactory(leader=LeaderFactory(committee=province), missed=True, note=note)
    _head, row = read(as_reader.get(address("visits")))
    assert row[-1] == note


def test_the_language_is_the_pages(busy, as_reader):
    as_reader.cookies["django_language"] = "en"
    head, *rows = read(as_reader.get(address("visits")))
    assert (head[0], head[8]) == ("No.", "Origin")
    assert {row[9] for row in rows} == {"Attended", "Missed", "Not logged yet", "Withdrawn"}


def test_filters_are_those_of_the_page(busy, as_reader):
    committees = read(as_reader.get(address("committees"), {"committee": "BTCTU"}))
    assert [tuple(row[:2]) for row in committees] == [
        ("Cấp ủy, cơ quan", "Nhóm lãnh đạo"),
        ("Ban Tổ chức", ""),
        ("Ban Tổ chức", "Lãnh đạo ban"),
        ("Ban Tổ chức", "Trưởng, phó phòng"),
        ("Tổng cộng", ""),
    ]
    assert read(as_reader.get(address("groups"), {"as_of": "29/06/2018"}))[-1][3] == "3"


def test_what_does_not_exist(busy, as_reader):
    assert as_reader.get(address("no-such")).status_code == 404
    assert as_reader.get(address("groups"), {"committee": "KHONG"}).status_code == 404
    assert as_reader.get(address("groups"), {"as_of": "31/02/2018"}).status_code == 404


def test_the_page_links_to_every_table_with_its_filters(busy, as_reader):
    page = parse(as_reader.get(reverse("reports:summary", args=["2018-H1"]), {"committee": "BTCTU"}))
    links = [attribute(link, "href") for link in find_all(page, "a")]
    sorted_on_the_page = ("groups", "committees", "types", "leaders")
    for key in annexes.TABLES:
        of_page = f"?committee=BTCTU&format=csv&table={key}"
        link = of_page if key in sorted_on_the_page else f"{address(key)}?committee=BTCTU"
        assert links.count(link) == 1, key


def test_a_long_list_is_streamed(busy, as_reader, django_assert_num_queries):
    response = as_reader.get(address("visits"))
    with django_assert_num_queries(3):
        assert len(read(response)) == 17
