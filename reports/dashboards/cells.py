"""One cell: when leaders come and came, how its meetings were judged, and what it was asked to do better.

Docs: "Pages of a leader and of a cell" in docs/interpretations.md.
"""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import groupby

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import ngettext

from attendance.days.last_visits import months_since
from attendance.figures.quality import mean
from attendance.figures.tally import per_cent
from attendance.models import Proposal, Visit
from attendance.planning.proposals import proposing_committees, refused
from committees.models import Committee
from lib.periods import HalfYear, Month, today
from meetings.follow_up import with_rights
from meetings.models import Cell, Evaluation, EvaluationQuerySet, Finding, Guidance, Meeting, Recommendation
from meetings.score_pairs import difference

from .leaders import still_open

OFFERED_AT_MOST = 50  # committees, each with its button; of more one looks for the name
SOUGHT_AT_MOST = 12


def readable_evaluations(user) -> EvaluationQuerySet:
    """Finished ones that `user` may see: by themselves, or through a visit to the meeting.

    Through a visit one sees its leader's, though the leader has moved on, and the cell's own.
    """
    visits = Visit.objects.visible_to(user).filter(meeting=OuterRef("meeting"))
    through_visit = Q(Exists(visits.filter(leader=OuterRef("leader")))) | (
        Q(leader__isnull=True) & Exists(visits)
    )
    return Evaluation.objects.final().filter(
        through_visit | Q(pk__in=Evaluation.objects.visible_to(user).order_by().values("pk"))
    )


@dataclass(frozen=True)
class Going:
    """Visits that the user sees, and how many others there are."""

    visits: list[Visit]
    hidden: int

    @property
    def others(self) -> str:
        """Of another commission's leaders only how many."""
        if self.visits:
            words = ngettext("and one more", "and %(count)d more", self.hidden)
        else:
            words = ngettext(
                "a leader of another committee", "%(count)d leaders of other committees", self.hidden
            )
        return words % {"count": self.hidden} if self.hidden else ""


@dataclass(frozen=True)
class Judgement:
    """An evaluation, and the visit through which to open it where the user sees one."""

    evaluation: Evaluation
    visit: Visit | None


@dataclass(frozen=True)
class MeetingLine(Going):
    """A meeting, who was there, and how it was judged."""

    meeting: Meeting
    by_leaders: list[Judgement]
    by_cell: Judgement | None

    @property
    def present(self) -> Decimal | None:
        """Members present of those who were to attend, in per cent."""
        there = self.meeting.members_present
        return None if there is None else per_cent(there, self.meeting.members_expected or 0)

    @property
    def leader_total(self) -> Decimal | None:
        """The leaders' total, where several scored their mean."""
        return _mean_total(judgement.evaluation for judgement in self.by_leaders)

    @property
    def own_total(self) -> Decimal | None:
        return self.by_cell.evaluation.total if self.by_cell else None

    @property
    def difference(self) -> Decimal | None:
        """What the cell gave itself more (or less) than the leaders, by the same rubric."""
        if not self.by_cell:
            return None
        own = self.by_cell.evaluation
        same = [j.evaluation for j in self.by_leaders if j.evaluation.rubric_id == own.rubric_id]
        return difference(_mean_total(same), own.total)


def _mean_total(evaluations) -> Decimal | None:
    totals = [e.total for e in evaluations if e.total is not None]
    return mean(sum(totals), len(totals))


@dataclass(frozen=True)
class ComingMonth(Going):
    """A month in which somebody goes."""

    month: Month
    due_on: dt.date
    is_known: bool  # somebody knows the day
    is_overdue: bool


@dataclass(frozen=True)
class NotedFinding:
    finding: Finding
    noted: list[Judgement]  # by whom, the latest meeting first


class CellReport:
    """What `user` may know of the cell; a number of queries that no data changes."""

    def __init__(self, cell: Cell, *, user, sought: str = ""):
        """`sought`: words in the name of a committee for whose plan the cell may be proposed."""
        self.cell, self.user, self.day, self.sought = cell, user, today(), sought
        self._visible = Visit.objects.visible_to(user).filter(cell=cell)

    @cached_property
    def guidance(self) -> Guidance | None:
        """In force for the cell's organization type."""
        return self.cell.organization_type.guidance.first()

    @property
    def is_dissolved(self) -> bool:
        return bool(self.cell.dissolved_on) and self.cell.dissolved_on < self.day

    @property
    def months_since(self) -> int | None:
        """Months since a leader was last there; of a cell `with_last_visit`."""
        return months_since(self.cell.last_visited_on, Month.of(self.day))

    # --- who comes ---

    @cached_property
    def coming(self) -> list[ComingMonth]:
        """In the running half-year and the next, by month."""
        half_years = [HalfYear.current(), HalfYear.current().next]
        found = still_open(Visit.objects.filter(cell=self.cell, half_year__in=half_years))
        visible = set(self._visible.filter(pk__in=[c.visit.pk for c in found]).values_list("pk", flat=True))
        months = []
        for month, of_month in groupby(found, key=lambda c: c.visit.month):
            of_month = list(of_month)
            seen = [c.visit for c in of_month if c.visit.pk in visible]
            first = of_month[0]
            hidden, is_known = len(of_month) - len(seen), bool(first.visit.meets_on)
            months.append(ComingMonth(seen, hidden, month, first.due_on, is_known, first.is_overdue))
        return months

    # --- how it was ---

    @cached_property
    def _visits(self) -> dict[int, list[Visit]]:
        """Attended visits that the user sees, by meeting."""
        by_meeting = defaultdict(list)
        for visit in self._visible.attended().select_related("leader").order_by("leader__name_sort", "pk"):
            by_meeting[visit.meeting_id].append(visit)
        return by_meeting

    @cached_property
    def judgements(self) -> list[Judgement]:
        """All that the user may see, the latest meeting first; of one meeting the leaders' first."""
        evaluations = readable_evaluations(self.user).filter(meeting__cell=self.cell)
        evaluations = evaluations.select_related("meeting", "leader", "band").prefetch_related("findings")
        ordered = sorted(
            evaluations,
            key=lambda e: (-e.meeting.date.toordinal(), not e.leader, e.leader.name_sort if e.leader else ""),
        )
        return [Judgement(e, self._opening(e)) for e in ordered]

    def _opening(self, evaluation: Evaluation) -> Visit | None:
        """A leader's own visit; for what the cell itself found any that was there."""
        visits = self._visits[evaluation.meeting_id]
        if evaluation.leader_id:
            visits = [v for v in visits if v.leader_id == evaluation.leader_id]
        return visits[0] if visits else None

    @property
    def meetings(self):
        """Newest first."""
        return Meeting.objects.filter(cell=self.cell).order_by("-date")

    def lines(self, meetings) -> list[MeetingLine]:
        """Of `meetings` of the cell, in their order."""
        meetings = list(meetings)
        there = Counter(
            Visit.objects.filter(meeting__in=meetings).order_by().values_list("meeting", flat=True)
        )
        by_meeting = defaultdict(list)
        for judgement in self.judgements:
            by_meeting[judgement.evaluation.meeting_id].append(judgement)
        lines = []
        for meeting in meetings:
            visits, found = self._visits[meeting.pk], by_meeting[meeting.pk]
            lines.append(
                MeetingLine(
                    visits,
                    there[meeting.pk] - len(visits),
                    meeting,
                    [j for j in found if j.evaluation.leader],
                    next((j for j in found if not j.evaluation.leader), None),
                )
            )
        return lines

    @cached_property
    def findings(self) -> list[tuple[str, list[NotedFinding]]]:
        """(kind's name, what was noted of it, the most frequent first) of every kind that has some."""
        noted = defaultdict(list)
        for judgement in self.judgements:
            for finding in judgement.evaluation.findings.all():
                noted[finding].append(judgement)
        ordered = sorted(noted.items(), key=lambda item: (-len(item[1]), item[0].code))
        by_kind = [
            (kind.label, [NotedFinding(finding, found) for finding, found in ordered if finding.kind == kind])
            for kind in Finding.Kind
        ]
        return [(label, found) for label, found in by_kind if found]

    @cached_property
    def recommendations(self) -> list[tuple[Recommendation, Visit | None]]:
        """Those still open, the most urgent first, each with the visit through which to open it."""
        opening = {j.evaluation.pk: j.visit for j in self.judgements}
        rows = Recommendation.objects.open().filter(evaluation__in=opening)
        return [(row, opening[row.evaluation_id]) for row in with_rights(rows.for_display(), self.user)]

    # --- proposing it ---

    @cached_property
    def proposals(self) -> list[tuple[Committee, Proposal | None]]:
        """The committees for whose next plan the user may propose the cell, or take that back.

        None whose plan is approved, or has the cell, without anybody having proposed it. Of very many only
        those proposed and the first of those `sought`.
        """
        coming = HalfYear.current().next
        proposals = Proposal.objects.filter(
            cell=self.cell, half_year=coming, committee__in=proposing_committees(self.user)
        ).with_taken_up()
        proposed = {proposal.committee_id: proposal for proposal in proposals}
        committees = self._to_propose_for(list(proposed))
        no_use = refused([self.cell], committees, coming)
        return [
            (committee, proposed.get(committee.pk))
            for committee in committees
            if committee.pk in proposed or (self.cell.pk, committee.pk) not in no_use
        ]

    def _to_propose_for(self, proposed: list[int]) -> list[Committee]:
        if not self.are_many:
            return self._first_to_propose_for
        possible = proposing_committees(self.user)
        found = list(possible.matching(self.sought)[:SOUGHT_AT_MOST]) if self.sought else []
        return sorted({*possible.filter(pk__in=proposed), *found}, key=lambda committee: committee.path)

    @cached_property
    def _first_to_propose_for(self) -> list[Committee]:
        return list(proposing_committees(self.user)[: OFFERED_AT_MOST + 1])

    @property
    def are_many(self) -> bool:
        """More committees than are offered at once: one looks for them by name."""
        return len(self._first_to_propose_for) > OFFERED_AT_MOST

    @property
    def is_proposed(self) -> bool:
        return any(proposal for _committee, proposal in self.proposals)
