"""What cells were asked to do better, and whether they did."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attendance.logging import undo
from attendance.logging.forms.recommendations import (
    RecommendationDoneForm,
    RecommendationFilterForm,
    RecommendationReopenForm,
)
from attendance.models import Visit
from committees.views.access import ActionFormView, PagedListView
from lib.lists import ListColumn
from lib.paging import OncePaginator
from lib.periods import today, written_day
from lib.tables import Kind
from meetings.follow_up import may_settle, with_rights
from meetings.models import Recommendation


class RecommendationPaginator(OncePaginator):
    all_rows = Recommendation.objects.for_display()


class RecommendationListView(PagedListView):
    """Recommendations, the most urgent first."""

    template_name = "logging/recommendation_list.html"
    paginator_class = RecommendationPaginator
    title = gettext_lazy("Recommendations to cells")
    columns = (
        ListColumn(
            gettext_lazy("By when"),
            value="0.due_on",
            kind=Kind.DATE,
            beside=(
                ListColumn(gettext_lazy("Carried out on"), value="0.done_on", kind=Kind.DATE),
                ListColumn(gettext_lazy("Reported by"), value="0.reported_by"),
                ListColumn(gettext_lazy("How it was carried out"), value="0.done_note", width=40),
            ),
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
        ListColumn(gettext_lazy("What to do"), is_hidden=True, css="no-print"),
    )

    def get_queryset(self):
        user = self.request.user
        self.filter = RecommendationFilterForm({"state": "open"} | self.request.GET.dict(), user=user)
        return self.filter.apply(Recommendation.objects.visible_to(user)).for_display()

    def get_context_data(self, **kwargs):
        return super().get_context_data(filter=self.filter, today=today(), **kwargs)

    def lines(self, recommendations):
        return with_visits(recommendations, self.request.user)


def with_visits(recommendations, user) -> list[tuple]:
    """(recommendation, the visit through which to open its evaluation, if the user sees one)."""
    recommendations = with_rights(recommendations, user)
    meetings = {r.evaluation.meeting_id for r in recommendations}
    visits = Visit.objects.visible_to(user).attended().filter(meeting__in=meetings)
    by_scorer = {(v.meeting_id, v.leader_id): v for v in visits}
    return [(r, by_scorer.get((r.evaluation.meeting_id, r.evaluation.leader_id))) for r in recommendations]


class RecommendationStep(ActionFormView):
    """Something said of a recommendation, by those who evaluate for who gave it, or who manages the cell."""

    @cached_property
    def row(self) -> Recommendation:
        visible = Recommendation.objects.visible_to(self.request.user).given()
        recommendation = get_object_or_404(visible.for_display(), pk=self.kwargs["pk"])
        if not may_settle(self.request.user, recommendation):
            raise PermissionDenied
        return recommendation

    def row_url(self):
        return reverse("attendance:recommendation-list")

    def get_context_data(self, **kwargs):
        return super().get_context_data(recommendation=self.row, **kwargs)


class RecommendationDoneView(RecommendationStep):
    template_name = "logging/recommendation_done.html"
    form_class = RecommendationDoneForm

    def get_success_message(self, form):
        if self.row.done_on is None:
            undo.offer_done(self.request, form.result, back=self.next_url())
        return _("Saved: carried out on %(day)s, %(cell)s.") % {
            "day": written_day(form.result.done_on),
            "cell": self.row.evaluation.meeting.cell,
        }


class RecommendationReopenView(RecommendationStep):
    template_name = "logging/recommendation_reopen.html"
    form_class = RecommendationReopenForm

    def get_success_message(self, form):
        return _("It is open again.")
