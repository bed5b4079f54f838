"""The monthly table of a superior committee (form F2): how its cells' meetings of a month were judged.

Which evaluation counts: "Forms of offices" in docs/interpretations.md.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils import translation

from attendance.figures.quality import band_labels
from committees.models import Committee, User
from lib.periods import Month, today
from meetings.counting import in_order
from meetings.models import Cell, Evaluation, Meeting, Score

from .managed_cells import by_committee, managed
from .paper import Paper, PaperColumn, PaperRow, Signature, Value, frame_of, points

GROUP = "Mức đánh giá xếp loại"
CLERK_SIGNS = Signature(["NGƯỜI LẬP BIỂU"])


@dataclass(frozen=True)
class Judgement:
    """The evaluation of a meeting that counts, and what is to be known besides."""

    total: Decimal
    band: str = ""
    notes: list[str] = field(default_factory=list)


@translation.override("vi")
def of_month(user: User, committee: Committee, month: Month) -> Paper:
    """A row for each meeting that `user` knows of, and for each cell without one.

    As many queries for a province as for one cell.
    """
    cells = managed(user, committee, month.first_day, month.last_day)
    meetings = Meeting.objects.visible_to(user).filter(
        cell__in=cells.order_by().values("pk"), date__range=(month.first_day, month.last_day)
    )
    judged = _judgements(user, meetings)
    held: dict[int, list[Meeting]] = defaultdict(list)
    for meeting in meetings.order_by("date", "pk"):
        held[meeting.cell_id].append(meeting)
    bands = band_labels(month.first_day, month.last_day, {judgement.band for judgement in judged.values()})
    frame = frame_of(committee, today())
    return Paper(
        name=f"Tháng {month}",
        frame=frame,
        kind="BIỂU TỔNG HỢP",
        title=[f"đánh giá chất lượng sinh hoạt chi bộ tháng {month}"],
        columns=_columns(bands),
        rows=_rows(by_committee(cells, month.last_day), held, judged, bands),
        signatures=(CLERK_SIGNS, Signature(frame.signatory_title, frame.signatory_name, is_official=True)),
        is_small=True,
    )


def _columns(bands: list[str]) -> list[PaperColumn]:
    return [
        PaperColumn("STT", 9.7),
        PaperColumn("Tên đơn vị", 28, is_words=True),
        PaperColumn("Số lượng đảng viên", 15),
        PaperColumn("Ngày họp chi bộ", 20.5),
        PaperColumn("Số điểm", 12, group=GROUP),
        *(PaperColumn(band, 12.2, group=GROUP) for band in bands),
        PaperColumn("Ghi chú (thuyết minh điểm trừ)", 32, is_words=True),
    ]


def _rows(
    cells: Iterable[tuple[Committee | None, list[Cell]]],
    held: dict[int, list[Meeting]],
    judged: dict[int, Judgement],
    bands: list[str],
) -> list[PaperRow]:
    rows, number, counts = [], 0, dict.fromkeys(bands, 0)
    for committee, its in cells:
        if committee:
            rows.append(PaperRow(heading=committee.name))
        for cell in its:
            number += 1
            meetings = held.get(cell.pk, [None])
            for place, meeting in enumerate(meetings):
                judgement = judged.get(meeting.pk) if meeting else None
                if judgement and judgement.band:
                    counts[judgement.band] += 1
                who: list[Value] = ["", ""] if place else [number, cell.name]
                rows.append(PaperRow([*who, *_facts(meeting, judgement, bands, len(meetings) > 1)]))
    if number:
        total = ["", "Tổng cộng", "", "", "", *counts.values(), ""]
        rows.append(PaperRow(total, is_bold=True))
    return rows


def _facts(
    meeting: Meeting | None, judgement: Judgement | None, bands: list[str], tells_kind: bool
) -> list[Value]:
    if meeting is None:
        return ["", None, None, *(None for _band in bands), "Chưa ghi buổi sinh hoạt"]
    notes = list(judgement.notes) if judgement else ["chưa đánh giá"]
    if meeting.members_exempt:
        notes.append(f"miễn công tác, sinh hoạt: {meeting.members_exempt}")
    if tells_kind:
        notes.append(str(meeting.get_kind_display()).lower())
    crosses = ["x" if judgement and judgement.band == band else None for band in bands]
    text = "; ".join(notes)
    return [
        _present(meeting),
        meeting.date,
        judgement and judgement.total,
        *crosses,
        text[:1].upper() + text[1:],
    ]


def _present(meeting: Meeting) -> str:
    """18/18: present, of all members."""
    numbers = meeting.members_present, meeting.members_total
    if numbers == (None, None):
        return ""
    return "/".join("–" if number is None else str(number) for number in numbers)


# --- the evaluations that count ---


def _judgements(user: User, meetings) -> dict[int, Judgement]:
    """By meeting."""
    finished = Evaluation.objects.visible_to(user).final().filter(total__isnull=False)
    of_meetings = finished.filter(meeting__in=meetings.order_by().values("pk")).order_by()
    found: dict[int, list[Evaluation]] = defaultdict(list)
    for evaluation in of_meetings.select_related("leader", "band"):
        found[evaluation.meeting_id].append(evaluation)
    given = {meeting: in_order(evaluations) for meeting, evaluations in found.items()}
    notes = _notes(of_meetings, {counted.pk for counted, *_others in given.values()})
    return {
        meeting: Judgement(
            counted.total,
            counted.band.label if counted.band else "",
            [*_handed_in(counted), *notes[counted.pk], *_besides(counted, others)],
        )
        for meeting, (counted, *others) in given.items()
    }


def _handed_in(evaluation: Evaluation) -> list[str]:
    """What came with a total alone, as its table had it."""
    return [evaluation.remarks] if evaluation.is_total_only and evaluation.remarks else []


def _notes(evaluations, counted: set[int]) -> dict[int, list[str]]:
    """By evaluation why points were taken off, in the rubric's order."""
    found: dict[int, list[str]] = defaultdict(list)
    told = Score.objects.filter(evaluation__in=evaluations.values("pk")).exclude(note="")
    rows = told.order_by("criterion__position", "criterion_id").values_list(
        "evaluation_id", "criterion__code", "note", "points", "maximum"
    )
    for evaluation, code, note, given, maximum in rows:
        if evaluation in counted:
            off = f" (−{points(maximum - given)})" if given < maximum else ""
            found[evaluation].append(f"{code}: {note}{off}")
    return found


def _besides(counted: Evaluation, others: list[Evaluation]) -> list[str]:
    if counted.leader is None:
        return ["chi bộ tự chấm"]
    return [f"{other.leader.full_name} chấm {points(other.total)}" for other in others if other.leader]
