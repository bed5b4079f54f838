"""Addresses of plans, visits and the rows behind figures."""

from django.urls import path, register_converter

from . import quality
from .views import evaluations, history, plans, rows, visits


class ScorerConverter:
    """Whose evaluation: the attending leader's or the cell's own."""

    regex = f"{quality.LEADER}|{quality.CELL}"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(ScorerConverter, "scorer")

app_name = "attendance"
urlpatterns = [
    path("plans/", plans.PlanListView.as_view(), name="plan-list"),
    path("plans/new/", plans.PlanCreateView.as_view(), name="plan-create"),
    path("plans/<int:pk>/", plans.PlanDetailView.as_view(), name="plan-detail"),
    path("plans/<int:pk>/delete/", plans.PlanDeleteView.as_view(), name="plan-delete"),
    path("plans/<int:pk>/submit/", plans.PlanSubmitView.as_view(), name="plan-submit"),
    path("plans/<int:pk>/approve/", plans.PlanApproveView.as_view(), name="plan-approve"),
    path("plans/<int:pk>/return/", plans.PlanReturnView.as_view(), name="plan-return"),
    path("plans/<int:pk>/visits/new/", plans.VisitCreateView.as_view(), name="visit-create"),
    path("visits/<int:pk>/", visits.VisitDetailView.as_view(), name="visit-detail"),
    path("visits/<int:pk>/attended/", visits.VisitAttendedView.as_view(), name="visit-attended"),
    path("visits/<int:pk>/missed/", visits.VisitMissedView.as_view(), name="visit-missed"),
    path("visits/<int:pk>/carry-over/", visits.VisitCarryOverView.as_view(), name="visit-carry-over"),
    path(
        "visits/<int:pk>/carry-over/undo/",
        visits.VisitUndoCarryOverView.as_view(),
        name="visit-undo-carry-over",
    ),
    path("plans/<int:pk>/history/", history.PlanHistoryView.as_view(), name="plan-history"),
    path("visits/<int:pk>/history/", history.VisitHistoryView.as_view(), name="visit-history"),
    path(
        "visits/<int:pk>/evaluation/<scorer:scorer>/history/",
        history.EvaluationHistoryView.as_view(),
        name="evaluation-history",
    ),
    path("visits/<int:pk>/clear/", visits.VisitClearView.as_view(), name="visit-clear"),
    path("visits/<int:pk>/withdraw/", visits.VisitWithdrawView.as_view(), name="visit-withdraw"),
    path("visits/<int:pk>/delete/", visits.VisitDeleteView.as_view(), name="visit-delete"),
    path(
        "visits/<int:pk>/evaluation/<scorer:scorer>/",
        evaluations.EvaluationView.as_view(),
        name="evaluation-update",
    ),
    path(
        "visits/<int:pk>/evaluation/<scorer:scorer>/rating/",
        evaluations.EvaluationRatingView.as_view(),
        name="evaluation-rating",
    ),
    path(
        "visits/<int:pk>/evaluation/<scorer:scorer>/delete/",
        evaluations.EvaluationDeleteView.as_view(),
        name="evaluation-delete",
    ),
    path(
        "half-years/<half_year:half_year>/rows/<slug:measure>/",
        rows.FigureRowsView.as_view(),
        name="figure-rows",
    ),
    path(
        "half-years/<half_year:half_year>/evaluations/",
        rows.EvaluationListView.as_view(),
        name="evaluation-list",
    ),
]
