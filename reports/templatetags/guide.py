"""The guide's part about the page one is on."""

from django import template

from reports.site import help as guide

register = template.Library()


@register.simple_tag(takes_context=True)
def help_url(context) -> str:
    match = getattr(context.get("request"), "resolver_match", None)
    return guide.about(match.view_name if match else "")
