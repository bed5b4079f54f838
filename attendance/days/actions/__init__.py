"""What the actions share: visits locked, and rows saved with their history."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from attendance.days.conflicts import Conflict
from attendance.models import Plan, Visit
from committees.models import Leader
from lib.periods import Month, written_day
from lib.versions import check_version, locked_row, sign
from lib.vietnamese import nfc
from meetings.models import Cell


def lock_visits(
    visits: Iterable[Visit], plans: Iterable[Plan] = (), cells: Iterable[int] = ()
) -> dict[int, Visit]:
    """Lock all that results and moves of these visits touch, in the one order that every action keeps.

    Plans, then visits, then cells, each by id: whoever waits for one holds nothing that another waits
    for. The cell stands for its meetings and for the month of a leader there, which may not exist yet.
    By id the visits that are left, as they are now, with plan and cell.
    """
    visits = list(visits)
    locked_plans = _locked(Plan, {v.plan_id for v in visits} | {p.pk for p in plans})
    fresh = _locked(Visit, {v.pk for v in visits})
    locked_cells = _locked(Cell, {v.cell_id for v in visits} | set(cells))
    for visit in fresh.values():
        # One that was moved meanwhile reads those that it has now.
        if plan := locked_plans.get(visit.plan_id):
            visit.plan = plan
        if cell := locked_cells.get(visit.cell_id):
            visit.cell = cell
    return fresh


def _locked(model, ids: set[int]) -> dict:
    return {row.pk: row for row in model.objects.select_for_update().filter(pk__in=ids).order_by("pk")}


def locked_visit(
    visit: Visit, version: int | None = None, *, plans: Iterable[Plan] = (), cells: Iterable[int] = ()
) -> Visit:
    """The visit as it is now, locked with its plan and cell (and further `plans` and `cells`, by id)."""
    fresh = lock_visits([visit], plans, cells).get(visit.pk)
    check_version(fresh, version)
    return fresh


def expect_as_left(left: Iterable[tuple[Visit, int]]) -> list[Visit]:
    """The visits, locked, as a step left them, each at its version; refused, naming each changed since."""
    left = list(left)
    locked = lock_visits(visit for visit, _version in left)
    visits, changed = [], []
    for visit, version in left:
        fresh = locked.get(visit.pk)
        check_version(fresh, None)
        visits.append(fresh)
        if fresh.version != version:
            last = fresh.history.first()
            changed.append(f"{fresh} ({(last and last.history_user) or '—'})")
    if changed:
        raise ValidationError(
            _("Changed since, so nothing was undone: %(visits)s. Correct it on the visit's own page.")
            % {"visits": "; ".join(changed)}
        )
    return visits


def lock_leaders(leaders: Iterable[int]) -> None:
    """Two who send one leader to two meetings meet here, whatever the plans. After all other rows."""
    rows = Leader.objects.select_for_update(no_key=True).filter(pk__in=set(leaders))
    list(rows.order_by("pk").values_list("pk"))


def expect_status(plan: Plan, *statuses) -> None:
    if plan.status not in statuses:
        raise ValidationError(
            _("The plan is “%(status)s” now, so this is no longer possible. Reload the page.")
            % {"status": plan.get_status_display()}
        )


def expect_open_to_results(visit: Visit, correction_reason: str = "") -> str:
    """In a plan that counts, and where its result is fixed there is a reason to correct it: that reason."""
    if not visit.plan.counts:
        raise ValidationError(
            _("The plan is “%(status)s”: results are logged in approved plans only.")
            % {"status": visit.plan.get_status_display()}
        )
    return expect_reason(visit, correction_reason)


def expect_reason(row: Visit | Plan, correction_reason: str, message: str = "") -> str:
    """The reason to keep with a correction: demanded of a result that is fixed, or in a closed plan; else "".

    The refusal belongs to the field `correction_reason`; `message` says more than the usual one of
    what stands in an issued report.
    """
    if not row.is_fixed:
        return ""
    reason = nfc(correction_reason.strip())
    if not reason:
        if not row.reported_at:
            message = _(
                "The plan was closed on %(day)s. Corrections need a reason; give it on the visit's own page."
            )
        message = message or _(
            "A report that counts this result was issued (entered on %(day)s). Corrections need a reason; "
            "give it on the visit's own page."
        )
        raise ValidationError({"correction_reason": message % {"day": written_day(row.fixed_on)}})
    return reason


def expect_not_moved(visit: Visit) -> None:
    """A missed visit is made up for once."""
    if visit.successor:
        raise ValidationError(
            _("This visit was already moved to %(month)s.") % {"month": visit.successor.month}
        )


def expect_free(leader: Leader, cell: Cell, month: Month) -> None:
    locked_row(cell)  # two who register the same meet here, not in the index
    lock_leaders([leader.pk])
    expect_not_registered(leader, cell, month)


def expect_not_registered(leader: Leader, cell: Cell, month: Month) -> None:
    if Visit.objects.filter(leader=leader, cell=cell, month=month).exists():
        raise ValidationError(
            _("%(leader)s is already registered for %(cell)s in %(month)s. Choose another month.")
            % {"leader": leader, "cell": cell, "month": month}
        )


def explained(reason: str, conflicts: list[Conflict]) -> str:
    """The reason, where there is something to explain; refused without one."""
    if conflicts and not reason.strip():
        cure = _("Say why it is planned all the same, or choose another month, leader or cell.")
        raise ValidationError({"override_reason": [*(conflict.message for conflict in conflicts), cure]})
    return reason if conflicts else ""


def create_visit(
    plan: Plan, leader: Leader, cell: Cell, month: Month, *, by, correction_reason: str = "", **fields
) -> Visit:
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
    sign(visit, by=by, reason=correction_reason).save()
    return visit
