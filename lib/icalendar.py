"""Lines of an .ics file (RFC 5545). Written at once: a library's objects cost four times as much an event."""

import datetime as dt
from collections.abc import Iterable, Iterator

LONGEST = 75  # bytes of a line, its end not counted
CONTROLS = dict.fromkeys([*range(32), 127])  # no file may hold them
ESCAPED = CONTROLS | str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\t": " "})


def text(words: str) -> str:
    """A value that people read."""
    return words.translate(ESCAPED)


def day(value: dt.date) -> str:
    return f"{value:%Y%m%d}"


def moment(value: dt.datetime) -> str:
    return f"{value.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def content(lines: Iterable[str]) -> bytes:
    """The file of `lines`, such as "SUMMARY:…", with values written as above."""
    return b"".join(part + b"\r\n" for line in lines for part in _folded(line.encode()))


def _folded(line: bytes) -> Iterator[bytes]:
    """In lines that are short enough; no letter is torn apart."""
    begin = b""
    while len(begin) + len(line) > LONGEST:
        end = LONGEST - len(begin)
        while line[end] & 0xC0 == 0x80:  # in the middle of a letter
            end -= 1
        yield begin + line[:end]
        begin, line = b" ", line[end:]
    yield begin + line
