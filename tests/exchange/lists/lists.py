"""Lists as offices keep them: a title above the headings, headings of their own, and mistakes."""

import datetime as dt
import io

import openpyxl

CELL_HEADINGS = [
    "STT",
    "Tên chi bộ",
    "Đảng ủy",
    "Loại",
    "Tổng số ĐV",
    "Lịch sinh hoạt",
    "Địa điểm SH",
    "Thành lập",
]
LEADER_HEADINGS = ["TT", "Họ tên", "Chức danh", "Đơn vị", "Đối tượng", "Ngày bổ nhiệm"]
# In the list of cells and, after the change of its sheet, in that of leaders: (cell, what is typed there).
CELL_ERRORS = {
    "C10": "Huyện ủy Nam Sơn",  # no such committee
    "F15": 45,  # no day of a month
    "B20": None,  # no name
    "H25": "30/02/2001",  # no day of the calendar
    "B30": "Chi bộ ấp 3",  # is there already
    "D33": "Thôm",  # no such type
}


def cells(count: int = 50, errors: dict | None = None, committee: str = "Huyện ủy Bắc Sơn") -> io.BytesIO:
    rows = [
        [
            i,
            f"Chi bộ ấp {i}",
            committee,
            "Chi bộ thôn, bản",
            20 + i % 9,
            1 + i % 28,
            f"Nhà văn hóa ấp {i}",
            dt.date(2001, 3, 1 + i % 28),
        ]
        for i in range(1, count + 1)
    ]
    return workbook("DS chi bộ 2018", ["HUYỆN ỦY BẮC SƠN", "Danh sách chi bộ"], CELL_HEADINGS, rows, errors)


def leaders(count: int = 12, errors: dict | None = None, group: str = "Lãnh đạo ban") -> io.BytesIO:
    rows = [
        [i, f"Nguyễn Văn Thứ {i}", "Phó Trưởng ban", "ban tổ  chức tỉnh ủy", group, dt.date(2016, 1, i)]
        for i in range(1, count + 1)
    ]
    return workbook("Cán bộ", ["TỈNH ỦY", "Danh sách lãnh đạo"], LEADER_HEADINGS, rows, errors)


def workbook(
    title: str, above: list[str], headings: list[str], rows: list[list], errors: dict | None = None
) -> io.BytesIO:
    """A list below its title lines; `errors` are cells typed over."""
    book = openpyxl.Workbook()
    worksheet = book.active
    worksheet.title = title
    for line in above:
        worksheet.append([line])
    for row in [headings, *rows]:
        worksheet.append(row)
    for place, value in (errors or {}).items():
        worksheet[place] = value
    return saved(book)


def saved(book: openpyxl.Workbook) -> io.BytesIO:
    target = io.BytesIO()
    book.save(target)
    target.seek(0)
    target.name = "danh sách.xlsx"
    return target
