"""What the notes of a monthly table say beside why points were taken off, as the product writes them."""

import re

from exchange.workbook.sheets import KIND_OF_MEETING
from lib.vietnamese import search_key

_EXEMPT = re.compile(r"mien cong tac, sinh hoat ?: ?(\d{1,5})", re.ASCII)
_SAID_ANYWAY = frozenset(("chi bo tu cham", "chua danh gia", "chua ghi buoi sinh hoat"))
_KINDS = {search_key(word): kind for word, kind in KIND_OF_MEETING.words.items()}


def told_in(note: str) -> tuple[str, dict]:
    """The note without them; values by column key: the kind of the meeting, how many members were exempt."""
    left, told = [], {}
    for part in note.split("; "):
        key = search_key(part)
        if match := _EXEMPT.fullmatch(key):
            told["members_exempt"] = int(match[1])
        elif key in _KINDS:
            told["kind"] = _KINDS[key]
        elif key not in _SAID_ANYWAY:
            left.append(part)
    return "; ".join(left), told
