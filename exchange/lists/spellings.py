"""Values as offices write them in lists of their own: what surely means one thing is read as that.

What may mean two things is read as the likelier one, with a doubt that shows both; what is anybody's guess is
refused. The public workbook (`kinds`) takes none of these spellings.
"""

import datetime as dt
import re
from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from exchange.workbook.columns import Column
from exchange.workbook.kinds import (
    LAST_YEAR,
    LONGEST_TEXT,
    Choice,
    Date,
    Flag,
    HalfYearKind,
    MeetingDay,
    MeetingHour,
    MonthKind,
    OfMembers,
    Text,
    Unfit,
    Whole,
    shown,
)
from lib.dates import NoSuchDay, moment_written
from lib.periods import HalfYear, Month, written_day
from lib.vietnamese import name_key, one_line, plain_signs, search_key

from .meeting_times import day_in, has_day, hour_in

Doubt = tuple[str, str]  # what, and the cure

_DAY_OF_MONTH = Whole(1, 31)
_CODES = ("code", "rubric", "criterion")
_EXCELS_DAY_0 = dt.date(1899, 12, 30)
_YES = {name_key(word) for word in ("x", "×", "✓", "✔", "☑", "☒", "có", "co", "yes", "true")}
_NO = {name_key(word) for word in ("không", "khong", "no", "false")}

# All of these are matched with search keys: a dash is a space there.
_YEAR = r"(?: ?[/.] ?| nam | )(?P<year>\d{4})"
_MONTH = re.compile(rf"(?P<named>t|th|thg|thang)?\.? ?(?P<month>\d{{1,2}})(?:{_YEAR})?", re.ASCII)
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})[ /.](?P<month>\d{1,2})", re.ASCII)
_SHORT_YEAR = re.compile(
    r"(?P<named>(?:t|th|thg|thang)\.? ?)?(?P<month>\d{1,2})[ /.](?P<year>\d\d)", re.ASCII
)
_QUARTER = re.compile(rf"(?:quy|q) ?(?P<quarter>iv|i{{1,3}}|[1-4])(?:{_YEAR})?", re.ASCII)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_HALF_YEARS = [
    re.compile(pattern, re.ASCII)
    for pattern in (
        r"(?P<year>\d{4})[ /]?h(?P<half>[12])",
        r"h(?P<half>[12])(?:[ /](?P<year>\d{4}))?",
        r"(?:0?6|sau) ?t(?:hang|h)? (?P<word>dau|cuoi)(?: nam)?(?:[ /]?(?P<year>\d{4}))?",
    )
]
_MEETING_DAY = re.compile(
    r"(?:ngay )?(?:(?:mung|mong) )?(?P<day>\d{1,2})(?: (?:hang|moi|trong) thang)?", re.ASCII
)


class Parsed(NamedTuple):
    """A value of the format, and why it may not be what was meant."""

    value: object
    doubt: Doubt | None = None


def parse(column: Column, value, *, half_year: HalfYear | None = None, month: Month | None = None) -> Parsed:
    """What a cell of the column means, that is not empty; `half_year` and `month` are those its row is about.

    Raises Unfit.
    """
    kind = column.kind
    if isinstance(value, str):
        if not one_line(value):
            raise Unfit(_("contains characters that cannot be seen"), _("write the text again"))
        value = value.strip()
    match kind:
        case MeetingDay():
            return _meeting_day(value, month)
        case MeetingHour():
            return _meeting_hour(kind, value)
        case Date():
            return _date(value)
        case OfMembers():
            return Parsed(_of_members(kind, value))
        case MonthKind():
            return _month(value, half_year)
        case HalfYearKind():
            return Parsed(_half_year(value))
        case Text():
            return Parsed(kind.parse(_tidied(column, value) if isinstance(value, str) else value))
        case Choice():
            return Parsed(_choice(kind, value))
        case Flag():
            return Parsed(_flag(kind, value))
        case Whole() if kind == _DAY_OF_MONTH and isinstance(value, str):
            return Parsed(_day_of_month(value))
    return Parsed(kind.parse(value))


def _tidied(column: Column, text: str) -> str:
    if column.refers_to or column.key in _CODES:
        return plain_signs(text)  # Word puts dashes in the place of hyphens
    if column.kind.longest < LONGEST_TEXT:
        return one_line(text)
    return "\n".join(one_line(line) for line in text.split("\n")).strip()


def _choice(kind: Choice, value) -> str:
    try:
        return kind.parse(value)
    except Unfit:
        key = search_key(value) if isinstance(value, str) else None
        meanings = [meaning for word, meaning in kind.words.items() if search_key(word) == key]
        if len(meanings) != 1:
            raise
        return meanings[0]


def _flag(kind: Flag, value) -> bool:
    text = name_key(shown(value))
    if text in _YES or text in _NO:
        return text in _YES
    return kind.parse(value)


def _day_of_month(text: str) -> int:
    match = _MEETING_DAY.fullmatch(search_key(text))
    return _DAY_OF_MONTH.parse(match["day"] if match and not _is_negative(text) else text)


def _of_members(kind: OfMembers, value) -> int | None:
    """Those present, or all, of "16/18"; None where a dash stands for them."""
    if isinstance(value, dt.date):
        raise Unfit(
            _("Excel made a day of it: “%(value)s”") % {"value": shown(value)},
            _("format the cell as text and write it again, for example 16/18"),
        )
    parts = [part.strip() for part in value.split("/")] if isinstance(value, str) else []
    if len(parts) != 2:
        return kind.parse(value)
    part = parts[kind.is_all]
    return kind.parse(part) if plain_signs(part).strip("-") else None


def _is_negative(text: str) -> bool:
    return plain_signs(text).startswith("-")  # search keys have no sign


# Days


def doubts(column: Column, values: Sequence) -> dict[int, Doubt]:
    """Positions of values in which Excel may have swapped day and month.

    An Excel that expects the month first makes a date of 05/06/2018, the wrong one, and leaves 13/06/2018
    as it is: dates whose day may be a month, beside dates that are text.
    """
    is_text = _is_text_day if isinstance(column.kind, MeetingDay) else _is_text_date
    if not isinstance(column.kind, Date) or not any(map(is_text, values)):
        return {}
    return {
        position: _swapped(value)
        for position, value in enumerate(values)
        if isinstance(value, dt.date) and value.day <= 12 and value.day != value.month
    }


def _is_text_date(value) -> bool:
    try:
        return isinstance(value, str) and bool(moment_written(value))
    except ValueError:
        return False


def _is_text_day(value) -> bool:
    return isinstance(value, str) and (has_day(value) or _is_text_date(value))


def _swapped(day: dt.date) -> Doubt:
    words = {
        "day": written_day(day),
        "other": written_day(day.replace(day=day.month, month=day.day)),
    }
    return (
        _("a date of Excel among dates that are text: day and month may be swapped, %(day)s or %(other)s")
        % words,
        _("%(day)s is taken; correct the cell where %(other)s was meant") % words,
    )


def _meeting_day(value, month: Month | None) -> Parsed:
    if month and str(value).isdecimal() and 1 <= int(value) <= 31:
        value = f"ngày {value}"
    if isinstance(value, str) and has_day(value):
        return Parsed(day_in(value, month))
    return _date(value)


def _meeting_hour(kind: MeetingHour, value) -> Parsed:
    """None where there is but a day."""
    if isinstance(value, dt.datetime):
        return Parsed(kind.parse(value) if value.time() != dt.time() else None)
    if isinstance(value, dt.date):
        return Parsed(None)
    if not isinstance(value, str):
        return Parsed(kind.parse(value))
    try:
        return Parsed(*hour_in(value))
    except Unfit:
        if _is_text_date(value):
            return _meeting_hour(kind, moment_written(value))
        return Parsed(kind.parse(value))


def _date(value) -> Parsed:
    moment = _moment(value)
    day = Date().parse(moment.date())
    return Parsed(day, _doubt_of_midnight(moment, written_day(day), written_day(_next_minute(moment).date())))


def _moment(value) -> dt.datetime:
    if isinstance(value, dt.datetime):
        return value
    if isinstance(value, dt.date):
        return dt.datetime.combine(value, dt.time())
    text = _digits(value)
    try:
        if isinstance(text, str):
            return moment_written(text)
    except NoSuchDay:
        raise Unfit(
            _("there is no day “%(value)s”") % {"value": shown(value)},
            _("write a day of the calendar as dd/mm/yyyy"),
        ) from None
    except ValueError:
        _refuse_half_a_day(value, text)
    raise Unfit(
        _("“%(value)s” is not a date") % {"value": shown(value)},
        _("write it as dd/mm/yyyy or as an Excel date"),
    )


def _digits(value):
    """A number as it is written: 290618 and 29062018 are days in the forms too."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return f"{value:.0f}" if value == value // 1 else str(value)


def _refuse_half_a_day(value, text: str) -> None:
    if re.fullmatch(r"\d{1,2} ?[/.-] ?\d{1,2}", plain_signs(text), re.ASCII):
        raise Unfit(
            _("“%(value)s” has no year") % {"value": shown(value)},
            _("write day, month and year, for example 15/05/2018"),
        )
    _refuse_number_of_a_day(value, text)


def _refuse_number_of_a_day(value, text: str) -> None:
    if match := re.fullmatch(r"(\d{5})([.,]\d+)?", text, re.ASCII):
        day = _EXCELS_DAY_0 + dt.timedelta(days=int(match[1]))
        if day.year <= LAST_YEAR:
            raise Unfit(
                _("“%(value)s” is a number, perhaps Excel's number of the day %(day)s")
                % {"value": shown(value), "day": written_day(day)},
                _("format the cell as a date, or write the date as dd/mm/yyyy"),
            )


def _next_minute(moment: dt.datetime) -> dt.datetime:
    return moment + dt.timedelta(minutes=1)


def _doubt_of_midnight(moment: dt.datetime, this: str, other: str) -> Doubt | None:
    """Other programs write a day as some seconds before it."""
    if this == other:
        return None
    words = {"moment": f"{written_day(moment)} {moment:%H:%M:%S}", "day": this, "other": other}
    return (
        _("“%(moment)s” is less than a minute before midnight: it may mean %(day)s or %(other)s") % words,
        _("%(day)s is taken; correct the cell where %(other)s was meant") % words,
    )


# Months and half-years


def _month(value, half_year: HalfYear | None) -> Parsed:
    if isinstance(value, dt.date):
        return _month_of(value)
    text = _month_text(value)
    key = "" if _is_negative(text) else search_key(text)
    if match := _QUARTER.fullmatch(key):
        return _quarter(value, match, half_year)
    if match := _MONTH.fullmatch(key) or _YEAR_FIRST.fullmatch(key):
        month, year = int(match["month"]), match["year"]
        if 1 <= month <= 12:
            return Parsed(_month_of_year(value, month, year and int(year), half_year))
    elif (match := _SHORT_YEAR.fullmatch(key)) and (found := _month_of_short_year(match, half_year)):
        return Parsed(found)
    elif re.search(r"\D", key) and _is_text_date(text):
        return _month_of(moment_written(text))
    _refuse_number_of_a_day(value, text)
    return Parsed(MonthKind().parse(value))


def _month_text(value) -> str:
    """3.2019 and 3.202 are numbers to Excel: 03/2019, 03/2020."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    if isinstance(value, float) and value % 1 and value == float(f"{value:.4f}"):
        return f"{value:.4f}"
    return _digits(value)


def _month_of(day: dt.date) -> Parsed:
    month = MonthKind().parse(day)
    if not isinstance(day, dt.datetime):
        return Parsed(month)
    return Parsed(month, _doubt_of_midnight(day, str(month), str(Month.of(_next_minute(day)))))


def _month_of_year(value, month: int, year: int | None, half_year: HalfYear | None) -> Month:
    if year:
        return MonthKind().parse(f"{month:02}/{year:04}")
    return _of_half_year(value, month, half_year)


def _month_of_short_year(match: re.Match, half_year: HalfYear | None) -> Month | None:
    """“T3/19”; “3/19” only where the half-year beside leaves no other way."""
    month, year = int(match["month"]), 2000 + int(match["year"])
    if not 1 <= month <= 12:
        return None
    found = Month.parse(f"{month:02}/{year}")
    agrees = half_year == found.half_year or (half_year is None and match["named"])
    return found if agrees and year > 2012 else None


def _of_half_year(value, month: int, half_year: HalfYear | None) -> Month:
    if half_year is None:
        raise Unfit(
            _("“%(value)s” has no year") % {"value": shown(value)},
            _("write it as MM/yyyy, for example 03/2018"),
        )
    found = next((m for m in half_year.months if m.month == month), None)
    if found is None:
        raise Unfit(
            _("“%(value)s” does not lie in the %(half_year)s")
            % {"value": shown(value), "half_year": half_year.label},
            _("write it as MM/yyyy, for example 03/2018"),
        )
    return found


def _quarter(value, match: re.Match, half_year: HalfYear | None) -> Parsed:
    number = _ROMAN.get(match["quarter"]) or int(match["quarter"])
    last = _month_of_year(value, number * 3, match["year"] and int(match["year"]), half_year)
    words = {"value": shown(value), "first": last + -2, "second": last + -1, "last": last}
    return Parsed(
        last,
        (
            _("“%(value)s” is a quarter: it may mean %(first)s, %(second)s or %(last)s") % words,
            _("%(last)s, its last month, is taken; write the month where another was meant") % words,
        ),
    )


def _half_year(value) -> HalfYear:
    key = search_key(value) if isinstance(value, str) else ""
    match = next((match for form in _HALF_YEARS if (match := form.fullmatch(key))), None)
    if match is None:
        return HalfYearKind().parse(value)
    if not match["year"]:
        raise Unfit(
            _("“%(value)s” has no year") % {"value": shown(value)},
            _("write it as 2018-H1 or 2018-H2"),
        )
    groups = match.groupdict()
    half = groups.get("half") or ("1" if groups["word"] == "dau" else "2")
    return HalfYearKind().parse(f"{match['year']}-H{half}")
