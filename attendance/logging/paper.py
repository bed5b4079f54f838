"""The visits of a month as a Word document, to be printed and taken along."""

from io import BytesIO

from django.utils import translation

from attendance.days import paper
from attendance.days.listed import ListedVisit
from attendance.days.paper import PaperColumn, PaperRow
from attendance.days.sheet import OUTCOMES
from lib import heads
from lib.periods import Month, written_day

COLUMNS = (
    PaperColumn("TT", 11, is_centred=True),
    PaperColumn("Ngày dự kiến", 26, is_centred=True),
    PaperColumn("Họ và tên, chức vụ", 58),
    PaperColumn("Chi bộ dự sinh hoạt", 72),
    PaperColumn("Kết quả", 20, is_centred=True),
    PaperColumn("Ngày họp", 26, is_centred=True),
    PaperColumn("Lý do vắng, ghi chú", 47),
)


@translation.override("vi")
def write(month: Month, visits: list[ListedVisit], about: str = "") -> BytesIO:
    """`visits` in order; `about`: what the list was cut to."""
    title = f"dự sinh hoạt chi bộ tháng {month}"
    of = paper.nearest({visit.committee__path for visit in visits})
    document = paper.begin(f"Danh sách {title}", of.name if of else "", is_landscape=True)
    if of:
        paper.write(document, of.name.upper(), bold=True)
    paper.title(document, "DANH SÁCH", title, *([f"({about})"] if about else []))
    rows = [PaperRow([str(number), *_texts(visit)]) for number, visit in enumerate(visits, start=1)]
    paper.table(document, COLUMNS, rows)
    head = heads.of(of) if of else heads.Head("", "", "", "", "")
    _sign(document, head.place)
    return paper.bytes_of(document)


def _sign(document, place: str) -> None:
    paper.write(
        document, f"{place or '……………'}, ngày      tháng      năm", paper.ALIGN.RIGHT, italic=True, before=12
    )
    paper.write(document, "NGƯỜI LẬP" + "\u00a0" * 24, paper.ALIGN.RIGHT, bold=True)


def _texts(visit: ListedVisit) -> list[str]:
    return [
        written_day(visit.meets_on) if visit.meets_on else str(visit.month),
        f"{visit.leader__full_name}\n{visit.leader__position}, {visit.committee_label}",
        f"{visit.cell__name}\n{visit.cell__committee__name}",
        OUTCOMES.get(visit.outcome, ""),
        written_day(visit.meeting__date) if visit.meeting__date else "",
        ". ".join(part for part in (visit.reason, visit.note) if part),
    ]
