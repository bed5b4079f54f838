"""A Word template that an administrator uploads: judged by what is in it, and by filling it in."""

import hashlib
import re
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from io import BytesIO

import defusedxml.ElementTree
from defusedxml import DefusedXmlException
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from docx import Document

from lib import uploads
from reports.models import DocumentTemplate

from . import apart, word
from . import sample as document_sample
from .rendering import printable
from .template_bounds import TemplateProblem, has_too_many_tags, too_costly

SIZE_AT_MOST = 2 * 1024 * 1024
UNPACKED_AT_MOST = 20 * 1024 * 1024
PARTS_AT_MOST = 500
RATIO_AT_MOST = 200  # unpacked to packed, of the whole file
# Parts that run, or that hold files of another kind.
_ACTIVE = re.compile(r"(^|/)(vbaProject|vbaData|activeX|embeddings|afchunk)", re.IGNORECASE)
# Fields that fetch something from elsewhere when the document is opened.
_FETCHING = re.compile(r"(DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|\b(?:IMPORT|LINK|DATABASE|RD)\b)")
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass(frozen=True)
class Judged:
    """What is stored about a template; `left_out` are the fields that it does not print."""

    name: str
    content: bytes
    sha256: str
    left_out: list[str] = field(default_factory=list)


def judge(upload) -> Judged:
    """What `upload` (a Django file) is. Raises ValidationError naming what is wrong and what to do."""
    name = uploads.clean_name(upload.name, uploads.DOCX)
    if upload.size > SIZE_AT_MOST:
        raise ValidationError(
            _("“%(name)s” is larger than %(size)d MB. Take large pictures out of it.")
            % {"name": name, "size": SIZE_AT_MOST // 1024**2},
            code="size",
        )
    upload.seek(0)
    content = upload.read()
    return Judged(name, content, hashlib.sha256(content).hexdigest(), apart.apart(_left_out, content, name))


def _left_out(content: bytes, name: str) -> list[str]:
    _judge_package(content, name)
    return _tried(content)


# --- the file ---


def _judge_package(content: bytes, name: str) -> None:
    if uploads.has_too_many_parts(content):
        raise _too_much(name)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _expect_bounded(archive, len(content), name)
            parts = {part: archive.read(part) for part in archive.namelist()}
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, ValueError):
        raise _not_word(name) from None
    if "word/document.xml" not in parts or "[Content_Types].xml" not in parts:
        raise _not_word(name)
    macros = b"macroenabled" in parts["[Content_Types].xml"].lower()
    if macros or any(_ACTIVE.search(part) for part in parts):
        raise ValidationError(
            _("“%(name)s” contains macros or embedded files. Save it as .docx without them and upload that.")
            % {"name": name},
            code="macros",
        )
    read = {part: text for part, text in parts.items() if part.endswith((".xml", ".rels"))}
    if has_too_many_tags(read.values()):
        raise _too_much(name)
    for part, text in read.items():
        _judge_part(part, text, name)


def _expect_bounded(archive: zipfile.ZipFile, size: int, name: str) -> None:
    """What it says that it unpacks to is what is unpacked: zipfile reads no further."""
    infos = archive.infolist()
    unpacked = sum(info.file_size for info in infos)
    twice = [part for part, count in Counter(info.filename for info in infos).items() if count > 1]
    too_much = unpacked > UNPACKED_AT_MOST or unpacked > RATIO_AT_MOST * size
    if too_much or twice or len(infos) > PARTS_AT_MOST:
        raise _too_much(name)


def _too_much(name: str) -> ValidationError:
    return ValidationError(
        _("“%(name)s” unpacks to more than a template can hold. Begin again from the product's own.")
        % {"name": name},
        code="bomb",
    )


def _judge_part(part: str, text: bytes, name: str) -> None:
    try:
        root = defusedxml.ElementTree.fromstring(text, forbid_dtd=True)
    except (defusedxml.ElementTree.ParseError, DefusedXmlException, ValueError, LookupError):
        raise _not_word(name) from None
    if part.endswith(".rels"):
        for relation in root:
            if relation.get("TargetMode", "").lower() == "external":
                raise ValidationError(
                    _(
                        "“%(name)s” refers to something outside of it: %(target)s. Remove the link or linked "
                        "picture; the office's documents must not fetch anything."
                    )
                    % {"name": name, "target": printable(relation.get("Target", ""))[:200]},
                    code="external",
                )
    # Word may split a field's code over several pieces, with others between: read both ways.
    pieces = [element.text or "" for element in root.iter(f"{_WORD}instrText")]
    codes = f"{''.join(pieces)} {' '.join(pieces)} "
    if "{" in codes:
        raise ValidationError(
            _("“%(name)s” has a tag inside a field's code. Write tags in the text only.") % {"name": name},
            code="field",
        )
    codes += " ".join(element.get(f"{_WORD}instr", "") for element in root.iter(f"{_WORD}fldSimple"))
    if fetching := _FETCHING.search(codes.upper()):
        raise ValidationError(
            _("“%(name)s” has a field that fetches something from elsewhere: %(code)s. Remove the field.")
            % {"name": name, "code": fetching[0]},
            code="field",
        )


def _not_word(name: str) -> ValidationError:
    return ValidationError(
        _("“%(name)s” is not a Word document. Save it in Word as a .docx file and upload that.")
        % {"name": name},
        code="type",
    )


# --- filled in ---


def _tried(content: bytes) -> list[str]:
    """The fields that the template leaves out, after it was filled in with everything and with little."""
    try:
        text = _text(word.write(document_sample.CONTENT, content))
        word.write(document_sample.DRAFT, content)
    except TemplateProblem:
        raise
    except (MemoryError, RecursionError):
        raise too_costly() from None
    except Exception as error:
        # The readers of Word files raise whatever they stumble over; none of it is the product's fault.
        raise TemplateProblem(
            _("The template cannot be filled in: %(message)s. Begin again from the product's own template.")
            % {"message": printable(error)[:200] or type(error).__name__},
            code="refused",
        ) from error
    paragraphs = [p for section in document_sample.CONTENT.sections for p in section.paragraphs]
    if any(p.rstrip(".") not in text for p in paragraphs):
        raise TemplateProblem(
            _(
                "The template does not print the text of the report. Keep the loops over sections and "
                "section.paragraphs as in the product's own template."
            ),
            code="text",
        )
    return [name for name, printed in _printed().items() if printed not in text]


def _text(written: BytesIO) -> str:
    """Of the body, tables included, without the annexes."""
    body = Document(written).element.body
    paragraphs = ["".join(t.text or "" for t in p.iter(f"{_WORD}t")) for p in body.iter(f"{_WORD}p")]
    return "\n".join(paragraphs).partition("PHỤ LỤC 1")[0]


def _printed() -> dict[str, str]:
    """Each field that a report should print, with its text in the sample."""
    sample = document_sample.CONTENT
    return {
        "superior_body": sample.superior_body,
        "issuing_body": sample.issuing_body,
        "number": sample.number_text,
        "symbol": sample.symbol,
        "place": sample.place,
        "day": sample.day,
        "kind": sample.kind,
        "title": sample.title[0],
        "recipients": sample.recipients[0],
        "signatory_title": sample.signatory_title[0],
        "signatory_name": sample.signatory_name,
    }


# --- kept ---


def current() -> DocumentTemplate | None:
    """The uploaded template in use; None where it is the product's own."""
    return DocumentTemplate.objects.filter(is_current=True).first()


def current_content() -> bytes | None:
    """What `document.write` takes."""
    stored = current()
    return bytes(stored.content) if stored else None
