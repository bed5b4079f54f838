"""Which plans may be begun, and the days for handing them in."""

from collections.abc import Iterable
from dataclasses import dataclass

from attendance.models import Plan, RegistrationWindow
from committees.models import Committee
from committees.roles import Permission
from lib.periods import HalfYear, day_of, today

# --- beginning it ---


def committees_offered(user):
    """Whose plans the user may begin: those that manage cells only have no leaders to send."""
    return (
        Committee.objects.permitted(user, Permission.REGISTER)
        .existing_on(today())
        .filter(leaders__isnull=False)
        .distinct()
    )


def half_years_offered() -> list[HalfYear]:
    """The next one first: who has no plan for it yet is whom the form is opened for."""
    now = HalfYear.current()
    return [now.next, now, now.previous]


# --- handing it in ---


@dataclass(frozen=True)
class Registration:
    """A plan against the window for handing it in; where none is set nothing is late."""

    plan: Plan
    window: RegistrationWindow | None

    @property
    def is_late(self) -> bool:
        """Handed in for the first time after the window had closed."""
        handed_in = self.plan.first_submitted_at
        return bool(self.window and handed_in) and day_of(handed_in) > self.window.closes_on

    @property
    def is_overdue(self) -> bool:
        """Still to be handed in, and the window has closed."""
        return self._is_due and today() > self.window.closes_on

    @property
    def is_early(self) -> bool:
        return self._is_due and today() < self.window.opens_on

    @property
    def is_open(self) -> bool:
        return self._is_due and self.window.opens_on <= today() <= self.window.closes_on

    @property
    def is_back(self) -> bool:
        """Taken back or returned after it had been handed in in time: so it stays."""
        return (
            bool(self.window and self.plan.first_submitted_at) and self.plan.is_editable and not self.is_late
        )

    @property
    def days_left(self) -> int:
        """Days to hand it in, today included."""
        return (self.window.closes_on - today()).days + 1

    @property
    def _is_due(self) -> bool:
        return bool(self.window) and not self.plan.first_submitted_at and self.plan.is_editable


def registration(plan: Plan) -> Registration:
    return Registration(plan, RegistrationWindow.objects.of(plan.committee, plan.half_year).first())


def registrations(plans: Iterable[Plan]) -> list[Registration]:
    """In the order of `plans`, which come with their committees; one query."""
    plans = list(plans)
    windows = RegistrationWindow.objects.filter(half_year__in={p.half_year for p in plans})
    by_key = {(w.province.path, w.half_year): w for w in windows.select_related("province")}
    return [Registration(p, by_key.get((_province_path(p), p.half_year))) for p in plans]


def count_late(window: RegistrationWindow) -> int:
    """The plans that are late by the window."""
    plans = Plan.objects.below(window.province).filter(half_year=window.half_year)
    return sum(Registration(plan, window).is_late for plan in plans)


def _province_path(plan: Plan) -> str:
    return plan.committee.path[: Committee.steplen]
