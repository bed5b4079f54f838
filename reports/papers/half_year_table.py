"""The six-month table of cells (form F4): members, who came, who spoke, meetings on a theme.

What is added up: "Forms of offices" in docs/interpretations.md.
"""

from dataclasses import dataclass

from django.db.models import Count, Q, Sum
from django.utils import translation

from attendance.figures.scores import WITH_PRESENT, WITH_SPOKE
from attendance.figures.tally import per_cent
from committees.models import Committee, User
from lib.periods import HalfYear, today
from meetings.models import Meeting

from .managed_cells import by_committee, managed
from .month_table import CLERK_SIGNS
from .paper import Paper, PaperColumn, PaperRow, Signature, Value, frame_of, points

THEMATIC = "Sinh hoạt chuyên đề"
COLUMNS = (
    PaperColumn("STT", 11),
    PaperColumn("Tên chi bộ", 48, is_words=True),
    PaperColumn("Đảng số", 15),
    PaperColumn("Số đảng viên dự sinh hoạt", 27),
    PaperColumn("Phát biểu ý kiến", 25),
    PaperColumn("Kế hoạch", 15, group=THEMATIC),
    PaperColumn("Thực hiện", 15, group=THEMATIC),
    PaperColumn("Ghi chú", 29, is_words=True),
)


@dataclass(frozen=True)
class Sums:
    """Of one cell's meetings of the half-year; each share over those whose numbers are known."""

    meetings: int = 0
    with_present: int = 0
    present: int = 0
    expected: int = 0
    with_spoke: int = 0
    spoke: int = 0
    heard: int = 0
    thematic: int = 0


@translation.override("vi")
def of_half_year(user: User, committee: Committee, half_year: HalfYear, planned: int | None = None) -> Paper:
    """A row for each cell; `planned` is how many meetings on a theme each of them was to hold.

    As many queries for a province as for one cell.
    """
    cells = managed(user, committee, half_year.first_day, half_year.last_day)
    meetings = Meeting.objects.visible_to(user).filter(
        cell__in=cells.order_by().values("pk"), date__range=(half_year.first_day, half_year.last_day)
    )
    sums, members = _sums(meetings), _members(meetings)
    rows, number = [], 0
    for heading, its in by_committee(cells, half_year.last_day):
        if heading:
            rows.append(PaperRow(heading=heading.name))
        for cell in its:
            number += 1
            of_cell = sums.get(cell.pk, Sums())
            total = members.get(cell.pk, cell.members_total)
            rows.append(PaperRow([number, cell.name, total, *_facts(of_cell, planned)]))
    frame = frame_of(committee, today())
    return Paper(
        name=str(half_year),
        frame=frame,
        kind="BIỂU TỔNG HỢP",
        title=[f"sinh hoạt chi bộ {half_year.label}"],
        columns=COLUMNS,
        rows=rows,
        signatures=(CLERK_SIGNS, Signature(frame.signatory_title, frame.signatory_name, is_official=True)),
        is_small=True,
    )


def _facts(sums: Sums, planned: int | None) -> list[Value]:
    if not sums.meetings:
        return [None, None, planned, None, "Chưa ghi buổi sinh hoạt"]
    notes = [f"{sums.meetings} buổi sinh hoạt"]
    if unknown := sums.meetings - sums.with_present:
        notes.append(f"{unknown} buổi không ghi số đảng viên dự")
    return [
        _share(sums.present, sums.expected, sums.with_present),
        _share(sums.spoke, sums.heard, sums.with_spoke),
        planned,
        sums.thematic,
        "; ".join(notes),
    ]


def _share(part: int, whole: int, meetings: int) -> str | None:
    """94/108 (87%); nothing where no meeting's numbers are known."""
    rate = per_cent(part, whole)
    return f"{part}/{whole} ({points(rate)}%)" if meetings and rate is not None else None


def _sums(meetings) -> dict[int, Sums]:
    """By cell; one query."""
    kinds = Meeting.Kind
    rows = (
        meetings.measured()
        .order_by()
        .values("cell")
        .annotate(
            meetings=Count("pk"),
            with_present=Count("pk", filter=WITH_PRESENT),
            present=Sum("members_present", filter=WITH_PRESENT, default=0),
            to_attend=Sum("expected", filter=WITH_PRESENT, default=0),
            with_spoke=Count("pk", filter=WITH_SPOKE),
            spoke=Sum("members_spoke", filter=WITH_SPOKE, default=0),
            heard=Sum("members_present", filter=WITH_SPOKE, default=0),
            thematic=Count("pk", filter=Q(kind__in=[kinds.THEMATIC, kinds.COMBINED])),
        )
        .values_list(
            "cell",
            "meetings",
            "with_present",
            "present",
            "to_attend",
            "with_spoke",
            "spoke",
            "heard",
            "thematic",
        )
    )
    return {cell: Sums(*numbers) for cell, *numbers in rows}


def _members(meetings) -> dict[int, int]:
    """By cell how many members it had at the last meeting that says so; one query."""
    told = meetings.filter(members_total__isnull=False).order_by("date", "pk")
    return dict(told.values_list("cell", "members_total"))
