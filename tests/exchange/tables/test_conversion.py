"""What is written in an encoding from before Unicode, turned into Unicode."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.tables import Merge, Table
from exchange.tables.encodings import (
    _INITIALS,
    _RHYMES,
    _TCVN3,
    _VNI,
    TCVN3,
    VNI,
    _is_spelled,
    converted,
    old_encoding,
    to_unicode,
)

TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
AS_TCVN3 = {letter: sign for sign, letter in _TCVN3.items()}
AS_VNI = {letter: sign for sign, letter in _VNI.items()}


def written_in_tcvn3(text: str) -> str:
    return "".join(AS_TCVN3.get(letter, letter) for letter in text)


def written_in_vni(text: str) -> str:
    return "".join(
        AS_VNI.get(letter.lower(), letter.lower()).upper() if letter.isupper() else AS_VNI.get(letter, letter)
        for letter in text
    )


def _toned(initial: str, rhyme: str, tone: str) -> str:
    vowels = [i for i, letter in enumerate(rhyme) if unicodedata.normalize("NFD", letter)[0] in "aeiouy"]
    at = vowels[0] if len(vowels) == 1 or len(vowels) == len(rhyme) else vowels[min(1, len(vowels) - 1)]
    return initial + unicodedata.normalize("NFC", rhyme[: at + 1] + tone) + rhyme[at + 1 :]


SYLLABLES = st.builds(
    _toned, st.sampled_from(_INITIALS.split("|")), st.sampled_from(sorted(_RHYMES)), st.sampled_from(TONES)
).filter(_is_spelled)
TEXTS = st.lists(SYLLABLES, min_size=1, max_size=6).map(" ".join)


@given(TEXTS)
def test_every_vietnamese_text_comes_back_from_tcvn3(text):
    assert to_unicode(written_in_tcvn3(text), TCVN3) == text


@given(TEXTS, st.sampled_from([str.lower, str.upper, str.title]))
def test_every_vietnamese_text_comes_back_from_vni(text, spelled):
    text = spelled(text)
    assert to_unicode(written_in_vni(text), VNI) == text


@given(TEXTS, st.sampled_from([TCVN3, VNI]))
def test_a_text_in_unicode_stays_as_it_is(text, encoding):
    """Where a letter says that it is one, or nothing but the letters of a keyboard is in it."""
    if text.isascii() or any(letter > "\xff" for letter in text):
        assert to_unicode(text, encoding) == text


@pytest.mark.parametrize(
    ("text", "encoding", "expected"),
    [
        ("§¶ng ñy x· Khª Th\xadîng", TCVN3, "Đảng ủy xã Khê Thượng"),
        ("§¨k L¨k", TCVN3, "Đăk Lăk"),
        ("ë x·, 25 m², café", TCVN3, "ở xã, 25 m², café"),
        # The font makes capitals; words typed in capitals otherwise want no small letters.
        ("nguyÔn v¨n", TCVN3, "nguyễn văn"),
        ("NGUYÔN V¡N AN", TCVN3, "NGUYỄN VĂN AN"),
        ("Ñaûng uûy xaõ Kheâ Thöôïng", VNI, "Đảng ủy xã Khê Thượng"),
        ("HUYEÄN UÛY Ñaêk Laêk", VNI, "HUYỆN ỦY Đăk Lăk"),
        ("señor, naïve", VNI, "señor, naïve"),
    ],
)
def test_words(text, encoding, expected):
    assert to_unicode(text, encoding) == expected


def test_whole_tables():
    """What could be both is converted where everything is old, and left where something is not."""
    rows = [["Chi bé Th«n 1", 7, None], ["Bé", True]]
    table = Table("Danh s¸ch", rows, merges=[Merge(0, 0, 1, 0)])
    assert old_encoding("Bé") is None
    (found,) = converted([table], TCVN3)
    assert found == Table("Danh sách", [["Chi bộ Thôn 1", 7, None], ["Bộ", True]], merges=[Merge(0, 0, 1, 0)])
    assert table.rows == rows
    (found,) = converted([Table("T", [*rows, ["Nguyễn Thị Bé"]])], TCVN3)
    assert found.rows == [["Chi bộ Thôn 1", 7, None], ["Bé", True], ["Nguyễn Thị Bé"]]
