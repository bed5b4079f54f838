"""Numbers that somebody typed into the report's text and that are no figure of the data.

Dates, years, documents, articles and headings have numbers too: which ones count as such is said in
docs/interpretations.md, "The report's text".
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from .live_text import WRITTEN, Figure, Span, spans

WORDS_AROUND = 5


@dataclass(frozen=True)
class Unbound:
    """A number, or one out of another such as "17 trên 22", with some words before and after it."""

    text: str
    before: str
    after: str


# --- numbers ---

DIGIT = "(?:một|hai|ba|bốn|năm|sáu|bảy|bẩy|tám|chín)"
LAST = "(?:một|mốt|hai|ba|bốn|tư|lăm|nhăm|sáu|bảy|bẩy|tám|chín)"
TENS = rf"(?:mười {LAST}|{DIGIT} mươi(?: {LAST})?)"
HUNDREDS = rf"(?:{DIGIT} trăm(?: (?:(?:linh|lẻ) (?:{DIGIT}|tư)|{TENS}|mười))?)"
SPELT = rf"(?:(?:{HUNDREDS}|{TENS}|mười|{DIGIT}) (?:nghìn|ngàn)(?: {HUNDREDS})?|{HUNDREDS}|{TENS})"
# What the report counts: before such a word a number is a count, whatever stands before it.
COUNTED = (
    r"\s+(?:chi bộ|đảng bộ|tổ chức|đồng chí|đ/c|cán bộ|lãnh đạo|lượt|buổi|phiếu|cuộc|người|đảng viên"
    r"|cơ quan|đơn vị|cấp u[ỷy]|cấp ủy|ý kiến|kiến nghị|hạn chế|trường hợp|loại hình|phòng|ban)\b"
)
ANY = rf"(?:{WRITTEN}|{SPELT}|{DIGIT}|mười)"
NUMBER = re.compile(
    rf"(?<!\w)(?:{ANY}\s*(?:/|\btrên(?: tổng số)?\b|\btrong(?: tổng)? số\b)\s*{ANY}"
    rf"|{WRITTEN}|{SPELT}|(?:{DIGIT}|mười)(?={COUNTED}))(?!\w)",
    re.IGNORECASE,
)

# --- and what is none ---

N = rf"\d+\b(?!{COUNTED})"
SEVERAL = rf"{N}(?:\s*(?:,|;|và|-|–|đến)\s*(?:số\s+)?{N})*"
SPELT_OUT = rf"(?:{SPELT}|mười|{DIGIT}|tư)\b(?!{COUNTED})"
YEAR = r"(?:19|20|21)\d\d"
DAY = rf"\d{{1,2}}/(?:0?[1-9]|1[0-2])\b(?!{COUNTED})"
DOCUMENTS = (
    "nghị quyết|chỉ thị|quyết định|quy định|hướng dẫn|kết luận|thông tri|luật|nghị định|thông tư|công văn"
    "|tờ trình|kế hoạch|báo cáo|thông báo|chương trình|đề án|văn bản"
)
PLACES = "thôn|xóm|bản|ấp|buôn|làng|khu phố|tổ dân phố|tổ|khối|phường|quận|khu|cụm|đội|đường|quốc lộ|số nhà"
PARTS = "điều|khoản|điểm|mục|chương|phần|tiết|phụ lục|biểu|mẫu|bảng|tiêu chí|trang|loại|nhóm|câu"
NO_COUNT = [
    # Days, months, years, hours.
    r"(?<!\w)\d{1,2}\s*([/.-])\s*\d{1,2}\s*\1\s*\d{4}(?!\w)",
    rf"(?<!\w)\d{{1,2}}\s*[/-]\s*{YEAR}(?!\w)",
    rf"\b(?:ngày|mùng|mồng)\s+\d{{1,2}}(?:\s*[/-]\s*\d{{1,2}})?\b(?!{COUNTED})",
    rf"\b(?:ngày|từ|đến|hết|trước|sau)\s+{DAY}(?:\s*(?:,|và|-|–|đến)\s*{DAY})*",
    rf"\b(?:tháng|quý|thứ|mùng|mồng|ngày|khóa|khoá|lần)\s+(?:{SEVERAL}|{SPELT_OUT})",
    rf"\bnăm\s+{YEAR}\b",
    rf"(?<!\w){YEAR}(?:\s*[-–]\s*{YEAR})?\b(?!{COUNTED})",
    r"(?<!\w)(?:3|6|9|ba|sáu|chín) tháng (?:đầu|cuối)",
    r"(?<!\w)\d{1,2}\s*(?:giờ|h|g)\s*\d{2}(?!\w)|\b(?:lúc|hồi)\s+\d{1,2}\s*(?:giờ|h)\b",
    # Documents, and parts of them.
    r"(?<!\w)\d+(?:/\d{4})?\s*[-–/]\s*(?-i:[A-ZĐĂÂÊÔƠƯ]{2})[\w/.-]*",
    rf"\b(?:{DOCUMENTS})\s+(?:số\s+)?{SEVERAL}",
    rf"(?<!tổng )(?<!trong )(?<!con )(?<!một )(?<!đa )(?<!thiểu )\bsố\s+{SEVERAL}",
    rf"\b(?:{PARTS})\s+(?:{SEVERAL})",
    r"^\s*\(?\d+(?:\.\d+)*[.)](?=\s|$)|^\s*\d+(?:\.\d+)+\s(?!\s*%)",
    # Names.
    rf"\b(?:{PLACES})\s+{N}",
    rf"(?-i:\b(?:Chi bộ|Đảng bộ))\s+{N}",
    rf"\b(?:hàng|vài|mấy)\s+(?:{SPELT_OUT})",
]
EXCLUDED = [re.compile(pattern, re.IGNORECASE) for pattern in NO_COUNT]


def unbound(source: str, figures: Mapping[str, Figure], drafted: str = "") -> list[Unbound]:
    """The numbers of a text, in order, that are no figures; those that the data `drafted` are none either."""
    known = {key for number in _numbers(drafted, figures) for key in _beside(number)}
    return [n for n in _numbers(source, figures) if not known.intersection(_beside(n))]


def _numbers(source: str, figures: Mapping[str, Figure]) -> Iterator[Unbound]:
    for line in source.split("\n"):
        pieces = spans(line, figures)
        text = "".join(span.text for span in pieces)
        rest = _without(text, _places_of_figures(pieces))
        if NUMBER.search(rest):
            rest = _without(rest, (match.span() for pattern in EXCLUDED for match in pattern.finditer(text)))
        for match in NUMBER.finditer(rest):
            yield Unbound(match[0], _last_words(text[: match.start()]), _first_words(text[match.end() :]))


def _last_words(text: str) -> str:
    words = text.removeprefix("- ").split()
    return ("…" if len(words) > WORDS_AROUND else "") + " ".join(words[-WORDS_AROUND:])


def _first_words(text: str) -> str:
    words = text.split()
    return " ".join(words[:WORDS_AROUND]) + ("…" if len(words) > WORDS_AROUND else "")


def _places_of_figures(pieces: list[Span]) -> Iterator[tuple[int, int]]:
    at = 0
    for span in pieces:
        if span.key:
            yield at, at + len(span.text)
        at += len(span.text)


def _without(text: str, places: Iterable[tuple[int, int]]) -> str:
    """The text with a sign that belongs to no number at those places."""
    signs = list(text)
    for start, end in places:
        signs[start:end] = "\0" * (end - start)
    return "".join(signs)


def _beside(number: Unbound) -> list[tuple[str, str, str]]:
    """By what one recognises it: its value with the word before, and with the word after."""
    value = number.text.replace(" ", "")
    before, after = number.before.split()[-1:], number.after.split()[:1]
    found = [(value, "before", word.lower()) for word in before] + [
        (value, "after", w.lower()) for w in after
    ]
    return found or [(value, "", "")]
