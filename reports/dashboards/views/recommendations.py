"""The recommendations behind a number."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from attendance.figures import recommendations
from attendance.figures.coverage import reference_day_of
from attendance.figures.recommendations import Followed
from attendance.figures.views import SelectionMixin
from attendance.logging.views.recommendations import (
    RecommendationListView,
    RecommendationPaginator,
    with_visits,
)
from committees.views.access import PagedListView
from lib.periods import today, written_day
from meetings.models import Recommendation

TITLES = {
    Followed.DONE: _("Recommendations carried out in the half-year, by %(day)s"),
    Followed.OPEN: _("Recommendations still open on %(day)s"),
    Followed.OVERDUE: _("Recommendations overdue on %(day)s"),
}


class RecommendationRowsView(SelectionMixin, PagedListView):
    """In one state on the selection's day, the most urgent first; without one in the address still open."""

    template_name = "dashboards/recommendation_rows.html"
    paginator_class = RecommendationPaginator
    columns = RecommendationListView.columns

    def get_queryset(self):
        state = self.parameter("state") or Followed.OPEN.value
        if state not in Followed.values:
            raise Http404("state")
        self.state = Followed(state)
        rows = Recommendation.objects.visible_to(self.request.user)
        rows = recommendations.chosen(rows, self.selection)
        return rows.filter(recommendations.followed(self.state, self.selection)).for_display()

    def get_context_data(self, **kwargs):
        return super().get_context_data(title=self.title, selection=self.selection, today=today(), **kwargs)

    @property
    def title(self) -> str:
        return TITLES[self.state] % {"day": written_day(reference_day_of(self.selection))}

    def lines(self, objects):
        return with_visits(objects, self.request.user)
