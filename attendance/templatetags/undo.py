"""The button that takes back what was just logged, under the message that says it was saved."""

from django import template

from attendance.logging import undo

register = template.Library()


@register.inclusion_tag("logging/_undo.html", takes_context=True)
def undo_button(context):
    request = context.get("request")
    if "undo_offers" in context:
        return {}  # the page lists them all
    return {
        "undo_key": undo.show(request) if request and hasattr(request, "session") else None,
        "csrf_token": context.get("csrf_token"),
    }
