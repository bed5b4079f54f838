"""Words that offices shorten in the names of cells and committees: "TDP 7, P. Mỹ An"."""

import re

# As written in capitals, and in full.
_SHORT = {
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
# Only before a name: "P. Mỹ An", "TT Giang", "X.Đông Hà".
_PLACES = {"P": "phường", "X": "xã", "TT": "thị trấn", "TX": "thị xã", "TP": "thành phố"}
_BEFORE_A_NAME = re.compile(rf"(?<!\w)({'|'.join(_PLACES)})(?:\.\s*|\s+)(?=([^\W\d_]))")
_WORD = re.compile(rf"(?<!\w)({'|'.join(_SHORT)})(?!\w)(?:\. ?)?")
_FULL = {full: re.compile(rf"(?<!\w){full}(?!\w)", re.IGNORECASE) for full in _SHORT.values()}


def written_out(text: str) -> str:
    """With those words in full: "tổ dân phố 7, phường Mỹ An"; the text itself where it has none."""
    text = _WORD.sub(lambda match: _SHORT[match[1]] + (" " if match[0][-1] in ". " else ""), text)
    return _BEFORE_A_NAME.sub(lambda m: f"{_PLACES[m[1]]} " if m[2].isupper() else m[0], text)


def other_ways(text: str) -> list[str]:
    """To write the same name: in full, and shortened as some names are stored ("Trường THPT Mỹ Giang")."""
    short = full = written_out(text)
    for word, written in _SHORT.items():
        short = _FULL[written].sub(word, short)
    return [way for way in dict.fromkeys((full, short)) if way != text]
