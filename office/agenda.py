"""Việc của tôi: what waits for a user, each thing where the user has the right that settles it.

Docs: "My work" in docs/interpretations.md says what is due when.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from attendance.days.availability import Trips
from attendance.days.due import due_before, due_between, due_on
from attendance.models import Plan, RegistrationWindow, Visit
from attendance.planning.trip_clashes import undecided
from committees.models import Committee, Leader
from committees.roles import Permission
from committees.scope import within
from lib.periods import HalfYear, Month, today
from meetings.models import Evaluation, Recommendation
from reports.issuing.archive import count_came_in
from reports.models import IssuedReport

DAYS_AHEAD = 14  # today included

OVERDUE, COLLIDING, COMING, THIS_MONTH = "overdue", "colliding", "coming", "this-month"
NOT_EVALUATED, NOT_DECIDED = "not-evaluated", "not-decided"
RETURNED, WAITING, NOT_PLANNED, DRAFTS = "returned", "waiting", "not-planned", "drafts"
RECOMMENDATIONS, REPORTS = "recommendations", "reports"

TITLES = {
    WAITING: _("Plans waiting for approval"),
    RETURNED: _("Plans returned with a comment"),
    OVERDUE: _("Overdue, not logged yet"),
    COLLIDING: _("Visits that fall on a trip"),
    COMING: _("In the next two weeks"),
    THIS_MONTH: _("Later this month"),
    NOT_EVALUATED: _("Attended, not evaluated yet"),
    NOT_DECIDED: _("Missed, not decided whether to make up for it"),
    RECOMMENDATIONS: _("Recommendations past their date"),
    REPORTS: _("Reports to follow up"),
    NOT_PLANNED: _("No plan begun yet"),
    DRAFTS: _("Plans not submitted yet"),
}
# What somebody waits for, or what time runs against: the number in the navigation.
PRESSING = (WAITING, RETURNED, OVERDUE, COLLIDING)


@dataclass(frozen=True)
class Section:
    """One kind of work: all of it as `rows`, in the order in which it is to be done."""

    name: str
    rows: QuerySet | list
    count: int

    @property
    def title(self) -> str:
        return str(TITLES[self.name])

    @property
    def is_pressing(self) -> bool:
        return self.name in PRESSING

    @property
    def is_of_visits_to_log(self) -> bool:
        return self.name in (OVERDUE, COMING, THIS_MONTH)

    @property
    def is_of_open_visits(self) -> bool:
        return self.is_of_visits_to_log or self.name == COLLIDING


@dataclass(frozen=True)
class MissingPlan:
    """A committee that has not begun its plan for a half-year that is to be registered now."""

    committee: Committee
    half_year: HalfYear


class Work:
    """What waits for `user` on `day`. The number costs three queries.

    Each section shown costs one more, and so do windows, missing plans and recommendations.
    """

    def __init__(self, user, day: dt.date | None = None):
        self.user, self.day = user, day or today()

    @property
    def concerns_user(self) -> bool:
        """Whether there can be any: officials approve, clerks write reports, staff do the rest."""
        settling = (
            Permission.LOG,
            Permission.EVALUATE,
            Permission.REGISTER,
            Permission.APPROVE,
            Permission.REPORT,
        )
        return any(self._paths(permission) for permission in settling)

    @property
    def logs(self) -> bool:
        return bool(self._paths(Permission.LOG))

    @cached_property
    def pressing(self) -> int:
        """The sum of the pressing sections, and of nothing else: every page asks for it."""
        if "sections" in vars(self):
            return sum(section.count for section in self.sections if section.is_pressing)
        return self._overdue() + self._plans_pressing() + len(self.colliding)

    def _overdue(self) -> int:
        if not self.logs:
            return 0
        return self._visits.filter(self._visit_conditions[OVERDUE]).count()

    def _plans_pressing(self) -> int:
        if not (self._paths(Permission.REGISTER) or self._paths(Permission.APPROVE)):
            return 0
        is_pressing = self._plan_conditions[WAITING] | self._plan_conditions[RETURNED]
        return Plan.objects.with_return().filter(is_pressing).count()

    @cached_property
    def sections(self) -> list[Section]:
        """Those with something in them, the most pressing first."""
        counts = (
            self.visit_counts
            | self.plan_counts
            | {
                COLLIDING: len(self.colliding),
                NOT_PLANNED: len(self.missing_plans),
                RECOMMENDATIONS: self.recommendations.count(),
                REPORTS: len(self.reports),
            }
        )
        return [Section(name, self.rows(name), counts[name]) for name in TITLES if counts[name]]

    def rows(self, name: str) -> QuerySet | list:
        if name in self._plan_conditions:
            plans = Plan.objects.with_return().filter(self._plan_conditions[name]).select_related("committee")
            return plans.order_by("half_year", "committee__path")
        if name == RECOMMENDATIONS:
            return self.recommendations
        if name == REPORTS:
            return self.reports
        if name == NOT_PLANNED:
            return self.missing_plans
        if name == COLLIDING:
            visits = Visit.objects.filter(pk__in=self.colliding).for_display()
        else:
            visits = self._visits.filter(self._visit_conditions[name]).for_display()
        if name == NOT_EVALUATED:
            draft = Evaluation.objects.filter(
                meeting=OuterRef("meeting"), leader=OuterRef("leader"), is_draft=True
            )
            return visits.annotate(has_draft=Exists(draft)).order_by(
                "meeting__date", "leader__name_sort", "pk"
            )
        return visits.order_by(
            "month", F("cell__meeting_day").asc(nulls_last=True), "leader__name_sort", "pk"
        )

    @cached_property
    def next_visit(self) -> Visit | None:
        """The first visit after all that is listed: what comes when nothing is due."""
        after = self.day + dt.timedelta(days=DAYS_AHEAD)
        later = Q(month__gt=Month.of(after)) | due_between(after, Month.of(after).last_day)
        visits = self._visits.pending().filter(later, self._where(Permission.LOG)).for_display()
        return visits.order_by("month", F("cell__meeting_day").asc(nulls_last=True), "pk").first()

    # --- visits ---

    @property
    def _visits(self):
        return Visit.objects.filter(plan__status=Plan.Status.APPROVED)

    @cached_property
    def visit_counts(self) -> dict[str, int]:
        names = list(self._visit_conditions)
        if not (self._paths(Permission.LOG) or self._paths(Permission.EVALUATE)):
            return dict.fromkeys(names, 0)
        # Without this the database would look at every visit there ever was.
        in_question = Q(outcome=Visit.Outcome.PENDING) | Q(half_year__in=self._half_years)
        somewhere = self._where(Permission.LOG) | self._where(Permission.EVALUATE)
        counts = self._visits.filter(somewhere, in_question).aggregate(
            **{f"n{i}": Count("pk", filter=self._visit_conditions[name]) for i, name in enumerate(names)}
        )
        return {name: counts[f"n{i}"] for i, name in enumerate(names)}

    @cached_property
    def _visit_conditions(self) -> dict[str, Q]:
        month, tomorrow = Month.of(self.day), self.day + dt.timedelta(days=1)
        last_ahead = self.day + dt.timedelta(days=DAYS_AHEAD - 1)
        pending = Q(outcome=Visit.Outcome.PENDING) & self._where(Permission.LOG)
        lately = Q(half_year__in=self._half_years)
        evaluated = Evaluation.objects.filter(
            meeting=OuterRef("meeting"), leader=OuterRef("leader"), is_draft=False
        )
        return {
            OVERDUE: pending & due_before(self.day),
            COMING: pending & due_between(self.day, last_ahead),
            THIS_MONTH: pending
            & due_between(max(last_ahead + dt.timedelta(days=1), tomorrow), month.last_day),
            NOT_EVALUATED: Q(outcome=Visit.Outcome.ATTENDED)
            & lately
            & self._where(Permission.EVALUATE)
            & ~Exists(evaluated),
            NOT_DECIDED: Q(outcome=Visit.Outcome.MISSED, carried_to__isnull=True, no_carry_over=False)
            & lately
            & self._where(Permission.LOG),
        }

    @property
    def _half_years(self) -> list[HalfYear]:
        """Older misses can no longer be made up for, and older meetings nobody remembers well."""
        current = HalfYear.of(self.day)
        return [current, current.previous]

    @cached_property
    def colliding(self) -> set[int]:
        """The keys of visits that fall on a trip, about which nobody has decided yet."""
        if not self._paths(Permission.REGISTER):
            return set()
        return undecided(Visit.objects.filter(self._where(Permission.REGISTER)), self.day)

    # --- plans ---

    @cached_property
    def plan_counts(self) -> dict[str, int]:
        names = list(self._plan_conditions)
        if not (self._paths(Permission.REGISTER) or self._paths(Permission.APPROVE)):
            return dict.fromkeys(names, 0)
        return Plan.objects.with_return().aggregate(
            **{name: Count("pk", filter=self._plan_conditions[name]) for name in names}
        )

    @cached_property
    def _plan_conditions(self) -> dict[str, Q]:
        draft = Q(status=Plan.Status.DRAFT) & self._where(Permission.REGISTER)
        return {
            RETURNED: draft & Q(is_returned=True),
            DRAFTS: draft & Q(is_returned=False),
            WAITING: Q(status=Plan.Status.SUBMITTED) & self._where(Permission.APPROVE),
        }

    @cached_property
    def missing_plans(self) -> list[MissingPlan]:
        """Of committees with leaders: no plan yet while its registration is open.

        Where no window is set, that is the last two months before the half-year begins.
        """
        if not self._paths(Permission.REGISTER):
            return []
        current = HalfYear.of(self.day)
        windows = list(
            RegistrationWindow.objects.filter(half_year__in=[current, current.next]).select_related(
                "province"
            )
        )
        missing = []
        for half_year in (current, current.next):
            its_windows = [w for w in windows if w.half_year == half_year]
            is_open = within(
                [w.province.path for w in its_windows if w.opens_on <= self.day <= w.closes_on], committee=""
            )
            if half_year == current.next and Month.of(self.day) in current.months[-2:]:
                is_open |= ~within([w.province.path for w in its_windows], committee="")
            leaders = Leader.objects.serving(half_year)
            committees = Committee.objects.filter(
                is_open,
                within(self._paths(Permission.REGISTER), committee=""),
                Exists(leaders.filter(committee=OuterRef("pk"))),
                ~Exists(Plan.objects.filter(committee=OuterRef("pk"), half_year=half_year)),
            )
            missing += [MissingPlan(committee, half_year) for committee in committees.order_by("path")]
        return missing

    # --- recommendations ---

    @property
    def recommendations(self):
        """Each with `visit`, the one after which it was given: the scorer's, or for the cell's own any."""
        visits = Visit.objects.filter(
            self._where(Permission.EVALUATE), meeting=OuterRef("evaluation__meeting")
        ).order_by("pk")
        scorers = visits.filter(leader=OuterRef("evaluation__leader"))
        return (
            Recommendation.objects.visible_to(self.user)
            .overdue(self.day)
            .annotate(visit=Coalesce(Subquery(scorers.values("pk")[:1]), Subquery(visits.values("pk")[:1])))
            .filter(visit__isnull=False)
            .select_related("evaluation__meeting__cell__committee", "evaluation__leader")
            .order_by("due_on", "pk")
        )

    # --- reports ---

    @cached_property
    def reports(self) -> list[IssuedReport]:
        """Those in force of this half-year and the last that are not sent out, or whose data changed since.

        Each with `came_in`: how many results did.
        """
        if not self._paths(Permission.REPORT):
            return []
        reports = IssuedReport.objects.in_force().permitted(self.user, Permission.REPORT).light()
        reports = reports.filter(half_year__in=self._half_years).select_related("committee", "dispatch")
        recent = list(reports)
        count_came_in(recent, user=self.user)
        return [report for report in recent if report.came_in or not hasattr(report, "dispatch")]

    def _paths(self, permission) -> list[str]:
        return self.user.committee_paths(permission)

    def _where(self, permission) -> Q:
        return within(self._paths(permission))


def add_dues(visits: Iterable[Visit]) -> None:
    """Give each visit its `due_on`, and the `trip` that keeps its leader away then (one query)."""
    visits = list(visits)
    trips = Trips({v.leader_id for v in visits}, {v.month for v in visits})
    for visit in visits:
        visit.due_on, visit.trip = due_on(visit), trips.on_meeting_day(visit)


def work_of(request) -> Work:
    """One for the page and the number in its navigation."""
    if not hasattr(request, "work"):
        request.work = Work(request.user)
    return request.work
