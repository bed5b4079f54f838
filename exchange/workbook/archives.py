"""How much an archive that somebody sent may hold, told while it is unpacked and before a library sees it."""

import re

# Deflate reaches 1,000 to 1 on a bomb; the most repetitive lists stay far below 200.
_MAX_RATIO, _RATIO_MATTERS_FROM = 200, 1024 * 1024
# Parsed XML takes far more memory than its text: 200,000 rows of scores stay below this.
_MAX_TAGS = 9_000_000
# Of what is no table: styles, names, remarks, pictures. Excel keeps some 65,000 styles.
_MAX_TAGS_BESIDE = 400_000
# Of which a library makes objects: Excel itself keeps as many links, and hardly more of the others.
_LINKS, _SHEETS = 70_000, 1_000
_COSTLY = {
    b"<hyperlink ": _LINKS,
    b"<dataValidation ": _LINKS,
    b"<conditionalFormatting ": _LINKS,
    b"<cfRule": _LINKS,
    b"<col ": _LINKS,
    b"<sheet ": _SHEETS,
}
_ROOT = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)")
_TABLES = {b"worksheet", b"sst", b"document-content", b"document"}


class TooMuch(Exception):
    """Whoever unpacks says so in its own words."""


class Weighed:
    """One part, as its pieces go by."""

    def __init__(self, size: int, packed: int):
        if size > _RATIO_MATTERS_FROM and size > _MAX_RATIO * max(packed, 1):
            raise TooMuch
        self._tags = 0
        self._costly = dict.fromkeys(_COSTLY, 0)
        self._most: int | None = None

    def weigh(self, piece: bytes) -> None:
        if self._most is None:
            root = _ROOT.search(piece[:100_000])
            self._most = _MAX_TAGS if root and root[1] in _TABLES else _MAX_TAGS_BESIDE
        self._tags += piece.count(b"<")
        for sign, most in _COSTLY.items():
            self._costly[sign] += piece.count(sign)
            if self._costly[sign] > most:
                raise TooMuch
        if self._tags > self._most:
            raise TooMuch
