"""Visits to which their leader cannot go: on a trip then, at another cell, or there once already."""

from collections.abc import Sequence

from django.utils.functional import cached_property

from attendance.models import Visit, VisitQuerySet
from attendance.planning.double_bookings import DoubleBooking, double_bookings
from attendance.planning.trip_clashes import undecided
from committees.roles import Permission
from lib.counts import Counted, count_to

from .reach import Reach
from .sections import BOOKED_TWICE, BY_MONTH, COLLIDING
from .visits import BY_DAY


class BookingWork:
    """Asked of those who may register: they move a visit, or give it away."""

    def __init__(self, reach: Reach):
        self.reach = reach

    def count(self, name: str) -> Counted:
        return count_to(self.colliding if name == COLLIDING else self.twice)

    def rows(self, name: str, by: str = BY_MONTH) -> VisitQuerySet | Sequence[DoubleBooking]:
        if name == BOOKED_TWICE:
            return self.twice
        return self.colliding.for_display().order_by(*BY_DAY)

    @property
    def colliding(self) -> VisitQuerySet:
        """Visits that fall on a trip, about which nobody has decided yet."""
        if not self.reach.has_any(Permission.REGISTER):
            return Visit.objects.none()
        return undecided(self._visits, self.reach.day)

    @cached_property
    def twice(self) -> Sequence[DoubleBooking]:
        if not self.reach.has_any(Permission.REGISTER):
            return []
        return double_bookings(self._visits, self.reach.day)

    @property
    def _visits(self) -> VisitQuerySet:
        return Visit.objects.filter(self.reach.where(Permission.REGISTER))
