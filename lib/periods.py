"""Months and half-years: the only module that splits the year or asks the clock.

Both are stored as whole numbers (months and half-years since year 0), so that the database can
check with plain arithmetic that a month lies in its half-year: half-year h has months 6h … 6h + 5.
"""

import calendar
import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache, total_ordering
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


def localdate() -> dt.date:
    """As Django's, which looks for the zone of a thread each time: a page asks a thousand times."""
    return now().astimezone(timezone.get_default_timezone()).date()


def today() -> dt.date:
    """The current day in the office's time zone."""
    return localdate()


def now() -> dt.datetime:
    """The current moment, with its time zone: for rows that remember when something was done."""
    return timezone.now()


def days_since(day: dt.date) -> int:
    """How many days ago it was."""
    return (today() - day).days


def day_of(moment: dt.datetime) -> dt.date:
    """The day of a moment in the office's time zone."""
    return timezone.localdate(moment)


def written_day(day: dt.date) -> str:
    """29/06/2018, in every language."""
    return f"{day:%d/%m/%Y}"


def short_day(day: dt.date) -> str:
    """29/06, where the year is plain."""
    return f"{day:%d/%m}"


def written_time(time: dt.time) -> str:
    """19:30."""
    return f"{time:%H:%M}"


def written_moment(moment: dt.datetime) -> str:
    """16:30 29/06/2018, in the office's time zone."""
    return f"{timezone.localtime(moment):%H:%M %d/%m/%Y}"


def written_hour(moment: dt.datetime) -> str:
    """16:30, in the office's time zone."""
    return f"{timezone.localtime(moment):%H:%M}"


def stamped(moment: dt.datetime) -> str:
    """2018-06-29T013000: of a file's name, by which files sort."""
    return f"{timezone.localtime(moment):%Y-%m-%dT%H%M%S}"


def parse_day(text: str) -> dt.date:
    """A day written 2018-06-29 or 29/06/2018. Raises ValueError."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return dt.datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise ValueError(text)


def overlaps(begin: dt.date | None, end: dt.date | None, first: dt.date, last: dt.date) -> bool:
    """Whether what holds from `begin` to `end` holds on some day from `first` to `last`.

    All days included; None: since always, for good.
    """
    return (begin is None or begin <= last) and (end is None or end >= first)


def overlapping(begin: str, end: str, first: dt.date, last: dt.date) -> models.Q:
    """The same for the database: `begin` and `end` name the columns."""
    return models.Q(
        models.Q(**{f"{begin}__isnull": True}) | models.Q(**{f"{begin}__lte": last}),
        models.Q(**{f"{end}__isnull": True}) | models.Q(**{f"{end}__gte": first}),
    )


@total_ordering
class _Ordinal:
    """Compared as the number that it is, not as a dataclass's tuple: pages compare very many of them."""

    ordinal: int

    def __eq__(self, other: Any) -> bool:
        return self.ordinal == other.ordinal if self.__class__ is other.__class__ else NotImplemented

    def __lt__(self, other: Any) -> bool:
        return self.ordinal < other.ordinal if self.__class__ is other.__class__ else NotImplemented

    def __hash__(self) -> int:
        return self.ordinal


@dataclass(frozen=True, eq=False)
class Month(_Ordinal):
    """A calendar month. `ordinal` = 12 × year + month − 1; written 03/2018."""

    ordinal: int

    @classmethod
    def of(cls, day: dt.date) -> "Month":
        return cls(day.year * 12 + day.month - 1)

    @classmethod
    def parse(cls, text: str) -> "Month":
        """From "03/2018". Raises ValueError."""
        match = re.fullmatch(r"(\d{1,2})/(\d{4})", text.strip())
        if not match or not 1 <= int(match[1]) <= 12 or int(match[2]) < 1:
            raise ValueError(text)
        return cls(int(match[2]) * 12 + int(match[1]) - 1)

    @property
    def year(self) -> int:
        return self.ordinal // 12

    @property
    def month(self) -> int:
        return self.ordinal % 12 + 1

    @property
    def half_year(self) -> "HalfYear":
        return _kept(HalfYear, self.ordinal // 6)

    @cached_property
    def first_day(self) -> dt.date:
        return dt.date(self.year, self.month, 1)

    @cached_property
    def last_day(self) -> dt.date:
        return self.first_day.replace(day=calendar.monthrange(self.year, self.month)[1])

    def day(self, number: int) -> dt.date:
        """The day of that number, or the month's last where the month is shorter."""
        return self.first_day.replace(day=number) if number < self.last_day.day else self.last_day

    def __add__(self, months: int) -> "Month":
        return _kept(Month, self.ordinal + months)

    def __str__(self) -> str:
        return f"{self.month:02}/{self.year:04}"


@dataclass(frozen=True, eq=False)
class HalfYear(_Ordinal):
    """A reporting period. `ordinal` = 2 × year + half − 1; written 2018-H1; last day included."""

    ordinal: int

    @classmethod
    def of(cls, day: dt.date) -> "HalfYear":
        return Month.of(day).half_year

    @classmethod
    def current(cls) -> "HalfYear":
        return cls.of(today())

    @classmethod
    def parse(cls, text: str) -> "HalfYear":
        """From "2018-H1". Raises ValueError."""
        match = re.fullmatch(HalfYearConverter.regex, text.strip(), re.ASCII)
        if not match:
            raise ValueError(text)
        year, half = text.strip().split("-H")
        return cls(int(year) * 2 + int(half) - 1)

    @property
    def year(self) -> int:
        return self.ordinal // 2

    @property
    def half(self) -> int:
        return self.ordinal % 2 + 1

    @property
    def months(self) -> list[Month]:
        return [_kept(Month, self.ordinal * 6 + i) for i in range(6)]

    @property
    def first_day(self) -> dt.date:
        return Month(self.ordinal * 6).first_day

    @property
    def last_day(self) -> dt.date:
        return Month(self.ordinal * 6 + 5).last_day

    @property
    def next(self) -> "HalfYear":
        return HalfYear(self.ordinal + 1)

    @property
    def previous(self) -> "HalfYear":
        return HalfYear(self.ordinal - 1)

    @property
    def label(self) -> str:
        """As a sentence has it: "first half of 2018", "6 tháng đầu năm 2018"."""
        if self.half == 1:
            return _("first half of %(year)d") % {"year": self.year}
        return _("second half of %(year)d") % {"year": self.year}

    def __contains__(self, day: dt.date) -> bool:
        return HalfYear.of(day) == self

    def __str__(self) -> str:
        return f"{self.year:04}-H{self.half}"


class HalfYearConverter:
    """A half-year in a URL: /half-years/2018-H1/."""

    regex = r"(?:19|20|21)[0-9]{2}-H[12]"

    def to_python(self, value: str) -> HalfYear:
        return HalfYear.parse(value)

    def to_url(self, value: HalfYear) -> str:
        return str(value)


class MonthConverter:
    """A month in a URL: /months/2018-03/."""

    regex = r"(?:19|20|21)[0-9]{2}-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> Month:
        year, month = value.split("-")
        return Month(int(year) * 12 + int(month) - 1)

    def to_url(self, value: Month) -> str:
        return f"{value.year:04}-{value.month:02}"


Kept = TypeVar("Kept", Month, HalfYear)


@lru_cache(maxsize=4096)
def _kept(value_class: type[Kept], ordinal: int) -> Kept:
    """One for all rows: of a province's 20,000 visits, making three each takes as long as all else."""
    return value_class(ordinal)


class _OrdinalField(models.IntegerField):
    value_class: type[Month] | type[HalfYear]

    @property
    def validators(self) -> list[Callable[[Any], None]]:
        # Without IntegerField's range check, which compares numbers and not half-years.
        return [*self.default_validators, *self._validators]

    def from_db_value(self, value: int | None, expression: Any, connection: Any) -> Month | HalfYear | None:
        return None if value is None else _kept(self.value_class, value)  # type: ignore[arg-type]

    def to_python(self, value: Any) -> Month | HalfYear | None:
        if value is None or isinstance(value, self.value_class):
            return value
        try:
            return self.value_class(value) if isinstance(value, int) else self.value_class.parse(value)
        except ValueError:
            raise ValidationError(
                self.error_messages["invalid"], code="invalid", params={"value": value}
            ) from None

    def get_prep_value(self, value: Any) -> int | None:
        value = self.to_python(value) if isinstance(value, str) else value
        return super().get_prep_value(getattr(value, "ordinal", value))

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return "" if value is None else str(value)

    def formfield(self, **kwargs: Any) -> forms.Field:
        return super(models.IntegerField, self).formfield(**{"form_class": forms.CharField} | kwargs)


class MonthField(_OrdinalField):
    value_class = Month
    default_error_messages = {"invalid": gettext_lazy("“%(value)s” is not a month: write it as 03/2018.")}


class HalfYearField(_OrdinalField):
    value_class = HalfYear
    default_error_messages = {"invalid": gettext_lazy("“%(value)s” is not a half-year: write it as 2018-H1.")}


class _OrdinalOf(models.Func):
    """Computed from a date column by the database: year × `PER_YEAR` + (month − 1) / `MONTHS`."""

    arity = 1
    PER_YEAR, MONTHS = 12, 1

    def as_sql(
        self, compiler: Any, connection: Any, template: str | None = None, **extra: Any
    ) -> tuple[str, list[Any]]:
        # The date stands in the template twice, and so do the parameters of a date that is no column.
        sql, params = super().as_sql(
            compiler,
            connection,
            template=template
            or (
                f"(EXTRACT(YEAR FROM %(expressions)s)::integer * {self.PER_YEAR}"
                f" + (EXTRACT(MONTH FROM %(expressions)s)::integer - 1) / {self.MONTHS})"
            ),
            **extra,
        )
        return sql, [*params, *params]

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[Any]]:
        # SQLite keeps dates as 2018-06-30; its own substr keeps the file writable by other tools.
        return self.as_sql(
            compiler,
            connection,
            template=(
                f"(CAST(substr(%(expressions)s, 1, 4) AS INTEGER) * {self.PER_YEAR}"
                f" + (CAST(substr(%(expressions)s, 6, 2) AS INTEGER) - 1) / {self.MONTHS})"
            ),
            **extra,
        )


class HalfYearOf(_OrdinalOf):
    """The half-year of a date column, computed by the database."""

    output_field = HalfYearField()
    PER_YEAR, MONTHS = 2, 6


class MonthOf(_OrdinalOf):
    """The month of a date column, computed by the database."""

    output_field = MonthField()
