"""The six-month report as a Word document: what it says, and how it is put together.

Laid out by Hướng dẫn 36-HD/VPTW. What stands around the text comes from a Word template that an
administrator may change (`document_template`, `document_rendering`); the annexes are tables of
`annexes`, set after it on pages of their own. The document is always Vietnamese, whatever the interface
speaks.
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from io import BytesIO

from django.utils.translation import override
from docx.document import Document
from docx.shared import Mm, Pt

from lib.periods import now
from lib.tables import Table
from reports.half_year.report import HalfYearReport

from . import drawn_tables, rendering, word_template
from .rendering import printable

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
KIND = "BÁO CÁO"
DOTS = "…"  # for what a draft does not know yet
END = "./."


@dataclass(frozen=True)
class Section:
    heading: str
    paragraphs: list[str]


@dataclass(frozen=True)
class Margins:
    """In millimetres."""

    top: int = 25
    bottom: int = 25
    left: int = 35
    right: int = 15


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
    font: str = "Times New Roman"
    body_size: int = 14  # points
    margins: Margins = field(default_factory=Margins)

    @property
    def is_draft(self) -> bool:
        return self.number is None or self.issued_on is None

    @property
    def number_text(self) -> str:
        return DOTS if self.number is None else str(self.number)

    @property
    def day(self) -> str:
        return f"{self.issued_on.day:02}" if self.issued_on else DOTS

    @property
    def month(self) -> str:
        """January and February get a leading zero as days below ten do, so that nobody adds a digit."""
        if not self.issued_on:
            return DOTS
        month = self.issued_on.month
        return f"{month:02}" if month < 3 else str(month)

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
    document = rendering.render(template or word_template.default(), _fields(content))
    _dress(document, content)
    if content.annexes:
        with override("vi"):
            drawn_tables.append(document, content)
    _describe(document, content)
    target = BytesIO()
    document.save(target)
    target.seek(0)
    return target


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
        "sections": [{"heading": s.heading, "paragraphs": s.paragraphs} for s in _ended(content.sections)],
        "signatory_title": content.signatory_title,
        "signatory_name": content.signatory_name,
        "recipients": content.recipients,
    }


def _ended(sections: list[Section]) -> list[Section]:
    """The last paragraph ends with ./. as official papers do."""
    sections = [s for s in sections if s.heading or s.paragraphs]
    last = next((i for i in reversed(range(len(sections))) if sections[i].paragraphs), None)
    if last is None:
        return sections
    *before, paragraph = sections[last].paragraphs
    ended = paragraph if paragraph.endswith(END) else paragraph.rstrip(" .;:,") + END
    sections[last] = replace(sections[last], paragraphs=[*before, ended])
    return sections


# --- text ---


def _printable_lines(lines: Iterable[str]) -> list[str]:
    return [line for text in lines for line in map(printable, str(text).splitlines()) if line]


def _clean(content: Content) -> Content:
    """Every text as it can be printed: one line each, nothing that a Word file cannot hold."""
    texts = ["superior_body", "issuing_body", "symbol", "place", "kind", "signatory_name", "font"]
    return replace(
        content,
        **{name: printable(getattr(content, name)) for name in texts},
        title=_printable_lines(content.title),
        signatory_title=_printable_lines(content.signatory_title),
        # Written with or without the dash that the template sets before each.
        recipients=[re.sub(r"^[-–—]\s*", "", line) for line in _printable_lines(content.recipients)],
        sections=[Section(printable(s.heading), _printable_lines(s.paragraphs)) for s in content.sections],
    )


# --- looks ---


def _dress(document: Document, content: Content) -> None:
    """Font, size and margins are the letterhead's, whatever the template was saved with."""
    word_template.set_font(document.styles["Normal"], content.font, content.body_size)
    margins = content.margins
    for section in document.sections:
        section.top_margin, section.bottom_margin = Mm(margins.top), Mm(margins.bottom)
        section.left_margin, section.right_margin = Mm(margins.left), Mm(margins.right)
    if document.tables:
        _keep_with_signature(document)


def _keep_with_signature(document: Document) -> None:
    """No page may hold nothing but the signature: the last paragraph goes along with it."""
    element = document.tables[-1]._tbl.getprevious()
    for paragraph in document.paragraphs:
        if paragraph._p is element:
            paragraph.paragraph_format.keep_with_next = True
            if paragraph.paragraph_format.space_after is None:
                paragraph.paragraph_format.space_after = Pt(12)


def _describe(document: Document, content: Content) -> None:
    properties = document.core_properties
    properties.title = " ".join([content.kind.capitalize(), *content.title])[:255]
    properties.author = properties.last_modified_by = content.issuing_body[:255]
    properties.comments = properties.keywords = properties.subject = ""
    properties.language = "vi-VN"
    properties.revision = 1
    properties.created = properties.modified = now()
