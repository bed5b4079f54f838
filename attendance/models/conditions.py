"""Which visits are planned (rules 1 and 3 of docs/domain.md) or not evaluated, wherever it is asked for."""

from django.db.models import Exists, F, OuterRef, Q

from meetings.models import Evaluation


def counted(visits: str = "") -> Q:
    """The visit belongs to S. `visits` leads to it from the model queried, such as "visits__"."""
    return ~Q(**{f"{visits}origin": "unplanned"}) & ~Q(**{f"{visits}outcome": "withdrawn"})


def planned(visits: str = "") -> Q:
    """In S, and not a visit that was moved there within the half-year: that one counts once."""
    first = Q(**{f"{visits}carried_from_month__isnull": True})
    from_earlier = Q(**{f"{visits}carried_from_month__lt": F(f"{visits}half_year") * 6})
    return counted(visits) & (first | from_earlier)


def is_planned(visit) -> bool:
    """The same of one visit at hand."""
    moved_within = visit.carried_from_month and visit.carried_from_month.half_year == visit.half_year
    return not (visit.origin == "unplanned" or visit.outcome == "withdrawn" or moved_within)


def is_evaluated() -> Exists:
    """An evaluation of that meeting by its leader is finished."""
    final = Evaluation.objects.final()
    return Exists(final.filter(meeting=OuterRef("meeting"), leader=OuterRef("leader")))


def not_evaluated() -> Q:
    """Attended, and not evaluated by the leader."""
    return Q(outcome="attended") & ~is_evaluated()
