"""Plans and their visits: judged as they stand after the whole workbook, then saved."""

from collections import defaultdict

from django.utils.translation import gettext as _

from attendance.models import Plan, Visit
from committees.models import Committee, Leader

from . import bounds, given_out, origins
from .book import Book
from .kinds import shown
from .ledger import batches
from .offices import Offices
from .reader import Row
from .sheets import PLANS
from .visits import judge_month, key_of


def judge(book: Book) -> None:
    book.once(PLANS, "leader", "cell", "month")
    for row in book.rows(PLANS):
        judge_month(row)
        if row["from_leader"] and not row["from_month"] and "from_month" not in row.bad:
            row.problem(
                "from_leader",
                _("“Chuyển từ lãnh đạo” is filled in without “Chuyển từ tháng”"),
                _("fill in the month of the missed visit, or empty both"),
            )
    given_out.judge(book, PLANS)
    plans = _Plans(book)
    offices = Offices(filter(None, (book.leaders.get(row["leader"]) for row in book.rows(PLANS))))
    registered = [
        (row, visit)
        for row in book.known_rows(PLANS, "leader", "cell", "month")
        if (visit := _register(book, plans, offices, row)) is not None
    ]
    book.blame(PLANS, book.bad_visits, "leader", "cell", of=("month",))
    origins.judge(book, registered)
    given_out.warn_of_left_out(book)


class _Plans:
    """Plans by (committee's code, half-year): stored ones that take visits, or new ones."""

    def __init__(self, book: Book):
        self.book = book
        self._plans: dict[tuple, Plan] = {}
        self._refused: set[tuple] = set()
        wanted = defaultdict(set)
        for row in book.known_rows(PLANS, "committee", "half_year"):
            committee = book.committees.get(row["committee"])
            if committee is not None and committee.pk is not None:
                wanted[row["half_year"]].add(committee.pk)
        for half_year, committees in wanted.items():
            for batch in batches(committees):
                plans = Plan.objects.filter(half_year=half_year, committee__in=batch)
                for plan in plans.select_for_update().order_by("pk"):
                    self._plans[book.committees.code_of(plan.committee_id), half_year] = plan

    def get(self, row: Row) -> Plan | None:
        """The plan that takes the row's visit; None where there is none or it is not known."""
        book, key = self.book, (row["committee"], row["half_year"])
        committee = book.named(row, "committee")
        if committee is None or not row.has("half_year"):
            return None
        if key in self._refused:
            row.give_up()
            return None
        plan = self._plans.get(key)
        if plan is None:
            if book.terms.is_bounded and not bounds.is_offered(book, row, committee):
                self._refused.add(key)
                return None
            plan = self._plans[key] = book.ledger.create(self._new(committee, row["half_year"]))
        elif not plan.counts and not book.terms.is_bounded:
            self._refused.add(key)
            book.refused_plans.add(plan.pk)
            row.problem(
                "committee",
                _("the plan of “%(code)s” for the %(half_year)s is not approved yet")
                % {"code": shown(row["committee"]), "half_year": row["half_year"].label},
                _("approve or delete it first"),
            )
            return None
        return plan

    def _new(self, committee, half_year) -> Plan:
        """On the importing user's word, where that user need not ask anybody."""
        book, plan = self.book, Plan(committee=committee, half_year=half_year)
        plan.status = book.terms.plan_status
        if plan.counts:
            plan.submitted_by = plan.approved_by = book.by
            plan.submitted_at = plan.approved_at = book.now
        return plan


def _register(book: Book, plans: _Plans, offices: Offices, row: Row) -> Visit | None:
    """The row's visit, new or stored, with everything but its origin."""
    plan, leader, cell = plans.get(row), book.named(row, "leader"), book.named(row, "cell")
    committee = book.named(row, "committee")
    if leader is None or cell is None:
        return None
    _warn_of_term(row, leader, cell)
    given_out.move(book, row)
    visit = book.visits.by_key.get(key_of(row))
    if visit is None:
        if committee is not None and hasattr(leader, "committee"):
            _question_committee(row, leader, committee, offices)
        visit = book.visits.by_key[key_of(row)] = book.ledger.create(
            Visit(
                plan=plan or _PLAN_NOT_KNOWN,
                committee=committee,
                half_year=row["month"].half_year,
                leader=leader,
                leader_group=row["leader_group"] or leader.group,
                cell=cell,
                month=row["month"],
                repeated_by=row["repeated_by"] or "",
            )
        )
        return visit
    if committee is not None and visit.committee_id != committee.pk:
        row.problem(
            "committee",
            _("this visit is in the plan of another committee: %(committee)s")
            % {"committee": shown(visit.plan.committee.label)}
            if book.sees(visit)
            else _("this visit is in the plan of another committee"),
            _("correct “Mã cơ quan”, or leave the row out"),
        )
    book.ledger.give(visit, leader_group=row["leader_group"], repeated_by=row["repeated_by"])
    return visit


# For visits of rows with problems, so that all else about them is judged. It is never saved.
_PLAN_NOT_KNOWN = Plan(status=Plan.Status.APPROVED)


def _question_committee(row: Row, leader: Leader, committee: Committee, offices: Offices) -> None:
    """Who is planned belongs to the committee whose plan it is, or below it."""
    its = offices.of(leader, row["month"].half_year)
    known = [office for office in its if office is not None and office.pk is not None]
    if len(known) < len(its) or committee.pk is None or any(office.is_within(committee) for office in known):
        return
    row.warning(
        "committee",
        _("“%(leader)s” belongs to “%(office)s”, but the plan is that of “%(committee)s”")
        % {"leader": shown(leader), "office": shown(known[-1]), "committee": shown(committee)},
        _("correct “Mã cơ quan” if the plan is another committee's: the cell's committee has no say in it"),
    )


def _warn_of_term(row: Row, leader, cell) -> None:
    first, last = row["month"].first_day, row["month"].last_day
    if (leader.valid_from and leader.valid_from > last) or (leader.valid_to and leader.valid_to < first):
        row.warning(
            "month",
            _("the leader “%(code)s” is not in office in %(month)s")
            % {"code": shown(row["leader"]), "month": row["month"]},
            _("check the month and the leader's term"),
        )
    if (cell.established_on and cell.established_on > last) or (
        cell.dissolved_on and cell.dissolved_on < first
    ):
        row.warning(
            "month",
            _("the cell “%(code)s” does not exist in %(month)s")
            % {"code": shown(row["cell"]), "month": row["month"]},
            _("check the month and the cell's dates"),
        )


def save(book: Book) -> None:
    """Months in their order: what a visit was carried over from lies in an earlier one."""
    book.ledger.save(Plan)
    changed = book.ledger.changed(Visit)
    for visit in changed:
        visit.version += 1
        book.ledger.note(visit, "version")
    _release(book, changed)
    by_month = defaultdict(list)
    for visit in book.ledger.created(Visit):
        by_month[visit.month].append(visit)
    for month in sorted(by_month):
        book.ledger.insert(Visit, by_month[month])
    book.ledger.update(Visit)


def _release(book: Book, changed: list[Visit]) -> None:
    """Give up meetings and predecessors that change, so that another visit can take them in between."""
    meeting, earlier = [], []
    for visit in changed:
        had_meeting, had_earlier = book.visits.stored[visit.pk]
        if had_meeting and had_meeting != visit.meeting_id:
            meeting.append(visit.pk)
            book.ledger.note(visit, "outcome", "meeting")
        if had_earlier and had_earlier != visit.carried_from_id:
            earlier.append(visit.pk)
            book.ledger.note(visit, "origin", "carried_from", "carried_from_month")
    for batch in batches(meeting):
        Visit.objects.filter(pk__in=batch).update(outcome=Visit.Outcome.PENDING, meeting=None)
    for batch in batches(earlier):
        Visit.objects.filter(pk__in=batch).update(
            origin=Visit.Origin.REGISTERED, carried_from=None, carried_from_month=None
        )
