"""The notice of a month's meetings as offices send it: which cell meets when and where, and whom to ask."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import count, groupby

from django.db.models import QuerySet
from django.utils import translation

from attendance.days import paper
from attendance.days.paper import PaperColumn, PaperRow
from attendance.figures.written import counted
from committees.models import Committee
from lib import heads
from lib.counts import whole
from lib.periods import Month, today, written_day
from lib.tables import Column, Line, Table
from meetings.models import AnnouncedMeeting, Cell

KEY = "notice"
LABELS = ("STT", "Chi bộ", "Số lượng", "Thời gian", "Địa điểm", "Bí thư, điện thoại", "Ghi chú")
ON_PAPER = (14, 32, 17, 32, 29, 28, 13)  # parts of the width
IN_LETTERS = (6, 32, 9, 30, 32, 28, 18)
WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


@dataclass(frozen=True)
class Notice:
    """What is announced for cells in a month; `committee`: whose notice it is, where one is above all."""

    month: Month
    committee: Committee | None
    meetings: list[AnnouncedMeeting]

    @classmethod
    def of(cls, month: Month, cells: QuerySet[Cell], chosen: Committee | None) -> "Notice":
        rows = AnnouncedMeeting.objects.filter(cell__in=cells.order_by(), month=month)
        rows = rows.select_related("cell__committee")
        rows = rows.order_by("cell__committee__path", "cell__name_sort", "cell__code")
        found = [row for row in rows if row.cell.exists_between(row.date, row.date)]
        managing = {meeting.cell.committee.path for meeting in found}
        return cls(month, chosen or paper.nearest(managing), found)

    @property
    def title(self) -> str:
        return f"Lịch sinh hoạt chi bộ tháng {self.month}"

    @property
    def groups(self) -> Iterator[tuple[str, list[AnnouncedMeeting]]]:
        """By managing committee; "" for the only one whose notice it is."""
        for committee, meetings in groupby(self.meetings, key=lambda meeting: meeting.cell.committee):
            yield "" if committee == self.committee else committee.name, list(meetings)

    @property
    def members(self) -> int:
        return sum(meeting.cell.members_total or 0 for meeting in self.meetings)


def when(meeting: AnnouncedMeeting) -> str:
    """14h00, ngày 03/03/2026 (thứ Ba)."""
    day = f"ngày {written_day(meeting.date)} ({WEEKDAYS[meeting.date.weekday()]})"
    return f"{meeting.begins_at:%Hh%M}, {day}" if meeting.begins_at else day


def where(meeting: AnnouncedMeeting) -> str:
    return meeting.place or meeting.cell.place


# In Excel


def table(notice: Notice) -> Table:
    """As offices send it on; it comes back through the import of such lists."""
    columns = [Column(label, width=width) for label, width in zip(LABELS, IN_LETTERS, strict=True)]
    about = [notice.committee.name] if notice.committee else []
    return Table(KEY, notice.title, columns, lambda: _lines(notice), name="Lịch sinh hoạt", about=about)


def _lines(notice: Notice) -> Iterator[Line]:
    numbers = count(1)
    for heading, meetings in notice.groups:
        if heading:
            yield Line([None, heading, *[None] * 5], is_total=True)
        for meeting in meetings:
            cell = meeting.cell
            yield Line(
                [
                    next(numbers),
                    cell.name,
                    cell.members_total,
                    when(meeting),
                    where(meeting),
                    meeting.contact,
                    None,
                ]
            )
    total = f"Tổng số: {counted(len(notice.meetings))} chi bộ"
    yield Line([None, total, notice.members, *[None] * 4], is_total=True)


# In Word


@translation.override("vi")
def write(notice: Notice) -> BytesIO:
    committee = notice.committee
    head = heads.of(committee, on=today()) if committee else heads.Head("", "", "", "", "")
    looks = head.looks
    document = paper.begin(notice.title, committee.name if committee else "", looks=looks)
    if committee:
        paper.head(document, head, kind="TB", year=today().year)
    paper.title(document, "THÔNG BÁO", f"lịch sinh hoạt chi bộ tháng {notice.month}", looks=looks)
    who = committee.name if committee else "Cơ quan"
    paper.text(
        document, f"{who} thông báo lịch sinh hoạt chi bộ tháng {notice.month}, cụ thể như sau:", looks=looks
    )
    paper.table(document, _columns(looks), _rows(notice))
    recipients = [line for line in head.recipients.splitlines() if line] or ["Lưu."]
    paper.signatures(document, head, recipients)
    return paper.bytes_of(document)


def _columns(looks: heads.Looks) -> list[PaperColumn]:
    """From margin to margin."""
    width = 210 - looks.margin_left - looks.margin_right
    return [
        PaperColumn(label, width * part // sum(ON_PAPER), is_centred=position in (0, 2, 3))
        for position, (label, part) in enumerate(zip(LABELS, ON_PAPER, strict=True))
    ]


def _rows(notice: Notice) -> list[PaperRow]:
    rows, numbers = [], count(1)
    for heading, meetings in notice.groups:
        if heading:
            rows.append(PaperRow(heading=heading))
        for meeting in meetings:
            cell, members = meeting.cell, meeting.cell.members_total
            size = "" if members is None else str(members)
            day = when(meeting).replace("thứ ", "thứ\u00a0")
            rows.append(
                PaperRow([str(next(numbers)), cell.name, size, day, where(meeting), meeting.contact, ""])
            )
    if rows:
        total = ["", f"Tổng số: {counted(len(notice.meetings))} chi bộ", whole(notice.members), *[""] * 4]
        rows.append(PaperRow(total, is_total=True))
    return rows
