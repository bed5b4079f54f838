"""A report submitted and issued at once, without a job and without pages."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from lib import jobs
from reports.issuing import actions
from reports.issuing.composition import Composition
from reports.issuing.readiness import summed
from reports.models import ReportDraft

DAY = dt.date(2018, 6, 29)
LETTERHEAD = {
    "superior_body": "TỈNH ỦY BÌNH SƠN",
    "issuing_body": "BAN TỔ CHỨC",
    "symbol": "BC/BTCTU",
    "place": "Bình Sơn",
    "signatory_title": "TRƯỞNG BAN",
    "signatory_name": "Nguyễn Văn An",
    "recipients": "Thường trực Tỉnh ủy (báo cáo),\nLưu VT.",
}


def submit(*, committee, half_year, by, knowingly=True) -> ReportDraft:
    """The draft with its version, once the job is done."""
    seen = summed(Composition(committee, half_year, user=by).readiness.as_counts())
    draft = actions.submit(committee=committee, half_year=half_year, seen=seen, knowingly=knowingly, by=by)
    jobs.work_off()
    draft.refresh_from_db()
    return draft


@transaction.atomic
def issue(*, committee, half_year, by, purpose=None, reason="Sót số liệu", knowingly=True, **given):
    """`purpose`: of what follows the report issued last. Where it is refused, nothing is submitted either."""
    about = {"committee": committee, "half_year": half_year, "by": by}
    if purpose:
        actions.begin_following(purpose=purpose, reason=reason, **about)
    submitted = submit(knowingly=knowingly, **about).submitted
    particulars = {"number": 127, "issued_on": DAY, "letterhead": LETTERHEAD} | given
    return actions.issue_report(submitted=submitted, particulars=actions.Particulars(**particulars), by=by)


def send(report, *, by):
    """Sent out on the day it was issued, to whom the report names; no copy attached."""
    return actions.send_out(
        report=report,
        sent_on=report.issued_on,
        recipients=["Thường trực Tỉnh ủy"],
        without_copy=True,
        by=by,
    )


def posted(form) -> dict:
    values = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in values.items()}


def refusal(act, **given) -> dict | list:
    with pytest.raises(ValidationError) as refused:
        act(**given)
    error = refused.value
    return error.message_dict if hasattr(error, "error_dict") else error.messages
