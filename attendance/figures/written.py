"""How figures are written."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import number_format

from .tally import MISSING


def percent(rate) -> str:
    """81,8% or —."""
    return MISSING if rate is None else f"{number_format(rate, 1)}%"


def rounded(value, places: int) -> str:
    """With the language's decimal sign, half up: Django's own formatting cuts digits off."""
    step = Decimal(1).scaleb(-places)
    return number_format(Decimal(value).quantize(step, ROUND_HALF_UP), places)


def decimal(value, places=1) -> str:
    """A number, or —."""
    return MISSING if value in (None, "") else rounded(value, places)


def signed(value, places=1) -> str:
    """A difference: +4,1, −0,5, 0,0 or —."""
    if value is None:
        return MISSING
    return ("+" if value > 0 else "−" if value < 0 else "") + rounded(abs(value), places)


def _places(value) -> int:
    return 0 if value == int(value) else 2


def plain_number(value) -> str:
    """A count as it is, a mean with two decimals, or —."""
    return MISSING if value in (None, "") else rounded(Decimal(str(value)), _places(value))


def signed_number(value) -> str:
    return MISSING if value in (None, "") else signed(value, _places(value))
