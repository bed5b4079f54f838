"""Which address to ask of each route, and for each reader: the rows in it are found in the data.

The routes, and what their addresses name, are those of the table of rights that the tests keep.
"""

from collections.abc import Iterator
from itertools import product

from django.db.models import Exists, OuterRef
from django.urls import NoReverseMatch, reverse

from attendance.models import AbsenceReason, Plan, Proposal, RegistrationWindow, Target, Trip, Visit
from committees.models import Committee, Leader, User
from lib.periods import HalfYear, Month, today
from meetings.models import Evaluation, Finding, Guidance, OrganizationType, Recommendation, Rubric
from reports.models import IssuedReport, RegisterEntry, TermOfOffice
from tests.access_rules import EXTRA_ARGUMENTS, RULES

# Beside the plain address, what readers go on to.
FURTHER = {
    "attendance:visit-list": {
        "deep": "page=200",
        "one half-year": "period={running}",
        "search": "q=nguyen",
    },
    "attendance:plan-list": {"one half-year": "period={running}"},
    "reports:search": {"name": "q=nguyen"},
}
LEFT_OUT = {
    "reports:report-pdf",  # LibreOffice's time
    "reports:document-template-sample",
    "reports:layout-sample",
    "office:export",  # a file, measured by itself
}
MOST = 6  # rows tried until a page opens
SHARED = {
    "meetings:type": OrganizationType,
    "meetings:guidance": Guidance,
    "meetings:finding": Finding,
    "meetings:rubric": Rubric,
    "attendance:reason": AbsenceReason,
    "attendance:window": RegistrationWindow,
    "committees:user": User,
    "committees:role": User,
}
OWNED = {
    "trip": Trip,
    "target": Target,
    "proposal": Proposal,
    "issued": IssuedReport,
    "entry": RegisterEntry,
    "term": TermOfOffice,
}


class Addresses:
    """Of one reader."""

    def __init__(self, user: User):
        self.user, self.running = user, HalfYear.current()
        self.rows = {}

    def routes(self) -> Iterator[tuple[str, list[str]]]:
        """(name of the page, addresses to try until one opens)."""
        for route, rule in RULES.items():
            if rule.get is None or route in LEFT_OUT:
                continue
            found = list(self._tried(route, rule.on))
            yield route, found
            for name, query in FURTHER.get(route, {}).items():
                query = query.format(running=self.running)
                yield f"{route}, {name}", [f"{address}?{query}" for address in found]

    def _tried(self, route: str, on: str | None) -> Iterator[str]:
        arguments = dict(EXTRA_ARGUMENTS.get(route, {}))
        if "month" in arguments:
            arguments["month"] = Month.of(today())
        half_years = [self.running, self.running.previous] if "half_year" in arguments else [None]
        for half_year, pk in product(half_years, self._keys(route, arguments, on)):
            if half_year:
                arguments["half_year"] = half_year
            if pk:
                arguments["pk"] = pk
            if "province" in arguments:
                arguments["province"] = Committee.objects.filter(depth=1).first().pk
            try:
                yield reverse(route, kwargs=arguments)
            except NoReverseMatch:
                return

    def _keys(self, route: str, arguments: dict, on: str | None) -> list:
        """Of the rows that the address may name; [None]: it names none."""
        if on:
            if on not in self.rows:
                self.rows[on] = list(self._found(on))
            return self.rows[on]
        model = SHARED.get(route.rsplit("-", 1)[0])
        if model and "pk" in arguments:
            return list(model.objects.order_by("-pk").values_list("pk", flat=True)[:1])
        return [None]

    def _found(self, on: str) -> Iterator[int]:
        user = self.user
        if on in ("visit", "attended"):
            yield from self._visits(on)
        elif on == "plan":
            for half_year in (self.running.next, self.running):
                plans = Plan.objects.visible_to(user).filter(half_year=half_year).order_by("committee__path")
                yield from plans.values_list("pk", flat=True)[: MOST // 2]
        elif on == "committee":
            committees = Committee.objects.visible_to(user).order_by("path")
            yield from committees.values_list("pk", flat=True)[:2]
        elif on == "leader":
            yield from Leader.objects.visible_to(user).order_by("pk").values_list("pk", flat=True)[:1]
        elif on == "cell":
            yield from self._visits("cell")
        elif on == "recommendation":
            open_first = Recommendation.objects.visible_to(user).order_by("-done_on", "-pk")
            yield from open_first.values_list("pk", flat=True)[:2]
        elif model := OWNED.get(on):
            yield from model.objects.visible_to(user).order_by("-pk").values_list("pk", flat=True)[:2]
        elif on == "version":
            issued = IssuedReport.objects.visible_to(user)
            yield from issued.order_by("-pk").values_list("report_version", flat=True)[:1]

    def _visits(self, on: str) -> Iterator[int]:
        """One of each state, of the running half-year's approved plans; those attended with an evaluation."""
        visits = Visit.objects.visible_to(self.user).filter(half_year=self.running, plan__status="approved")
        visits = visits.order_by("committee__path", "pk")
        judged = Evaluation.objects.filter(meeting=OuterRef("meeting"), leader=OuterRef("leader"))
        attended = visits.filter(Exists(judged))
        if on == "cell":
            yield from attended.values_list("cell", flat=True)[:1]
        elif on == "attended":
            yield from attended.values_list("pk", flat=True)[:1]
        else:
            yield from visits.filter(outcome="pending").order_by("month").values_list("pk", flat=True)[:1]
            yield from visits.filter(outcome="pending").order_by("-month").values_list("pk", flat=True)[:1]
            for outcome in ("missed", "attended", "withdrawn"):
                yield from visits.filter(outcome=outcome).values_list("pk", flat=True)[:1]
            yield from visits.filter(origin="unplanned").values_list("pk", flat=True)[:1]
