"""What a text of a list probably means: a proposal for the form, which its user looks at before it counts."""

import re
from collections.abc import Iterable, Sequence
from itertools import takewhile

from exchange.workbook.columns import Column, Sheet
from exchange.workbook.sheets import COMMITTEES, LEADERS, MEETINGS, RESULTS
from lib.vietnamese import name_key, search_key

from .abbreviations import written_out

SHORTEST_MISSPELT = 6  # letters; in less, another one makes another word
_BEHIND_A_NAME = re.compile(r", | · | \(")  # of the label of a person

# By sheet and column: what the words of lists look like (search keys), and the word of the format.
_LIKE: dict[tuple[str, str], Sequence[tuple[str, str]]] = {
    (COMMITTEES, "kind"): (
        (r"van phong\b.*", "Văn phòng"),
        (r"(ban|co quan)\b.*", "Ban"),
        (r"(dang uy )?(xa|phuong|thi tran|dac khu)\b.*", "Đảng ủy xã"),
        (r"(huyen|thi|quan|thanh) uy\b.*|huyen|quan|thi xa", "Huyện ủy"),
        (r"tinh( uy)?|thanh pho|thanh uy|cap tinh", "Tỉnh ủy"),
        (r"dang bo.*|chi bo co so|co so", "Đảng bộ cơ sở"),
    ),
    (LEADERS, "group"): (
        (r"(pho |quyen )?(truong |pho )?phong\b.*|(truong|pho truong|quyen truong|lanh dao) phong\b.*",
         "Trưởng, phó phòng"),
        (r"(quyen )?(truong ban|chanh van phong|bi thu|chu nhiem|giam doc)\b.*", "Lãnh đạo ban"),
        (r"pho (truong ban|chanh van phong|bi thu|chu nhiem|giam doc)\b.*", "Lãnh đạo ban"),
        (r"lanh dao( (ban|co quan|van phong))?", "Lãnh đạo ban"),
    ),
    (RESULTS, "outcome"): (
        (r"khong( du| tham du| du hop)?|vang( mat)?|v|chua du|k", "Vắng"),
        (r"(co|da)( du| mat| tham du| tham gia| du hop)?|du|tham du|x", "Đã dự"),
        (r"rut\b.*|huy\b.*|thoi\b.*", "Rút"),
    ),
    (MEETINGS, "kind"): (
        (r"(dinh ky|hang thang|thuong xuyen|tk)\b.*", "Thường kỳ"),
        (r"chuyen de\b.*|cd", "Chuyên đề"),
        (r"(dot xuat|bat thuong)\b.*", "Bất thường"),
        (r".*\bket hop chuyen de\b.*", "Thường kỳ kết hợp chuyên đề"),
    ),
}  # fmt: skip


def suggest(sheet: Sheet, column: Column, text: str, choices: Sequence[tuple[str, str]]) -> str:
    """The value of `choices` (value, label) that `text` probably means; "" where none or several might."""
    written, full = {_words(text)}, {_words(way) for way in written_out(text)}
    # "Chi bộ tổ dân phố" may be the type "Chi bộ thôn, tổ dân phố".
    labels = [(value, _words(label).removeprefix("chi bo ")) for value, label in choices]
    words = {value for value, _label in choices}
    patterns = [(like, word) for like, word in _LIKE.get((sheet.name, column.key), ()) if word in words]
    found = (
        _alike(written, patterns)
        or _alike(full, patterns)
        or _within(written, labels)
        or _within(full, labels)
        or set().union(*(_around({*written, way}, labels) for way in full))
        or (_misspelt(written, labels) if column.refers_to == COMMITTEES else set())
        or (_with_a_word_more_or_less(text, choices) if column.refers_to == LEADERS else set())
    )
    return found.pop() if len(found) == 1 else ""


def _alike(keys: Iterable[str], patterns: Sequence[tuple[str, str]]) -> set[str]:
    """The first word each of the keys looks like."""
    found = (next((word for like, word in patterns if re.fullmatch(like, key)), "") for key in keys)
    return set(filter(None, found))


def _within(keys: Iterable[str], labels: Sequence[tuple[str, str]]) -> set[str]:
    parts = [key.removeprefix("chi bo ") for key in keys]
    return {value for value, label in labels if any(_has(label, part) for part in parts)}


def _around(keys: Iterable[str], labels: Sequence[tuple[str, str]]) -> set[str]:
    """Of labels that stand in one of the keys, the longest."""
    wholes = [key.removeprefix("chi bo ") for key in keys]
    found = [(value, label) for value, label in labels if any(_has(whole, label) for whole in wholes)]
    longest = max((len(label) for _value, label in found), default=0)
    return {value for value, label in found if len(label) == longest}


def _misspelt(keys: Iterable[str], labels: Sequence[tuple[str, str]]) -> set[str]:
    """Labels with all the words, but for one letter wrong, missing or too many, or two that changed places.

    For committees alone: many cells, and many people, are told apart by one letter.
    """
    return {value for key in keys for value, label in labels if _is_nearly_in(key, label)}


def _with_a_word_more_or_less(text: str, people: Iterable[tuple[str, str]]) -> set[str]:
    """People whose name begins and ends as the text does, and has words in between that this lacks, or the
    other way round: "Huỳnh Kim Chi" is probably Huỳnh Thị Kim Chi.
    """
    words = name_key(text).split()
    names = ((code, name_key(_BEHIND_A_NAME.split(label)[0]).split()) for code, label in people)
    return {code for code, name in names if _has_all_in_order(*sorted((words, name), key=len))}


def _has_all_in_order(few: list[str], many: list[str]) -> bool:
    if len(few) < 2 or (few[0], few[-1]) != (many[0], many[-1]):
        return False
    rest = iter(many)
    return all(word in rest for word in few)


def _is_nearly_in(key: str, label: str) -> bool:
    words, count = label.split(), len(key.split())
    parts = (" ".join(words[at : at + count]) for at in range(len(words) - count + 1))
    return len(key) >= SHORTEST_MISSPELT and any(_is_one_letter_off(key, part) for part in parts)


def _is_one_letter_off(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1:
        return False
    for _from_each_end in range(2):
        alike = sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
        one, other = one[alike:][::-1], other[alike:][::-1]
    if any(c.isdigit() for c in one + other):
        return False
    return max(len(one), len(other)) <= 1 or (len(one) == 2 and one == other[::-1])


def _words(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", search_key(text)))


def _has(text: str, part: str) -> bool:
    """Whether all words of `part` stand in `text`, one after the other."""
    return bool(part) and f" {part} " in f" {text} "
