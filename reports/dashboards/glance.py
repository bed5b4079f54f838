"""The half-year for somebody with two minutes: what stands out, how far it has come, against before."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property

from attendance.figures import progress
from attendance.figures.kept import LevelsOfPlans
from attendance.figures.levels import OF_RATES, TOTALS_OF_PLANS
from attendance.figures.progress import Progress
from attendance.figures.selection import Selection
from attendance.figures.tally import Tally
from attendance.models import AbsenceReason
from committees.models import Leader
from reports.half_year.comparison import Change, earlier
from reports.half_year.coverage_report import CoverageReport
from reports.half_year.report import HalfYearReport, Row

from .unsettled import Unsettled

FAR_BELOW = 10  # points below the total's rate: worth a word
LATEST_LEADERS = 5  # named on the first page; the breakdown has all


@dataclass(frozen=True)
class GroupLine:
    """A leader group, or all together."""

    row: Row
    progress: Progress
    change: Change


@dataclass(frozen=True)
class CommitteeLine:
    """A committee's own plan."""

    row: Row
    progress: Progress
    change: Change


@dataclass(frozen=True)
class LateLeader:
    leader: Leader
    selection: Selection
    overdue_visits: int


class Glance:
    """Everything that the overview shows, in a number of queries that no data changes."""

    def __init__(self, report: HalfYearReport, *, compare: str):
        self.report, self.selection, self.compare = report, report.selection, compare

    @cached_property
    def before(self) -> Selection:
        """What the figures are compared with."""
        return earlier(self.selection, self.compare)

    @cached_property
    def _levels_before(self) -> LevelsOfPlans:
        """Only what a rate needs."""
        visits, kept = self.report.visits, self.report.kept
        return LevelsOfPlans(visits, self.before, kept, *TOTALS_OF_PLANS, measures=OF_RATES, reasons={})

    def _before_by(self, *by: str) -> dict[tuple, Tally]:
        if self.has_not_begun:
            return defaultdict(Tally)  # nothing compares with nothing
        return self._levels_before.tally(*by)

    # --- how far it has come ---

    @cached_property
    def progress(self) -> Progress:
        return self.report.total.progress

    @cached_property
    def group_lines(self) -> list[GroupLine]:
        """The leader groups, and all of them together where there are several."""
        before = self._before_by("leader_group")
        lines = [
            GroupLine(row, row.progress, Change(row.tally, before[row.code,])) for row in self.report.groups
        ]
        if len(lines) > 1:
            lines.append(GroupLine(self.report.total, self.progress, self.total_change))
        return lines

    @cached_property
    def total_change(self) -> Change:
        return Change(self.report.total.tally, self._before_by()[()])

    @cached_property
    def committee_lines(self) -> list[CommitteeLine]:
        before = self._before_by("committee_id")
        return [
            CommitteeLine(row, row.progress, Change(row.tally, before[row.selection.committee.pk,]))
            for row in self.report.committee_totals
        ]

    @cached_property
    def late_leaders(self) -> list[LateLeader]:
        """Those with the most visits overdue."""
        latest = progress.most_overdue(self.report.visits, self.selection, LATEST_LEADERS)
        leaders = Leader.objects.select_related("committee").in_bulk(latest)
        return [
            LateLeader(leaders[pk], self.selection.narrow(leader=leaders[pk]), number)
            for pk, number in latest.items()
        ]

    # --- what stands out ---

    @property
    def is_over(self) -> bool:
        return self.selection.day_after > self.selection.half_year.last_day

    @property
    def has_not_begun(self) -> bool:
        return self.selection.day_after <= self.selection.half_year.first_day

    @cached_property
    def weakest(self) -> CommitteeLine | None:
        """Of several committees the one with the lowest rate, if it lies far below; once all is over."""
        rated = [line for line in self.committee_lines if line.row.tally.rate is not None]
        if len(rated) < 2 or not self.is_over:
            return None
        line = min(rated, key=lambda x: x.row.tally.rate)
        return line if self.report.total.tally.rate - line.row.tally.rate >= FAR_BELOW else None

    @cached_property
    def latest(self) -> CommitteeLine | None:
        """Of several committees the one with the most visits overdue."""
        if len(self.committee_lines) < 2 or not self.progress.overdue_visits:
            return None
        return max(self.committee_lines, key=lambda x: x.progress.overdue_visits)

    @cached_property
    def main_reason(self) -> tuple[AbsenceReason, int] | None:
        """The most frequent reason for which cells were not attended; of equal ones none is."""
        counts = Counter({reason: count for reason, count in self.report.reasons if count}).most_common(2)
        if not counts or len({count for _reason, count in counts}) < len(counts):
            return None
        return counts[0]

    # --- what was left to do ---

    @cached_property
    def unsettled(self) -> Unsettled:
        return Unsettled(self.report)

    # --- where nobody has been ---

    @cached_property
    def coverage(self) -> CoverageReport:
        return CoverageReport(self.selection, user=self.report.user)
