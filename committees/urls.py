"""Addresses of the organisation, its leaders and accounts."""

from django.urls import path

from .views import account, accounts, committees, leaders, office, security

app_name = "committees"
urlpatterns = [
    path("office/", office.OfficeUpdateView.as_view(), name="office-update"),
    path("emblem/<slug:digest>/", office.EmblemView.as_view(), name="emblem"),
    path("committees/", committees.CommitteeListView.as_view(), name="committee-list"),
    path("committees/new/", committees.CommitteeCreateView.as_view(), name="committee-create"),
    path("committees/<int:pk>/", committees.CommitteeDetailView.as_view(), name="committee-detail"),
    path("committees/<int:pk>/edit/", committees.CommitteeUpdateView.as_view(), name="committee-update"),
    path("committees/<int:pk>/rename/", committees.CommitteeRenameView.as_view(), name="committee-rename"),
    path("committees/<int:pk>/move/", committees.CommitteeMoveView.as_view(), name="committee-move"),
    path("leaders/", leaders.LeaderListView.as_view(), name="leader-list"),
    path("leaders/new/", leaders.LeaderCreateView.as_view(), name="leader-create"),
    path("leaders/<int:pk>/edit/", leaders.LeaderUpdateView.as_view(), name="leader-update"),
    path("leaders/<int:pk>/transfer/", leaders.LeaderTransferView.as_view(), name="leader-transfer"),
    path("leaders/<int:pk>/delete/", leaders.LeaderDeleteView.as_view(), name="leader-delete"),
    path("users/", accounts.UserListView.as_view(), name="user-list"),
    path("users/new/", accounts.UserCreateView.as_view(), name="user-create"),
    path("users/<int:pk>/", accounts.UserDetailView.as_view(), name="user-detail"),
    path("users/<int:pk>/edit/", accounts.UserUpdateView.as_view(), name="user-update"),
    path("users/<int:pk>/link/", accounts.UserLinkView.as_view(), name="user-link"),
    path("users/<int:pk>/roles/new/", accounts.RoleCreateView.as_view(), name="role-create"),
    path(
        "users/<int:pk>/roles/<int:membership>/delete/", accounts.RoleDeleteView.as_view(), name="role-delete"
    ),
    path("users/<int:pk>/disable/", accounts.UserDisableView.as_view(), name="user-disable"),
    path("users/<int:pk>/enable/", accounts.UserEnableView.as_view(), name="user-enable"),
    path("sign-in-log/", security.SecurityEventListView.as_view(), name="security-event-list"),
    path("sign-in-log/second-step/", security.SecondStepUpdateView.as_view(), name="second-step-update"),
    path(
        "users/<int:pk>/second-step/remove/",
        accounts.SecondStepRemoveView.as_view(),
        name="user-second-step-remove",
    ),
    path("invitation/<uidb64>/<token>/", accounts.InvitationView.as_view(), name="invitation"),
    path("account/", account.AccountView.as_view(), name="account"),
    path("account/password/", account.OwnPasswordView.as_view(), name="password-change"),
    path("reminders-off/<str:token>/", account.RemindersOffView.as_view(), name="reminders-off"),
    path("first-run/<slug:token>/", account.FirstRunView.as_view(), name="first-run"),
]
