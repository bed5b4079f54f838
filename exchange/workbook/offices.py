"""The committees that leaders belonged to, half-year by half-year."""

from collections import defaultdict
from collections.abc import Iterable

from committees.models import Committee, FormerOffice, Leader
from lib.periods import HalfYear

from .ledger import batches


class Offices:
    """Of some leaders, read once; new ones have had no other office."""

    def __init__(self, leaders: Iterable[Leader]):
        self._former = defaultdict(list)
        for batch in batches(sorted({leader.pk for leader in leaders if leader.pk is not None})):
            told = FormerOffice.objects.filter(leader__in=batch).select_related("committee")
            for office in told.order_by("until"):
                self._former[office.leader_id].append(office)

    def of(self, leader: Leader, half_year: HalfYear) -> list[Committee]:
        """Those of the half-year, one after the other: mostly one."""
        found = []
        for office in self._former.get(leader.pk, ()):
            if office.until >= half_year.first_day:
                found.append(office.committee)
            if office.until >= half_year.last_day:
                return found
        return [*found, leader.committee]
