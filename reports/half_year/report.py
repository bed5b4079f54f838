"""The six-month report: which figures stand in which row and column.

Page, workbook and exported summary (`exported`) take the same object. It orders, groups and names; every
number in it comes from attendance.figures and attendance.quality.
"""

from collections import defaultdict
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from attendance.figures import measures, scores, targets
from attendance.figures.counting import Level
from attendance.figures.evaluated import Evaluated
from attendance.figures.kept import Kept, LevelsOfPlans
from attendance.figures.levels import OF_PLANS, Levels
from attendance.figures.measures import MAIN, NAMED
from attendance.figures.progress import Progress
from attendance.figures.quality import QualityTally
from attendance.figures.selection import Selection
from attendance.figures.tally import Tally
from attendance.figures.targets import Standing, TargetTally
from attendance.models import AbsenceReason, Plan, Visit
from committees.models import Committee, FormerOffice, Leader, LeaderGroup
from committees.organisation import Past, belonging, below, named_on
from meetings.models import Finding, FormerManagement, OrganizationType

from .coverage_report import CoverageReport


@dataclass(frozen=True)
class Column:
    """One figure of a table. `detail` columns give way first where the screen is narrow."""

    name: str
    label: str | Promise
    detail: bool = False


BY_TYPE, BY_LEADER, BY_MONTH = ("cell__organization_type_id",), ("leader_id",), ("month",)
BY_PLAN = ("committee_id", "leader_id")
# What the summary shows, the annexes of the document, the Excel file with both.
SUMMARY_LEVELS = (BY_TYPE, BY_LEADER, *OF_PLANS)
DOCUMENT_LEVELS = (BY_PLAN, *OF_PLANS)
ALL_LEVELS = (BY_PLAN, *SUMMARY_LEVELS)
COLUMNS = [Column(key, NAMED[key].label, key not in MAIN) for key in measures.COLUMNS]


@dataclass(frozen=True)
class Row:
    """A line of a table: the selection it stands for, and its figures."""

    code: str
    name: str | Promise
    selection: Selection
    tally: Tally
    parent: str = ""  # the line's heading where lines are grouped: the committee of a group's line
    is_total: bool = False
    progress: Progress | None = None  # of plans and their groups

    @property
    def label(self) -> str:
        """In the language of whoever reads it now: the document of an English page is Vietnamese."""
        return str(self.name)

    def value(self, column: Column):
        """The figure of that column: a whole number, or the rate as a Decimal or None."""
        return getattr(self.tally, column.name)


@dataclass(frozen=True)
class CommitteeRow:
    """A committee's line and those of its leader groups below it."""

    committee: Committee
    total: Row
    groups: list[Row]


@dataclass(frozen=True)
class PlanRow:
    """A committee's line and those of its plan's leaders below it."""

    total: Row
    leaders: list[Row]


@dataclass(frozen=True)
class TargetLine:
    """A leader group, or all of them: who has a target, who reached it."""

    label: str | Promise
    selection: Selection
    tally: TargetTally


class HalfYearReport:
    """Figures of one selection as `user` may see them; None sees everything (commands do).

    Parts are counted when first asked for, each in a number of queries that does not grow with
    committees, leaders, cells or history. `levels` are those that are counted together; a page that shows
    types and leaders too has visits looked at once with `SUMMARY_LEVELS`, and not three times.
    """

    def __init__(self, selection: Selection, *, user=None, levels: Sequence[Level] = OF_PLANS):
        self.selection, self.user, self._levels = selection, user, levels

    def _visible(self, model):
        return model.objects.all() if self.user is None else model.objects.visible_to(self.user)

    @property
    def half_year(self):
        return self.selection.half_year

    @cached_property
    def visits(self):
        return self._visible(Visit)

    @property
    def scope(self) -> str:
        """Whose figures these are: the committee chosen, or the only one that the user works for."""
        chosen = self.selection
        managing = chosen.managing_committee
        parts = [
            self._committee_name,
            chosen.leader_group_label,
            chosen.leader,
            chosen.organization_type,
            _("cells managed by %(committee)s") % {"committee": managing.label} if managing else "",
            chosen.months_label,
        ]
        return ", ".join(str(part) for part in parts if part)

    @cached_property
    def _committee_name(self) -> str | Promise:
        paths = self.user.committee_paths() if self.user else [""]
        if self.selection.committee:
            committee = copy(self.selection.committee)
        elif len(paths) == 1 and paths != [""]:
            committee = Committee.objects.get(path=paths[0])
        else:
            return _("All committees")
        return named_on([committee], self.selection.day)[0].name

    @cached_property
    def levels(self) -> Levels:
        """Of the plans: by committee, by leader group, by both and in all; and what is counted with them."""
        visits, codes = self.visits, self.reason_codes
        return LevelsOfPlans(visits, self.selection, self.kept, *self._levels, reasons=codes)

    @cached_property
    def kept(self) -> Kept:
        """What need not be counted again."""
        return Kept(self.user)

    @cached_property
    def by_type(self) -> Levels:
        return self._counted_by(BY_TYPE)

    @cached_property
    def by_leader(self) -> Levels:
        return self._counted_by(BY_LEADER)

    @cached_property
    def by_plan(self) -> Levels:
        """By plan and leader."""
        return self._counted_by(BY_PLAN)

    @cached_property
    def by_month(self) -> Levels:
        return self._counted_by(BY_MONTH)

    def _counted_by(self, level: Level) -> Levels:
        if level in self._levels:
            return self.levels
        return Levels(self.visits, self.selection, level, reasons=self.reason_codes)

    @cached_property
    def total(self) -> Row:
        tally, progress = self.levels.tally()[()], self.levels.progress()[()]
        return Row("", _("Total"), self.selection, tally, is_total=True, progress=progress)

    @cached_property
    def targets(self) -> list[Standing]:
        """Of the leaders of whom something is asked, how far they have come."""
        return targets.selected(self.selection, self.user)

    @cached_property
    def target_lines(self) -> list[TargetLine]:
        """The leader groups that have targets, and all together; nothing where nobody has one."""
        lines = []
        for group in LeaderGroup.values:
            if rows := [row for row in self.targets if row.group == group]:
                its = self.selection.narrow(leader_group=group)
                lines.append(TargetLine(LeaderGroup(group).label, its, targets.tally(rows)))
        if len(lines) > 1:
            lines.append(TargetLine(_("Total"), self.selection, targets.tally(self.targets)))
        return lines

    @cached_property
    def groups(self) -> list[Row]:
        return self._rows_of_groups(self.selection, "")

    @property
    def group_rows(self) -> list[Row]:
        """The groups with their total below."""
        return [*self.groups, self.total]

    def _rows_of_groups(self, selection: Selection, parent: str, **of: int) -> list[Row]:
        """Of the groups in all, or of those `of` one committee."""
        by = (*of, "leader_group")
        tallies, progress = self.levels.tally(*by), self.levels.progress(*by)
        rows = []
        for group in [selection.leader_group] if selection.leader_group else LeaderGroup.values:
            label, key = LeaderGroup(group).label, (*of.values(), group)
            its = selection.narrow(leader_group=group)
            rows.append(Row(group, label, its, tallies[key], parent=parent, progress=progress[key]))
        return rows

    @cached_property
    def planning(self) -> list[Committee]:
        """Committees that own a plan of the half-year, approved or not, in the tree's order."""
        plans = self._visible(Plan).filter(half_year=self.half_year)
        committees = Committee.objects.filter(pk__in=plans.values("committee"))
        if self.selection.committee:
            committees = committees.filter(below(self.selection.committee, self.selection.day, ""))
        return named_on(committees, self.selection.day)

    @cached_property
    def committee_totals(self) -> list[Row]:
        """Of those that plan: each line counts that committee's own plan, not those below it."""
        tallies, progress = self.levels.tally("committee_id"), self.levels.progress("committee_id")
        rows = []
        for committee in self.planning:
            selection = self.selection.narrow(committee=committee, own_plan=True)
            key = (committee.pk,)
            rows.append(Row(committee.code, committee.label, selection, tallies[key], progress=progress[key]))
        return rows

    @cached_property
    def committees(self) -> list[CommitteeRow]:
        """The same with their groups."""
        rows = []
        for total in self.committee_totals:
            committee = total.selection.committee
            groups = self._rows_of_groups(total.selection, total.label, committee_id=committee.pk)
            rows.append(CommitteeRow(committee, total, groups))
        return rows

    @cached_property
    def plan_of(self) -> dict[int, Plan]:
        """The plans of the half-year, approved or not, by their committees' keys."""
        return {plan.committee_id: plan for plan in self._visible(Plan).filter(half_year=self.half_year)}

    @cached_property
    def organization_types(self) -> list[Row]:
        tallies = self.by_type.tally("cell__organization_type_id")
        return [
            Row(kind.code, kind.name, self.selection.narrow(organization_type=kind), tallies[kind.pk,])
            for kind in OrganizationType.objects.all()
        ]

    @cached_property
    def leaders(self) -> list[Row]:
        """Leaders in office in the half-year, and whoever else has a visit in it; zero rows too."""
        tallies = self.by_leader.tally("leader_id")
        return [
            Row(
                leader.code,
                leader.full_name,
                self.selection.narrow(leader=leader),
                tallies[leader.pk,],
                parent=leader.committee.label,
            )
            for leader in self._leaders
        ]

    @cached_property
    def plans(self) -> list[PlanRow]:
        """What each committee's own plan counts, and below it for each leader.

        A leader stands with every committee in whose plan he or she has a visit; without any, with the own
        committee, or the nearest above it that has a plan.
        """
        tallies = self.by_plan.tally(*BY_PLAN)
        sent_by, leaders = defaultdict(list), defaultdict(list)
        for committee, leader in tallies:
            sent_by[leader].append(committee)
        totals = {row.committee.pk: row.total for row in self.committees}
        planning = {row.committee.path: row.committee.pk for row in self.committees}
        for leader in self._leaders:
            for pk in sent_by[leader.pk] or [self._home(leader.committee, totals, planning)]:
                selection = totals[pk].selection.narrow(leader=leader)
                figures, parent = tallies[pk, leader.pk], totals[pk].label
                leaders[pk].append(Row(leader.code, leader.full_name, selection, figures, parent=parent))
        in_order = sorted(totals.items(), key=lambda item: item[1].selection.committee.path)
        return [PlanRow(total, leaders[pk]) for pk, total in in_order]

    def _home(self, committee: Committee, totals: dict[int, Row], planning: dict[str, int]) -> int:
        """Which of `totals`, whose keys `planning` has by path, a leader stands with; else one of zeros."""
        for end in range(len(committee.path), 0, -Committee.steplen):
            if above := planning.get(committee.path[:end]):
                return above
        selection = self.selection.narrow(committee=committee, own_plan=True)
        totals[committee.pk] = Row(committee.code, committee.label, selection, Tally())
        planning[committee.path] = committee.pk
        return committee.pk

    @cached_property
    def _leaders(self) -> list[Leader]:
        chosen, in_office = self.selection, self._visible(Leader).serving(self.half_year)
        if chosen.committee:
            in_office = in_office.filter(belonging(chosen.committee, chosen.day, FormerOffice))
        if chosen.leader_group:
            in_office = in_office.filter(group=chosen.leader_group)
        if chosen.leader:
            in_office = in_office.filter(pk=chosen.leader.pk)
        leaders = list(in_office.select_related("committee"))
        # Few: those who have left office since, or entered another one's.
        if others := self._counted_leaders - {leader.pk for leader in leaders}:
            leaders += Leader.objects.filter(pk__in=others).select_related("committee")
        past = Past(chosen.day, FormerOffice)
        placed = map(past.place, leaders)
        return sorted(placed, key=lambda leader: (leader.committee.path, *leader.protocol_key))

    @property
    def _counted_leaders(self) -> set[int]:
        """Whoever has a visit, by key; counted already wherever leaders stand."""
        if BY_PLAN in self._levels:
            return {leader for _committee, leader in self.by_plan.tally(*BY_PLAN)}
        return {leader for (leader,) in self.by_leader.tally(*BY_LEADER)}

    @cached_property
    def absence_reasons(self) -> list[AbsenceReason]:
        return list(AbsenceReason.objects.all())

    @property
    def reason_codes(self) -> dict[int, str]:
        return {reason.pk: reason.code for reason in self.absence_reasons}

    @cached_property
    def reasons(self) -> list[tuple[AbsenceReason, int]]:
        """Absence reasons and the cells not attended for them, in the catalogue's order."""
        return [(reason, self.total.tally.reasons[reason.code]) for reason in self.absence_reasons]

    @cached_property
    def evaluated(self) -> Evaluated:
        return Evaluated(self.visits, self.selection)

    @property
    def quality(self) -> QualityTally:
        return self.evaluated.quality

    @cached_property
    def past(self) -> Past:  # of cells
        return Past(self.selection.day, FormerManagement)

    @cached_property
    def numbers(self) -> scores.MeetingNumbers:
        return scores.meeting_numbers(self.visits, self.selection)

    @cached_property
    def coverage(self) -> CoverageReport:
        return CoverageReport(self.selection, user=self.user)

    @property
    def band_rows(self) -> list[tuple[str, int, int]]:
        """(band, evaluations by leaders, by the cells), highest band first."""
        tallied = self.quality
        return [(label, n, tallied.cell_bands[label]) for label, n in tallied.bands.items()]

    @property
    def finding_rows(self) -> list[tuple[str, list]]:
        """(kind's name, its findings with their counts)."""
        return [(kind.label, self.evaluated.findings[kind]) for kind in Finding.Kind]

    @property
    def total_is_less_than_its_groups(self) -> bool:
        """Rule 8: a cell visited by both groups counts once in the total."""
        return sum(row.tally.planned_cells for row in self.groups) != self.total.tally.planned_cells

    def listed_visits(self):
        """The visits that the report rests on, unplanned and withdrawn ones included."""
        return self.selection.apply(self.visits).for_display()

    @cached_property
    def following(self) -> "HalfYearReport":
        """The same cut of the half-year after it, as far as it is planned now."""
        whole = {"as_of": None, "first_month": None, "last_month": None}
        return HalfYearReport(self.selection.narrow(half_year=self.half_year.next, **whole), user=self.user)
