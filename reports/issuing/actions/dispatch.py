"""A report sent out (phát hành): its signed copies, to whom it went, and who has it."""

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from lib.periods import today, written_day
from lib.versions import locked_row, save
from reports.document.signatures import judge
from reports.issuing import chain
from reports.issuing.chain import Standing
from reports.models import Dispatch, IssuedReport, Recipient, SignedCopy
from reports.register import actions as register


@transaction.atomic
def send_out(
    *,
    report: IssuedReport,
    sent_on: dt.date,
    recipients: Iterable[str],
    signed: File | None = None,
    without_copy: bool = False,
    by,
) -> Dispatch:
    """From now on the report is replaced or added to, and no longer corrected.

    `signed`: the signed PDF or a scan; `without_copy`: knowingly none, the signed paper alone is filed.
    """
    register.lock_numbers(report.committee)
    if chain.standing_of(report) != Standing.ISSUED:
        raise ValidationError(_("This report is not in force, or it was sent out already. Reload the page."))
    _expect_day(report, sent_on)
    names = list(dict.fromkeys(name.strip() for name in recipients if name.strip()))
    if not names:
        raise ValidationError({"recipients": _("Name those it is sent to, one a line.")})
    if signed is None and not without_copy and not report.signed_copies.exists():
        message = _("Attach the signed copy, or tick that only the signed paper is kept.")
        raise ValidationError({"signed": message})
    if signed is not None:
        add_signed_copy(report=report, signed=signed, by=by)
    dispatch = Dispatch(report=report, sent_on=sent_on, dispatched_by=by)
    dispatch.save()
    for position, name in enumerate(names, start=1):
        save(Recipient(report=report, name=name, sent_on=sent_on, position=position, version=0), by=by)
    return dispatch


@transaction.atomic
def add_signed_copy(*, report: IssuedReport, signed: File, by) -> SignedCopy:
    """Keep a signed PDF or a scan of the signed paper with the report, at any time after its issue."""
    try:
        judged = judge(signed)
    except ValidationError as refusal:
        raise ValidationError({"signed": refusal.messages}) from None
    if report.signed_copies.filter(sha256=judged.sha256).exists():
        raise ValidationError({"signed": _("This very file is attached already.")})
    signed.seek(0)
    copy = SignedCopy(
        report=report,
        name=judged.name,
        content_type=judged.content_type,
        content=signed.read(),
        size=judged.size,
        sha256=judged.sha256,
        uploaded_by=by,
    )
    copy.save()
    return copy


def _expect_day(report: IssuedReport, sent_on: dt.date) -> None:
    if sent_on > today():
        raise ValidationError({"sent_on": _("The day lies ahead. Enter it once the report is sent.")})
    if sent_on < report.issued_on:
        message = _("The report is of %(day)s. It cannot have been sent before.")
        raise ValidationError({"sent_on": message % {"day": written_day(report.issued_on)}})


@transaction.atomic
def note_receipt(
    *,
    recipient: Recipient,
    received_on: dt.date | None,
    note: str = "",
    by,
    version: int | None = None,
) -> Recipient:
    """When the recipient answered that they have it; None: they have not."""
    recipient = locked_row(recipient, version)
    if received_on and not recipient.sent_on <= received_on <= today():
        message = _("Give a day from %(day)s on that is not ahead.") % {"day": written_day(recipient.sent_on)}
        raise ValidationError({"received_on": message})
    recipient.received_on, recipient.note = received_on, note
    return save(recipient, by=by)
