"""What cells were asked to do better, past its day or soon due: for who gave it, or who manages the cell."""

import datetime as dt

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from attendance.models import Visit
from committees.roles import Permission
from meetings.models import Recommendation, RecommendationQuerySet

from .reach import Reach
from .sections import BY_MONTH, RECOMMENDATIONS, RECOMMENDED_SOON
from .visits import DAYS_AHEAD


class RecommendationWork:
    def __init__(self, reach: Reach):
        self.reach = reach

    def rows(self, name: str, by: str = BY_MONTH) -> RecommendationQuerySet:
        """Each with `visit`, the one after which it was given, if any: the scorer's, else any."""
        visits = Visit.objects.visible_to(self.reach.user).filter(meeting=OuterRef("evaluation__meeting"))
        visits = visits.order_by("pk")
        scorers = visits.filter(leader=OuterRef("evaluation__leader"))
        return (
            self.found(name)
            .annotate(visit=Coalesce(Subquery(scorers.values("pk")[:1]), Subquery(visits.values("pk")[:1])))
            .for_display()
            .order_by("due_on", "pk")
        )

    def found(self, name: str) -> RecommendationQuerySet:
        """Those of a section, in no order."""
        if not self.reach.has_any(Permission.EVALUATE):
            return Recommendation.objects.none()
        found = Recommendation.objects.open().filter(self._conditions[name])
        if self.reach.leader:
            found = found.filter(evaluation__leader=self.reach.leader)
        return found.within_reach(self.reach.paths(Permission.EVALUATE)).order_by()

    @property
    def _conditions(self) -> dict[str, Q]:
        day = self.reach.day
        return {
            RECOMMENDATIONS: Q(due_on__lt=day),
            RECOMMENDED_SOON: Q(due_on__range=(day, day + dt.timedelta(days=DAYS_AHEAD - 1))),
        }
