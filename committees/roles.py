"""Who may do what. A role is a list one can read aloud; a membership gives it in one subtree.

Rows outside a user's subtrees do not exist for that user (`visible_to`, 404); a row that is
visible but not one's to change answers 403 (`require`).
"""

from django.core.exceptions import PermissionDenied
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Permission(TextChoices):
    VIEW = "view", _("see plans, visits and figures")
    REGISTER = "register", _("register and submit plans")
    LOG = "log", _("log attendance")
    EVALUATE = "evaluate", _("evaluate meetings")
    APPROVE = "approve", _("approve or return plans")
    REPORT = "report", _("issue reports")
    ADMINISTER = "administer", _("manage catalogues and accounts")


class Role(TextChoices):
    STAFF = "staff", _("Staff")
    OFFICIAL = "official", _("Official")
    CLERK = "clerk", _("Clerk")
    ADMINISTRATOR = "administrator", _("Administrator")


RIGHTS = {
    Role.STAFF: {Permission.VIEW, Permission.REGISTER, Permission.LOG, Permission.EVALUATE},
    Role.OFFICIAL: {Permission.VIEW, Permission.APPROVE},
    Role.CLERK: {Permission.VIEW, Permission.REPORT},
    Role.ADMINISTRATOR: {Permission.VIEW, Permission.ADMINISTER},
}


def require(user, permission: Permission, committee) -> None:
    """Raise PermissionDenied (403) unless `user` has `permission` for `committee`."""
    if not user.may(permission, committee):
        raise PermissionDenied


def may_keep_letterhead(user, committee) -> bool:
    """Whoever issues the committee's reports, or looks after the committee."""
    return user.may(Permission.REPORT, committee) or user.may(Permission.ADMINISTER, committee)


def may_set_targets(user, committee) -> bool:
    """Whoever approves the committee's plans, or looks after the committee."""
    return user.may(Permission.APPROVE, committee) or user.may(Permission.ADMINISTER, committee)


def sets_targets(user) -> bool:
    """Of any committee at all."""
    return user.has_right(Permission.APPROVE) or user.is_administrator


def keeps_letterheads(user) -> bool:
    """Of any committee at all: what navigation asks."""
    return user.has_right(Permission.REPORT) or user.is_administrator
