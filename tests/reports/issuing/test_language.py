"""Whatever language the clerk's pages speak, what is issued is Vietnamese, to the last figure."""

import io

import openpyxl
import pytest
from django.db import transaction
from django.urls import reverse
from docx import Document

from lib import jobs
from reports.models import IssuedReport

pytestmark = pytest.mark.django_db


def issued(client, clerk, language, committee, half_year) -> dict:
    """All that a report keeps which is issued on pages in `language`; then it is as if it never was."""
    client.force_login(clerk)
    client.cookies["django_language"] = language
    with transaction.atomic():
        for step in ("submit", "issue"):
            address = reverse(f"reports:report-{step}", args=[committee.pk, half_year])
            form = client.get(address).context["form"]
            data = {name: form[name].value() or "" for name in form.fields}
            data |= {"number": "127", "issued_on": "29/06/2018", "signatory_name": "Lê An", "knowingly": "on"}
            client.post(address, data)
            jobs.work_off()
        kept = kept_of(IssuedReport.objects.get())
        transaction.set_rollback(True)
    return kept


def kept_of(report: IssuedReport) -> dict:
    files = {file.kind: bytes(file.content) for file in report.files.all()}
    return {
        "names": sorted(file.name for file in report.files.all()),
        "sections": report.sections,
        "rows": report.rows,
        "figures": report.figures,
        "gaps": report.gaps,
        "json": files["json"],
        "word": words_of(files["docx"]),
        "excel": cells_of(files["xlsx"]),
    }


def words_of(content: bytes) -> list[str]:
    document = Document(io.BytesIO(content))
    properties = document.core_properties
    return [
        *(paragraph.text for paragraph in document.paragraphs),
        *(cell.text for table in document.tables for row in table.rows for cell in row.cells),
        *(properties.title, properties.author, properties.subject, properties.comments),
    ]


def cells_of(content: bytes) -> dict[str, list]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {
        sheet.title: [(cell.value, cell.number_format) for row in sheet for cell in row]
        for sheet in book.worksheets
    }


def test_an_english_clerk_issues_what_a_vietnamese_one_would(busy, province, reader, client):
    english = issued(client, reader, "en", province, busy.half_year)
    vietnamese = issued(client, reader, "vi", province, busy.half_year)
    assert english == vietnamese
    said = " ".join(english["sections"][0][1])
    assert "66,7%" in said
    assert "66.7%" not in said
