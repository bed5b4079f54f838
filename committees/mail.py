"""E-mail: whether this server sends any (many offices have none), and how its reminders are switched off."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from .models import User

OPT_OUT_SALT = "committees.reminders"


def is_set_up() -> bool:
    return not settings.EMAIL_BACKEND.endswith(("console.EmailBackend", "dummy.EmailBackend"))


def opt_out_path(user: User) -> str:
    """The address in every reminder that switches them off, without signing in."""
    return reverse("committees:reminders-off", args=[signing.dumps(user.pk, salt=OPT_OUT_SALT)])


def user_opting_out(token: str) -> User | None:
    """Whose reminders the address switches off; None for a damaged one."""
    try:
        return User.objects.filter(pk=signing.loads(token, salt=OPT_OUT_SALT)).first()
    except (signing.BadSignature, ValueError, TypeError):
        return None
