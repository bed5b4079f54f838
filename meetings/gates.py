"""Which gates made a rating lower than the points in all would have it."""

from collections.abc import Iterable

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q
from django.db.models.functions import Coalesce

from .models import Criterion, Evaluation, EvaluationQuerySet, RatingBand, Score


def gates_missed(evaluations: EvaluationQuerySet) -> dict[int, str]:
    """By evaluation the codes of the gates that cost it a higher band ("1.1, 4.2"); one query.

    Of those only that reach the minimum of a higher band. Of a total handed in alone nobody knows.
    """
    higher = RatingBand.objects.filter(
        rubric=OuterRef("rubric"),
        needs_gates=True,
        minimum__lte=OuterRef("total"),
        minimum__gte=Coalesce(OuterRef("band__minimum"), 0),
    ).exclude(pk=Coalesce(OuterRef("band"), 0))
    passed = Score.objects.filter(evaluation=OuterRef("pk"), criterion=OuterRef("gate"), points=F("maximum"))
    is_gate = Q(rubric__criteria__is_gate=True)
    is_asked = Q(has_theme=True) | Q(gate__theme=Criterion.Theme.ALWAYS)
    lowered = (
        evaluations.final()
        .order_by()
        .filter(Exists(higher), is_total_only=False)
        .annotate(gate=FilteredRelation("rubric__criteria", condition=is_gate))
        .filter(~Exists(passed), is_asked, gate__isnull=False)
    )
    found: dict[int, list[str]] = {}
    for pk, code in lowered.order_by("gate__position", "gate").values_list("pk", "gate__code"):
        found.setdefault(pk, []).append(code)
    return {pk: ", ".join(codes) for pk, codes in found.items()}


def with_gates(evaluations: Iterable[Evaluation | None]) -> None:
    """Write to each its `gates_missed`, "" for none; one query for all."""
    given = [evaluation for evaluation in evaluations if evaluation]
    missed = gates_missed(Evaluation.objects.filter(pk__in=[e.pk for e in given])) if given else {}
    for evaluation in given:
        evaluation.gates_missed = missed.get(evaluation.pk, "")
