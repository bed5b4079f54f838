"""Visits to which their leader cannot go: on a trip then, at another cell, or there once already."""

from django.db.models import Q
from django.utils.functional import cached_property

from attendance.models import Visit, VisitQuerySet
from attendance.planning.double_bookings import DoubleBookings, double_bookings
from attendance.planning.trip_clashes import undecided
from committees.roles import Permission

from .reach import Reach
from .sections import BOOKED_TWICE, BY_MONTH, COLLIDING
from .visits import BY_DAY


class BookingWork:
    """Asked of those who may register: they move a visit, or give it away."""

    def __init__(self, reach: Reach):
        self.reach = reach

    def found(self, name: str) -> VisitQuerySet | DoubleBookings:
        return self.colliding if name == COLLIDING else self.twice

    def rows(self, name: str, by: str = BY_MONTH) -> VisitQuerySet | DoubleBookings:
        if name == BOOKED_TWICE:
            return self.twice
        return self.colliding.for_columns().order_by(*BY_DAY)

    @property
    def colliding(self) -> VisitQuerySet:
        """Visits that fall on a trip, about which nobody has decided yet."""
        if not self.reach.has_any(Permission.REGISTER):
            return Visit.objects.none()
        return undecided(Visit.objects.filter(self._where), self.reach.day)

    @cached_property
    def twice(self) -> DoubleBookings:
        if not self.reach.has_any(Permission.REGISTER):
            return DoubleBookings([])
        return double_bookings(self._where, self.reach.day)

    @property
    def _where(self) -> Q:
        return self.reach.where(Permission.REGISTER)
