"""Accounts: the list, one with its roles and what it may see, and making it usable."""

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import PasswordResetConfirmView
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db.models import prefetch_related_objects
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView
from django.views.generic.base import TemplateResponseMixin

from committees import accounts, attempts, history, second_step
from committees.actions import accounts as actions
from committees.events import record
from committees.forms.accounts import ChoosePasswordForm, InviteForm, RoleForm, UserFilterForm, UserForm
from committees.mail import is_set_up
from committees.models import Membership, SecurityEvent, User
from committees.roles import RIGHTS, Permission, Role
from lib.clients import address_of
from lib.lists import ListColumn
from lib.tables import Kind

from .access import ActionView, ButtonMixin, PagedListView, PasswordAgainMixin, ProvinceAdministratorMixin
from .catalogues import RowView


def roles_in_words(account: User) -> str:
    everything = [_("Everything, everywhere")] if account.is_superuser else []
    memberships = account.memberships.all()
    return "; ".join(everything + [f"{m.get_role_display()} · {m.committee.label}" for m in memberships])


class UserListView(ProvinceAdministratorMixin, PagedListView):
    template_name = "committees/user_list.html"
    title = gettext_lazy("Accounts")
    columns = (
        ListColumn(
            gettext_lazy("Name"),
            value=str,
            beside=(
                ListColumn(gettext_lazy("Account"), value="username"),
                ListColumn(gettext_lazy("Active"), value="is_active", width=11),
            ),
        ),
        ListColumn(gettext_lazy("Roles"), value=roles_in_words, width=50),
        ListColumn(gettext_lazy("Last signed in"), value="last_login", kind=Kind.DATE),
    )
    paginate_by = 100

    def get_queryset(self):
        user = self.request.user
        self.filter = UserFilterForm(self.request.GET, user=user)
        return accounts.by_given_name(self.filter.apply(accounts.manageable(user).prefetch_related(None)))

    def lines(self, users):
        prefetch_related_objects(users, "memberships__committee")
        return users

    def get_context_data(self, **kwargs):
        return super().get_context_data(filter=self.filter, **kwargs)


class UserMixin(ProvinceAdministratorMixin):
    """An account that the administrator may look after."""

    list_url_name = "committees:user-list"
    list_label = gettext_lazy("Accounts")

    @cached_property
    def account(self) -> User:
        return get_object_or_404(accounts.manageable(self.request.user), pk=self.kwargs["pk"])

    @property
    def row(self):
        return self.account

    def row_url(self):
        return reverse("committees:user-detail", args=[self.account.pk])

    def get_success_url(self):
        return self.row_url()


class UserDetailView(UserMixin, DetailView):
    template_name = "committees/user_detail.html"
    context_object_name = "account"  # "user" is whoever looks at it

    def get_object(self, queryset=None):
        return self.account

    def link(self) -> str:
        """Until a password is chosen the invitation stands on the page, for who has just typed the own."""
        is_invited = self.account.is_active and not self.account.has_usable_password()
        if not is_invited or is_reauthentication_required(self.request, app="account"):
            return ""
        return self.request.build_absolute_uri(accounts.invitation_path(self.account))

    def get_context_data(self, **kwargs):
        account = self.account
        return super().get_context_data(
            memberships=account.memberships.select_related("committee").order_by("committee__path", "role"),
            reach=accounts.reach(account),
            roles=[(role.label, [p.label for p in Permission if p in RIGHTS[role]]) for role in Role],
            role_form=RoleForm(row=account, by=self.request.user),
            link=self.link(),
            mails=is_set_up(),
            pauses=attempts.pauses(account),
            has_second_step=bool(second_step.steps_of(account)),
            entries=history.entries(
                history.Telling(
                    User.history.filter(id=account.pk),
                    subject=lambda record: _("Account"),
                    fields=["full_name", "username", "email", "is_active", "is_superuser"],
                    notes=True,
                ),
                history.Telling(
                    Membership.history.filter(user=account),
                    subject=lambda record: _("Role"),
                    fields=["role", "committee"],
                ),
            ),
            **kwargs,
        )


class UserLinkView(PasswordAgainMixin, ButtonMixin, UserDetailView):
    """A link by which the account's password is chosen anew; that it was made stands in the history."""

    def post(self, request, *args, **kwargs):
        actions.note_link(user=self.account, by=request.user)
        attempts.forgive(self.account)
        record(SecurityEvent.Kind.LINK, address=address_of(request), user=self.account, by=request.user)
        self.object = self.account
        return self.render_to_response(self.get_context_data(object=self.account))

    def link(self) -> str:
        link = self.request.build_absolute_uri(accounts.invitation_path(self.account))
        if "mail" in self.request.POST and self.account.email and is_set_up():
            self._send(link)
        return link

    def _send(self, link: str) -> None:
        try:
            send_mail(
                _("Your account for cell meetings"),
                _(
                    "Choose the password of your account “%(username)s” here:\n\n%(link)s\n\nThe link works "
                    "once and for seven days."
                )
                % {"username": self.account.username, "link": link},
                None,
                [self.account.email],
            )
        except OSError:
            messages.error(
                self.request, _("The mail server did not take the message. Pass the link on yourself.")
            )
        else:
            messages.success(self.request, _("Sent to %(email)s.") % {"email": self.account.email})


class UserCreateView(ProvinceAdministratorMixin, PasswordAgainMixin, RowView):
    form_class = InviteForm
    row = None
    list_url_name = "committees:user-list"
    list_label = gettext_lazy("Accounts")
    heading = gettext_lazy("Invite somebody")

    def get_success_url(self):
        return reverse("committees:user-detail", args=[self.result.pk])

    def get_success_message(self, form):
        return _("The account is made. Pass the invitation below on: its receiver chooses the password.")


class UserUpdateView(UserMixin, PasswordAgainMixin, RowView):
    form_class = UserForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"address": address_of(self.request)}

    @property
    def heading(self):
        return str(self.account)


class RoleCreateView(UserMixin, PasswordAgainMixin, RowView):
    form_class = RoleForm
    heading = gettext_lazy("Give another role")

    @property
    def list_label(self):
        return str(self.account)

    def get_success_message(self, form):
        return _("The role is given.")


class RoleDeleteView(UserMixin, ActionView):
    def act(self, account):
        membership = get_object_or_404(account.memberships, pk=self.kwargs["membership"])
        actions.withdraw_role(membership=membership, by=self.request.user)
        return _("The role is taken away.")


class UserDisableView(UserMixin, ActionView):
    def act(self, account):
        actions.disable_user(user=account, by=self.request.user)
        return _("The account is disabled: nobody signs in with it any more.")


class UserEnableView(UserMixin, PasswordAgainMixin, ActionView):
    def act(self, account):
        actions.enable_user(user=account, by=self.request.user)
        return _("The account can be used again.")


class SecondStepRemoveView(UserMixin, PasswordAgainMixin, TemplateResponseMixin, ActionView):
    """Of a colleague whose phone is lost; one's own is removed where it was set up."""

    http_method_names = ["get", "post"]
    template_name = "committees/second_step_remove_of.html"

    def get(self, request, *args, **kwargs):
        try:
            actions.its_second_step(user=self.account, by=request.user)
        except ValidationError as refusal:
            messages.error(request, refusal.message)
            return redirect(self.row_url())
        return self.render_to_response({"account": self.account, "cancel_url": self.row_url()})

    def act(self, account):
        by, address = self.request.user, address_of(self.request)
        actions.remove_second_step(user=account, by=by, address=address)
        record(SecurityEvent.Kind.FACTOR_REMOVED, address=address, user=account, by=by)
        return _("The second step is removed, and the account is signed out everywhere.")


@method_decorator(login_not_required, name="dispatch")
class InvitationView(PasswordResetConfirmView):
    """Whoever was invited chooses a password and is signed in."""

    template_name = "committees/invitation.html"
    form_class = ChoosePasswordForm
    success_url = reverse_lazy(settings.LOGIN_REDIRECT_URL)
    title = gettext_lazy("Choose your password")
    token_generator = accounts.invitation_tokens

    def get_user(self, uidb64):
        user = super().get_user(uidb64)
        return user if user and user.is_active else None

    def form_valid(self, form):
        record(SecurityEvent.Kind.PASSWORD, address=address_of(self.request), user=form.user)
        super().form_valid(form)
        attempts.forgive(form.user)
        return perform_login(self.request, form.user, redirect_url=str(self.success_url))
