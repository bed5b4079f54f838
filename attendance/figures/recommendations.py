"""What cells were asked to do better, and whether they did: as on the day that the figures are of.

Docs: "Recommendations" in docs/interpretations.md.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q, TextChoices
from django.utils.translation import gettext_lazy as _

from committees.organisation import with_belonging
from meetings.models import FormerManagement, RecommendationQuerySet

from .coverage import reference_day_of
from .selection import Selection

CELL = "evaluation__meeting__cell"


class Followed(TextChoices):
    """How far a recommendation was followed; one that is overdue is open too."""

    DONE = "done", _("Carried out in the half-year")
    OPEN = "open", _("Still open")
    OVERDUE = "overdue", _("Overdue")


@dataclass(frozen=True)
class Asked:
    """How many recommendations stand where, by the values of `Followed`."""

    done: int = 0
    open: int = 0
    overdue: int = 0

    def by_state(self) -> list[tuple[Followed, int]]:
        return [(state, getattr(self, state)) for state in Followed]


def chosen(rows: RecommendationQuerySet, selection: Selection) -> RecommendationQuerySet:
    """Those given by the day: by the leaders, and to the cells, that the selection's filters leave."""
    rows = rows.given().filter(evaluation__meeting__date__lte=reference_day_of(selection))
    return rows.filter(selection.of_leaders("evaluation__leader") & selection.of_cells(CELL))


def counted(rows: RecommendationQuerySet, selection: Selection) -> RecommendationQuerySet:
    """Those that may be in a state: not carried out before the half-year or its day. Of years few remain."""
    since = min(selection.half_year.first_day, reference_day_of(selection))
    return rows.filter(Q(done_on__isnull=True) | Q(done_on__gte=since))


def followed(state: str, selection: Selection) -> Q:
    """Those of `chosen` that are in the state."""
    day = reference_day_of(selection)
    is_open = Q(done_on__isnull=True) | Q(done_on__gt=day)
    return {
        Followed.DONE: Q(done_on__range=(selection.half_year.first_day, day)),
        Followed.OPEN: is_open,
        Followed.OVERDUE: is_open & Q(due_on__lt=day),
    }[Followed(state)]


def asked(rows: RecommendationQuerySet, selection: Selection) -> Asked:
    """One query."""
    return Asked(**chosen(rows, selection).order_by().aggregate(**_counts(selection)))


def asked_by_managing(rows: RecommendationQuerySet, selection: Selection) -> dict[int, Asked]:
    """By the committee that manages the cell; two queries. Only those with something in any state."""
    rows = with_belonging(chosen(rows, selection), selection.day, FormerManagement, CELL)
    grouped = rows.order_by().values("belonged_to").annotate(**_counts(selection))
    found: dict[int, Asked] = defaultdict(Asked)
    for row in grouped:
        counted = Asked(**{state: row[state] for state in Followed.values})
        if counted.done or counted.open:
            found[row["belonged_to"]] = counted
    return found


def together(parts: Collection[Asked]) -> Asked:
    """Of parts that have no recommendation in common."""
    return Asked(**{state: sum(getattr(part, state) for part in parts) for state in Followed.values})


def _counts(selection: Selection) -> dict[str, Count]:
    return {state: Count("pk", filter=followed(state, selection)) for state in Followed.values}
