"""Points and marks as people write them into a score sheet."""

import datetime as dt
import re
from decimal import Decimal

from django.utils.translation import gettext as _

from exchange.tables import ErrorValue, Formula
from exchange.workbook.kinds import shown
from lib.vietnamese import name_key, plain_signs
from meetings import paper_sheet

from .finding import BLANK

_MARKS = frozenset("x✓✔✗✘☑☒√v×")
_NO_MARK = frozenset("☐□")
_NUMBER = re.compile(r"\+?(?P<number>\d{1,4}(?:[.,]\d{1,3})?)(?: ?(?:điểm|đ))?", re.ASCII)
_YES, _NO = map(name_key, ("có", "đạt")), map(name_key, ("không", "không đạt"))
YES, NO = frozenset(_YES), frozenset(_NO)


class Unclear(ValueError):
    """str() says what is written there and why it says nothing."""


def is_blank(value) -> bool:
    if value is None:
        return True
    return isinstance(value, str) and (bool(BLANK.fullmatch(value)) or value.strip() in _NO_MARK)


def is_dash(value) -> bool:
    return isinstance(value, str) and plain_signs(value) == "-"


def is_mark(value) -> bool:
    return isinstance(value, str) and plain_signs(value).casefold() in _MARKS


def is_word(value, words: frozenset[str]) -> bool:
    return isinstance(value, str) and name_key(value) in words


def is_not_applicable(value) -> bool:
    return isinstance(value, str) and name_key(value) == name_key(paper_sheet.NOT_APPLICABLE)


def number(value) -> Decimal | None:
    """4,5; 4.5; " 4 "; +1; 4 điểm; 4.5 as a number. None for what is no number."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return Decimal(str(value))
    found = _NUMBER.fullmatch(plain_signs(value).casefold()) if isinstance(value, str) else None
    return Decimal(found["number"].replace(",", ".")) if found else None


def stated_maximum(text: str) -> Decimal | None:
    """Of what stands in the column of the scale: 5; 0 hoặc 5; +5."""
    found = re.findall(r"\d+(?:[.,]\d+)?", text, re.ASCII)
    return Decimal(found[-1].replace(",", ".")) if found else None


def unclear(value) -> Unclear:
    """Why `value` is no number of points."""
    if isinstance(value, Formula):
        return Unclear(_("a formula stands on the sheet; write the number itself"))
    if isinstance(value, ErrorValue):
        return Unclear(_("an error of Excel stands on the sheet (%(value)s)") % {"value": value.text})
    if isinstance(value, dt.date | dt.time):
        return Unclear(
            _("Excel has made a date of what was typed on the sheet: “%(value)s”") % {"value": shown(value)}
        )
    return Unclear(_("“%(value)s” on the sheet says no points of this line") % {"value": shown(value)})
