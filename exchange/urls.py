"""Addresses of what comes in from files and goes out as the whole workbook."""

from django.urls import path

import attendance.urls  # noqa: F401 - registers whose evaluation an address means

from .lists import views as lists
from .score_sheets import views as score_sheets

app_name = "exchange"
urlpatterns = [
    path("imports/", lists.ImportListView.as_view(), name="import-list"),
    path("imports/templates/<slug:kind>/", lists.ImportTemplateView.as_view(), name="import-template"),
    path("imports/<int:pk>/", lists.ImportDetailView.as_view(), name="import-detail"),
    path("imports/<int:pk>/encoding/", lists.ImportEncodingView.as_view(), name="import-encoding"),
    path("imports/<int:pk>/columns/", lists.ImportMappingView.as_view(), name="import-mapping"),
    path("imports/<int:pk>/values/", lists.ImportValuesView.as_view(), name="import-values"),
    path("imports/<int:pk>/since/", lists.ImportSinceView.as_view(), name="import-since"),
    path("imports/<int:pk>/rows/", lists.ImportRowView.as_view(), name="import-row"),
    path("imports/<int:pk>/confirm/", lists.ImportConfirmView.as_view(), name="import-confirm"),
    path("imports/<int:pk>/restart/", lists.ImportRestartView.as_view(), name="import-restart"),
    path("imports/<int:pk>/discard/", lists.ImportDiscardView.as_view(), name="import-discard"),
    path("imports/<int:pk>/errors/", lists.ImportErrorsView.as_view(), name="import-errors"),
    path(
        "visits/<int:pk>/evaluation/<scorer:scorer>/score-sheet/",
        score_sheets.EvaluationFillView.as_view(),
        name="evaluation-fill",
    ),
]
