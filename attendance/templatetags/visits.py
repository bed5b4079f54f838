"""What became of a visit, as every list says it."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from attendance.models import Plan, Visit
from committees.models import Leader, User
from lib.periods import written_day

BADGES = {
    Visit.Outcome.ATTENDED: "text-bg-success",
    Visit.Outcome.MISSED: "text-bg-warning",
    Visit.Outcome.WITHDRAWN: "text-bg-secondary",
    Visit.Outcome.PENDING: "border text-body",
}

register = template.Library()


@register.simple_tag
def open_visits(leader: Leader, user: User) -> int:
    """How many visits of the leader nobody knows anything of yet, in plans not closed; one query."""
    pending = Visit.objects.visible_to(user).filter(leader=leader, outcome=Visit.Outcome.PENDING)
    return pending.exclude(plan__status=Plan.Status.CLOSED).count()


@register.simple_tag
def outcome(visit: Visit) -> SafeString:
    """A badge with the day of the meeting, or the reason of absence and what follows."""
    badge = format_html(
        '<span class="badge {}">{}</span>', BADGES[Visit.Outcome(visit.outcome)], visit.get_outcome_display()
    )
    if visit.outcome == Visit.Outcome.ATTENDED:
        return format_html("{} {}", badge, written_day(visit.meeting.date))
    if visit.outcome != Visit.Outcome.MISSED:
        return badge
    follows = ""
    if visit.successor:
        follows = _("(moved to %(month)s)") % {"month": visit.successor.month}
    elif visit.no_carry_over:
        follows = _("(will not be made up for)")
    more = format_html(' <span class="text-nowrap">{}</span>', follows) if follows else ""
    return format_html("{} {}{}", badge, visit.absence_reason, more)
