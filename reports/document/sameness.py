"""Whether a file that came back is the document that went out: told from its bytes and from its words.

Bytes alone do not tell it: a PDF may begin with ours and have other pages appended before it was signed. So
the words of its pages as they are now must be ours in any case.
"""

import io
import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from unicodedata import normalize

from django.utils.translation import gettext_lazy as _
from docx import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from pypdf import PageObject, PdfReader

PAGES_AT_MOST = 500
SECONDS_AT_MOST = 20
# A file with less than this share of our letters is a scan: pictures of pages.
READABLE_FROM = 0.1
BEFORE, SHOWN_AT_MOST = 20, 200  # letters of a place where two texts part
_PAGE_NUMBER = re.compile(
    r"(DỰ THẢO\s*[–-]\s*)?(trang\s*)?(?P<number>\d{1,3})(\s*/\s*\d{1,3})?", re.IGNORECASE
)
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")


class Sameness(StrEnum):
    SAME_BYTES = "same_bytes"
    SAME_TEXT = "same_text"
    DIFFERENT = "different"
    UNKNOWN = "unknown"

    @property
    def label(self):
        return _LABELS[self]


_LABELS = {
    Sameness.SAME_BYTES: _("It is this document: it begins with the very file that was made here."),
    Sameness.SAME_TEXT: _("It is this document: word for word, made into a file elsewhere."),
    Sameness.DIFFERENT: _("It is not this document: its text differs."),
    Sameness.UNKNOWN: _("Whether it is this document cannot be told: it has no text to compare. Look at it."),
}


@dataclass(frozen=True)
class Compared:
    sameness: Sameness
    # Where the texts part: what ours says there, and what the file says.
    ours: str = ""
    theirs: str = ""


@dataclass(frozen=True)
class _Text:
    words: str  # with one space between them, or more
    is_pictures: bool = False  # each of its pages holds one: any text was recognised by a program

    @cached_property
    def letters(self) -> str:
        """What is compared: where lines and pages break is no difference."""
        return "".join(self.words.split())

    def passage(self, at: int) -> str:
        """The words from a little before that letter on."""
        start, seen = 0, 0
        for start, character in enumerate(self.words):
            if seen >= at - BEFORE and (start == 0 or self.words[start - 1].isspace()):
                break
            seen += not character.isspace()
        return " ".join(self.words[start:].split())[:SHOWN_AT_MOST]


def compare(content: bytes, ours: Iterable[bytes]) -> Compared:
    """A PDF with our files, PDF or Word. Readers raise whatever they stumble over."""
    ours = list(ours)
    theirs = _of_pdf(content)
    found = [_with_pdf(theirs, file) if _is_pdf(file) else _with_word(theirs, file) for file in ours]
    same = next((one for one in found if one.sameness == Sameness.SAME_TEXT), None)
    if same:
        is_ours = any(_is_pdf(file) and content.startswith(file) for file in ours)
        return Compared(Sameness.SAME_BYTES) if is_ours else same
    if not found or theirs.is_pictures:
        return Compared(Sameness.UNKNOWN)
    return next((one for one in found if one.sameness == Sameness.UNKNOWN), found[0])


def _is_pdf(content: bytes) -> bool:
    return content.startswith(b"%PDF-")


# --- a text's letters ---


def _plain(text: str) -> str:
    return _UNSEEN.sub("", normalize("NFKC", text))


def _of_pdf(content: bytes) -> _Text:
    reader, until = PdfReader(io.BytesIO(content)), time.monotonic() + SECONDS_AT_MOST
    pages, pictures = [], 0
    if len(reader.pages) > PAGES_AT_MOST:
        raise ValueError("too many pages")
    for number, page in enumerate(reader.pages, start=1):
        if time.monotonic() > until:
            raise TimeoutError
        pages.append("\n".join(_lines(page, number)))
        pictures += _has_picture(page)
    return _Text("\n".join(pages), is_pictures=pictures == len(pages) > 0)


def _lines(page: PageObject, number: int) -> list[str]:
    """Without the number of the page, above or below its text."""
    lines = [line for line in _plain(page.extract_text()).splitlines() if line.strip()]
    for end in (0, -1):
        told = _PAGE_NUMBER.fullmatch(lines[end].strip()) if lines else None
        if told and int(told["number"]) == number:
            lines.pop(end)
            break
    return lines


def _has_picture(page: PageObject) -> bool:
    resources = page.get("/Resources") or {}
    objects = (resources.get_object().get("/XObject") or {}) if resources else {}
    drawn = objects.get_object().values() if objects else ()
    return any(item.get_object().get("/Subtype") == "/Image" for item in drawn)


# --- compared ---


def _with_pdf(theirs: _Text, file: bytes) -> Compared:
    ours = _of_pdf(file)
    if theirs.letters == ours.letters:
        return Compared(Sameness.SAME_TEXT)
    if len(theirs.letters) < READABLE_FROM * len(ours.letters):
        return Compared(Sameness.UNKNOWN)
    pairs = zip(ours.letters, theirs.letters, strict=False)
    shorter = min(len(ours.letters), len(theirs.letters))
    at = next((i for i, (one, other) in enumerate(pairs) if one != other), shorter)
    return Compared(Sameness.DIFFERENT, ours.passage(at), theirs.passage(at))


def _with_word(theirs: _Text, file: bytes) -> Compared:
    """Paragraph by paragraph: between two may stand nothing but a table's heading, repeated on a new page."""
    paragraphs, at, missed = list(_paragraphs(file)), 0, _Text("")
    for paragraph, heading in paragraphs:
        found = theirs.letters.find(paragraph.letters, at)
        if found < 0 or theirs.letters[at:found] not in ("", heading):
            missed = paragraph
            break
        at = found + len(paragraph.letters)
    if not missed.letters and at == len(theirs.letters):
        return Compared(Sameness.SAME_TEXT)
    length = sum(len(paragraph.letters) for paragraph, _heading in paragraphs)
    if len(theirs.letters) < READABLE_FROM * length:
        return Compared(Sameness.UNKNOWN)
    return Compared(Sameness.DIFFERENT, missed.passage(0), theirs.passage(at))


def _paragraphs(file: bytes) -> Iterator[tuple[_Text, str]]:
    """Of the body, in order, each with the heading of the table that it stands in."""
    for block in Document(io.BytesIO(file)).iter_inner_content():
        if isinstance(block, Paragraph):
            yield from _filled([block._p], "")
        elif isinstance(block, Table):
            heading = ""
            for row in block._tbl.tr_lst:
                yield from _filled(row.iter(qn("w:p")), heading)
                if row.trPr is not None and row.trPr.find(qn("w:tblHeader")) is not None:
                    heading += _said(row).letters


def _filled(paragraphs, heading: str) -> Iterator[tuple[_Text, str]]:
    yield from ((said, heading) for said in map(_said, paragraphs) if said.letters)


def _said(element) -> _Text:
    return _Text(_plain("".join(text.text or "" for text in element.iter(qn("w:t")))))
