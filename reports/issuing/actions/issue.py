"""A submitted version gets its number and date; until it is sent out, that can be taken back."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from attendance.days.actions import closing
from lib import seals
from lib.periods import written_day
from lib.versions import locked_row
from reports.issuing import chain, files
from reports.issuing.chain import Standing
from reports.models import (
    IssuedFile,
    IssuedReport,
    IssueWithdrawal,
    Purpose,
    RegisterEntry,
    ReportDraft,
    ReportVersion,
)
from reports.register import actions as register

from . import pages
from .drafts import clear_following, keep, locked_draft
from .submission import expect_all_visible


@dataclass(frozen=True)
class Particulars:
    """What a report says of itself beside its text.

    `letterhead`: superior_body, issuing_body, symbol, place, signatory_title, signatory_name, recipients.
    """

    number: int
    issued_on: dt.date
    letterhead: Mapping[str, str]

    def as_columns(self) -> dict:
        """As the issued report keeps them."""
        return {
            "number": self.number,
            "issued_on": self.issued_on,
            **self.letterhead,
            "symbol": self.symbol,
        }

    @property
    def symbol(self) -> str:
        return self.letterhead["symbol"].strip()


@transaction.atomic
def issue_report(
    *, submitted: ReportVersion, particulars: Particulars, by, version: int | None = None
) -> IssuedReport:
    """Give the submitted version its number and date: the report is out, with its files.

    Figures, rows and text are the version's. `version`: of the draft, as the page showed it.
    """
    draft = locked_draft(submitted.committee, submitted.half_year, version)
    if draft.submitted_id != submitted.pk:
        raise ValidationError(_("This version is not submitted for signature any more. Reload the page."))
    chain.expect_next(submitted.follows, submitted.purpose, submitted.committee, submitted.half_year)
    _expect_possible_day(submitted, particulars.issued_on)
    expect_all_visible(submitted.committee, submitted.half_year, by)
    report = _frozen(submitted, particulars, by)
    draft.stage, draft.submitted = ReportDraft.Stage.WRITING, None
    clear_following(draft)
    keep(draft, by)
    closing.report_results(
        committee=report.committee,
        half_year=report.half_year,
        visits=submitted.visits,
        at=report.issued_at,
        by=by,
    )
    pages.ask(report=report, by=by)
    return report


def _frozen(submitted: ReportVersion, particulars: Particulars, by) -> IssuedReport:
    """Entered in the register, and kept with its files."""
    report = IssuedReport(
        committee=submitted.committee,
        half_year=submitted.half_year,
        report_version=submitted,
        entry=_entered(submitted, particulars, by),
        issued_by=by,
        seal=seals.last_head(),
        **{name: getattr(submitted, name) for name in files.KEPT},
        **particulars.as_columns(),
        **files.numbered(submitted, particulars.number, particulars.issued_on),
    )
    with override("vi"):
        report.full_clean(validate_unique=False)
        report.save()
        for file in files.issued(submitted, report):
            IssuedFile(report=report, **file.as_columns()).save()
    return report


def _entered(submitted: ReportVersion, particulars: Particulars, by) -> RegisterEntry:
    """The line of the register: a correction keeps that of the report it corrects."""
    facts = register.Facts(
        number=particulars.number,
        symbol=particulars.symbol,
        issued_on=particulars.issued_on,
        title=" ".join(submitted.title)[:300],
        signatory_name=particulars.letterhead["signatory_name"],
        recipients=particulars.letterhead["recipients"],
    )
    before = submitted.follows
    if submitted.purpose != Purpose.CORRECTION or before.entry is None:
        return register.enter(committee=submitted.committee, facts=facts, by=by)
    is_same = (facts.number, facts.symbol) == (before.number, before.symbol)
    if is_same:
        entry = locked_row(before.entry)
        return register.renew(entry=entry, facts=replace(facts, note=entry.note), by=by)
    if getattr(before, "withdrawal", None) is None:
        message = _("A correction keeps the number: %(number)s.") % {"number": before.full_number}
        raise ValidationError({"number": message})
    return register.enter(committee=submitted.committee, facts=facts, by=by)


def _expect_possible_day(submitted: ReportVersion, issued_on: dt.date) -> None:
    before, problem = submitted.follows, ""
    if issued_on < submitted.half_year.first_day:
        problem = _("The half-year had not begun then. Check the date.")
    elif before and submitted.purpose != Purpose.CORRECTION and issued_on < before.issued_on:
        problem = _("The report that this one follows is of %(day)s. Give a later date.") % {
            "day": written_day(before.issued_on)
        }
    if problem:
        raise ValidationError({"issued_on": problem})


@transaction.atomic
def withdraw_issue(*, report: IssuedReport, reason: str, by) -> IssueWithdrawal:
    """Take the issue back before the report is sent out; what was issued is kept, and is in force no more.

    The draft goes on as what follows it.
    """
    draft = locked_draft(report.committee, report.half_year, None)
    latest = chain.last(report.committee, report.half_year)
    if latest != report or latest.standing != Standing.ISSUED:
        raise ValidationError(_("Only the last report can be withdrawn, and only before it is sent out."))
    if draft.stage != ReportDraft.Stage.WRITING:
        raise ValidationError(
            _("What follows this report is submitted for signature already. Take that back first.")
        )
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is withdrawn.")})
    withdrawal = IssueWithdrawal(report=report, reason=reason.strip(), withdrawn_by=by)
    withdrawal.save()
    closing.unreport_results(
        committee=report.committee,
        half_year=report.half_year,
        at=report.issued_at,
        still=_counted_by_others(report),
        by=by,
        reason=withdrawal.reason,
    )
    draft.purpose, draft.follows, draft.reason = Purpose.CORRECTION, report, withdrawal.reason
    keep(draft, by)
    return withdrawal


def _counted_by_others(report: IssuedReport) -> list[closing.Counted]:
    """What the reports in force counted in the same half-year, of committees above and below too."""
    others = IssuedReport.objects.valid().filter(half_year=report.half_year).light()
    return [
        closing.Counted(
            other.committee,
            # Of one issued before versions were kept nobody knows the visits any more.
            other.report_version.visits if other.report_version else (),
            other.issued_at,
        )
        for other in others.select_related("committee", "report_version")
    ]
