"""The worksheets of an uploaded file as people made them: where their headings are, and what stands below."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from exchange.tables.encodings import old_encoding
from exchange.workbook.kinds import clean, shown, word_key
from exchange.workbook.opening import opened
from exchange.workbook.reader import is_empty
from lib.vietnamese import search_key

# Sheets that the templates have beside those of the format.
GUIDE, CHOICES = "Hướng dẫn", "Danh mục"
HEADING_AMONG = 20  # rows in which the heading is looked for
_LOOKED_AT = 40  # rows that samples come from
COLUMNS_AT_MOST = 100
_SAMPLES = 3
_OURS = {word_key(GUIDE), word_key(CHOICES)}


@dataclass(frozen=True)
class Heading:
    """A column of a list. `key` says which one it is whatever its place: its heading, or its letter."""

    key: str
    position: int  # from 0
    text: str
    samples: tuple[str, ...] = ()

    @property
    def letter(self) -> str:
        return get_column_letter(self.position + 1)

    def __str__(self):
        return f"{self.letter} · {self.text}" if self.text else self.letter


@dataclass(frozen=True)
class Worksheet:
    """The first rows of a worksheet, each as the texts of its cells."""

    title: str
    rows: list[list[str]] = field(default_factory=list)

    def headings(self, row: int) -> list[Heading]:
        """The columns below row `row` (from 1) that have a heading or anything else."""
        if not 1 <= row <= len(self.rows):
            return []
        found = []
        for position, key in enumerate(keys(self.rows[row - 1])):
            text = self.rows[row - 1][position]
            samples = tuple(dict.fromkeys(r[position] for r in self.rows[row:] if r[position]))[:_SAMPLES]
            if text or samples:
                found.append(Heading(key, position, text, samples))
        return found

    def old_encodings(self) -> dict[str, str]:
        """The cells written in an encoding from before Unicode: "B3" → which."""
        return {
            f"{get_column_letter(i + 1)}{number}": encoding
            for number, row in enumerate(self.rows, start=1)
            for i, text in enumerate(row)
            if (encoding := old_encoding(text))
        }


def heading_key(text: str) -> str:
    """What headings are recognised by: without case, diacritics, signs, and what stands in brackets."""
    text = re.sub(r"\([^)]*\)", " ", text)
    return " ".join(re.findall(r"[^\W_]+", search_key(text)))


def keys(texts: Iterable[str]) -> list[str]:
    """A key for each column: its heading, numbered where it comes again, or its letter ("@C")."""
    seen: Counter[str] = Counter()
    found = []
    for position, text in enumerate(texts, start=1):
        key = heading_key(text)
        seen[key] += 1
        found.append(
            f"@{get_column_letter(position)}" if not key else key if seen[key] == 1 else f"{key} #{seen[key]}"
        )
    return found


def texts_of(values: Iterable) -> list[str]:
    """The cells of a row as texts."""
    return ["" if is_empty(value) else clean(shown(value)) for value in values]


def signature(headings: list[Heading]) -> str:
    """A digest, the same for lists with the same headings in whatever order."""
    named = sorted(heading.key for heading in headings if heading.text)
    return hashlib.sha256("\n".join(named).encode()).hexdigest()


def worksheets(data: bytes) -> list[Worksheet]:
    """The visible worksheets that have anything, but for our own guide. Raises UnreadableWorkbook."""
    found = []
    with opened(data) as book:
        for worksheet in book.worksheets:
            if worksheet.sheet_state != "visible" or word_key(worksheet.title) in _OURS:
                continue
            worksheet.reset_dimensions()
            rows = worksheet.iter_rows(max_row=_LOOKED_AT, max_col=COLUMNS_AT_MOST, values_only=True)
            texts = [texts_of(row) for row in rows]
            if any(any(row) for row in texts):
                width = max(i for row in texts for i, text in enumerate(row) if text) + 1
                padded = [(row + [""] * width)[:width] for row in texts]
                found.append(Worksheet(worksheet.title, padded))
    return found
