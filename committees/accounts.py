"""Accounts as administrators look at them: who there is, and what each may see and do."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from lib.vietnamese import person_sort_key

from . import in_view
from .models import Committee, Membership, User
from .roles import Permission
from .scope import within


def manageable(administrator: User) -> QuerySet[User]:
    """Accounts whose roles all lie in the administrator's province, and those without any role.

    Superusers are for superusers, and who works for another province as well is for those: nobody gains
    rights by choosing a new password for an account that has more.
    """
    users = User.objects.prefetch_related("memberships__committee")
    if administrator.is_superuser and not administrator.province_in_view:
        return users
    elsewhere = Membership.objects.exclude(within(administrator.administered_province_paths()))
    return users.filter(is_superuser=False).exclude(pk__in=elsewhere.values("user"))


def by_given_name(users: Iterable[User]) -> list[User]:
    """In Vietnamese order; users are few, and have no stored key."""
    return sorted(users, key=lambda user: (person_sort_key(user.full_name or user.username), user.username))


class InvitationTokens(PasswordResetTokenGenerator):
    """As Django's, and void once the account has a role in another province: its administrators made none."""

    def _make_hash_value(self, user, timestamp):
        return f"{super()._make_hash_value(user, timestamp)} {user.province_paths()}"


invitation_tokens = InvitationTokens()


def invitation_path(user: User) -> str:
    """Where whoever gets it chooses the account's password; valid once, for PASSWORD_RESET_TIMEOUT."""
    key = urlsafe_base64_encode(force_bytes(user.pk))
    return in_view.outside(reverse("committees:invitation", args=[key, invitation_tokens.make_token(user)]))


@dataclass(frozen=True)
class Reach:
    """Where a user has a permission: `below` counts committees below the one named."""

    permission: Permission
    everywhere: bool
    committees: list[tuple[Committee, int]]


def reach(user: User) -> list[Reach]:
    """Of every permission, in the order of roles.py; from the rights themselves, so that it is never wrong.

    Two queries.
    """
    paths = {permission: user.committee_paths(permission) for permission in Permission}
    everything = Committee.objects.within(sorted({p for found in paths.values() for p in found}))
    by_path = {committee.path: committee for committee in everything}
    result = []
    for permission, found in paths.items():
        committees = [
            (by_path[path], sum(other != path and other.startswith(path) for other in by_path))
            for path in found
            if path in by_path
        ]
        result.append(Reach(permission, found == [""], committees))
    return result
