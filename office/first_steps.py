"""From an empty installation to the first plan: what is to be entered, each resting on what comes before."""

from dataclasses import dataclass, replace

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
    list: str  # the name of the list's address
    create: str  # of the form's
    create_label: str | Promise
    sheet: str = ""  # of the import
    offers: tuple[Offer, ...] = ()
    count: int = 0
    is_missing: bool = False  # whatever stands in the list

    @property
    def is_done(self) -> bool:
        return self.count > 0 and not self.is_missing


COMMITTEES = Step(
    _("Committees"),
    _("The provincial committee, its commissions and office, and the committees that manage cells."),
    "committees:committee-list",
    "committees:committee-create",
    _("Add a committee"),
    "committees",
)
TYPES = Step(
    _("Organization types and guidance"),
    _("Kinds of cells, each with the guidance for its meetings."),
    "meetings:type-list",
    "meetings:type-create",
    _("Add an organization type"),
    "types",
    (OFFERS["types-2025"], OFFERS["types"]),
)
CELLS = Step(
    _("Cells of the province"),
    _("Whose meetings are attended, with the day of the month on which they meet."),
    "meetings:cell-list",
    "meetings:cell-create",
    _("Add a cell"),
    "cells",
)
LEADERS = Step(
    _("Leaders"),
    _("Who attends: heads and deputy heads of commissions and of their departments."),
    "committees:leader-list",
    "committees:leader-create",
    _("Add a leader"),
    "leaders",
)
RUBRIC = Step(
    _("Rubric"),
    _("Criteria and points by which meetings are judged."),
    "meetings:rubric-list",
    "meetings:rubric-create",
    _("Write a rubric"),
    "rubrics",
    (OFFERS["rubric"], OFFERS["ward-sheet"]),
)
FINDINGS = Step(
    _("Findings"),
    _("Strengths, limitations and causes that scorers tick."),
    "meetings:finding-list",
    "meetings:finding-create",
    _("Add a finding"),
    "findings",
    (OFFERS["findings"],),
)
ACCOUNTS = Step(
    _("Accounts"),
    _("Those who register, log, approve and report, each with an account and a role."),
    "committees:user-list",
    "committees:user-create",
    _("Invite somebody"),
)
PLANS = Step(
    _("The first plan"),
    _("Which leader goes to which cell in which month. By form, or by Excel as approved on paper."),
    "attendance:plan-list",
    "attendance:plan-create",
    _("Begin a plan"),
    "plans",
)


def steps(user: User) -> list[Step]:
    """For an administrator of a province: one query each, one more for accounts."""
    day, may = today(), Permission.ADMINISTER
    accounts = manageable(user)
    has_roles = Membership.objects.filter(user__in=accounts.values("pk")).exists()
    counted = [
        (COMMITTEES, Committee.objects.in_trees_administered_by(user).existing_on(day)),
        (TYPES, OrganizationType.objects.all()),
        (CELLS, Cell.objects.permitted(user, may).remaining(day)),
        (LEADERS, Leader.objects.permitted(user, may).serving_on(day)),
        (RUBRIC, Rubric.objects.all()),
        (FINDINGS, Finding.objects.filter(is_active=True)),
        (replace(ACCOUNTS, is_missing=not has_roles), accounts.filter(is_active=True)),
        (PLANS, Plan.objects.visible_to(user)),
    ]
    return [replace(step, count=rows.count()) for step, rows in counted]
