"""Addresses of plans, visits and the rows behind figures."""

from django.urls import path, register_converter

from attendance.logging.views import attachments, evaluations, history, months, reasons, recommendations
from attendance.logging.views import visits as views_visits
from attendance.planning.views import approval, cells, moves, plans, proposals, trips, windows
from attendance.planning.views import visits as views_visits
from exchange.lists import views
from exchange.workbook import views
from lib.periods import MonthConverter
from office.views import administration, calendars, cells_ending, mergers, work

from .figures import quality, views


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
    path("work/", work.WorkView.as_view(), name="work"),
    path("plans/", plans.PlanListView.as_view(), name="plan-list"),
    path("plans/new/", plans.PlanCreateView.as_view(), name="plan-create"),
    path("plans/waiting/", approval.PlanWaitingView.as_view(), name="plan-waiting"),
    path("plans/<int:pk>/", plans.PlanDetailView.as_view(), name="plan-detail"),
    path("plans/<int:pk>/delete/", plans.PlanDeleteView.as_view(), name="plan-delete"),
    path("plans/<int:pk>/submit/", plans.PlanSubmitView.as_view(), name="plan-submit"),
    path("plans/<int:pk>/approve/", plans.PlanApproveView.as_view(), name="plan-approve"),
    path("plans/<int:pk>/recall/", plans.PlanRecallView.as_view(), name="plan-recall"),
    path("plans/<int:pk>/return/", plans.PlanReturnView.as_view(), name="plan-return"),
    path("plans/<int:pk>/copy/", plans.PlanCopyView.as_view(), name="plan-copy"),
    path("plans/<int:pk>/visits/new/", plans.VisitCreateView.as_view(), name="visit-create"),
    path("plans/<int:pk>/cells/", cells.CellPickerView.as_view(), name="cell-picker"),
    path("proposals/new/", proposals.ProposalCreateView.as_view(), name="proposal-create"),
    path("proposals/<int:pk>/delete/", proposals.ProposalDeleteView.as_view(), name="proposal-delete"),
    path("visits/<int:pk>/change/", plans.VisitChangeView.as_view(), name="visit-change"),
    path("registration/", windows.WindowListView.as_view(), name="window-list"),
    path("registration/new/", windows.WindowCreateView.as_view(), name="window-create"),
    path("registration/<int:pk>/edit/", windows.WindowUpdateView.as_view(), name="window-update"),
    path("trips/", trips.TripListView.as_view(), name="trip-list"),
    path("trips/new/", trips.TripCreateView.as_view(), name="trip-create"),
    path("trips/<int:pk>/", trips.TripDetailView.as_view(), name="trip-detail"),
    path("trips/<int:pk>/edit/", trips.TripUpdateView.as_view(), name="trip-update"),
    path("trips/<int:pk>/delete/", trips.TripDeleteView.as_view(), name="trip-delete"),
    path("trips/<int:pk>/visits/", trips.TripSettleView.as_view(), name="trip-settle"),
    path("months/", months.CurrentMonthView.as_view(), name="month-current"),
    path("months/<month:month>/", months.MonthView.as_view(), name="month"),
    path("visits/", views_visits.VisitListView.as_view(), name="visit-list"),
    path("visits/unplanned/", months.UnplannedCreateView.as_view(), name="unplanned-create"),
    path("visits/undo/", months.UndoView.as_view(), name="visit-undo"),
    path(
        "visits/<int:pk>/attachments/", attachments.AttachmentCreateView.as_view(), name="attachment-create"
    ),
    path("attachments/<int:pk>/", attachments.AttachmentDownloadView.as_view(), name="attachment-download"),
    path(
        "attachments/<int:pk>/delete/", attachments.AttachmentDeleteView.as_view(), name="attachment-delete"
    ),
    path("visits/<int:pk>/", views_visits.VisitDetailView.as_view(), name="visit-detail"),
    path("visits/<int:pk>/attended/", views_visits.VisitAttendedView.as_view(), name="visit-attended"),
    path("visits/<int:pk>/missed/", views_visits.VisitMissedView.as_view(), name="visit-missed"),
    path("visits/<int:pk>/carry-over/", views_visits.VisitCarryOverView.as_view(), name="visit-carry-over"),
    path(
        "visits/<int:pk>/carry-over/undo/",
        views_visits.VisitUndoCarryOverView.as_view(),
        name="visit-undo-carry-over",
    ),
    path("visits/<int:pk>/no-carry-over/", work.VisitWaiveView.as_view(), name="visit-waive"),
    path("plans/<int:pk>/history/", history.PlanHistoryView.as_view(), name="plan-history"),
    path("visits/<int:pk>/history/", history.VisitHistoryView.as_view(), name="visit-history"),
    path(
        "visits/<int:pk>/evaluation/<scorer:scorer>/history/",
        history.EvaluationHistoryView.as_view(),
        name="evaluation-history",
    ),
    path("visits/<int:pk>/take-back/", views_visits.VisitTakeBackView.as_view(), name="visit-take-back"),
    path("visits/<int:pk>/clear/", views_visits.VisitClearView.as_view(), name="visit-clear"),
    path("visits/<int:pk>/move/", moves.VisitMoveView.as_view(), name="visit-move"),
    path("visits/<int:pk>/withdraw/", views_visits.VisitWithdrawView.as_view(), name="visit-withdraw"),
    path("visits/<int:pk>/delete/", views_visits.VisitDeleteView.as_view(), name="visit-delete"),
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
        "half-years/<half_year:half_year>/rows/<slug:measure>/",
        views.FigureRowsView.as_view(),
        name="figure-rows",
    ),
    path(
        "half-years/<half_year:half_year>/evaluations/",
        views.EvaluationListView.as_view(),
        name="evaluation-list",
    ),
    path("imports/", views.ImportListView.as_view(), name="import-list"),
    path("imports/templates/<slug:kind>/", views.ImportTemplateView.as_view(), name="import-template"),
    path("imports/<int:pk>/", views.ImportDetailView.as_view(), name="import-detail"),
    path("imports/<int:pk>/columns/", views.ImportMappingView.as_view(), name="import-mapping"),
    path("imports/<int:pk>/values/", views.ImportValuesView.as_view(), name="import-values"),
    path("imports/<int:pk>/confirm/", views.ImportConfirmView.as_view(), name="import-confirm"),
    path("imports/<int:pk>/restart/", views.ImportRestartView.as_view(), name="import-restart"),
    path("imports/<int:pk>/discard/", views.ImportDiscardView.as_view(), name="import-discard"),
    path("imports/<int:pk>/errors/", views.ImportErrorsView.as_view(), name="import-errors"),
    path("committees/<int:pk>/merge/", mergers.CommitteeMergeView.as_view(), name="committee-merge"),
    path("committees/<int:pk>/end/", mergers.CommitteeEndView.as_view(), name="committee-end"),
    path("committees/<int:pk>/reopen/", mergers.CommitteeReopenView.as_view(), name="committee-reopen"),
    path("committees/<int:pk>/cells/", mergers.CellsMoveView.as_view(), name="cells-move"),
    path("cells/<int:pk>/dissolve/", cells_ending.CellDissolveView.as_view(), name="cell-dissolve"),
    path("cells/<int:pk>/merge/", cells_ending.CellMergeView.as_view(), name="cell-merge"),
    path("cells/<int:pk>/reopen/", cells_ending.CellReopenView.as_view(), name="cell-reopen"),
    path("absence-reasons/", reasons.ReasonListView.as_view(), name="reason-list"),
    path("absence-reasons/new/", reasons.ReasonCreateView.as_view(), name="reason-create"),
    path("absence-reasons/<int:pk>/", reasons.ReasonUpdateView.as_view(), name="reason-update"),
    path("absence-reasons/<int:pk>/delete/", reasons.ReasonDeleteView.as_view(), name="reason-delete"),
    path("administration/", administration.AdministrationView.as_view(), name="administration"),
    path("administration/export/", views.ExportView.as_view(), name="export"),
    path("first-steps/", administration.FirstStepsView.as_view(), name="first-steps"),
    path("first-steps/<slug:key>/", administration.OfferView.as_view(), name="offer"),
    path("my-calendar/", calendars.MyCalendarView.as_view(), name="my-calendar"),
    path("calendar/<str:token>.ics", calendars.CalendarFeedView.as_view(), name="calendar-feed"),
    path("plans/<int:pk>/calendar.ics", calendars.PlanCalendarView.as_view(), name="plan-calendar"),
    path("leaders/<int:pk>/calendar.ics", calendars.LeaderCalendarView.as_view(), name="leader-calendar"),
    path(
        "committees/<int:pk>/calendar.ics",
        calendars.CommitteeCalendarView.as_view(),
        name="committee-calendar",
    ),
]
