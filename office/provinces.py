"""The provinces that a user sees, each with its plans and reports: the level above an overview."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.db.models.functions import Left

from attendance.figures.of_provinces import kept_tallies
from attendance.figures.tally import Tally
from attendance.models import Plan
from committees import in_view
from committees.models import Committee, User
from lib.periods import HalfYear, today
from reports.models import IssuedReport

Status = Plan.Status


@dataclass(frozen=True)
class ProvinceLine:
    """Of one half-year; plans and reports are numbers of committees that the user sees."""

    province: Committee
    address: str  # what the addresses of its pages begin with
    committees: int
    drafts: int
    submitted: int
    approved: int
    reports: int
    tally: Tally | None  # of a half-year that is settled there; None: not kept (yet), or not settled


def lines(provinces: Iterable[Committee], half_year: HalfYear, user: User) -> list[ProvinceLine]:
    """In a number of queries that no data changes."""
    committees = _by_province(Committee.objects.visible_to(user).existing_on(today()), "path")
    plans = Plan.objects.visible_to(user).filter(half_year=half_year)
    by_status = _by_province(plans, "committee__path", "status")
    issued = IssuedReport.objects.visible_to(user).in_force().filter(half_year=half_year)
    reports = _by_province(issued, "committee__path")
    provinces = list(provinces)
    tallies = kept_tallies(half_year, provinces, user)
    found = []
    for province in provinces:
        path = province.path
        line = ProvinceLine(
            province,
            in_view.head(province.pk),
            committees=committees[path,],
            drafts=by_status[path, Status.DRAFT],
            submitted=by_status[path, Status.SUBMITTED],
            approved=sum(by_status[path, status] for status in Plan.COUNTING),
            reports=reports[path,],
            tally=tallies.get(path),
        )
        found.append(line)
    return found


def _by_province(rows: QuerySet, path: str, *by: str) -> Counter[tuple]:
    """How many of them lie in each province, by its path."""
    rows = rows.order_by().annotate(of_province=Left(path, Committee.steplen))
    counted = rows.values_list("of_province", *by).annotate(number=Count("pk"))
    return Counter({tuple(key): number for *key, number in counted})
