"""Numbers of meetings: each opens the list of exactly these."""

from django import template

from attendance.figures.selection import Selection
from attendance.templatetags.figures import NIL, linked
from meetings.models import Meeting
from reports.dashboards.links import meetings_url, recommendations_url

register = template.Library()


@register.simple_tag
def kind_label(kind: str) -> str:
    return Meeting.Kind(kind).label


@register.simple_tag
def meeting_figure(selection: Selection, count: int, **filters) -> str:
    """`kind`, `numbers` or `compared` as dashboards.views.quality.MeetingListView takes them."""
    return linked(count, meetings_url(selection, **filters))


@register.simple_tag
def recommendation_figure(selection: Selection, count: int, state: str) -> str:
    """`state` is one of figures.recommendations.Followed."""
    return linked(count, recommendations_url(selection, state), NIL)
