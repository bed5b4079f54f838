"""Reading whatever file people keep a list in as tables."""

import re
from pathlib import PurePath

from exchange.workbook.apart import too_costly
from exchange.workbook.opening import OLE
from exchange.workbook.problems import UnreadableWorkbook
from lib.uploads import clean_name

from . import excel, excel_parts, old_excel, opendocument, separated, web_page
from .archive import names_of
from .decoding import decoded
from .limits import unreadable
from .table import Table

_ARCHIVE = b"PK"
# Pictures, documents, e-mails, books of before 1993: what is none of these and not an archive is text.
_OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"Rar!", b"7z\xbc\xaf", b"MIME-Version:")
_DECLARED = re.compile(rb"""charset\s*=\s*["']?([\w-]{1,30})""", re.IGNORECASE)
_MARKUP = re.compile(r"\s*<[a-z!?]", re.IGNORECASE)
_TABLE = re.compile(r"<table[\s>]", re.IGNORECASE)
_TITLE_AT_MOST = 31  # what Excel allows, who calls the worksheet of a text after its file
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\]")


def read_tables(data: bytes, name: str = "") -> list[Table]:
    """The worksheets of a file of whatever kind; files without any are one, called after `name`.

    Raises UnreadableWorkbook, for the person who sent it.
    """
    try:
        return _read(data, name)
    except (UnreadableWorkbook, KeyboardInterrupt, SystemExit):
        raise
    except MemoryError as error:
        raise UnreadableWorkbook(too_costly()) from error
    except BaseException as error:  # libraries raise all kinds of errors; a panic in theirs is no Exception
        raise unreadable() from error


def _read(data: bytes, name: str) -> list[Table]:
    if data.startswith(OLE):
        return old_excel.read(data)
    if data.startswith(_ARCHIVE):
        return _read_archive(data)
    if data.startswith(_OTHERS) or not data.strip():
        raise unreadable()
    declared = _DECLARED.search(data[:4096])
    text = decoded(data, declared[1].decode("ascii") if declared else "")
    if _MARKUP.match(text):
        if not _TABLE.search(text):
            raise unreadable()
        return web_page.read(text, title_of(name) or "HTML")
    return separated.read(text, title_of(name) or "CSV")


def _read_archive(data: bytes) -> list[Table]:
    names = set(names_of(data))
    is_excel, is_opendocument = excel_parts.WORKBOOK in names, opendocument.CONTENT in names
    if is_excel == is_opendocument:
        raise unreadable()
    return excel.read(data) if is_excel else opendocument.read(data)


def title_of(name: str) -> str:
    """A worksheet's title, the same for the name that a file came with and the one it is stored under."""
    stem = PurePath(clean_name(name)).stem if name else ""
    return _NOT_IN_TITLES.sub(" ", stem)[:_TITLE_AT_MOST].strip()
