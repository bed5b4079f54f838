"""The office in the header."""

from django import template

from committees.office import Face, face

register = template.Library()


@register.simple_tag
def office_face() -> Face:
    return face()
