"""How allauth does what it does for us: in our words, its secrets enciphered, without mails or signing up."""

import base64
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib import messages
from django.utils.translation import gettext, gettext_lazy

from lib.clients import address_of

from . import office, sessions

SAID = {
    "mfa/messages/totp_activated.txt": gettext_lazy("The second step is set up."),
    "mfa/messages/totp_deactivated.txt": gettext_lazy("Codes of the phone are no longer asked for."),
    "mfa/messages/webauthn_added.txt": gettext_lazy("The passkey is set up."),
    "mfa/messages/webauthn_removed.txt": gettext_lazy("The passkey is removed."),
}
WRONG_PASSWORD = gettext_lazy(
    "This is not your password. Mind capital and small letters, and letters with diacritics."
)
WRONG_CODE = gettext_lazy("This code is not right, or has been used. Wait for the next one and type that.")

WRONG_RECOVERY_CODE = gettext_lazy(
    "This recovery code is not right, or has been used: each is good once. Take another one of the latest."
)


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_password": WRONG_PASSWORD,
    }

    def get_login_stages(self):
        return ["allauth.mfa.stages.AuthenticateStage"]

    def get_client_ip(self, request):
        return address_of(request) or "0.0.0.0"  # noqa: S104 - nobody says

    def is_open_for_signup(self, request):
        return False

    def is_reauthentication_required(self, *, app, **kwargs):
        """Whoever has signed in a moment ago need not type the password again."""
        return not sessions.is_new(context.request)

    def add_message(self, request, level, message_template=None, message_context=None, **kwargs):
        if text := kwargs.get("message") or SAID.get(message_template):
            messages.add_message(request, level, text)


class SecondStepAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": WRONG_CODE,
        "cannot_generate_recovery_codes": gettext_lazy("Set up a second step first."),
    }

    def get_totp_label(self, user):
        return user.username

    def get_totp_issuer(self):
        return office.face().name or gettext("Cell meetings")

    def generate_authenticator_name(self, user, type):
        return gettext("Passkey %(number)s") % {
            "number": user.authenticator_set.filter(type=type).count() + 1
        }

    def get_public_key_credential_rp_entity(self):
        return {"id": urlsplit(settings.BASE_URL).hostname or "", "name": self.get_totp_issuer()}

    def build_totp_svg(self, url):
        """Part of the page, where an XML declaration has no place."""
        return super().build_totp_svg(url).partition("?>\n")[2]

    def encrypt(self, text):
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> MultiFernet:
    """Of a copy of the database alone nobody makes codes; keys of before still open what they closed."""
    return MultiFernet([_keyed(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _keyed(secret: str) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"committees.second_step").derive(
        secret.encode()
    )
    return Fernet(base64.urlsafe_b64encode(key))
