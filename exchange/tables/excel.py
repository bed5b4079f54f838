"""Workbooks of Excel (.xlsx), Strict Open XML too."""

import re
import zipfile
from collections import defaultdict
from dataclasses import dataclass, field

from . import excel_details, excel_parts
from .archive import refuse_macros_in, repacked
from .excel_glance import Glance
from .facts import Facts, as_table
from .limits import MAX_CHARACTERS, Room, unreadable
from .spreadsheets import is_hidden, is_worksheet, opened, rows_of
from .table import Merge, Table

_TEXT = re.compile(rb"<(?:\w+:)?si(?=[\s/>])")


@dataclass
class _Texts:
    """Of the texts that cells share: how long the longest is at most, and whether any is struck through."""

    longest: int = 0
    since: int = 0
    has_struck: bool = False

    def look(self, piece: bytes) -> None:
        start = 0
        for match in _TEXT.finditer(piece):
            self.longest = max(self.longest, self.since + match.start() - start)
            start, self.since = match.start(), 0
        self.since += len(piece) - start
        self.longest = max(self.longest, self.since)
        self.has_struck = self.has_struck or b"strike" in piece
        if b"<!" in piece:  # a comment may hide where a text ends
            self.longest = MAX_CHARACTERS


@dataclass
class _Looked:
    worksheets: dict[str, Glance] = field(default_factory=lambda: defaultdict(Glance))
    texts: _Texts = field(default_factory=_Texts)

    def __call__(self, name: str, piece: bytes) -> None:
        refuse_macros_in(name, piece)
        if name == excel_parts.TEXTS:
            self.texts.look(piece)
        elif name.endswith(".xml"):
            self.worksheets[name].look(piece)


def read(data: bytes) -> list[Table]:
    looked = _Looked()
    with repacked(data, looked) as (path, archive):
        places = excel_parts.worksheets(archive)
        styles = excel_parts.struck_styles(archive)
        texts = excel_parts.struck_texts(archive) if looked.texts.has_struck else frozenset()
        facts = _facts(archive, looked, places, excel_details.Struck(styles, texts))
        _judge_others(archive, looked, places)
        with opened(path) as book:
            return [
                _table(book.get_sheet_by_name(about.name), about, facts[about.name])
                for about in book.sheets_metadata
                if is_worksheet(about)
            ]


def _facts(
    archive: zipfile.ZipFile, looked: _Looked, places: dict[str, str], struck: excel_details.Struck
) -> dict[str, Facts]:
    """Of each worksheet. Refuses what reaches too far, and texts that would fill all memory."""
    room, found = Room(), {}
    characters = 0
    for title, part in places.items():
        glance = looked.worksheets.get(part)
        if glance is None:
            raise unreadable()
        found[title], rows, columns = glance.facts, glance.rows, glance.columns
        texts = glance.texts_by_number
        if glance.is_odd or struck or not room.has(rows, columns):
            details = excel_details.look(archive, part, struck)
            found[title], rows, columns = details.facts, details.rows, details.columns
            texts = details.texts.total()
        room.take(title, rows, columns)
        characters += texts * looked.texts.longest
    if characters > MAX_CHARACTERS:
        excel_details.weigh_texts(archive, places.values())
    return found


def _judge_others(archive: zipfile.ZipFile, looked: _Looked, places: dict[str, str]) -> None:
    """Whatever else is like a worksheet reaches no further: a library may take it for one of them."""
    room = Room()
    for part in looked.worksheets.keys() - places.values():
        glance = looked.worksheets[part]
        rows, columns = glance.rows, glance.columns
        if glance.has_cells and (glance.is_odd or not room.has(rows, columns)):
            details = excel_details.look(archive, part, excel_details.NOTHING_STRUCK)
            rows, columns = details.rows, details.columns
        room.take(part, rows, columns)


def _table(sheet, about, facts: Facts) -> Table:
    facts.merges = [Merge(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
    facts.is_hidden = is_hidden(about)
    return as_table(about.name, rows_of(sheet), facts)
