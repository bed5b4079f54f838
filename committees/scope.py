"""What lies within whose reach: subtrees of committees as conditions."""

from django.db.models import Q


def within(paths: list[str], committee: str = "committee") -> Q:
    """Rows whose committee (a lookup path, "" for the committee itself) lies below one of `paths`."""
    lookup = f"{committee}__path__startswith" if committee else "path__startswith"
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{lookup: path})
    return condition
