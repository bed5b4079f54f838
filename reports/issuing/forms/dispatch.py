"""Sending a report out: the signed copy, to whom, and who answered."""

import re

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib.forms.actions import ActionForm
from lib.forms.fields import DateField
from lib.periods import today
from reports.issuing import actions
from reports.models import IssuedReport

ACCEPT = ".pdf,.jpg,.jpeg,.png"
_FILED = re.compile(r"^lưu\b", re.IGNORECASE)


def signed_field(**kwargs) -> forms.FileField:
    return forms.FileField(
        label=gettext_lazy("Signed copy"),
        help_text=gettext_lazy("The digitally signed PDF, or a scan of the signed paper (PDF, JPEG or PNG)."),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        **kwargs,
    )


def addressees(report: IssuedReport) -> list[str]:
    """Those under “Nơi nhận”, without what is filed in the office itself."""
    lines = (re.sub(r"^[-–—]\s*", "", line.strip()).rstrip(".,; ") for line in report.recipients.splitlines())
    return [line for line in lines if line and not _FILED.match(line)]


class SendOutForm(ActionForm):
    """`row` is the issued report."""

    sent_on = DateField(label=gettext_lazy("Sent on"))
    recipients = forms.CharField(
        label=gettext_lazy("Recipients, one a line"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Those it really went to; when each of them has it is noted afterwards."),
    )
    signed = signed_field(required=False)
    without_copy = forms.BooleanField(
        label=gettext_lazy("Only the signed paper is kept; no copy is attached"), required=False
    )
    submit_label = gettext_lazy("Send out")

    def __init__(self, *args, row, **kwargs):
        initial = {"sent_on": today(), "recipients": "\n".join(addressees(row))}
        kwargs["initial"] = initial | (kwargs.get("initial") or {})
        super().__init__(*args, row=row, **kwargs)

    def act(self):
        data = self.cleaned_data
        return actions.send_out(
            report=self.row,
            sent_on=data["sent_on"],
            recipients=data["recipients"].splitlines(),
            signed=data["signed"],
            without_copy=data["without_copy"],
            by=self.by,
        )


class SignedCopyForm(ActionForm):
    """`row` is the issued report."""

    signed = signed_field()
    submit_label = gettext_lazy("Attach")

    def act(self):
        return actions.add_signed_copy(report=self.row, signed=self.cleaned_data["signed"], by=self.by)


class ReceiptForm(ActionForm):
    """`row` is the recipient."""

    received_on = DateField(
        label=gettext_lazy("Received on"), required=False, help_text=gettext_lazy("Empty: no answer yet.")
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Such as the number under which it was entered there."),
    )

    def __init__(self, *args, row, **kwargs):
        kwargs["initial"] = self._values(row) | (kwargs.get("initial") or {})
        super().__init__(*args, row=row, **kwargs)

    @staticmethod
    def _values(recipient) -> dict:
        return {"received_on": recipient.received_on, "note": recipient.note}

    def stored(self):
        self.row.refresh_from_db()
        return self._values(self.row)

    def clean_received_on(self):
        day = self.cleaned_data["received_on"]
        if day and day > today():
            raise forms.ValidationError(_("The day lies ahead."))
        return day

    def act(self):
        return actions.note_receipt(by=self.by, recipient=self.row, **self.cleaned_data)
