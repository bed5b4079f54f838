"""What administrators type about accounts, and what each user types about the own one."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row, Submit
from django import forms
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm, SetPasswordMixin
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees import attempts
from committees.actions import accounts as actions
from committees.adapters import WRONG_PASSWORD
from committees.events import record
from committees.models import Committee, Membership, SecurityEvent, User
from committees.roles import Role
from committees.second_step import without_one
from lib.forms.actions import ActionForm
from lib.forms.catalogues import RowForm, column
from lib.forms.filters import ListFilterForm
from lib.vietnamese import is_named, one_spelling, search_key

from .fields import CommitteeField, CommitteeFilterField

ROLE_HELP = gettext_lazy(
    "Staff register plans, log and evaluate; officials approve; clerks issue reports; administrators look "
    "after catalogues and accounts. Everybody sees plans and figures of the committee and of all below it."
)

USERNAME_HELP = gettext_lazy("What is typed to sign in: letters, digits and @ . + - _ without spaces.")
NEW_PASSWORD = {
    "new_password1": gettext_lazy("New password"),
    "new_password2": gettext_lazy("New password once more"),
}


class UserFilterForm(ListFilterForm):
    q = forms.CharField(required=False, label=gettext_lazy("Name or user name"))
    role = forms.ChoiceField(required=False, label=gettext_lazy("Role"))
    committee = CommitteeFilterField()
    state = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Which"),
        choices=[
            ("", gettext_lazy("Active ones")),
            ("invited", gettext_lazy("Invited, no password yet")),
            ("no_step", gettext_lazy("Without a second step")),
            ("disabled", gettext_lazy("Disabled ones")),
            ("all", gettext_lazy("All")),
        ],
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", _("All roles")), *Role.choices]
        self.fields["committee"].queryset = Committee.objects.filter(
            memberships__isnull=False, pk__in=Committee.objects.in_trees_administered_by(user)
        ).distinct()

    def apply(self, users: QuerySet[User]) -> list[User]:
        """Those of `users` that fit, in no order; a filter that names nothing cuts nothing."""
        self.full_clean()
        chosen = self.cleaned_data
        roles = {name: chosen[name] for name in ("role", "committee") if chosen.get(name)}
        if roles:
            users = users.filter(pk__in=Membership.objects.filter(**roles).values("user"))
        state = chosen.get("state") or ""
        if state == "no_step":
            users = users.filter(pk__in=without_one().values("pk"))
        elif state != "all":
            users = users.filter(is_active=state != "disabled")
        if state == "invited":
            users = users.filter(password__startswith=UNUSABLE_PASSWORD_PREFIX)
        words = search_key(chosen.get("q", "")).split()
        return [u for u in users if all(is_named(word, f"{u.full_name} {u.username}") for word in words)]


class InviteForm(ActionForm):
    """A new account; its password is chosen by whoever gets the invitation."""

    full_name = column(User, "full_name", required=True)
    username = column(
        User,
        "username",
        label=gettext_lazy("User name"),
        help_text=USERNAME_HELP,
    )
    email = column(
        User, "email", label=gettext_lazy("E-mail"), help_text=gettext_lazy("For reminders. Optional.")
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices, help_text=ROLE_HELP)
    committee = CommitteeField(
        empty_label=gettext_lazy("Choose…"),
        help_text=gettext_lazy("With everything below it. More roles can be added afterwards."),
    )
    submit_label = gettext_lazy("Make the invitation")

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, by=by, **kwargs)
        self.fields["committee"].queryset = Committee.objects.in_trees_administered_by(by)

    def layout(self):
        return [
            "full_name",
            Row(Column("username", css_class="col-sm-6"), Column("email", css_class="col-sm-6")),
            "role",
            "committee",
            self.buttons(),
        ]

    def clean(self):
        data = super().clean()
        if self.errors and data.get("username"):
            self.foresee(actions.expect_free_name, data["username"])
        return data

    def act(self):
        data = self.cleaned_data
        return actions.invite_user(
            username=data["username"],
            full_name=data["full_name"],
            email=data["email"],
            role=data["role"],
            committees=[data["committee"]],
            by=self.by,
        )


class EmailToldForm(RowForm):
    """What `change` makes of an account; another e-mail address is told. `address`: of the computer."""

    def __init__(self, *args, address: str, **kwargs):
        super().__init__(*args, **kwargs)
        self._address = address

    def act(self):
        before = self.row.email
        values = {name: self.cleaned_data[name] for name in self.columns}
        user = self.change(values, self.cleaned_data.get("version"))
        if user.email != before:
            record(SecurityEvent.Kind.EMAIL, address=self._address, user=user, by=self.by)
        return user

    def change(self, values: dict, version: int | None) -> User:
        raise NotImplementedError


class UserForm(EmailToldForm):
    model = User
    columns = ("full_name", "username", "email")

    full_name = column(User, "full_name", required=True)
    username = column(User, "username", label=gettext_lazy("User name"), help_text=USERNAME_HELP)
    email = column(User, "email", label=gettext_lazy("E-mail"))

    def clean(self):
        data = super().clean()
        if self.errors and data.get("username"):
            self.foresee(actions.expect_free_name, data["username"], but=self.row)
        return data

    def change(self, values, version):
        return actions.change_user(user=self.row, by=self.by, version=version, **values)


class RoleForm(ActionForm):
    """One more role for the account `row`."""

    version = None  # whoever changed the account meanwhile: one more role stays one more
    hidden = ("form_key",)
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices, help_text=ROLE_HELP)
    committee = CommitteeField(empty_label=gettext_lazy("Choose…"))
    submit_label = gettext_lazy("Give the role")

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, by=by, **kwargs)
        self.fields["committee"].queryset = Committee.objects.in_trees_administered_by(by)

    def act(self):
        data = self.cleaned_data
        return actions.grant_role(user=self.row, role=data["role"], committee=data["committee"], by=self.by)


class PlainForm(forms.Form):
    """A form without an action: its fields, labelled as `labels` say, and one button."""

    labels = {}
    submit_label: str

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, label in self.labels.items():
            self.fields[name].label = label
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": True}
        self.helper.layout = Layout(*self.fields, Submit("save", self.submit_label, css_class="btn-primary"))


class NewPasswordMixin(SetPasswordMixin):
    """The password twice, judged in the spelling that is kept, however its letters were sent."""

    def validate_passwords(self, password1_field_name="password1", password2_field_name="password2"):
        for name in (password1_field_name, password2_field_name):
            if typed := self.cleaned_data.get(name):
                self.cleaned_data[name] = one_spelling(typed)
        super().validate_passwords(password1_field_name, password2_field_name)

    def validate_password_for_user(self, user, password_field_name):
        """What is wrong with it stands beside the first, which looks right otherwise."""
        super().validate_password_for_user(user, password_field_name.replace("2", "1"))


class ChoosePasswordForm(PlainForm, NewPasswordMixin, SetPasswordForm):
    """By invitation: the password twice."""

    labels = NEW_PASSWORD
    submit_label = gettext_lazy("Set the password and sign in")


class AccountForm(EmailToldForm):
    """The own account: name, where reminders go, whether they are wanted."""

    model = User
    columns = ("full_name", "email", "wants_reminders")

    full_name = column(User, "full_name", required=True)
    email = column(User, "email", label=gettext_lazy("E-mail"))
    wants_reminders = column(
        User,
        "wants_reminders",
        label=gettext_lazy("Send me reminders by e-mail"),
        help_text=gettext_lazy(
            "At most one a day: what is overdue, due soon, returned or waiting for you. Nothing to say, "
            "nothing sent."
        ),
    )

    def change(self, values, version):
        return actions.change_own_account(user=self.row, values=values, version=version)


class FirstRunForm(PlainForm, NewPasswordMixin):
    """The first account of an empty installation: it may do everything."""

    full_name = column(User, "full_name", required=True)
    username = column(
        User,
        "username",
        label=gettext_lazy("User name"),
        help_text=USERNAME_HELP,
    )
    password1, password2 = SetPasswordMixin.create_password_fields(
        label1=gettext_lazy("Password"), label2=gettext_lazy("Password once more")
    )
    error_messages = {"password_mismatch": gettext_lazy("The two passwords are not the same.")}
    submit_label = gettext_lazy("Make the account and sign in")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = _("Please fill in “%(label)s”.") % {"label": field.label}

    def clean(self):
        data = super().clean()
        self.validate_passwords()
        user = User(username=data.get("username", ""), full_name=data.get("full_name", ""))
        self.validate_password_for_user(user, "password1")
        return data


class OwnPasswordForm(PlainForm, NewPasswordMixin, PasswordChangeForm):
    """The old password once, the new one twice."""

    labels = {"old_password": gettext_lazy("Present password"), **NEW_PASSWORD}
    submit_label = gettext_lazy("Change the password")
    error_messages = PasswordChangeForm.error_messages | {"password_incorrect": WRONG_PASSWORD}

    def __init__(self, *args, address, **kwargs):
        super().__init__(*args, **kwargs)
        self.address = address

    def clean_old_password(self):
        with attempts.one(self.user.username, self.address, user=self.user):
            return super().clean_old_password()
