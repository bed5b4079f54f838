"""An invented province: its committees, kinds of cell, cells and leaders."""

import datetime as dt
from dataclasses import dataclass
from itertools import count
from random import Random

from exchange.starting.offered import (
    AGENCY,
    ARMY,
    POLICE,
    PRIVATE_ENTERPRISE,
    SCHOOL_OR_HEALTH,
    STATE_ENTERPRISE,
    STREET,
    VILLAGE,
)
from lib.periods import HalfYear

ROOT = "TU"
COMMISSIONS = [
    ("BTCTU", "Ban Tổ chức Tỉnh ủy", "Ban Tổ chức", "Ban"),
    ("BTGTU", "Ban Tuyên giáo Tỉnh ủy", "Ban Tuyên giáo", "Ban"),
    ("BDVTU", "Ban Dân vận Tỉnh ủy", "Ban Dân vận", "Ban"),
    ("BNCTU", "Ban Nội chính Tỉnh ủy", "Ban Nội chính", "Ban"),
    ("UBKTTU", "Ủy ban Kiểm tra Tỉnh ủy", "Ủy ban Kiểm tra", "Ban"),
    ("VPTU", "Văn phòng Tỉnh ủy", "Văn phòng", "Văn phòng"),
]
# code, name, short name, kind, superior
OTHER_COMMITTEES = [
    ("THUBS", "Thành ủy Bình Sơn", "TP Bình Sơn", "Huyện ủy", ROOT),
    ("PHB", "Đảng ủy phường Hòa Bình", "P. Hòa Bình", "Đảng ủy xã", "THUBS"),
    ("PTP", "Đảng ủy phường Tân Phong", "P. Tân Phong", "Đảng ủy xã", "THUBS"),
    ("XTM", "Đảng ủy xã Tân Mỹ", "Xã Tân Mỹ", "Đảng ủy xã", "THUBS"),
    ("TXMG", "Thị ủy Mỹ Giang", "TX Mỹ Giang", "Huyện ủy", ROOT),
    ("PMA", "Đảng ủy phường Mỹ An", "P. Mỹ An", "Đảng ủy xã", "TXMG"),
    ("XGN", "Đảng ủy xã Giang Nam", "Xã Giang Nam", "Đảng ủy xã", "TXMG"),
    ("HUTL", "Huyện ủy Tân Lâm", "Tân Lâm", "Huyện ủy", ROOT),
    ("TTTL", "Đảng ủy thị trấn Tân Lâm", "TT Tân Lâm", "Đảng ủy xã", "HUTL"),
    ("XAP", "Đảng ủy xã An Phú", "Xã An Phú", "Đảng ủy xã", "HUTL"),
    ("HUPK", "Huyện ủy Phú Khê", "Phú Khê", "Huyện ủy", ROOT),
    ("XPL", "Đảng ủy xã Phú Lộc", "Xã Phú Lộc", "Đảng ủy xã", "HUPK"),
    ("XKT", "Đảng ủy xã Khê Thượng", "Xã Khê Thượng", "Đảng ủy xã", "HUPK"),
    ("HUHD", "Huyện ủy Hòa Điền", "Hòa Điền", "Huyện ủy", ROOT),
    ("XHT", "Đảng ủy xã Hòa Tiến", "Xã Hòa Tiến", "Đảng ủy xã", "HUHD"),
    ("XDT", "Đảng ủy xã Điền Trung", "Xã Điền Trung", "Đảng ủy xã", "HUHD"),
    ("HUST", "Huyện ủy Sơn Trạch", "Sơn Trạch", "Huyện ủy", ROOT),
    ("XSH", "Đảng ủy xã Sơn Hạ", "Xã Sơn Hạ", "Đảng ủy xã", "HUST"),
    ("XTD", "Đảng ủy xã Trạch Đông", "Xã Trạch Đông", "Đảng ủy xã", "HUST"),
    ("DUK", "Đảng ủy Khối các cơ quan và doanh nghiệp tỉnh", "Khối CQ&DN tỉnh", "Huyện ủy", ROOT),
    ("DUSNN", "Đảng ủy Sở Nông nghiệp và Phát triển nông thôn", "Sở NN&PTNT", "Đảng bộ cơ sở", "DUK"),
    ("DUCN", "Đảng ủy Công ty Cấp nước Bình Sơn", "Cấp nước Bình Sơn", "Đảng bộ cơ sở", "DUK"),
    ("DUQS", "Đảng ủy Quân sự tỉnh", "Quân sự tỉnh", "Đảng bộ cơ sở", ROOT),
    ("DUCA", "Đảng ủy Công an tỉnh", "Công an tỉnh", "Đảng bộ cơ sở", ROOT),
]

MEMBERS = {
    VILLAGE: (14, 46),
    STREET: (18, 52),
    AGENCY: (7, 24),
    STATE_ENTERPRISE: (9, 32),
    PRIVATE_ENTERPRISE: (5, 16),
    SCHOOL_OR_HEALTH: (6, 30),
    ARMY: (8, 19),
    POLICE: (8, 22),
}
MEMBERS_BY_NAME = {"Trạm Y tế": (4, 9), "Trường Tiểu học": (9, 24), "Quân sự": (7, 15)}

# Of a commune committee: its place, then the names of its villages or street groups.
VILLAGES = {
    "XTM": ("xã Tân Mỹ", ["Đông Hòa", "Tây Hòa", "Thạnh Mỹ"]),
    "XGN": ("xã Giang Nam", ["Giang Đông", "Giang Tây", "Bến Đá"]),
    "XAP": ("xã An Phú", ["An Thạnh", "An Lương", "Phú Thọ", "Gò Sim"]),
    "XPL": ("xã Phú Lộc", ["Phú Thượng", "Phú Hạ", "Lộc Sơn"]),
    "XKT": ("xã Khê Thượng", ["Khê Bình", "Khê Tân", "Hòn Nghệ"]),
    "XHT": ("xã Hòa Tiến", ["Hòa Đông", "Hòa Trung", "Tiến Lợi", "Tiến Thành"]),
    "XDT": ("xã Điền Trung", ["Điền Lộc", "Điền Hải", "Trung Chánh"]),
    "XSH": ("xã Sơn Hạ", ["Sơn Thành", "Hạ Điền", "Đá Bàn"]),
    "XTD": ("xã Trạch Đông", ["Trạch Lâm", "Trạch Phú", "Đông Hải"]),
}
STREETS = {
    "PHB": ("phường Hòa Bình", [1, 2, 4, 6, 9]),
    "PTP": ("phường Tân Phong", [1, 3, 5, 8, 10]),
    "PMA": ("phường Mỹ An", [2, 3, 5, 7]),
    "TTTL": ("thị trấn Tân Lâm", [1, 2, 4]),
}
# Cells named one by one: (type, name without "Chi bộ", place).
OTHER_CELLS = {
    "THUBS": [
        (AGENCY, "Phòng Tài chính – Kế hoạch thành phố Bình Sơn", "Trụ sở UBND thành phố"),
        (AGENCY, "Tòa án nhân dân thành phố Bình Sơn", "Trụ sở Tòa án"),
        (SCHOOL_OR_HEALTH, "Trường THCS Hòa Bình", "Phòng hội đồng nhà trường"),
        (PRIVATE_ENTERPRISE, "Công ty Cổ phần May Bình Sơn", "Hội trường công ty"),
    ],
    "TXMG": [
        (AGENCY, "Phòng Kinh tế thị xã Mỹ Giang", "Trụ sở UBND thị xã"),
        (AGENCY, "Chi cục Thuế thị xã Mỹ Giang", "Phòng họp Chi cục"),
        (SCHOOL_OR_HEALTH, "Trường THPT Mỹ Giang", "Phòng hội đồng nhà trường"),
        (PRIVATE_ENTERPRISE, "Công ty TNHH Chế biến thủy sản Giang Nam", "Phòng họp công ty"),
    ],
    "HUTL": [
        (AGENCY, "Phòng Nội vụ huyện Tân Lâm", "Trụ sở UBND huyện"),
        (SCHOOL_OR_HEALTH, "Trường THPT Tân Lâm", "Phòng hội đồng nhà trường"),
        (SCHOOL_OR_HEALTH, "Trung tâm Y tế huyện Tân Lâm", "Hội trường Trung tâm"),
        (STATE_ENTERPRISE, "Điện lực Tân Lâm", "Phòng họp Điện lực"),
    ],
    "HUPK": [
        (AGENCY, "Phòng Nông nghiệp và Phát triển nông thôn huyện Phú Khê", "Trụ sở UBND huyện"),
        (SCHOOL_OR_HEALTH, "Trường THPT Phú Khê", "Phòng hội đồng nhà trường"),
        (STATE_ENTERPRISE, "Trạm Quản lý thủy nông Phú Khê", "Phòng họp Trạm"),
        (PRIVATE_ENTERPRISE, "Doanh nghiệp tư nhân Gạch ngói Lộc Sơn", "Phòng họp doanh nghiệp"),
    ],
    "HUHD": [
        (AGENCY, "Viện Kiểm sát nhân dân huyện Hòa Điền", "Trụ sở Viện Kiểm sát"),
        (AGENCY, "Phòng Giáo dục và Đào tạo huyện Hòa Điền", "Trụ sở Phòng"),
        (SCHOOL_OR_HEALTH, "Trường THPT Hòa Điền", "Phòng hội đồng nhà trường"),
        (STATE_ENTERPRISE, "Bưu điện huyện Hòa Điền", "Phòng họp Bưu điện"),
    ],
    "HUST": [
        (AGENCY, "Hạt Kiểm lâm huyện Sơn Trạch", "Trụ sở Hạt Kiểm lâm"),
        (SCHOOL_OR_HEALTH, "Trường PTDT Nội trú Sơn Trạch", "Phòng hội đồng nhà trường"),
        (STATE_ENTERPRISE, "Lâm trường Sơn Trạch", "Hội trường Lâm trường"),
        (PRIVATE_ENTERPRISE, "Công ty TNHH Đá granit Đá Bàn", "Phòng họp công ty"),
    ],
    "DUK": [
        (AGENCY, "Thanh tra tỉnh", "Trụ sở Thanh tra tỉnh"),
        (AGENCY, "Sở Tư pháp – Khối nghiệp vụ", "Phòng họp Sở Tư pháp"),
        (SCHOOL_OR_HEALTH, "Bệnh viện Y học cổ truyền – Khối lâm sàng", "Hội trường Bệnh viện"),
        (STATE_ENTERPRISE, "Công ty TNHH MTV Xổ số kiến thiết Bình Sơn", "Phòng họp công ty"),
        (PRIVATE_ENTERPRISE, "Công ty Cổ phần Xây dựng Sơn Hà", "Phòng họp công ty"),
        (PRIVATE_ENTERPRISE, "Công ty TNHH Thương mại Minh Tâm", "Phòng họp công ty"),
    ],
    "DUSNN": [
        (AGENCY, "Văn phòng Sở Nông nghiệp và Phát triển nông thôn", "Trụ sở Sở"),
        (AGENCY, "Chi cục Thủy lợi", "Phòng họp Chi cục"),
        (SCHOOL_OR_HEALTH, "Trung tâm Khuyến nông tỉnh", "Hội trường Trung tâm"),
    ],
    "DUCN": [
        (STATE_ENTERPRISE, "Nhà máy nước Hòa Bình", "Phòng họp Nhà máy"),
        (STATE_ENTERPRISE, "Xí nghiệp Xây lắp – Cấp nước", "Phòng họp Xí nghiệp"),
    ],
    "DUQS": [
        (ARMY, "Phòng Tham mưu, Bộ Chỉ huy Quân sự tỉnh", "Hội trường Bộ Chỉ huy"),
        (ARMY, "Phòng Chính trị, Bộ Chỉ huy Quân sự tỉnh", "Hội trường Bộ Chỉ huy"),
        (ARMY, "Đại đội Trinh sát", "Doanh trại Đại đội"),
        (ARMY, "Ban Chỉ huy Quân sự huyện Tân Lâm", "Trụ sở Ban Chỉ huy"),
    ],
    "DUCA": [
        (POLICE, "Đội Cảnh sát giao thông số 1", "Trụ sở Đội"),
        (POLICE, "Phòng Quản lý xuất nhập cảnh", "Trụ sở Công an tỉnh"),
        (POLICE, "Phòng Tổ chức cán bộ, Công an tỉnh", "Trụ sở Công an tỉnh"),
        (POLICE, "Đội Cảnh sát phòng cháy, chữa cháy khu vực 2", "Trụ sở Đội"),
    ],
}
# Most cells meet in the first ten days of the month.
MEETING_DAYS = [2, 3, 3, 4, 5, 5, 5, 6, 7, 8, 9, 10, 15, 20, 25, 28]
FOUNDED = {"PTP-05": dt.date(2017, 9, 5), "DUK-06": dt.date(2018, 7, 2)}
DISSOLVED = {"XKT-03": dt.date(2018, 3, 31), "HUPK-04": dt.date(2018, 9, 30)}

LEADERSHIP, DEPARTMENT = "Lãnh đạo ban", "Trưởng, phó phòng"
GROUPS = (LEADERSHIP, DEPARTMENT)
# committee, group, name, position
LEADERS = [
    ("BTCTU", LEADERSHIP, "Nguyễn Hữu Thuần", "Trưởng ban"),
    ("BTCTU", LEADERSHIP, "Trần Thị Hồng Lam", "Phó Trưởng ban"),
    ("BTCTU", LEADERSHIP, "Lê Quang Bảo", "Phó Trưởng ban"),
    ("BTCTU", DEPARTMENT, "Lý Thị Ngọc Diệp", "Trưởng phòng Tổ chức đảng, đảng viên"),
    ("BTCTU", DEPARTMENT, "Nguyễn Đức Toàn", "Trưởng phòng Tổ chức cán bộ"),
    ("BTCTU", DEPARTMENT, "Trần Quốc Hưởng", "Phó Trưởng phòng Bảo vệ chính trị nội bộ"),
    ("BTGTU", LEADERSHIP, "Phan Đình Lương", "Trưởng ban"),
    ("BTGTU", LEADERSHIP, "Đỗ Thị Minh Nguyệt", "Phó Trưởng ban"),
    ("BTGTU", DEPARTMENT, "Vũ Thị Thanh Tâm", "Trưởng phòng Tuyên truyền"),
    ("BTGTU", DEPARTMENT, "Lê Văn Phước", "Trưởng phòng Lý luận chính trị"),
    ("BTGTU", DEPARTMENT, "Mai Thị Hoài An", "Phó Trưởng phòng Khoa giáo"),
    ("BDVTU", LEADERSHIP, "Võ Thanh Tùng", "Trưởng ban"),
    ("BDVTU", LEADERSHIP, "Huỳnh Thị Kim Chi", "Phó Trưởng ban"),
    ("BDVTU", DEPARTMENT, "Phạm Công Lý", "Trưởng phòng Dân vận các cơ quan nhà nước"),
    ("BDVTU", DEPARTMENT, "Nguyễn Thị Mỹ Duyên", "Phó Trưởng phòng Đoàn thể và các hội"),
    ("BNCTU", LEADERSHIP, "Bùi Xuân Trạch", "Trưởng ban"),
    ("BNCTU", DEPARTMENT, "Trịnh Đình Nghĩa", "Trưởng phòng Phòng, chống tham nhũng"),
    ("BNCTU", DEPARTMENT, "Cao Thị Lan Phương", "Phó Trưởng phòng Theo dõi các cơ quan nội chính"),
    ("UBKTTU", LEADERSHIP, "Đặng Ngọc Hiển", "Chủ nhiệm"),
    ("UBKTTU", LEADERSHIP, "Hồ Thị Thu Vân", "Phó Chủ nhiệm"),
    ("UBKTTU", DEPARTMENT, "Hà Văn Quyết", "Trưởng phòng Nghiệp vụ 1"),
    ("UBKTTU", DEPARTMENT, "Đinh Thị Quỳnh Nga", "Trưởng phòng Nghiệp vụ 2"),
    ("UBKTTU", DEPARTMENT, "Lương Trọng Khôi", "Phó Trưởng phòng Nghiệp vụ 3"),
    ("VPTU", LEADERSHIP, "Dương Văn Lộc", "Chánh Văn phòng"),
    ("VPTU", LEADERSHIP, "Ngô Thị Bích Hà", "Phó Chánh Văn phòng"),
    ("VPTU", DEPARTMENT, "Tạ Minh Quân", "Trưởng phòng Tổng hợp"),
    ("VPTU", DEPARTMENT, "Châu Thị Phương Trinh", "Trưởng phòng Hành chính – Tổ chức"),
    ("VPTU", DEPARTMENT, "Kiều Anh Vũ", "Phó Trưởng phòng Quản trị"),
]
TERMS = {
    "Lê Quang Bảo": (None, dt.date(2017, 12, 31)),
    "Ngô Thị Bích Hà": (dt.date(2018, 7, 1), None),
}


@dataclass(frozen=True)
class Cell:
    code: str
    name: str
    committee: str
    type: str
    members: int
    meeting_day: int
    place: str

    @property
    def established_on(self) -> dt.date | None:
        return FOUNDED.get(self.code)

    @property
    def dissolved_on(self) -> dt.date | None:
        return DISSOLVED.get(self.code)

    def exists_throughout(self, half_year: HalfYear) -> bool:
        return (self.established_on or dt.date.min) <= half_year.first_day and half_year.last_day <= (
            self.dissolved_on or dt.date.max
        )


@dataclass(frozen=True)
class Leader:
    code: str
    name: str
    position: str
    group: str
    committee: str
    in_office_from: dt.date | None
    in_office_to: dt.date | None

    def in_office_throughout(self, half_year: HalfYear) -> bool:
        return (self.in_office_from or dt.date.min) <= half_year.first_day and half_year.last_day <= (
            self.in_office_to or dt.date.max
        )


def leaders() -> list[Leader]:
    numbers = {code: count(1) for code, *_ in COMMISSIONS}
    return [
        Leader(f"{committee}-{next(numbers[committee]):02}", name, position, group, committee,
               *TERMS.get(name, (None, None)))
        for committee, group, name, position in LEADERS
    ]  # fmt: skip


def cells(rng: Random) -> list[Cell]:
    result = []
    for committee, *_ in OTHER_COMMITTEES:
        for number, (kind, name, place) in enumerate(_cells_of(committee), start=1):
            members = next(
                (r for start, r in MEMBERS_BY_NAME.items() if name.startswith(start)), MEMBERS[kind]
            )
            result.append(
                Cell(
                    code=f"{committee}-{number:02}",
                    name=f"Chi bộ {name}",
                    committee=committee,
                    type=kind,
                    members=rng.randint(*members),
                    meeting_day=rng.choice(MEETING_DAYS),
                    place=place,
                )
            )
    return result


def _cells_of(committee: str):
    """(type, name, place) of the cells that a committee manages."""
    if committee in VILLAGES:
        commune, villages = VILLAGES[committee]
        for village in villages:
            yield VILLAGE, f"thôn {village}", f"Nhà văn hóa thôn {village}, {commune}"
        yield _school(commune)
        yield SCHOOL_OR_HEALTH, f"Trạm Y tế {commune}", f"Trạm Y tế {commune}"
        yield ARMY, f"Quân sự {commune}", f"Trụ sở UBND {commune}"
    if committee in STREETS:
        ward, numbers = STREETS[committee]
        for number in numbers:
            yield (
                STREET,
                f"tổ dân phố {number}, {ward}",
                f"Nhà sinh hoạt cộng đồng tổ dân phố {number}",
            )
        yield _school(ward)
        yield POLICE, f"Công an {ward}", f"Trụ sở Công an {ward}"
    yield from OTHER_CELLS.get(committee, [])


def _school(commune: str) -> tuple[str, str, str]:
    name = commune.split(" ", 1)[1].removeprefix("trấn ")
    return SCHOOL_OR_HEALTH, f"Trường Tiểu học {name}", "Phòng hội đồng nhà trường"
