"""What happens at the door: who came in, who tried to, what became of an account's keys."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lib.periods import now

from .accounts import User


class SecurityEvent(models.Model):
    """Kept for a year. Names that nobody has are not kept: people type their password there by mistake."""

    KEPT = dt.timedelta(days=365)

    class Kind(models.TextChoices):
        TRIED = "tried", _("not looked at to the end")
        FAILED = "failed", _("wrong user name or password")
        LIMITED = "limited", _("stopped after many wrong tries")
        SIGNED_IN = "signed_in", _("signed in")
        SIGNED_OUT = "signed_out", _("signed out")
        PASSWORD = "password", _("password changed")
        EMAIL = "email", _("e-mail address changed")
        LINK = "link", _("link for a new password made")
        SECOND_STEP = "second_step", _("second step passed")
        CODE_FAILED = "code_failed", _("wrong code or passkey")
        FACTOR_ADDED = "factor_added", _("second step set up")
        FACTOR_REMOVED = "factor_removed", _("second step removed")
        CODES = "codes", _("recovery codes made")
        SESSIONS = "sessions", _("session ended")
        ROLES_ASKED = "roles_asked", _("who must have a second step changed")

    at = models.DateTimeField(default=now)
    kind = models.CharField(max_length=20, choices=Kind)
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    address = models.CharField(max_length=45, blank=True)
    # Who did it where that is not `user`: called as then, or a command of the server.
    acted_by = models.CharField(max_length=310, blank=True, default="", editable=False)
    # Of a wrong try that still counts: a keyed hash of the name, be it somebody's or not, and the address.
    # Of a second step: one of the code, which is used once.
    key = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        verbose_name = _("security event")
        verbose_name_plural = _("security events")
        indexes = [
            models.Index(fields=["-at", "-id"], name="security_event_newest"),
            models.Index(fields=["address", "at"], name="security_event_address"),
            models.Index(fields=["key", "at"], condition=~Q(key=""), name="security_event_key"),
        ]

    def __str__(self):
        return self.get_kind_display()

    @classmethod
    def forget_old(cls) -> int:
        """How many are older than `KEPT`, which are gone now."""
        return cls.objects.filter(at__lt=now() - cls.KEPT).delete()[0]
