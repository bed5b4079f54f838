"""“My work” in the navigation, with the number of things to settle."""

from django import template

from office.agenda.work import Work, work_of

register = template.Library()


@register.simple_tag(takes_context=True)
def my_work(context) -> Work | None:
    """The signed-in user's work, counted only when asked; None for those who never have any."""
    request = context.get("request")
    if request is None or not request.user.is_authenticated:
        return None
    work = work_of(request)
    return work if work.concerns_user else None
