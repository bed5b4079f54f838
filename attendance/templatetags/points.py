"""Points as people write their differences: +0,5 or −1,0."""

from django import template
from django.utils.formats import number_format

register = template.Library()


@register.filter
def signed(value) -> str:
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{number_format(abs(value), 1)}"
