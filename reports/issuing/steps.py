"""The way of a committee's report of one half-year, step by step, as it went."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from committees.models import Committee, User
from lib.periods import HalfYear, written_day
from reports.models import (
    Dispatch,
    IssuedReport,
    IssueWithdrawal,
    Purpose,
    ReportVersion,
    VersionReturn,
)


@dataclass(frozen=True)
class Step:
    """What was done, by whom; `comment` is what was said with it, `url` leads to what it was done to."""

    when: dt.datetime
    who: User
    what: str
    comment: str = ""
    url: str = ""


def steps(committee: Committee, half_year: HalfYear) -> list[Step]:
    """The first one first; two queries, and three more about what there is."""
    of = {"committee": committee, "half_year": half_year}
    of_version = {f"version__{name}": value for name, value in of.items()}
    of_report = {f"report__{name}": value for name, value in of.items()}
    versions = list(ReportVersion.objects.filter(**of).light().select_related("submitted_by"))
    issued = list(IssuedReport.objects.filter(**of).light().select_related("issued_by"))
    found = list(map(_submitted, versions))
    if versions:
        large = (f"version__{name}" for name in ("figures", "rows", "sections", "annexes"))
        returned = VersionReturn.objects.filter(**of_version).select_related("version", "returned_by")
        found += map(_returned, returned.defer(*large))
    found += map(_issued, issued)
    if issued:
        withdrawn = _beside(IssueWithdrawal.objects.filter(**of_report))
        found += map(_withdrawn, withdrawn.select_related("withdrawn_by"))
        found += map(_sent, _beside(Dispatch.objects.filter(**of_report)).select_related("dispatched_by"))
    return sorted(found, key=lambda step: step.when)


def _beside(rows):
    """With their report, without what is large of it."""
    large = ("figures", "rows", "sections")
    return rows.select_related("report").defer(*(f"report__{name}" for name in large))


def _submitted(version: ReportVersion) -> Step:
    what = _("Submitted for signature: version %(number)d") % {"number": version.ordinal}
    return Step(version.submitted_at, version.submitted_by, what, url=_version_url(version))


def _returned(returned: VersionReturn) -> Step:
    what = _("Taken back: version %(number)d") % {"number": returned.version.ordinal}
    url = _version_url(returned.version)
    return Step(returned.returned_at, returned.returned_by, what, returned.comment, url)


def _issued(report: IssuedReport) -> Step:
    what = _("Issued: %(number)s of %(day)s") % {
        "number": report.full_number,
        "day": written_day(report.issued_on),
    }
    if report.purpose != Purpose.FIRST:
        what = f"{what} ({report.get_purpose_display().lower()})"
    return Step(report.issued_at, report.issued_by, what, report.reason, _report_url(report))


def _withdrawn(withdrawal: IssueWithdrawal) -> Step:
    report = withdrawal.report
    what = _("Issue withdrawn: %(number)s") % {"number": report.full_number}
    return Step(
        withdrawal.withdrawn_at, withdrawal.withdrawn_by, what, withdrawal.reason, _report_url(report)
    )


def _sent(dispatch: Dispatch) -> Step:
    report = dispatch.report
    what = _("Sent out on %(day)s: %(number)s") % {
        "number": report.full_number,
        "day": written_day(dispatch.sent_on),
    }
    return Step(dispatch.dispatched_at, dispatch.dispatched_by, what, url=_report_url(report))


def _version_url(version: ReportVersion) -> str:
    return reverse("reports:version-detail", args=[version.pk])


def _report_url(report: IssuedReport) -> str:
    return reverse("reports:issued-detail", args=[report.pk])
