"""From an empty installation to the first plan: what is to be entered, each resting on what comes before."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from committees.models import Committee, Leader, Membership
from meetings.models import Cell, Finding, OrganizationType, Rubric

from .models import Plan
from .starting import OFFERS, Offer


@dataclass(frozen=True)
class Step:
    """`count` rows stand already; `create`, `list` and `sheet` say where more come from."""

    title: str | Promise
    purpose: str | Promise
    count: int
    list: str  # the name of the list's address
    create: str  # of the form's
    sheet: str = ""  # of the import
    offer: Offer | None = None
    create_label: str | Promise = ""

    @property
    def is_done(self) -> bool:
        return self.count > 0


def steps() -> list[Step]:
    """Eight counts, one query each."""
    return [
        Step(
            _("Committees"),
            _("The provincial committee, its commissions and office, and the committees that manage cells."),
            Committee.objects.count(),
            "committees:committee-list",
            "committees:committee-create",
            "committees",
            create_label=_("Add a committee"),
        ),
        Step(
            _("Organization types and guidance"),
            _("Kinds of cells, each with the guidance for its meetings."),
            OrganizationType.objects.count(),
            "meetings:type-list",
            "meetings:type-create",
            "types",
            OFFERS["types"],
            create_label=_("Add an organization type"),
        ),
        Step(
            _("Cells of the province"),
            _("Whose meetings are attended, with the day of the month on which they meet."),
            Cell.objects.count(),
            "meetings:cell-list",
            "meetings:cell-create",
            "cells",
            create_label=_("Add a cell"),
        ),
        Step(
            _("Leaders"),
            _("Who attends: heads and deputy heads of commissions and of their departments."),
            Leader.objects.count(),
            "committees:leader-list",
            "committees:leader-create",
            "leaders",
            create_label=_("Add a leader"),
        ),
        Step(
            _("Rubric"),
            _("Criteria and points by which meetings are judged."),
            Rubric.objects.count(),
            "meetings:rubric-list",
            "meetings:rubric-create",
            "rubrics",
            OFFERS["rubric"],
            create_label=_("Write a rubric"),
        ),
        Step(
            _("Findings"),
            _("Strengths, limitations and causes that scorers tick."),
            Finding.objects.count(),
            "meetings:finding-list",
            "meetings:finding-create",
            "findings",
            OFFERS["findings"],
            create_label=_("Add a finding"),
        ),
        Step(
            _("Accounts"),
            _("Those who register, log, approve and report, each with an account and a role."),
            Membership.objects.values("user").distinct().count(),
            "committees:user-list",
            "committees:user-create",
            create_label=_("Invite somebody"),
        ),
        Step(
            _("The first plan"),
            _("Which leader goes to which cell in which month. By form, or by Excel as approved on paper."),
            Plan.objects.count(),
            "attendance:plan-list",
            "attendance:plan-create",
            "plans",
            create_label=_("Begin a plan"),
        ),
    ]
