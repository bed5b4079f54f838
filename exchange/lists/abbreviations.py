"""Words that offices shorten in the names of cells and committees: "TDP 7, P. Mỹ An"."""

import re
from collections.abc import Sequence
from itertools import product

# As written in capitals, and in full.
_SHORT = {
    "CB": "chi bộ",
    "TDP": "tổ dân phố",
    "KP": "khu phố",
    "KDC": "khu dân cư",
    "MN": "mầm non",
    "TH": "tiểu học",
    "THCS": "trung học cơ sở",
    "THPT": "trung học phổ thông",
    "CA": "công an",
    "QS": "quân sự",
}
# Only before a name: "P. Mỹ An", "TT Giang", "X.Đông Hà"; in agencies "P. Nội vụ", "TT Y tế".
_PLACES = {
    "P": ("phường", "phòng"),
    "X": ("xã",),
    "TT": ("thị trấn", "trung tâm"),
    "TX": ("thị xã",),
    "TP": ("thành phố",),
}
_DOUBTFUL_AT_MOST = 3  # words of two meanings: eight ways
_BEFORE_A_NAME = re.compile(rf"(?<!\w)({'|'.join(_PLACES)})(?:\.\s*|\s+)(?=([^\W\d_]))")
_WORD = re.compile(rf"(?<!\w)({'|'.join(_SHORT)})(?!\w)(?:\. ?)?")
_FULL = {full: re.compile(rf"(?<!\w){full}(?!\w)", re.IGNORECASE) for full in _SHORT.values()}


def written_out(text: str) -> list[str]:
    """With those words in full, in every way: "TDP 7, P. Mỹ An" has a phường, or a phòng. The text itself
    where it has none; only the first meanings where there are too many ways.
    """
    text = _WORD.sub(lambda match: _SHORT[match[1]] + (" " if match[0][-1] in ". " else ""), text)
    meant = [_PLACES[match[1]] for match in _BEFORE_A_NAME.finditer(text) if match[2].isupper()]
    if sum(len(words) > 1 for words in meant) > _DOUBTFUL_AT_MOST:
        meant = [words[:1] for words in meant]
    return [_with(text, words) for words in product(*meant)]


def _with(text: str, words: Sequence[str]) -> str:
    left = iter(words)
    return _BEFORE_A_NAME.sub(lambda match: f"{next(left)} " if match[2].isupper() else match[0], text)


def other_ways(text: str) -> list[list[str]]:
    """To write the same name: in full, and shortened as some names are stored ("Trường THPT Mỹ Giang")."""
    full = written_out(text)
    short = [_shortened(way) for way in full]
    return [
        [way for way in full if way != text],
        [way for way in short if way != text and way not in full],
    ]


def _shortened(text: str) -> str:
    for word, written in _SHORT.items():
        text = _FULL[written].sub(word, text)
    return text
