"""Of which meeting a sheet says that it is, and what it says of that meeting."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from committees.models import Leader
from committees.organisation import Past
from lib.dates import moment_written
from lib.periods import Month, written_day
from lib.vietnamese import name_key
from meetings import paper_sheet
from meetings.models import Cell, FormerManagement, Meeting

from .finding import BLANK, Sheet

_DAY = re.compile(
    r"\d{1,2} ?[/.-] ?\d{1,2} ?[/.-] ?\d{4}|\d{1,2} tháng \d{1,2} năm \d{4}", re.ASCII | re.IGNORECASE
)
_NUMBER = re.compile(r"[\s.…_]*(\d{1,6})[\s.…_]*", re.ASCII)
_MONTH = re.compile(r"tháng (\d{1,2}) ?(?:[/.-]|năm) ?(\d{4})", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class Known:
    """The meeting that is evaluated: how its cell may be named on the sheet, when it met besides, by whom."""

    meeting: Meeting
    cell: Cell
    names: frozenset[str]
    other_days: frozenset[dt.date]
    leader: Leader | None

    @classmethod
    def of(cls, meeting: Meeting, leader: Leader | None) -> "Known":
        # As it is called today, and whose it was on that day: a sheet is printed with either.
        now, then = (Cell.objects.select_related("committee").get(pk=meeting.cell_id) for _time in range(2))
        Past(meeting.date, FormerManagement).place(then)
        names = {name_key(f"{cell.name} – {cell.committee.name}") for cell in (now, then)}
        others = Meeting.objects.filter(cell=meeting.cell_id).exclude(pk=meeting.pk)
        first, last = Month.of(meeting.date).first_day, Month.of(meeting.date).last_day
        days = others.filter(date__range=(first, last)).values_list("date", flat=True)
        return cls(meeting, now, frozenset(names), frozenset(days), leader)

    def judge(self, sheet: Sheet) -> list[str]:
        """What cannot be known for certain. Raises ValidationError for a sheet of another cell or meeting."""
        return [*self._cell(sheet), *self._day(sheet), *self._leader(sheet)]

    def _cell(self, sheet: Sheet) -> Iterator[str]:
        unit = _value(sheet, paper_sheet.UNIT)
        if not unit:
            yield _("The sheet does not say of which cell it is. Make sure that it is this one.")
        elif name_key(unit) == name_key(self.cell.name):
            yield _("The sheet names the cell, but not its committee. Make sure that it is this cell.")
        elif name_key(unit) not in self.names:
            raise ValidationError(
                _(
                    "The sheet is of another cell: “%(unit)s”. This evaluation is of “%(cell)s – "
                    "%(committee)s”."
                )
                % {"unit": unit[:200], "cell": self.cell.name, "committee": self.cell.committee.name},
                code="cell",
            )

    def _day(self, sheet: Sheet) -> Iterator[str]:
        day, month = _time(sheet)
        said = {"day": written_day(self.meeting.date)}
        if month is None:
            yield _("The sheet names no month of the meeting. Make sure that it is that of %(day)s.") % said
        elif month != Month.of(self.meeting.date):
            raise ValidationError(
                _("The sheet is of a meeting in %(month)s; this evaluation is of the meeting on %(day)s.")
                % (said | {"month": month}),
                code="month",
            )
        elif day is None:
            yield (
                _("The sheet names the month, but no day. Make sure that it is of the meeting on %(day)s.")
                % said
            )
        elif day != self.meeting.date:
            said["other"] = written_day(day)
            if day in self.other_days:
                raise ValidationError(
                    _(
                        "The sheet is of the cell's meeting on %(other)s; this evaluation is of that on "
                        "%(day)s."
                    )
                    % said,
                    code="day",
                )
            yield (
                _(
                    "The sheet names %(other)s as the day of the meeting; recorded is %(day)s. Make sure "
                    "that they are the same meeting."
                )
                % said
            )

    def _leader(self, sheet: Sheet) -> Iterator[str]:
        """Several may have been at the meeting, each with a sheet; or another came than was planned."""
        named = _value(sheet, paper_sheet.ATTENDED_BY)
        if not self.leader or not named or BLANK.fullmatch(named):
            return
        if not self.is_by_leader(sheet):
            yield _(
                "The sheet names %(named)s as the leader at the meeting; this evaluation is by %(leader)s."
            ) % {
                "named": named[:200],
                "leader": self.leader.full_name,
            }

    def is_by_leader(self, sheet: Sheet) -> bool:
        """Whether the sheet names the leader who evaluates as the one at the meeting."""
        named = _value(sheet, paper_sheet.ATTENDED_BY).split(",")[0]
        return self.leader is not None and name_key(named) == name_key(self.leader.full_name)

    def differing_facts(self, sheet: Sheet) -> list[str]:
        """What is written on the sheet of the meeting and recorded otherwise; nothing of it is changed."""
        return [
            _("%(fact)s: %(sheet)s on the sheet, %(recorded)s recorded")
            % {"fact": fact, "sheet": written, "recorded": "—" if recorded is None else recorded}
            for fact, written, recorded in (*self._members(sheet), *self._kind(sheet))
            if written != recorded
        ]

    def _members(self, sheet: Sheet) -> Iterator[tuple]:
        first = name_key(next(iter(paper_sheet.MEMBERS.values())))
        line = next((t for t in sheet.above if name_key(t).startswith(first)), "")
        names = {name_key(label): name for name, label in paper_sheet.MEMBERS.items()}
        for part in line.split(";"):
            label, _colon, text = part.partition(":")
            name, number = names.get(name_key(label)), _NUMBER.fullmatch(text)
            if name and number:
                fact = Meeting._meta.get_field(name).verbose_name
                yield fact, int(number[1]), getattr(self.meeting, name)

    def _kind(self, sheet: Sheet) -> Iterator[tuple]:
        written = _value(sheet, paper_sheet.WHEN).partition(f"{paper_sheet.KIND_OF_MEETING}:")[2]
        with translation.override("vi"):
            kinds = {name_key(str(kind.label)): kind for kind in Meeting.Kind}
        if kind := kinds.get(name_key(written)):
            fact = Meeting._meta.get_field("kind").verbose_name
            yield fact, str(kind.label), str(Meeting.Kind(self.meeting.kind).label)


def _value(sheet: Sheet, label: str) -> str:
    """What follows the label, above the table."""
    key = name_key(label.rstrip(":"))
    return next(
        (line.partition(":")[2].strip() for line in sheet.above if name_key(line).startswith(key)), ""
    )


def _time(sheet: Sheet) -> tuple[dt.date | None, Month | None]:
    """The day and month that it names; the month alone may stand in its title."""
    when = _value(sheet, paper_sheet.WHEN)
    days = {day for text in _DAY.findall(when) if (day := _moment(text))}
    if len(days) == 1:
        return days.copy().pop(), Month.of(days.pop())
    title = next((t for t in sheet.above if name_key(t).startswith(name_key(paper_sheet.TITLE))), "")
    for text in (when, title):
        if found := _MONTH.search(text):
            try:
                return None, Month.parse(f"{int(found[1]):02}/{found[2]}")
            except ValueError:
                continue
    return None, None


def _moment(text: str) -> dt.date | None:
    try:
        return moment_written(text).date()
    except ValueError:
        return None
