"""Plans and their visits: judged as they stand after the whole workbook, then saved."""

from collections import defaultdict

from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from attendance.models import Plan, Visit
from lib.periods import Month
from meetings.models import Meeting

from .book import CHANGED, CREATED, UNCHANGED, Book
from .kinds import shown
from .ledger import batches
from .reader import Row
from .sheets import MEETING_FINDINGS, MEETINGS, PLANS, RESULTS, SCORES

Key = tuple[str, str, Month]


class Visits:
    """The visits that the workbook is about, by (leader's code, cell's code, month)."""

    def __init__(self, book: Book):
        self.book = book
        self.by_key: dict[Key, Visit] = {}
        self.by_pk: dict[int, Visit] = {}
        # As stored: which meeting, and which earlier visit.
        self.stored: dict[int, tuple[int | None, int | None]] = {}

    def load(self, leaders: set[str], months: set[Month], meeting_ids: set[int]) -> None:
        """Visits of these leaders in the half-years of these months, of these meetings, and successors."""
        known = [self.book.leaders.get(code) for code in leaders]
        half_years = {month.half_year for month in months}
        for batch in batches(leader.pk for leader in known if leader is not None and leader.pk):
            self._add(Q(leader__in=batch, half_year__in=half_years))
        for batch in batches(meeting_ids):
            self._add(Q(meeting__in=batch))
        for batch in batches(self.by_pk):
            self._add(Q(carried_from__in=batch))

    def _add(self, condition: Q) -> None:
        # Nobody else changes these visits until the import has ended.
        visits = Visit.objects.filter(condition).select_related(
            "plan__committee", "leader", "cell", "meeting"
        )
        for visit in visits.select_for_update(of=("self",)).order_by("pk"):
            if visit.pk in self.by_pk:
                continue
            self.by_pk[visit.pk] = visit
            self.by_key[visit.leader.code, visit.cell.code, visit.month] = visit
            self.stored[visit.pk] = (visit.meeting_id, visit.carried_from_id)

    def closed_at(self, meeting_id: int | None, leader_id: int | None = None) -> Visit | None:
        """A visit of a closed plan to the meeting, as it is stored: the leader's, or anybody's."""
        visits = self._closed.get(meeting_id, [])
        return next((visit for visit in visits if leader_id in (None, visit.leader_id)), None)

    @cached_property
    def _closed(self) -> dict[int, list[Visit]]:
        """By the meeting that they attended before the import."""
        found = defaultdict(list)
        for visit in self.by_pk.values():
            meeting_id, _earlier = self.stored[visit.pk]
            if meeting_id and visit.plan.is_closed:
                found[meeting_id].append(visit)
        return found

    def successors(self) -> dict[int, Visit]:
        """By id() of the earlier visit: the visit it was moved to, after the import."""
        result = {}
        for visit in self.by_key.values():
            earlier = self.earlier(visit)
            if earlier is not None:
                result[id(earlier)] = visit
        return result

    def earlier(self, visit: Visit) -> Visit | None:
        """The visit it was carried over from, where that one is among those loaded."""
        if visit.carried_from_id:
            return self.by_pk.get(visit.carried_from_id)
        return visit.carried_from


def key_of(row: Row) -> Key:
    return row["leader"], row["cell"], row["month"]


def load(book: Book) -> None:
    """The stored meetings and visits that the workbook may be about."""
    _load_meetings(book)
    leaders, months = set(), set()
    for sheet in (PLANS, RESULTS):
        for row in book.rows(sheet):
            leaders |= {row["leader"], row["from_leader"]} - {None}
            months |= {row["month"], row["from_month"]} - {None}
    book.visits = Visits(book)
    book.visits.load(leaders, months, {m.pk for m in book.meetings.values()})


def _load_meetings(book: Book) -> None:
    cells, dates = set(), set()
    for sheet in (RESULTS, MEETINGS, SCORES, MEETING_FINDINGS):
        for row in book.rows(sheet):
            cell = book.cells.get(row["cell"]) if row["cell"] and row["date"] else None
            if cell is not None and cell.pk is not None:
                cells.add(cell.pk)
                dates.add(row["date"])
    for batch in batches(sorted(cells)):
        for meeting in Meeting.objects.filter(cell__in=batch, date__range=(min(dates), max(dates))):
            book.meetings[book.cells.code_of(meeting.cell_id), meeting.date] = meeting


def meeting(book: Book, row: Row) -> Meeting | None:
    """The meeting of the row's cell and date, made as a regular one where there is none yet."""
    cell = book.named(row, "cell")
    if cell is None:
        return None
    key = row["cell"], row["date"]
    if key not in book.meetings:
        book.meetings[key] = book.ledger.create(Meeting(cell=cell, date=row["date"]))
        warn_of_future(book, row)
    return book.meetings[key]


def warn_of_future(book: Book, row: Row) -> None:
    if row["date"] > book.today:
        row.warning(
            "date",
            _("the meeting of %(date)s lies in the future") % {"date": shown(row["date"])},
            _("check the date"),
        )


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
    plans = _Plans(book)
    registered = [
        (row, visit)
        for row in book.known_rows(PLANS, "leader", "cell", "month")
        if (visit := _register(book, plans, row)) is not None
    ]
    book.blame(PLANS, book.bad_visits, "leader", "cell", of=("month",))
    # Only now every visit of the workbook is known, whatever the order of the rows.
    taken: dict[int, Row] = {}
    for row, visit in registered:
        _set_origin(book, row, visit, taken)
    _judge_forks(book, registered)


def judge_month(row: Row) -> None:
    if row["month"] and row["half_year"] and row["month"].half_year != row["half_year"]:
        row.problem(
            "month",
            _("the month %(month)s does not lie in %(half_year)s")
            % {"month": row["month"], "half_year": row["half_year"]},
            _("correct “Tháng” or “Kỳ”"),
        )


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
            plan = self._plans[key] = book.ledger.create(
                Plan(
                    committee=committee,
                    half_year=row["half_year"],
                    status=Plan.Status.APPROVED,
                    submitted_by=book.by,
                    submitted_at=book.now,
                    approved_by=book.by,
                    approved_at=book.now,
                )
            )
        elif not plan.counts:
            self._refused.add(key)
            book.refused_plans.add(plan.pk)
            row.problem(
                "committee",
                _("the plan of “%(code)s” for %(half_year)s is not approved yet")
                % {"code": shown(row["committee"]), "half_year": row["half_year"]},
                _("approve or delete it first"),
            )
            return None
        return plan


def _register(book: Book, plans: _Plans, row: Row) -> Visit | None:
    """The row's visit, new or stored, with everything but its origin."""
    plan, leader, cell = plans.get(row), book.named(row, "leader"), book.named(row, "cell")
    committee = book.named(row, "committee")
    if leader is None or cell is None:
        return None
    _warn_of_term(row, leader, cell)
    visit = book.visits.by_key.get(key_of(row))
    if visit is None:
        visit = book.visits.by_key[key_of(row)] = book.ledger.create(
            Visit(
                plan=plan or _PLAN_NOT_KNOWN,
                committee=committee,
                half_year=row["month"].half_year,
                leader=leader,
                leader_group=row["leader_group"] or leader.group,
                cell=cell,
                month=row["month"],
            )
        )
        return visit
    if committee is not None and visit.committee_id != committee.pk:
        row.problem(
            "committee",
            _("this visit is in the plan of another committee: %(committee)s")
            % {"committee": shown(visit.plan.committee.label)},
            _("correct “Mã cơ quan”, or leave the row out"),
        )
    book.ledger.give(visit, leader_group=row["leader_group"])
    return visit


# For visits of rows with problems, so that all else about them is judged. It is never saved.
_PLAN_NOT_KNOWN = Plan(status=Plan.Status.APPROVED)


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


def _set_origin(book: Book, row: Row, visit: Visit, taken: dict[int, Row]) -> None:
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
        refuse_in_closed_plan(row, visit, "half_year")
    book.count(row, outcome, visit)


def refuse_in_closed_plan(row: Row, visit: Visit | None, key: str) -> None:
    """Corrections need a reason each, which a workbook has no place for."""
    if visit is not None and visit.plan.is_closed:
        row.problem(
            key,
            _("the plan for %(half_year)s is closed: its issued report rests on it")
            % {"half_year": visit.half_year},
            _("leave the row out"),
        )


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
    if earlier is None:
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
        if visit is None:
            continue
        if row.has("from_month") and "from_leader" not in row.bad:
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


def save(book: Book) -> None:
    """Months in their order: what a visit was carried over from lies in an earlier one."""
    book.ledger.save(Plan)
    changed = book.ledger.changed(Visit)
    for visit in changed:
        visit.version += 1
        book.ledger.fields_changed(visit).add("version")
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
            book.ledger.fields_changed(visit).update({"outcome", "meeting"})
        if had_earlier and had_earlier != visit.carried_from_id:
            earlier.append(visit.pk)
            book.ledger.fields_changed(visit).update({"origin", "carried_from", "carried_from_month"})
    for batch in batches(meeting):
        Visit.objects.filter(pk__in=batch).update(outcome=Visit.Outcome.PENDING, meeting=None)
    for batch in batches(earlier):
        Visit.objects.filter(pk__in=batch).update(
            origin=Visit.Origin.REGISTERED, carried_from=None, carried_from_month=None
        )
