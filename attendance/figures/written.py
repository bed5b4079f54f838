"""How figures are written."""

import re
from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from lib.periods import written_day

from .selection import Selection
from .tally import MISSING


def percent(rate) -> str:
    """81,8% or —."""
    return MISSING if rate is None else f"{number_format(rate, 1)}%"


def counted(number: int) -> str:
    """As Vietnamese prose has it, 01, 12, 1.250; none stays 0."""
    return f"{number:02,}".replace(",", ".") if number else "0"


def without_zeros(written: str) -> str:
    """100% of 100,0%; 85,5 of 85,50."""
    return re.sub(r",(\d*?)0+(?=%|$)", lambda match: f",{match[1]}" if match[1] else "", written)


def in_prose(rate) -> str:
    """81,8%, 100% or —."""
    return percent(rate).replace(",0%", "%").replace(".0%", "%")


def rounded(value, places: int) -> str:
    """With the language's decimal sign, half up: Django's own formatting cuts digits off."""
    step = Decimal(1).scaleb(-places)
    return number_format(Decimal(value).quantize(step, ROUND_HALF_UP), places, force_grouping=True)


def decimal(value, places=1) -> str:
    """A number, or —."""
    return MISSING if value in (None, "") else rounded(value, places)


def signed(value, places=1) -> str:
    """A difference: +4,1, −0,5, 0,0 or —."""
    if value is None:
        return MISSING
    return ("+" if value > 0 else "−" if value < 0 else "") + rounded(abs(value), places)


def in_words(selection: Selection) -> str:
    """What is counted: half-year, committee and whatever else narrows it."""
    managing, as_of = selection.managing_committee, selection.as_of
    parts = [
        selection.committee and selection.committee.name,
        capfirst(selection.half_year.label),
        selection.leader_group and selection.leader_group_label,
        selection.leader,
        selection.organization_type,
        managing and _("cells managed by %(committee)s") % {"committee": managing.label},
        selection.months_label,
        as_of and _("as at %(day)s") % {"day": written_day(as_of)},
    ]
    return " · ".join(str(part) for part in parts if part)


def _places(value) -> int:
    return 0 if value == int(value) else 2


def plain_number(value) -> str:
    """A count as it is, a mean with two decimals, or —."""
    return MISSING if value in (None, "") else rounded(Decimal(str(value)), _places(value))


def signed_number(value) -> str:
    return MISSING if value in (None, "") else signed(value, _places(value))
