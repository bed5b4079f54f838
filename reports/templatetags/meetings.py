"""Numbers of meetings: each opens the list of exactly these."""

from django import template
from django.urls import reverse

from attendance.figures.links import query
from attendance.figures.selection import Selection
from attendance.templatetags.figures import linked
from meetings.models import Meeting

register = template.Library()


@register.simple_tag
def kind_label(kind: str) -> str:
    return Meeting.Kind(kind).label


def meetings_url(selection: Selection, **filters) -> str:
    address = reverse("reports:meeting-list", args=[selection.half_year])
    return address + query(selection, **{name: str(value) for name, value in filters.items()})


@register.simple_tag
def meeting_figure(selection: Selection, count: int, **filters) -> str:
    """`kind`, `numbers` or `compared` as reports.dashboards.views.quality.MeetingListView takes them."""
    return linked(count, meetings_url(selection, **filters))
