"""Within bounds rows are carried out by the pages' own actions; what these refuse is a problem of its row."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from attendance.logging import actions as logging
from attendance.models import Plan, Visit
from attendance.planning import actions as planning
from lib.versions import on_occasion_of
from meetings.models import Meeting

from . import announced
from .book import UNCHANGED, Book
from .ledger import batches
from .reader import Row
from .sheets import PLANS, RESULTS

_NUMBERS = logging.NUMBERS


def try_out(book: Book) -> None:
    """What would be refused is known before anything is agreed to; nothing is saved."""
    with transaction.atomic():
        carry_out(book)
        transaction.set_rollback(True)


def carry_out(book: Book) -> None:
    """Row by row. Plans are locked by now, as every action begins; all cells follow in their own order."""
    acting = [
        (judged.row, judged.objects[0])
        for judged in book.judged
        if judged.outcome != UNCHANGED and judged.row.sheet in (PLANS, RESULTS)
    ]
    announced.lock(book, {visit.cell_id for _row, visit in acting})
    announced.save(book)
    acts = _Acts(book, [visit.pk for _row, visit in acting if visit.pk])
    with on_occasion_of(book.ledger.change_reason):
        for row, visit in acting:
            try:
                acts.act(row, visit)
            except ValidationError as refusal:
                _tell(row, refusal)


def _tell(row: Row, refusal: ValidationError) -> None:
    key = "month" if row.sheet == PLANS else "outcome"
    if hasattr(refusal, "error_dict") and "date" in refusal.error_dict:
        key = "date"
    row.refused(key, refusal, _("do it on the page of the visit"))


class _Acts:
    """What rows do; visits as they are stored, for the book has them as they will be."""

    def __init__(self, book: Book, visits: list[int]):
        self.book = book
        self._drafts: dict[tuple, Plan] = {}
        self._stored: dict[int, Visit] = {}
        for batch in batches(visits):
            self._stored |= Visit.objects.in_bulk(batch)

    def act(self, row: Row, visit: Visit) -> None:
        {PLANS: self._plan, RESULTS: self._result}[row.sheet](row, visit)

    def _plan(self, row: Row, visit: Visit) -> None:
        what = {
            "leader": visit.leader,
            "month": visit.month,
            "repeated_by": visit.repeated_by,
            "by": self.book.by,
        }
        if visit.pk is None:
            planning.list_visit(plan=self._draft(visit), cell=visit.cell, **what)
        else:
            planning.change_visit(visit=self._stored[visit.pk], is_explained_later=True, **what)

    def _draft(self, visit: Visit) -> Plan:
        """The plan that takes the visit, begun if need be."""
        key = visit.committee_id, visit.half_year
        if key not in self._drafts:
            of = {"committee": visit.committee, "half_year": visit.half_year}
            self._drafts[key] = Plan.objects.filter(**of).first() or planning.create_plan(
                **of, by=self.book.by
            )
        return self._drafts[key]

    def _result(self, row: Row, visit: Visit) -> None:
        stored, by = self._stored[visit.pk], self.book.by
        told = {"note": row["note"] or stored.note, "source_document": stored.source_document}
        if row["outcome"] == Visit.Outcome.ATTENDED:
            logging.log_attended(visit=stored, date=row["date"], facts=_facts(row, stored), **told, by=by)
        elif row["outcome"] == Visit.Outcome.MISSED:
            # Whoever decided that a miss is not made up for said so of a miss.
            waived = stored.no_carry_over and stored.outcome == Visit.Outcome.MISSED
            miss = logging.Miss(visit.absence_reason, **told, no_carry_over=waived)
            logging.log_missed(visit=stored, miss=miss, by=by)
        else:
            raise ValidationError(
                _("A visit is withdrawn with a reason. Withdraw it on its page, and leave the row out.")
            )


def _facts(row: Row, stored: Visit) -> logging.MeetingFacts:
    """An empty cell takes nothing away that is known of the meeting, whose day may be corrected."""
    # As it is now: a row above may be about the same meeting.
    known = Meeting.objects.filter(pk=stored.meeting_id).first()
    if known and Meeting.objects.filter(cell=stored.cell_id, date=row["date"]).exclude(pk=known.pk).exists():
        known = None
    told = {name: row[name] if name in _NUMBERS else None for name in logging.FACTS}
    return logging.MeetingFacts(
        **{name: known and getattr(known, name) if value is None else value for name, value in told.items()}
    )
