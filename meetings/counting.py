"""Which evaluation of a meeting counts, where several people judged it and one judgement is told.

"Forms of offices" in docs/interpretations.md.
"""

from collections.abc import Iterable

from committees.models import LeaderGroup

from .models import Evaluation


def in_order(evaluations: Iterable[Evaluation]) -> list[Evaluation]:
    """Of one meeting's those that are finished and have points, the one that counts first.

    Leaders' in protocol order, then the cell's own. Their leaders are at hand.
    """
    return sorted((e for e in evaluations if e.total is not None and not e.is_draft), key=_place)


def _place(evaluation: Evaluation) -> tuple:
    leader = evaluation.leader
    if leader is None:
        return (1,)
    group = leader.group != LeaderGroup.LEADERSHIP
    return 0, group, leader.protocol_sort, leader.name_sort, leader.code
