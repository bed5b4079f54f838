"""What is missing before a report can be issued with a quiet mind; one may go on all the same, knowingly."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from attendance.models import Plan, Visit, VisitQuerySet
from attendance.models.conditions import is_evaluated
from committees.models import Committee, Leader
from committees.organisation import below

if TYPE_CHECKING:
    from .composition import Composition  # which knows its readiness

NOT_LOGGED, WITHOUT_NOTE, NOT_DECIDED = "not_logged", "without_note", "not_decided"
NOT_EVALUATED, NOT_APPROVED, NOT_PLANNED = "not_evaluated", "not_approved", "not_planned"
CONTRADICTED, UNBOUND = "contradicted", "unbound"
TITLES = {
    NOT_LOGGED: _("Visits without a result"),
    WITHOUT_NOTE: _("Missed for another reason that is not written down"),
    NOT_DECIDED: _("Missed, not decided whether to make up for it"),
    NOT_EVALUATED: _("Attended, not evaluated by the leader"),
    NOT_APPROVED: _("Plans not approved: their visits do not count"),
    NOT_PLANNED: _("Committees with leaders but without a plan"),
    CONTRADICTED: _("Numbers in the text that contradict the figures"),
    UNBOUND: _("Numbers in the text that are no figure of the data"),
}

OF_VISITS = (NOT_LOGGED, WITHOUT_NOTE, NOT_DECIDED, NOT_EVALUATED)
SHOWN = 20  # plans and committees; beyond that the page says how many more there are


@dataclass(frozen=True)
class Gap:
    """One kind of thing that is missing: how many. Visits have a page of their own; of others the first."""

    kind: str
    count: int
    rows: list = field(default_factory=list)

    @property
    def title(self):
        return TITLES[self.kind]

    @property
    def is_of_visits(self) -> bool:
        return self.kind in OF_VISITS


def _few(kind: str, all_rows: QuerySet) -> Gap:
    """Of rows that are hardly ever more than are shown: read at once, and counted only beyond."""
    first = list(all_rows[: SHOWN + 1])
    if len(first) > SHOWN:
        return Gap(kind, all_rows.order_by().count(), first[:SHOWN])
    return Gap(kind, len(first), first)


class Readiness:
    """Of one composition, in four queries; what somebody wrote may ask for more figures."""

    def __init__(self, composition: "Composition"):
        self.composition = composition
        self.selection = composition.report.selection

    @cached_property
    def gaps(self) -> list[Gap]:
        """The kinds of which there are any, in the order in which they weigh."""
        found = {CONTRADICTED: self.composition.contradictions, UNBOUND: self.composition.unbound}
        of_the_text = [Gap(kind, len(rows), rows) for kind, rows in found.items() if rows]
        return [*self._of_the_data, *of_the_text]

    @property
    def of_the_data(self) -> dict[str, int]:
        """How many of each kind, but for what the text itself lacks: so much a text can say."""
        return {gap.kind: gap.count for gap in self._of_the_data}

    @cached_property
    def _of_the_data(self) -> list[Gap]:
        gaps = [_few(NOT_APPROVED, self._plans()), _few(NOT_PLANNED, self._committees())]
        counted = self._counted
        gaps += [Gap(kind, counted[kind]) for kind in OF_VISITS]
        return [gap for gap in gaps if gap.count]

    @property
    def _counted(self) -> dict[str, int]:
        """How many visits lack what, by kind."""
        conditions = self._lacking
        # To look an evaluation up for each visit costs more than all the others, and the text tells of them.
        del conditions[NOT_EVALUATED]
        open_or_missed = self._visits.filter(self.selection.pending | self.selection.missed)
        counted = open_or_missed.aggregate(
            **{kind: Count("pk", filter=condition) for kind, condition in conditions.items()}
        )
        return counted | {NOT_EVALUATED: self.composition.report.evaluated.not_evaluated}

    @property
    def _lacking(self) -> dict[str, Q]:
        """What a visit lacks, by kind."""
        counted, missed = self.selection.counted, self.selection.missed
        # Looked up for the few missed: joined, it would be looked up for every visit.
        is_moved = Exists(Visit.objects.order_by().filter(carried_from=OuterRef("pk")))
        return {
            NOT_LOGGED: counted & self.selection.pending,
            WITHOUT_NOTE: counted & missed & Q(absence_reason__requires_note=True, note=""),
            NOT_DECIDED: counted & missed & Q(no_carry_over=False) & ~is_moved,
            NOT_EVALUATED: counted & self.selection.attended & ~is_evaluated(),
        }

    @property
    def is_complete(self) -> bool:
        return not self.gaps

    def as_counts(self) -> dict[str, int]:
        """What an issued report keeps of it."""
        return {gap.kind: gap.count for gap in self.gaps}

    @property
    def _visits(self) -> VisitQuerySet:
        return self.selection.apply(self.composition.report.visits).order_by()

    def visits(self, kind: str) -> VisitQuerySet:
        """Those that lack it, in the order in which one would settle them."""
        months = self.selection.half_year.months
        # Once more: else PostgreSQL reads the index of months from the first one ever.
        visits = self._visits.filter(self._lacking[kind], month__range=(months[0], months[-1]))
        return visits.order_by("month", "leader__protocol_sort", "leader__name_sort", "pk")

    @property
    def _subtree(self):
        return Committee.objects.filter(below(self.composition.committee, self.selection.day, ""))

    def _plans(self) -> QuerySet[Plan]:
        plans = Plan.objects.filter(
            half_year=self.selection.half_year,
            committee__in=self._subtree,
            status__in=[Plan.Status.DRAFT, Plan.Status.SUBMITTED],
        )
        return plans.select_related("committee").order_by("committee__path")

    def _committees(self) -> QuerySet[Committee]:
        half_year = self.selection.half_year
        leaders = Leader.objects.serving(half_year)
        plans = Plan.objects.filter(half_year=half_year, committee=OuterRef("pk"))
        without = self._subtree.filter(Exists(leaders.filter(committee=OuterRef("pk"))), ~Exists(plans))
        return without.order_by("path")


def summed(counts: dict[str, int]) -> str:
    """What is open, in one line: so that a form can say what its page showed."""
    return " ".join(f"{kind}:{count}" for kind, count in sorted(counts.items()))
