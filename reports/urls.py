"""Addresses of the half-year's figures and the six-month report."""

from django.urls import path

from . import views

app_name = "reports"
urlpatterns = [
    path("overview/", views.latest_overview, name="latest-overview"),
    path("summary/", views.latest_summary, name="latest-summary"),
    path("half-years/<half_year:half_year>/", views.OverviewView.as_view(), name="overview"),
    path("half-years/<half_year:half_year>/summary/", views.SummaryView.as_view(), name="summary"),
    path("half-years/<half_year:half_year>/summary.xlsx", views.summary_workbook, name="summary-xlsx"),
]
