"""How the meetings were held; the lists behind their evaluations: a row for each meeting, one for each
recommendation.
"""

from collections.abc import Iterator
from itertools import groupby

from django.utils.translation import gettext as _

from attendance.figures import quality
from attendance.figures.tally import per_cent
from committees.organisation import Past
from lib.periods import today, written_day
from lib.tables import Column, Kind, Line, Table, Value
from meetings.gates import gates_missed
from meetings.models import Meeting, Recommendation, members_expected
from reports.half_year.report import HalfYearReport

from .lists import CHUNK

OF_EVALUATIONS = (
    *("meeting_id", "meeting__date", "meeting__members_present", "expected"),
    *("meeting__cell_id", "meeting__cell__name", "meeting__cell__committee_id"),
    *("meeting__cell__committee__name", "meeting__cell__committee__short_name"),
    *("pk", "leader__full_name", "total", "band__label"),
)


def meetings(report: HalfYearReport) -> Table:
    """Those with a finished evaluation by a leader who attended, or by the cell itself."""

    def lines():
        found = report.evaluated.rows.annotate(expected=members_expected("meeting__"))
        ordered = found.values_list(*OF_EVALUATIONS, named=True).order_by(
            "meeting__date",
            "meeting__cell__name_sort",
            "meeting_id",
            "leader__protocol_sort",
            "leader__name_sort",
        )
        missed = gates_missed(report.evaluated.rows)
        by_meeting = groupby(ordered.iterator(chunk_size=CHUNK), key=lambda made: made.meeting_id)
        for number, (_key, made) in enumerate(by_meeting, start=1):
            yield Line([number, *_meeting(list(made), report.past, missed)])

    return Table(
        "meetings",
        _("Meetings evaluated"),
        [
            Column(_("No."), Kind.NUMBER, 5),
            Column(_("Cell"), width=36),
            Column(_("Managing committee"), width=15),
            Column(_("Date of the meeting"), Kind.DATE, 11),
            Column(_("Present of members"), Kind.NUMBER, 10),
            Column(_("Points by leaders"), Kind.POINTS, 10),
            Column(_("Rating by leaders"), width=11),
            Column(_("Points by the cell"), Kind.POINTS, 10),
            Column(_("Rating by the cell"), width=11),
            Column(_("Evaluated by"), width=20),
        ],
        lines,
        [
            _("Points by leaders: the mean, where several evaluated the meeting."),
            _("In brackets after a rating: the mandatory criteria without full points that lowered it."),
        ],
        name=_("By meeting"),
        size=lambda: report.evaluated.meetings,
    )


def _meeting(made: list, past: Past, missed: dict[int, str]) -> list[Value]:
    """Of all rows `made` about one meeting, values as of a list that may be long."""
    of_it = made[0]
    now = of_it.meeting__cell__committee__name, of_it.meeting__cell__committee__short_name
    own = next((one for one in made if one.leader__full_name is None), None)
    by_leaders = [one for one in made if one is not own]
    points = [one.total for one in by_leaders if one.total is not None]
    bands = dict.fromkeys(_rating(one, missed) for one in by_leaders if one.band__label)
    return [
        of_it.meeting__cell__name,
        past.label_of(of_it.meeting__cell_id, of_it.meeting__cell__committee_id, *now),
        of_it.meeting__date,
        _present(of_it.meeting__members_present, of_it.expected),
        quality.mean(sum(points), len(points)),
        ", ".join(bands) or None,
        own.total if own else None,
        _rating(own, missed) if own else None,
        ", ".join(one.leader__full_name for one in by_leaders) or None,
    ]


def _rating(made, missed: dict[int, str]) -> str | None:
    """With the gates that lowered it: "Khá (4.2)"."""
    return f"{made.band__label} ({missed[made.pk]})" if made.pk in missed else made.band__label


def _present(present: int | None, expected: int | None) -> str | None:
    return None if present is None else f"{present}/{'–' if expected is None else expected}"


def held(report: HalfYearReport) -> Table:
    """How long the meetings were, and who of their members came; shares with and without the exempt."""
    numbers = report.numbers

    def lines():
        yield Line([_("Meetings attended"), numbers.meetings, None])
        for kind, count in numbers.kinds.items():
            yield Line([str(Meeting.Kind(kind).label), count, None], level=1)
        yield Line([_("Mean duration, in minutes"), numbers.timed, numbers.minutes])
        yield Line(
            [_("Shorter than asked for, in per cent"), numbers.short, per_cent(numbers.short, numbers.timed)]
        )
        present = numbers.with_present
        yield Line([_("Members present of those who were to attend, in per cent"), present, numbers.present])
        yield Line([_("Members present of all members, in per cent"), present, numbers.present_of_all])
        yield Line([_("Members who spoke of those present, in per cent"), numbers.with_spoke, numbers.spoke])

    return Table(
        "held",
        _("Duration and attendance of the meetings"),
        [
            Column(_("Meetings attended by a counted visit"), width=60),
            Column(_("Meetings"), Kind.NUMBER, 12),
            Column(_("Value"), Kind.DECIMAL, 12),
        ],
        lines,
        [_("Each value is over the meetings beside it, those whose numbers or hours are known.")],
        name=_("Duration, attendance"),
    )


def recommendations(report: HalfYearReport) -> Table:
    """Given with the evaluations of the half-year's meetings, and their state on the report's day."""
    day = report.selection.as_of or today()

    def lines():
        given = Recommendation.objects.filter(evaluation__in=report.evaluated.rows.order_by())
        found = given.select_related("evaluation__meeting__cell__committee", "evaluation__leader")
        ordered = found.order_by("evaluation__meeting__date", "evaluation__meeting__cell__name_sort", "pk")
        for number, row in enumerate(ordered.iterator(chunk_size=CHUNK), start=1):
            yield Line([number, *_recommendation(row, report.past, day)])

    return Table(
        "recommendations",
        _("Recommendations to cells"),
        [
            Column(_("No."), Kind.NUMBER, 5),
            Column(_("Cell"), width=28),
            Column(_("Managing committee"), width=15),
            Column(_("Date of the meeting"), Kind.DATE, 11),
            Column(_("Recommended by"), width=18),
            Column(_("What is to be done"), width=42),
            Column(_("Who does it"), width=18),
            Column(_("By when"), Kind.DATE, 11),
            Column(_("State"), width=15),
        ],
        lines,
        [_("State as on %(day)s.") % {"day": written_day(day)}],
        name=_("Recommendations"),
        size=lambda: report.evaluated.number_asked,
    )


def _recommendation(row: Recommendation, past: Past, day) -> Iterator[Value]:
    meeting = row.evaluation.meeting
    cell = past.place(meeting.cell)
    yield from (cell.name, cell.committee.label, meeting.date, row.evaluation.scorer)
    yield from (row.text, row.responsible or None, row.due_on)
    if row.done_on and row.done_on <= day:
        yield _("Carried out %(day)s") % {"day": written_day(row.done_on)}
    else:
        yield _("Overdue") if row.due_on and row.due_on < day else _("Not carried out yet")
