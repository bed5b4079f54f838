"""Where visits came from: registered, added, unplanned, or carried over from one that was missed."""

from collections import defaultdict

from django.utils.translation import gettext as _

from attendance.models import Visit

from . import bounds
from .book import CHANGED, CREATED, UNCHANGED, Book
from .kinds import shown
from .reader import Row
from .sheets import PLANS
from .visits import key_of, refuse_if_fixed


def judge(book: Book, registered: list[tuple[Row, Visit]]) -> None:
    """Once every visit of the workbook is known, whatever the order of the rows."""
    taken: dict[int, Row] = {}
    planners = bounds.Planners()
    for row, visit in registered:
        _set_origin(book, row, visit, taken, planners)
    _judge_forks(book, registered)


def _set_origin(book: Book, row: Row, visit: Visit, taken: dict[int, Row], planners: bounds.Planners) -> None:
    earlier = None
    if row["from_month"] or "from_month" in row.bad:
        earlier = _earlier(book, row, taken)
        if earlier is None:
            return
    origin = row["origin"]
    if earlier is not None:
        if earlier.half_year < visit.half_year:
            origin = Visit.Origin.CARRIED_IN
        elif visit.origin == Visit.Origin.CARRIED_IN:
            origin = origin or Visit.Origin.REGISTERED
        if visit.pk is None or earlier is not book.visits.earlier(visit):
            book.ledger.assign(visit, carried_from=earlier, carried_from_month=earlier.month)
    elif visit.origin == Visit.Origin.CARRIED_IN:
        origin = None
    book.ledger.give(visit, origin=origin)
    outcome = CREATED if visit.pk is None else CHANGED if book.ledger.fields_changed(visit) else UNCHANGED
    if outcome != UNCHANGED:
        refuse_if_fixed(book, row, visit, "half_year")
        if book.terms.is_bounded and not row.bad:
            bounds.judge_visit(book, row, visit, planners)
    book.count(row, outcome, visit)


def _earlier(book: Book, row: Row, taken: dict[int, Row]) -> Visit | None:
    """The visit that the row says it was carried over from; None where that cannot be."""
    leader = row["from_leader"] or row["leader"]
    month = row["from_month"]
    if not row.has("from_month") or "from_leader" in row.bad:
        return None
    if row["from_leader"] and book.named(row, "from_leader") is None:
        return None
    if month >= row["month"]:
        row.problem(
            "from_month",
            _("the month %(earlier)s is not before %(month)s") % {"earlier": month, "month": row["month"]},
            _("write the month of the missed visit"),
        )
        return None
    earlier = book.visits.by_key.get((leader, row["cell"], month))
    if earlier is None or (earlier.pk is not None and not book.sees(earlier)):
        if book.bad_visits.covers(leader, row["cell"]):
            row.give_up()
        else:
            row.problem(
                "from_month",
                _("there is no visit of “%(leader)s” to “%(cell)s” in %(month)s")
                % {"leader": shown(leader), "cell": shown(row["cell"]), "month": month},
                _("correct the month or the leader it was carried over from, or add that visit"),
            )
        return None
    if (other := taken.setdefault(id(earlier), row)) is not row:
        row.problem(
            "from_month",
            _("row %(row)d already carries over the same missed visit") % {"row": other.number},
            _("carry a missed visit over once only"),
        )
        return None
    return earlier


def _judge_forks(book: Book, registered: list[tuple[Row, Visit]]) -> None:
    """A missed visit is moved once; a stored successor counts unless the workbook moves it elsewhere."""
    successors = defaultdict(list)
    for visit in book.visits.by_pk.values():
        if earlier := book.visits.earlier(visit):
            successors[id(earlier)].append(visit)
    for row, visit in registered:
        earlier = book.visits.earlier(visit)
        if not row.has("from_month") or "from_leader" in row.bad or earlier is None:
            continue
        others = [v for v in successors[id(earlier)] if v is not visit]
        if others:
            row.problem(
                "from_month",
                _("the missed visit of %(month)s was already carried over to %(later)s")
                % {"month": row["from_month"], "later": others[0].month},
                _("carry a missed visit over once only"),
            )


def judge_carried(book: Book) -> None:
    """After the results: a visit carried over was missed; an unplanned one was not, but attended."""
    for row in book.known_rows(PLANS, "leader", "cell", "month"):
        visit = book.visits.by_key.get(key_of(row))
        if visit is not None:
            _judge_missed(book, row, visit)
            _judge_unplanned(book, row, visit)


def _judge_missed(book: Book, row: Row, visit: Visit) -> None:
    if not row.has("from_month") or "from_leader" in row.bad:
        return
    earlier = book.visits.earlier(visit)
    leader = row["from_leader"] or row["leader"]
    if (
        earlier is not None
        and earlier.outcome != Visit.Outcome.MISSED
        and not book.bad_outcomes.covers(leader, row["cell"])
    ):
        row.problem(
            "from_month",
            _("the visit of “%(leader)s” in %(month)s is not missed, so it cannot be carried over")
            % {"leader": shown(leader), "month": row["from_month"]},
            _("log it as Vắng in “Kết quả”, or empty “Chuyển từ tháng”"),
        )


def _judge_unplanned(book: Book, row: Row, visit: Visit) -> None:
    if (
        visit.origin == Visit.Origin.UNPLANNED
        and visit.outcome == Visit.Outcome.PENDING
        and not book.bad_outcomes.covers(row["leader"], row["cell"])
    ):
        row.warning(
            "origin",
            _("an unplanned visit without a result"),
            _("log it as Đã dự in “Kết quả”"),
        )
    if (
        row["origin"] == visit.origin == Visit.Origin.UNPLANNED
        and visit.outcome == Visit.Outcome.MISSED
        and key_of(row) not in book.results
    ):
        row.problem(
            "origin",
            _("the visit is missed, so it cannot become unplanned"),
            _("correct “Nguồn”, or log the visit as Đã dự or Rút in “Kết quả”"),
        )
