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
_WORD = re.compile(r"[^\s;,|()\"./-]+")
_OTHER_SCRIPTS = re.compile("[\u0370-\u1dff\u2e80-\ud7ff]")
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
    guess = charset_normalizer.from_bytes(data[:_LOOKED_AT]).best()
    candidates = [*_WESTERN, _VIETNAMESE, guess.encoding if guess else _VIETNAMESE]
    texts = [nfc(text) for encoding in candidates if (text := _strictly(data, encoding)) is not None]
    counts = [_vietnamese_words(text[:_LOOKED_AT]) for text in texts]
    if max(counts) == 0 and guess is not None and _OTHER_SCRIPTS.search(texts[-1]):
        return texts[-1]
    return texts[counts.index(max(counts))]


def _vietnamese_words(text: str) -> int:
    words = {word for word in _WORD.findall(text) if not word.isascii()}
    return sum(is_syllable(word) or old_encoding(word) is not None for word in words)
