"""What cells were asked to do better, and whether they did."""

from django.http import Http404
from django.utils.translation import gettext_lazy

from attendance.logging.forms.recommendations import RecommendationFilterForm
from attendance.models import Visit
from committees.views.access import PagedListView
from lib.lists import ListColumn
from lib.periods import today
from meetings.models import Recommendation


class RecommendationListView(PagedListView):
    """Recommendations, the most urgent first."""

    template_name = "logging/recommendation_list.html"
    columns = (
        ListColumn(gettext_lazy("By when")),
        ListColumn(gettext_lazy("What is to be done")),
        ListColumn(gettext_lazy("Who does it")),
        ListColumn(gettext_lazy("Cell")),
        ListColumn(gettext_lazy("Recommended")),
    )

    def get_queryset(self):
        user = self.request.user
        self.filter = RecommendationFilterForm({"state": "open"} | self.request.GET.dict(), user=user)
        if not self.filter.is_valid():
            raise Http404(self.filter.errors.as_text())
        return self.filter.apply(Recommendation.objects.visible_to(user)).select_related(
            "evaluation__meeting__cell__committee", "evaluation__leader"
        )

    def get_context_data(self, **kwargs):
        context = super().get_context_data(filter=self.filter, today=today(), **kwargs)
        context["rows"] = with_visits(context["object_list"], self.request.user)
        return context


def with_visits(recommendations, user) -> list[tuple]:
    """(recommendation, the visit through which to open its evaluation, if the user sees one)."""
    recommendations = list(recommendations)
    meetings = {r.evaluation.meeting_id for r in recommendations}
    visits = Visit.objects.visible_to(user).attended().filter(meeting__in=meetings)
    by_scorer = {(v.meeting_id, v.leader_id): v for v in visits}
    return [(r, by_scorer.get((r.evaluation.meeting_id, r.evaluation.leader_id))) for r in recommendations]
