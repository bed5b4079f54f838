"""What a person sees in a cell."""

from exchange.tables import ErrorValue, Formula
from exchange.workbook.kinds import clean, shown


def is_empty(value) -> bool:
    return value is None or (isinstance(value, str) and not clean(value))


def text_of(value) -> str:
    if is_empty(value):
        return ""
    return clean(shown(value.text if isinstance(value, Formula | ErrorValue) else value))
