"""The six-month report as a Word document: what it says, and how it is put together.

Laid out as a preset says (`layouts`). What stands around the text comes from a Word template that an
administrator may change (`word_template`, `rendering`); the annexes are tables of `annexes`, set after it on
pages of their own. The document is always Vietnamese, whatever the interface speaks.
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from io import BytesIO

from django.utils.translation import override
from docx.document import Document

from lib.periods import now
from lib.tables import Table
from reports.half_year.report import HalfYearReport

from . import apart, drawn_tables, dressing, rendering, word_template
from .layouts import DOTS, Layout
from .rendering import printable

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
KIND = "BÁO CÁO"


@dataclass(frozen=True)
class Section:
    heading: str
    paragraphs: list[str]


@dataclass(frozen=True)
class Content:
    """Everything that the document says. Without a number or a date it is a draft."""

    issuing_body: str
    symbol: str  # BC/BTCTU
    place: str
    superior_body: str = ""
    number: int | None = None
    issued_on: dt.date | None = None
    kind: str = KIND
    title: list[str] = field(default_factory=list)  # trích yếu, line by line
    sections: list[Section] = field(default_factory=list)
    signatory_title: list[str] = field(default_factory=list)  # line by line
    signatory_name: str = ""
    recipients: list[str] = field(default_factory=list)
    annexes: list[Table] = field(default_factory=list)
    seal: str = ""  # lib.seals; below the annexes
    font: str = "Times New Roman"
    body_size: int = 14  # points
    layout: Layout = field(default_factory=Layout)  # with the letterhead's own margins

    @property
    def is_draft(self) -> bool:
        return self.number is None or self.issued_on is None

    @property
    def number_text(self) -> str:
        return self.layout.number(self.number)

    @property
    def day(self) -> str:
        return self.layout.day(self.issued_on)

    @property
    def month(self) -> str:
        return self.layout.month(self.issued_on)

    @property
    def year(self) -> str:
        return str(self.issued_on.year) if self.issued_on else DOTS


def file_name(report: HalfYearReport) -> str:
    """Such as “Báo cáo 6 tháng đầu năm 2018 - Ban Tổ chức.docx”."""
    chosen = report.selection
    with override("vi"):
        parts = [f"Báo cáo {report.half_year.label}"]
    if chosen.committee:
        parts.append(chosen.committee.label)
    if chosen.as_of:
        parts.append(f"tính đến {chosen.as_of:%d-%m-%Y}")
    return f"{' - '.join(parts)}.docx".replace("/", "-")


def write(content: Content, template: bytes | None = None) -> BytesIO:
    """The document, ready to be read from its start; `template` is a .docx, the product's own without.

    Raises `document_rendering.TemplateProblem` where the template cannot be filled in.
    """
    content = _clean(content)
    fields = _fields(content)
    document = (
        apart.rendered(template, fields) if template else rendering.render(word_template.default(), fields)
    )
    dressing.dress(document, content)
    with override("vi"):
        drawn = drawn_tables.append(document, content) if content.annexes else []
    _describe(document, content)
    return drawn_tables.saved(document, drawn)


def _fields(content: Content) -> dict:
    """What the template can name (document_template.FIELDS explains each)."""
    return {
        "is_draft": content.is_draft,
        "superior_body": content.superior_body,
        "issuing_body": content.issuing_body,
        "number": content.number_text,
        "symbol": content.symbol,
        "place": content.place,
        "day": content.day,
        "month": content.month,
        "year": content.year,
        "kind": content.kind,
        "title": content.title,
        "sections": [
            {
                "heading": section.heading,
                "title": content.layout.heading(number, section.heading),
                "paragraphs": section.paragraphs,
            }
            for number, section in enumerate(_ended(content), start=1)
        ],
        "signatory_title": content.signatory_title,
        "signatory_name": content.signatory_name,
        "recipients": content.recipients,
    }


def _ended(content: Content) -> list[Section]:
    """The last paragraph ends as official papers do."""
    sections = [s for s in content.sections if s.heading or s.paragraphs]
    last = next((i for i in reversed(range(len(sections))) if sections[i].paragraphs), None)
    if last is None:
        return sections
    *before, paragraph = sections[last].paragraphs
    sections[last] = replace(sections[last], paragraphs=[*before, content.layout.ended(paragraph)])
    return sections


# --- text ---


def _printable_lines(lines: Iterable[str]) -> list[str]:
    return [line for text in lines for line in map(printable, str(text).splitlines()) if line]


def _clean(content: Content) -> Content:
    """Every text as it can be printed: one line each, nothing that a Word file cannot hold."""
    layout = content.layout
    texts = ["superior_body", "issuing_body", "symbol", "place", "kind", "font"]
    # Written with or without the dash that the template sets before each.
    recipients = [re.sub(r"^[-–—]\s*", "", line) for line in _printable_lines(content.recipients)]
    return replace(
        content,
        **{name: layout.spelt(printable(getattr(content, name))) for name in texts},
        signatory_name=layout.signed(printable(content.signatory_name)),
        title=layout.summary(_spelt_lines(content.title, layout)),
        signatory_title=_spelt_lines(content.signatory_title, layout),
        recipients=_spelt_lines(recipients, layout),
        sections=[
            Section(layout.spelt(printable(section.heading)), _printable_lines(section.paragraphs))
            for section in content.sections
        ],
    )


def _spelt_lines(lines: Iterable[str], layout: Layout) -> list[str]:
    return [layout.spelt(line) for line in _printable_lines(lines)]


def _describe(document: Document, content: Content) -> None:
    properties = document.core_properties
    properties.title = " ".join([content.kind.capitalize(), *content.title])[:255]
    properties.author = properties.last_modified_by = content.issuing_body[:255]
    properties.comments = properties.keywords = properties.subject = ""
    properties.language = "vi-VN"
    properties.revision = 1
    properties.created = properties.modified = now()
