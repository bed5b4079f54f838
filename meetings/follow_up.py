"""Who follows up what a cell was asked to do better."""

from collections.abc import Iterable

from committees.roles import Permission
from meetings.models import Recommendation


def may_settle(user, recommendation: Recommendation) -> bool:
    """Whether the user may say that it was carried out: of those who gave it, or who manage the cell."""
    evaluation = recommendation.evaluation
    committees = [evaluation.meeting.cell.committee]
    if evaluation.leader:
        committees.append(evaluation.leader.committee)
    return any(user.may(Permission.EVALUATE, committee) for committee in committees)


def with_rights(recommendations: Iterable[Recommendation], user) -> list[Recommendation]:
    """Of rows `for_display`: each with `may_settle`."""
    found = list(recommendations)
    for recommendation in found:
        recommendation.may_settle = may_settle(user, recommendation)
    return found
