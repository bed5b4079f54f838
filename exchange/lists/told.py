"""Values that a list of plans or results has no column for, because its rows and titles say them."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from django.utils.translation import gettext as _

from committees.models import Leader
from exchange.workbook.kinds import FIRST_YEAR, LAST_YEAR, shown
from exchange.workbook.ledger import batches
from exchange.workbook.offices import Offices
from lib.periods import HalfYear, Month, written_day
from lib.vietnamese import search_key

from .asking import Asking
from .meeting_times import months_in
from .references import Line, Surroundings

_WRITTEN = (
    re.compile(r"\b(?:0?6|sau) ?t(?:hang|h)? (?P<word>dau|cuoi)(?: nam)? ?/? ?(?P<year>\d{4})\b", re.ASCII),
    re.compile(r"\b(?P<year>\d{4}) ?h(?P<half>[12])\b", re.ASCII),
)

# "Số 215-TB/ThU", "số: 12 - TB/ĐU".
_NUMBER = re.compile(r"(?<![\w/.-])(\d{1,5} ?- ?[A-ZĐa-z]{1,6}/[A-ZĐ][A-ZĐa-z.]{0,15})(?!\w)")
_OWN_NUMBER = re.compile(rf"\(?(?:[Ss]ố|SỐ) ?:? ?{_NUMBER.pattern}\)?")
_DAY = re.compile(
    r"ngày (?P<day>\d{1,2})(?: ?[/.-] ?| tháng )(?P<month>\d{1,2})(?: ?[/.-] ?| năm )(?P<year>\d{4})(?!\d)",
    re.IGNORECASE | re.ASCII,
)


def half_years_in(text: str) -> set[HalfYear]:
    """Those that a title names: "KẾ HOẠCH DỰ SINH HOẠT 6 THÁNG ĐẦU NĂM 2019"."""
    found = set()
    for pattern in _WRITTEN:
        for match in pattern.finditer(search_key(text)):
            groups = match.groupdict()
            half = groups.get("half") or ("1" if groups["word"] == "dau" else "2")
            if FIRST_YEAR <= int(match["year"]) <= LAST_YEAR:
                found.add(HalfYear.parse(f"{match['year']}-H{half}"))
    return found


class Titles:
    """The half-year, the month, or the document, that stands above a record, where one does."""

    def __init__(self, surroundings: Surroundings):
        self._surroundings = surroundings
        self._known: dict[tuple, tuple[Any, str]] = {}

    def half_year(self, line: Line) -> tuple[HalfYear | None, str]:
        """With the reason; none where two are named."""
        return self._the_one(line, half_years_in)

    def month(self, line: Line) -> tuple[Month | None, str]:
        """As `half_year`."""
        return self._the_one(line, months_in)

    def document(self, line: Line) -> tuple[str, str]:
        """The document that the list belongs to: "215-TB/ThU, ngày 27/11/2026"; as `half_year`.

        A line of the number alone is its own, before any that is referred to.
        """
        titles = self._titles(line)
        if ("document", titles) not in self._known:
            self._known["document", titles] = _document_in(titles)
        return self._known["document", titles]

    def _titles(self, line: Line) -> tuple[str, ...]:
        return (*self._surroundings.group(line.record), *self._surroundings.around(line.record))

    def _the_one(self, line: Line, named_in: Callable[[str], set]) -> tuple[Any, str]:
        titles = self._titles(line)
        if (named_in, titles) not in self._known:
            said = {period: title for title in reversed(titles) for period in named_in(title)}
            (period, title), *others = [*said.items(), (None, "")]
            reason = _("“%(text)s” says so") % {"text": shown(title)}
            self._known[named_in, titles] = (None, "") if len(others) > 1 else (period, reason)
        return self._known[named_in, titles]


def _document_in(titles: Sequence[str]) -> tuple[str, str]:
    own = {match[1]: title for title in titles if (match := _OWN_NUMBER.fullmatch(title.strip()))}
    named = {number: title for title in titles for number in _NUMBER.findall(title)}
    found = own or named
    if len(found) != 1:
        return "", ""
    ((number, title),) = found.items()
    text = number.replace(" ", "")
    if day := _day_of(number, titles):
        text = f"{text}, ngày {written_day(day)}"
    return text, _("“%(text)s” says so") % {"text": shown(title)}


def _day_of(number: str, titles: Sequence[str]) -> dt.date | None:
    """That beside the number, else the only one that stands there."""
    beside = [title[title.index(number) :] for title in titles if number in title]
    for texts in (beside, titles):
        days = {day for text in texts for day in _days_in(text)}
        if days:
            return days.pop() if len(days) == 1 else None
    return None


def _days_in(text: str) -> Iterator[dt.date]:
    for match in _DAY.finditer(text):
        with suppress(ValueError):
            yield dt.date(int(match["year"]), int(match["month"]), int(match["day"]))


def tell_half_year(line: Line, half_year: HalfYear | None, reason: str, asking: Asking) -> None:
    """That of the month, else the one in the title."""
    row = line.row
    if half_year:
        row["half_year"] = half_year
        asking.guess(row, "half_year", "", (str(half_year), half_year.label), reason)
    elif row["month"]:
        row["half_year"] = row["month"].half_year


def tell_committees(lines: list[Line], asking: Asking) -> None:
    """Leaders are in the plans of their own committees."""
    by_code = {}
    for batch in batches(sorted({row["leader"] for row, _c, _r in lines if row["leader"]})):
        for leader in Leader.objects.filter(code__in=batch).select_related("committee"):
            by_code[leader.code] = leader
    offices = Offices(by_code.values())
    told = defaultdict(dict)
    for row, _cells, _record in lines:
        leader = by_code.get(row["leader"])
        if leader is None or not row["half_year"]:
            continue
        half_year = row["half_year"]
        if half_year not in told[leader]:
            reason = _("it is the committee of %(leader)s") % {"leader": leader}
            told[leader][half_year] = offices.of(leader, half_year)[-1], reason
        committee, reason = told[leader][half_year]
        row["committee"] = committee.code
        asking.guess(row, "committee", "", (committee.code, str(committee)), reason)
