"""The header: the sections of the product, and “My work” with the number of things to settle."""

from django import template

from committees import signed_in
from lib.counts import Counted
from office.agenda.work import work_of
from office.navigation import section_of, sections_for

register = template.Library()


@register.simple_tag(takes_context=True)
def navigation(context) -> dict:
    """`sections` of the signed-in user, the `current` one of them, and how many things press (`pressing`).

    `is_below`: the page is no first page of a section, so that it says where it stands.
    """
    request = context.get("request")
    if request is None or not request.user.is_authenticated:
        return {"sections": [], "current": None, "is_below": False, "pressing": Counted(0)}
    work = work_of(request)
    work = work if work.concerns_user else None
    sections = sections_for(request.user, work)
    name = request.resolver_match.view_name if request.resolver_match else ""
    current = section_of(name)
    return {
        "sections": sections,
        "current": current if current in sections else None,
        "is_below": bool(current and name not in (current.start, current.shown)),
        "pressing": work.pressing if work else Counted(0),
    }


@register.simple_tag(takes_context=True)
def signed_in_mark(context) -> str:
    """Of whom the page is made for (`committees.signed_in`)."""
    request = context.get("request")
    return signed_in.mark(request.user) if request and hasattr(request, "user") else ""
