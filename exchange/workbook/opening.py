"""Opening a file that somebody sent, as a workbook.

Nothing in the file is trusted: not its size, its archive, its XML, nor what it says of itself. What
cannot be opened raises UnreadableWorkbook.
"""

import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.reader.excel import ExcelReader

from lib.uploads import has_too_many_parts

from . import archives
from .apart import too_costly
from .kinds import shown
from .problems import UnreadableWorkbook

MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_UNPACKED_BYTES = 300 * 1024 * 1024
OLE = bytes.fromhex("D0CF11E0A1B11AE1")
CHUNK = 1024 * 1024


def content(source, at_most: int | None = None) -> bytes:
    """All of a file, as large as a workbook may be, or `at_most` bytes. Raises UnreadableWorkbook."""
    at_most = at_most or MAX_FILE_BYTES
    try:
        if hasattr(source, "read"):
            if source.seekable():
                source.seek(0)
            data = source.read(at_most + 1)
        else:
            with Path(source).open("rb") as file:
                data = file.read(at_most + 1)
    except FileNotFoundError:
        raise UnreadableWorkbook(_("There is no file “%(file)s”.") % {"file": shown(source)}) from None
    except (OSError, ValueError) as error:
        name = "" if hasattr(source, "read") else source
        raise UnreadableWorkbook(_("The file “%(file)s” cannot be read.") % {"file": shown(name)}) from error
    if len(data) > at_most:
        raise UnreadableWorkbook(too_large(at_most))
    return data


def too_large(at_most: int | None = None) -> str:
    return _("The file is too large: at most %(megabytes)d MB, %(unpacked)d MB unpacked.") % {
        "megabytes": (at_most or MAX_FILE_BYTES) // 1024**2,
        "unpacked": MAX_UNPACKED_BYTES // 1024**2,
    }


def _damaged() -> str:
    return _("The file is no Excel workbook (.xlsx), or it is damaged.")


def with_macros() -> str:
    return _("The file contains macros. Save it as .xlsx without macros.")


def with_password() -> str:
    return _("The file is protected by a password. Save it without a password as .xlsx.")


def _check_archive(data: bytes) -> None:
    """Refuse what must not reach the XML parser."""
    if data.startswith(OLE):
        raise UnreadableWorkbook(
            _(
                "The file is protected by a password or in the old .xls format. "
                "Save it without a password as .xlsx."
            )
        )
    try:
        for _name, chunks in members(data):
            for _chunk in chunks:
                pass
    except (zipfile.BadZipFile, zipfile.LargeZipFile):
        raise UnreadableWorkbook(_damaged()) from None


def members(data: bytes) -> Iterator[tuple[str, Iterator[bytes]]]:
    """What the archive holds, by name; content in chunks, refused when it turns out not to be harmless."""
    if has_too_many_parts(data):
        raise UnreadableWorkbook(too_costly())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        listed = archive.infolist()
        names = [member.filename.casefold() for member in listed]
        if any(name.endswith("vbaproject.bin") or "macrosheets/" in name for name in names):
            raise UnreadableWorkbook(with_macros())
        if sum(member.file_size for member in listed) > MAX_UNPACKED_BYTES:
            raise UnreadableWorkbook(too_large())
        for member in listed:
            if member.flag_bits & 1:
                raise UnreadableWorkbook(with_password())
            yield member.filename, _chunks(archive, member)


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    try:
        weighed = archives.Weighed(member.file_size, member.compress_size)
        with archive.open(member) as stream:
            while chunk := stream.read(CHUNK):
                weighed.weigh(chunk)
                yield chunk
    except archives.TooMuch:
        raise UnreadableWorkbook(too_costly()) from None


class _SharedStrings(list):
    """Texts by number. A negative number is damage, where a list would count from its end."""

    def __getitem__(self, index):
        if index < 0:
            raise IndexError(index)
        return super().__getitem__(index)


class _Reader(ExcelReader):
    """Refuses what openpyxl passes over in silence: macros, missing sheets, wrong texts."""

    def read_manifest(self):
        super().read_manifest()
        refuse_macros(part.ContentType for part in (*self.package.Default, *self.package.Override))

    def read_strings(self):
        super().read_strings()
        self.shared_strings = _SharedStrings(self.shared_strings)

    def read_worksheets(self):
        refuse_macros(relation.Type for relation in self.parser.rels.values())
        targets = [self.parser.rels[sheet.id].target for sheet in self.parser.sheets]
        if not set(targets) <= set(self.valid_files):
            raise UnreadableWorkbook(_damaged())
        super().read_worksheets()


def refuse_macros(kinds: Iterable[str]) -> None:
    words = ("macroenabled", "vbaproject", "macrosheet")
    if any(word in (kind or "").casefold() for kind in kinds for word in words):
        raise UnreadableWorkbook(with_macros())


@contextmanager
def opened(data: bytes) -> Iterator[openpyxl.Workbook]:
    book = None
    try:
        _check_archive(data)
        with warnings.catch_warnings():
            # openpyxl warns of what it leaves out (pictures, rules); the importer needs none of it.
            warnings.simplefilter("ignore")
            reader = _Reader(io.BytesIO(data), read_only=True, keep_links=False)
            reader.read()
            book = reader.wb
            yield book
    except UnreadableWorkbook:
        raise
    except Exception as error:  # openpyxl raises any kind of error on a damaged file
        raise UnreadableWorkbook(_damaged()) from error
    finally:
        if book is not None:
            book.close()
