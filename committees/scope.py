"""What lies within whose reach: subtrees of committees as conditions."""

from django.db.models import Q

from .models import Committee
from .roles import Permission


def administered(user):
    """The committees that the user administers, in the order of the tree."""
    return Committee.objects.filter(within(user.committee_paths(Permission.ADMINISTER), committee=""))


def administered_trees(user):
    """The whole trees that the user administers: what only a province's administrator changes.

    Parts of other provinces that the user administers as well are not among them.
    """
    return Committee.objects.filter(within(user.administered_province_paths(), committee=""))


def within(paths: list[str], committee: str = "committee") -> Q:
    """Rows whose committee (a lookup path, "" for the committee itself) lies below one of `paths`."""
    lookup = f"{committee}__path__startswith" if committee else "path__startswith"
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{lookup: path})
    return condition
