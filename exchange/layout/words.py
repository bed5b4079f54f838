"""Words and signs by which rows of office lists are told apart."""

import datetime as dt
import re
from itertools import pairwise, takewhile

from exchange.tables import ErrorValue, Formula
from lib.vietnamese import nfc, search_key

INDEX_KEYS = frozenset(("stt", "tt", "so tt", "so thu tu", "thu tu", "s tt", "no", "so"))
_INDEX = re.compile(r"\(?\d{1,6}[a-zđ]?([.\-]\d{1,4})*[.)]?")
_ROMAN = re.compile(r"[IVX]{1,6}[.)/:\-–]?")
_UPPER = re.compile(r"[A-ZĐ][.)/:\-–]?")
_LOWER = re.compile(r"[a-zđ][.)/:\-–]?")
# "P. Hạc Thành" and "Đ/c An" are no numbers.
_MARKED = re.compile(
    r"([IVX]{1,6}|[A-G]|\d{1,3}(?:\.\d{1,3})*|[a-g])\s*[.)/:\-–](\s+(?=[^\W\d_])|(?=[A-ZĐÀ-Ỹ]))"
)
_COUNT = re.compile(
    r"\s*[(\[:,;–-]*\s*(có|gồm)?\s*\d+\s*(chi bộ|đảng bộ|đồng chí|đ/c|người|đơn vị|cơ quan|đảng viên|cb|đv)"
    r"( trực thuộc)?\s*[)\]]?[.;]?$|\s*\(\s*\d+\s*\)$",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r"(tổng cộng|tong cong)\b|(tổng số|tổng|cộng)\s*(chung|dồn|trang|mang sang|toàn \w+)?\s*"
    r"([:.;(\d=+–-]|$)|tổng số\b|cộng (chung|dồn|trang|mang sang|toàn)\b"
)
_NUMBERING = re.compile(r"[(\[]?\s*(\d{1,3}|[A-Za-zĐđ])\s*[)\]]?")
_WORKED_OUT = re.compile(r"[(\[]?\s*(\d{1,3})\s*[)\]]?\s*=\s*[\d\s()\[\]+\-*/:x%]+")
_GROUP_WORDS = re.compile(
    r"(khối|khu vực|khu|cụm|nhóm|đảng bộ|đảng ủy|đảng uỷ|tỉnh ủy|huyện ủy|thị ủy|thành ủy|huyện uỷ|xã|phường|"
    r"thị trấn|thị xã|huyện|thành phố|tp\.?|quận|đặc khu|vùng|phần|ban|văn phòng|các|cấp|cơ quan|sở|đơn vị|"
    r"tổ chức|lãnh đạo|trưởng, phó phòng)\b",
    re.IGNORECASE,
)
_KIND_WORDS = re.compile(
    r"(khối|khu vực|khu|cụm|nhóm|vùng|phần|các|cấp|tổ chức|lãnh đạo|trưởng, phó phòng|loại)\b", re.IGNORECASE
)
_SIGNATURE = re.compile(
    r"nguoi (lap|tong hop|kiem|ky|phu trach bieu)\b|lap bieu\b|t\s?/\s?m\b|t\.\s?m\b|tm\.|k\s?/\s?t\b|kt\.|"
    r"t\s?/\s?l\b|tl\.|noi nhan\b|ghi chu\b|(luu|chu) y\s*:|chu thich\b|thu truong\b|xac nhan\b|"
    r"\((da )?ky\b|da ky$|ky ten\b|\(?danh sach (nay )?(co|gom)\b|an dinh danh sach\b|bieu nay\b"
)
_TITLE = re.compile(r"(danh sach|bieu|mau|phu luc|ke hoach|bang|trang|dang ky|bao cao|tong hop)\b")
_NOTE = re.compile(r"(ghi chu|luu y|chu thich|chu y|\(?danh sach)\b")
_DATED = re.compile(r"(^|\W)ngay[\s\d.…_/]+thang[\s\d.…_/]+nam\b")
_MONTH = re.compile(
    r"(?:tháng|thang|th|t)?\s*\.?\s*(\d{1,2})(?:\s*[/\-.]\s*((?:20|19)\d\d))?"
    r"|(?:tháng|thang)\s*(\d{1,2})\s*năm\s*((?:20|19)\d\d)|0?1/(\d{1,2})/((?:20|19)\d\d)",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"\b((đảng (bộ|ủy|uỷ) )?(xã|phường|thị trấn|đặc khu|huyện|thị xã|thành phố|quận)|đảng (bộ|ủy|uỷ)"
    r"|(tỉnh|huyện|thị|thành) (ủy|uỷ)|ban|văn phòng|sở|chi cục)\s+[^\W\d_].*",
    re.IGNORECASE,
)
_TAIL = re.compile(r"\s*(năm|6 tháng|sáu tháng|quý|tháng|đợt|nhiệm kỳ|dự sinh hoạt|\(|\d).*$", re.IGNORECASE)
MARKS = frozenset(("x", "xx", "v", "√", "✓", "✔", "☑", "+", "*", "•", "●", "1"))
NOTHING = frozenset(("-", "–", "—", "0", "/", "."))


def is_index(value) -> bool:
    """A running number: 7, "7.", "1.2", "7a"."""
    if type(value) is int:
        return True
    return isinstance(value, str) and bool(_INDEX.fullmatch(value.strip()))


def marker(value) -> str | None:
    """Which style of numbering the cell alone is: "I" roman, "A" upper, "a" lower, "1" arabic."""
    if type(value) is int:
        return "1"
    if not isinstance(value, str):
        return None
    text = value.strip()
    for style, pattern in (("I", _ROMAN), ("A", _UPPER), ("a", _LOWER), ("1", _INDEX)):
        if pattern.fullmatch(text):
            return style
    return None


def marked(text: str) -> tuple[str | None, str]:
    """The style of numbering that a text begins with, and the text without it."""
    match = _MARKED.match(text)
    if match and text[match.end() :].strip():
        return marker(match[1]), text[match.end() :].strip()
    return None, text


def is_first(value) -> bool:
    """Whether a number, alone or before a text, is the first of its kind."""
    match = re.match(r"\W*(\w+)", str(value))
    return bool(match) and match[1] in ("1", "01", "I", "A", "a")


def group_text(text: str) -> str:
    """What a line above a group says: "1. Xã Đông Hà (4 chi bộ):" → "Xã Đông Hà"."""
    return _COUNT.sub("", marked(text)[1].rstrip(" :")).rstrip(" :") or text


def is_total(value) -> bool:
    """Begins with the words under which lists add up. Tổng công ty and xã Cộng Hòa do not."""
    if not isinstance(value, str) or value.lstrip()[:1] not in "tTcC":
        return False
    text = " ".join(nfc(value).casefold().split())
    return bool(_TOTAL.match(text))


def is_sum(value) -> bool:
    return isinstance(value, Formula) and bool(re.match(r"=?\s*(SUM|SUBTOTAL)\(", value.text, re.IGNORECASE))


def _numbering(value) -> int | str | None:
    """The number, or the letter, of a cell that numbers its column; of "5=3+4": 5."""
    if type(value) is int:
        return value
    if not isinstance(value, str) or len(value) > 30:
        return None
    text = value.strip()
    if match := _NUMBERING.fullmatch(text):
        return int(match[1]) if match[1].isdecimal() else match[1].upper()
    match = _WORKED_OUT.fullmatch(text)
    return int(match[1]) if match else None


def is_numbering(values: list) -> bool:
    """A row that numbers the columns: 1 2 3; (1) (2) (3); A B 1 2."""
    found = list(takewhile(lambda part: part is not None, map(_numbering, values)))
    if len(found) < 2 or len(found) < len(values):
        return False
    letters = [part for part in found if isinstance(part, str)]
    numbers = found[len(letters) :]
    if found[: len(letters)] != letters or letters != [chr(65 + i) for i in range(len(letters))]:
        return False
    steady = all(b - a == 1 for a, b in pairwise(numbers))
    return steady and (numbers[0] in (1, len(letters) + 1) if numbers else len(letters) > 2)


def begins_like_group(text: str) -> bool:
    return bool(_GROUP_WORDS.match(nfc(text).strip()))


def is_no_committee(text: str) -> bool:
    """Above a group it says where or which kind, not whose the rows are: "Khu vực 1"."""
    return bool(_KIND_WORDS.match(nfc(text).strip()))


def is_signature(text: str) -> bool:
    """Who signs, where and when, or a note below the list."""
    key = search_key(text).lstrip("*-+• ")
    return bool(_SIGNATURE.match(key) or (len(key) < 80 and _DATED.search(key)))


def is_title(text: str) -> bool:
    """Of the list or of a page of it."""
    return bool(_TITLE.match(search_key(text)))


def is_note(text: str) -> bool:
    return bool(_NOTE.match(search_key(text).lstrip("*-+•( ")))


def month_of(value) -> tuple[int | None, int] | None:
    """Year, if it is said, and month that a heading names."""
    if isinstance(value, dt.date):
        return value.year, value.month
    if type(value) is int:
        return (None, value) if 1 <= value <= 12 else None
    match = _MONTH.fullmatch(nfc(value).strip()) if isinstance(value, str) else None
    if match is None:
        return None
    month, year = int(match[1] or match[3] or match[5]), match[2] or match[4] or match[6]
    return (int(year) if year else None, month) if 1 <= month <= 12 else None


def is_bare_number(value) -> bool:
    return type(value) is int or (isinstance(value, str) and value.strip().isdecimal())


def is_mark(value) -> bool:
    return value is True or (type(value) is int and value == 1) or (
        isinstance(value, str) and nfc(value).strip().casefold() in MARKS
    )  # fmt: skip


def is_nothing(value) -> bool:
    return value is False or (type(value) is int and value == 0) or (
        isinstance(value, str) and value.strip() in NOTHING
    )  # fmt: skip


def is_number(value) -> bool:
    return (isinstance(value, int | float) and not isinstance(value, bool)) or isinstance(
        value, Formula | ErrorValue
    )


def unit_named(text: str) -> str:
    """The committee or place that a title names: "DANH SÁCH CHI BỘ XÃ AN PHÚ" → "XÃ AN PHÚ"."""
    match = _UNIT.search(nfc(text))
    if match is None:
        return ""
    found = _TAIL.sub("", match[0]).strip(" ,.;:-–")
    return "" if "," in found or len(found.split()) < 2 else found
