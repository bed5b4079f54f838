"""The second step of signing in: a code, a passkey, and the password once more."""

import re
import struct

from allauth.account.forms import ReauthenticateForm
from allauth.core import context
from allauth.mfa.app_settings import RECOVERY_CODE_DIGITS
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm
from allauth.usersessions.forms import ManageUserSessionsForm
from allauth.usersessions.models import UserSession
from cryptography.exceptions import InvalidSignature
from cryptography.fernet import InvalidToken
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees import attempts, sessions
from committees.adapters import WRONG_CODE, WRONG_RECOVERY_CODE
from committees.events import record
from committees.models import SecurityEvent
from committees.second_step import steps_of
from lib.clients import address_of

Kind = SecurityEvent.Kind
# What is sent by no browser: allauth and fido2 take it apart as if it were.
NO_PASSKEY = (AttributeError, KeyError, TypeError, ValueError, IndexError, struct.error, InvalidSignature)


class _CodeMixin:
    """At most so many wrong codes, and each code once, whichever machine is asked."""

    label = gettext_lazy("Code of six digits")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label, field.max_length = self.label, 20
        field.widget.attrs = {"autocomplete": "one-time-code", "autofocus": True, "maxlength": 20}

    def clean_code(self):
        address = address_of(context.request)
        with _one_try(self.user):
            try:
                code = super().clean_code()
            except InvalidToken as error:
                raise ValidationError(
                    _("The second step cannot be read any more. Ask an administrator to remove it.")
                ) from error
            except ValidationError as error:
                raise ValidationError(self.wrong()) from error
            if not attempts.spend(f"code {self.user.pk} {_plain(code)}", address, user=self.user):
                raise ValidationError(self.wrong())
        return code

    def wrong(self) -> str:
        return WRONG_CODE


class CodeForm(_CodeMixin, AuthenticateForm):
    label = gettext_lazy("Code of the phone, or a recovery code")

    def wrong(self):
        """As whatever was typed looks: no other recovery code comes by waiting."""
        has_phone = Authenticator.Type.TOTP in steps_of(self.user)
        is_of_phone = has_phone and len(_plain(self.data["code"])) < RECOVERY_CODE_DIGITS
        return WRONG_CODE if is_of_phone else WRONG_RECOVERY_CODE


class SetUpForm(_CodeMixin, ActivateTOTPForm):
    pass


class AddPasskeyForm(AddWebAuthnForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = gettext_lazy("What to call it")
        self.fields["name"].help_text = gettext_lazy("For example the phone or the key that it is on.")
        self.fields["name"].max_length = 100

    def clean(self):
        return _read(super().clean)


class PasskeyForm(AuthenticateWebAuthnForm):
    """Counted with the account's codes."""

    def clean_credential(self):
        with _one_try(self.user):
            return _read(super().clean_credential)

    def save(self):
        record(Kind.SECOND_STEP, address=address_of(context.request), user=self.user)
        super().save()


def _plain(code: str) -> str:
    return re.sub(r"[\W_]", "", code).upper()


def _one_try(user):
    name = f"code {user.pk}"
    return attempts.one(name, address_of(context.request), user=user, failure=Kind.CODE_FAILED)


def _read(clean):
    try:
        return clean()
    except NO_PASSKEY as error:
        raise ValidationError(_("The browser's answer could not be read. Try again.")) from error


class PasswordAgainForm(ReauthenticateForm):
    def clean_password(self):
        with attempts.one(self.user.username, address_of(context.request), user=self.user):
            return super().clean_password()


class EndOthersForm(ManageUserSessionsForm):
    """Of the user's other sessions the one named, else all of them."""

    one = forms.ModelChoiceField(UserSession.objects.none(), required=False)

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, request=request, **kwargs)
        others = UserSession.objects.filter(user=request.user).exclude(
            session_key=request.session.session_key
        )
        self.fields["one"].queryset = others.select_related("user")

    def save(self, request):
        one = self.cleaned_data["one"]
        sessions.end([one] if one else self.fields["one"].queryset, address=address_of(request))
