"""An uploaded file as tables, its texts in Unicode where its user said what they are written in."""

from collections import Counter

from exchange.layout.laying_out import filled
from exchange.tables import Table, read_tables
from exchange.tables.encodings import TCVN3, VNI, converted, old_encoding, to_unicode
from exchange.workbook.apart import apart
from lib.vietnamese import nfc

from .mapping import Mapping

ENCODINGS = (TCVN3, VNI)
AS_THEY_ARE = "-"  # as an encoding: the texts are meant as they stand
_SHOWN = 6


def tables_of(data: bytes, name: str, mapping: Mapping | None) -> list[Table]:
    """Raises UnreadableWorkbook."""
    return apart(_tables, data, name, mapping)


def lists_of(data: bytes, name: str, mapping: Mapping | None) -> list[Table]:
    """The tables that may be lists. Raises UnreadableWorkbook."""
    return apart(_lists, data, name, mapping)


def _tables(data: bytes, name: str, mapping: Mapping | None) -> list[Table]:
    tables = read_tables(data, name)
    return converted(tables, mapping.encoding) if mapping and mapping.encoding in ENCODINGS else tables


def _lists(data: bytes, name: str, mapping: Mapping | None) -> list[Table]:
    return filled(_tables(data, name, mapping))


def old_texts(tables: list[Table]) -> dict[str, list]:
    """{"count": int, "encodings": [the likeliest first], "texts": [the first in one]}; empty without any."""
    votes: Counter[str] = Counter()
    texts: dict[str, None] = {}
    for table in tables:
        for row in table.rows:
            for value in row:
                if isinstance(value, str) and (encoding := old_encoding(nfc(value))):
                    votes[encoding] += 1
                    texts[value] = None
    if not votes:
        return {}
    ranked = sorted(ENCODINGS, key=lambda encoding: -votes[encoding])
    return {"count": votes.total(), "encodings": ranked, "texts": list(texts)[:_SHOWN]}


def both(texts: list[str], encoding: str) -> list[tuple[str, str]]:
    """The texts as they stand, and in Unicode."""
    return [(text, to_unicode(nfc(text), encoding)) for text in texts]
