"""Headings of notices of a month's meetings: hour, day and weekday in one column or in several."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from .columns import heading_key
from .listing import Heading
from .words import is_bare_number

# As `heading_key` has them, best first.
_PHONE = ("dien thoai", "so dien thoai", "sdt", "so dt", "dt", "dien thoai bi thu", "dien thoai lien he")
_WEEKDAY = ("thu", "thu ngay", "ngay trong tuan")
SYNONYMS = {
    "cell": (
        "chi bo", "ten chi bo", "ma cb", "ten don vi", "don vi", "to chuc dang", "ten to chuc dang",
    ),
    "month": ("thang sinh hoat",),
    "date": (
        "thoi gian", "thoi gian sinh hoat", "ngay gio", "ngay gio sinh hoat", "thoi gian sinh hoat chi bo",
        "thoi gian hop", "thoi gian to chuc", "gio ngay", "ngay sh", "ngay sinh hoat", "ngay", "ngay to chuc",
        "ngay thang", "ngay sinh hoat chi bo", "lich sinh hoat", "thoi gian ngay gio", "ngay du kien",
    ),
    "begins_at": ("gio sinh hoat", "gio hop", "gio bat dau", "bat dau", "gio to chuc"),
    "place": (
        "dia diem sinh hoat", "noi sinh hoat", "dia diem hop", "noi hop", "dia diem to chuc", "noi to chuc",
    ),
    "contact": (
        "bi thu so dien thoai", "ho ten bi thu dien thoai", "bi thu chi bo dien thoai", "bi thu sdt",
        "bi thu va so dien thoai", "bi thu va dien thoai", "bi thu dt", "ho ten so dien thoai bi thu",
        "ho ten bi thu so dien thoai", "ho va ten bi thu so dien thoai", "bi thu chi bo so dien thoai",
        "bi thu", "bi thu chi bo", "ho ten bi thu", "ho va ten bi thu", "lien he", "nguoi lien he", *_PHONE,
    ),
    "source_document": ("van ban", "so van ban", "theo thong bao", "thong bao", "can cu"),
}  # fmt: skip


def secretary_and_phone(headings: Iterable[Heading]) -> list[str]:
    """The keys of both, where they stand in two columns, one after the other."""
    for secretary, phone in pairwise(headings):
        if "bi thu" in _last(secretary) and _last(phone) in _PHONE:
            return [secretary.key, phone.key]
    return []


def day_hour_and_weekday(headings: Sequence[Heading], columns: dict[str, list[str]]) -> dict[str, list[str]]:
    """What `columns` so far leave to be said of them.

    The hour stands beside the day unless it has a column of its own; a weekday is held against the day.
    """
    day = columns.get("date")
    if not day:
        return {}
    found = {}
    samples = {heading.key: heading.samples for heading in headings}
    is_number = all(map(is_bare_number, samples[day[0]]))
    if "begins_at" not in columns and not is_number:
        found["begins_at"] = list(day)
    taken = {key for among in columns.values() for key in among}
    weekday = next((h.key for h in headings if _last(h) in _WEEKDAY and h.key not in taken), None)
    # "10" and "3" together would be 10/3.
    if weekday and not (is_number and any(map(is_bare_number, samples[weekday]))):
        found["date"] = [*day, weekday]
    return found


def _last(heading: Heading) -> str:
    return heading_key(heading.parts[-1] if heading.parts else heading.text)
