"""The monthly table of a superior committee (form F2): how its cells' meetings of a month were judged.

Which evaluation counts: "Forms of offices" in docs/interpretations.md.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils import translation

from attendance.figures.quality import band_labels
from committees.models import Committee, LeaderGroup, User
from lib.periods import Month, today
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


# --- which evaluation counts ---

SCORER = ("leader__group", "leader__protocol_sort", "leader__name_sort", "leader__code")


@dataclass(frozen=True)
class _Given:
    """A finished evaluation, as far as the table tells of it; `place` is its leader's in protocol order."""

    pk: int
    total: Decimal
    band: str
    leader: str  # "": the cell itself
    place: tuple


def _judgements(user: User, meetings) -> dict[int, Judgement]:
    """By meeting: the first leader's in protocol order, else the cell's own."""
    finished = Evaluation.objects.visible_to(user).final().filter(total__isnull=False)
    of_meetings = finished.filter(meeting__in=meetings.order_by().values("pk")).order_by()
    found: dict[int, list[_Given]] = defaultdict(list)
    rows = of_meetings.values_list("meeting", "pk", "total", "band__label", "leader__full_name", *SCORER)
    for meeting, pk, total, band, leader, group, *protocol in rows:
        place = (1,) if leader is None else (0, group != LeaderGroup.LEADERSHIP, *protocol)
        found[meeting].append(_Given(pk, total, band or "", leader or "", place))
    for given in found.values():
        given.sort(key=lambda one: one.place)
    notes = _notes(of_meetings, {given[0].pk for given in found.values()})
    return {
        meeting: Judgement(first.total, first.band, [*notes[first.pk], *_besides(first, others)])
        for meeting, (first, *others) in found.items()
    }


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


def _besides(counted: _Given, others: list[_Given]) -> list[str]:
    if not counted.leader:
        return ["chi bộ tự chấm"]
    return [f"{other.leader} chấm {points(other.total)}" for other in others if other.leader]
