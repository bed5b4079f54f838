"""`{% slot "name" %}`: a place that rooms above fill."""

from django import template
from django.utils.safestring import mark_safe

from lib import slots

register = template.Library()


@register.simple_tag(takes_context=True)
def slot(context, name: str) -> str:
    engine = context.template.engine
    drawn = [engine.get_template(filling).render(context) for filling in slots.templates_of(name)]
    return mark_safe("".join(drawn))  # noqa: S308 - each part was drawn, and escaped, by its own template
