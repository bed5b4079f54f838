"""Whose work: where a user has which right, narrowed to a committee or a leader where the page is."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from committees.models import Committee, Leader, User
from committees.scope import narrowed, within
from lib.periods import HalfYear


@dataclass(frozen=True)
class Reach:
    user: User
    day: dt.date
    committee: Committee | None = None
    leader: Leader | None = None

    def paths(self, permission) -> list[str]:
        """Of the subtrees where the user has the right, below the committee."""
        paths = self.user.committee_paths(permission)
        if not self.committee:
            return paths
        return narrowed(paths, self.committee.path)

    def where(self, permission) -> Q:
        """Visits that the user may settle by that right."""
        found = within(self.paths(permission))
        return found & Q(leader=self.leader) if self.leader else found

    def has_any(self, *permissions) -> bool:
        return any(self.paths(permission) for permission in permissions)

    @property
    def half_years(self) -> list[HalfYear]:
        """Older misses can no longer be made up for, and older meetings nobody remembers well."""
        current = HalfYear.of(self.day)
        return [current, current.previous]
