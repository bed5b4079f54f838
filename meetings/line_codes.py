"""Codes of criteria that nobody typed: the section's number and the line's place in it, "1.1", "1.2"."""

import re
from collections import Counter
from collections.abc import Sequence

_NUMBERED = re.compile(r"(?:phần\s+)?(\d{1,3}|[IVXLC]{1,7})\s*(?:[.)/:–-]|$)", re.IGNORECASE)


def codes(lines: Sequence[tuple[str, str]]) -> list[str]:
    """The code of each (section, code as typed), in the order of the sheet.

    What is typed stays. An empty one gets the number that its section's name begins with, else the section's
    place on the sheet; a code that another line has is passed over.
    """
    taken = {code for _section, code in lines if code}
    places = {name: place for place, name in enumerate(dict.fromkeys(name for name, _code in lines), start=1)}
    count: Counter[str] = Counter()
    found = []
    for section, typed in lines:
        count[section] += 1
        code = typed or _free(_number(section) or str(places[section]), count[section], taken)
        taken.add(code)
        found.append(code)
    return found


def _number(section: str) -> str:
    """As it is written before the section's name; "" where there is none."""
    written = _NUMBERED.match(section)
    return written[1].upper() if written else ""


def _free(number: str, place: int, taken: set[str]) -> str:
    while (code := f"{number}.{place}") in taken:
        place += 1
    return code
