"""What the actions share: rows locked and saved with their history."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from attendance.models import Plan, Visit
from committees.models import Leader
from committees.versions import check_version
from meetings.models import Cell
from meetings.periods import Month


def locked(row, version: int | None = None):
    """The row as it is now, locked until the transaction ends."""
    fresh = type(row).objects.select_for_update().get(pk=row.pk)
    check_version(fresh, version)
    return fresh


def save(row, *, by):
    row.version += 1
    row._history_user = by
    row.save()
    return row


def expect_status(plan: Plan, *statuses) -> None:
    if plan.status not in statuses:
        raise ValidationError(
            _("The plan is “%(status)s” now, so this is no longer possible. Reload the page.")
            % {"status": plan.get_status_display()}
        )


def expect_free(leader: Leader, cell: Cell, month: Month) -> None:
    if Visit.objects.filter(leader=leader, cell=cell, month=month).exists():
        raise ValidationError(
            _("%(leader)s is already registered for %(cell)s in %(month)s. Choose another month.")
            % {"leader": leader, "cell": cell, "month": month}
        )


def create_visit(plan: Plan, leader: Leader, cell: Cell, month: Month, *, by, **fields) -> Visit:
    visit = Visit(
        plan=plan,
        committee_id=plan.committee_id,
        half_year=plan.half_year,
        leader=leader,
        leader_group=leader.group,
        cell=cell,
        month=month,
        **fields,
    )
    visit._history_user = by
    visit.save()
    return visit
