"""The header: the sections of the product, and “My work” with the number of things to settle."""

from django import template
from django.urls import reverse

from committees import in_view, signed_in
from lib.counts import Counted
from lib.periods import HalfYear
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
        # Of very many committees nobody presses: the number is of the province in view.
        "pressing": work.pressing if work and not in_view.is_asked_of(request.user) else Counted(0),
    }


@register.simple_tag(takes_context=True)
def province_in_view(context) -> dict:
    """The `province` in view, or that one `is_asked` for; `change`: the address of the page that has them."""
    user = getattr(context.get("request"), "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {
        "province": user.province_in_view,
        "is_asked": in_view.is_asked_of(user),
        "change": in_view.outside(reverse("office:provinces", args=[HalfYear.current()])),
    }


@register.simple_tag
def whole_url(name: str) -> str:
    """Of a page that is the same whichever province is in view."""
    return in_view.outside(reverse(name))


@register.simple_tag(takes_context=True)
def signed_in_mark(context) -> str:
    """Of whom the page is made for (`committees.signed_in`)."""
    request = context.get("request")
    return signed_in.mark(request.user) if request and hasattr(request, "user") else ""
