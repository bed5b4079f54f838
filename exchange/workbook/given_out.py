"""Lists of visits that were given out to be filled in: each row says which visit it is, and who is meant."""

from collections import defaultdict

from django.utils.translation import gettext as _

from attendance.models import Visit

from .book import Book
from .kinds import shown, word_key
from .reader import Row
from .sheets import PLANS
from .visits import key_of


def judge(book: Book, sheet: str) -> None:
    """A row copied for one more visit must not take the place of the visit it was copied from."""
    first: dict[int, Row] = {}
    for row in book.rows(sheet):
        _judge_name(row, "leader", book.leaders.get(row["leader"]), "full_name")
        _judge_name(row, "cell", book.cells.get(row["cell"]), "name")
        if row["visit"] is None:
            continue
        if (other := first.setdefault(row["visit"], row)) is not row:
            row.problem(
                "visit",
                _("row %(row)d is about the same visit") % {"row": other.number},
                _("empty the cell where the row is a visit more"),
            )
        elif visit_of(book, row) is None:
            row.problem(
                "visit",
                _("there is no visit “%(number)d” any more") % {"number": row["visit"]},
                _("empty the cell, or download the list again"),
            )


def _judge_name(row: Row, key: str, named, field: str) -> None:
    text = row[f"{key}_name"]
    if named is None or not text or word_key(text) == word_key(getattr(named, field)):
        return
    row.problem(
        f"{key}_name",
        _("“%(name)s” is not who “%(code)s” stands for: that is “%(right)s”")
        % {"name": shown(text), "code": shown(named.code), "right": shown(getattr(named, field))},
        _("write the code of the one who is meant; an empty code is looked up by the name"),
    )


def visit_of(book: Book, row: Row) -> Visit | None:
    """The stored visit whose number the row has, where it exists for the user."""
    visit = book.visits.by_pk.get(row["visit"])
    return visit if visit is not None and book.sees(visit) else None


def move(book: Book, row: Row) -> None:
    """Another leader or month for the visit of a draft that a row of a plan is about: it is the same visit
    still. Everything else stands for another visit than the row says.
    """
    visit = visit_of(book, row) if row.has("visit") else None
    if visit is None or (visit.leader.code, visit.cell.code, visit.month) == key_of(row):
        return
    is_free = row.sheet == PLANS and book.terms.is_bounded and visit.plan.is_editable
    if not (is_free and visit.cell.code == row["cell"]):
        row.problem(
            "visit",
            _("this row was the visit of “%(leader)s” to “%(cell)s” in %(month)s")
            % {"leader": shown(visit.leader), "cell": shown(visit.cell), "month": visit.month},
            _("change the visit on its page; or empty the cell, and the row is a visit more"),
        )
        return
    if key_of(row) in book.visits.by_key:
        row.problem(
            "month",
            _("the leader is already registered for this cell in %(month)s") % {"month": row["month"]},
            _("choose another month"),
        )
        return
    del book.visits.by_key[visit.leader.code, visit.cell.code, visit.month]
    book.visits.by_key[key_of(row)] = visit
    leader = book.leaders.get(row["leader"])
    book.ledger.assign(visit, leader=leader, leader_group=leader.group, month=row["month"])


def warn_of_left_out(book: Book) -> None:
    """Rows that were taken out of the list take no visit out of its plan."""
    rows = [row for row in book.rows(PLANS) if row["visit"] is not None]
    told = {row["visit"] for row in rows}
    drafts: dict[int, Row] = {}
    for row in rows:
        visit = visit_of(book, row)
        if visit is not None and visit.plan.is_editable:
            drafts.setdefault(visit.plan_id, row)
    left: dict[int, int] = defaultdict(int)
    for pk, plan in Visit.objects.filter(plan__in=drafts).order_by().values_list("pk", "plan"):
        left[plan] += pk not in told
    for plan, row in drafts.items():
        if left[plan]:
            row.warning(
                "visit",
                _("visits of this plan that are not in the file, and stay in the plan: %(count)d")
                % {"count": left[plan]},
                _("remove them on the plan's page if they are not meant to stay"),
            )
