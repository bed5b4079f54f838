"""The text of the six-month report, drafted from its figures.

Vietnamese whatever the interface speaks: it is the text of an official document, in the parts and the
wording of the bulletin (docs/domain.md, "The six-month report"). Figures stand in it as fields
(`live_text`); everything else is words, which the clerk edits freely. It says nothing that the rows do not
bear out: rules in docs/interpretations.md, "The report's text".
"""

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, partial

from django.utils.translation import override

from attendance.figures.tally import last_missed
from committees.models import Committee, LeaderGroup
from lib.periods import HalfYear, today, written_day
from reports.half_year.report import HalfYearReport

from . import targets_told, what_follows
from .assessment import Assessment
from .live_text import field
from .report_figures import COMMITTEE, COMMITTEES_PLANNED, REASON, TOTAL, ReportFigures
from .what_follows import Following
from .words import day_told, enumeration, is_running, quoted

FOLLOWING, RESULTS, OPEN, STRENGTHS = "following", "results", "open", "strengths"
LIMITATIONS, CAUSES, COMING, MEASURES = "limitations", "causes", "coming", "measures"
PROPOSALS, CHANGES, TARGETS = "proposals", "changes", "targets"
HEADINGS = {
    FOLLOWING: "Báo cáo được thay thế, bổ sung",
    CHANGES: "Nội dung bổ sung, đính chính",
    RESULTS: "Tình hình, kết quả thực hiện",
    TARGETS: "Thực hiện chỉ tiêu",
    OPEN: "Nội dung chưa hoàn thành",
    STRENGTHS: "Đánh giá chung và ưu điểm",
    LIMITATIONS: "Hạn chế",
    CAUSES: "Nguyên nhân",
    COMING: "Nhiệm vụ kỳ tới",
    MEASURES: "Giải pháp",
    PROPOSALS: "Kiến nghị, đề xuất",
}
# Parts that there are only where they have something to say.
SAID_IF_ANY = (FOLLOWING, CHANGES, TARGETS, OPEN)
REASONS = {
    "trip": "thời gian họp chi bộ trùng với thời gian đi công tác",
    "illness": "ốm đau",
    "other_duty": "bận nhiệm vụ khác",
    "cell_postponed": "chi bộ hoãn họp",
    "other": "lý do khác",
}
POLICY = "chủ trương cán bộ lãnh đạo dự sinh hoạt chi bộ"
# How a committee calls itself: by its name, else by its kind.
SUPERIORS = ("Tỉnh ủy", "Thành ủy", "Huyện ủy", "Thị ủy", "Quận ủy", "Đảng ủy")
OWN_WORDS = ("Ủy ban", "Văn phòng", "Ban", *SUPERIORS)
BY_KIND = {Committee.Kind.COMMISSION: "Ban", Committee.Kind.OFFICE: "Văn phòng"}
COMMITTEES = "cấp ủy"
MOST_COMMITTEES = 10  # so many are named in a sentence; more are counted, and stand in the first annex


@dataclass(frozen=True)
class Section:
    """A part of the report; `source` is its text with fields, paragraphs on lines of their own."""

    key: str
    source: str

    @property
    def heading(self) -> str:
        return HEADINGS[self.key]


def draft(
    report: HalfYearReport,
    figures: ReportFigures,
    gaps: Mapping[str, int] | None = None,
    following: Following | None = None,
    only: Container[str] = HEADINGS,
) -> list[Section]:
    """All parts, each from the data alone, or those asked for: what no part needs is not counted.

    `gaps`: what is not ready, by kind; `following`: which report.
    """
    with override("vi"):
        if following and following.purpose == what_follows.ADDENDUM:
            return _addendum(following)
        assessment = cache(partial(Assessment, report, figures))
        drafts: dict[str, Callable[[], list[str]]] = {
            FOLLOWING: lambda: [_following(following)],
            CHANGES: list,
            RESULTS: lambda: _results(report, figures),
            TARGETS: lambda: targets_told.fulfilled(report, figures),
            OPEN: lambda: what_follows.still_open(report, figures, gaps or {}),
            STRENGTHS: lambda: assessment().strengths(),
            LIMITATIONS: lambda: assessment().limitations(),
            CAUSES: lambda: assessment().causes(),
            COMING: lambda: what_follows.coming(report, figures),
            MEASURES: lambda: what_follows.measures(report, figures),
            PROPOSALS: lambda: what_follows.proposals(report),
        }
        return _sections({key: told() for key, told in drafts.items() if key in only})


def _addendum(following: Following) -> list[Section]:
    """What is put right, and no word of what stays as it was reported."""
    said = {FOLLOWING: [_following(following)], CHANGES: what_follows.put_right(following.changes)}
    return _sections({key: said.get(key, []) for key in HEADINGS})


def _sections(drafted: Mapping[str, list[str]]) -> list[Section]:
    return [Section(key, "\n".join(filter(None, paragraphs))) for key, paragraphs in drafted.items()]


def _following(told: Following | None) -> str:
    if not told:
        return ""
    return what_follows.following_sentence(told.purpose, told.full_number, told.issued_on, told.reason)


# --- results ---


def _results(report: HalfYearReport, figures: ReportFigures) -> list[str]:
    rows = figures.planned_committees
    if not rows:
        return [_nothing_planned(report), _beside_the_plan(figures)]
    return [
        _introduction(report, [row.committee for row in rows]),
        *_by_group(report, figures, rows),
        _by_committee(report, rows),
        _beside_the_plan(figures),
        _not_attended(report, figures),
    ]


def _period(report: HalfYearReport) -> str:
    """The half-year, and the day of which the text speaks where it is not simply over."""
    day = day_told(report.half_year, report.selection.as_of)
    return report.half_year.label + (f" (tính đến ngày {written_day(day)})" if day else "")


def _nothing_planned(report: HalfYearReport) -> str:
    whose = quoted(report.scope) if report.selection.committee else "các cấp ủy, cơ quan đảng"
    return f"Trong {_period(report)}, {whose} chưa có lượt dự sinh hoạt chi bộ nào trong kế hoạch được duyệt."


def _introduction(report: HalfYearReport, committees: list[Committee]) -> str:
    names, superior = _short_names(committees)
    who = enumeration(names) + superior
    if len(names) > MOST_COMMITTEES:
        who = f"{field(COMMITTEES_PLANNED)} cấp ủy, cơ quan đảng"
    regularly = f"{POLICY} định kỳ trong các loại hình tổ chức đảng"
    if (report.selection.as_of or today()) < report.half_year.first_day:
        return f"Thực hiện {regularly}, {who} đã có kế hoạch {_period(report)} được duyệt. Cụ thể:"
    return f"Trong {_period(report)}, {who} đã tổ chức triển khai thực hiện {regularly}. Cụ thể:"


def _short_names(committees: list[Committee]) -> tuple[list[str], str]:
    """The names, and how all of them end: of several under one superior it is said once."""
    names = [quoted(committee.name) for committee in committees]
    for superior in SUPERIORS:
        if len(names) > 1 and all(name.endswith(f" {superior}") for name in names):
            return [name.removesuffix(f" {superior}") for name in names], f" {superior}"
    return names, ""


def _by_group(report: HalfYearReport, figures: ReportFigures, rows) -> list[str]:
    planned = [row for row in report.groups if row.tally.planned_cells]
    went = [row.code for row in planned if row.tally.attended_cells]
    sentences = []
    if went:
        parts = [_attended(code, figures, rows) for code in went]
        sentences.append(f"Theo kế hoạch đã đăng ký, đã có {' và '.join(parts)}.")
    for code in [row.code for row in planned if row.code not in went]:
        sentences.append(
            f"{'Có' if sentences else 'Theo kế hoạch đã đăng ký, có'} "
            f"{_who(code, 'leaders_planned', figures, rows)} chưa dự sinh hoạt tại "
            f"{field(f'{code}.planned_cells')} chi bộ theo kế hoạch."
        )
    if len(planned) > 1 and report.total_is_less_than_its_groups:
        sentences.append(
            f"Tính chung, mỗi chi bộ một lần, đã dự tại {field(f'{TOTAL}.attended_cells')}/"
            f"{field(f'{TOTAL}.planned_cells')} chi bộ ({field(f'{TOTAL}.rate')})."
        )
    if figures.count(f"{TOTAL}.registered_cells") != figures.count(f"{TOTAL}.planned_cells"):
        sentences.append(
            f"Kế hoạch đăng ký ban đầu là {field(f'{TOTAL}.registered_cells')} chi bộ, sau điều chỉnh, "
            f"bổ sung là {field(f'{TOTAL}.planned_cells')} chi bộ."
        )
    return [" ".join(sentences)]


def _attended(code: str, figures: ReportFigures, rows) -> str:
    return (
        f"{_who(code, 'leaders_attended', figures, rows)} dự sinh hoạt tại "
        f"{field(f'{code}.attended_cells')}/{field(f'{code}.planned_cells')} chi bộ ({field(f'{code}.rate')})"
    )


def _who(code: str, measure: str, figures: ReportFigures, rows) -> str:
    """01 đồng chí lãnh đạo Văn phòng; 16 đồng chí trưởng, phó các phòng."""
    if code == LeaderGroup.LEADERSHIP:
        whose = {_own_word(row.committee) for row in rows if _of_group(row, code).planned_cells}
        who = f"lãnh đạo {_body(whose)}"
    else:
        is_one = figures.count(f"{code}.{measure}") == 1
        who = "trưởng, phó phòng" if is_one else "trưởng, phó các phòng"
    return f"{field(f'{code}.{measure}')} đồng chí {who}"


def _of_group(row, code: str):
    return next(group.tally for group in row.groups if group.code == code)


def _own_word(committee: Committee) -> str:
    name = committee.name.casefold()
    named = next((word for word in OWN_WORDS if f"{name} ".startswith(f"{word.casefold()} ")), None)
    return named or BY_KIND.get(committee.kind, COMMITTEES)


def _body(words: Iterable[str]) -> str:
    """What leaders lead, in one word if their committees have one."""
    words = set(words)
    if len(words) == 1:
        return words.pop()
    offices = {"Ủy ban", "Văn phòng", "Ban"}
    if words <= offices:
        return "cơ quan"
    return COMMITTEES if not words & offices else "cấp ủy, cơ quan"


def _by_committee(report: HalfYearReport, rows) -> str:
    if len(rows) < 2:
        return ""
    text = f"{_figures_of_each(rows)}."
    if sum(row.total.tally.planned_cells for row in rows) != report.total.tally.planned_cells:
        text += " Chi bộ có nhiều cơ quan cùng dự được tính một lần trong tổng số."
    return text


def _figures_of_each(rows) -> str:
    if len(rows) > MOST_COMMITTEES:
        return "Số liệu của từng cấp ủy, cơ quan tại Phụ lục 1"
    parts = []
    names, _superior = _short_names([row.committee for row in rows])
    for row, name in zip(rows, names, strict=True):
        key = f"{COMMITTEE}{row.committee.pk}"
        parts.append(f"{name} {field(f'{key}.attended_cells')}/{field(f'{key}.planned_cells')} chi bộ")
    return f"Trong đó: {'; '.join(parts)}"


def _beside_the_plan(figures: ReportFigures) -> str:
    if not figures.count(f"{TOTAL}.extra_cells"):
        return ""
    also = "còn" if figures.count(f"{TOTAL}.attended_cells") else "đã"
    return (
        f"Ngoài kế hoạch, cán bộ lãnh đạo {also} dự sinh hoạt tại {field(f'{TOTAL}.extra_cells')} chi bộ "
        "(không tính vào số liệu theo kế hoạch)."
    )


def _not_attended(report: HalfYearReport, figures: ReportFigures) -> str:
    total = report.total.tally
    not_attended = total.planned_cells - total.attended_cells
    if not not_attended:
        every = "Tất cả các chi bộ" if total.planned_cells > 1 else "Chi bộ"
        return f"{every} theo kế hoạch {'đều ' if total.planned_cells > 1 else ''}đã được dự sinh hoạt."
    text = _absences(report)
    if text and total.carried_over_cells == not_attended:
        return f"{text} nên dự kiến chuyển sang kỳ họp sau."
    not_known = "chưa dự hoặc chưa có kết quả"
    if not is_running(report.half_year, report.selection.as_of):
        not_known = "chưa có kết quả"
    # Of cells still open the reasons of a miss are told, too.
    missed_before = sum(n for _reason, n in report.reasons) - total.carried_over_cells - total.missed_cells
    if missed_before:
        also = "kể cả chi bộ " if missed_before < total.pending_cells else ""
        not_known += f" ({also}đã có lượt vắng nhưng còn lượt dự khác)"
    fates = [
        ("carried_over_cells", "chi bộ chuyển sang kỳ sau"),
        ("missed_cells", "chi bộ chưa dự do cán bộ vắng"),
        ("pending_cells", f"chi bộ {not_known}"),
    ]
    parts = [f"{field(f'{TOTAL}.{name}')} {words}" for name, words in fates if getattr(total, name)]
    return f"{text and text + '. '}Còn {enumeration(parts)}."


def _absences(report: HalfYearReport) -> str:
    """Who did not go and why: every reason with its cells, the most frequent first."""
    reasons = sorted(((n, reason) for reason, n in report.reasons if n), key=lambda pair: -pair[0])
    if not reasons:
        return ""
    missed = last_missed(report.selection.apply(report.visits), report.selection)
    are_several = missed.order_by().values("leader").distinct().count() > 1
    phrases = [
        f"{REASONS.get(reason.code) or quoted(reason)} ({field(f'{TOTAL}.{REASON}{reason.code}')} chi bộ)"
        for _count, reason in reasons
    ]
    return (
        f"{'Một số' if are_several else 'Có'} đồng chí chưa tham dự sinh hoạt chi bộ đúng theo kế hoạch do "
        f"{enumeration(phrases)}"
    )


def title(half_year: HalfYear) -> str:
    """The summary line of the document (trích yếu)."""
    with override("vi"):
        return f"Kết quả thực hiện {POLICY} {half_year.label}"


def addendum_title(half_year: HalfYear) -> str:
    with override("vi"):
        return f"Bổ sung, đính chính báo cáo kết quả thực hiện {POLICY} {half_year.label}"
