"""Heroicons, each drawn once: the package writes the same few as XML anew for every page."""

from functools import lru_cache

from django import template
from heroicons.templatetags import heroicons

register = template.Library()
heroicon_outline = register.simple_tag(
    lru_cache(maxsize=256)(heroicons.heroicon_outline), name="heroicon_outline"
)
