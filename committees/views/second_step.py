"""The second step of signing in, and where somebody is signed in: allauth's views in the product's dress."""

from allauth.account.decorators import reauthentication_required
from allauth.account.views import ReauthenticateView
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _

from committees import second_step
from committees.attempts import Stopped
from committees.browsers import named
from committees.forms import second_step as forms


class SigningInMixin:
    """One of the few pages that are open to whoever must set up a second step first.

    Whoever tries too often is told when to try again.
    """

    is_for_signing_in = True

    def form_invalid(self, form):
        response = super().form_invalid(form)
        for error in (error for errors in form.errors.as_data().values() for error in errors):
            if isinstance(error, Stopped):
                response.status_code, response["Retry-After"] = 429, error.wait
        return response


class SecondStepView(SigningInMixin, AuthenticateView):
    """Asked after the password, before anybody is signed in."""

    template_name = "committees/second_step.html"
    form_class = forms.CodeForm
    webauthn_form_class = forms.PasskeyForm

    def get_context_data(self, **kwargs):
        kept = second_step.steps_of(self.stage.login.user)
        return super().get_context_data(**kwargs) | {"kept": kept}


class SecondStepsView(SigningInMixin, IndexView):
    template_name = "committees/second_steps.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            passkeys_work=second_step.passkeys_work(),
            is_missing=second_step.MISSING in self.request.session,
            **kwargs,
        )


class SetUpView(SigningInMixin, ActivateTOTPView):
    template_name = "committees/second_step_set_up.html"
    form_class = forms.SetUpForm

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        secret = context["form"].secret
        return context | {"secret_in_fours": [secret[at : at + 4] for at in range(0, len(secret), 4)]}


class RemoveView(SigningInMixin, DeactivateTOTPView):
    template_name = "committees/second_step_remove.html"


class AddPasskeyView(SigningInMixin, AddWebAuthnView):
    template_name = "committees/passkey_add.html"
    form_class = forms.AddPasskeyForm

    def dispatch(self, request, *args, **kwargs):
        if not second_step.passkeys_work():
            raise Http404("passkeys")
        return super().dispatch(request, *args, **kwargs)


class RemovePasskeyView(SigningInMixin, RemoveWebAuthnView):
    template_name = "committees/second_step_remove.html"
    success_url = reverse_lazy("mfa_index")


class RecoveryCodesView(SigningInMixin, ViewRecoveryCodesView):
    template_name = "committees/recovery_codes.html"


class NewRecoveryCodesView(SigningInMixin, GenerateRecoveryCodesView):
    template_name = "committees/recovery_codes_new.html"


class PasswordAgainView(SigningInMixin, ReauthenticateView):
    template_name = "committees/password_again.html"
    form_class = forms.PasswordAgainForm

    def form_valid(self, form):
        """Goes on with what was asked for, which allauth does not find below the head of a province."""
        self.request.session.cycle_key()  # whoever knows the key of before has typed no password
        try:
            return super().form_valid(form)
        except Resolver404:
            view, args, kwargs = resolve(self.request.path_info)
            return view(self.request, *args, **kwargs)


@method_decorator(reauthentication_required, name="post")
class SessionsView(ListUserSessionsView):
    template_name = "committees/sessions.html"
    form_class = forms.EndOthersForm

    def get_context_data(self, **kwargs):
        UserSession.objects.create_from_request(self.request)  # one of before there was a list
        context = super().get_context_data(**kwargs)
        for session in context["sessions"]:
            session.browser = named(session.user_agent)
        # Where one is comes first, then where somebody did something most lately.
        context["sessions"].sort(key=lambda session: session.last_seen_at, reverse=True)
        context["sessions"].sort(key=lambda session: not session.is_current())
        return context

    def form_valid(self, form):
        form.save(self.request)
        one = form.cleaned_data["one"]
        messages.success(self.request, _("Signed out there.") if one else _("You are signed in here only."))
        return HttpResponseRedirect(self.get_success_url())
