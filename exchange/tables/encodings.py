"""Vietnamese text in the encodings from before Unicode: TCVN3 (ABC) and VNI.

Such text looks like western letters in wrong places: "NguyÔn V¨n An", "Nguyeãn Vaên An". A word is taken for
it only where it is no Vietnamese syllable as it stands and becomes a correctly spelled one when decoded;
whatever else stands there (names from abroad, signs, slips of the keyboard) is left in peace.

TCVN3 has no capital letters with tones: a font (".VnTimeH") shows small ones as capitals, which nothing in
the text tells. They stay small, but in words typed in capitals otherwise.
"""

import re
import unicodedata
from collections import Counter
from dataclasses import replace

from openpyxl.utils import get_column_letter

from .table import Table

TCVN3, VNI = "TCVN3 (ABC)", "VNI"

_TCVN3 = dict(
    zip(
        "¨©ª«¬\xad®¡¢£¤¥¦§µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
        "ăâêôơưđĂÂÊÔƠƯĐàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        strict=True,
    )
)


def _vni() -> dict[str, str]:
    """Letters by the one or two characters that stand for them."""
    grave, hook, tilde, acute, dot = "\u0300\u0309\u0303\u0301\u0323"
    plain = dict(zip("øûõùï", (grave, hook, tilde, acute, dot), strict=True))
    tones = {
        "â": dict(zip("àåãáä", (grave, hook, tilde, acute, dot), strict=True)) | {"â": ""},
        "ă": dict(zip("èúüéë", (grave, hook, tilde, acute, dot), strict=True)) | {"ê": ""},
    }
    letters = {"ñ": "đ", "ô": "ơ", "ö": "ư", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
    for base, stands_for in [*((v, v) for v in "aeouy"), ("ô", "ơ"), ("ö", "ư")]:
        letters |= {base + sign: stands_for + tone for sign, tone in plain.items()}
    for base, stands_for in [("a", "â"), ("e", "ê"), ("o", "ô")]:
        letters |= {base + sign: stands_for + tone for sign, tone in tones["â"].items()}
    letters |= {"a" + sign: "ă" + tone for sign, tone in tones["ă"].items()}
    return {key: unicodedata.normalize("NFC", value) for key, value in letters.items()}


_VNI = _vni()
_VNI_PARTS = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)) + "|.", re.IGNORECASE)
# What no western word has: signs amidst letters, and a vowel with a tone behind it.
_TCVN3_SIGNS = re.compile("[\u00a1-\u00bf\u00d7\u00f7]")
_VNI_SIGNS = re.compile("^ñ|[aeouyôö][øûõùïâàåãáäèúüéëê]", re.IGNORECASE)
_HIGHLAND_END = re.compile("k$", re.IGNORECASE)  # Đăk Lăk

# Runs of ASCII and Latin-1 letters, with the signs that TCVN3 has in place of letters.
_WORD = re.compile("[A-Za-z\u00a1-\u00ff]+")
# These exist in Unicode only, so whoever wrote one of them wrote the whole text in Unicode.
_UNICODE_ONLY = re.compile("[ĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9]")

_TONES = "\u0300\u0309\u0303\u0301\u0323"
_INITIALS = "ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|b|c|d|đ|g|h|k|l|m|n|p|r|s|t|v|x|"
_RHYMES = set(
    re.findall(
        r"\S+",
        """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
    i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
    o oa oac oach oai oan oang oanh oao oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong
    op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uân uâng uât uây uc ui um un ung uê uêch uênh uơ uôc uôi uôm uôn uông uôt up ut uy uya uych uyên uyêt
    uynh uyt uyu ư ưa ưc ưi ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
    y yêm yên yêng yêt yêu ych ynh yt
    """,
    )
)
_SYLLABLE = re.compile(f"({_INITIALS})(.*)")
_STOPPED = re.compile("(c|ch|p|t)$")
_NEVER_STOPPED = ("\u0300", "\u0309", "\u0303")
_FRONT = "eêiy"
# The tone stands on the vowel before these ends: hải, never haỉ.
_GLIDING = re.compile("([aăâeêioôơuưy](?<!u)[iouy]|u[iou])$")


def old_encoding(text: str) -> str | None:
    """TCVN3 or VNI where `text` (in NFC) is written in it, else None."""
    if text.isascii() or _UNICODE_ONLY.search(text):
        return None
    votes = Counter()
    for word in _WORD.findall(text):
        if word.isascii() or not re.search("[A-Za-z]", word) or is_syllable(word):
            continue
        votes[TCVN3] += _is_spelled(_from_tcvn3(word))
        votes[VNI] += _is_spelled(_from_vni(word))
    if not votes.total():
        return None
    # VNI has capital signs for capital letters; in TCVN3 the font alone makes capitals.
    first, second = (VNI, TCVN3) if text.isupper() else (TCVN3, VNI)
    return second if votes[second] > votes[first] else first


def to_unicode(text: str, encoding: str) -> str:
    """`text`, written in `encoding`, in Unicode. Words that make no Vietnamese in it stay as they are."""
    if text.isascii() or _UNICODE_ONLY.search(text):
        return text
    decode, signs = (_from_tcvn3, _TCVN3_SIGNS) if encoding == TCVN3 else (_from_vni, _VNI_SIGNS)

    def converted_word(match: re.Match) -> str:
        word = match[0]
        found = word if word.isascii() else decode(word)
        is_meant = _is_spelled(found) or (signs.search(word) and is_syllable(_HIGHLAND_END.sub("c", found)))
        return found if is_meant else word

    return _WORD.sub(converted_word, text)


def converted(tables: list[Table], encoding: str) -> list[Table]:
    """The same tables with their texts in Unicode.

    Words that could be Vietnamese as they stand ("Bé") are converted where nothing else is in Unicode.
    """
    texts = [value for table in tables for row in table.rows for value in row if isinstance(value, str)]
    is_all = not any(map(_UNICODE_ONLY.search, texts))

    def value_of(value):
        if isinstance(value, str) and (is_all or old_encoding(value) == encoding):
            return to_unicode(value, encoding)
        return value

    return [
        replace(table, title=value_of(table.title), rows=[list(map(value_of, row)) for row in table.rows])
        for table in tables
    ]


def _from_tcvn3(word: str) -> str:
    found = "".join(_TCVN3.get(character, character) for character in word)
    capitals = re.sub("[^A-Za-z]", "", word)
    return found.upper() if len(capitals) > 1 and capitals.isupper() else found


def _from_vni(word: str) -> str:
    found = ""
    for part in _VNI_PARTS.findall(word):
        letter = _VNI.get(part.lower(), part)
        found += letter.upper() if part[0].isupper() else letter
    return found


def _parts(word: str) -> tuple[str, str, str] | None:
    """Initial, rhyme without its tone, and tone of a syllable; None for what cannot be one."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    tones = [c for c in decomposed if c in _TONES]
    bare = unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in _TONES))
    if len(tones) > 1:
        return None
    for match in (_SYLLABLE.fullmatch(bare), re.fullmatch("(g|q|)(.*)", bare)):
        if match and match[2] in _RHYMES | ({""} if match[1] == "gi" else set()):
            return match[1], match[2], "".join(tones)
    return None


def is_syllable(word: str) -> bool:
    """As people write them, slips and foreign places included."""
    parts = _parts(word)
    return parts is not None and not (_STOPPED.search(parts[1]) and parts[2] in _NEVER_STOPPED)


def _is_spelled(word: str) -> bool:
    """By the rules of spelling: which initial goes with which vowel, which tone with which end, and where."""
    parts = _parts(word)
    if parts is None:
        return False
    initial, rhyme, tone = parts
    if initial in ("k", "gh", "ngh"):
        fits = rhyme[:1] in _FRONT
    elif initial in ("c", "g", "ng"):
        fits = rhyme[:1] not in _FRONT
    else:
        fits = initial != "q"
    if _STOPPED.search(rhyme):
        return fits and tone in ("\u0301", "\u0323")
    return fits and not (_GLIDING.search(rhyme) and _last_letter_has_tone(word))


def _last_letter_has_tone(word: str) -> bool:
    return any(c in _TONES for c in unicodedata.normalize("NFD", word[-1]))


def old_encodings(table: Table) -> dict[str, str]:
    """The cells written in an encoding from before Unicode: "B3" → which."""
    return {
        f"{get_column_letter(i + 1)}{number}": encoding
        for number, row in enumerate(table.rows, start=1)
        for i, value in enumerate(row)
        if isinstance(value, str) and (encoding := old_encoding(unicodedata.normalize("NFC", value)))
    }
