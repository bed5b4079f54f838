"""Issued reports afterwards: proved unchanged, set beside the data of today, and beside each other."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.db import models
from django.db.models import Count, Value
from django.utils.http import content_disposition_header
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from attendance.figures.measures import MEASURES
from attendance.figures.selection import Selection
from attendance.logging.corrections import came_in_since, corrections_since
from attendance.models import AbsenceReason, Visit
from committees.models import LeaderGroup
from committees.organisation import read_together
from lib.periods import now
from meetings.models import Finding
from reports.document import pdf
from reports.document.signatures import Examination, examine
from reports.half_year.report import as_dict
from reports.models import IssuedFile, IssuedReport, ReportVersion, SignedCopy, TrustedCertificate
from reports.models.frozen import FrozenFile

from .composition import Composition
from .readiness import TITLES

Number = int | float | None


def examined(copy: SignedCopy) -> Examination:
    """Who signed a copy, whether that stands, and whether it is the document that was issued."""
    kinds = (IssuedFile.Kind.PAGES, IssuedFile.Kind.DOCUMENT)
    ours = [bytes(file.content) for file in copy.report.files.filter(kind__in=kinds).order_by("-kind")]
    roots = [bytes(root.content) for root in TrustedCertificate.objects.filter(is_active=True)]
    return examine(bytes(copy.content), ours=ours, roots=roots)


class Pages(StrEnum):
    """Whether there is a PDF of a version or of an issued report."""

    THERE = "there"
    COMING = "coming"
    ABSENT = "absent"
    IMPOSSIBLE = "impossible"  # this server cannot make any

    @property
    def hint(self) -> str:
        return pdf.how_to_get_it() if self == Pages.IMPOSSIBLE else ""


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


# --- figure by figure ---


@dataclass(frozen=True)
class Difference:
    """One figure in two summaries; None where one of them does not have it."""

    label: str
    before: Number
    after: Number

    @property
    def is_same(self) -> bool:
        """What only one of the two has counts as 0 in the other."""
        return (self.before or 0) == (self.after or 0)

    @property
    def change(self) -> Decimal | None:
        if self.before is None or self.after is None:
            return None
        return Decimal(str(self.after)) - Decimal(str(self.before))


def changes(report: IssuedReport | ReportVersion, *, user) -> list[Difference]:
    """The figures that are others now than in the report: figure by figure, as its reader sees the data."""
    composition = Composition(report.committee, report.half_year, user=user, as_of=report.as_of)
    # A later change of the draft's day is no change of the data.
    composition.draft = None
    return differences(report.figures, as_dict(composition.report))


def differences(before: dict, after: dict) -> list[Difference]:
    """Figures that differ; one that only one of the two has counts as 0 in the other."""
    return [line for line in _side_by_side(before, after) if not line.is_same]


def _side_by_side(before: dict, after: dict) -> list[Difference]:
    """By what the figures are of, not by its name: two communes may have one, and one may get another."""
    then = {key: (label, value) for key, label, value in _numbers(before)}
    now = {key: (label, value) for key, label, value in _numbers(after)}
    return [
        Difference(
            (now.get(key) or then[key])[0],
            then[key][1] if key in then else None,
            now[key][1] if key in now else None,
        )
        for key in dict.fromkeys([*then, *now])
    ]


def headline(report: IssuedReport) -> list[Difference]:
    """The figures of the groups and the total as issued."""
    return [Difference(label, value, value) for _key, label, value in _numbers(_headline_of(report.figures))]


def compare(one: IssuedReport, other: IssuedReport) -> list[Difference]:
    """All headline figures of two reports side by side, equal ones too."""
    return _side_by_side(_headline_of(one.figures), _headline_of(other.figures))


def _headline_of(summary: dict) -> dict:
    return {name: summary[name] for name in ("groups", "total", "evaluations") if name in summary}


Numbers = Iterator[tuple[tuple, str, Number]]


def _numbers(summary: dict) -> Numbers:
    """(key, what it is, the figure) of an exported summary (docs/formats.md), in reading order."""
    reasons = {reason.code: str(reason) for reason in AbsenceReason.objects.all()}
    for code, tally in summary.get("groups", {}).items():
        yield from _tally(("group", code), LeaderGroup(code).label, tally, reasons)
    if "total" in summary:
        yield from _tally(("total",), _("Total"), summary["total"], reasons)
    for committee in summary.get("committees", []):
        key = ("committee", committee["code"])
        yield from _tally(key, committee["name"], committee["total"], reasons)
        for code, tally in committee["groups"].items():
            label = f"{committee['name']}, {LeaderGroup(code).label}"
            yield from _tally((*key, code), label, tally, reasons)
    for kind in summary.get("organization_types", []):
        yield from _tally(("type", kind["code"]), kind.get("name", kind["code"]), kind["total"], reasons)
    for leader in summary.get("leaders", []):
        label = f"{leader['name']} ({leader['code']})"
        yield from _tally(("leader", leader["code"]), label, leader["total"], reasons)
    if "evaluations" in summary:
        yield from _evaluations(summary["evaluations"])


def _tally(key: tuple, whose: str, tally: dict, reasons: dict[str, str]) -> Numbers:
    for name, value in tally.items():
        measure = MEASURES.get(name)
        # What another day alone makes another figure is no difference.
        if name != "reasons" and not (measure and measure.passing):
            yield (*key, name), f"{whose}: {measure.label if measure else name}", value
    for code, count in tally.get("reasons", {}).items():
        yield (*key, "reason", code), f"{whose}: {reasons.get(code, code)}", count


def _evaluations(tallied: dict) -> Numbers:
    texts = dict(Finding.objects.values_list("code", "text"))
    plain = {
        "meetings": _("Meetings attended"),
        "leader_scored": _("Evaluations by leaders"),
        "cell_scored": _("Evaluations by the cells themselves"),
        "mean_leader_total": _("Mean total by leaders"),
        "mean_cell_total": _("Mean total by the cells"),
    }
    for name, label in plain.items():
        yield ("evaluations", name), label, tallied.get(name)
    for name, label in (("bands", _("by leaders")), ("cell_bands", _("by the cells"))):
        for band, count in tallied.get(name, {}).items():
            yield ("evaluations", name, band), f"{band}, {label}", count
    for kind, found in tallied.get("findings", {}).items():
        for code, count in found:
            label = f"{capfirst(Finding.Kind(kind).label)}: {texts.get(code, code)}"
            yield ("evaluations", "finding", code), label, count


# --- what changed the data ---


def corrections(report: IssuedReport, *, user):
    """Who corrected what since the report was issued, and why; newest first."""
    return corrections_since(_visits(report, user), report.issued_at, reader=user)


def came_in(report: IssuedReport, *, user):
    """The visits whose results came in or changed since the report was issued, for display."""
    return came_in_since(_visits(report, user), report.issued_at).for_display().order_by("month", "pk")


def count_came_in(reports: Iterable[IssuedReport], *, user) -> None:
    """Give each report `came_in`: how many results came in or changed since it was issued.

    Two queries; one more for each committee below which something has moved since.
    """
    reports = list(reports)
    read_together(report.committee for report in reports)
    counts = [
        came_in_since(_visits(report, user), report.issued_at)
        .order_by()
        .annotate(report=Value(report.pk, models.BigIntegerField()))
        .values("report")
        .annotate(n=Count("pk"))
        for report in reports
    ]
    found = {row["report"]: row["n"] for row in counts[0].union(*counts[1:], all=True)} if counts else {}
    for report in reports:
        report.came_in = found.get(report.pk, 0)


def _visits(report: IssuedReport, user):
    selection = Selection(report.half_year, committee=report.committee)
    return selection.apply(Visit.objects.visible_to(user))
