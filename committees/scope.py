"""What lies within whose reach: subtrees of committees as conditions, and rows that belong to one."""

from django.db import models
from django.db.models import Q

from .roles import Permission


def within(paths: list[str], committee: str = "committee") -> Q:
    """Rows whose committee (a lookup path, "" for the committee itself) lies below one of `paths`."""
    lookup = f"{committee}__path__startswith" if committee else "path__startswith"
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{lookup: path})
    return condition


def narrowed(paths: list[str], to: str) -> list[str]:
    """What of the subtrees at `paths` lies in the one at `to`."""
    if any(to.startswith(path) for path in paths):
        return [to]
    return [path for path in paths if path.startswith(to)]


class OwnedQuerySet(models.QuerySet):
    """Rows that belong to a committee; `committee_at` is the lookup path to it."""

    committee_at = "committee"

    def below(self, committee):
        """Of the committee and all below it, as the tree stands today."""
        return self.filter(within([committee.path], self.committee_at))

    def permitted(self, user, permission):
        """Where the user has `permission`."""
        return self.filter(within(user.committee_paths(permission), self.committee_at))

    def visible_to(self, user):
        return self.permitted(user, Permission.VIEW)
