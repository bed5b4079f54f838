"""A row of a section in words: when, who, what, where, and what settles it. Page and mail say the same."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from attendance.days.availability import day_of_visit, days_in_question, is_to_come
from attendance.days.conflicts import ConflictKind
from attendance.models import Plan, Visit
from attendance.planning.double_bookings import DoubleBooking
from committees.models import User
from committees.roles import Permission
from lib.periods import Month, day_of, days_since, short_day, today, written_day
from meetings.models import Recommendation
from reports.models import IssuedReport, ReportDraft

from . import sections as kinds
from .plans import MissingPlan
from .sections import Section
from .targets import TargetGap
from .visits import add_dues

LONG = 140  # characters of a free text


@dataclass(frozen=True)
class Act:
    """A form that settles the line, opened by a link, or posted at once for the row at that `version`."""

    label: str
    url: str
    comes_back: bool = True  # leads back to where it was opened
    version: int | None = None


@dataclass(frozen=True)
class Mark:
    """A word or two about the line: what is wrong is a warning, the rest is small print."""

    text: str
    url: str = ""
    is_warning: bool = False


@dataclass(frozen=True)
class Line:
    what: str
    url: str  # "" where the reader may not open it
    when: str = ""
    who: str = ""
    where: str = ""
    marks: tuple[Mark, ...] = ()
    acts: tuple[Act, ...] = ()
    group: str = ""  # under which heading

    @property
    def name(self) -> str:
        """Which line it is, for whoever hears its buttons by themselves."""
        return ", ".join(part for part in (self.who, self.what, self.when) if part)

    @property
    def link(self) -> str:
        """The address, unless an act beside it leads there."""
        return "" if any(act.url == self.url for act in self.acts) else self.url

    @property
    def text(self) -> str:
        """In one line, as the mail has it."""
        told = " · ".join(part for part in (self.when, self.who, self.what) if part)
        where = f" ({self.where})" if self.where else ""
        return told + where + "".join(f" – {mark.text}" for mark in self.marks)


def lines(section: Section, rows: Iterable, user: User, by: str = kinds.BY_MONTH) -> list[Line]:
    """Of some rows of the section; what is booked twice has a line for each side."""
    rows = list(rows)
    if section.is_of_open_visits:
        add_dues(rows)
    if section.name == kinds.BOOKED_TWICE:
        return [line for booking in rows for line in _sides(booking, user)]
    told = {
        kinds.OVERDUE: _to_log,
        kinds.COLLIDING: _colliding,
        kinds.COMING: _to_come,
        kinds.THIS_MONTH: _to_come,
        kinds.NOT_EVALUATED: _not_evaluated,
        kinds.WITHOUT_NUMBERS: _without_numbers,
        kinds.NOT_DECIDED: _not_decided,
        kinds.RECOMMENDATIONS: _recommendation,
        kinds.RECOMMENDED_SOON: _recommendation,
        kinds.CHANGED: _changed,
        kinds.REPORTS: _not_sent,
        kinds.TO_SIGN: _to_sign,
        kinds.NOT_PLANNED: _not_planned,
        kinds.BELOW_TARGET: _target,
        kinds.BEHIND_TARGET: _target,
    }.get(section.name, _plan)
    return [told(row, user, _group(section, row, by)) for row in rows]


def _group(section: Section, row, by: str) -> str:
    if not section.is_grouped:
        return ""
    if by == kinds.BY_COMMITTEE:
        return row.committee.label
    month = Month.of(row.meeting.date) if row.meeting else row.month
    return _("Month %(month)s") % {"month": month}


# --- visits ---


def _visit(visit: Visit, group: str, *, when: str, marks=(), acts=()) -> Line:
    return Line(
        when=when,
        who=str(visit.leader),
        what=str(visit.cell),
        url=visit.get_absolute_url(),
        where=visit.cell.committee.label,
        marks=tuple(marks),
        acts=tuple(acts),
        group=group,
    )


def _due(visit: Visit) -> str:
    return _day(visit, visit.meets_on)


def _day(visit: Visit, day: dt.date | None) -> str:
    return capfirst(date_format(day, "D d/m/Y")) if day else _("in %(month)s") % {"month": visit.month}


def _trip(visit: Visit) -> Iterator[Mark]:
    trip = visit.trip
    if trip:
        days = f"{written_day(trip.date_from)}–{written_day(trip.date_to)}"
        told = ", ".join(part for part in (f"{_('On a trip')} {days}", trip.place) if part)
        yield Mark(told, reverse("attendance:trip-detail", args=[trip.pk]), is_warning=True)


def _logging(visit: Visit) -> Iterator[Act]:
    yield Act(_("Attended"), reverse("attendance:visit-attended", args=[visit.pk]))
    yield Act(_("Missed"), reverse("attendance:visit-missed", args=[visit.pk]))


def _to_log(visit: Visit, user: User, group: str) -> Line:
    marks = [*_overdue(visit.due_on), *_trip(visit)]
    return _visit(visit, group, when=_due(visit), marks=marks, acts=_logging(visit))


def _overdue(due_on: dt.date) -> Iterator[Mark]:
    """For how long, from the very day on: the meeting's, not the month's."""
    if (days := days_since(due_on)) > 0:
        yield Mark(ngettext("one day overdue", "%(days)s days overdue", days) % {"days": days})


def _to_come(visit: Visit, user: User, group: str) -> Line:
    return _visit(visit, group, when=_due(visit), marks=_trip(visit), acts=_before(visit, user))


def _before(visit: Visit, user: User) -> Iterator[Act]:
    """What can be done before the meeting; where it may have been held already, its result is logged."""
    if days_in_question(visit.cell, visit.month)[0] <= today():
        yield from _logging(visit)
    if user.may(Permission.REGISTER, visit.committee):
        if _is_movable(visit):
            yield Act(_("Move or replace"), reverse("attendance:visit-move", args=[visit.pk]))
        trips = reverse("attendance:trip-create")
        yield Act(_("Note a trip"), f"{trips}?leader={visit.leader_id}", comes_back=False)


def _is_movable(visit: Visit) -> bool:
    """As moving it judges (`planning.actions.moves`)."""
    return (
        visit.outcome == Visit.Outcome.PENDING
        and visit.plan.status in (Plan.Status.DRAFT, Plan.Status.APPROVED)
        and not visit.is_fixed
        and is_to_come(visit)
    )


def _colliding(visit: Visit, user: User, group: str) -> Line:
    settle = f"{reverse('attendance:trip-detail', args=[visit.trip.pk])}#visit-{visit.pk}"
    acts = [Act(_("Settle"), settle, comes_back=False)]
    return _visit(visit, group, when=_due(visit), marks=_trip(visit), acts=acts)


def _sides(booking: DoubleBooking, user: User) -> Iterator[Line]:
    """Under a heading that says what is wrong."""
    facts = {"leader": booking.leader, "day": written_day(booking.day), "cell": booking.visits[0].cell}
    if booking.kind == ConflictKind.BOOKED:
        group = _("%(leader)s: two cells on %(day)s") % facts
    else:
        group = _("%(leader)s: twice to %(cell)s in one half-year") % facts
    for visit in booking.visits:
        acts = []
        if _is_movable(visit) and user.may(Permission.REGISTER, visit.committee):
            acts.append(Act(_("Move or replace"), reverse("attendance:visit-move", args=[visit.pk])))
        is_seen = user.may(Permission.VIEW, visit.committee)
        is_open = visit.outcome == Visit.Outcome.PENDING
        yield Line(
            when=_day(visit, day_of_visit(visit)),
            who=str(visit.leader),
            what=str(visit.cell),
            url=visit.get_absolute_url() if is_seen else "",
            where=visit.cell.committee.label,
            marks=() if is_open else (Mark(visit.get_outcome_display()),),
            acts=tuple(acts),
            group=group,
        )


def _not_evaluated(visit: Visit, user: User, group: str) -> Line:
    label = _("Finish the evaluation") if visit.has_draft else _("Evaluate")
    marks = [Mark(pgettext("evaluation", "Draft"), is_warning=True)] if visit.has_draft else []
    act = Act(label, reverse("attendance:evaluation-update", args=[visit.pk, "leader"]))
    return _visit(visit, group, when=_met(visit), marks=marks, acts=[act])


def _met(visit: Visit) -> str:
    return written_day(visit.meeting.date)


def _without_numbers(visit: Visit, user: User, group: str) -> Line:
    meeting = visit.meeting
    numbers = {
        _("Members"): meeting.members_total,
        _("Present"): meeting.members_present,
        _("Spoke"): meeting.members_spoke,
    }
    missing = [label.lower() for label, number in numbers.items() if number is None]
    told = (
        [_("missing: %(numbers)s") % {"numbers": ", ".join(missing)}] if len(missing) < len(numbers) else []
    )
    act = Act(_("Fill in the numbers"), reverse("attendance:visit-attended", args=[visit.pk]))
    return _visit(
        visit,
        group,
        when=_met(visit),
        marks=[Mark(text) for text in told],
        acts=[act],
    )


def _not_decided(visit: Visit, user: User, group: str) -> Line:
    acts = [
        Act(_("Move to another month"), reverse("attendance:visit-carry-over", args=[visit.pk])),
        Act(_("Not made up for"), reverse("office:visit-waive", args=[visit.pk]), version=visit.version),
    ]
    when = _("in %(month)s") % {"month": visit.month}
    return _visit(visit, group, when=when, marks=[Mark(str(visit.absence_reason))], acts=acts)


# --- recommendations ---


def _recommendation(recommendation: Recommendation, user: User, group: str) -> Line:
    cell = recommendation.evaluation.meeting.cell
    done = reverse("attendance:recommendation-done", args=[recommendation.pk])
    visit = recommendation.visit
    return Line(
        when=_("by %(day)s") % {"day": written_day(recommendation.due_on)},
        who=str(cell),
        what=Truncator(recommendation.text).chars(LONG),
        url=reverse("attendance:visit-detail", args=[visit]) if visit else cell.get_absolute_url(),
        where=cell.committee.label,
        marks=(
            *_overdue(recommendation.due_on),
            *([Mark(recommendation.responsible)] if recommendation.responsible else []),
        ),
        acts=(Act(_("Mark as carried out"), done),),
    )


# --- plans and reports ---


def _plan(plan: Plan, user: User, group: str) -> Line:
    marks = []
    if plan.comment:
        told = Truncator(plan.comment).chars(LONG)
        marks.append(Mark(told if plan.is_returned else f"{_('Comment on the last return:')} {told}"))
    return Line(
        when=_waiting_since(plan.submitted_at) if plan.status == Plan.Status.SUBMITTED else "",
        what=plan.half_year.label,
        who=plan.committee.label,
        url=plan.get_absolute_url(),
        marks=tuple(marks),
        acts=(Act(_("Open the plan"), plan.get_absolute_url(), comes_back=False),),
    )


def _waiting_since(moment: dt.datetime) -> str:
    day = day_of(moment)
    told = short_day(day) if day.year == today().year else written_day(day)
    return _("waiting since %(day)s") % {"day": told}


def _not_planned(missing: MissingPlan, user: User, group: str) -> Line:
    asked = urlencode({"committee": missing.committee.code, "half_year": missing.half_year})
    url = f"{reverse('attendance:plan-create')}?{asked}"
    return Line(
        what=missing.half_year.label,
        who=missing.committee.label,
        url=url,
        acts=(Act(_("Begin the plan"), url, comes_back=False),),
    )


def _target(gap: TargetGap, user: User, group: str) -> Line:
    leader, acts = gap.leader, []
    if gap.plan:
        plan = f"{gap.plan.get_absolute_url()}#leader-{leader.pk}"
        acts.append(Act(_("Open the plan"), plan, comes_back=False))
    return Line(
        what=_("target: %(target)s") % {"target": gap.standing.asks},
        who=str(leader),
        url=leader.get_absolute_url(),
        where=leader.committee.label,
        marks=(Mark(_("missing: %(missing)s") % {"missing": gap.missing}, is_warning=True),),
        acts=tuple(acts),
    )


def _to_sign(draft: ReportDraft, user: User, group: str) -> Line:
    url = reverse("reports:report", args=[draft.committee_id, draft.half_year])
    return Line(
        when=_waiting_since(draft.submitted_at),
        what=draft.half_year.label,
        who=draft.committee.label,
        url=url,
        acts=(Act(_("Read the report"), url, comes_back=False),),
    )


def _report(report: IssuedReport, marks, acts) -> Line:
    return Line(
        when=written_day(report.issued_on),
        who=report.full_number,
        what=report.half_year.label,
        url=report.get_absolute_url(),
        where=report.committee.label,
        marks=tuple(marks),
        acts=tuple(acts),
    )


def _changed(report: IssuedReport, user: User, group: str) -> Line:
    follow = reverse("reports:report-following", args=[report.committee_id, report.half_year])
    is_sent = hasattr(report, "dispatch")
    acts = [
        Act(_("See what changed"), f"{report.get_absolute_url()}#changes", comes_back=False),
        Act(_("Replace or add to it") if is_sent else _("Correct it"), follow, comes_back=False),
    ]
    return _report(report, [Mark(_came_in(report.came_in))], acts)


def _came_in(count: int) -> str:
    return ngettext(
        "%(count)s result came in or changed since issue",
        "%(count)s results came in or changed since issue",
        count,
    ) % {"count": count}


def _not_sent(report: IssuedReport, user: User, group: str) -> Line:
    return _report(report, [], [Act(_("Send out"), reverse("reports:issued-send", args=[report.pk]))])
