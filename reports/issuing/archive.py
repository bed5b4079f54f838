"""Issued reports afterwards: proved unchanged, set beside the data of today, and beside each other."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from enum import StrEnum

from django.core.cache import cache
from django.db import models
from django.db.models import Count, Value
from django.utils.http import content_disposition_header

from attendance.figures.selection import Selection
from attendance.logging.corrections import came_in_since, corrections_since
from attendance.models import Visit
from committees.organisation import read_together
from lib.periods import now
from reports.document import apart, pdf
from reports.document.certificates import roots
from reports.document.signatures import Examination
from reports.half_year.exported import as_dict
from reports.half_year.report import SUMMARY_LEVELS, HalfYearReport
from reports.models import IssuedFile, IssuedReport, ReportVersion, SignedCopy
from reports.models.frozen import FrozenFile

from .figure_changes import Catalogues, Difference, differences
from .readiness import TITLES

_EXAMINATION_KEPT = 3600  # seconds: certificates expire meanwhile


def examined(copy: SignedCopy) -> Examination:
    """Who signed a copy, whether that stands, and whether it is the document that was issued.

    Found out once an hour only, as long as the files and the trusted roots are the same.
    """
    kinds = (IssuedFile.Kind.PAGES, IssuedFile.Kind.DOCUMENT)
    ours = [bytes(file.content) for file in copy.report.files.filter(kind__in=kinds).order_by("-kind")]
    trusted = sorted(roots())
    digests = [hashlib.sha256(content).hexdigest() for content in (*ours, b"", *trusted)]
    key = hashlib.sha256(" ".join([copy.sha256, *digests]).encode()).hexdigest()
    return cache.get_or_set(
        f"examined-{key}", lambda: apart.examined(bytes(copy.content), ours, trusted), _EXAMINATION_KEPT
    )


class Pages(StrEnum):
    """Whether there is a PDF of a version or of an issued report."""

    THERE = "there"
    COMING = "coming"
    ABSENT = "absent"
    IMPOSSIBLE = "impossible"  # this server cannot make any

    @property
    def hint(self) -> str:
        return pdf.how_to_get_it() if self == Pages.IMPOSSIBLE else ""


def in_order(files: Iterable[FrozenFile]) -> list[FrozenFile]:
    """As people ask for them: to read, to print, the annexes, the data."""
    kinds = list(IssuedFile.Kind)
    return sorted(files, key=lambda file: kinds.index(file.kind))


AWAITED = dt.timedelta(minutes=2)  # a job is trusted to make it


def pages(files: Iterable[FrozenFile], since: dt.datetime) -> Pages:
    """`since`: when the files were made."""
    if any(file.kind == IssuedFile.Kind.PAGES for file in files):
        return Pages.THERE
    if not pdf.is_available():
        return Pages.IMPOSSIBLE
    return Pages.COMING if now() - since < AWAITED else Pages.ABSENT


def disposition(name: str) -> str:
    return content_disposition_header(as_attachment=True, filename=name)


def gap_titles(report: IssuedReport | ReportVersion) -> list[tuple[str, int]]:
    """What was not ready when the report was issued, knowingly."""
    return [(str(TITLES.get(kind, kind)), count) for kind, count in report.gaps.items()]


def changes(
    report: IssuedReport | ReportVersion, *, user, catalogues: Catalogues | None = None
) -> list[Difference]:
    """The figures that are others now than in the report: figure by figure, as its reader sees the data."""
    selection = Selection(report.half_year, committee=report.committee, as_of=report.as_of)
    now_counted = HalfYearReport(selection, user=user, levels=SUMMARY_LEVELS)
    return differences(report.figures, as_dict(now_counted), catalogues)


# --- what changed the data ---

AT_ONCE = 100  # reports in one query: SQLite puts at most 500 together


def corrections(report: IssuedReport, *, user):
    """Who corrected what since the report was issued, and why; newest first.

    What came in without a reason corrects nothing: `came_in` has it. Of strangers no reason is told.
    """
    found = corrections_since(_visits(report, user), report.issued_at, reader=user)
    return [correction for correction in found if correction.reason or correction.who is None]


def came_in(report: IssuedReport, *, user):
    """The visits whose results came in or changed since the report was issued, for display."""
    return came_in_since(_visits(report, user), report.issued_at).for_display().order_by("month", "pk")


def count_came_in(reports: Iterable[IssuedReport], *, user) -> None:
    """Give each report `came_in`: how many results came in or changed since it was issued.

    A query for all, and one for every AT_ONCE of them; one more for each committee below which something has
    moved since.
    """
    reports = list(reports)
    if not reports:
        return
    read_together(report.committee for report in reports)
    found: dict[int, int] = {}
    for start in range(0, len(reports), AT_ONCE):
        first, *others = [_counted_since(report, user) for report in reports[start : start + AT_ONCE]]
        found |= {row["report"]: row["n"] for row in first.union(*others, all=True)}
    for report in reports:
        report.came_in = found.get(report.pk, 0)


def _counted_since(report: IssuedReport, user):
    changed = came_in_since(_visits(report, user), report.issued_at).order_by()
    named = changed.annotate(report=Value(report.pk, models.BigIntegerField()))
    return named.values("report").annotate(n=Count("pk"))


def _visits(report: IssuedReport, user):
    selection = Selection(report.half_year, committee=report.committee)
    return selection.apply(Visit.objects.visible_to(user))
