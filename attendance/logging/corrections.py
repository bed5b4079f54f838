"""What changes after the report was issued: results that came in since, and corrections with their reasons.

What the report counted is corrected with a reason (`logging.actions`). It stands in the history of
every row that changed, so that nobody can lose it.
"""

import datetime as dt
from dataclasses import dataclass
from itertools import chain

from django.db.models import Exists, F, OuterRef, Q

from attendance.models import Visit, VisitQuerySet
from committees.history import SAME_SAVE, known_users
from committees.models import Leader
from committees.names import NamesThen
from meetings.models import Evaluation, Meeting


def fixed_result(visit: Visit, *, by_leader: bool = True) -> Visit | None:
    """The visit whose fixed result an evaluation of the meeting belongs to: this one, or none.

    The cell's own evaluation is shared by all who were at the meeting (`by_leader=False`).
    """
    if visit.is_fixed:
        return visit
    if by_leader or not visit.meeting_id:
        return None
    return Visit.objects.filter(meeting=visit.meeting_id).first_fixed()


def fixed_evaluation(visit: Visit, leader: Leader | None) -> Visit | None:
    """As `fixed_result`, of the evaluation by the leader, or by the cell itself (None).

    One that nobody finished by the issue was open: while the plan is, it needs no reason.
    """
    fixed = fixed_result(visit, by_leader=leader is not None)
    if fixed is None or fixed.plan.is_closed:
        return fixed
    finished = Evaluation.objects.final().filter(meeting=visit.meeting_id, leader=leader)
    return fixed if finished.exists() else None


def came_in_since(visits: VisitQuerySet, moment: dt.datetime | F) -> VisitQuerySet:
    """Of `visits` those whose result came in or changed after `moment`: as many differ from the report.

    Logged, withdrawn, added or opened again since, or in a plan that was approved since. `moment` may be
    an OuterRef to a report's: then `visits` narrowed to that report's count within its query. Where a
    visit is gone altogether, the corrections tell.
    """
    inner = OuterRef(moment) if isinstance(moment, F) else moment
    records = Visit.history.filter(id=OuterRef("pk"), history_date__gt=inner).order_by()
    added_or_withdrawn = records.filter(Q(history_type="+") | Q(outcome=Visit.Outcome.WITHDRAWN))
    return visits.filter(
        Q(logged_at__gt=moment)
        | Q(plan__approved_at__gt=moment)
        | Q(reported_at__lte=moment, outcome=Visit.Outcome.PENDING)
        | Exists(added_or_withdrawn)
    )


@dataclass(frozen=True)
class Correction:
    """What one user changed of one row at one time: `verb` is "+", "~" or "-".

    `row` is as it stood after that, or when it was removed; `who` as the account was called then. Of
    somebody whom the reader does not know, `who` is None and there is no reason.
    """

    when: dt.datetime
    who: str | None
    row: Visit | Meeting | Evaluation
    reason: str
    verb: str


def corrections_since(visits: VisitQuerySet, when: dt.datetime, *, reader=None) -> list[Correction]:
    """What changed after `when` of these visits, their meetings and the evaluations of these by their
    leaders and by the cells themselves; newest first. One query per kind, one of names, two more for a
    `reader`.

    Visits removed from their plans since are told too. Drafts of evaluations count nowhere.
    """
    visits = visits.order_by()
    removed = Visit.history.filter(
        history_type="-", history_date__gt=when, plan_id__in=visits.values("plan_id")
    )
    trail = Visit.history.filter(Q(id__in=visits.values("pk")) | Q(id__in=removed.values("id")))
    meetings = trail.filter(meeting_id__isnull=False).values("meeting_id")
    attending = trail.filter(meeting_id=OuterRef("meeting_id"), leader_id=OuterRef("leader_id"))
    kinds = [
        (Visit, trail, ["leader", "cell"]),
        (Meeting, Meeting.history.filter(id__in=meetings), ["cell"]),
        (
            Evaluation,
            Evaluation.history.filter(
                Q(leader__isnull=True) | Exists(attending), meeting_id__in=meetings, is_draft=False
            ),
            ["meeting__cell", "leader"],
        ),
    ]
    since = [
        list(
            records.filter(history_date__gt=when)
            .select_related(*related)
            .order_by("id", "history_date", "history_id")
        )
        for _model, records, related in kinds
    ]
    # Whoever worked on the visits at any time is looked for only where somebody changed them since.
    known = known_users(trail, reader) if reader and any(since) else None
    names = NamesThen(chain(*since))
    found = []
    for (model, _records, related), records in zip(kinds, since, strict=True):
        found += _corrections(model, records, related, known, names)
    return sorted(found, key=lambda correction: correction.when, reverse=True)


def _corrections(model, records, related: list[str], known: set[int] | None, names: NamesThen):
    """A Correction for each row saved: several records of one saving are one."""
    found, last = [], None
    for record in records:
        user = record.history_user_id
        is_known = known is None or user is None or user in known
        correction = Correction(
            when=record.history_date,
            who=(names.of(record) or None) if is_known else None,
            row=_snapshot(model, record, related),
            reason=(record.history_change_reason or "") if is_known else "",
            verb=record.history_type,
        )
        if last is not None and _is_one_saving(last, record):
            verb = "+" if (found[-1].verb, correction.verb) == ("+", "~") else correction.verb
            found[-1] = Correction(correction.when, correction.who, correction.row, correction.reason, verb)
        else:
            found.append(correction)
        last = record
    return found


def _is_one_saving(one, other) -> bool:
    return (
        (one.id, one.history_user_id, one.history_change_reason)
        == (other.id, other.history_user_id, other.history_change_reason)
    ) and other.history_date - one.history_date <= SAME_SAVE


def _snapshot(model, record, related: list[str]):
    """The row of a history record. simple_history's own asks the database for what it leaves out."""
    columns = [f.attname for f in model._meta.concrete_fields if hasattr(record, f.attname)]
    row = model(**{name: getattr(record, name) for name in columns})
    for name in related:
        name = name.split("__")[0]
        setattr(row, name, getattr(record, name))
    return row
