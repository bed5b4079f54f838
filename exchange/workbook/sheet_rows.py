"""Objects of the database as rows of the data workbook: every column of the sheet, by name."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from attendance.models import Target, Trip, Visit
from committees.models import Committee, Leader
from lib.periods import written_time
from meetings import levels
from meetings.models import (
    AnnouncedMeeting,
    Cell,
    Criterion,
    Evaluation,
    Finding,
    Guidance,
    Meeting,
    OrganizationType,
    RatingBand,
    Score,
)

from .extent import by_code
from .kinds import SELF_SCORED, Choice
from .ledger import batches
from .sheets import (
    COMMITTEES,
    FINDINGS,
    LEADERS,
    MEETINGS,
    PLANS,
    RESULTS,
    RUBRICS,
    SHEETS,
    TARGETS,
    TOTALS,
)

_OF_SCORES = ("criterion__code", "points", "is_not_applicable", "note")


def _word(sheet: str, key: str, meaning: str) -> str:
    choice: Choice = SHEETS[sheet].column(key).kind
    return choice.word(meaning)


def committee_rows(committees: Iterable[Committee]) -> Iterator[dict]:
    code_at = {}
    for committee in committees:
        code_at[committee.path] = committee.code
        yield {
            "Mã": committee.code,
            "Tên": committee.name,
            "Tên viết tắt": committee.short_name,
            "Loại": _word(COMMITTEES, "kind", committee.kind),
            "Mã cấp trên": code_at.get(committee.path[: -Committee.steplen]),
        }


def type_rows() -> Iterator[dict]:
    """The types, each with the guidance that was issued last."""
    in_force = {}
    # Guidance comes with the one issued last first.
    for guidance in Guidance.objects.all():
        in_force.setdefault(guidance.organization_type_id, guidance)
    for organization_type in by_code(OrganizationType.objects.all()):
        guidance = in_force.get(organization_type.pk)
        yield {
            "Mã": organization_type.code,
            "Tên": organization_type.name,
            "Số hướng dẫn": guidance and guidance.number,
            "Ngày ban hành": guidance and guidance.issued_on,
            "Cơ quan ban hành": guidance and guidance.issuer,
            "Số phút tối thiểu": _unusual(organization_type, "shortest"),
            "Số phút tối thiểu khi kết hợp": _unusual(organization_type, "shortest_combined"),
        }


def _unusual(organization_type: OrganizationType, name: str) -> int | None:
    """The field's value, unless it is what every type begins with."""
    value = getattr(organization_type, name)
    return None if value == OrganizationType._meta.get_field(name).default else value


def cell_row(cell: Cell) -> dict:
    return {
        "Mã": cell.code,
        "Tên": cell.name,
        "Mã cấp ủy": cell.committee.code,
        "Mã loại hình": cell.organization_type.code,
        "Số đảng viên": cell.members_total,
        "Ngày sinh hoạt": cell.meeting_day,
        "Địa điểm": cell.place,
        "Ngày thành lập": cell.established_on,
        "Ngày giải thể": cell.dissolved_on,
    }


def leader_row(leader: Leader) -> dict:
    return {
        "Mã": leader.code,
        "Họ và tên": leader.full_name,
        "Chức vụ": leader.position,
        "Nhóm": _word(LEADERS, "group", leader.group),
        "Mã cơ quan": leader.committee.code,
        "Từ ngày": leader.valid_from,
        "Đến ngày": leader.valid_to,
        "Thứ tự sắp xếp": leader.protocol_order,
    }


def trip_row(trip: Trip) -> dict:
    return {
        "Mã lãnh đạo": trip.leader.code,
        "Từ ngày": trip.date_from,
        "Đến ngày": trip.date_to,
        "Nội dung": trip.purpose,
        "Nơi đến": trip.place,
    }


def visit_row(visit: Visit, exported: set[int]) -> dict:
    """`exported`: the ids of all visits that leave, for a missed one may be among them."""
    # Where it was carried in, the month that it came from says so.
    origin = None if visit.origin == Visit.Origin.CARRIED_IN else visit.origin
    earlier = visit.carried_from if visit.carried_from_id in exported else None
    substitutes = earlier is not None and earlier.leader_id != visit.leader_id
    other_group = visit.leader_group if visit.leader_group != visit.leader.group else None
    return {
        "Kỳ": visit.half_year,
        "Mã cơ quan": visit.committee.code,
        "Mã lãnh đạo": visit.leader.code,
        "Mã chi bộ": visit.cell.code,
        "Tháng": visit.month,
        "Nguồn": origin and _word(PLANS, "origin", origin),
        "Chuyển từ tháng": earlier and earlier.month,
        "Chuyển từ lãnh đạo": earlier.leader.code if substitutes else None,
        "Nhóm khi đăng ký": other_group and _word(PLANS, "leader_group", other_group),
        "Dự hằng tháng theo": visit.repeated_by,
    }


def result_row(visit: Visit) -> dict:
    return {
        "Kỳ": visit.half_year,
        "Mã lãnh đạo": visit.leader.code,
        "Mã chi bộ": visit.cell.code,
        "Tháng": visit.month,
        "Kết quả": _word(RESULTS, "outcome", visit.outcome),
        "Ngày họp": visit.meeting and visit.meeting.date,
        "Lý do": visit.absence_reason and visit.absence_reason.label,
        "Ghi chú": visit.note,
    }


def meeting_row(meeting: Meeting) -> dict:
    return {
        "Mã chi bộ": meeting.cell.code,
        "Ngày họp": meeting.date,
        "Hình thức": _word(MEETINGS, "kind", meeting.kind),
        "Tổng số đảng viên": meeting.members_total,
        "Có mặt": meeting.members_present,
        "Số đảng viên phát biểu": meeting.members_spoke,
        "Giờ bắt đầu": meeting.starts_at and written_time(meeting.starts_at),
        "Giờ kết thúc": meeting.ends_at and written_time(meeting.ends_at),
        "Miễn sinh hoạt": meeting.members_exempt,
        "Vắng có lý do": meeting.absent_excused,
        "Vắng không lý do": meeting.absent_unexcused,
    }


def announced_row(announced: AnnouncedMeeting) -> dict:
    return {
        "Mã chi bộ": announced.cell.code,
        "Tháng": announced.month,
        "Ngày họp": announced.date,
        "Giờ": announced.hour,
        "Địa điểm": announced.place,
        "Bí thư, điện thoại": announced.contact,
        "Theo văn bản": announced.source_document,
    }


def criteria() -> Iterable[Criterion]:
    criteria = Criterion.objects.select_related("rubric").prefetch_related("levels", "rubric__kinds")
    return sorted(criteria, key=lambda c: (c.rubric.code, c.position, c.pk))


def criterion_row(criterion: Criterion) -> dict:
    rubric = criterion.rubric
    return {
        "Mã khung": rubric.code,
        "Tên khung": rubric.name,
        "Văn bản": rubric.document,
        "Hiệu lực từ": rubric.valid_from,
        "Hiệu lực đến": rubric.valid_to,
        "Phần": criterion.section,
        "Mã tiêu chí": criterion.code,
        "Tiêu chí": criterion.text,
        "Điểm tối đa": criterion.maximum,
        "Bắt buộc": criterion.is_gate,
        # What a line of points has anyway is left empty.
        "Cách chấm": _unless(Criterion.Kind.POINTS, RUBRICS, "kind", criterion.kind),
        "Các mức": levels.written(criterion.levels.all()),
        "Điểm tối đa của phần": criterion.section_maximum,
        "Không áp dụng khi": criterion.not_applicable_when,
        "Khi không có chuyên đề": _unless(Criterion.Theme.ALWAYS, RUBRICS, "theme", criterion.theme),
        "Gợi ý theo": _unless(Criterion.Measure.NONE, RUBRICS, "measure", criterion.measure),
        "Hình thức sinh hoạt": "; ".join(_word(MEETINGS, "kind", kind) for kind in rubric.meeting_kinds),
        "Cần thuyết minh điểm trừ": rubric.wants_notes,
    }


def _unless(usual: str, sheet: str, key: str, meaning: str) -> str | None:
    return None if meaning == usual else _word(sheet, key, meaning)


def bands() -> Iterable[RatingBand]:
    """Of rubrics with criteria: others have no row that could carry them."""
    bands = RatingBand.objects.filter(rubric__criteria__isnull=False).distinct().select_related("rubric")
    return sorted(bands, key=lambda b: (b.rubric.code, -b.minimum, not b.needs_gates, b.pk))


def band_row(band: RatingBand) -> dict:
    return {
        "Mã khung": band.rubric.code,
        "Mức": band.label,
        "Điểm tối thiểu": band.minimum,
        "Cần tiêu chí bắt buộc": band.needs_gates,
    }


def finding_row(finding: Finding) -> dict:
    return {
        "Mã": finding.code,
        "Loại": _word(FINDINGS, "kind", finding.kind),
        "Nội dung": finding.text,
    }


def score_rows(evaluations: list[Evaluation]) -> Iterator[dict]:
    for batch in batches(evaluations):
        scores = defaultdict(list)
        found = Score.objects.filter(evaluation__in=batch).order_by("criterion__position", "criterion_id")
        for evaluation_id, *score in found.values_list("evaluation", *_OF_SCORES).iterator():
            scores[evaluation_id].append(score)
        for evaluation in batch:
            for code, points, is_not_applicable, note in scores.pop(evaluation.pk, ()):
                yield _scorer_cells(evaluation) | {
                    "Mã khung": evaluation.rubric.code,
                    "Mã tiêu chí": code,
                    "Điểm": points,
                    "Không áp dụng": is_not_applicable,
                    "Thuyết minh điểm trừ": note,
                }


def meeting_finding_rows(evaluations: list[Evaluation]) -> Iterator[dict]:
    for batch in batches(evaluations):
        findings = {}
        links = Evaluation.findings.through.objects.filter(evaluation__in=batch)
        for evaluation_id, code in links.values_list("evaluation", "finding__code"):
            findings.setdefault(evaluation_id, []).append(code)
        for evaluation in batch:
            for code in sorted(findings.get(evaluation.pk, [])):
                yield _scorer_cells(evaluation) | {"Mã nhận định": code}


def target_rows(targets: Iterable[Target]) -> Iterator[dict]:
    """A row each, or one for each of the named cells."""
    for target in targets:
        row = {
            "Mã cơ quan": target.committee.code,
            "Mã lãnh đạo": target.leader and target.leader.code,
            "Nhóm": target.group and _word(TARGETS, "group", target.group),
            "Định kỳ": _word(TARGETS, "per", target.per),
            "Số chi bộ": target.number,
            "Mã chi bộ": None,
            "Từ ngày": target.valid_from,
            "Đến ngày": target.valid_to,
            "Theo văn bản": target.document,
        }
        named = sorted(cell.code for cell in target.cells.all())
        yield from ({**row, "Mã chi bộ": code} for code in named) if named else [row]


def total_row(evaluation: Evaluation) -> dict:
    """Of an evaluation by its total alone."""
    return _scorer_cells(evaluation) | {
        "Mã khung": evaluation.rubric.code,
        "Tổng điểm": evaluation.total,
        "Mức xếp loại": evaluation.band.label if evaluation.band else None,
        "Hình thức": _word(TOTALS, "kind", evaluation.meeting.kind),
        "Có mặt": evaluation.meeting.members_present,
        "Tổng số đảng viên": evaluation.meeting.members_total,
        "Miễn sinh hoạt": evaluation.meeting.members_exempt,
        "Ghi chú": evaluation.remarks,
    }


def _scorer_cells(evaluation: Evaluation) -> dict:
    return {
        "Mã chi bộ": evaluation.meeting.cell.code,
        "Ngày họp": evaluation.meeting.date,
        "Người chấm": evaluation.leader.code if evaluation.leader else SELF_SCORED,
    }
