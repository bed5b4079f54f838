"""The way of a committee's report of one half-year, step by step, as it went."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from committees.models import User
from lib.periods import written_day
from reports.models import (
    Dispatch,
    IssuedReport,
    IssueWithdrawal,
    Purpose,
    ReportVersion,
    VersionReturn,
)

from .composition import Composition


@dataclass(frozen=True)
class Step:
    """What was done, by whom; `comment` is what was said with it, `url` leads to what it was done to."""

    when: dt.datetime
    who: User
    what: str
    comment: str = ""
    url: str = ""


def steps(composition: Composition) -> list[Step]:
    """The first one first; a query beside that of the chain, and one more where something was submitted."""
    of = {"committee": composition.committee, "half_year": composition.half_year}
    versions = list(ReportVersion.objects.filter(**of).light().select_related("submitted_by"))
    found = list(map(_submitted, versions))
    if versions:
        returned = VersionReturn.objects.filter(version__in=versions).select_related("returned_by")
        by_key = {version.pk: version for version in versions}
        found += [_returned(row, by_key[row.version_id]) for row in returned]
    for report in composition.chain:
        found.append(_issued(report))
        if hasattr(report, "withdrawal"):
            found.append(_withdrawn(report, report.withdrawal))
        if hasattr(report, "dispatch"):
            found.append(_sent(report, report.dispatch))
    return sorted(found, key=lambda step: step.when)


def _submitted(version: ReportVersion) -> Step:
    what = _("Submitted for signature: version %(number)d") % {"number": version.ordinal}
    return Step(version.submitted_at, version.submitted_by, what, url=_version_url(version))


def _returned(returned: VersionReturn, version: ReportVersion) -> Step:
    what = _("Taken back: version %(number)d") % {"number": version.ordinal}
    return Step(returned.returned_at, returned.returned_by, what, returned.comment, _version_url(version))


def _issued(report: IssuedReport) -> Step:
    what = _("Issued: %(number)s of %(day)s") % {
        "number": report.full_number,
        "day": written_day(report.issued_on),
    }
    if report.purpose != Purpose.FIRST:
        what = f"{what} ({report.get_purpose_display().lower()})"
    return Step(report.issued_at, report.issued_by, what, report.reason, _report_url(report))


def _withdrawn(report: IssuedReport, withdrawal: IssueWithdrawal) -> Step:
    what = _("Issue withdrawn: %(number)s") % {"number": report.full_number}
    return Step(
        withdrawal.withdrawn_at, withdrawal.withdrawn_by, what, withdrawal.reason, _report_url(report)
    )


def _sent(report: IssuedReport, dispatch: Dispatch) -> Step:
    what = _("Sent out on %(day)s: %(number)s") % {
        "number": report.full_number,
        "day": written_day(dispatch.sent_on),
    }
    return Step(dispatch.dispatched_at, dispatch.dispatched_by, what, url=_report_url(report))


def _version_url(version: ReportVersion) -> str:
    return reverse("reports:version-detail", args=[version.pk])


def _report_url(report: IssuedReport) -> str:
    return reverse("reports:issued-detail", args=[report.pk])
