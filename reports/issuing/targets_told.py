"""The part about targets: who has one and reached it, who has not; nothing where nobody has a target."""

from attendance.figures.measures import TARGET_RATE
from committees.models import LeaderGroup
from reports.half_year.report import HalfYearReport

from .live_text import field
from .report_figures import TARGETS, ReportFigures
from .what_follows import MOST_NAMED
from .words import capitalized, enumeration, quoted, until_now

WITH, REACHED, BELOW = "leaders_with_target", "targets_reached", "targets_below"
GROUPS = {LeaderGroup.LEADERSHIP: "lãnh đạo ban", LeaderGroup.DEPARTMENT: "trưởng, phó phòng"}


def fulfilled(report: HalfYearReport, figures: ReportFigures) -> list[str]:
    if not report.targets:
        return []
    return [" ".join(filter(None, [_reached(report, figures), _by_group(report)])), _below(report, figures)]


def _reached(report: HalfYearReport, figures: ReportFigures) -> str:
    until = until_now(report.half_year, report.selection.as_of, "")
    asked = f"{field(f'{TARGETS}.{WITH}')} đồng chí được giao chỉ tiêu dự sinh hoạt chi bộ"
    if not figures.count(f"{TARGETS}.{REACHED}"):
        text = f"{asked} chưa đạt chỉ tiêu"
    elif figures.count(f"{TARGETS}.{BELOW}"):
        rate = field(f"{TARGETS}.{TARGET_RATE.key}")
        text = f"{field(f'{TARGETS}.{REACHED}')}/{asked} đã đạt chỉ tiêu ({rate})"
    else:
        text = f"{asked} {'đều ' if len(report.targets) > 1 else ''}đã đạt chỉ tiêu"
    return f"{capitalized(until)}, {text}." if until else f"{text}."


def _by_group(report: HalfYearReport) -> str:
    codes = [line.selection.leader_group for line in report.target_lines if line.selection.leader_group]
    if len(codes) < 2:
        return ""
    parts = [
        f"{GROUPS[LeaderGroup(code)]} {field(f'{TARGETS}/{code}.{REACHED}')}/"
        f"{field(f'{TARGETS}/{code}.{WITH}')} đồng chí"
        for code in codes
    ]
    return f"Trong đó: {'; '.join(parts)}."


def _below(report: HalfYearReport, figures: ReportFigures) -> str:
    """Their names, where some reached it and others did not, and one can still read them."""
    below = [row.leader for row in report.targets if row.judgement.is_below]
    if not below or not figures.count(f"{TARGETS}.{REACHED}"):
        return ""
    count = f"Còn {field(f'{TARGETS}.{BELOW}')} đồng chí chưa đạt chỉ tiêu"
    if len(below) > MOST_NAMED:
        return f"{count}."
    return f"{count}: {enumeration([f'đồng chí {quoted(leader)}' for leader in below])}."
