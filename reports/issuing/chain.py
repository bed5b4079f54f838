"""The reports of a committee's half-year, one after the other: which of them holds, what may follow."""

from collections.abc import Iterable
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees.models import Committee
from lib.periods import HalfYear
from reports.models import IssuedReport, Purpose


class Standing(StrEnum):
    """What an issued report is worth today."""

    WITHDRAWN = "withdrawn"
    CORRECTED = "corrected"  # a later version has its number
    REPLACED = "replaced"
    ISSUED = "issued"
    SENT = "sent"

    @property
    def label(self):
        return _LABELS[self]

    @property
    def holds(self) -> bool:
        return self in (Standing.ISSUED, Standing.SENT)


_LABELS = {
    Standing.WITHDRAWN: gettext_lazy("Issue withdrawn"),
    Standing.CORRECTED: gettext_lazy("Corrected by a later version"),
    Standing.REPLACED: gettext_lazy("Replaced"),
    Standing.ISSUED: gettext_lazy("In force, not sent out yet"),
    Standing.SENT: gettext_lazy("In force, sent out"),
}


def chain(committee: Committee, half_year: HalfYear) -> list[IssuedReport]:
    """All of them, the first one first, each with its `standing` and who did what with it; one query."""
    reports = IssuedReport.objects.filter(committee=committee, half_year=half_year).light()
    done = ("issued_by", "withdrawal__withdrawn_by", "dispatch__dispatched_by")
    reports = list(reports.select_related("committee", *done).order_by("pk"))
    _give_standing(reports, reports)
    return reports


def give_standing(reports: Iterable[IssuedReport]) -> None:
    """Give each its `standing`, whatever chains they are of; one query."""
    reports = list(reports)
    whole = IssuedReport.objects.filter(committee__in={report.committee_id for report in reports}).light()
    _give_standing(reports, list(whole.select_related("withdrawal")))


def _give_standing(reports: Iterable[IssuedReport], whole: list[IssuedReport]) -> None:
    """`whole`: all reports of their chains."""
    successors, current = {}, {}
    for report in sorted(whole, key=lambda report: report.pk, reverse=True):
        of = (report.committee_id, report.half_year)
        successors[report.pk] = current.get(of)
        if not _withdrawn(report) and report.purpose != Purpose.ADDENDUM:
            current[of] = report
    for report in reports:
        report.standing = _standing(report, successors[report.pk])


def _withdrawn(report: IssuedReport) -> bool:
    return getattr(report, "withdrawal", None) is not None


def _standing(report: IssuedReport, successor: IssuedReport | None) -> Standing:
    if _withdrawn(report):
        return Standing.WITHDRAWN
    if successor:
        return Standing.CORRECTED if successor.purpose == Purpose.CORRECTION else Standing.REPLACED
    return Standing.SENT if getattr(report, "dispatch", None) else Standing.ISSUED


def standing_of(report: IssuedReport) -> Standing:
    return next(r.standing for r in chain(report.committee, report.half_year) if r == report)


def last(committee: Committee, half_year: HalfYear) -> IssuedReport | None:
    """What the next report would follow."""
    return next(reversed(chain(committee, half_year)), None)


def purposes_after(report: IssuedReport | None) -> list[Purpose]:
    """What may be written after it: before it was sent out a correction, afterwards one of the other two."""
    if report is None:
        return [Purpose.FIRST]
    if report.standing == Standing.SENT:
        return [Purpose.REPLACEMENT, Purpose.ADDENDUM]
    return [Purpose.CORRECTION]


def expect_next(
    follows: IssuedReport | None, purpose: str, committee: Committee, half_year: HalfYear
) -> None:
    """Refuse what does not follow the last report of the chain as it is now."""
    latest = last(committee, half_year)
    if follows == latest and purpose in purposes_after(latest):
        return
    if latest is None:
        raise ValidationError(_("There is no report that this one could follow."))
    raise ValidationError(
        _("Report %(report)s was issued for this half-year. Say first what the next one is to it.")
        % {"report": latest}
    )
