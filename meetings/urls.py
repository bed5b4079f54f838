"""Addresses of the catalogues about cells and their meetings."""

from django.urls import path

from .views import cells, rubrics, types

app_name = "meetings"
urlpatterns = [
    path("cells/", cells.CellListView.as_view(), name="cell-list"),
    path("cells/new/", cells.CellCreateView.as_view(), name="cell-create"),
    path("cells/<int:pk>/edit/", cells.CellUpdateView.as_view(), name="cell-update"),
    path("cells/<int:pk>/move/", cells.CellMoveView.as_view(), name="cell-move"),
    path("cells/<int:pk>/delete/", cells.CellDeleteView.as_view(), name="cell-delete"),
    path("organization-types/", types.TypeListView.as_view(), name="type-list"),
    path("organization-types/new/", types.TypeCreateView.as_view(), name="type-create"),
    path("organization-types/<int:pk>/", types.TypeUpdateView.as_view(), name="type-update"),
    path("organization-types/<int:pk>/delete/", types.TypeDeleteView.as_view(), name="type-delete"),
    path(
        "organization-types/<int:type>/guidance/new/",
        types.GuidanceCreateView.as_view(),
        name="guidance-create",
    ),
    path("guidance/<int:pk>/", types.GuidanceUpdateView.as_view(), name="guidance-update"),
    path("guidance/<int:pk>/delete/", types.GuidanceDeleteView.as_view(), name="guidance-delete"),
    path("findings/", types.FindingListView.as_view(), name="finding-list"),
    path("findings/new/", types.FindingCreateView.as_view(), name="finding-create"),
    path("findings/<int:pk>/", types.FindingUpdateView.as_view(), name="finding-update"),
    path("findings/<int:pk>/delete/", types.FindingDeleteView.as_view(), name="finding-delete"),
    path("rubrics/", rubrics.RubricListView.as_view(), name="rubric-list"),
    path("rubrics/new/", rubrics.RubricCreateView.as_view(), name="rubric-create"),
    path("rubrics/preview/", rubrics.RubricPreviewView.as_view(), name="rubric-preview"),
    path("rubrics/<int:pk>/", rubrics.RubricDetailView.as_view(), name="rubric-detail"),
    path("rubrics/<int:pk>/edit/", rubrics.RubricUpdateView.as_view(), name="rubric-update"),
    path("rubrics/<int:pk>/copy/", rubrics.RubricCopyView.as_view(), name="rubric-copy"),
    path("rubrics/<int:pk>/new-version/", rubrics.RubricVersionView.as_view(), name="rubric-version"),
    path("rubrics/<int:pk>/delete/", rubrics.RubricDeleteView.as_view(), name="rubric-delete"),
]
