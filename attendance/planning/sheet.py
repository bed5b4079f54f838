"""A plan as an Excel sheet, one row a visit: to be read, printed, changed and imported again."""

from dataclasses import replace
from io import BytesIO

from django.utils import translation

from attendance.days import sheet
from attendance.days.listed import ListedVisit
from attendance.days.sheet import SheetColumn
from attendance.models import Plan

NAME = "Kế hoạch"  # as the data workbook calls it


@translation.override("vi")
def write(plan: Plan, visits: list[ListedVisit]) -> BytesIO:
    """`visits` in order."""
    title = f"Kế hoạch dự sinh hoạt chi bộ {plan.half_year.label}: {plan.committee.name}"
    return sheet.write(NAME, [title, _guide(plan)], _columns(plan), visits)


def _guide(plan: Plan) -> str:
    if plan.counts:
        return (
            "Kế hoạch đã duyệt: lượt thêm hoặc rút được ghi trên trang của kế hoạch, kèm lý do. Kết quả ghi "
            "vào danh sách của từng tháng, tải ở trang Ghi kết quả."
        )
    return (
        "Có thể sửa Tháng, Lãnh đạo (kèm Mã lãnh đạo) hoặc thêm dòng, rồi nhập lại tệp này ở Kế hoạch → "
        f"Nhập từ Excel. Dòng thêm: ghi Kỳ {plan.half_year}, Mã cơ quan {plan.committee.code}; để trống Mã "
        "lượt; Mã lãnh đạo, Mã chi bộ có thể để trống nếu tên chỉ có một. Xóa dòng ở đây không xóa lượt "
        "trong kế hoạch. TT, Chức vụ, Đảng ủy, cơ quan quản lý, Ngày dự kiến và Ghi chú chỉ để xem, không "
        "được nhập."
    )


def _columns(plan: Plan) -> list[SheetColumn]:
    is_draft = not plan.counts
    months = replace(sheet.MONTH, is_to_fill=is_draft, choices=[str(m) for m in plan.half_year.months])
    leaders = replace(sheet.LEADER, is_to_fill=is_draft)
    results = [] if is_draft else [sheet.OUTCOME, sheet.HELD_ON, sheet.REASON]
    return [
        months,
        leaders,
        sheet.POSITION,
        sheet.CELL,
        sheet.MANAGED_BY,
        sheet.EXPECTED,
        SheetColumn("Nguồn", lambda visit: sheet.ORIGINS.get(visit.origin), 12),
        *results,
        SheetColumn("Ghi chú", _remark, 26),
        sheet.CODES[0],
        sheet.COMMITTEE_CODE,
        *sheet.CODES[1:],
        sheet.NUMBER,
    ]


def _remark(visit: ListedVisit) -> str | None:
    if visit.carried_from is None:
        return visit.amendment_reason or None
    is_the_same = visit.carried_from__leader == visit.leader
    who = "" if is_the_same else f" của {visit.carried_from__leader__full_name}"
    return f"Chuyển từ tháng {visit.carried_from__month}{who}"
