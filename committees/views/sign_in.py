"""Signing in, and the language of the pages."""

from urllib.parse import urlsplit

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.utils.translation import gettext as _
from django.views.i18n import set_language as django_set_language

from committees import first_run, kept
from committees.attempts import Stopped
from committees.forms.sign_in import SignInForm
from committees.models import User
from lib.forms import saved


class SignInView(LoginView):
    template_name = "committees/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form):
        """On to the second step, where the account has one."""
        return perform_login(self.request, form.get_user(), redirect_url=self.get_success_url())

    def form_invalid(self, form):
        response = super().form_invalid(form)
        for error in form.non_field_errors().as_data():
            if isinstance(error, Stopped):
                response.status_code, response["Retry-After"] = 429, error.wait
        return response

    def get_context_data(self, **kwargs):
        demo = User.objects.filter(is_demo=True, is_active=True).prefetch_related("memberships")
        next_path = urlsplit(self.get_redirect_url()).path
        return super().get_context_data(
            demo_accounts=demo.order_by("pk"),
            keeps_typed=kept.waits(self.request, next_path),
            is_first_run=first_run.is_open(),
            **kwargs,
        )


class SignOutView(LogoutView):
    """Nothing of the user stays in the browser: scripts see to that, with HTTPS the browser too."""

    is_for_signing_in = True

    def post(self, request, *args, **kwargs):
        was_in = request.user.is_authenticated
        response = super().post(request, *args, **kwargs)
        if was_in:
            messages.success(request, _("You are signed out."))
        response.delete_cookie(saved.COOKIE, samesite="Lax")
        if request.is_secure():
            response["Clear-Site-Data"] = '"cache", "storage"'
        return response


set_language = login_not_required(django_set_language)
