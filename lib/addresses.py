"""Where the pages of rows are, for lists that name many of them."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.urls import get_script_prefix, get_urlconf, reverse

PLACE = 987_654_321  # stands where the row's key belongs


def page_of(name: str) -> Callable[[Any], str]:
    """The address called `name` of each row: found once, where Django looks it up anew for every link."""

    @cache
    def around(urlconf: str | None, prefix: str) -> list[str]:
        return reverse(name, args=[PLACE]).split(str(PLACE))

    def address(row: Any) -> str:
        return str(row.pk).join(around(get_urlconf(), get_script_prefix()))

    return address
