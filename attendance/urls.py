"""Addresses of plans, visits and the rows behind figures."""

from django.urls import path, register_converter

from lib.periods import MonthConverter

from .days.views import UndoView
from .figures import quality
from .figures import views as figures
from .logging.views import attachments, evaluations, history, months, reasons, recommendations, visits
from .planning.views import (
    announcing,
    approval,
    calendar,
    cells,
    closing,
    files,
    moves,
    plans,
    proposals,
    several,
    targets,
    trips,
    windows,
)
from .planning.views import visits as visits_in_plans


class ScorerConverter:
    """Whose evaluation: the attending leader's or the cell's own."""

    regex = f"{quality.LEADER}|{quality.CELL}"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(ScorerConverter, "scorer")
register_converter(MonthConverter, "month")

app_name = "attendance"
urlpatterns = [
    path("plans/", plans.PlanListView.as_view(), name="plan-list"),
    path("plans/new/", plans.PlanCreateView.as_view(), name="plan-create"),
    path("plans/waiting/", approval.PlanWaitingView.as_view(), name="plan-waiting"),
    path("plans/<int:pk>/", plans.PlanDetailView.as_view(), name="plan-detail"),
    path("plans/<int:pk>/excel/", files.PlanSheetView.as_view(), name="plan-xlsx"),
    path("plans/<int:pk>/word/", files.PlanPaperView.as_view(), name="plan-docx"),
    path("plans/<int:pk>/delete/", plans.PlanDeleteView.as_view(), name="plan-delete"),
    path("plans/<int:pk>/submit/", plans.PlanSubmitView.as_view(), name="plan-submit"),
    path("plans/<int:pk>/approve/", plans.PlanApproveView.as_view(), name="plan-approve"),
    path("plans/<int:pk>/recall/", plans.PlanRecallView.as_view(), name="plan-recall"),
    path("plans/<int:pk>/return/", plans.PlanReturnView.as_view(), name="plan-return"),
    path("plans/<int:pk>/copy/", plans.PlanCopyView.as_view(), name="plan-copy"),
    path("plans/<int:pk>/visits/new/", plans.VisitCreateView.as_view(), name="visit-create"),
    path(
        "plans/<int:pk>/visits/several/",
        several.SeveralVisitsCreateView.as_view(),
        name="visit-create-several",
    ),
    path(
        "plans/<int:pk>/visits/every-month/",
        several.RepeatedVisitsCreateView.as_view(),
        name="visit-create-repeated",
    ),
    path("plans/<int:pk>/cells/", cells.CellPickerView.as_view(), name="cell-picker"),
    path("proposals/new/", proposals.ProposalCreateView.as_view(), name="proposal-create"),
    path("proposals/<int:pk>/delete/", proposals.ProposalDeleteView.as_view(), name="proposal-delete"),
    path("visits/<int:pk>/change/", plans.VisitChangeView.as_view(), name="visit-change"),
    path("registration/", windows.WindowListView.as_view(), name="window-list"),
    path("registration/new/", windows.WindowCreateView.as_view(), name="window-create"),
    path("registration/<int:pk>/edit/", windows.WindowUpdateView.as_view(), name="window-update"),
    path("half-years/", closing.HalfYearListView.as_view(), name="half-year-list"),
    path(
        "half-years/<int:province>/<half_year:half_year>/close/",
        closing.HalfYearCloseView.as_view(),
        name="half-year-close",
    ),
    path(
        "half-years/<int:province>/<half_year:half_year>/reopen/",
        closing.HalfYearReopenView.as_view(),
        name="half-year-reopen",
    ),
    path("targets/", targets.TargetListView.as_view(), name="target-list"),
    path("targets/new/", targets.TargetCreateView.as_view(), name="target-create"),
    path("targets/cells/", targets.TargetCellsView.as_view(), name="target-cells"),
    path("targets/<int:pk>/change/", targets.TargetChangeView.as_view(), name="target-change"),
    path("targets/<int:pk>/end/", targets.TargetEndView.as_view(), name="target-end"),
    path("targets/<int:pk>/correct/", targets.TargetCorrectView.as_view(), name="target-correct"),
    path("targets/<int:pk>/remove/", targets.TargetRemoveView.as_view(), name="target-remove"),
    path("targets/<int:pk>/history/", targets.TargetHistoryView.as_view(), name="target-history"),
    path(
        "targets/<half_year:half_year>/<str:measure>/",
        figures.TargetRowsView.as_view(),
        name="target-rows",
    ),
    path("trips/", trips.TripListView.as_view(), name="trip-list"),
    path("trips/new/", trips.TripCreateView.as_view(), name="trip-create"),
    path("trips/<int:pk>/", trips.TripDetailView.as_view(), name="trip-detail"),
    path("trips/<int:pk>/edit/", trips.TripUpdateView.as_view(), name="trip-update"),
    path("trips/<int:pk>/delete/", trips.TripDeleteView.as_view(), name="trip-delete"),
    path("trips/<int:pk>/visits/", trips.TripSettleView.as_view(), name="trip-settle"),
    path("trips/<int:pk>/bring-back/", trips.TripBringBackView.as_view(), name="trip-bring-back"),
    path("calendar/", calendar.CurrentCalendarView.as_view(), name="calendar-current"),
    path("calendar/<month:month>/", calendar.CalendarView.as_view(), name="calendar"),
    path("calendar/<month:month>/word/", calendar.NoticePaperView.as_view(), name="calendar-docx"),
    path("calendar/<month:month>/announce/", announcing.AnnounceView.as_view(), name="calendar-announce"),
    path("calendar/<month:month>/copy/", announcing.CopyCalendarView.as_view(), name="calendar-copy"),
    path("months/", months.CurrentMonthView.as_view(), name="month-current"),
    path("months/<month:month>/", months.MonthView.as_view(), name="month"),
    path("months/<month:month>/excel/", months.MonthSheetView.as_view(), name="month-xlsx"),
    path("months/<month:month>/word/", months.MonthPaperView.as_view(), name="month-docx"),
    path("visits/", visits.VisitListView.as_view(), name="visit-list"),
    path("visits/unplanned/", months.UnplannedCreateView.as_view(), name="unplanned-create"),
    path("visits/undo/", UndoView.as_view(), name="visit-undo"),
    path(
        "visits/<int:pk>/attachments/", attachments.AttachmentCreateView.as_view(), name="attachment-create"
    ),
    path("attachments/<int:pk>/", attachments.AttachmentDownloadView.as_view(), name="attachment-download"),
    path(
        "attachments/<int:pk>/delete/", attachments.AttachmentDeleteView.as_view(), name="attachment-delete"
    ),
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
    path("visits/<int:pk>/take-back/", visits.VisitTakeBackView.as_view(), name="visit-take-back"),
    path("visits/<int:pk>/clear/", visits.VisitClearView.as_view(), name="visit-clear"),
    path("visits/<int:pk>/move/", moves.VisitMoveView.as_view(), name="visit-move"),
    path("visits/<int:pk>/withdraw/", visits_in_plans.VisitWithdrawView.as_view(), name="visit-withdraw"),
    path("visits/<int:pk>/restore/", visits_in_plans.VisitRestoreView.as_view(), name="visit-restore"),
    path("visits/<int:pk>/delete/", visits_in_plans.VisitDeleteView.as_view(), name="visit-delete"),
    path(
        "visits/<int:pk>/evaluation/",
        evaluations.EvaluationDetailView.as_view(),
        name="evaluation-detail",
    ),
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
        "recommendations/",
        recommendations.RecommendationListView.as_view(),
        name="recommendation-list",
    ),
    path(
        "recommendations/<int:pk>/done/",
        recommendations.RecommendationDoneView.as_view(),
        name="recommendation-done",
    ),
    path(
        "recommendations/<int:pk>/reopen/",
        recommendations.RecommendationReopenView.as_view(),
        name="recommendation-reopen",
    ),
    path(
        "half-years/<half_year:half_year>/rows/<slug:measure>/",
        figures.FigureRowsView.as_view(),
        name="figure-rows",
    ),
    path(
        "half-years/<half_year:half_year>/evaluations/",
        figures.EvaluationListView.as_view(),
        name="evaluation-list",
    ),
    path("absence-reasons/", reasons.ReasonListView.as_view(), name="reason-list"),
    path("absence-reasons/new/", reasons.ReasonCreateView.as_view(), name="reason-create"),
    path("absence-reasons/<int:pk>/", reasons.ReasonUpdateView.as_view(), name="reason-update"),
    path("absence-reasons/<int:pk>/delete/", reasons.ReasonDeleteView.as_view(), name="reason-delete"),
]
