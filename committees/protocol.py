"""The order in which official papers list people: the head, the deputies, then the others.

It follows from the title, unless the office gives somebody a number of their own. docs/interpretations.md has
the table.
"""

import re
from enum import IntEnum
from typing import Any

from lib.vietnamese import KeyField, search_key


class Rank(IntEnum):
    """Tens, so that an office's own number fits between two."""

    HEAD = 10
    STANDING_DEPUTY = 20
    DEPUTY = 30
    MEMBER = 40
    OTHER = 90


_OF_A_DEPARTMENT = 40  # further down: heads of departments stand after the deputies of the whole
LARGEST = 999

# As `search_key` has them, a title of several offices taken apart.
_PARTS = re.compile(r"[,;/()\u2013]|\s-\s|\skiêm\s", re.IGNORECASE)
_ACTING = re.compile(r"^(quyen|q) ")
_DEPUTY = re.compile(r"(pho|p) ")
_STANDING = re.compile(r"\b(thuong truc|phu trach|thu nhat)\b")
_MEMBER = re.compile(r"(uy vien|uv|thanh vien)\b|.*\buy vien$")
_CELLS_OWN = re.compile(r"(bi thu|pho bi thu) (chi bo|chi doan)\b")
_HEAD = re.compile(
    r"(bi thu|truong|chanh|chu nhiem|chu tich|giam doc|tong giam doc|tong bien tap|thu truong|"
    r"to truong|doi truong|tram truong|hieu truong|vien truong|vu truong|cuc truong|chi cuc truong|"
    r"chi huy truong|tu lenh|chinh uy)\b"
)
_DEPARTMENT = re.compile(
    r"(truong |giam doc )?(phong|bo phan|bo mon|to|doi|tram|khoa|trung tam)\b|(to|doi|tram) truong\b"
)


def rank_of(title: str, *, in_department: bool) -> int:
    """By the first office that the title names; a seat in a body counts where it names nothing else.

    `in_department`: of the group of heads and deputy heads of department.
    """
    ranks = [rank for part in _PARTS.split(title) if (rank := _rank_of_part(_plain(part), in_department))]
    offices = [rank for rank in ranks if rank not in (Rank.MEMBER, Rank.MEMBER + _OF_A_DEPARTMENT)]
    return next(iter(offices or ranks), Rank.OTHER)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", search_key(text)))


def _rank_of_part(text: str, in_department: bool) -> int | None:
    text = _ACTING.sub("", text)
    if _CELLS_OWN.match(text):
        return None
    rank, office = _rank_of_office(text)
    if rank is None:
        return None
    below = in_department or bool(_DEPARTMENT.match(office))
    return rank + _OF_A_DEPARTMENT if below else int(rank)


def _rank_of_office(text: str) -> tuple[Rank | None, str]:
    """And the office without what makes it a deputy's."""
    if deputy := _DEPUTY.match(text):
        office = text[deputy.end() :]
        return Rank.STANDING_DEPUTY if _STANDING.search(office) else Rank.DEPUTY, office
    if _HEAD.match(text):
        return Rank.HEAD, text
    if text.startswith("thuong truc"):
        return Rank.STANDING_DEPUTY, text
    return (Rank.MEMBER, text) if _MEMBER.match(text) else (None, text)


class ProtocolKeyField(KeyField):
    """The office's own number where it gave one, else the rank of the title; sorts as text."""

    sources = ("position", "group", "protocol_order")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 3, "source": "position"} | kwargs)

    def value_of(self, row: Any) -> str:
        number = row.protocol_order
        if number is None:
            number = rank_of(row.position, in_department=row.group == "department")
        return f"{number:03}"
