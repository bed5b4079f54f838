"""Addresses of the day's work, of calendars and of the administration."""

from django.urls import path

from .views import administration, calendars, cells_ending, mergers, offline, provinces, work

app_name = "office"
urlpatterns = [
    path("service-worker.js", offline.ServiceWorkerView.as_view(), name="service-worker"),
    path("offline/", offline.OfflineView.as_view(), name="offline"),
    path("offline/pages/", offline.OfflinePagesView.as_view(), name="offline-pages"),
    path("provinces/<half_year:half_year>/", provinces.ProvinceListView.as_view(), name="provinces"),
    path("work/", work.WorkView.as_view(), name="work"),
    path("visits/<int:pk>/no-carry-over/", work.VisitWaiveView.as_view(), name="visit-waive"),
    path("committees/<int:pk>/merge/", mergers.CommitteeMergeView.as_view(), name="committee-merge"),
    path("committees/<int:pk>/end/", mergers.CommitteeEndView.as_view(), name="committee-end"),
    path("committees/<int:pk>/reopen/", mergers.CommitteeReopenView.as_view(), name="committee-reopen"),
    path("committees/<int:pk>/cells/", mergers.CellsMoveView.as_view(), name="cells-move"),
    path("cells/<int:pk>/dissolve/", cells_ending.CellDissolveView.as_view(), name="cell-dissolve"),
    path("cells/<int:pk>/merge/", cells_ending.CellMergeView.as_view(), name="cell-merge"),
    path("cells/<int:pk>/reopen/", cells_ending.CellReopenView.as_view(), name="cell-reopen"),
    path("administration/", administration.AdministrationView.as_view(), name="administration"),
    path("administration/export/", administration.ExportView.as_view(), name="export"),
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
