"""What became of an issued report: withdrawn, or sent out (phát hành) with its signed copies, to whom."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from committees.scope import OwnedQuerySet
from lib.periods import written_day
from lib.vietnamese import NFCCharField, NFCTextField

from .frozen import FrozenFile, FrozenModel, FrozenQuerySet
from .issued import IssuedReport


class IssueWithdrawal(FrozenModel):
    """The issue of a report taken back before it was sent out, with the reason."""

    report = models.OneToOneField(IssuedReport, on_delete=models.PROTECT, related_name="withdrawal")
    reason = NFCTextField(_("reason"))
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(auto_now_add=True)

    objects = FrozenQuerySet.as_manager()

    class Meta:
        verbose_name = _("withdrawal of an issue")
        verbose_name_plural = _("withdrawals of issues")
        base_manager_name = "objects"
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="issue_withdrawal_says_why")]

    def __str__(self):
        return f"{self.report}: {self.reason}"


class Dispatch(FrozenModel):
    """An issued report was sent out: from now on it is replaced or added to, and not corrected."""

    report = models.OneToOneField(IssuedReport, on_delete=models.PROTECT, related_name="dispatch")
    sent_on = models.DateField(_("sent on"))
    dispatched_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    dispatched_at = models.DateTimeField(auto_now_add=True)

    objects = FrozenQuerySet.as_manager()

    class Meta:
        verbose_name = _("dispatch of a report")
        verbose_name_plural = _("dispatches of reports")
        base_manager_name = "objects"

    def __str__(self):
        return f"{self.report}: {written_day(self.sent_on)}"


class SignedCopy(FrozenFile):
    """The signed PDF of an issued report, or a scan of the signed paper."""

    report = models.ForeignKey(IssuedReport, on_delete=models.PROTECT, related_name="signed_copies")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    objects = FrozenQuerySet.as_manager()

    class Meta:
        verbose_name = _("signed copy")
        verbose_name_plural = _("signed copies")
        ordering = ["uploaded_at", "pk"]
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["report", "sha256"], name="signed_copy_once_per_report"),
        ]


class RecipientQuerySet(OwnedQuerySet):
    committee_at = "report__committee"


class Recipient(models.Model):
    """Somebody a report was sent to, and when they said that they have it."""

    report = models.ForeignKey(IssuedReport, on_delete=models.PROTECT, related_name="sent_to")
    name = NFCCharField(_("recipient"), max_length=300)
    sent_on = models.DateField(_("sent on"))
    received_on = models.DateField(_("received on"), null=True, blank=True)
    note = NFCCharField(_("note"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = RecipientQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("recipient")
        verbose_name_plural = _("recipients")
        ordering = ["report", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "name"], name="recipient_once_per_report"),
            models.CheckConstraint(
                condition=Q(received_on__isnull=True) | Q(received_on__gte=F("sent_on")),
                name="recipient_received_after_sending",
                violation_error_message=_("It was received before it was sent. Check the day."),
            ),
        ]

    def __str__(self):
        return self.name
