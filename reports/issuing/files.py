"""What a report is made of: figures, rows, text and files, of its composition or of a version of it."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import override

from lib.periods import Month, written_day
from reports.document import pdf, upload
from reports.document import word as document_word
from reports.document.letterheads import FIELDS, WORDS, letterhead_of
from reports.half_year import report as half_year_report
from reports.models import IssuedFile, IssuedReport, Letterhead, ReportVersion
from reports.summary import annexes as summary_annexes
from reports.summary import workbook

from . import kept_tables, prose
from .composition import Composition

# What an issued report takes over from the version that was submitted.
KEPT = ("purpose", "follows", "reason", "as_of", "figures", "rows", "sections", "gaps")


@dataclass(frozen=True)
class File:
    kind: str
    name: str
    content_type: str
    content: bytes

    def as_columns(self) -> dict:
        """As a kept file keeps them, with its size and checksum."""
        return {
            "kind": self.kind,
            "name": self.name,
            "content_type": self.content_type,
            "content": self.content,
            "size": len(self.content),
            "sha256": hashlib.sha256(self.content).hexdigest(),
        }


# --- of a composition ---


def figures(composition: Composition) -> dict:
    """The exported summary, as plain values."""
    return half_year_report.as_dict(composition.report)


def rows(composition: Composition) -> list[list]:
    """The visits behind the figures: the heading, then a list of values each."""
    with override("vi"):
        table = summary_annexes.visits(composition.report)
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


def counted_visits(composition: Composition) -> list[int]:
    """The keys of the visits whose results the report counts: those that were known by its day."""
    selection = composition.report.selection
    known = selection.apply(composition.report.visits).filter(~Q(selection.pending))
    return list(known.order_by("pk").values_list("pk", flat=True))


def sections(composition: Composition) -> list[list]:
    """[heading, [paragraph, …]] as printed."""
    found = [[heading, list(paragraphs)] for heading, paragraphs in composition.sections]
    return found or [[prose.HEADINGS[prose.RESULTS], []]]


def annexes(composition: Composition) -> list[dict]:
    """An addendum repeats none: its Excel file has them as they are now."""
    if composition.is_addendum:
        return []
    with override("vi"):
        return [kept_tables.plain(table) for table in summary_annexes.for_document(composition.report)]


def letterhead_values(letterhead: Letterhead) -> dict:
    return {name: getattr(letterhead, name) for name in FIELDS}


def laid_out(composition: Composition) -> ReportVersion:
    """What the Word document would say now, as a version that is not saved."""
    with override("vi"):
        return ReportVersion(
            committee=composition.committee,
            half_year=composition.half_year,
            as_of=composition.as_of,
            letterhead=letterhead_values(letterhead_of(composition.committee)),
            template=upload.current(),
            title=[composition.title],
            sections=sections(composition),
            annexes=annexes(composition),
        )


def workbook_file(composition: Composition) -> File:
    with override("vi"):
        book = workbook.write(composition.report).getvalue()
        name = workbook.file_name(composition.report)
    return File(IssuedFile.Kind.WORKBOOK, name, workbook.CONTENT_TYPE, book)


# --- of a version ---


def document(version: ReportVersion, report: IssuedReport | None = None) -> File:
    """The Word document, without number and date, or as `report` is issued.

    Raises TemplateProblem where the template is of no use.
    """
    with override("vi"):
        template = bytes(version.template.content) if version.template else None
        written = document_word.write(_content(version, report), template)
        name = _numbered(_name(version, "docx"), report)
    return File(IssuedFile.Kind.DOCUMENT, name, document_word.CONTENT_TYPE, written.getvalue())


def _content(version: ReportVersion, report: IssuedReport | None) -> document_word.Content:
    looks: Mapping = version.letterhead
    words = {name: getattr(report, name) for name in WORDS} if report else looks
    return document_word.Content(
        superior_body=words["superior_body"],
        issuing_body=words["issuing_body"],
        number=report.number if report else None,
        symbol=words["symbol"],
        place=words["place"],
        issued_on=report.issued_on if report else None,
        signatory_title=words["signatory_title"].splitlines(),
        signatory_name=words["signatory_name"],
        recipients=words["recipients"].splitlines(),
        font=looks["font"],
        body_size=looks["body_size"],
        margins=document_word.Margins(
            looks["margin_top"], looks["margin_bottom"], looks["margin_left"], looks["margin_right"]
        ),
        title=version.title,
        sections=[document_word.Section(heading, paragraphs) for heading, paragraphs in version.sections],
        annexes=[kept_tables.table(kept) for kept in version.annexes],
    )


def summary(version: ReportVersion) -> File:
    data = json.dumps(version.figures, ensure_ascii=False, indent=1).encode()
    return File(IssuedFile.Kind.SUMMARY, _name(version, "json"), "application/json", data)


def issued(version: ReportVersion, report: IssuedReport) -> list[File]:
    """All that is issued: the Word document with number and date, and the version's annexes and figures."""
    annexed = version.files.filter(kind__in=[IssuedFile.Kind.WORKBOOK, IssuedFile.Kind.SUMMARY])
    return [
        document(version, report),
        *[
            File(file.kind, _numbered(file.name, report), file.content_type, bytes(file.content))
            for file in annexed
        ],
    ]


def _name(of: Composition | ReportVersion, suffix: str) -> str:
    """Such as “Báo cáo 6 tháng đầu năm 2018 - Ban Tổ chức.docx”."""
    parts = [f"Báo cáo {of.half_year.label}", of.committee.label]
    if of.as_of:
        parts.append(f"tính đến {of.as_of:%d-%m-%Y}")
    return f"{' - '.join(parts)[:180].rstrip()}.{suffix}".replace("/", "-")


def draft_name(composition: Composition, suffix: str) -> str:
    with override("vi"):
        return _name(composition, suffix)


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
