"""What an issued report counted is fixed; plans close once their half-year is over and all is settled.

Marks say when a report was issued. They are nobody's change of a visit or a plan: no version, no history.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from attendance.models import Plan, Visit
from committees.models import Committee
from committees.organisation import below
from lib.periods import HalfYear, now
from lib.versions import save

AT_ONCE = 5000  # as many ids as every database takes in one statement


@dataclass(frozen=True)
class Counted:
    """The ids of the visits whose results a valid report counted, and when it was issued."""

    committee: Committee
    visits: Iterable[int]
    at: dt.datetime


def lock_plans(*, committee: Committee, half_year: HalfYear) -> list[Plan]:
    """Lock the plans of `committee` and those below it: until the transaction ends nobody logs into what
    is being counted, nor approves one. Whoever is just writing into one of them is waited for.
    """
    ids = list(_plans_below(committee, half_year).values_list("pk", flat=True))
    return list(Plan.objects.select_for_update().filter(pk__in=ids).order_by("pk"))


def _plans_below(committee: Committee, half_year: HalfYear):
    return Plan.objects.filter(below(committee, half_year.last_day), half_year=half_year)


@transaction.atomic
def report_results(
    *, committee: Committee, half_year: HalfYear, visits: Iterable[int], at: dt.datetime, by
) -> list[Plan]:
    """A report was issued at `at` that counted the results of `visits` (ids); the plans that close by it.

    Its figures were taken after `lock_plans`, in the same transaction.
    """
    plans = lock_plans(committee=committee, half_year=half_year)
    _mark(half_year, Counted(committee, visits, at))
    return close_settled_plans(plans=[plan.pk for plan in plans], by=by)


@transaction.atomic
def unreport_results(
    *,
    committee: Committee,
    half_year: HalfYear,
    at: dt.datetime,
    still: Iterable[Counted] = (),
    by,
    reason: str = "",
) -> list[Plan]:
    """The report issued at `at` is none any more; the plans that open again, as no report of theirs is out.

    `still`: what other valid reports of the half-year counted, of committees above and below too.
    """
    plans = lock_plans(committee=committee, half_year=half_year)
    ids = [plan.pk for plan in plans]
    Visit.objects.filter(plan__in=ids, reported_at=at).update(reported_at=None)
    Plan.objects.filter(pk__in=ids, reported_at=at).update(reported_at=None)
    for counted in sorted(still, key=lambda counted: counted.at):
        _mark(half_year, counted, among=ids)
    closed_by_it = Plan.objects.filter(
        pk__in=ids, status=Plan.Status.CLOSED, closing_reason="", reported_at=None
    )
    return [open_plan(plan, by=by, reason=reason) for plan in closed_by_it.order_by("pk")]


def _mark(half_year: HalfYear, counted: Counted, among: list[int] | None = None) -> None:
    """Of plans all, drafts too: once approved they are settled by the same rule."""
    plans = _plans_below(counted.committee, half_year).filter(reported_at=None)
    visits = Visit.objects.filter(reported_at=None)
    if among is not None:
        plans, visits = plans.filter(pk__in=among), visits.filter(plan__in=among)
    plans.update(reported_at=counted.at)
    ids = list(counted.visits)
    for start in range(0, len(ids), AT_ONCE):
        visits.filter(pk__in=ids[start : start + AT_ONCE]).update(reported_at=counted.at)


@transaction.atomic
def note_report(*, committee: Committee, half_year: HalfYear, at: dt.datetime) -> None:
    """Plans begun after the valid report of `at` was issued belong to it too, whatever it counted."""
    lock_plans(committee=committee, half_year=half_year)
    _mark(half_year, Counted(committee, (), at))


@transaction.atomic
def close_settled_plans(*, plans: Iterable[int] | None = None, by=None) -> list[Plan]:
    """Close those of `plans` (ids; None: of all) that are settled; which did.

    `by` is None where only time has passed.
    """
    settled = Plan.objects.settled()
    if plans is not None:
        settled = settled.filter(pk__in=list(plans))
    ids = list(settled.values_list("pk", flat=True))
    list(Plan.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
    # Once more: somebody may have opened a visit while these were waited for.
    return [close_plan(plan, by=by) for plan in Plan.objects.settled().filter(pk__in=ids).order_by("pk")]


def settle(visits: Iterable[Visit], *, by) -> None:
    """After results came in: close the plans of `visits` that are settled by them. Their locks are held."""
    visits = list(visits)
    may_close = {
        visit.plan_id
        for visit in visits
        if visit.plan.reported_at and not visit.plan.is_closed and visit.half_year < HalfYear.current()
    }
    closed = {p.pk: p for p in close_settled_plans(plans=may_close, by=by)} if may_close else {}
    for visit in visits:
        visit.plan = closed.get(visit.plan_id, visit.plan)


def close_plan(plan: Plan, *, by, reason: str = "") -> Plan:
    """Of a locked plan; `reason` where an administrator closes what is not settled."""
    plan.status, plan.closed_at, plan.closing_reason = Plan.Status.CLOSED, now(), reason
    return save(plan, by=by, reason=reason)


def open_plan(plan: Plan, *, by, reason: str) -> Plan:
    """Of a locked, closed plan: approved again."""
    plan.status, plan.closed_at, plan.closing_reason = Plan.Status.APPROVED, None, ""
    return save(plan, by=by, reason=reason)
