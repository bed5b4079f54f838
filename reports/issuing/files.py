"""What a report is made of: figures, rows, text and files, of its composition or of a version of it."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import override

from lib.periods import Month, today, written_day
from reports.document import layouts, pdf, upload
from reports.document import word as document_word
from reports.document.letterheads import WORDS, letterhead_of, preset_of, words_in
from reports.half_year.exported import as_dict
from reports.models import IssuedFile, IssuedReport, LayoutPreset, Letterhead, Purpose, ReportVersion
from reports.models.layouts import MARGINS
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
    return as_dict(composition.report)


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


def letterhead_values(letterhead: Letterhead, day: dt.date) -> dict:
    """What a version keeps: the words, how they look, and the layout by which all of it is set."""
    preset = preset_of(letterhead, day)
    layout = layouts.of(preset)
    return {
        **words_in(letterhead, layout),
        **{name: getattr(letterhead, name) for name in ("font", "body_size", *MARGINS)},
        "layout": {
            "preset": preset and preset.pk,
            "is_chosen": letterhead.layout_preset is not None,
            "values": layouts.as_plain(layout),
        },
    }


def _day_of(composition: Composition) -> dt.date:
    """By which the layout of a text without a date is chosen: a correction keeps that of what it corrects."""
    draft = composition.draft
    if draft and draft.follows and draft.purpose == Purpose.CORRECTION:
        return draft.follows.issued_on
    return today()


def laid_out(composition: Composition) -> ReportVersion:
    """What the Word document would say now, as a version that is not saved."""
    with override("vi"):
        return ReportVersion(
            committee=composition.committee,
            half_year=composition.half_year,
            as_of=composition.as_of,
            letterhead=letterhead_values(letterhead_of(composition.committee), _day_of(composition)),
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
    _preset, layout = layout_of(version, report.issued_on if report else None)
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
        layout=layout,
        title=version.title,
        sections=[document_word.Section(heading, paragraphs) for heading, paragraphs in version.sections],
        annexes=[kept_tables.table(kept) for kept in version.annexes],
        seal=report.seal if report else "",
    )


def layout_of(version: ReportVersion, day: dt.date | None = None) -> tuple[int | None, layouts.Layout]:
    """The preset's key, and what the version kept of it; another one where a document of `day` follows that.

    One submitted before there were presets is set by 36-HD.
    """
    kept = version.letterhead.get("layout")
    preset, layout = None, layouts.Layout()
    if kept:
        preset, layout = kept["preset"], layouts.from_plain(kept["values"])
    if kept and day and not kept["is_chosen"]:
        by_date = LayoutPreset.objects.on(day)
        if by_date and by_date.pk != preset:
            preset, layout = by_date.pk, layouts.of(by_date)
    own = {name: version.letterhead.get(name) for name in MARGINS}
    return preset, replace(layout, **{name: value for name, value in own.items() if value is not None})


def numbered(version: ReportVersion, number: int, day: dt.date) -> dict:
    """What an issued report keeps of its layout: which one, and the number as it is written."""
    preset, layout = layout_of(version, day)
    is_there = preset and LayoutPreset.objects.filter(pk=preset).exists()
    return {"layout_preset_id": preset if is_there else None, "number_text": layout.number(number)}


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
