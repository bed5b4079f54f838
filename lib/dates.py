"""Days as people write them: one way of reading for the forms and for the lists that offices send."""

import datetime as dt
import re

from .vietnamese import plain_signs

_TIME = r"(?P<hour>\d{1,2}) ?(?:[:hg]|giờ) ?(?:(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:\.\d+)?)?)?"
_DAY_FIRST = r"(?P<day>\d{1,2}) ?(?P<sign>[/.-]) ?(?P<month>\d{1,2}) ?(?P=sign) ?(?P<year>\d{4}|\d\d)"
_YEAR_FIRST = r"(?P<year>\d{4})(?P<sign>[/.-])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})"
_DIGITS = r"(?P<day>\d\d)(?P<month>\d\d)(?P<year>\d{4}|\d\d)"
_WORDS = r"(?P<day>\d{1,2}) tháng (?P<month>\d{1,2}) năm (?P<year>\d{4})"
_FORMS = [
    re.compile(pattern, re.ASCII)
    for written in (_DAY_FIRST, _YEAR_FIRST, _DIGITS, _WORDS)
    for pattern in (
        f"(?:ngày )?{written}(?:(?:,? |t){_TIME})?",
        f"{_TIME},? (?:ngày )?{written}",
    )
]
_FIRST_OF_THE_LAST_CENTURY = 69  # 68 is 2068, 69 is 1969: what POSIX says of two digits


# 19:30, 19h30, 19 giờ 30 phút, 19h; 19.30; 1930 or 19 on a phone's number keys.
_TIMES = [
    re.compile(pattern, re.ASCII)
    for pattern in (rf"{_TIME}(?: ?(?:phút|p))?", r"(?P<hour>\d{1,2})(?:\.?(?P<minute>\d\d))?")
]


class NoSuchDay(ValueError):
    """It is written as a day is, but the calendar has no such day."""


def moment_written(text: str) -> dt.datetime:
    """29/06/2018, 29.6.18, 290618, 2018-06-29 or ngày 29 tháng 6 năm 2018, each with or without a time.

    Midnight where no time is given. Raises NoSuchDay, and ValueError for what is not written as a day.
    """
    text = plain_signs(text).casefold()
    match = next((match for form in _FORMS if (match := form.fullmatch(text))), None)
    if match is None:
        raise ValueError(text)
    year = int(match["year"])
    if len(match["year"]) == 2:
        year += 1900 if year >= _FIRST_OF_THE_LAST_CENTURY else 2000
    hour, minute, second = (int(match[name] or 0) for name in ("hour", "minute", "second"))
    try:
        day = dt.date(year, int(match["month"]), int(match["day"]))
        return dt.datetime.combine(day, dt.time(hour, minute, second))
    except ValueError:
        raise NoSuchDay(text) from None


def time_written(text: str) -> dt.time:
    """19:30, 19h30, 19 giờ 30 phút, 19.30 or 1930; to the minute. Raises ValueError."""
    text = plain_signs(text).casefold()
    match = next((match for form in _TIMES if (match := form.fullmatch(text))), None)
    if match is None:
        raise ValueError(text)
    return dt.time(int(match["hour"]), int(match["minute"] or 0))


def day_written(text: str) -> dt.date:
    """The day of `moment_written`."""
    return moment_written(text).date()
