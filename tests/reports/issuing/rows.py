"""What the rows of a half-year bear out, counted one by one, without the product's figures."""

import datetime as dt
from collections import Counter, defaultdict
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from attendance.models import Plan, Visit
from committees.models import Committee, Leader
from lib.periods import Month, today
from meetings.models import Evaluation, Guidance, Recommendation

from .tricky import Set


class Rows:
    def __init__(self, made: Set):
        self.committee, self.half_year, self.as_of = made.committee, made.half_year, made.as_of
        related = ("leader__committee", "cell", "plan__committee", "meeting", "absence_reason")
        self.all_visits = list(Visit.objects.select_related(*related).order_by("pk"))

    def is_below(self, committee: Committee) -> bool:
        return committee.path.startswith(self.committee.path)

    def visits_of(self, half_year) -> list[Visit]:
        return [
            v
            for v in self.all_visits
            if v.half_year == half_year
            and v.plan.status in ("approved", "closed")
            and self.is_below(v.plan.committee)
            and v.outcome != "withdrawn"
        ]

    @cached_property
    def counted(self) -> list[Visit]:
        """S."""
        return [v for v in self.visits_of(self.half_year) if v.origin != "unplanned"]

    def went(self, visit: Visit) -> bool:
        return visit.outcome == "attended" and not (self.as_of and visit.meeting.date > self.as_of)

    def missed(self, visit: Visit) -> bool:
        return visit.outcome == "missed" and not (self.as_of and visit.month > Month.of(self.as_of))

    def is_open(self, visit: Visit) -> bool:
        return not (self.went(visit) or self.missed(visit))

    def overdue_visits(self) -> list[Visit]:
        """Open after the cell's meeting day, or the month's last one."""
        last = self.as_of or today() - dt.timedelta(days=1)
        return [v for v in self.counted if self.is_open(v) and self._due_on(v) <= last]

    def _due_on(self, visit: Visit) -> dt.date:
        end = visit.month.last_day
        return end.replace(day=min(visit.cell.meeting_day or end.day, end.day))

    # --- cells ---

    def planned(self, group: str = "", committee: Committee | None = None) -> set[int]:
        return {v.cell_id for v in self._cut(group, committee)}

    def attended(self, group: str = "", committee: Committee | None = None) -> set[int]:
        return {v.cell_id for v in self._cut(group, committee) if self.went(v)}

    def leaders(self, group: str, *, who_went: bool) -> set[int]:
        return {v.leader_id for v in self._cut(group) if self.went(v) or not who_went}

    def _cut(self, group: str = "", committee: Committee | None = None) -> list[Visit]:
        return [
            v for v in self.counted if group in ("", v.leader_group) and committee in (None, v.plan.committee)
        ]

    def committees(self, group: str = "") -> list[Committee]:
        """Of the visits planned, in the tree's order."""
        found = {v.plan.committee for v in self._cut(group)}
        return sorted(found, key=lambda committee: committee.path)

    @property
    def registered(self) -> set[int]:
        """Withdrawn ones included."""
        return {
            v.cell_id
            for v in self.all_visits
            if v.half_year == self.half_year
            and v.plan.status in ("approved", "closed")
            and self.is_below(v.plan.committee)
            and v.origin == "registered"
        }

    @property
    def extra(self) -> set[int]:
        return {v.cell_id for v in self.visits_of(self.half_year) if v.origin == "unplanned" and self.went(v)}

    @cached_property
    def not_attended(self) -> dict[int, list[Visit]]:
        cells = defaultdict(list)
        for visit in self.counted:
            cells[visit.cell_id].append(visit)
        return {pk: visits for pk, visits in cells.items() if not any(map(self.went, visits))}

    def fates(self) -> Counter:
        return Counter(self._fate(visits) for visits in self.not_attended.values())

    def _fate(self, visits: list[Visit]) -> str:
        if any(self.missed(v) and self._moved_on(v) for v in visits):
            return "carried over"
        return "open" if any(map(self.is_open, visits)) else "missed"

    def _moved_on(self, visit: Visit) -> bool:
        return any(v.carried_from_id == visit.pk and v.half_year > visit.half_year for v in self.all_visits)

    def last_missed(self) -> list[Visit]:
        """Of each cell not attended."""
        missed = [[v for v in visits if self.missed(v)] for visits in self.not_attended.values()]
        return [max(visits, key=lambda v: (v.month, v.pk)) for visits in missed if visits]

    # --- what leaders judged ---

    @cached_property
    def sheets(self) -> list[Evaluation]:
        """Final ones of leaders who attended through a counted visit."""
        scorers = {(v.meeting_id, v.leader_id) for v in self.counted if self.went(v)}
        found = Evaluation.objects.select_related("meeting__cell", "band").prefetch_related("findings")
        return [e for e in found if not e.is_draft and (e.meeting_id, e.leader_id) in scorers]

    @property
    def judged_cells(self) -> set[int]:
        return {e.meeting.cell_id for e in self.sheets}

    @property
    def judged_meetings(self) -> set[int]:
        return {e.meeting_id for e in self.sheets}

    def findings(self, kind: str) -> dict[str, tuple[str, set[int]]]:
        """By code: the text, and the cells where it was noted."""
        found: dict[str, tuple[str, set[int]]] = {}
        for sheet in self.sheets:
            for finding in sheet.findings.all():
                if finding.kind == kind:
                    found.setdefault(finding.code, (finding.text, set()))[1].add(sheet.meeting.cell_id)
        return found

    def guidance(self, cells: set[int]) -> set[tuple[str, dt.date]]:
        """(number without symbol, day) of what was in force for the cells' kinds."""
        until = min(self.half_year.last_day, self.as_of or today())
        kinds = {v.cell.organization_type_id for v in self.counted if v.cell_id in cells}
        found = set()
        for kind in kinds:
            issued = [d for d in Guidance.objects.filter(organization_type=kind) if d.issued_on <= until]
            if issued:
                last = max(issued, key=lambda d: d.issued_on)
                found.add((last.number.split("-")[0], last.issued_on))
        return found

    # --- what cells were asked for ---

    @property
    def day(self) -> dt.date:
        return self.as_of or today()

    @cached_property
    def asked(self) -> list[Recommendation]:
        given = {e.pk for e in self.sheets}
        return [r for r in Recommendation.objects.all() if r.evaluation_id in given]

    def still_open(self) -> list[Recommendation]:
        """The most urgent first."""
        found = [r for r in self.asked if not (r.done_on and r.done_on <= self.day)]
        return sorted(found, key=lambda r: (r.due_on or dt.date.max, r.pk))

    def overdue(self) -> list[Recommendation]:
        return [r for r in self.still_open() if r.due_on and r.due_on < self.day]

    # --- what is not ready ---

    def gaps(self) -> dict[str, int]:
        judged = {(e.meeting_id, e.leader_id) for e in self.sheets}
        plans = [p for p in Plan.objects.select_related("committee") if self.is_below(p.committee)]
        plans = [p for p in plans if p.half_year == self.half_year]
        with_leaders = {leader.committee for leader in Leader.objects.select_related("committee")}
        return {
            "kế hoạch chưa được duyệt": sum(p.status in ("draft", "submitted") for p in plans),
            "cơ quan chưa có kế hoạch": sum(
                self.is_below(c) and c not in {p.committee for p in plans} for c in with_leaders
            ),
            "lượt dự chưa có kết quả": sum(map(self.is_open, self.counted)),
            "lượt vắng chưa ghi rõ lý do": sum(
                self.missed(v) and v.absence_reason.requires_note and not v.note for v in self.counted
            ),
            "lượt vắng chưa xác định việc dự bù": sum(
                self.missed(v)
                and not v.no_carry_over
                and not any(other.carried_from_id == v.pk for other in self.all_visits)
                for v in self.counted
            ),
            "lượt đã dự chưa có phiếu đánh giá của cán bộ dự": sum(
                self.went(v) and (v.meeting_id, v.leader_id) not in judged for v in self.counted
            ),
        }


def written_rate(part: int, whole: int) -> str:
    rate = (Decimal(100 * part) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{rate}%".replace(".", ",").replace(",0%", "%")


def written_mean(points: list[Decimal]) -> str:
    mean = (sum(points) / len(points)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{mean}".rstrip("0").rstrip(".").replace(".", ",")
