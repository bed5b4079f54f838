"""The buttons that take back what was just done, under the message that says it was saved."""

from django import template

from attendance.days import undo

register = template.Library()


@register.inclusion_tag("days/_undo.html", takes_context=True)
def undo_button(context):
    request = context.get("request")
    return {
        "offers": undo.shown(request) if request and hasattr(request, "session") else [],
        "csrf_token": context.get("csrf_token"),
    }
