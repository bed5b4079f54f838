"""A month's visits as one form: tick those who attended, correct the dates, send once."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attendance.days.conflicts import Availability, Conflict
from attendance.logging import actions
from attendance.logging.actions import FURTHER, NUMBERS
from attendance.models import Trip, Visit
from committees.roles import Permission
from lib.forms.actions import ActionForm
from lib.forms.fields import CountField, DateField
from lib.periods import Month, today
from meetings.models import Meeting

from .numbers import known_numbers, last_numbers, members_then, number_slips, told_numbers

NUMBER_LABELS = {
    "members_total": gettext_lazy("Members"),
    "members_present": gettext_lazy("Present"),
    "members_spoke": gettext_lazy("Spoke"),
}


@dataclass
class VisitLine:
    """One visit of the list; `pick` and `date` only where its result may be logged."""

    visit: Visit
    can_log: bool
    trip: Trip | None = None
    booked: Conflict | None = None  # the leader's visit to another cell on that day
    shared: Meeting | None = None  # that another leader is known to have attended
    last_time: str = ""  # the numbers of the cell's meeting before
    is_to_come: bool = False
    pick: BoundField | None = None
    date: BoundField | None = None
    version: BoundField | None = None
    numbers: list[BoundField] = field(default_factory=list)

    @property
    def day(self) -> dt.date | None:
        """When its meeting was, as far as anybody knows."""
        return self.shared.date if self.shared else self.visit.meets_on

    @property
    def is_open(self) -> bool:
        return self.visit.outcome == Visit.Outcome.PENDING

    @property
    def told(self) -> str:
        """What is saved of its meeting, as the column's heading has it: "9 · – · –"."""
        numbers = [getattr(self.visit.meeting, name, None) for name in NUMBERS]
        if numbers.count(None) == len(numbers):
            return ""
        return " · ".join("–" if number is None else str(number) for number in numbers)

    @property
    def day_errors(self) -> list[str]:
        return [error for field in (self.pick, self.date) if field for error in field.errors]

    @property
    def number_errors(self) -> list[str]:
        return [error for field in self.numbers for error in field.errors]


class MonthForm(ActionForm):
    """Log the visits picked among `visits` as attended, each on its day: all or none.

    `only`, the button of a single line, picks that line alone. Visits `left_out` before are not ticked.
    """

    only = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data=None,
        *args,
        by,
        month: Month,
        visits: Iterable[Visit],
        left_out: Collection[int] = (),
        row=None,
        **kwargs,
    ):
        super().__init__(data, *args, by=by, row=row, **kwargs)
        self.month, self.visits, self.left_out = month, list(visits), left_out
        self.lines = self._lines()

    @staticmethod
    def listed(data) -> list[int]:
        """The ids of the visits on the page that was sent: it is shown again as it was."""
        ids = (name.removeprefix("version-") for name in data if name.startswith("version-"))
        return [int(pk) for pk in ids if pk.isascii() and pk.isdigit() and len(pk) < 19]

    def layout(self):
        return []

    def not_picked(self) -> list[int]:
        """The ids of the visits that the user left out when sending all that were ticked."""
        if self.cleaned_data["only"]:
            return []
        return [line.visit.pk for line in self.lines if line.pick and line not in self.picked]

    def typed(self, lines: Iterable[VisitLine]) -> dict[str, str]:
        """What was typed into these of its lines, other than the page proposed: by field."""
        return {
            field.html_name: field.data
            for line in lines
            for field in (line.date, *line.numbers)
            if field
            and field.html_name in self.data
            and field.field.has_changed(field.field.initial, field.data)
        }

    @property
    def open_count(self) -> int:
        """How many lines may be picked."""
        return sum(1 for line in self.lines if line.pick)

    @property
    def ticked_count(self) -> int:
        """How many of them are ticked on the page as it is shown."""
        return sum(1 for line in self.lines if line.pick and line.pick.value())

    def _lines(self) -> list[VisitLine]:
        leaders = {visit.leader_id for visit in self.visits}
        availability = Availability.read(leaders, [self.month.half_year])
        meetings = _meetings(self.visits, self.month)
        lines = []
        for visit in self.visits:
            line = VisitLine(
                visit,
                can_log=not visit.is_fixed and self.by.may(Permission.LOG, visit.committee),
            )
            if line.is_open:
                line.shared = _shared(meetings[visit.cell_id], visit)
                line.trip = availability.trip_on(visit.leader_id, visit.meets_on)
                line.booked = availability.elsewhere(visit.leader, line.day, cell=visit.cell, but=visit)
            lines.append(line)
        loggable = [line for line in lines if line.can_log]
        cells = {line.visit.cell_id for line in loggable if line.is_open}
        last, self.then = last_numbers(cells, before=self.month), members_then(cells, self.month)
        for line in loggable:
            self._add_fields(line, last.get(line.visit.cell_id))
        return lines

    def _add_fields(self, line: VisitLine, last: Meeting | None) -> None:
        pk = line.visit.pk
        self.fields[f"version-{pk}"] = forms.IntegerField(
            required=False, widget=forms.HiddenInput, initial=line.visit.version
        )
        line.version = self[f"version-{pk}"]
        if not line.is_open:
            return
        line.is_to_come = line.day is not None and line.day > today()
        may_be_ticked = line.day is not None and not (line.is_to_come or line.trip or line.booked)
        names = {"leader": line.visit.leader, "cell": line.visit.cell}
        attended = _("%(leader)s attended %(cell)s") % names
        self.fields[f"pick-{pk}"] = forms.BooleanField(
            required=False,
            label=attended,
            initial=may_be_ticked and pk not in self.left_out,
            # On a wide screen the column's heading is all that is seen of a label.
            widget=forms.CheckboxInput(attrs={"class": "form-check-input", "aria-label": attended}),
        )
        self.fields[f"date-{pk}"] = DateField(
            required=False, label=_("Date of the meeting of %(cell)s") % names, initial=line.day
        )
        # Beside the field, where "please fill in" is about the one line.
        self.fields[f"date-{pk}"].widget.attrs["class"] = "form-control"
        line.pick, line.date = self[f"pick-{pk}"], self[f"date-{pk}"]
        if not line.is_to_come:
            self._add_numbers(line, last)

    def _add_numbers(self, line: VisitLine, last: Meeting | None) -> None:
        known = known_numbers(line.visit.cell, line.shared, last, self.then.get(line.visit.cell_id))
        line.last_time = told_numbers(last) if last else ""
        for name, label in NUMBER_LABELS.items():
            key = f"{name}-{line.visit.pk}"
            self.fields[key] = CountField(required=False, label=label, initial=known[name])
            self.fields[key].widget.attrs |= {
                "class": "form-control form-control-sm",
                "aria-label": f"{label}: {line.visit.leader}, {line.visit.cell}",
            }
            line.numbers.append(self[key])

    def clean(self):
        data = super().clean()
        self.picked = []
        only = data.get("only")
        shown = {line.visit.pk for line in self.lines}
        gone = [pk for pk in self.listed(self.data) if pk not in shown and f"pick-{pk}" in self.data]
        if gone and not only:
            self.add_error(None, _("A ticked visit has left the list meanwhile. Look, then send again."))
        for line in self.lines:
            pk = line.visit.pk
            sent = only == pk if only else bool(self.data.get(f"pick-{pk}"))
            if not sent:
                # What stands beside a line that is not picked may wait.
                for name in ("date", *NUMBERS):
                    self.errors.pop(f"{name}-{pk}", None)
                continue
            if not line.pick:
                self.add_error(None, self._closed(line.visit))
            elif f"date-{pk}" not in self.errors and data.get(f"date-{pk}") is None:
                self.add_error(f"date-{pk}", _("When was the meeting? Fill in its date."))
                self._judge_numbers(line, data)
            else:
                self.picked.append(line)
                self._judge_numbers(line, data)
                if data.get(f"date-{pk}"):
                    self._judge_day(line, data)
        if not self.picked and not self.errors:
            self.add_error(None, _("Tick at least one visit."))
        return data

    def _judge_day(self, line: VisitLine, data: dict) -> None:
        name = f"date-{line.visit.pk}"
        try:
            actions.expect_possible_day(line.visit, data[name])
        except ValidationError as refusal:
            self.add_error(name, refusal.messages)

    def _judge_numbers(self, line: VisitLine, data: dict) -> None:
        pk = line.visit.pk
        told = line.shared if line.shared and line.shared.date == data.get(f"date-{pk}") else None
        others = [getattr(told, name, None) for name in FURTHER[2:]]
        for name, message in number_slips([data.get(f"{name}-{pk}") for name in NUMBERS], others).items():
            self.add_error(f"{name if name in NUMBERS else 'members_present'}-{pk}", message)
        for other in self.picked:
            if other is line or other.visit.cell_id != line.visit.cell_id:
                continue
            theirs = other.visit.pk
            if data.get(f"date-{theirs}") != data.get(f"date-{pk}"):
                continue
            for name in NUMBERS:
                here, there = data.get(f"{name}-{pk}"), data.get(f"{name}-{theirs}")
                if None not in (here, there) and here != there:
                    self.add_error(
                        f"{name}-{pk}",
                        _("The line of %(leader)s at the same meeting says %(number)d.")
                        % {"leader": other.visit.leader, "number": there},
                    )

    @staticmethod
    def _closed(visit: Visit) -> str:
        facts = {"visit": visit, "outcome": visit.get_outcome_display(), "who": visit.logged_by}
        if visit.logged_by:
            return (
                _("%(visit)s: meanwhile logged by %(who)s as “%(outcome)s”. Look, then send again.") % facts
            )
        return _("%(visit)s is “%(outcome)s” now and takes no result. Look, then send again.") % facts

    def act(self) -> list[Visit]:
        data = self.cleaned_data
        entries = [
            actions.MonthEntry(
                line.visit,
                data[f"date-{line.visit.pk}"],
                data[f"version-{line.visit.pk}"],
                actions.MeetingFacts(**{name: data.get(f"{name}-{line.visit.pk}") for name in NUMBERS}),
            )
            for line in self.picked
        ]
        try:
            return actions.log_month(entries=entries, by=self.by)
        except ValidationError as refusal:
            self._show_present_versions()
            raise ValidationError(
                {f"date-{pk}": errors for pk, errors in refusal.error_dict.items()}
            ) from None

    def _show_present_versions(self) -> None:
        """Sent again, it is meant for what stands there now."""
        self.data = self.data.copy()
        for line in self.lines:
            if line.version:
                self.data[line.version.html_name] = str(line.visit.version)


def _meetings(visits: list[Visit], month: Month) -> dict[int, list[Meeting]]:
    """By cell, the meetings known to have been held in the month, each with its leaders (`attended_by`)."""
    cells = {visit.cell_id for visit in visits if visit.outcome == Visit.Outcome.PENDING}
    meetings = Meeting.objects.filter(cell__in=cells, date__range=(month.first_day, month.last_day))
    by_cell = defaultdict(list)
    for meeting in meetings.prefetch_related("visits"):
        by_cell[meeting.cell_id].append(meeting)
    return by_cell


def _shared(meetings: list[Meeting], visit: Visit) -> Meeting | None:
    """As `shared_meeting` of the single visit's form: the one on the usual day, else the first."""
    usual = visit.meets_on
    others = [
        meeting
        for meeting in meetings
        if all(other.leader_id != visit.leader_id for other in meeting.visits.all())
    ]
    return min(others, key=lambda meeting: (meeting.date != usual, meeting.date), default=None)
