"""Headings seen in offices' lists, by what they mean in the exchange format."""

from exchange.workbook.sheets import (
    ANNOUNCED,
    CELLS,
    COMMITTEES,
    FINDINGS,
    LEADERS,
    MEETINGS,
    PLANS,
    RESULTS,
    RUBRICS,
    TARGETS,
    TOTALS,
    TRIPS,
    TYPES,
)

from . import calendar_headings, month_table

OF_CELL = ("chi bo", "ten chi bo", "ma cb", "chi bo du", "chi bo du sinh hoat", "noi du")
OF_LEADER = (
    "lanh dao", "can bo", "ho ten", "ho va ten", "ten can bo", "dong chi", "can bo du", "ho ten lanh dao",
    "ho va ten lanh dao", "ho ten can bo", "ho va ten can bo", "ho va ten can bo lanh dao", "ten lanh dao",
    "ho va ten dong chi", "ho ten dong chi", "lanh dao du", "can bo lanh dao",
)  # fmt: skip
_OFFICE = (
    "co quan", "don vi", "ban", "ten co quan", "ten don vi", "co quan don vi", "don vi cong tac",
    "noi cong tac", "ban don vi",
)  # fmt: skip
_COMMITTEE = (*_OFFICE, "cap uy", "dang bo", "dang uy", "ten cap uy", "truc thuoc", "thuoc")
_MEETING_DATE = ("ngay hop", "ngay sinh hoat", "ngay du", "ngay", "thoi gian")
# Best first, as `heading_key` has them; the format's own names come before.
SYNONYMS: dict[str, dict[str, tuple[str, ...]]] = {
    COMMITTEES: {
        "code": ("ma so", "ma cap uy", "ma don vi", "ma co quan", "ky hieu"),
        "name": (
            "ten cap uy", "cap uy", "ten don vi", "don vi", "ten co quan", "co quan", "ten to chuc dang",
            "ten co quan don vi", "co quan don vi", "ten don vi co quan",
        ),
        "short_name": ("ten tat", "ten goi tat", "viet tat"),
        "kind": ("loai cap uy", "cap", "phan loai", "loai hinh"),
        "parent": (
            "cap tren", "cap uy cap tren", "truc thuoc", "thuoc", "don vi cap tren", "cap tren truc tiep",
        ),
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
            "co quan", "xa", "huyen", "dang uy truc thuoc", "dang bo truc thuoc", "cap uy truc thuoc",
            "thuoc dang uy", "truc thuoc dang uy", "truc thuoc dang bo",
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
        "leader": OF_LEADER,
        "date_from": ("tu", "ngay di", "bat dau", "ngay bat dau"),
        "date_to": ("den", "ngay ve", "ket thuc", "ngay ket thuc"),
        "purpose": ("noi dung cong tac", "muc dich", "cong viec"),
        "place": ("dia diem", "noi cong tac"),
    },
    PLANS: {
        "half_year": ("ky dang ky", "6 thang"),
        "committee": _COMMITTEE,
        "leader": OF_LEADER,
        "cell": OF_CELL,
        "month": ("thang du", "thang dang ky", "thoi gian"),
        "origin": ("nguon dang ky", "hinh thuc dang ky"),
    },
    RESULTS: {
        "half_year": ("ky dang ky", "6 thang"),
        "leader": OF_LEADER,
        "cell": OF_CELL,
        "month": ("thang du", "thang dang ky"),
        "outcome": ("ket qua du", "du vang", "tinh trang"),
        "date": _MEETING_DATE,
        "absence_reason": ("ly do vang", "nguyen nhan"),
        "note": ("ghi chu them",),
    },
    MEETINGS: {
        "cell": OF_CELL,
        "date": _MEETING_DATE,
        "kind": ("loai sinh hoat", "hinh thuc sinh hoat", "loai"),
        "members_total": ("tong so", "so dang vien", "dang vien", "tong so dv"),
        "members_present": ("so co mat", "du hop", "dang vien du", "so dang vien co mat"),
        "members_spoke": ("phat bieu", "so phat bieu", "so y kien", "y kien"),
        "starts_at": ("gio khai mac", "gio hop", "thoi gian bat dau"),
        "ends_at": ("gio be mac", "thoi gian ket thuc"),
        "members_exempt": ("so mien sinh hoat", "mien cong tac sinh hoat", "duoc mien sinh hoat"),
        "absent_excused": ("vang co phep", "co ly do"),
        "absent_unexcused": ("vang khong phep", "khong ly do"),
    },
    ANNOUNCED: calendar_headings.SYNONYMS,
    TOTALS: month_table.SYNONYMS,
    TARGETS: {
        "committee": _COMMITTEE,
        "leader": OF_LEADER,
        "group": ("nhom lanh dao", "nhom can bo", "doi tuong"),
        "per": ("chu ky", "dinh ky du"),
        "number": ("chi tieu", "so luong chi bo", "so chi bo phai du", "so chi bo duoc giao"),
        "cell": OF_CELL,
        "valid_from": ("hieu luc tu", "ap dung tu"),
        "valid_to": ("hieu luc den", "ap dung den"),
        "document": ("van ban", "can cu"),
    },
    RUBRICS: {
        "document": ("huong dan", "so van ban"),
        "text": ("noi dung tieu chi", "noi dung"),
        "maximum": ("diem", "diem chuan", "thang diem"),
        "kind": ("loai tieu chi", "hinh thuc cham"),
        "levels": ("muc diem", "cac muc diem"),
        "section_maximum": ("diem toi da phan", "diem cua phan"),
        "not_applicable_when": ("khong ap dung", "khong ap dung neu"),
        "theme": ("khi co chuyen de", "chuyen de", "khong co chuyen de"),
    },
    FINDINGS: {
        "code": ("ma so", "ma nhan dinh", "ky hieu"),
        "kind": ("loai nhan dinh", "phan loai"),
        "text": ("nhan dinh", "noi dung nhan dinh"),
    },
}  # fmt: skip
