"""What is to be done after the half-year: its plan, what cells were asked for, what was still open."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import F
from django.utils.formats import number_format

from attendance.figures import judged_cells
from attendance.figures.written import counted, without_zeros
from lib.periods import today, written_day
from meetings.models import Recommendation
from reports.half_year.report import HalfYearReport

from .figure_changes import Difference
from .live_text import field
from .report_figures import ASKED, GAPS, NEXT, TOTAL, ReportFigures
from .words import capitalized, enumeration, is_running, quoted, until_now, without_end

MOST_NAMED = 20
CORRECTION, REPLACEMENT, ADDENDUM = "correction", "replacement", "addendum"
FOLLOWS = {REPLACEMENT: "thay thế", ADDENDUM: "bổ sung, đính chính"}
NOT_LOGGED = "not_logged"
OPEN = {
    "not_approved": "kế hoạch chưa được duyệt",
    "not_planned": "cơ quan chưa có kế hoạch",
    NOT_LOGGED: "lượt dự chưa có kết quả",
    "without_note": "lượt vắng chưa ghi rõ lý do",
    "not_decided": "lượt vắng chưa xác định việc dự bù",
    "not_evaluated": "lượt đã dự chưa có phiếu đánh giá của cán bộ dự",
}


def coming(report: HalfYearReport, figures: ReportFigures) -> list[str]:
    half_year, as_of = report.half_year.next, report.selection.as_of
    rest = ""
    if is_running(report.half_year, as_of) and figures.count(f"{TOTAL}.pending_cells"):
        rest = (
            "Đến hết kỳ, tiếp tục thực hiện kế hoạch dự sinh hoạt tại "
            f"{field(f'{TOTAL}.pending_cells')} chi bộ chưa có kết quả."
        )
    text = f"Trong {half_year.label}, tiếp tục thực hiện chủ trương cán bộ lãnh đạo dự sinh hoạt chi bộ"
    planned, carried = f"{NEXT}.planned_cells", f"{NEXT}.carried_in_cells"
    if figures.count(planned):
        text += f" theo kế hoạch đã duyệt tại {field(planned)} chi bộ"
        if figures.count(carried):
            text += f", trong đó {field(carried)} chi bộ chuyển từ {report.half_year.label} sang"
    elif figures.count(f"{TOTAL}.carried_over_cells"):
        first = field(f"{TOTAL}.carried_over_cells")
        text += f", trước hết tại {first} chi bộ chuyển từ {report.half_year.label} sang"
    return [rest, f"{text}."]


# --- what the cells were asked for ---


def measures(report: HalfYearReport, figures: ReportFigures) -> list[str]:
    """What became of what the cells were asked for, and that the rest is followed up."""
    asked = figures.asked
    if not asked.given:
        return []
    until = until_now(report.half_year, report.selection.as_of, "đến nay")
    given = field(f"{ASKED}.given")
    text = f"Qua dự sinh hoạt, cán bộ đã nêu {given} đề nghị, yêu cầu đối với chi bộ; {until}, "
    if not asked.open:
        return [f"{text}{'đều ' if asked.given > 1 else ''}đã được thực hiện."]
    open_ones = f"{field(f'{ASKED}.open')} nội dung chưa thực hiện"
    if asked.overdue:
        open_ones += f", trong đó {field(f'{ASKED}.overdue')} nội dung đã quá thời hạn"
    done = f"{field(f'{ASKED}.done')} nội dung đã thực hiện, " if asked.done else ""
    first = ", trước hết là nội dung đã quá thời hạn" if 0 < asked.overdue < asked.open else ""
    return [
        f"{text}{done}còn {open_ones}.",
        f"Tiếp tục theo dõi, đôn đốc chi bộ thực hiện nội dung chưa hoàn thành{first}.",
    ]


def proposals(report: HalfYearReport) -> list[str]:
    """What cells were asked for and is still open, the overdue first, each to its cell."""
    day = report.selection.as_of or today()
    still_open = (
        Recommendation.objects.filter(evaluation__in=report.evaluated.rows.by_leaders())
        .filter(judged_cells.states(day)["open"])
        .select_related("evaluation__meeting__cell")
        .order_by(F("due_on").asc(nulls_last=True), "pk")
    )
    found = list(still_open[: MOST_NAMED + 1])
    lines = [_proposal(recommendation, day) for recommendation in found[:MOST_NAMED]]
    if len(found) > MOST_NAMED:
        lines.append("Các chi bộ tiếp tục thực hiện những đề nghị, yêu cầu khác chưa hoàn thành.")
    return lines


def _proposal(recommendation, day: dt.date) -> str:
    facts = []
    if recommendation.responsible:
        facts.append(f"người thực hiện: {quoted(recommendation.responsible)}")
    if due_on := recommendation.due_on:
        overdue = ", đã quá thời hạn" if due_on < day else ""
        facts.append(f"thời hạn: {written_day(due_on)}{overdue}")
    cell = quoted(recommendation.evaluation.meeting.cell.name)
    more = f" ({'; '.join(facts)})" if facts else ""
    return f"Đề nghị {cell}: {without_end(recommendation.text)}{more}."


# --- what was open, and what this report follows ---


def still_open(report: HalfYearReport, figures: ReportFigures, gaps: Mapping[str, int]) -> list[str]:
    """What was not ready when the text was drafted; nothing where all was."""
    phrases = {
        kind: f"{field(f'{GAPS}.{kind}')} {OPEN[kind]}"
        for kind, count in gaps.items()
        if count and kind in OPEN
    }
    if not phrases:
        return []
    if NOT_LOGGED in phrases and is_running(report.half_year, report.selection.as_of):
        phrases[NOT_LOGGED] += _overdue(figures, gaps[NOT_LOGGED])
    until = until_now(report.half_year, report.selection.as_of, "đến khi lập báo cáo")
    return [f"{capitalized(until)}, còn {enumeration(phrases.values())}."]


def _overdue(figures: ReportFigures, not_logged: int) -> str:
    """Of the visits without a result, those that should have one; the others are still to come."""
    overdue = figures.count(f"{TOTAL}.overdue_visits")
    if overdue == not_logged:
        return f" ({'đều ' if overdue > 1 else ''}đã qua ngày họp)"
    return f" (trong đó {field(f'{TOTAL}.overdue_visits')} lượt đã qua ngày họp)" if overdue else ""


@dataclass(frozen=True)
class Following:
    """Which issued report this one follows, and why."""

    purpose: str  # CORRECTION, REPLACEMENT or ADDENDUM
    full_number: str
    issued_on: dt.date
    reason: str = ""
    changes: tuple[Difference, ...] = ()  # what an addendum puts right: figures that are others now


def following_sentence(purpose: str, full_number: str, issued_on: dt.date, reason: str) -> str:
    """What a report says of the one before it; a correction keeps its number and says nothing."""
    if purpose not in FOLLOWS:
        return ""
    text = f"Báo cáo này {FOLLOWS[purpose]} Báo cáo số {quoted(full_number)} ngày {written_day(issued_on)}."
    reason = quoted(reason)
    return f"{text} Lý do: {without_end(reason)}." if reason else text


def put_right(changes: Iterable[Difference]) -> list[str]:
    """What an addendum says of each figure: as it was reported, and as it is."""
    return [
        f"{quoted(line.label)}: đã báo cáo {_number(line.before)}, nay là {_number(line.after)}."
        for line in changes
    ]


def _number(value: int | float | None) -> str:
    return counted(value or 0) if isinstance(value, int | None) else without_zeros(number_format(value, 2))
