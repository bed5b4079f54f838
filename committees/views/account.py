"""The own account, and the first one of an empty installation."""

from allauth.account.decorators import reauthentication_required
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import PasswordChangeView
from django.db import transaction
from django.http import Http404
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from committees import first_run
from committees.actions import accounts as actions
from committees.actions.office import ask_for_second_step
from committees.events import record
from committees.forms.accounts import AccountForm, FirstRunForm, OwnPasswordForm
from committees.mail import user_opting_out
from committees.models import SecurityEvent, User
from committees.roles import Role
from lib.clients import address_of
from lib.locks import one_at_a_time

from .access import ActionFormView


def _changes_email(request) -> bool:
    return request.POST.get("email", "").strip() != request.user.email


@method_decorator(reauthentication_required(enabled=_changes_email), name="post")
class AccountView(ActionFormView):
    """The e-mail address is where a link for a new password may go: who changes it types the password first,
    unless signed in just now, and what was typed here is then saved.
    """

    template_name = "committees/account.html"
    form_class = AccountForm

    @cached_property
    def row(self):
        # The request's user is a lazy stand-in, which no action can lock.
        return User.objects.get(pk=self.request.user.pk)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"address": address_of(self.request)}

    def row_url(self):
        return reverse("committees:account")

    def get_success_message(self, form):
        return _("Saved.")


class OwnPasswordView(PasswordChangeView):
    template_name = "committees/password.html"
    form_class = OwnPasswordForm
    success_url = reverse_lazy("committees:account")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"address": address_of(self.request)}

    def form_valid(self, form):
        messages.success(self.request, _("The new password holds from now on."))
        record(SecurityEvent.Kind.PASSWORD, address=address_of(self.request), user=form.user)
        return super().form_valid(form)


@method_decorator(login_not_required, name="dispatch")
class RemindersOffView(TemplateView):
    """GET asks, as programs look at links in mails; POST switches the reminders off."""

    template_name = "committees/reminders_off.html"

    def get_user(self) -> User:
        user = user_opting_out(self.kwargs["token"])
        if user is None:
            raise Http404("token")
        return user

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"account": self.get_user()} | kwargs)

    def post(self, request, *args, **kwargs):
        user = self.get_user()
        actions.stop_reminders(user=user)
        return self.render_to_response(self.get_context_data(account=user, is_done=True))


@method_decorator(login_not_required, name="dispatch")
class FirstRunView(FormView):
    """Exists only while nobody has an account, for whoever read the address on the server."""

    template_name = "committees/first_run.html"
    form_class = FirstRunForm

    def dispatch(self, request, *args, **kwargs):
        if not first_run.is_token(kwargs["token"]) or not first_run.is_open():
            raise Http404("first run")
        return super().dispatch(request, *args, **kwargs)

    @transaction.atomic
    def form_valid(self, form):
        one_at_a_time("committees.first_run")
        if not first_run.is_open():
            raise Http404("first run")
        data = form.cleaned_data
        user = actions.make_first_account(
            username=data["username"], full_name=data["full_name"], password=data["password1"]
        )
        response = perform_login(self.request, user, redirect_url=reverse(settings.FIRST_RUN_REDIRECT_URL))
        # Of this account too, from its next sign-in on: until then it may set one up, or choose otherwise.
        ask_for_second_step(roles=[Role.ADMINISTRATOR], by=user, version=None)
        return response
