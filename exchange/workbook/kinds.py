"""Kinds of cells: from what Excel holds to a Python value, or to a sentence about what is wrong.

Every kind has `parse(value)`: the value of a cell that is not empty, text already stripped and in
NFC, to the Python value. It raises Unfit for anything else, whatever the cell holds.
"""

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from django.utils.formats import get_format
from django.utils.translation import gettext as _

from lib.dates import time_written
from lib.periods import HalfYear, Month, written_time
from lib.vietnamese import name_key, nfc, validate_no_formula

_A_DAY = 24 * 60 * 60
FIRST_YEAR, LAST_YEAR = 1900, 2100
# What a cell of Excel can hold.
LONGEST_TEXT = 32_767
LARGEST_WHOLE = 2_147_483_647
SELF_SCORED = "TỰ CHẤM"
_BEFORE_NAME = " – "  # behind a code

_INVISIBLE = "\ufeff\u200b"
# Names stay on one line; texts at least this long may have several.
_LINES = "\n\t"  # Alt+Enter inside a cell is common in lists that were typed by hand


class Unfit(Exception):
    """A cell's content does not fit its column."""

    def __init__(self, what: str, cure: str):
        super().__init__(what)
        self.what, self.cure = what, cure


def clean(text: str) -> str:
    """Text as it is stored: NFC, stripped, line ends as one character.

    Other programs write the carriage return of a line end as _x000D_.
    """
    text = text.replace("_x000D_", "\r").replace("\r\n", "\n").replace("\r", "\n")
    return nfc(text).strip().strip(_INVISIBLE).strip()


def is_unseen(character: str) -> bool:
    """A control character, half of a character, or a mark that turns the direction of writing."""
    if "\u202a" <= character <= "\u202e" or "\u2066" <= character <= "\u2069":
        return True
    return unicodedata.category(character) in ("Cc", "Cs")


def word_key(text: str) -> str:
    """What two headings, titles or words of a list are compared by."""
    return name_key(text)


_known_key = cache(word_key)  # of the words of the format, not of what files bring


def with_name(code: str, name: str) -> str:
    """As the lists of templates offer codes: "BTCTU-02 – Ngô Thị Hà"."""
    return f"{code}{_BEFORE_NAME}{name}"


def without_name(text: str) -> tuple[str, str]:
    """The code, and the name behind it, if any."""
    code, _between, name = text.partition(_BEFORE_NAME)
    return code, name


def shown(value) -> str:
    """A cell's content as a message quotes it: one line of at most 60 characters, as Excel shows it."""
    if isinstance(value, dt.datetime | dt.date):
        return f"{value.day:02}/{value.month:02}/{value.year:04}"
    if isinstance(value, bool):
        text = "TRUE" if value else "FALSE"
    elif isinstance(value, dt.timedelta):
        seconds = int(value.total_seconds())
        text = f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    elif isinstance(value, dt.time):
        text = written_time(value)
    elif isinstance(value, float | Decimal):
        text = _number_text(value).replace(".", get_format("DECIMAL_SEPARATOR"))
    else:
        text = str(value)
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:59]}…"


def _number_text(value: int | float | Decimal) -> str:
    if not isinstance(value, int) and math.isfinite(value) and value == int(value):
        return f"{value:.0f}"
    return str(value)


def _is_number(value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


@dataclass(frozen=True)
class Text:
    """Text of at most `longest` characters, without any that cannot be seen.

    A name or code must not begin like a formula.
    """

    longest: int = LONGEST_TEXT
    may_begin_like_formula: bool = True

    @classmethod
    def of(cls, model, name: str) -> "Text":
        """Text as the model's field takes it."""
        field = model._meta.get_field(name)
        return cls(
            longest=min(field.max_length or LONGEST_TEXT, LONGEST_TEXT),
            may_begin_like_formula=validate_no_formula not in field.validators,
        )

    def parse(self, value) -> str:
        if _is_number(value):
            value = _number_text(value)
        if not isinstance(value, str):
            raise Unfit(
                _("“%(value)s” is not text") % {"value": shown(value)},
                _("format the cell as text and write it again"),
            )
        if len(value) > self.longest:
            raise Unfit(
                _("the text has %(length)d characters") % {"length": len(value)},
                _("shorten it to %(longest)d") % {"longest": self.longest},
            )
        if any(is_unseen(character) and character not in _LINES for character in value):
            raise Unfit(_("contains characters that cannot be seen"), _("write the text again"))
        if not self.may_begin_like_formula and value[0] in "=+-@":
            raise Unfit(
                _("“%(value)s” begins like a formula") % {"value": shown(value)},
                _("remove the leading “%(sign)s”") % {"sign": value[0]},
            )
        return value


@dataclass(frozen=True)
class Scorer(Text):
    """A leader's code, or SELF_SCORED for the cell itself."""

    def parse(self, value) -> str:
        value = super().parse(value)
        return SELF_SCORED if word_key(value) == word_key(SELF_SCORED) else value


@dataclass(frozen=True)
class Choice:
    """One of a list of words; `words` maps each to its value, `also` those that are understood as well."""

    words: Mapping[str, str]
    also: Mapping[str, str] = field(default_factory=dict)

    def parse(self, value) -> str:
        key = word_key(value) if isinstance(value, str) else None
        for word, meaning in (*self.words.items(), *self.also.items()):
            if _known_key(word) == key:
                return meaning
        raise Unfit(
            _("“%(value)s” is not in the list") % {"value": shown(value)},
            _("write one of: %(words)s") % {"words": " · ".join(self.words)},
        )

    def word(self, meaning: str) -> str:
        return next(word for word, value in self.words.items() if value == meaning)


@dataclass(frozen=True)
class Flag:
    """x for yes; an empty cell means no."""

    def parse(self, value) -> bool:
        if isinstance(value, str) and value.casefold() == "x":
            return True
        raise Unfit(_("“%(value)s” is not a mark") % {"value": shown(value)}, _("write x or leave it empty"))


@dataclass(frozen=True)
class Date:
    def parse(self, value) -> dt.date:
        day = None
        if isinstance(value, dt.datetime):
            day = value.date()
        elif isinstance(value, dt.date):
            day = value
        elif isinstance(value, str) and (match := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", value)):
            try:
                day = dt.date(int(match[3]), int(match[2]), int(match[1]))
            except ValueError:
                raise Unfit(
                    _("there is no day “%(value)s”") % {"value": shown(value)},
                    _("write a day of the calendar as dd/mm/yyyy"),
                ) from None
        if day is None:
            raise Unfit(
                _("“%(value)s” is not a date") % {"value": shown(value)},
                _("write it as dd/mm/yyyy or as an Excel date"),
            )
        _check_year(day.year, value)
        return day


@dataclass(frozen=True)
class MeetingDay(Date):
    """In a list of an office its hour and weekday may stand beside it, in the same cell."""


@dataclass(frozen=True)
class Clock:
    """A time of the day, to the minute."""

    def parse(self, value) -> dt.time:
        if isinstance(value, dt.timedelta):
            value = dt.datetime(1900, 1, 1) + value if 0 <= value.total_seconds() < _A_DAY else None  # noqa: DTZ001
        if isinstance(value, dt.datetime):
            value = value.time()
        if isinstance(value, str):
            try:
                value = time_written(value)
            except ValueError:
                raise self._unfit(value) from None
        if not isinstance(value, dt.time):
            raise self._unfit(value)
        return value.replace(second=0, microsecond=0, tzinfo=None)

    @staticmethod
    def _unfit(value) -> Unfit:
        return Unfit(_("“%(value)s” is not a time") % {"value": shown(value)}, _("write it as 19:30"))


@dataclass(frozen=True)
class MeetingHour(Clock):
    """In a list of an office the day may stand beside it, in the same cell."""


@dataclass(frozen=True)
class MonthKind:
    """A month as MM/yyyy. Excel likes to make a date of it; then the date's month is meant."""

    def parse(self, value) -> Month:
        if isinstance(value, dt.date):
            month = Month.of(value)
        else:
            try:
                month = Month.parse(value) if isinstance(value, str) else None
            except ValueError:
                month = None
        if month is None:
            raise Unfit(
                _("“%(value)s” is not a month") % {"value": shown(value)},
                _("write it as MM/yyyy, for example 03/2018"),
            )
        _check_year(month.year, value)
        return month


@dataclass(frozen=True)
class HalfYearKind:
    def parse(self, value) -> HalfYear:
        try:
            half_year = HalfYear.parse(value.upper()) if isinstance(value, str) else None
        except ValueError:
            half_year = None
        if half_year is None:
            raise Unfit(
                _("“%(value)s” is not a half-year") % {"value": shown(value)},
                _("write it as 2018-H1 or 2018-H2"),
            )
        _check_year(half_year.year, value)
        return half_year


def _check_year(year: int, value) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Unfit(
            _("“%(value)s” lies outside the years %(first)d to %(last)d")
            % {"value": shown(value), "first": FIRST_YEAR, "last": LAST_YEAR},
            _("correct the year"),
        )


def _number(value) -> Decimal:
    number = None
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,3}([.,][0-9]{3})+", value):
        raise Unfit(
            _("“%(value)s” may mean thousands or decimals") % {"value": shown(value)},
            _("write the number without separators of thousands"),
        )
    if _is_number(value):
        if isinstance(value, int) or math.isfinite(value):
            number = Decimal(str(value))
    elif isinstance(value, str) and re.fullmatch(r"[+-]?[0-9]{1,20}([.,][0-9]{1,20})?", value):
        number = Decimal(value.replace(",", "."))
    if number is None:
        raise Unfit(_("“%(value)s” is not a number") % {"value": shown(value)}, _("write a number"))
    if number < 0:
        raise Unfit(
            _("“%(value)s” is negative") % {"value": shown(value)},
            _("write 0 or a positive number"),
        )
    return number


@dataclass(frozen=True)
class Whole:
    """A whole number from `smallest` to `largest`."""

    smallest: int = 0
    largest: int = LARGEST_WHOLE

    def parse(self, value) -> int:
        number = _number(value)
        if number != number.to_integral_value():
            raise Unfit(
                _("“%(value)s” is not a whole number") % {"value": shown(value)},
                _("write a number without decimals"),
            )
        if not self.smallest <= number <= self.largest:
            raise Unfit(
                _("“%(value)s” is out of range") % {"value": shown(value)},
                _("write a number from %(smallest)d to %(largest)d")
                % {"smallest": self.smallest, "largest": self.largest},
            )
        return int(number)


@dataclass(frozen=True)
class OfMembers(Whole):
    """In a list of an office those present and all may stand in one cell: "16/18"."""

    is_all: bool = False


@dataclass(frozen=True)
class Points:
    """Points in steps of `step`, from `smallest` to `largest`."""

    smallest: Decimal
    largest: Decimal
    step: Decimal = Decimal("0.5")

    def parse(self, value) -> Decimal:
        number = _number(value)
        if not self.smallest <= number <= self.largest:
            raise Unfit(
                _("“%(value)s” is out of range") % {"value": shown(value)},
                _("write a number from %(smallest)s to %(largest)s")
                % {"smallest": shown(self.smallest), "largest": shown(self.largest)},
            )
        if number % self.step:
            raise Unfit(
                _("“%(value)s” is no whole number of steps of %(step)s")
                % {"value": shown(value), "step": shown(self.step)},
                _("round it, for example to %(example)s")
                % {"example": shown((number / self.step).to_integral_value() * self.step)},
            )
        return number.quantize(Decimal("0.1"))
