"""Addresses of the half-year's figures and the six-month report."""

from django.urls import path

from .views import breakdowns, cells, coverage, leaders, overview, quality, scope, summary, trends

app_name = "reports"
urlpatterns = [
    path("overview/", scope.latest_overview, name="latest-overview"),
    path("summary/", scope.latest_summary, name="latest-summary"),
    path("half-years/<half_year:half_year>/", overview.OverviewView.as_view(), name="overview"),
    path(
        "half-years/<half_year:half_year>/by/<slug:dimension>/",
        breakdowns.BreakdownView.as_view(),
        name="breakdown",
    ),
    path("half-years/<half_year:half_year>/coverage/", coverage.CoverageView.as_view(), name="coverage"),
    path(
        "half-years/<half_year:half_year>/coverage/cells/",
        coverage.CoverageCellsView.as_view(),
        name="coverage-cells",
    ),
    path("half-years/<half_year:half_year>/quality/", quality.QualityView.as_view(), name="quality"),
    path(
        "half-years/<half_year:half_year>/meetings/", quality.MeetingListView.as_view(), name="meeting-list"
    ),
    path("leaders/<int:pk>/", leaders.LeaderDetailView.as_view(), name="leader-detail"),
    path("cells/<int:pk>/", cells.CellDetailView.as_view(), name="cell-detail"),
    path("half-years/<half_year:half_year>/trends/", trends.TrendsView.as_view(), name="trends"),
    path("half-years/<half_year:half_year>/summary/", summary.SummaryView.as_view(), name="summary"),
    path("half-years/<half_year:half_year>/summary.xlsx", summary.summary_workbook, name="summary-xlsx"),
]
