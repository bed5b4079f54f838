"""A plan as a Word document, to be numbered, signed and sent."""

from collections.abc import Iterable
from io import BytesIO
from itertools import groupby

from django.utils import translation

from attendance.days import paper
from attendance.days.paper import PaperColumn, PaperRow
from attendance.figures.written import counted
from attendance.models import Plan, Visit
from attendance.models.conditions import is_planned
from committees.models import LeaderGroup
from lib import heads
from lib.periods import day_of, today, written_day

COLUMNS = (
    PaperColumn("TT", 10, is_centred=True),
    PaperColumn("Họ và tên, chức vụ", 42),
    PaperColumn("Tháng", 17, is_centred=True),
    PaperColumn("Chi bộ dự sinh hoạt", 48),
    PaperColumn("Ngày dự kiến", 22, is_centred=True),
    PaperColumn("Ghi chú", 26),
)
ROMAN = ("I", "II")


@translation.override("vi")
def write(plan: Plan, visits: Iterable[Visit]) -> BytesIO:
    """`visits` for display."""
    planned = [visit for visit in visits if is_planned(visit)]
    head = heads.of(plan.committee)
    about = f"dự sinh hoạt chi bộ {plan.half_year.label}"
    document = paper.begin(f"Kế hoạch {about}", plan.committee.name)
    year = plan.approved_at.year if plan.approved_at else today().year
    paper.head(document, head, kind="KH", year=year, is_draft=not plan.counts)
    paper.title(document, "KẾ HOẠCH", about)
    paper.text(document, _begins(plan, planned))
    paper.table(document, COLUMNS, _rows(planned))
    recipients = [line for line in head.recipients.splitlines() if line] or ["Lưu."]
    paper.signatures(document, head, recipients, _approved(plan))
    return paper.bytes_of(document)


def _begins(plan: Plan, planned: list[Visit]) -> str:
    leaders = len({visit.leader_id for visit in planned})
    cells = len({visit.cell_id for visit in planned})
    return (
        f"{plan.committee.name} xây dựng kế hoạch cán bộ lãnh đạo dự sinh hoạt chi bộ "
        f"{plan.half_year.label}: {counted(leaders)} đồng chí dự sinh hoạt tại {counted(cells)} chi bộ, "
        f"{counted(len(planned))} lượt, cụ thể như sau:"
    )


def _rows(planned: list[Visit]) -> list[PaperRow]:
    """By group and leader in protocol order, the months of each in theirs."""
    rows, number = [], 0
    groups = [(group, [v for v in planned if v.leader_group == group]) for group in LeaderGroup.values]
    shown = [(group, visits) for group, visits in groups if visits]
    for roman, (group, visits) in zip(ROMAN, shown, strict=False):
        rows.append(PaperRow(heading=f"{roman}. {LeaderGroup(group).label}"))
        visits.sort(key=lambda v: (v.leader.protocol_key, v.leader_id, v.month, v.cell.name_sort))
        for leader, its in groupby(visits, key=lambda visit: visit.leader):
            number += 1
            for place, visit in enumerate(its):
                who = [None, None] if place else [str(number), f"{leader.full_name}\n{leader.position}"]
                rows.append(PaperRow([*who, *_where(visit)]))
    return rows


def _where(visit: Visit) -> list[str]:
    day = written_day(visit.meets_on) if visit.meets_on else ""
    cell = f"{visit.cell.name}\n{visit.cell.committee.name}"
    return [str(visit.month), cell, day, _remark(visit)]


def _remark(visit: Visit) -> str:
    if visit.carried_from:
        return f"Chuyển từ {visit.carried_from.month}"
    return "Bổ sung" if visit.origin == Visit.Origin.AMENDMENT else ""


def _approved(plan: Plan) -> list[str]:
    """Who approved it in the product, beside who signs on paper."""
    if not plan.approved_at:
        return []
    who = f": {plan.approved_by}" if plan.approved_by else ""
    return [f"Duyệt trên phần mềm ngày {written_day(day_of(plan.approved_at))}{who}."]
