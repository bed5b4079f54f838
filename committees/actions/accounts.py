"""Accounts: invited, given roles, disabled. Nobody locks the office out."""

import uuid
from collections.abc import Iterable
from itertools import chain

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from committees import sessions
from committees.models import Committee, Leader, Membership, User
from committees.roles import Role
from committees.scope import within
from lib.catalogues import save_row
from lib.versions import locked_row, recorded, sign
from lib.vietnamese import name_key


def expect_free_name(username: str, *, but: User | None = None) -> None:
    if User.objects.exclude(pk=but and but.pk).filter(username__iexact=username).exists():
        raise ValidationError({"username": _("This user name is taken already.")})


@transaction.atomic
def invite_user(
    *, username: str, full_name: str, email: str = "", role: str, committees: Iterable[Committee], by
) -> User:
    """An account without a password, with one role in each of the committees.

    Whoever gets its invitation chooses the password.
    """
    expect_free_name(username)
    user = User(username=username, full_name=full_name, email=email)
    user.set_unusable_password()
    user.full_clean(exclude=["password"])
    sign(user, by=by).save()
    for committee in committees:
        sign(Membership(user=user, role=role, committee=committee), by=by).save()
    return user


def change_user(
    *, user: User, username: str, full_name: str, email: str, by, version: int | None = None
) -> User:
    """What the account is called and where it is written to."""
    expect_free_name(username, but=user)
    values = {"username": username, "full_name": full_name, "email": email}
    return save_row(row=user, values=values, by=by, version=version)


def change_own_account(*, user: User, values: dict, version: int | None = None) -> User:
    """`values` of full_name, email, wants_reminders. Nobody takes the name of somebody else of the office:
    what they enter would read as the other's.
    """
    if name_key(values["full_name"]) != name_key(user.full_name):
        _expect_nobodys_name(values["full_name"], user)
    return save_row(row=user, values=values, by=user, version=version)


@transaction.atomic
def grant_role(*, user: User, role: str, committee: Committee, by) -> Membership:
    known = Membership.objects.filter(user=user, role=role, committee=committee)
    if known.exists():
        raise ValidationError(_("The account has this role there already."))
    membership = sign(Membership(user=user, role=role, committee=committee), by=by)
    membership.save()
    return membership


@transaction.atomic
def withdraw_role(*, membership: Membership, by) -> None:
    """Refused for the last administrator of a province, and for one's own administrator role."""
    membership = locked_row(membership)
    if membership.role == Role.ADMINISTRATOR:
        if by and membership.user_id == by.pk and not by.is_superuser:
            raise ValidationError(_("Nobody takes the administrator role from the own account: ask another."))
        _expect_another_administrator(Q(pk=membership.pk), membership.committee)
    sign(membership, by=by).delete()


@transaction.atomic
def disable_user(*, user: User, by) -> User:
    """Nobody signs in with it, and whoever is signed in is out. The history keeps it."""
    user = locked_row(user)
    if by and user.pk == by.pk:
        raise ValidationError(_("Nobody disables the own account: ask another administrator."))
    for membership in user.memberships.filter(role=Role.ADMINISTRATOR).select_related("committee"):
        _expect_another_administrator(Q(user=user), membership.committee)
    user.is_active = False
    sign(user, by=by).save()
    return user


@transaction.atomic
def enable_user(*, user: User, by) -> User:
    user = locked_row(user)
    user.is_active = True
    sign(user, by=by).save()
    return user


def note_link(*, user: User, by) -> None:
    """That a link for choosing the password anew was made stands in the account's history."""
    sign(user, by=by, reason=recorded(gettext_noop("Link for a new password made"))).save()


@transaction.atomic
def remove_second_step(*, user: User, by, address: str = "") -> None:
    """Phone, passkeys and codes are asked for no more; whoever is signed in with the account is out.

    `by` None: on the server.
    """
    user = locked_row(user)
    its_second_step(user=user, by=by).delete()
    theirs = UserSession.objects.filter(user=user).select_related("user")
    sessions.end(theirs, address=address, by=by or "manage.py remove_second_step")
    sign(user, by=by, reason=recorded(gettext_noop("Second step of signing in removed"))).save()


def its_second_step(*, user: User, by) -> QuerySet[Authenticator]:
    """Phone, passkeys and codes that `by` may remove; refused where there are none, and of one's own."""
    if by and user.pk == by.pk:
        raise ValidationError(_("Remove your own second step under “My account”."))
    steps = Authenticator.objects.filter(user=user)
    if not steps.exists():
        raise ValidationError(_("This account has no second step."))
    return steps


def make_first_account(*, username: str, full_name: str, password: str) -> User:
    """The first account of an empty installation: it may do everything."""
    user = User(username=username, full_name=full_name, is_superuser=True, is_staff=True)
    user.set_password(password)
    sign(user, by=None).save()
    return user


def stop_reminders(*, user: User) -> None:
    """By whoever has the link in a reminder."""
    if user.wants_reminders:
        user.wants_reminders = False
        sign(user, by=user).save()


def renew_feed_key(*, user: User) -> None:
    """A new address of the calendar; the one before works no more."""
    user.feed_key = uuid.uuid4().hex
    user.save(update_fields=["feed_key"])


def revoke_feed_key(*, user: User) -> None:
    user.feed_key = ""
    user.save(update_fields=["feed_key"])


def _expect_nobodys_name(full_name: str, user: User) -> None:
    paths = user.province_paths()
    somebody = within(paths, "memberships__committee") | Q(is_superuser=True)
    colleagues = User.objects.exclude(pk=user.pk).filter(somebody)
    leaders = Leader.objects.filter(within(paths, "committee"))
    names = chain(*(rows.values_list("full_name", flat=True).distinct() for rows in (colleagues, leaders)))
    if name_key(full_name) in map(name_key, names):
        raise ValidationError(
            {
                "full_name": _(
                    "Somebody else of your office is called so. If it is your name too, ask an administrator "
                    "to write it here."
                )
            }
        )


def _expect_another_administrator(leaving: Q, committee: Committee) -> None:
    """Somebody else still administers the whole province, or is a superuser."""
    if committee.depth > 1 or User.objects.filter(is_superuser=True, is_active=True).exists():
        return
    # Locked: two administrators who disable each other at once come one after the other.
    among = Membership.objects.filter(role=Role.ADMINISTRATOR, committee=committee)
    list(among.select_for_update().order_by("pk").values_list("pk"))
    if not among.filter(user__is_active=True).exclude(leaving).exists():
        raise ValidationError(
            _("This is the last administrator of “%(committee)s”: give another account the role first.")
            % {"committee": committee}
        )
