"""What an issued report keeps: figures, rows, text and files, made from its composition."""

import datetime as dt
import json
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import override

from lib.periods import Month, written_day
from reports.document import pdf, upload
from reports.document import word as document_word
from reports.document.letterheads import letterhead_of
from reports.half_year import report as half_year_report
from reports.models import IssuedFile, IssuedReport, Letterhead
from reports.summary import annexes, workbook

from . import prose
from .composition import Composition


@dataclass(frozen=True)
class File:
    kind: str
    name: str
    content_type: str
    content: bytes


def figures(composition: Composition) -> dict:
    """The exported summary, as plain values."""
    return half_year_report.as_dict(composition.report)


def rows(composition: Composition) -> list[list]:
    """The visits behind the figures: the heading, then a list of values each."""
    with override("vi"):
        table = annexes.visits(composition.report)
        return [
            [str(column.label) for column in table.columns],
            *[[_plain(value) for value in line.values] for line in table.lines()],
        ]


def _plain(value):
    if isinstance(value, dt.date):
        return written_day(value)
    if isinstance(value, Month):
        return str(value)
    return float(value) if isinstance(value, Decimal) else value


def sections(composition: Composition, report: IssuedReport | None = None) -> list[list]:
    """[heading, [paragraph, …]] as printed: with what was open at issue, and what a replacement replaces."""
    found = [[heading, list(paragraphs)] for heading, paragraphs in composition.sections]
    found = found or [[prose.HEADINGS[prose.RESULTS], []]]
    if report and (still_open := prose.open_at_issue(report.gaps)):
        found[0][1].append(still_open)
    if report and report.replaces:
        old = report.replaces
        found[0][1].insert(
            0,
            f"Báo cáo này thay thế Báo cáo số {old.full_number} ngày {written_day(old.issued_on)}. "
            f"Lý do: {report.replacement_reason}",
        )
    return found


def content(composition: Composition, letterhead: Letterhead, report: IssuedReport | None = None):
    """What the Word document says: of a draft, or of `report` as it is being issued."""
    source = report or letterhead
    return document_word.Content(
        superior_body=source.superior_body,
        issuing_body=source.issuing_body,
        number=report.number if report else None,
        symbol=source.symbol,
        place=source.place,
        issued_on=report.issued_on if report else None,
        signatory_title=source.signatory_title.splitlines(),
        signatory_name=source.signatory_name,
        recipients=source.recipients.splitlines(),
        font=letterhead.font,
        body_size=letterhead.body_size,
        margins=document_word.Margins(
            letterhead.margin_top, letterhead.margin_bottom, letterhead.margin_left, letterhead.margin_right
        ),
        title=[composition.title],
        sections=[
            document_word.Section(heading, paragraphs)
            for heading, paragraphs in (report.sections if report else sections(composition))
        ],
        annexes=annexes.for_document(composition.report),
    )


def document_file(
    composition: Composition, letterhead: Letterhead, report: IssuedReport | None = None
) -> File:
    """The Word document of a draft, or of `report`. TemplateProblem where the template is of no use."""
    with override("vi"):
        said = content(composition, letterhead, report)
        written = document_word.write(said, upload.current_content())
        name = _numbered(document_word.file_name(composition.report), report)
    return File(IssuedFile.Kind.DOCUMENT, name, document_word.CONTENT_TYPE, written.getvalue())


def draft_name(composition: Composition, suffix: str) -> str:
    with override("vi"):
        return _numbered(document_word.file_name(composition.report), None).removesuffix(".docx") + suffix


def as_pdf(document: File, *, timeout: float = 60) -> File:
    """The same pages as a PDF. pdf.PdfProblem where there is none."""
    name = document.name.removesuffix(".docx") + ".pdf"
    return File("pdf", name, pdf.CONTENT_TYPE, pdf.convert(document.content, timeout=timeout))


def _numbered(name: str, report: IssuedReport | None) -> str:
    """Such as “127-BC-BTCTU Báo cáo 6 tháng đầu năm 2018 - Ban Tổ chức.docx”; as long as a name may be."""
    stem, dot, suffix = name.rpartition(".")
    if report:
        stem = f"{report.full_number.replace('/', '-')} {stem}"
    return f"{stem[:180].rstrip()}{dot}{suffix}"


def files(composition: Composition, report: IssuedReport) -> list[File]:
    """All that is issued: the Word document, the Excel annexes, and the figures as data."""
    with override("vi"):
        book = workbook.write(composition.report).getvalue()
        name = _numbered(workbook.file_name(composition.report), report)
        word = document_file(composition, letterhead_of(composition.committee), report)
    data = json.dumps(report.figures, ensure_ascii=False, indent=1).encode()
    return [
        word,
        File(IssuedFile.Kind.WORKBOOK, name, workbook.CONTENT_TYPE, book),
        File(IssuedFile.Kind.SUMMARY, name.removesuffix(".xlsx") + ".json", "application/json", data),
    ]
