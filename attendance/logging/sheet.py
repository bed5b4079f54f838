"""The visits of a month as an Excel sheet to write results in, which is imported again."""

from dataclasses import replace
from io import BytesIO
from operator import attrgetter

from attendance.days import sheet
from attendance.days.listed import ListedVisit
from attendance.days.sheet import SheetColumn
from attendance.models import AbsenceReason
from lib.periods import Month

NAME = "Kết quả"  # as the data workbook calls it
GUIDE = (
    "Ghi vào các cột tô vàng: Kết quả là Đã dự (kèm Ngày họp) hoặc Vắng (kèm Lý do); dòng chưa có kết quả "
    "thì để trống. Rồi nhập lại tệp này ở Ghi kết quả → Nhập từ Excel. Các cột mã bên phải giữ nguyên."
)


def write(month: Month, visits: list[ListedVisit], about: str = "") -> BytesIO:
    """`visits` in order; `about`: what the list was cut to."""
    title = f"Kết quả dự sinh hoạt chi bộ tháng {month}" + (f" ({about})" if about else "")
    return sheet.write(NAME, [title, GUIDE], _columns(), visits)


def _columns() -> list[SheetColumn]:
    outcome, held_on, reason = (
        replace(column, is_to_fill=True) for column in (sheet.OUTCOME, sheet.HELD_ON, sheet.REASON)
    )
    labels = tuple(AbsenceReason.objects.values_list("label", flat=True))
    return [
        sheet.EXPECTED,
        sheet.LEADER,
        sheet.POSITION,
        sheet.COMMITTEE,
        sheet.CELL,
        sheet.MANAGED_BY,
        replace(outcome, choices=("Đã dự", "Vắng")),
        held_on,
        replace(reason, choices=labels),
        _number("Tổng số đảng viên", "members_total"),
        _number("Có mặt", "members_present"),
        _number("Số đảng viên phát biểu", "members_spoke"),
        SheetColumn("Ghi chú", lambda visit: visit.note or None, 22, is_to_fill=True),
        sheet.CODES[0],
        replace(sheet.MONTH, is_code=True),
        *sheet.CODES[1:],
        sheet.NUMBER,
    ]


def _number(name: str, field: str) -> SheetColumn:
    return SheetColumn(name, attrgetter(f"meeting__{field}"), 9, sheet.WHOLE, is_to_fill=True)
