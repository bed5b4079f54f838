"""What lies behind ratings: points by criterion, the cell's own beside a leader's, meetings' numbers.

All of meetings that a counted visit attended, and of the evaluations that `quality` counts.
Docs: "Evaluations" in docs/interpretations.md.
"""

from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Sum, Value, When

from attendance.models import VisitQuerySet
from lib.periods import HalfYear
from meetings.models import Cell, Criterion, Evaluation, EvaluationQuerySet, Meeting, Rubric, Score

from . import quality
from .quality import BY_WHOM, CELL, LEADER, divided, mean
from .selection import Selection
from .statements import read
from .tally import per_cent

# --- points by criterion ---


@dataclass(frozen=True)
class Points:
    """Points given by one kind of scorer: how often, and in all."""

    count: int = 0
    points: Decimal = Decimal(0)
    maximum: Decimal = Decimal(0)  # of all that were given together

    def __add__(self, other: "Points") -> "Points":
        return Points(self.count + other.count, self.points + other.points, self.maximum + other.maximum)

    @property
    def mean(self) -> Decimal | None:
        return mean(self.points, self.count)

    @property
    def share(self) -> Decimal | None:
        """Of the maximum, in per cent."""
        return per_cent(self.points, self.maximum)


@dataclass(frozen=True)
class CriterionRow:
    criterion: Criterion
    leader: Points
    cell: Points


@dataclass(frozen=True)
class SectionRow:
    """A section of a rubric with its criteria; its points are theirs together."""

    title: str
    criteria: list[CriterionRow]

    @property
    def leader(self) -> Points:
        return sum((row.leader for row in self.criteria), Points())

    @property
    def cell(self) -> Points:
        return sum((row.cell for row in self.criteria), Points())


@dataclass(frozen=True)
class RubricRows:
    rubric: Rubric
    sections: list[SectionRow]


def by_criterion(evaluations: EvaluationQuerySet) -> list[RubricRows]:
    """The points of every criterion of the rubrics used, in their order; two queries."""
    evaluated = evaluations.filter(total__isnull=False).order_by()
    given = (
        Score.objects.filter(evaluation__in=evaluated)
        .annotate(scorer=Case(When(evaluation__leader__isnull=True, then=Value(CELL)), default=Value(LEADER)))
        .values("criterion", "scorer")
        .annotate(n=Count("pk"), points=Sum("points"), maximum=Sum("maximum"))
        .order_by()
    )
    found = {
        (row["criterion"], row["scorer"]): Points(row["n"], row["points"], row["maximum"]) for row in given
    }
    used = Criterion.objects.filter(pk__in={pk for pk, _scorer in found}).values("rubric")
    by_rubric: dict[Rubric, dict[str, list[CriterionRow]]] = defaultdict(lambda: defaultdict(list))
    for criterion in Criterion.objects.filter(rubric__in=used).select_related("rubric"):
        row = CriterionRow(
            criterion, found.get((criterion.pk, LEADER), Points()), found.get((criterion.pk, CELL), Points())
        )
        by_rubric[criterion.rubric][criterion.section].append(row)
    return [
        RubricRows(rubric, [SectionRow(title, rows) for title, rows in sections.items()])
        for rubric, sections in sorted(
            by_rubric.items(), key=lambda x: (x[0].valid_from, x[0].pk), reverse=True
        )
    ]


# --- the cell's own points beside the leaders' ---


class Verdict(StrEnum):
    """How a cell's own total compares with the mean of the leaders' for the same meeting."""

    HIGHER = "higher"
    EQUAL = "equal"
    LOWER = "lower"


@dataclass(frozen=True)
class Comparison:
    """One meeting that both sides scored by the same rubric."""

    meeting: Meeting
    cell_total: Decimal
    leader_total: Decimal  # the mean, where several leaders scored

    @property
    def difference(self) -> Decimal:
        return self.cell_total - self.leader_total

    @property
    def verdict(self) -> Verdict:
        if not self.difference:
            return Verdict.EQUAL
        return Verdict.HIGHER if self.difference > 0 else Verdict.LOWER


def comparisons(evaluations: EvaluationQuerySet) -> list[Comparison]:
    """Meetings scored by the cell and by a leader, the cell's highest over-rating first; two queries."""
    scored = evaluations.filter(total__isnull=False).order_by()
    totals: dict[tuple[int, int], dict[str, list[Decimal]]] = defaultdict(lambda: defaultdict(list))
    rows = scored.annotate(scorer=BY_WHOM).values_list("meeting", "rubric", "scorer", "total")
    for meeting, rubric, scorer, total in rows:
        totals[meeting, rubric][scorer].append(total)
    both = {
        meeting: (found[CELL][0], sum(found[LEADER], Decimal()) / len(found[LEADER]))
        for (meeting, _rubric), found in totals.items()
        if found[CELL] and found[LEADER]
    }
    meetings = Meeting.objects.filter(pk__in=both).select_related("cell__committee")
    compared = [Comparison(meeting, *both[meeting.pk]) for meeting in meetings]
    return sorted(compared, key=lambda c: (-c.difference, c.meeting.date, c.meeting.pk))


@dataclass(frozen=True)
class CellComparison:
    """A cell's meetings that both sides scored."""

    cell: Cell
    meetings: list[Comparison]

    @property
    def cell_mean(self) -> Decimal:
        return divided(sum(c.cell_total for c in self.meetings), len(self.meetings))

    @property
    def leader_mean(self) -> Decimal:
        return divided(sum(c.leader_total for c in self.meetings), len(self.meetings))

    @property
    def difference(self) -> Decimal:
        return divided(sum(c.difference for c in self.meetings), len(self.meetings))


def by_cell(compared: list[Comparison]) -> list[CellComparison]:
    """Those who over-rate themselves most come first."""
    cells = defaultdict(list)
    for comparison in compared:
        cells[comparison.meeting.cell].append(comparison)
    rows = [CellComparison(cell, meetings) for cell, meetings in cells.items()]
    return sorted(rows, key=lambda row: (-row.difference, row.cell.name_sort, row.cell.code))


# --- the meetings' numbers ---


@dataclass(frozen=True)
class MeetingNumbers:
    """Meetings attended by a counted visit; shares over those whose numbers were entered."""

    meetings: int
    kinds: dict[str, int]
    with_present: int  # meetings with both numbers that the share takes
    present: Decimal | None  # members present of those who were to attend, in per cent
    present_of_all: Decimal | None  # the same of all members, exempt ones too
    exempt: int
    with_spoke: int
    spoke: Decimal | None  # members who spoke of those present
    timed: int  # meetings of which one knows how long they lasted
    minutes: int | None  # their mean, to the minute
    short: int  # of these, below what their cell's type asks for


# Which of `meetings` each share counts.
WITH_PRESENT = Q(members_present__isnull=False, expected__gt=0)
WITH_SPOKE = Q(members_spoke__isnull=False, members_present__gt=0)
TIMED = Q(starts_at__isnull=False, ends_at__isnull=False)
SHORT = Q(lasted__lt=F("least"))


def meetings(visits: VisitQuerySet, selection: Selection) -> QuerySet[Meeting]:
    """The meetings attended by a counted visit, each once, `measured`."""
    attended = quality.attended(visits, selection).filter(meeting=OuterRef("pk"))
    # A visit's meeting is of its half-year; sorted by day, those of other years need not be looked at.
    days = selection.half_year.first_day, selection.half_year.last_day
    return Meeting.objects.measured().filter(Exists(attended), date__range=days)


def meeting_numbers(visits: VisitQuerySet, selection: Selection) -> MeetingNumbers:
    """One query."""
    found = (
        meetings(visits, selection)
        .order_by()
        .aggregate(
            meetings=Count("pk"),
            **{f"kind_{kind}": Count("pk", filter=Q(kind=kind)) for kind in Meeting.Kind.values},
            with_present=Count("pk", filter=WITH_PRESENT),
            present=Sum("members_present", filter=WITH_PRESENT),
            expected_in_all=Sum("expected", filter=WITH_PRESENT),
            total=Sum("members_total", filter=WITH_PRESENT),
            with_spoke=Count("pk", filter=WITH_SPOKE),
            spoke=Sum("members_spoke", filter=WITH_SPOKE),
            heard=Sum("members_present", filter=WITH_SPOKE),
            timed=Count("pk", filter=TIMED),
            minutes=Sum("lasted"),
            short=Count("pk", filter=SHORT),
        )
    )
    return MeetingNumbers(
        meetings=found["meetings"],
        kinds={kind: found[f"kind_{kind}"] for kind in Meeting.Kind.values},
        with_present=found["with_present"],
        present=per_cent(found["present"] or 0, found["expected_in_all"] or 0),
        present_of_all=per_cent(found["present"] or 0, found["total"] or 0),
        exempt=int((found["total"] or 0) - (found["expected_in_all"] or 0)),
        with_spoke=found["with_spoke"],
        spoke=per_cent(found["spoke"] or 0, found["heard"] or 0),
        timed=found["timed"],
        minutes=_whole(found["minutes"], found["timed"]),
        short=found["short"],
    )


def _whole(minutes: int | None, count: int) -> int | None:
    """Their mean, half up."""
    return int((Decimal(minutes or 0) / count).quantize(Decimal(1), ROUND_HALF_UP)) if count else None


# --- over half-years ---


@dataclass(frozen=True)
class Means:
    """Mean totals of one half-year, with the evaluations that they are of."""

    leader: Points
    cell: Points


TENTHS = 10  # totals have one decimal: as whole numbers, all databases add them up exactly
# A cell's own stands beside each leader who was there, and counts once.
_MEANS = """
SELECT half_year, scorer, COUNT(*), CAST(SUM(CAST(ROUND(total * 10) AS bigint)) AS bigint)
FROM (
    SELECT DISTINCT scored.*, attended.half_year FROM attended
    JOIN scored ON scored.meeting_id = attended.meeting_id
    AND (scored.leader_id IS NULL OR scored.leader_id = attended.leader_id)
) AS made
GROUP BY half_year, scorer
"""


def means_by_half_year(visits: VisitQuerySet, selection: Selection) -> dict[HalfYear, Means]:
    """Of every half-year from `selection.since`; one query."""
    scored = Evaluation.objects.final().filter(total__isnull=False).annotate(scorer=BY_WHOM)
    parts = {
        "attended": quality.attended(visits, selection).values("meeting_id", "leader_id", "half_year"),
        "scored": scored.values("id", "meeting_id", "leader_id", "total", "scorer"),
    }
    found: dict[HalfYear, dict[str, Points]] = defaultdict(lambda: {LEADER: Points(), CELL: Points()})
    for half_year, scorer, count, tenths in read(parts, _MEANS):
        found[HalfYear(half_year)][scorer] = Points(count, Decimal(tenths) / TENTHS)
    return {half_year: Means(points[LEADER], points[CELL]) for half_year, points in found.items()}
