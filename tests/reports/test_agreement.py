"""Page, workbook, CSV and exported summary: the same figures, cell by cell."""

import contextlib
import csv
import datetime as dt
import io
import re
from decimal import Decimal
from urllib.parse import urlencode

import openpyxl
import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from docx import Document
from hypothesis import HealthCheck, given, settings

from attendance.figures.selection import Selection
from attendance.models import AbsenceReason
from lib.tables import Kind
from meetings.models import Finding
from reports.half_year.report import HalfYearReport
from reports.issuing import files
from reports.issuing.composition import Composition
from reports.summary import annexes, workbook
from tests.attendance.histories import days, histories, written
from tests.factories import UserFactory

from .readers import (
    SHEETS,
    evaluations_on_page,
    from_csv,
    from_page,
    from_summary,
    from_workbook,
    reasons_on_page,
    sheet,
    summary,
)

pytestmark = pytest.mark.django_db


def addresses(**filters):
    query = {name: value for name, value in filters.items() if value}
    return [(reverse(f"reports:{name}", args=["2018-H1"]), query) for name in ("summary", "summary-xlsx")]


def csv_addresses(**query):
    def address(key):
        return f"{reverse('reports:table-csv', args=['2018-H1', key])}?{urlencode(query)}"

    return address


def download(client, address, query) -> io.BytesIO:
    return io.BytesIO(client.get(address, query).getvalue())


@pytest.mark.parametrize("as_of", [None, "2018-06-29"])
@pytest.mark.parametrize("committee", [None, "BTCTU"])
def test_the_busy_half_year(committee, as_of, busy, reader, client, tmp_path):
    client.force_login(reader)
    page, file = addresses(committee=committee, as_of=as_of and "29/06/2018")
    options = ["--period", "2018-H1"]
    options += ["--committee", committee] if committee else []
    options += ["--as-of", as_of] if as_of else []
    written_by_command = tmp_path / "report.xlsx"
    call_command("summary", *options, "--format", "xlsx", "-o", str(written_by_command))

    exported = from_summary(summary(*options))
    assert len(exported["leaders"]) == (5 if committee else 7)
    assert from_page(client.get(*page)) == exported
    assert from_workbook(download(client, *file)) == exported
    assert from_workbook(written_by_command) == exported
    assert from_csv(client, csv_addresses(**page[1])) == exported


@settings(max_examples=min(8, settings.default.max_examples), suppress_health_check=[HealthCheck.too_slow])
@given(histories(), days())
def test_random_histories(history, as_of):
    with written(history):
        client = Client()
        client.force_login(UserFactory(is_superuser=True))
        page, file = addresses(as_of=as_of and f"{as_of:%d/%m/%Y}")
        exported = from_summary(
            summary("--period", "2018-H1", *(["--as-of", f"{as_of:%Y-%m-%d}"] if as_of else []))
        )
        assert from_page(client.get(*page)) == exported
        assert from_workbook(download(client, *file)) == exported
        assert from_csv(client, csv_addresses(**page[1])) == exported


def test_reasons(busy, reader, client):
    client.force_login(reader)
    page, file = addresses()
    counted = summary("--period", "2018-H1")["total"]["reasons"]
    expected = [(str(reason), counted[reason.code]) for reason in AbsenceReason.objects.all()]
    assert [count for _reason, count in expected] == [1, 1, 0, 1, 0]
    assert reasons_on_page(client.get(*page)) == expected
    *_committees, total = sheet(download(client, *file), "reasons")
    assert total == ("Tổng cộng", *(count for _reason, count in expected), 3)


def test_evaluations(busy, reader, client):
    client.force_login(reader)
    page, file = addresses()
    exported = summary("--period", "2018-H1")["evaluations"]
    texts = dict(Finding.objects.values_list("code", "text"))
    figures = [
        ("", exported["leader_scored"], exported["cell_scored"]),
        ("", exported["mean_leader_total"], exported["mean_cell_total"]),
        *((band, count, exported["cell_bands"][band]) for band, count in exported["bands"].items()),
    ]
    findings = [(texts[code], n) for kind in exported["findings"].values() for code, n in kind]
    assert [row[1:] for row in figures] == [(4, 1), (69.75, 95.0), (1, 1), (2, 0)]
    assert [n for _text, n in findings] == [3, 3, 2]

    shown, listed = evaluations_on_page(client.get(*page))
    assert [row[1:] for row in shown] == [row[1:] for row in figures]
    assert listed == findings
    book = download(client, *file)
    assert sheet(book, "evaluations") == [
        (name[0], *row[1:]) for name, row in zip(shown, figures, strict=True)
    ]
    assert [row[1:] for row in sheet(book, "findings")] == findings


@pytest.mark.parametrize("as_of", [None, "29/06/2018"])
def test_every_sheet_is_its_csv_file(as_of, busy, period, reader, client):
    """The other tables stand on no page: value by value, what Excel holds is what CSV tells."""
    client.force_login(reader)
    _page, (address, query) = addresses(as_of=as_of)
    book = download(client, address, query)
    for key in SHEETS:
        response = client.get(csv_addresses(**query)(key))
        text = b"".join(response.streaming_content).decode("utf-8-sig")
        _head, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=";")
        kinds = [column.kind for column in annexes.TABLES[key](HalfYearReport(Selection(period))).columns]
        assert [list(map(as_csv, row, kinds)) for row in sheet(book, key)] == [
            list(map(as_csv, row, kinds)) for row in rows
        ], key


def as_csv(value, kind):
    """A cell's value in the least form that both kinds of file have."""
    if value is None or value == "—":
        return ""
    if kind == Kind.MONTH and isinstance(value, dt.datetime):
        return f"{value:%m/%Y}"
    if isinstance(value, dt.datetime):
        return f"{value:%d/%m/%Y}"
    text = str(value).removeprefix("'")
    with contextlib.suppress(ArithmeticError):
        return Decimal(text.replace(",", ".")).normalize()
    return text


@pytest.mark.parametrize("as_of", [None, "2018-06-29"])
def test_the_word_document_says_the_same(as_of, busy, commission):
    """Its annexes line by line as Excel has them, and its text by the figures of the summary."""
    options = ["--period", "2018-H1", "--committee", "BTCTU", *(["--as-of", as_of] if as_of else [])]
    target = io.BytesIO()
    day = as_of and dt.date.fromisoformat(as_of)
    composition = Composition(commission, busy.half_year, as_of=day)
    target.write(files.document(files.laid_out(composition)).content)
    word, counted = Document(target), summary(*options)

    sheets = openpyxl.load_workbook(workbook.write(composition.report))
    compared = 0
    tables = annexes.for_document(composition.report)
    # The letterhead and the signature block are tables, too; the annexes come last.
    for table, in_word in zip(tables, word.tables[-len(tables) :], strict=True):
        rows = [[cell.text.strip() for cell in row.cells] for row in in_word.rows][1:]
        if rows == [["Không có."] * len(table.columns)]:
            rows = []
        head, *in_excel = sheets[table.name].iter_rows(min_row=4, values_only=True)
        # Paper has fewer columns, and its notes hold what stands in several of Excel's.
        labels = [str(column.label) for column in table.columns]
        shared = [label for label in labels if label in head and label != "Ghi chú"]
        assert len(shared) > len(labels) / 2
        for printed, kept in zip(rows, in_excel, strict=False):
            for label in shared:
                value, text = kept[head.index(label)], printed[labels.index(label)]
                assert as_shown(value, label) == _plain(text), (table.key, label)
            compared += 1
    assert compared > 10

    words = " ".join(p.text for p in word.paragraphs)
    for group, who in (("leadership", "lãnh đạo Ban"), ("department", "trưởng, phó phòng")):
        tally = counted["groups"][group]
        assert (
            f"{tally['leaders_attended']:02} đồng chí {who} dự sinh hoạt tại "
            f"{tally['attended_cells']:02}/{tally['planned_cells']:02} chi bộ"
        ) in words


def as_shown(value, label: str) -> str:
    """A cell of Excel as Word prints it."""
    if value in (None, "", "—"):
        return ""
    if isinstance(value, dt.datetime):
        return f"{value:%m/%Y}" if label == "Tháng" else f"{value:%d/%m/%Y}"
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")
    return str(value).strip()


def _plain(text: str) -> str:
    """What Word prints, without the zeros that fill its decimals up."""
    if re.fullmatch(r"\d+,\d+", text):
        return text.rstrip("0").rstrip(",")
    return "" if text == "—" else text
