"""The text of the six-month report, drafted from its figures.

Vietnamese whatever the interface speaks: it is the text of an official document, in the parts and the
wording of the bulletin (docs/domain.md, "The six-month report"). Figures stand in it as fields
(`reports.live_text`); everything else is words, which the clerk edits freely.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import override

from attendance.models import Visit
from committees.models import Committee, LeaderGroup
from lib.periods import HalfYear, written_day
from meetings.models import Finding, Guidance, OrganizationType
from reports.half_year.report import HalfYearReport

from .live_text import field
from .report_figures import BAND, COMMITTEE, EVALUATIONS, NEXT, REASON, TOTAL, ReportFigures

RESULTS, STRENGTHS, LIMITATIONS, CAUSES, COMING = "results", "strengths", "limitations", "causes", "coming"
HEADINGS = {
    RESULTS: "Tình hình, kết quả thực hiện",
    STRENGTHS: "Đánh giá chung và ưu điểm",
    LIMITATIONS: "Hạn chế",
    CAUSES: "Nguyên nhân",
    COMING: "Nhiệm vụ kỳ tới",
}
REASONS = {
    "trip": "thời gian họp chi bộ trùng với thời gian đi công tác",
    "illness": "ốm đau",
    "other_duty": "bận nhiệm vụ khác",
    "cell_postponed": "chi bộ hoãn họp",
    "other": "lý do khác",
}
WHO = {
    LeaderGroup.LEADERSHIP: "lãnh đạo Ban",
    LeaderGroup.DEPARTMENT: "trưởng, phó các phòng",
}
MOST, MANY = 0.5, 0.2  # shares of the evaluations in which a finding was noted


@dataclass(frozen=True)
class Section:
    """A part of the report; `source` is its text with fields, paragraphs on lines of their own."""

    key: str
    source: str

    @property
    def heading(self) -> str:
        return HEADINGS[self.key]


def draft(report: HalfYearReport, figures: ReportFigures) -> list[Section]:
    """All parts, each from the data alone."""
    with override("vi"):
        drafted = {
            RESULTS: _results(report, figures),
            STRENGTHS: _strengths(report, figures),
            LIMITATIONS: _limitations(report),
            CAUSES: _causes(report),
            COMING: _coming(report, figures),
        }
    return [Section(key, "\n".join(filter(None, paragraphs))) for key, paragraphs in drafted.items()]


# --- results ---


def _results(report: HalfYearReport, figures: ReportFigures) -> list[str]:
    committees = [row for row in report.committees if row.total.tally.planned_cells]
    return [
        _introduction(report, [row.committee for row in committees]),
        _by_group(report, figures),
        _by_committee(report, committees),
        _beside_the_plan(figures),
        _not_attended(report, figures),
    ]


def _introduction(report: HalfYearReport, committees: list[Committee]) -> str:
    who = enumeration(c.name for c in committees) or report.scope
    as_of = report.selection.as_of
    until = f" (số liệu tính đến ngày {written_day(as_of)})" if as_of else ""
    return (
        f"Trong {report.half_year.label}{until}, {who} đã tổ chức triển khai thực hiện chủ trương cán bộ "
        "lãnh đạo dự sinh hoạt chi bộ định kỳ trong các loại hình tổ chức đảng. Cụ thể:"
    )


def _by_group(report: HalfYearReport, figures: ReportFigures) -> str:
    planned = [row for row in report.groups if row.tally.planned_cells]
    if not planned:
        return "Trong kỳ không có lượt dự sinh hoạt nào trong kế hoạch được duyệt."
    first, *others = [_group(row.code, figures) for row in planned]
    said = "đã có " if first.startswith("đã có ") else ""
    parts = [first, *(part.removeprefix(said) for part in others)]
    text = f"Theo kế hoạch đã đăng ký, {' và '.join(parts)}."
    if len(planned) > 1 and report.total_is_less_than_its_groups:
        text += (
            f" Tính chung, mỗi chi bộ một lần, đã dự tại {field(f'{TOTAL}.attended_cells')}/"
            f"{field(f'{TOTAL}.planned_cells')} chi bộ ({field(f'{TOTAL}.rate')})."
        )
    if figures.count(f"{TOTAL}.registered_cells") != figures.count(f"{TOTAL}.planned_cells"):
        text += (
            f" Kế hoạch đăng ký ban đầu là {field(f'{TOTAL}.registered_cells')} chi bộ, sau điều chỉnh là "
            f"{field(f'{TOTAL}.planned_cells')} chi bộ."
        )
    return text


def _group(code: str, figures: ReportFigures) -> str:
    who, attended = WHO[code], figures.count(f"{code}.leaders_attended")
    planned = field(f"{code}.planned_cells")
    if not attended:
        return f"các đồng chí {who} chưa dự sinh hoạt tại chi bộ nào trong {planned} chi bộ đã đăng ký"
    return (
        f"đã có {field(f'{code}.leaders_attended')} đồng chí {who} dự sinh hoạt tại "
        f"{field(f'{code}.attended_cells')}/{planned} chi bộ ({field(f'{code}.rate')})"
    )


def _by_committee(report: HalfYearReport, committees) -> str:
    if len(committees) < 2:
        return ""
    parts = []
    for row in committees:
        key = f"{COMMITTEE}{row.committee.pk}"
        parts.append(
            f"{row.committee.name} {field(f'{key}.attended_cells')}/{field(f'{key}.planned_cells')} chi bộ"
        )
    text = f"Trong đó: {'; '.join(parts)}."
    if sum(row.total.tally.planned_cells for row in committees) != report.total.tally.planned_cells:
        text += " Chi bộ có nhiều cơ quan cùng dự được tính một lần trong tổng số."
    return text


def _beside_the_plan(figures: ReportFigures) -> str:
    if not figures.count(f"{TOTAL}.extra_cells"):
        return ""
    return (
        f"Ngoài kế hoạch, các đồng chí còn dự sinh hoạt tại {field(f'{TOTAL}.extra_cells')} chi bộ "
        "(không tính vào số liệu trên)."
    )


def _not_attended(report: HalfYearReport, figures: ReportFigures) -> str:
    total = report.total.tally
    if total.planned_cells == total.attended_cells:
        return "Tất cả các chi bộ theo kế hoạch đều đã được dự sinh hoạt." if total.planned_cells else ""
    reasons = sorted(((n, r) for r, n in report.reasons if n), key=lambda x: -x[0])
    text = ""
    if reasons:
        phrases = [
            f"{REASONS.get(reason.code, str(reason).lower())} "
            f"({field(f'{TOTAL}.{REASON}{reason.code}')} chi bộ)"
            for _count, reason in reasons
        ]
        text = f"Một số đồng chí chưa tham dự sinh hoạt chi bộ đúng theo kế hoạch do {enumeration(phrases)}"
        if total.carried_over_cells == total.planned_cells - total.attended_cells:
            return f"{text} nên dự kiến chuyển sang kỳ họp sau."
        text += "."
    fates = [
        ("carried_over_cells", "chi bộ chuyển sang kỳ sau"),
        ("missed_cells", "chi bộ không dự được"),
        ("pending_cells", "chi bộ chưa có kết quả"),
    ]
    parts = [f"{field(f'{TOTAL}.{name}')} {words}" for name, words in fates if getattr(total, name)]
    return f"{text} Trong các chi bộ chưa dự có {enumeration(parts)}.".strip()


# --- assessment ---


def _strengths(report: HalfYearReport, figures: ReportFigures) -> list[str]:
    tallied = report.quality
    noted = _by_share(report, Finding.Kind.STRENGTH)
    paragraphs = [_guidance(report), _ratings(report)]
    if noted:
        paragraphs.append(_phrased(noted, "Đa số chi bộ", "Nhiều chi bộ", "Ở một số nơi"))
    elif not tallied.leader_scored:
        paragraphs.append("Trong kỳ chưa có phiếu đánh giá chất lượng buổi sinh hoạt.")
    return paragraphs


def _ratings(report: HalfYearReport) -> str:
    tallied = report.quality
    if not tallied.leader_scored:
        return ""
    bands = [
        f"{field(f'{EVALUATIONS}.{BAND}{label}')} loại {label}" for label, n in tallied.bands.items() if n
    ]
    text = (
        f"Qua {field(f'{EVALUATIONS}.leader_scored')} phiếu đánh giá của cán bộ dự sinh hoạt, điểm bình quân "
        f"đạt {field(f'{EVALUATIONS}.mean_leader_total')} điểm"
    )
    return f"{text}; xếp loại: {enumeration(bands)}." if bands else f"{text}."


def _guidance(report: HalfYearReport) -> str:
    """The documents in force on the half-year's last day for the kinds of cells attended."""
    kinds = OrganizationType.objects.filter(
        cells__visits__in=report.selection.apply(report.visits).filter(outcome=Visit.Outcome.ATTENDED)
    ).distinct()
    documents = Guidance.objects.filter(organization_type__in=kinds).order_by(
        F("issued_on").asc(nulls_first=True), "pk"
    )
    in_force = {
        d.organization_type_id: d
        for d in documents
        if d.issued_on is None or d.issued_on <= report.half_year.last_day
    }
    if not in_force:
        return ""
    alike: dict[tuple, list[str]] = {}
    for document in in_force.values():
        alike.setdefault((document.issued_on, document.issuer), []).append(document.number)
    phrases = []
    for (issued_on, issuer), numbers in alike.items():
        phrase = enumeration(sorted({_short(n) for n in numbers}, key=_natural))
        phrase += f" ngày {written_day(issued_on)}" if issued_on else ""
        phrases.append(phrase + (f" của {issuer}" if issuer else ""))
    several = "các Hướng dẫn" if len(in_force) > 1 else "Hướng dẫn"
    return (
        f"Nhìn chung, {_how_many_follow(report)} theo {several} số {enumeration(phrases)} "
        "về nội dung, quy trình sinh hoạt chi bộ."
    )


def _how_many_follow(report: HalfYearReport) -> str:
    """By the share of ratings in the better half of the bands; without ratings nothing is claimed."""
    bands = list(report.quality.bands.values())
    if not sum(bands):
        return "các chi bộ tổ chức sinh hoạt"
    share = sum(bands[: (len(bands) + 1) // 2]) / sum(bands)
    who = "đa số các chi bộ" if share >= MOST else "nhiều chi bộ" if share >= MANY else "một số chi bộ"
    return f"{who} thực hiện đúng yêu cầu"


def _limitations(report: HalfYearReport) -> list[str]:
    noted = _by_share(report, Finding.Kind.LIMITATION)
    if not noted:
        return ["Qua dự sinh hoạt chưa ghi nhận hạn chế cần nêu."]
    text = _phrased(noted, "Đa số chi bộ", "Nhiều chi bộ", "Một số nơi")
    return [f"Tuy nhiên, chất lượng sinh hoạt chi bộ vẫn còn hạn chế. {text}"]


def _causes(report: HalfYearReport) -> list[str]:
    found = [finding.text for finding, _n in report.quality.findings[Finding.Kind.CAUSE]]
    if not found:
        return []
    return [f"Nguyên nhân chủ yếu do {'; '.join(_uncapitalized(text) for text in found)}."]


def _by_share(report: HalfYearReport, kind: str) -> list[tuple[float, str]]:
    """(share of the evaluations, text), most frequent first."""
    tallied = report.quality
    evaluations = report.evaluation_count
    return [(n / max(evaluations, n), finding.text) for finding, n in tallied.findings[kind]]


def _phrased(noted: list[tuple[float, str]], most: str, many: str, some: str) -> str:
    """One sentence for what most, many and some were seen to do."""
    groups = {most: [], many: [], some: []}
    for share, text in noted:
        groups[most if share >= MOST else many if share >= MANY else some].append(_uncapitalized(text))
    return " ".join(f"{who}: {'; '.join(texts)}." for who, texts in groups.items() if texts)


# --- what comes next ---


def _coming(report: HalfYearReport, figures: ReportFigures) -> list[str]:
    half_year = report.half_year.next
    text = f"Trong {half_year.label}, tiếp tục thực hiện chủ trương cán bộ lãnh đạo dự sinh hoạt chi bộ"
    planned, carried = f"{NEXT}.planned_cells", f"{NEXT}.carried_in_cells"
    if figures.count(planned):
        text += f" theo kế hoạch đã duyệt tại {field(planned)} chi bộ"
        if figures.count(carried):
            text += f", trong đó {field(carried)} chi bộ chuyển từ kỳ này sang"
    elif figures.count(f"{TOTAL}.carried_over_cells"):
        text += f", trước hết tại {field(f'{TOTAL}.carried_over_cells')} chi bộ chuyển từ kỳ này sang"
    return [f"{text}."]


# --- what was open at issue ---

OPEN = {
    "not_approved": "kế hoạch chưa được duyệt",
    "not_planned": "cơ quan chưa có kế hoạch",
    "not_logged": "lượt dự chưa ghi kết quả",
    "without_note": "lượt vắng chưa ghi rõ lý do",
    "not_decided": "lượt vắng chưa xác định việc dự bù",
    "not_evaluated": "lượt đã dự chưa có phiếu đánh giá của cán bộ dự",
    "contradicted": "con số trong nội dung khác với dữ liệu",
}


def open_at_issue(gaps: dict[str, int]) -> str:
    """The sentence by which a report says what was not ready; "" where nothing was."""
    phrases = [f"{count} {OPEN[kind]}" for kind, count in gaps.items() if kind in OPEN]
    return f"Đến khi ban hành báo cáo còn {enumeration(phrases)}." if phrases else ""


# --- words ---


def enumeration(words: Iterable[str]) -> str:
    """a, b và c."""
    words = list(words)
    return " và ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def _uncapitalized(text: str) -> str:
    """As the continuation of a sentence; abbreviations keep their capitals."""
    text = text.strip().rstrip(".")
    return text[0].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


def _short(number: str) -> str:
    """The number of a document without its symbol: 46 of 46-HD/BTCTU."""
    match = re.match(r"\d+(?=-)", number)
    return match[0] if match else number


def _natural(number: str) -> tuple:
    return (0, int(number), "") if number.isdecimal() else (1, 0, number)


def title(half_year: HalfYear) -> str:
    """The summary line of the document (trích yếu)."""
    with override("vi"):
        return f"Kết quả cán bộ lãnh đạo dự sinh hoạt chi bộ {half_year.label}"
