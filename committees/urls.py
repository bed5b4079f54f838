"""Addresses of the organisation, its leaders and accounts."""

from django.urls import path

from .views import committees

app_name = "committees"
urlpatterns = [
    path("committees/", committees.CommitteeListView.as_view(), name="committee-list"),
    path("committees/new/", committees.CommitteeCreateView.as_view(), name="committee-create"),
    path("committees/<int:pk>/", committees.CommitteeDetailView.as_view(), name="committee-detail"),
    path("committees/<int:pk>/edit/", committees.CommitteeUpdateView.as_view(), name="committee-update"),
    path("committees/<int:pk>/rename/", committees.CommitteeRenameView.as_view(), name="committee-rename"),
    path("committees/<int:pk>/move/", committees.CommitteeMoveView.as_view(), name="committee-move"),
]
