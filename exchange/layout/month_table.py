"""The monthly table of a superior committee: its headings, and bands that stand across."""

import re
from collections.abc import Sequence

from . import words
from .columns import Titled, heading_key
from .grid import Grid, is_filled
from .listing import ACROSS, CROSSING, Heading

# As `heading_key` has them, best first.
SYNONYMS = {
    "cell": (
        "ten don vi", "chi bo", "ten chi bo", "don vi", "ma cb", "to chuc dang", "ten to chuc dang",
        "ten chi bo truc thuoc", "chi bo truc thuoc",
    ),
    "date": (
        "ngay hop chi bo", "ngay sh", "ngay sinh hoat", "ngay sinh hoat chi bo", "ngay hop", "ngay to chuc",
        "thoi gian hop", "thoi gian sinh hoat", "thoi gian", "ngay",
    ),
    "scorer": ("can bo cham", "nguoi danh gia", "dong chi cham"),
    "rubric": ("khung tieu chi", "khung"),
    "total": (
        "so diem", "tong diem", "tong so diem", "diem", "diem cham", "diem danh gia", "diem so", "diem dat",
        "so diem dat", "ket qua cham diem",
    ),
    "band": (
        "xep loai", "ket qua xep loai", "muc xep loai", "danh gia xep loai", "muc danh gia xep loai",
        "muc", "loai",
    ),
    "kind": ("hinh thuc sinh hoat", "loai sinh hoat"),
    "members_present": (
        "so co mat", "dang vien du hop", "so dang vien du", "so dang vien co mat", "du hop", "dang vien du",
        "so dang vien du sinh hoat",
    ),
    "members_total": (
        "so luong dang vien", "tong so dv", "so dang vien", "dang so", "so luong", "dang vien", "tong so",
    ),
    "members_exempt": ("mien cong tac sinh hoat", "so mien sinh hoat", "duoc mien sinh hoat"),
    "note": ("thuyet minh diem tru", "ly do tru diem", "nhan xet", "ghi chu thuyet minh diem tru"),
}  # fmt: skip
# What stands above a committee's bands, and what among them is none.
_ABOVE_BANDS = ("xep loai", "danh gia", "muc chat luong")
_NO_BAND = frozenset((*SYNONYMS["total"], *SYNONYMS["note"], *SYNONYMS["date"], "ghi chu"))
_BANDS = frozenset(
    ("tot", "kha", "trung binh", "tb", "kem", "yeu", "xuat sac", "dat", "khong dat", "chua dat", "kha tot")
)
_TOGETHER = re.compile(r"(\d+|[–—-])\s*/\s*(\d+|[–—-])")
# Of the table that is downloaded here.
_OWN = frozenset(
    ("stt", "ten don vi", "so luong dang vien", "ngay hop chi bo", "muc danh gia xep loai so diem", "ghi chu")
)


def bands_across(grid: Grid, columns: Sequence[Titled], rows: range) -> dict[int, str]:
    """Columns side by side that are bands, each with its label: crosses below, or nothing yet."""
    labels = {one.column: one.parts[-1] for one in columns if _is_band(one)}
    return labels if len(labels) > 1 and _hold_crosses(grid, labels, rows) else {}


def _is_band(one: Titled) -> bool:
    if not one.parts or heading_key(one.parts[-1]) in _NO_BAND:
        return False
    above = [heading_key(part) for part in one.parts[:-1]]
    return heading_key(one.parts[-1]) in _BANDS or any(
        words_above in part for part in above for words_above in _ABOVE_BANDS
    )


def _hold_crosses(grid: Grid, labels: dict[int, str], rows: range) -> bool:
    """Crosses, and hardly anything else but what they add up to."""
    some = []
    for row in rows[:200]:
        if any(words.is_total(value) for value in grid.rows[row][:3]):
            break
        some += [value for column in labels if is_filled(value := grid.own(row, column))]
    fitting = sum(words.is_mark(value) or words.is_nothing(value) for value in some)
    return fitting * 4 >= len(some) * 3


def members_together(headings: Sequence[Heading], columns: dict[str, list[str]]) -> dict[str, list[str]]:
    """Where those present and all stand in one cell ("16/18"), both are read from it.

    A day (05/3) looks alike: columns that are something else by their headings are not asked.
    """
    members = ("members_present", "members_total")
    others = {heading for key, its in columns.items() if key not in members for heading in its}
    for heading in headings:
        if heading.key in others:
            continue
        its = [sample for sample in heading.samples if _TOGETHER.fullmatch(sample)]
        if its and len(its) * 2 >= len(heading.samples):
            return {key: [heading.key] for key in members}
    return {}


def is_own(headings: Sequence[Heading]) -> bool:
    """Whether it is the table that is downloaded here, whatever its bands are called."""
    keys = {heading.key for heading in headings}
    return keys >= {ACROSS, CROSSING} and {key for key in keys if not key.startswith("@")} == _OWN
