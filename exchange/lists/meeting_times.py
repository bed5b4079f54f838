"""Day, weekday and hour of a meeting as one cell of a notice has them: "14h00, ngày 03/3/2026 (thứ Ba)".

What is left open (a year, a month) is filled in from the month that the list is about; what contradicts
itself is refused.
"""

import datetime as dt
import re
from functools import cache, lru_cache
from itertools import permutations, product

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from exchange.workbook.kinds import Date, Unfit, shown
from lib.periods import Month, written_day
from lib.vietnamese import plain_signs, search_key

# All of these are matched with search keys: no diacritics, no apostrophe, and a dash is a space.
_OF_A_WEEK = {"hai": 0, "2": 0, "ba": 1, "3": 1, "tu": 2, "bon": 2, "4": 2, "nam": 3, "5": 3}
_OF_A_WEEK |= {"sau": 4, "6": 4, "bay": 5, "7": 5}
_NAMED = "hai|ba|tu|bon|nam|sau|bay|[2-7]"
_CLOCK = r"\d{1,2} ?(?:h|g|gio|:) ?"
_PARTS = {
    "weekday": rf"(?:ngay )?(?:(?:thu|t)[ .]?(?P<weekday>{_NAMED})|(?P<sunday>chu nhat|chua nhat|cn))",
    "hour": (
        r"(?:bat dau )?(?:(?:vao )?(?:luc|hoi|tu) )?(?<!\d)(?P<hour>\d{1,2}) ?(?:h|g|gio|:) ?"
        r"(?P<minute>\d\d(?:(?<=:\d\d):\d\d)?|\d(?= ?p))?(?: ?(?:phut|ph|p))?"
        rf"(?P<until> (?:den )?{_CLOCK}(?:\d\d)?(?: ?(?:phut|ph|p))?)?"
    ),
    "part": r"(?:vao )?(?:buoi )?(?P<part>sang|trua|chieu|toi)",
}
_DAY = r"(?:ngay )?(?:(?:mung|mong) )?(?P<day>\d{1,2})"
_SIGN = r"(?: ?[/.] ?| )"
_DAYS = (
    rf"{_DAY}{_SIGN}(?P<month>\d{{1,2}})(?:{_SIGN}(?P<year>\d{{4}}|\d\d))?",
    rf"{_DAY} thang (?P<month>\d{{1,2}})(?: nam (?P<year>\d{{4}}))?",
    r"(?:ngay )?(?P<year>\d{4})[ /.](?P<month>\d{1,2})[ /.](?P<day>\d{1,2})",
    rf"(?=ngay|mung|mong){_DAY}",
)
_LONGEST = 120  # no longer text is looked at
_GAP = r"[ ,;.()]*"
_NO_DAY = r"(?P<nothing>)"
# A column "Thứ" beside the day: "03/03/2026 Ba", "03/03/2026 19:30 Ba", "3/3 Ba".
_BARE_WEEKDAY = re.compile(rf"(.*\d{{4}}(?: \d\d:\d\d)?|\d{{1,2}}[/.]\d{{1,2}})[ ,(]+({_NAMED})\)?", re.ASCII)
# Beside a bare day of the month, in words: "3 Ba", "3 Thứ 3", "8 CN"; 3 and 3 would be 3/3.
_BARE_DAY = re.compile(
    rf"(?P<day>\d{{1,2}}) (?!\d)(?:thu |t(?=\d))?(?:(?P<weekday>{_NAMED})|chu nhat|cn)", re.ASCII
)
# A range whose end is a bare number: "8h-10", "19h30 - 21". A search key has no dash to show it.
_OPEN_END = re.compile(
    r"\d ?(?:h|g|giờ|:)(?:\d\d| \d\d(?='? -))?'? ?- ?\d\d?(?!\d| ?[/.-] ?\d| ?[:hg]| tháng)",
    re.ASCII,
)
_DOTTED = re.compile(r"\d{1,2}\.\d\d", re.ASCII)  # 19.30; or a day of a month
# The hours that words mean which are before noon on the clock's face.
_AFTERNOON = {"trua": range(1, 3), "chieu": range(1, 7), "toi": range(5, 12)}
_AS_SAID = {"sang": range(12), "trua": range(10, 15), "chieu": range(12, 19), "toi": range(17, 24)}


@cache
def _forms() -> list[re.Pattern]:
    found = []
    for day, order in product((*_DAYS, _NO_DAY), permutations(("day", *_PARTS))):
        parts = [f"(?:{day})" if name == "day" else f"(?:{_PARTS[name]})?" for name in order]
        found.append(re.compile(_GAP + _GAP.join(parts) + _GAP, re.ASCII))
    return found


@lru_cache(maxsize=4096)
def _said(text: str) -> dict[str, str]:
    """The parts that the text consists of, by name; empty where it has any other."""
    is_read = len(text) <= _LONGEST and not _OPEN_END.search(plain_signs(text).casefold())
    key = search_key(text) if is_read else ""
    if match := _BARE_WEEKDAY.fullmatch(key):
        key = f"{match[1]} thu {match[2]}"
    elif match := _BARE_DAY.fullmatch(key):
        key = f"ngay {match['day']} {'thu ' + match['weekday'] if match['weekday'] else 'cn'}"
    match = next((match for form in _forms() if (match := form.fullmatch(key))), None)
    return {name: part for name, part in match.groupdict().items() if part} if match else {}


def has_day(text: str) -> bool:
    return "day" in _said(text)


def day_in(text: str, month: Month | None) -> dt.date:
    """The day that the text names, which has one; `month` is that of its list. Raises Unfit."""
    said = _said(text)
    year = said.get("year", "")
    if not year and month is None:
        raise Unfit(
            _("“%(value)s” has no year") % {"value": shown(text)},
            _("write day, month and year, for example 15/05/2018"),
        )
    number = int(year) if year else month.year
    try:
        day = dt.date(
            number + 2000 if len(year) == 2 else number,
            int(said["month"]) if "month" in said else month.month,
            int(said["day"]),
        )
    except ValueError:
        raise Unfit(
            _("there is no day “%(value)s”") % {"value": shown(text)},
            _("write a day of the calendar as dd/mm/yyyy"),
        ) from None
    _expect_weekday(text, day, said)
    return Date().parse(day)


def _expect_weekday(text: str, day: dt.date, said: dict[str, str]) -> None:
    weekday = 6 if "sunday" in said else _OF_A_WEEK.get(said.get("weekday", ""))
    if weekday is not None and weekday != day.weekday():
        raise Unfit(
            _("“%(value)s”: %(day)s is a %(weekday)s")
            % {"value": shown(text), "day": written_day(day), "weekday": WEEKDAYS[day.weekday()]},
            _("correct the day or the weekday"),
        )


def hour_in(text: str) -> tuple[dt.time | None, tuple[str, str] | None]:
    """The hour, where the text says one, and a doubt with its cure. Raises Unfit for what says nothing."""
    said = _said(text)
    if not said:
        raise _no_time(text)
    part = said.get("part", "")
    if "hour" not in said:
        is_dotted = bool(_DOTTED.fullmatch(text.strip()))
        if is_dotted and not 1 <= int(said["month"]) <= 12:
            raise _no_time(text)  # of a day; 19.30 is one of the clock
        # 7.10 may be either.
        return None, _doubt_of_part(text) if part or is_dotted else None
    hour = int(said["hour"])
    if part:
        hour += 12 if hour in _AFTERNOON.get(part, ()) else 0
        if hour not in _AS_SAID[part]:
            raise _no_time(text)
    try:
        time = dt.time(hour, int(said.get("minute", "0")[:2]))
    except ValueError:
        raise _no_time(text) from None
    return time, _doubt_of_end(text) if "until" in said else None


def _no_time(text: str) -> Unfit:
    return Unfit(_("“%(value)s” is not a time") % {"value": shown(text)}, _("write it as 19:30"))


def _doubt_of_part(text: str) -> tuple[str, str]:
    what = _("“%(value)s” does not say at which hour") % {"value": shown(text)}
    return what, _("the hour is left open; write it where it is known")


def _doubt_of_end(text: str) -> tuple[str, str]:
    what = _("“%(value)s” says when the meeting ends, too") % {"value": shown(text)}
    return what, _("only when it begins is kept")


# The month above a list

_DATED = re.compile(r"\bngay[ .…_/\d]*thang[ .…_/\d]*nam[ .…_]*\d*", re.ASCII)
_MONTHS = re.compile(r"\bthang (?P<month>\d{1,2})(?: ?[/.] ?| nam | )(?P<year>(?!0000)\d{4})\b", re.ASCII)


def months_in(text: str) -> set[Month]:
    """Those that a title names: "LỊCH SINH HOẠT CHI BỘ THÁNG 3 NĂM 2026"; not the day of the notice."""
    found = _MONTHS.finditer(_DATED.sub(" ", search_key(text)))
    return {Month.parse(f"{m['month']}/{m['year']}") for m in found if 1 <= int(m["month"]) <= 12}
