"""The number of things to settle, beside “My work” in the navigation."""

from django import template

from attendance.work import work_of

register = template.Library()


@register.simple_tag(takes_context=True)
def work_count(context) -> int:
    """What the signed-in user can settle now: two queries at most, none for those without rights."""
    request = context.get("request")
    if request is None or not request.user.is_authenticated:
        return 0
    return work_of(request).pressing
