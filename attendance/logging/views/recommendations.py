"""What cells were asked to do better, and whether they did."""

from django.utils.translation import gettext_lazy

from attendance.logging.forms.recommendations import RecommendationFilterForm
from attendance.models import Visit
from committees.views.access import PagedListView
from lib.lists import ListColumn
from lib.periods import today
from lib.tables import Kind
from meetings.models import Recommendation


class RecommendationListView(PagedListView):
    """Recommendations, the most urgent first."""

    template_name = "logging/recommendation_list.html"
    title = gettext_lazy("Recommendations to cells")
    columns = (
        ListColumn(
            gettext_lazy("By when"),
            value="0.due_on",
            kind=Kind.DATE,
            beside=(ListColumn(gettext_lazy("Carried out on"), value="0.done_on", kind=Kind.DATE),),
        ),
        ListColumn(gettext_lazy("What is to be done"), value="0.text", width=50),
        ListColumn(gettext_lazy("Who does it"), value="0.responsible"),
        ListColumn(
            gettext_lazy("Cell"),
            value="0.evaluation.meeting.cell.name",
            width=32,
            beside=(
                ListColumn(
                    gettext_lazy("Managing committee"), value="0.evaluation.meeting.cell.committee.label"
                ),
            ),
        ),
        ListColumn(
            gettext_lazy("Recommended"),
            value="0.evaluation.meeting.date",
            kind=Kind.DATE,
            beside=(ListColumn(gettext_lazy("By whom"), value="0.evaluation.scorer"),),
        ),
    )

    def get_queryset(self):
        user = self.request.user
        self.filter = RecommendationFilterForm({"state": "open"} | self.request.GET.dict(), user=user)
        return self.filter.apply(Recommendation.objects.visible_to(user)).select_related(
            "evaluation__meeting__cell__committee", "evaluation__leader"
        )

    def get_context_data(self, **kwargs):
        return super().get_context_data(filter=self.filter, today=today(), **kwargs)

    def lines(self, recommendations):
        return with_visits(recommendations, self.request.user)


def with_visits(recommendations, user) -> list[tuple]:
    """(recommendation, the visit through which to open its evaluation, if the user sees one)."""
    recommendations = list(recommendations)
    meetings = {r.evaluation.meeting_id for r in recommendations}
    visits = Visit.objects.visible_to(user).attended().filter(meeting__in=meetings)
    by_scorer = {(v.meeting_id, v.leader_id): v for v in visits}
    return [(r, by_scorer.get((r.evaluation.meeting_id, r.evaluation.leader_id))) for r in recommendations]
