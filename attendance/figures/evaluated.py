"""What the evaluations of a selection say, all of it in one statement.

To find the evaluations of counted visits costs a database far more than to count them. So they are found
once, and what stands above them is written in SQL here, as in `counting`; which visits, evaluations and
recommendations are meant is said by queries. Docs: "Evaluations" in docs/interpretations.md.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, F, QuerySet

from attendance.models import VisitQuerySet
from lib.periods import today
from meetings.models import Evaluation, EvaluationQuerySet, Finding, Recommendation

from .judged_cells import Asked, JudgedCells, states
from .quality import (
    BY_WHOM,
    CELL,
    LEADER,
    QualityTally,
    attended,
    band_labels,
    evaluations,
    evaluations_beside,
)
from .scores import TENTHS, Means, Points, RubricRows, by_criterion
from .selection import Selection
from .statements import read

FEW = 2000  # evaluations whose keys are kept, so that lists of them need not find them again

# Each line: the part, who scored, a band's label, a finding or evaluation, a type of cells, four numbers.
_LINES = """
, made AS (
    SELECT DISTINCT final.* FROM attended JOIN final ON final.meeting_id = attended.meeting_id
    AND (final.leader_id IS NULL OR final.leader_id = attended.leader_id)
)
SELECT 'met', NULL, NULL, CAST(NULL AS bigint), CAST(NULL AS bigint),
    COUNT(*), COALESCE(CAST(SUM(visits) AS bigint), 0), 0, 0
FROM (SELECT COUNT(*) AS visits FROM attended GROUP BY meeting_id) AS met
UNION ALL
SELECT 'made', NULL, NULL, NULL, NULL, COUNT(*), COUNT(DISTINCT meeting_id), 0, 0 FROM made
UNION ALL
SELECT 'judged', scorer, NULL, NULL, NULL, COUNT(DISTINCT of_cell), COUNT(DISTINCT meeting_id), COUNT(*), 0
FROM made GROUP BY scorer
UNION ALL
SELECT 'scored', scorer, label, NULL, NULL,
    COUNT(*), CAST(SUM(CAST(ROUND(total * 10) AS bigint)) AS bigint), 0, 0
FROM made WHERE total IS NOT NULL GROUP BY scorer, label
UNION ALL
SELECT 'noted', scorer, NULL, finding_id, kind, COUNT(*), COUNT(DISTINCT of_cell), 0, 0
FROM made JOIN noted ON noted.evaluation_id = made.id GROUP BY scorer, finding_id, kind
UNION ALL
SELECT 'asked', scorer, NULL, NULL, NULL, COUNT(*), COUNT(*) FILTER (WHERE is_done),
    COUNT(*) FILTER (WHERE is_open), COUNT(*) FILTER (WHERE is_overdue)
FROM made JOIN asked ON asked.evaluation_id = made.id GROUP BY scorer
UNION ALL
SELECT 'key', NULL, NULL, id, NULL, 0, 0, 0, 0 FROM (SELECT id FROM made LIMIT %s) AS first
"""


@dataclass(frozen=True)
class _Line:
    part: str
    scorer: str | None
    label: str | None
    key: int | None
    kind: int | None
    numbers: tuple[int, ...]


class Evaluated:
    """Final evaluations of the meetings that a counted visit attended: the leaders' who did, the cells' own.

    The statement is asked at the first question; what it names is looked up, in one query each.
    """

    def __init__(self, visits: VisitQuerySet, selection: Selection):
        self._visits, self._selection = visits, selection

    @cached_property
    def quality(self) -> QualityTally:
        means = self.means
        bands: dict[str | None, Counter[str]] = {LEADER: Counter(), CELL: Counter()}
        for line in self._of("scored"):
            if line.label is not None:
                bands[line.scorer][line.label] = line.numbers[0]
        period, used = self._selection.half_year, set(bands[LEADER]) | set(bands[CELL])
        labels = band_labels(period.first_day, period.last_day, used)
        return QualityTally(
            meetings=self._one("met")[0],
            leader_scored=means.leader.count,
            cell_scored=means.cell.count,
            mean_leader_total=means.leader.mean,
            mean_cell_total=means.cell.mean,
            bands={label: bands[LEADER][label] for label in labels},
            cell_bands={label: bands[CELL][label] for label in labels},
            findings=self.findings,
        )

    @cached_property
    def findings(self) -> dict[str, list[tuple[Finding, int]]]:
        """By kind, how often leaders and cells noted each: most frequent first, then by code."""
        times: Counter[int | None] = Counter()
        for line in self._of("noted"):
            times[line.key] += line.numbers[0]
        found = _by_kind(self._findings, times)
        return {kind: sorted(pairs, key=lambda pair: -pair[1]) for kind, pairs in found.items()}

    @cached_property
    def judged(self) -> JudgedCells:
        """Of the leaders' alone."""
        cells: Counter[int | None] = Counter()
        for line in self._of("noted", LEADER):
            cells[line.key] += line.numbers[1]  # a cell is of one type
        cells_in_all, meetings, *_none = self._one("judged", LEADER)
        return JudgedCells(cells_in_all, meetings, _by_kind(self._findings, cells))

    @property
    def not_evaluated(self) -> int:
        """How many visits their leaders did not evaluate: of a meeting a leader has one, and makes one."""
        return self._one("met")[1] - self._one("judged", LEADER)[2]

    def noted_in(self, code: str) -> set[int | None]:
        """The types of the cells where leaders noted the finding, by id."""
        its = {finding.pk for finding in self._findings if finding.code == code}
        return {line.kind for line in self._of("noted", LEADER) if line.key in its}

    @property
    def means(self) -> Means:
        return Means(self._points(LEADER), self._points(CELL))

    def _points(self, scorer: str) -> Points:
        scored = [line.numbers for line in self._of("scored", scorer)]
        points = Decimal(sum(tenths for _count, tenths, *_none in scored)) / TENTHS
        return Points(sum(count for count, *_others in scored), points)

    @cached_property
    def rows(self) -> EvaluationQuerySet:
        """The evaluations themselves: by their keys where they are few, else found once more."""
        keys = [line.key for line in self._of("key")]
        if len(keys) > FEW:
            return evaluations(self._visits, self._selection)
        return Evaluation.objects.filter(pk__in=keys)

    @cached_property
    def criteria(self) -> list[RubricRows]:
        return by_criterion(self.rows)

    @cached_property
    def asked(self) -> Asked:
        """What leaders recommended, as on the day that the figures are of."""
        return Asked(*self._one("asked", LEADER))

    @property
    def number_asked(self) -> int:
        """How much leaders and cells recommended."""
        return sum(line.numbers[0] for line in self._of("asked"))

    @property
    def meetings(self) -> int:
        """Those with an evaluation."""
        return self._one("made")[1]

    @cached_property
    def beside(self) -> int:
        """How many there are of meetings attended outside the plan, which count nowhere here; one query."""
        return evaluations_beside(self._visits, self._selection).count()

    @cached_property
    def _findings(self) -> list[Finding]:
        noted = {line.key for line in self._of("noted")}
        return list(Finding.objects.filter(pk__in=noted).order_by("code"))

    def _one(self, part: str, scorer: str | None = None) -> tuple[int, ...]:
        return next((line.numbers for line in self._of(part, scorer)), (0, 0, 0, 0))

    def _of(self, part: str, scorer: str | None = None) -> Iterator[_Line]:
        return (line for line in self._lines if line.part == part and scorer in (None, line.scorer))

    @cached_property
    def _lines(self) -> list[_Line]:
        visits = attended(self._visits, self._selection).values("meeting_id", "leader_id")
        parts = {"attended": visits, "final": _final(), "noted": _noted(), "asked": self._asked()}
        return [_Line(*line[:5], line[5:]) for line in read(parts, _LINES, FEW + 1)]

    def _asked(self) -> QuerySet:
        day = self._selection.as_of or today()
        is_so = {
            f"is_{state}": ExpressionWrapper(condition, BooleanField())
            for state, condition in states(day).items()
            if condition
        }
        return Recommendation.objects.annotate(**is_so).values("evaluation_id", *is_so)


def _final() -> QuerySet:
    """A row for each evaluation there is: what its meeting's cell is, who scored it, how."""
    named = {"of_cell": F("meeting__cell"), "kind": F("meeting__cell__organization_type")}
    made = Evaluation.objects.final().annotate(scorer=BY_WHOM, label=F("band__label"), **named)
    return made.values("id", "meeting_id", "leader_id", "total", "scorer", "label", *named)


def _noted() -> QuerySet:
    return Evaluation.findings.through.objects.values("evaluation_id", "finding_id")


def _by_kind(findings: list[Finding], numbers: Counter[Any]) -> dict[str, list[tuple[Finding, int]]]:
    found: dict[str, list[tuple[Finding, int]]] = defaultdict(list)
    for finding in findings:
        if numbers[finding.pk]:
            found[finding.kind].append((finding, numbers[finding.pk]))
    return {kind: found[kind] for kind in Finding.Kind.values}
