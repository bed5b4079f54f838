"""Within bounds rows are carried out by the pages' own actions; what these refuse is a problem of its row."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from attendance.logging import actions as logging
from attendance.models import Plan, Visit
from attendance.planning import actions as planning
from lib.versions import on_occasion_of

from .book import UNCHANGED, Book
from .reader import Row
from .sheets import PLANS, RESULTS

_NUMBERS = ("members_total", "members_present", "members_spoke")


def try_out(book: Book) -> None:
    """What would be refused is known before anything is agreed to; nothing is saved."""
    with transaction.atomic():
        carry_out(book)
        transaction.set_rollback(True)


def carry_out(book: Book) -> None:
    with on_occasion_of(book.ledger.change_reason):
        for judged in book.judged:
            if judged.outcome == UNCHANGED:
                continue
            row, visit = judged.row, judged.objects[0]
            try:
                _ACTS[row.sheet](book, row, visit)
            except ValidationError as refusal:
                _tell(row, refusal)


def _tell(row: Row, refusal: ValidationError) -> None:
    """The first sentence says what is wrong, the others what to do."""
    key = "month" if row.sheet == PLANS else "outcome"
    if hasattr(refusal, "error_dict") and "date" in refusal.error_dict:
        key = "date"
    what, _point, cure = " ".join(refusal.messages).partition(". ")
    row.problem(key, what.removesuffix("."), cure.removesuffix(".") or _("do it on the page of the visit"))


def _plan(book: Book, row: Row, visit: Visit) -> None:
    if visit.pk is not None:
        planning.change_visit(
            visit=Visit.objects.get(pk=visit.pk),
            leader=visit.leader,
            month=visit.month,
            is_explained_later=True,
            by=book.by,
        )
        return
    planning.list_visit(
        plan=_draft(book, row, visit), leader=visit.leader, cell=visit.cell, month=visit.month, by=book.by
    )


def _draft(book: Book, row: Row, visit: Visit) -> Plan:
    """The plan that takes the visit, begun if need be."""
    of = {"committee": visit.committee, "half_year": visit.half_year}
    plan = Plan.objects.filter(**of).first()
    if plan is None:
        plan = planning.create_plan(**of, by=book.by)
        plan.history.update(history_user=book.by, history_change_reason=book.ledger.change_reason)
    return plan


def _result(book: Book, row: Row, visit: Visit) -> None:
    stored = Visit.objects.select_related("meeting").get(pk=visit.pk)
    told = {"note": row["note"] or stored.note, "source_document": stored.source_document}
    if row["outcome"] == Visit.Outcome.ATTENDED:
        logging.log_attended(visit=stored, date=row["date"], facts=_facts(row, stored), **told, by=book.by)
    elif row["outcome"] == Visit.Outcome.MISSED:
        # Whoever decided that a miss is not made up for said so of a miss.
        waived = stored.no_carry_over and stored.outcome == Visit.Outcome.MISSED
        miss = logging.Miss(visit.absence_reason, **told, no_carry_over=waived)
        logging.log_missed(visit=stored, miss=miss, by=book.by)
    else:
        raise ValidationError(
            _("A visit is withdrawn with a reason. Withdraw it on its page, and leave the row out.")
        )


def _facts(row: Row, stored: Visit) -> logging.MeetingFacts:
    """An empty cell takes nothing away that is known of the same meeting."""
    known = stored.meeting
    return logging.MeetingFacts(
        **{name: row[name] if row[name] is not None else known and getattr(known, name) for name in _NUMBERS}
    )


_ACTS = {PLANS: _plan, RESULTS: _result}
