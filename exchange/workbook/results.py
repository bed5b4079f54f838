"""Meetings, and what became of each visit: judged as they stand after the workbook, then saved."""

from django.utils.translation import gettext as _

from attendance.models import AbsenceReason, Visit
from meetings.models import Evaluation, Meeting, OrganizationType

from . import given_out, origins, visits
from .book import CHANGED, CREATED, UNCHANGED, Book
from .kinds import shown, word_key
from .ledger import batches
from .reader import Row
from .sheets import MEETINGS, PLANS, RESULTS

_COUNTS = ("members_total", "members_present", "members_spoke")
_OTHERS = ("members_exempt", "absent_excused", "absent_unexcused")
_TIMES = ("starts_at", "ends_at")


def judge(book: Book) -> None:
    _judge_meetings(book)
    _judge_results(book)
    origins.judge_carried(book)


def save_meetings(book: Book) -> None:
    book.ledger.save(Meeting)


# Meetings


def _judge_meetings(book: Book) -> None:
    book.once(MEETINGS, "cell", "date")
    types: dict[int, OrganizationType] = {}
    for row in book.known_rows(MEETINGS, "cell", "date"):
        is_new = (row["cell"], row["date"]) not in book.meetings
        meeting = visits.meeting(book, row)
        if meeting is None:
            continue
        changed = book.ledger.give(meeting, **row.given("kind", *_COUNTS, *_OTHERS, *_TIMES))
        if changed:
            visits.refuse_if_fixed(book, row, book.visits.fixed_at(meeting.pk), "date")
        book.count(row, CREATED if is_new else CHANGED if changed else UNCHANGED, meeting)
        judge_counts(row, meeting)
        _judge_times(row, meeting, types)
    book.blame(MEETINGS, book.bad_meetings, "cell", "date")


def judge_counts(row: Row, meeting: Meeting) -> None:
    """Present within total, spoke within both: with what is stored where a cell is empty."""
    total, present, spoke, *others = (
        None if name in row.bad else getattr(meeting, name) for name in (*_COUNTS, *_OTHERS)
    )
    cure = _("correct one of the two numbers")
    if total is not None:
        _judge_total(row, total, present, others)
    if spoke is not None and present is not None and spoke > present:
        row.problem(
            _first_given(row, "members_spoke", "members_present"),
            _("%(spoke)d members spoke, but %(present)d were present") % {"spoke": spoke, "present": present},
            cure,
        )
    elif spoke is not None and total is not None and spoke > total:
        row.problem(
            _first_given(row, "members_spoke", "members_total"),
            _("%(spoke)d members spoke, but the cell has %(total)d") % {"spoke": spoke, "total": total},
            cure,
        )


def _judge_total(row: Row, total: int, present: int | None, others: list[int | None]) -> None:
    """All of whom something is said are members; who is exempt is neither present nor absent."""
    exempt, *absent = (number or 0 for number in others)
    expected, missing = total - exempt, sum(absent)
    words = {"present": present, "total": total, "exempt": exempt, "expected": expected, "absent": missing}
    if present is not None and present > total:
        row.problem(
            _first_given(row, "members_present", "members_total"),
            _("%(present)d members present, but the cell has %(total)d") % words,
            _("correct one of the two numbers"),
        )
    elif expected < (present or 0):
        row.problem(
            _first_given(row, "members_exempt", "members_present", "members_total"),
            _("%(exempt)d of %(total)d members are exempt, so no more than %(expected)d can be present")
            % words,
            _("do not count as exempt who came all the same"),
        )
    elif expected < (present or 0) + missing:
        row.problem(
            _first_given(row, "absent_excused", "absent_unexcused", "members_present", "members_total"),
            _("%(absent)d members absent, but only %(expected)d were to attend") % words
            if present is None
            else _("%(present)d members present and %(absent)d absent, but only %(expected)d were to attend")
            % words,
            _("correct the numbers"),
        )


def _judge_times(row: Row, meeting: Meeting, types: dict[int, OrganizationType]) -> None:
    """`types` are those met so far, by their keys."""
    if row.bad & set(_TIMES) or meeting.minutes is None:
        return
    where = _first_given(row, "ends_at", "starts_at")
    if meeting.minutes <= 0:
        row.problem(where, _("the meeting ends before it starts"), _("correct one of the two times"))
        return
    cell = meeting.cell
    if cell.organization_type_id in types:
        cell.organization_type = types[cell.organization_type_id]
    elif cell.organization_type_id:
        types[cell.organization_type_id] = cell.organization_type
    if meeting.is_short and row.given(*_TIMES) != dict.fromkeys(_TIMES):
        row.warning(
            where,
            _("the meeting lasted %(minutes)d minutes, less than %(least)d")
            % {"minutes": meeting.minutes, "least": meeting.shortest},
            _("check the times"),
        )


def _first_given(row: Row, *keys: str) -> str:
    return next((key for key in keys if row[key] is not None), keys[0])


# Results


def _judge_results(book: Book) -> None:
    book.once(RESULTS, "leader", "cell", "month")
    given_out.judge(book, RESULTS)
    book.results = {visits.key_of(row) for row in book.rows(RESULTS)}
    evaluated = _evaluated_by_leaders(book)
    carried_here = {
        (row["from_leader"] or row["leader"], row["cell"], row["from_month"])
        for row in book.rows(PLANS)
        if row["from_month"]
    }
    logged: list[tuple[Row, Visit]] = []
    for row in book.rows(RESULTS):
        reason = _judge_row(book, row)
        # Known even where the visit is not: findings may be about it.
        held = visits.meeting(book, row) if row.has("cell", "date") else None
        visit = _visit(book, row)
        if visit is not None and _says_nothing(row):
            book.count(row, UNCHANGED, visit)
        elif visit is not None and _log(book, row, visit, held, reason, evaluated):
            logged.append((row, visit))
    _judge_once_per_meeting(book, logged)
    successors = book.visits.successors()
    for row, visit in logged:
        if (
            visit.outcome != Visit.Outcome.MISSED
            and id(visit) in successors
            # Where the workbook itself carries it over, that row has the problem.
            and visits.key_of(row) not in carried_here
        ):
            row.problem(
                "outcome",
                _("this missed visit was carried over to %(month)s, so it stays missed")
                % {"month": successors[id(visit)].month},
                _("leave it as Vắng, or undo the carry-over first"),
            )
    book.blame(RESULTS, book.bad_outcomes, "leader", "cell", of=("month", "outcome"))
    book.blame(RESULTS, book.bad_attendances, "leader", "cell", of=("month", "outcome", "date"))
    book.blame(RESULTS, book.bad_meetings, "cell", "date")


def _says_nothing(row: Row) -> bool:
    """Of a list to fill in: nobody has written a result here yet."""
    return row["outcome"] is None and "outcome" not in row.bad


def _judge_row(book: Book, row: Row) -> AbsenceReason | None:
    """Judge what the row says by itself; its absence reason, if any."""
    visits.judge_month(row)
    if _says_nothing(row) and any(row.given("date", "absence_reason", *_COUNTS).values()):
        row.problem("outcome", _("“Kết quả” is empty"), _("fill in the cell"))
    reason = _named_reason(book, row)
    if row["outcome"] == Visit.Outcome.ATTENDED:
        _judge_day(row)
    return _judge_reason(row, reason)


def _named_reason(book: Book, row: Row) -> AbsenceReason | None:
    if not row["absence_reason"]:
        return None
    reason = book.reasons.get(word_key(row["absence_reason"]))
    if reason is None:
        row.problem(
            "absence_reason",
            _("“%(value)s” is not in the list") % {"value": shown(row["absence_reason"])},
            _("write one of: %(words)s")
            % {"words": " · ".join(reason.label for reason in book.reasons.values())},
        )
    return reason


def _judge_day(row: Row) -> None:
    """Of a visit attended: it has a day, in its half-year."""
    if row["date"] is None and "date" not in row.bad:
        row.problem(
            "date", _("“Ngày họp” is empty for a visit attended"), _("fill in the day of the meeting")
        )
    elif row["date"] and row["half_year"] and row["date"] not in row["half_year"]:
        row.problem(
            "date",
            _("the meeting of %(date)s does not lie in the %(half_year)s")
            % {"date": shown(row["date"]), "half_year": row["half_year"].label},
            _(
                "log this visit as Vắng and register the later meeting in its own half-year "
                "with “Chuyển từ tháng”"
            ),
        )


def _judge_reason(row: Row, reason: AbsenceReason | None) -> AbsenceReason | None:
    """The reason, where one goes with the outcome."""
    outcome = row["outcome"]
    if outcome == Visit.Outcome.MISSED:
        if row["absence_reason"] is None and "absence_reason" not in row.bad:
            row.problem("absence_reason", _("“Lý do” is empty for a visit missed"), _("fill in the reason"))
    elif outcome == Visit.Outcome.ATTENDED and row.has("absence_reason"):
        row.problem(
            "absence_reason",
            _("“Lý do” is filled in, but the visit was attended"),
            _("empty the cell, or write Vắng"),
        )
    elif outcome == Visit.Outcome.WITHDRAWN and reason is not None:
        row.warning(
            "absence_reason",
            _("a withdrawn visit has no reason of absence; it was not read"),
            _("write why in “Ghi chú”"),
        )
        return None
    return reason


def _visit(book: Book, row: Row) -> Visit | None:
    if row.repeats or not row.has("month"):
        return None
    if book.named(row, "leader") is None or book.named(row, "cell") is None:
        return None
    given_out.move(book, row)
    visit = book.visits.by_key.get(visits.key_of(row))
    if visit is not None and not book.sees(visit):
        visit = None
    if visit is None:
        if book.bad_visits.covers(row["leader"], row["cell"]):
            row.give_up()
        else:
            row.problem(
                "month",
                _("no visit of “%(leader)s” to “%(cell)s” is registered for %(month)s")
                % {"leader": shown(row["leader"]), "cell": shown(row["cell"]), "month": row["month"]},
                _("correct the row, or register the visit in “Kế hoạch”"),
            )
        return None
    if not visit.plan.counts and visit.plan.pk in book.refused_plans:
        row.give_up()
        return None
    if not visit.plan.counts:
        row.problem(
            "half_year",
            _("the plan with this visit is not approved yet"),
            _("approve it first"),
        )
        return None
    if visit.origin == Visit.Origin.UNPLANNED and row["outcome"] == Visit.Outcome.MISSED:
        row.problem(
            "outcome",
            _("an unplanned visit cannot be missed"),
            _("write Đã dự or Rút, or correct “Nguồn” in “Kế hoạch”"),
        )
        return None
    return visit


def _log(
    book: Book, row: Row, visit: Visit, held: Meeting | None, reason, evaluated: set[tuple[int, int]]
) -> bool:
    """Write the result into the visit; False where that cannot be.

    An attended visit has no meeting only where the row has a problem with its day.
    """
    if not row.has("outcome"):
        return False
    attended = held if row["outcome"] == Visit.Outcome.ATTENDED else None
    known = held is not None or row["outcome"] != Visit.Outcome.ATTENDED
    if (
        known
        and (visit.meeting_id, visit.leader_id) in evaluated
        and (attended is None or attended.pk != visit.meeting_id)
    ):
        row.problem(
            "date" if attended else "outcome",
            _("the leader has evaluated the meeting of %(date)s") % {"date": shown(visit.meeting.date)},
            _("delete that evaluation first, or leave the result as it is"),
        )
        return False
    was_pending = visit.outcome == Visit.Outcome.PENDING
    changed = book.ledger.assign(visit, outcome=row["outcome"], meeting=attended, absence_reason=reason)
    changed = book.ledger.give(visit, note=row["note"]) or changed
    if changed:
        book.ledger.assign(visit, logged_by=book.by, logged_at=book.now)
        visits.refuse_if_fixed(book, row, visit, "outcome")
    changed = _tell_numbers(book, row, attended) or changed
    if changed and book.terms.is_bounded:
        _expect_allowed(book, row, visit)
    if reason is not None and reason.requires_note and not visit.note and "note" not in row.bad:
        row.problem(
            "note" if row.has_column("note") else "absence_reason",
            _("the reason “%(reason)s” asks for a note") % {"reason": reason.label},
            _("fill in “Ghi chú”"),
        )
    about = (visit,) if attended is None else (visit, attended)
    book.count(row, UNCHANGED if not changed else CREATED if was_pending else CHANGED, *about)
    return True


def _expect_allowed(book: Book, row: Row, visit: Visit) -> None:
    if row["date"] and row["outcome"] == Visit.Outcome.MISSED:
        row.warning(
            "date",
            _("of a visit missed the day of the meeting is not kept"),
            _("nothing to do, unless the visit was attended"),
        )
    if not book.terms.may(RESULTS, visit.plan.committee):
        row.problem(
            "outcome",
            _("you may not log results of “%(committee)s”")
            % {"committee": shown(visit.plan.committee.label)},
            _("leave the row out, or ask the staff there"),
        )


def _tell_numbers(book: Book, row: Row, attended: Meeting | None) -> bool:
    """The numbers of the meeting that a list of results has beside them; whether they are news."""
    given = {name: value for name, value in row.given(*_COUNTS).items() if value is not None}
    if not given:
        return False
    if attended is None:
        row.problem(
            next(iter(given)),
            _("the numbers of the meeting are filled in, but the visit was not attended"),
            _("empty these cells, or write Đã dự"),
        )
        return False
    for name, value in given.items():
        other, told = book.numbers.setdefault((id(attended), name), (row, value))
        if told != value:
            row.problem(
                name,
                _("row %(row)d has the number %(number)d for the same meeting")
                % {"row": other.number, "number": told},
                _("write the same number in both rows"),
            )
    changed = book.ledger.give(attended, **given)
    if changed:
        visits.refuse_if_fixed(book, row, book.visits.fixed_at(attended.pk), "date")
    judge_counts(row, attended)
    return changed


def _evaluated_by_leaders(book: Book) -> set[tuple[int, int]]:
    """(meeting, leader) of evaluations that rest on a visit of this workbook."""
    meetings = {v.meeting_id for v in book.visits.by_pk.values() if v.meeting_id}
    found = set()
    for batch in batches(meetings):
        evaluations = Evaluation.objects.filter(meeting__in=batch, leader__isnull=False)
        found |= set(evaluations.order_by().values_list("meeting", "leader"))
    return found


def _judge_once_per_meeting(book: Book, logged: list[tuple[Row, Visit]]) -> None:
    """A leader attends a meeting through one visit."""
    row_of = {id(visit): row for row, visit in logged}
    first: dict[tuple, Visit] = {}
    # Visits of no row come first: the row has the problem then, not they.
    for (leader, _cell, _month), visit in sorted(
        book.visits.by_key.items(), key=lambda item: getattr(row_of.get(id(item[1])), "number", 0)
    ):
        if visit.outcome != Visit.Outcome.ATTENDED or visit.meeting is None:
            continue
        other = first.setdefault((leader, _identity(visit.meeting)), visit)
        row = row_of.get(id(visit))
        if other is not visit and row is not None:
            row.problem(
                "date",
                _("the leader already attended this meeting through the visit of %(month)s")
                % {"month": other.month},
                _("count the meeting for one of the two visits"),
            )


def _identity(meeting: Meeting) -> tuple:
    return ("stored", meeting.pk) if meeting.pk is not None else ("new", id(meeting))
