"""Values that a list of plans or results has no column for, because its rows and titles say them."""

import re
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from committees.models import Leader
from exchange.workbook.kinds import FIRST_YEAR, LAST_YEAR, shown
from exchange.workbook.ledger import batches
from exchange.workbook.offices import Offices
from lib.periods import HalfYear, Month
from lib.vietnamese import search_key

from .asking import Asking
from .meeting_times import months_in
from .references import Line, Surroundings

_WRITTEN = (
    re.compile(r"\b(?:0?6|sau) ?t(?:hang|h)? (?P<word>dau|cuoi)(?: nam)? ?/? ?(?P<year>\d{4})\b", re.ASCII),
    re.compile(r"\b(?P<year>\d{4}) ?h(?P<half>[12])\b", re.ASCII),
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
    """The half-year, or the month, that stands above a record, where one does."""

    def __init__(self, surroundings: Surroundings):
        self._surroundings = surroundings
        self._known: dict[tuple, tuple[Any, str]] = {}

    def half_year(self, line: Line) -> tuple[HalfYear | None, str]:
        """With the reason; none where two are named."""
        return self._the_one(line, half_years_in)

    def month(self, line: Line) -> tuple[Month | None, str]:
        """As `half_year`."""
        return self._the_one(line, months_in)

    def _the_one(self, line: Line, named_in: Callable[[str], set]) -> tuple[Any, str]:
        titles = (*self._surroundings.group(line.record), *self._surroundings.around(line.record))
        if (named_in, titles) not in self._known:
            said = {period: title for title in reversed(titles) for period in named_in(title)}
            (period, title), *others = [*said.items(), (None, "")]
            reason = _("“%(text)s” says so") % {"text": shown(title)}
            self._known[named_in, titles] = (None, "") if len(others) > 1 else (period, reason)
        return self._known[named_in, titles]


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
