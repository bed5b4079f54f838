"""What leaders' sheets say of cells: how many were judged, what was found there, and what was asked for.

Of the final evaluations by leaders whose counted visit attended the meeting; the cells' own are not among
them. Docs: "The report's text" in docs/interpretations.md.
"""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from meetings.models import Finding


@dataclass(frozen=True)
class JudgedCells:
    """`findings` maps a kind to (finding, distinct cells where it was noted) pairs, by code."""

    cells: int
    meetings: int
    findings: dict[str, list[tuple[Finding, int]]]


# --- what the cells were asked for ---


@dataclass(frozen=True)
class Asked:
    """Recommendations given on the sheets; `overdue` ones are among those `open`."""

    given: int
    done: int
    open: int
    overdue: int


def states(day: dt.date) -> dict[str, Q]:
    """What became of a recommendation by `day`, by the names of `Asked`."""
    done = Q(done_on__lte=day)
    is_open = Q(done_on__isnull=True) | Q(done_on__gt=day)
    return {"given": Q(), "done": done, "open": is_open, "overdue": is_open & Q(due_on__lt=day)}
