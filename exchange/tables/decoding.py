"""Bytes of a text file as text, in whatever encoding people's programs wrote it."""

import codecs
import re

import charset_normalizer

from lib.vietnamese import nfc

from .encodings import is_syllable, old_encoding
from .limits import unreadable

_MARKED = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# Windows-1258 writes most tones as signs of their own; the others are what its bytes are taken for.
_VIETNAMESE, _WESTERN = "cp1258", ("cp1252", "latin-1")
_LOOKED_AT = 200_000
_FOREIGN = re.compile(r"[^\W\d_]+")
# What no text has: control characters but for tabs and ends of lines and pages.
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f]")


def decoded(data: bytes, declared: str = "") -> str:
    """The text. Raises UnreadableWorkbook where the bytes are none."""
    text = _decoded(data, declared)
    if _CONTROL.search(text):
        raise unreadable()
    return text


def _decoded(data: bytes, declared: str) -> str:
    for mark, encoding in _MARKED.items():
        if data.startswith(mark):
            return _strictly(data, encoding) or _fail()
    if encoding := _of_two_bytes(data):
        return _strictly(data, encoding) or _fail()
    for encoding in filter(None, ("utf-8", declared)):
        if (text := _strictly(data, encoding)) is not None:
            return nfc(text) if encoding != "utf-8" else text
    return _guessed(data)


def _fail() -> str:
    raise unreadable()


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def _of_two_bytes(data: bytes) -> str | None:
    """UTF-16 without its mark: every other byte of what is typed on a keyboard is zero."""
    start = data[:4000]
    even, odd = start[::2].count(0), start[1::2].count(0)
    if max(even, odd) * 5 < len(start):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _guessed(data: bytes) -> str:
    """That which makes most words Vietnamese, as they stand or in an encoding from before Unicode."""
    candidates = [_VIETNAMESE, *_WESTERN]
    guess = charset_normalizer.from_bytes(data[:_LOOKED_AT]).best()
    if guess is not None and guess.encoding not in candidates:
        candidates.append(guess.encoding)
    best, most = None, -1
    for encoding in candidates:
        text = _strictly(data, encoding)
        if text is not None and (count := _vietnamese_words(nfc(text[:_LOOKED_AT]))) > most:
            best, most = text, count
    if most == 0 and guess is not None:
        best = _strictly(data, guess.encoding) or best
    return nfc(best) if best is not None else _fail()


def _vietnamese_words(text: str) -> int:
    words = {word for word in _FOREIGN.findall(text) if not word.isascii()}
    lines = {line for line in text.splitlines() if not line.isascii()}
    return (
        sum(map(is_syllable, words))
        - sum(map(_is_strange, words))
        + sum(old_encoding(line) is not None for line in lines)
    )


def _is_strange(word: str) -> bool:
    """Capitals amidst small letters, as when bytes are taken for other letters."""
    return word != word.title() and word != word.lower() and word != word.upper()
