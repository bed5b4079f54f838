"""Which rubric judges a meeting, of rubrics at hand: as `Rubric.objects.valid_for`, without a query each."""

import datetime as dt
from collections.abc import Iterable

from .models import Rubric


def in_force(
    rubrics: Iterable[Rubric], organization_type: int | None, kind: str, day: dt.date
) -> list[Rubric]:
    """The rubric for cells of that type (by its id) and meetings of that kind, with its rivals, if any.

    Rivals are of one weight with it (`RubricQuerySet.rival`): nobody but the office can say which it is.
    The rubrics have their types and kinds at hand.
    """
    found = []
    for rubric in rubrics:
        types = {one.pk for one in rubric.organization_types.all()}
        kinds = set(rubric.meeting_kinds)
        in_time = rubric.valid_from <= day and (rubric.valid_to is None or day <= rubric.valid_to)
        if in_time and (not types or organization_type in types) and (not kinds or kind in kinds):
            found.append((bool(types) + bool(kinds), bool(types), rubric.valid_from, rubric))
    weight = max((found_one[0] for found_one in found), default=0)
    heavy = [one for one in found if one[0] == weight]
    latest = {scope: max(one[2] for one in heavy if one[1] == scope) for scope in {one[1] for one in heavy}}
    return [rubric for _weight, scope, begins, rubric in heavy if begins == latest[scope]]
