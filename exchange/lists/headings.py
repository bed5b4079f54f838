"""Which column of an office's list means which column of the exchange format: a guess by its heading."""

from exchange.workbook.kinds import word_key
from exchange.workbook.sheets import (
    CELLS,
    COMMITTEES,
    FINDINGS,
    LEADERS,
    MEETINGS,
    PLANS,
    RESULTS,
    RUBRICS,
    TRIPS,
    TYPES,
    Column,
    Sheet,
)

from .worksheets import HEADING_AMONG, Heading, Worksheet, heading_key

# Headings seen in offices' lists, best first, as `heading_key` has them; the format's own names come before.
_CELL = ("chi bo", "ten chi bo", "ma cb", "chi bo du", "chi bo du sinh hoat", "noi du")
_LEADER = ("lanh dao", "can bo", "ho ten", "ho va ten", "ten can bo", "dong chi", "can bo du")
_COMMITTEE = (
    "co quan", "don vi", "ban", "cap uy", "ten co quan", "ten don vi", "co quan don vi", "don vi cong tac",
    "noi cong tac", "ban don vi", "dang bo", "dang uy", "ten cap uy", "truc thuoc", "thuoc",
)  # fmt: skip
_MEETING_DATE = ("ngay hop", "ngay sinh hoat", "ngay du", "ngay", "thoi gian")
SYNONYMS: dict[str, dict[str, tuple[str, ...]]] = {
    COMMITTEES: {
        "code": ("ma so", "ma cap uy", "ma don vi", "ma co quan", "ky hieu"),
        "name": (
            "ten cap uy", "cap uy", "ten don vi", "don vi", "ten co quan", "co quan", "ten to chuc dang",
        ),
        "short_name": ("ten tat", "ten goi tat", "viet tat"),
        "kind": ("loai cap uy", "cap", "phan loai", "loai hinh"),
        "parent": ("cap tren", "cap uy cap tren", "truc thuoc", "thuoc", "don vi cap tren"),
    },
    TYPES: {
        "code": ("ma so", "ma loai hinh", "ky hieu"),
        "name": ("ten loai hinh", "loai hinh", "loai hinh chi bo", "loai chi bo"),
        "number": ("huong dan", "so van ban", "van ban"),
        "issued_on": ("ngay", "ngay van ban"),
        "issuer": ("co quan", "noi ban hanh"),
    },
    CELLS: {
        "code": ("ma so", "ma chi bo", "ma cb", "ky hieu"),
        "name": ("ten chi bo", "chi bo", "ten to chuc dang", "to chuc dang", "ho ten", "don vi"),
        "committee": (
            "cap uy", "cap uy quan ly", "cap uy truc tiep", "cap uy cap tren", "truc thuoc", "dang bo",
            "dang uy", "dang bo xa", "dang uy xa", "thuoc dang bo", "thuoc", "ten cap uy", "don vi",
            "co quan", "xa", "huyen",
        ),
        "organization_type": (
            "loai hinh", "loai chi bo", "loai hinh chi bo", "loai hinh to chuc dang", "loai",
        ),
        "members_total": (
            "dang vien", "tong so dang vien", "so dv", "tong so dv", "sl dang vien", "so luong dang vien",
        ),
        "meeting_day": (
            "ngay sh", "ngay sinh hoat chi bo", "ngay sinh hoat dinh ky", "ngay hop", "lich sinh hoat",
            "sinh hoat ngay", "ngay sinh hoat hang thang", "ngay hop chi bo",
        ),
        "place": ("noi sinh hoat", "dia diem sinh hoat", "dia chi", "noi hop"),
        "established_on": ("thanh lap", "ngay tl"),
        "dissolved_on": ("giai the", "ngay ket thuc"),
    },
    LEADERS: {
        "code": ("ma so", "ma can bo", "ma lanh dao", "ma cb", "ky hieu", "so hieu"),
        "full_name": (
            "ho ten", "ten can bo", "ho va ten can bo", "ho ten can bo", "can bo", "lanh dao", "ten",
            "dong chi",
        ),
        "position": ("chuc danh", "chuc vu hien nay", "chuc vu cong tac", "chuc vu dang chinh quyen"),
        "group": ("nhom lanh dao", "doi tuong", "nhom can bo", "loai can bo", "phan nhom"),
        "committee": _COMMITTEE,
        "valid_from": ("ngay bo nhiem", "bo nhiem tu", "giu chuc vu tu", "nhan nhiem vu tu"),
        "valid_to": ("ngay thoi", "ngay nghi", "giu chuc vu den"),
    },
    TRIPS: {
        "leader": _LEADER,
        "date_from": ("tu", "ngay di", "bat dau", "ngay bat dau"),
        "date_to": ("den", "ngay ve", "ket thuc", "ngay ket thuc"),
        "purpose": ("noi dung cong tac", "muc dich", "cong viec"),
        "place": ("dia diem", "noi cong tac"),
    },
    PLANS: {
        "half_year": ("ky dang ky", "6 thang"),
        "committee": _COMMITTEE,
        "leader": _LEADER,
        "cell": _CELL,
        "month": ("thang du", "thang dang ky", "thoi gian"),
        "origin": ("nguon dang ky", "hinh thuc dang ky"),
    },
    RESULTS: {
        "half_year": ("ky dang ky", "6 thang"),
        "leader": _LEADER,
        "cell": _CELL,
        "month": ("thang du", "thang dang ky"),
        "outcome": ("ket qua du", "du vang", "tinh trang"),
        "date": _MEETING_DATE,
        "absence_reason": ("ly do vang", "nguyen nhan"),
        "note": ("ghi chu them",),
    },
    MEETINGS: {
        "cell": _CELL,
        "date": _MEETING_DATE,
        "kind": ("loai sinh hoat", "hinh thuc sinh hoat", "loai"),
        "members_total": ("tong so", "so dang vien", "dang vien", "tong so dv"),
        "members_present": ("so co mat", "du hop", "dang vien du", "so dang vien co mat"),
        "members_spoke": ("phat bieu", "so phat bieu", "so y kien", "y kien"),
    },
    RUBRICS: {
        "document": ("huong dan", "so van ban"),
        "text": ("noi dung tieu chi", "noi dung"),
        "maximum": ("diem", "diem chuan", "thang diem"),
    },
    FINDINGS: {
        "code": ("ma so", "ma nhan dinh", "ky hieu"),
        "kind": ("loai nhan dinh", "phan loai"),
        "text": ("nhan dinh", "noi dung nhan dinh"),
    },
}  # fmt: skip


def guess(sheet: Sheet, headings: list[Heading]) -> dict[str, str]:
    """Keys of the format's columns → keys of the headings that probably mean them, each once."""
    guessed: dict[str, str] = {}
    for rank in _ranks(sheet):
        for key, name in rank:
            heading = next((h for h in headings if h.key == name and h.key not in guessed.values()), None)
            if heading and key not in guessed:
                guessed[key] = heading.key
    for column in sheet.columns:
        alike = [h.key for h in _begins_alike(column, headings) if h.key not in guessed.values()]
        if alike and column.key not in guessed:
            guessed[column.key] = alike[0]
    return guessed


def _ranks(sheet: Sheet):
    """Pairs of column and heading: exact names of all columns first, then each next synonym."""
    synonyms = SYNONYMS.get(sheet.name, {})
    yield [(column.key, heading_key(column.name)) for column in sheet.columns]
    for i in range(max(map(len, synonyms.values()), default=0)):
        yield [(key, names[i]) for key, names in synonyms.items() if i < len(names)]


def _begins_alike(column: Column, headings: list[Heading]) -> list[Heading]:
    """Headings that say more than the column's name: "Địa điểm sinh hoạt chi bộ"."""
    name = heading_key(column.name)
    return [h for h in headings if " " in name and h.key.startswith(f"{name} ")]


def is_canonical(sheet: Sheet, headings: list[Heading]) -> bool:
    """Whether the headings are the format's own: every mandatory column under its exact name."""
    names = [word_key(heading.text) for heading in headings]
    return all(names.count(word_key(c.name)) == 1 for c in sheet.columns if c.mandatory)


def canonical(sheet: Sheet, headings: list[Heading]) -> dict[str, str]:
    """As `guess`, by the exact names of the format alone."""
    by_name = {word_key(heading.text): heading.key for heading in headings}
    return {c.key: by_name[word_key(c.name)] for c in sheet.in_lists if word_key(c.name) in by_name}


def place(sheet: Sheet, found: list[Worksheet]) -> tuple[Worksheet, int]:
    """The worksheet and the row of it that most look like the headings of such a list."""

    def likeness(candidate: tuple[Worksheet, int]) -> tuple:
        worksheet, row = candidate
        headings = worksheet.headings(row)
        named = word_key(worksheet.title) == word_key(sheet.name)
        return len(guess(sheet, headings)), named, len([h for h in headings if h.text]), -row

    return max(
        ((w, row) for w in found for row in range(1, min(len(w.rows), HEADING_AMONG) + 1)), key=likeness
    )
