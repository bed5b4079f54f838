"""The sections of the product, as the header lists them, and which section a page belongs to."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from committees.models import User

from .agenda.work import Work


@dataclass(frozen=True)
class Section:
    """`start` names the address of its first page, `shown` where that leads; `icon` one of heroicons'."""

    key: str
    title: str
    start: str
    icon: str
    shown: str = ""

    @property
    def url(self) -> str:
        return reverse(self.start)


WORK = Section("work", _("My work"), "office:work", "clipboard-document-check")
LOGGING = Section(
    "logging", _("Log attendance"), "attendance:month-current", "pencil-square", "attendance:month"
)
PLANS = Section("plans", _("Plans"), "attendance:plan-list", "calendar-days")
TRIPS = Section("trips", _("Trips"), "attendance:trip-list", "briefcase")
OVERVIEW = Section("overview", _("Overview"), "reports:latest-overview", "chart-bar", "reports:overview")
REPORT = Section(
    "report", _("Six-month report"), "reports:latest-summary", "document-text", "reports:summary"
)
ADMINISTRATION = Section("administration", _("Administration"), "office:administration", "cog-6-tooth")

# By the names of addresses or their beginnings; the longest one goes. None: pages of no section.
OF = {
    "": None,
    "attendance:": LOGGING,
    "attendance:calendar": PLANS,
    "attendance:cell-picker": PLANS,
    "attendance:evaluation-list": OVERVIEW,
    "attendance:figure-rows": OVERVIEW,
    "attendance:half-year": ADMINISTRATION,
    "attendance:plan": PLANS,
    "attendance:proposal": PLANS,
    "attendance:reason": ADMINISTRATION,
    "attendance:recommendation-list": OVERVIEW,
    "attendance:target": PLANS,
    "attendance:target-rows": OVERVIEW,
    "attendance:trip": TRIPS,
    "attendance:visit-change": PLANS,
    "attendance:visit-create": PLANS,
    "attendance:window": PLANS,
    "committees:": ADMINISTRATION,
    "account_": None,
    "committees:account": None,
    "committees:first-run": None,
    "committees:invitation": None,
    "committees:password-change": None,
    "committees:reminders-off": None,
    "exchange:": ADMINISTRATION,
    "exchange:evaluation": LOGGING,
    "mfa_": None,
    "meetings:": ADMINISTRATION,
    "office:": ADMINISTRATION,
    "office:calendar-feed": None,
    "office:my-calendar": None,
    "office:plan-calendar": PLANS,
    "office:provinces": OVERVIEW,
    "office:visit-waive": LOGGING,
    "office:work": WORK,
    "reports:": REPORT,
    "reports:breakdown": OVERVIEW,
    "reports:cell-detail": OVERVIEW,
    "reports:certificate": ADMINISTRATION,
    "reports:coverage": OVERVIEW,
    "reports:document-template": ADMINISTRATION,
    "reports:help": None,
    "reports:latest-overview": OVERVIEW,
    "reports:layout": ADMINISTRATION,
    "reports:leader-detail": OVERVIEW,
    "reports:meeting-list": OVERVIEW,
    "reports:overview": OVERVIEW,
    "reports:quality": OVERVIEW,
    "reports:recommendation-rows": OVERVIEW,
    "reports:score-sheet": LOGGING,
    "reports:search": None,
    "reports:trends": OVERVIEW,
    "usersessions_": None,
}


def section_of(name: str) -> Section | None:
    """Of the address with this name."""
    return OF[max((beginning for beginning in OF if name.startswith(beginning)), key=len)]


def is_of_one_province(name: str) -> bool:
    """Whether the pages of this name show what is planned, logged and counted somewhere.

    The others are of the administration, each user's own, or search everywhere.
    """
    is_own = name == "office:provinces" or name.startswith("reports:export-")
    return not is_own and section_of(name) not in (None, ADMINISTRATION)


def is_of_no_province(name: str) -> bool:
    """Whether a page of this name is the same whichever province is in view, and is opened outside of any.

    An import begun in one is judged and saved later, by jobs too, with all that its user may.
    """
    return name.startswith("exchange:import")


def sections_for(user: User, work: Work | None) -> list[Section]:
    """Those with something to do for the user; `work` is None for whom nothing ever waits."""
    found = [WORK] if work else []
    found += [LOGGING] if work and work.logs else []
    found += [PLANS, TRIPS, OVERVIEW, REPORT]
    return found + ([ADMINISTRATION] if user.is_administrator else [])
