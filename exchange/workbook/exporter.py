"""Export to the data workbook: what an import needs to build the same data again."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from attendance.models import Plan, Trip, Visit
from committees.models import Committee, Leader
from lib.periods import HalfYear
from meetings.models import (
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

from .kinds import SELF_SCORED, Choice
from .ledger import batches
from .reader import MAX_ROWS
from .sheets import (
    BANDS,
    CELLS,
    COMMITTEES,
    FINDINGS,
    LEADERS,
    MEETING_FINDINGS,
    MEETINGS,
    PLANS,
    RESULTS,
    RUBRICS,
    SCORES,
    SHEETS,
    TRIPS,
    TYPES,
)
from .writer import write_workbook


class TooManyRows(Exception):
    """A sheet would have more rows than an import reads. str() says which, and what to do."""


@dataclass(frozen=True)
class ExportResult:
    """Rows written per sheet, and what was left out."""

    counts: dict[str, int]
    warnings: list[str]


def export_workbook(
    target, *, half_year: HalfYear | None = None, committee: Committee | None = None
) -> ExportResult:
    """Write the data to `target`, a path or a binary file object.

    `half_year` narrows plans, results, meetings, evaluations and trips to one half-year. `committee`
    narrows to the plans of its subtree and all that they refer to. With either, the missed visits
    that the exported ones came from go along, and the visits that theirs were moved to: figures of
    what was asked for are the same on the other side. Plans count once approved; others are left
    out. Raises TooManyRows.
    """
    export = _Export(half_year, committee)
    rows = export.rows()
    for sheet, listed in rows.items():
        if len(listed) > MAX_ROWS:
            raise TooManyRows(
                _(
                    "“%(sheet)s” would have %(count)d rows, more than the %(most)d that an import reads. "
                    "Export one half-year or one committee."
                )
                % {"sheet": sheet, "count": len(listed), "most": MAX_ROWS}
            )
    write_workbook(rows, target)
    return ExportResult({sheet: len(listed) for sheet, listed in rows.items()}, export.warnings)


class _Export:
    def __init__(self, half_year: HalfYear | None, committee: Committee | None):
        self.half_year, self.committee = half_year, committee
        self.warnings: list[str] = []
        plans = Plan.objects.all()
        if half_year:
            plans = plans.filter(half_year=half_year)
        if committee:
            plans = plans.filter(committee__path__startswith=committee.path)
        self.visits = self._visits(plans)
        self.visit_ids = {visit.pk for visit in self.visits}
        drafts = plans.exclude(status__in=Plan.COUNTING).count()
        if drafts:
            self.warnings.append(
                _("%(count)d plans that are not approved were left out.") % {"count": drafts}
            )
        self._warn_of_moves_into_drafts(plans)
        self.meetings = self._meetings()
        self.evaluations = self._evaluations()

    # What belongs to the export

    def _visits(self, plans) -> list[Visit]:
        """Visits in order of half-year, month and entry, so that an import enters them in this order."""
        related = Visit.objects.approved().select_related(
            "committee", "leader", "cell", "meeting", "absence_reason", "carried_from__leader"
        )
        found = {visit.pk: visit for visit in related.filter(plan__in=plans)}
        # Without the visit that it was moved to, a missed one would not count as carried over.
        found |= {visit.pk: visit for visit in related.filter(carried_from__plan__in=plans)}
        missing = {visit.carried_from_id for visit in found.values()} - {None} - set(found)
        while missing:
            earlier = {}
            for batch in batches(sorted(missing)):
                earlier |= {visit.pk: visit for visit in related.filter(pk__in=batch)}
            found |= earlier
            missing = {visit.carried_from_id for visit in earlier.values()} - {None} - set(found)
        return sorted(found.values(), key=lambda visit: (visit.half_year, visit.month, visit.pk))

    def _warn_of_moves_into_drafts(self, plans) -> None:
        moved = Visit.objects.approved().filter(plan__in=plans, carried_to__isnull=False)
        count = moved.exclude(carried_to__plan__status__in=Plan.COUNTING).count()
        if count:
            self.warnings.append(
                _(
                    "%(count)d missed visits were moved into plans not approved yet; "
                    "in the file they are missed, not carried over."
                )
                % {"count": count}
            )

    def _meetings(self) -> list[Meeting]:
        meetings = Meeting.objects.select_related("cell")
        if self.half_year:
            meetings = meetings.filter(date__range=(self.half_year.first_day, self.half_year.last_day))
        if self.committee:
            meetings = meetings.filter(cell__committee__path__startswith=self.committee.path)
        found = {meeting.pk: meeting for meeting in meetings}
        attended = {visit.meeting_id for visit in self.visits} - {None} - set(found)
        for batch in batches(sorted(attended)):
            found |= {m.pk: m for m in Meeting.objects.select_related("cell").filter(pk__in=batch)}
        return sorted(found.values(), key=lambda meeting: (meeting.cell.code, meeting.date))

    def _evaluations(self) -> list[Evaluation]:
        """By cells themselves, and by leaders whose exported visit attended the meeting.

        Of the half-year asked for only: a later meeting is there for the visit moved to it.
        """
        attended = {(visit.meeting_id, visit.leader_id) for visit in self.visits if visit.meeting_id}
        found, left_out = [], 0
        meetings = [m.pk for m in self.meetings if not self.half_year or m.date in self.half_year]
        for batch in batches(meetings):
            evaluations = Evaluation.objects.final().filter(meeting__in=batch)
            for evaluation in evaluations.select_related("meeting__cell", "leader", "rubric").order_by():
                if evaluation.leader_id is None or (evaluation.meeting_id, evaluation.leader_id) in attended:
                    found.append(evaluation)
                elif not self.committee:
                    left_out += 1
        if left_out:
            self.warnings.append(
                _("%(count)d evaluations by leaders without an approved visit were left out.")
                % {"count": left_out}
            )
        return sorted(found, key=_evaluation_order)

    def _leaders(self) -> list[Leader]:
        leaders = Leader.objects.select_related("committee")
        if self.committee:
            found = {
                leader.pk: leader
                for leader in leaders.filter(committee__path__startswith=self.committee.path)
            }
            for batch in batches(sorted({visit.leader_id for visit in self.visits} - set(found))):
                found |= {leader.pk: leader for leader in leaders.filter(pk__in=batch)}
            leaders = found.values()
        return _by_code(leaders)

    def _cells(self) -> list[Cell]:
        cells = Cell.objects.select_related("committee", "organization_type")
        if self.committee:
            found = {cell.pk: cell for cell in cells.filter(committee__path__startswith=self.committee.path)}
            for batch in batches(sorted({visit.cell_id for visit in self.visits} - set(found))):
                found |= {cell.pk: cell for cell in cells.filter(pk__in=batch)}
            cells = found.values()
        return _by_code(cells)

    def _committees(self, cells: list[Cell], leaders: list[Leader]) -> list[Committee]:
        if not self.committee:
            return list(Committee.objects.all())
        named = [self.committee, *(cell.committee for cell in cells)]
        named += [leader.committee for leader in leaders] + [visit.committee for visit in self.visits]
        paths = {
            committee.path[:end]
            for committee in named
            for end in range(Committee.steplen, len(committee.path) + 1, Committee.steplen)
        }
        found = {committee.path: committee for committee in Committee.objects.subtree(self.committee)}
        for batch in batches(sorted(paths - set(found))):
            found |= {committee.path: committee for committee in Committee.objects.filter(path__in=batch)}
        return [found[path] for path in sorted(found)]

    # Rows

    def rows(self) -> dict[str, list[dict]]:
        leaders, cells = self._leaders(), self._cells()
        return {
            COMMITTEES: list(_committee_rows(self._committees(cells, leaders))),
            TYPES: list(_type_rows()),
            CELLS: [_cell_row(cell) for cell in cells],
            LEADERS: [_leader_row(leader) for leader in leaders],
            TRIPS: list(self._trip_rows(leaders)),
            PLANS: [self._visit_row(visit) for visit in self.visits],
            RESULTS: [_result_row(v) for v in self.visits if v.outcome != Visit.Outcome.PENDING],
            MEETINGS: [_meeting_row(meeting) for meeting in self.meetings],
            RUBRICS: [_criterion_row(c) for c in _criteria()],
            BANDS: [_band_row(band) for band in _bands()],
            FINDINGS: [_finding_row(finding) for finding in _by_code(Finding.objects.all())],
            SCORES: list(self._score_rows()),
            MEETING_FINDINGS: list(self._meeting_finding_rows()),
        }

    def _trip_rows(self, leaders: list[Leader]) -> Iterator[dict]:
        trips = Trip.objects.select_related("leader")
        if self.half_year:
            trips = trips.filter(
                date_from__lte=self.half_year.last_day, date_to__gte=self.half_year.first_day
            )
        if self.committee:
            found = []
            for batch in batches(leader.pk for leader in leaders):
                found += trips.filter(leader__in=batch)
            trips = found
        for trip in sorted(trips, key=lambda trip: (trip.leader.code, trip.date_from, trip.date_to)):
            yield {
                "Mã lãnh đạo": trip.leader.code,
                "Từ ngày": trip.date_from,
                "Đến ngày": trip.date_to,
                "Nội dung": trip.purpose,
                "Nơi đến": trip.place,
            }

    def _visit_row(self, visit: Visit) -> dict:
        row = {
            "Kỳ": visit.half_year,
            "Mã cơ quan": visit.committee.code,
            "Mã lãnh đạo": visit.leader.code,
            "Mã chi bộ": visit.cell.code,
            "Tháng": visit.month,
        }
        if visit.origin != Visit.Origin.CARRIED_IN:
            row["Nguồn"] = _word(PLANS, "origin", visit.origin)
        if visit.carried_from_id in self.visit_ids:
            row["Chuyển từ tháng"] = visit.carried_from.month
            if visit.carried_from.leader_id != visit.leader_id:
                row["Chuyển từ lãnh đạo"] = visit.carried_from.leader.code
        if visit.leader_group != visit.leader.group:
            row["Nhóm khi đăng ký"] = _word(PLANS, "leader_group", visit.leader_group)
        return row

    def _score_rows(self) -> Iterator[dict]:
        for batch in batches(self.evaluations):
            scores = {}
            for score in Score.objects.filter(evaluation__in=batch).select_related("criterion"):
                scores.setdefault(score.evaluation_id, []).append(score)
            for evaluation in batch:
                own = scores.get(evaluation.pk, [])
                for score in sorted(own, key=lambda s: (s.criterion.position, s.criterion_id)):
                    yield _scorer_cells(evaluation) | {
                        "Mã khung": evaluation.rubric.code,
                        "Mã tiêu chí": score.criterion.code,
                        "Điểm": score.points,
                    }

    def _meeting_finding_rows(self) -> Iterator[dict]:
        for batch in batches(self.evaluations):
            findings = {}
            links = Evaluation.findings.through.objects.filter(evaluation__in=batch)
            for evaluation_id, code in links.values_list("evaluation", "finding__code"):
                findings.setdefault(evaluation_id, []).append(code)
            for evaluation in batch:
                for code in sorted(findings.get(evaluation.pk, [])):
                    yield _scorer_cells(evaluation) | {"Mã nhận định": code}


def _by_code(instances: Iterable) -> list:
    """In the same order on every database, whatever its collation."""
    return sorted(instances, key=lambda instance: instance.code)


def _evaluation_order(evaluation: Evaluation) -> tuple:
    """By cell and day; the cell's own evaluation before those of leaders."""
    leader = evaluation.leader.code if evaluation.leader else ""
    return evaluation.meeting.cell.code, evaluation.meeting.date, leader


def _scorer_cells(evaluation: Evaluation) -> dict:
    return {
        "Mã chi bộ": evaluation.meeting.cell.code,
        "Ngày họp": evaluation.meeting.date,
        "Người chấm": evaluation.leader.code if evaluation.leader else SELF_SCORED,
    }


def _word(sheet: str, key: str, meaning: str) -> str:
    choice: Choice = SHEETS[sheet].column(key).kind
    return choice.word(meaning)


def _committee_rows(committees: Iterable[Committee]) -> Iterator[dict]:
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


def _type_rows() -> Iterator[dict]:
    in_force = {}
    # Guidance comes with the one issued last first.
    for guidance in Guidance.objects.all():
        in_force.setdefault(guidance.organization_type_id, guidance)
    for organization_type in _by_code(OrganizationType.objects.all()):
        row = {"Mã": organization_type.code, "Tên": organization_type.name}
        if guidance := in_force.get(organization_type.pk):
            row |= {
                "Số hướng dẫn": guidance.number,
                "Ngày ban hành": guidance.issued_on,
                "Cơ quan ban hành": guidance.issuer,
            }
        yield row


def _cell_row(cell: Cell) -> dict:
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


def _leader_row(leader: Leader) -> dict:
    return {
        "Mã": leader.code,
        "Họ và tên": leader.full_name,
        "Chức vụ": leader.position,
        "Nhóm": _word(LEADERS, "group", leader.group),
        "Mã cơ quan": leader.committee.code,
        "Từ ngày": leader.valid_from,
        "Đến ngày": leader.valid_to,
    }


def _result_row(visit: Visit) -> dict:
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


def _meeting_row(meeting: Meeting) -> dict:
    return {
        "Mã chi bộ": meeting.cell.code,
        "Ngày họp": meeting.date,
        "Hình thức": _word(MEETINGS, "kind", meeting.kind),
        "Tổng số đảng viên": meeting.members_total,
        "Có mặt": meeting.members_present,
        "Số đảng viên phát biểu": meeting.members_spoke,
    }


def _criteria() -> Iterable[Criterion]:
    criteria = Criterion.objects.select_related("rubric")
    return sorted(criteria, key=lambda c: (c.rubric.code, c.position, c.pk))


def _criterion_row(criterion: Criterion) -> dict:
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
    }


def _bands() -> Iterable[RatingBand]:
    """Of rubrics with criteria: others have no row that could carry them."""
    bands = RatingBand.objects.filter(rubric__criteria__isnull=False).distinct().select_related("rubric")
    return sorted(bands, key=lambda b: (b.rubric.code, -b.minimum, not b.needs_gates, b.pk))


def _band_row(band: RatingBand) -> dict:
    return {
        "Mã khung": band.rubric.code,
        "Mức": band.label,
        "Điểm tối thiểu": band.minimum,
        "Cần tiêu chí bắt buộc": band.needs_gates,
    }


def _finding_row(finding: Finding) -> dict:
    return {
        "Mã": finding.code,
        "Loại": _word(FINDINGS, "kind", finding.kind),
        "Nội dung": finding.text,
    }
