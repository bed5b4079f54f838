"""The figures of a selection by one dimension at a time: by committee, organization type, month, leader…

Each line is a selection of its own, so that its figures open their rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from attendance.figures import progress, tally
from attendance.figures.counting import Level
from attendance.figures.levels import OF_PLANS, Levels
from attendance.figures.progress import Delay, Progress
from committees.models import Committee, Leader
from committees.organisation import named_on, superiors_on, with_belonging
from lib.periods import Month
from meetings.models import Cell, FormerManagement

from .report import BY_LEADER, BY_MONTH, BY_TYPE, HalfYearReport, Row


class Dimension(TextChoices):
    COMMITTEES = "committees", _("Committee and leader group")
    MANAGING = "managing", _("Managing committee of the cells")
    TYPES = "types", _("Organization type")
    MONTHS = "months", _("Month")
    LEADERS = "leaders", _("Leader")
    REASONS = "reasons", _("Reason of absence")
    TIMELINESS = "timeliness", _("Days until it was logged")


# What a page of one dimension has its report count together: the lines with their total.
LEVELS: dict[Dimension, Sequence[Level]] = {
    Dimension.COMMITTEES: OF_PLANS,
    Dimension.MANAGING: ((),),
    Dimension.TYPES: ((), BY_TYPE),
    Dimension.MONTHS: ((), BY_MONTH),
    Dimension.LEADERS: ((), BY_LEADER),
    Dimension.REASONS: ((), ("committee_id",)),
    Dimension.TIMELINESS: ((), ("committee_id",)),
}


@dataclass(frozen=True)
class ProgressLine:
    """A row of figures with its progress; `leader` where it is one's, `is_part` below a line that has it."""

    row: Row
    progress: Progress
    leader: Leader | None = None
    is_part: bool = False


@dataclass(frozen=True)
class MonthLine:
    """A month, and the half-year from its beginning to the end of that month; none for the total."""

    month: Month | None
    line: ProgressLine
    so_far: Row


@dataclass(frozen=True)
class CountLine:
    """A line of plain counts, in the order of its table's columns."""

    row: Row
    counts: list[tuple[object, int]]  # (reason or delay, how many)

    @property
    def total(self) -> int:
        return sum(count for _column, count in self.counts)


class Breakdown:
    """One selection, by each dimension; a part is counted when it is asked for."""

    def __init__(self, report: HalfYearReport):
        self.report, self.selection, self.visits = report, report.selection, report.visits

    @cached_property
    def total(self) -> ProgressLine:
        return ProgressLine(self.report.total, self.report.total.progress)

    @cached_property
    def committees(self) -> list[ProgressLine]:
        """Each committee's own plan, its leader groups below it."""
        lines = []
        for row in self.report.committees:
            lines.append(ProgressLine(row.total, row.total.progress))
            lines += [ProgressLine(group, group.progress, is_part=True) for group in row.groups]
        return lines

    @cached_property
    def managing(self) -> list[ProgressLine]:
        """The committees that manage cells, each with those that it manages itself; zero rows too."""
        day = self.selection.day
        visits = with_belonging(self.visits, day, FormerManagement, "cell")
        levels = Levels(visits, self.selection, ("belonged_to",), reasons=self.report.reason_codes)
        tallies, found = levels.tally("belonged_to"), levels.progress("belonged_to")
        known = Cell.objects.all() if self.report.user is None else Cell.objects.visible_to(self.report.user)
        known = with_belonging(self.selection.apply_to_cells(known), day, FormerManagement)
        managing = {*known.order_by().values_list("belonged_to", flat=True), *(pk for (pk,) in tallies)}
        committees = named_on(Committee.objects.filter(pk__in=managing), day)
        superiors = superiors_on(committees, day)
        lines = []
        for committee in committees:
            selection = self.selection.narrow(managing_committee=committee, own_cells=True)
            above = superiors.get(committee.pk)
            row = Row(
                committee.code,
                committee.label,
                selection,
                tallies[committee.pk,],
                parent=above.label if above else "",
            )
            lines.append(ProgressLine(row, found[committee.pk,]))
        return lines

    @cached_property
    def types(self) -> list[ProgressLine]:
        found = self.report.by_type.progress("cell__organization_type_id")
        return [
            ProgressLine(row, found[row.selection.organization_type.pk,])
            for row in self.report.organization_types
        ]

    @cached_property
    def leaders(self) -> list[ProgressLine]:
        """Leaders in office, those without any visit too."""
        found = self.report.by_leader.progress("leader_id")
        return [
            ProgressLine(row, found[row.selection.leader.pk,], leader=row.selection.leader)
            for row in self.report.leaders
        ]

    @cached_property
    def months(self) -> list[MonthLine]:
        """The months as planned: a visit stays in its month, whenever its meeting took place."""
        tallies, found = self.report.by_month.tally("month"), self.report.by_month.progress("month")
        lines = []
        for month, (until, so_far) in zip(
            self.selection.half_year.months, tally.cumulative(self.visits, self.selection), strict=True
        ):
            selection = self.selection.narrow(first_month=month, last_month=month)
            line = ProgressLine(Row(str(month), str(month), selection, tallies[month,]), found[month,])
            lines.append(MonthLine(month, line, Row(str(month), str(month), until, so_far)))
        return lines

    @property
    def all_months(self) -> MonthLine:
        return MonthLine(None, self.total, self.total.row)

    @cached_property
    def reasons(self) -> list[CountLine]:
        """Cells not attended by the reason of the last missed visit: by committee, then in all."""
        columns = self.report.absence_reasons
        rows = [*self.report.committee_totals, self.report.total]
        return [CountLine(row, [(r, row.tally.reasons[r.code]) for r in columns]) for row in rows]

    @cached_property
    def timeliness(self) -> list[CountLine]:
        """Attended visits by the days until they were logged: by committee, then in all."""
        by_committee = progress.delays_by(self.visits, self.selection, "committee_id")
        lines = [
            CountLine(row, self._delays(by_committee[row.selection.committee.pk,]))
            for row in self.report.committee_totals
        ]
        in_all = progress.delays_by(self.visits, self.selection)[()]
        return [*lines, CountLine(self.report.total, self._delays(in_all))]

    @staticmethod
    def _delays(counts: dict[str, int]) -> list[tuple[Delay, int]]:
        return [(delay, counts[delay]) for delay in Delay]
