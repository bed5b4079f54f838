"""From an empty installation to the first plan: what is to be entered, each resting on what comes before."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from attendance.models import Plan
from committees.accounts import manageable
from committees.models import Committee, Leader, Membership, User
from committees.roles import Permission
from exchange.starting import OFFERS, Offer
from lib.periods import today
from meetings.models import Cell, Finding, OrganizationType, Rubric


@dataclass(frozen=True)
class Step:
    """`count` rows stand in the list as it opens; `create`, `list` and `sheet` say where more come from."""

    title: str | Promise
    purpose: str | Promise
    count: int
    list: str  # the name of the list's address
    create: str  # of the form's
    sheet: str = ""  # of the import
    offer: Offer | None = None
    create_label: str | Promise = ""
    is_missing: bool = False  # whatever stands in the list

    @property
    def is_done(self) -> bool:
        return self.count > 0 and not self.is_missing


def steps(user: User) -> list[Step]:
    """For an administrator of a province: one query each, one more for accounts."""
    day = today()
    accounts = manageable(user)
    return [
        Step(
            _("Committees"),
            _("The provincial committee, its commissions and office, and the committees that manage cells."),
            Committee.objects.in_trees_administered_by(user).existing_on(day).count(),
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
            Cell.objects.permitted(user, Permission.ADMINISTER).remaining(day).count(),
            "meetings:cell-list",
            "meetings:cell-create",
            "cells",
            create_label=_("Add a cell"),
        ),
        Step(
            _("Leaders"),
            _("Who attends: heads and deputy heads of commissions and of their departments."),
            Leader.objects.permitted(user, Permission.ADMINISTER).serving_on(day).count(),
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
            Finding.objects.filter(is_active=True).count(),
            "meetings:finding-list",
            "meetings:finding-create",
            "findings",
            OFFERS["findings"],
            create_label=_("Add a finding"),
        ),
        Step(
            _("Accounts"),
            _("Those who register, log, approve and report, each with an account and a role."),
            accounts.filter(is_active=True).count(),
            "committees:user-list",
            "committees:user-create",
            create_label=_("Invite somebody"),
            is_missing=not Membership.objects.filter(user__in=accounts.values("pk")).exists(),
        ),
        Step(
            _("The first plan"),
            _("Which leader goes to which cell in which month. By form, or by Excel as approved on paper."),
            Plan.objects.visible_to(user).count(),
            "attendance:plan-list",
            "attendance:plan-create",
            "plans",
            create_label=_("Begin a plan"),
        ),
    ]
