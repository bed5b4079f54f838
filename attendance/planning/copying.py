"""What of a committee's previous plan is registered again, and what cannot be."""

from django.utils.translation import gettext as _

from attendance.models import Plan, Visit, VisitQuerySet
from lib.periods import Month

from .warnings import lasting_warnings


def earlier_visits(plan: Plan) -> VisitQuerySet:
    """What `copy_plan` copies: registered or added, once each, and not withdrawn since."""
    return (
        Visit.objects.standing()
        .filter(
            committee=plan.committee_id,
            half_year=plan.half_year.previous,
            origin__in=[Visit.Origin.REGISTERED, Visit.Origin.AMENDMENT],
            carried_from__isnull=True,
        )
        .select_related("leader__committee", "cell")
    )


def refusal(plan: Plan, earlier: Visit, month: Month) -> str:
    """Why the visit is not copied; "" if it is."""
    leader, cell = earlier.leader, earlier.cell
    if not leader.committee.is_within(plan.committee):
        return _("%(leader)s belongs to %(committee)s now.") % {
            "leader": leader,
            "committee": leader.committee.label,
        }
    if refusals := lasting_warnings(leader, cell, month):
        return refusals[0].message
    if Visit.objects.filter(leader=leader, cell=cell, month=month).exists():
        return _("It is in a plan already.")
    return ""
