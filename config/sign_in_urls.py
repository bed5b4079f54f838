"""Signing in and what belongs to it. allauth looks for these names; what it has besides is not wanted."""

from django.urls import path

from committees.views import second_step as views
from committees.views import sign_in

urlpatterns = [
    path("sign-in/", sign_in.SignInView.as_view(), name="login"),
    path("sign-in/", sign_in.SignInView.as_view(), name="account_login"),
    path("sign-in/second-step/", views.SecondStepView.as_view(), name="mfa_authenticate"),
    path("sign-out/", sign_in.SignOutView.as_view(), name="logout"),
    path("language/", sign_in.set_language, name="set-language"),
    path("account/password-again/", views.PasswordAgainView.as_view(), name="account_reauthenticate"),
    path("account/sessions/", views.SessionsView.as_view(), name="usersessions_list"),
    path("account/second-step/", views.SecondStepsView.as_view(), name="mfa_index"),
    path("account/second-step/phone/", views.SetUpView.as_view(), name="mfa_activate_totp"),
    path("account/second-step/phone/remove/", views.RemoveView.as_view(), name="mfa_deactivate_totp"),
    path("account/second-step/passkeys/new/", views.AddPasskeyView.as_view(), name="mfa_add_webauthn"),
    path(
        "account/second-step/passkeys/<int:pk>/remove/",
        views.RemovePasskeyView.as_view(),
        name="mfa_remove_webauthn",
    ),
    path("account/second-step/codes/", views.RecoveryCodesView.as_view(), name="mfa_view_recovery_codes"),
    path(
        "account/second-step/codes/new/",
        views.NewRecoveryCodesView.as_view(),
        name="mfa_generate_recovery_codes",
    ),
]
