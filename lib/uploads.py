"""Files that people attach: judged by what is in them, not by what they or the browser are called."""

import hashlib
import unicodedata
import zipfile
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .vietnamese import nfc

SIZE_AT_MOST = 10 * 1024 * 1024
FILES_AT_MOST = 10  # per visit
NAME_AT_MOST = 200
ACCEPT = ".pdf,.jpg,.jpeg,.png,.docx,.xlsx"

PDF = "application/pdf"
JPEG = "image/jpeg"
PNG = "image/png"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SUFFIXES = {PDF: (".pdf",), JPEG: (".jpg", ".jpeg"), PNG: (".png",), DOCX: (".docx",), XLSX: (".xlsx",)}

# A document's list of its own parts is a few kilobytes; one that unpacks to more is a trap.
_CONTENT_TYPES_AT_MOST = 1024 * 1024
_PARTS_AT_MOST = 10_000
LISTED = b"PK\x01\x02"  # how the list of an archive's parts begins each of them


@dataclass(frozen=True)
class Judged:
    """What is stored about a file."""

    name: str
    content_type: str
    size: int
    sha256: str


def has_too_many_parts(data: bytes) -> bool:
    """Whether an archive lists more than Python's zipfile, which makes an object of each, should see."""
    return data.count(LISTED) > _PARTS_AT_MOST


def judge(upload: Any) -> Judged:
    """What `upload` (a Django file) is. Raises ValidationError for what may not be attached."""
    if upload.size > SIZE_AT_MOST:
        raise ValidationError(
            _("“%(name)s” is larger than %(size)d MB. Scan it at a lower resolution, or split it.")
            % {"name": clean_name(upload.name), "size": SIZE_AT_MOST // 1024**2},
            code="size",
        )
    content_type = _content_type(upload)
    digest = hashlib.sha256()
    upload.seek(0)
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return Judged(clean_name(upload.name, content_type), content_type, upload.size, digest.hexdigest())


def clean_name(name: str, content_type: str | None = None) -> str:
    """The name without a path or unseen characters, at most 200 long, with the suffix of its content."""
    name = nfc(name).replace("\\", "/").rpartition("/")[2]
    # Category C: control characters, and the marks that let "gnp.exe" read as "exe.png".
    name = " ".join("".join(c for c in name if unicodedata.category(c)[0] != "C").split()).strip(". ")
    stem, dot, suffix = name.rpartition(".")
    if not dot or len(suffix) > 10:
        stem, suffix = name, ""
    suffix = f".{suffix}" if suffix else ""
    suffixes = SUFFIXES.get(content_type or "", (suffix.lower(),))
    if suffix.lower() not in suffixes:
        stem, suffix = name, suffixes[0]
    stem = stem or _("file")
    return stem[: NAME_AT_MOST - len(suffix)] + suffix


def _content_type(upload: Any) -> str:
    upload.seek(0)
    start = upload.read(1024)
    if start.startswith(b"%PDF-"):
        return PDF
    if start.startswith(b"\xff\xd8\xff"):
        return JPEG
    if start.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if start.startswith(b"PK\x03\x04"):
        return _office_type(upload)
    raise _refusal(upload)


def _office_type(upload: Any) -> str:
    upload.seek(0)
    if has_too_many_parts(upload.read()):
        raise _refusal(upload)
    try:
        with zipfile.ZipFile(upload) as archive:
            parts = archive.namelist()
            types = archive.getinfo("[Content_Types].xml")
            if types.file_size > _CONTENT_TYPES_AT_MOST:
                raise _refusal(upload)
            with archive.open(types) as file:
                declared = file.read(_CONTENT_TYPES_AT_MOST).lower()
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError, OSError, EOFError, ValueError):
        raise _refusal(upload) from None
    if b"macroenabled" in declared or any(part.lower().endswith("vbaproject.bin") for part in parts):
        raise ValidationError(
            _("“%(name)s” contains macros. Save it without macros, or as a PDF, and attach that.")
            % {"name": clean_name(upload.name)},
            code="macros",
        )
    for part, content_type in (("word/document.xml", DOCX), ("xl/workbook.xml", XLSX)):
        if part in parts:
            return content_type
    raise _refusal(upload)


def _refusal(upload: Any) -> ValidationError:
    return ValidationError(
        _("“%(name)s” is not a PDF, JPEG, PNG, DOCX or XLSX file. Save it as one of these and try again.")
        % {"name": clean_name(upload.name)},
        code="type",
    )
