"""Whole numbers on pages, at hand in every template: never for years, codes and what a form sends."""

from typing import Any

from django import template

from lib import counts

register = template.Library()


@register.filter
def whole(number: Any) -> Any:
    """As people read it: 12, 1.000, in English 1,000; what is no number (yet) as it is."""
    return counts.whole(number) if isinstance(number, int) else number
