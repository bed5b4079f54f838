"""The columns of a table below a row of headings, each with a key that tells it whatever its place."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable

from openpyxl.utils import get_column_letter

from exchange.tables import ErrorValue, Formula, Table
from exchange.workbook.kinds import clean, shown
from lib.vietnamese import search_key

from .listing import Heading

_LOOKED_AT = 40  # rows that samples come from
_SAMPLES = 3


def is_empty(value) -> bool:
    return value is None or (isinstance(value, str) and not clean(value))


def text_of(value) -> str:
    """What a person sees in the cell."""
    if is_empty(value):
        return ""
    return clean(shown(value.text if isinstance(value, Formula | ErrorValue) else value))


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


def headings_at(table: Table, row: int) -> list[Heading]:
    """The columns below row `row` (from 1) that have a heading or anything else."""
    if not 1 <= row <= len(table.rows):
        return []
    width = max(map(len, table.rows[row - 1 : row + _LOOKED_AT]))
    rows = [_texts(line, width) for line in table.rows[row - 1 : row + _LOOKED_AT]]
    found = []
    for position, key in enumerate(keys(rows[0])):
        samples = tuple(dict.fromkeys(line[position] for line in rows[1:] if line[position]))[:_SAMPLES]
        if rows[0][position] or samples:
            letter = get_column_letter(position + 1)
            found.append(Heading(key, position, rows[0][position], samples, letter))
    return found


def _texts(values: list, width: int) -> list[str]:
    return [text_of(value) for value in values] + [""] * (width - len(values))


def signature(headings: list[Heading]) -> str:
    """A digest, the same for lists with the same headings in whatever order."""
    named = sorted(heading.key for heading in headings if heading.text)
    return hashlib.sha256("\n".join(named).encode()).hexdigest()
