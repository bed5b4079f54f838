"""Writes of the reports: the text while it is edited, and its issue."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from attendance.planning import actions as attendance_actions
from committees.models import Committee
from committees.organisation import below
from lib.periods import HalfYear, today, written_day
from lib.versions import check_version, save
from reports.models import IssuedFile, IssuedReport, ReportDraft

from . import files as issuing_files
from .composition import Composition
from .live_text import Figure, rebind
from .readiness import Readiness


def _locked_draft(committee: Committee, half_year: HalfYear, version: int | None) -> ReportDraft:
    """The draft as it is now, locked; a new one, not saved yet, at version 0."""
    # The committee stands for a draft that may not exist yet: two who begin it meet here.
    list(Committee.objects.select_for_update(no_key=True).filter(pk=committee.pk).values_list("pk"))
    found = ReportDraft.objects.select_for_update().filter(committee=committee, half_year=half_year).first()
    draft = found or ReportDraft(committee=committee, half_year=half_year, version=0)
    check_version(draft, version)
    return draft


def _save(draft: ReportDraft, by) -> ReportDraft:
    draft.updated_by = by
    return save(draft, by=by)


@transaction.atomic
def write_section(
    *,
    committee: Committee,
    half_year: HalfYear,
    key: str,
    text: str,
    opened: Mapping | None = None,
    by,
    version: int | None = None,
) -> ReportDraft:
    """Keep what was typed for one part; the figures in it stay alive.

    `opened`: the source of the text as it was opened, and the figures it showed by key. Both may have
    changed meanwhile.
    """
    draft = _locked_draft(committee, half_year, version)
    composition = Composition(committee, half_year, user=by)
    opened = opened or {}
    source, shown = opened.get("source", composition.part(key).source), opened.get("shown", {})
    as_shown = {
        name: Figure(shown.get(name, figure.text), figure.label, figure.url)
        for name, figure in composition.figures_in(source).items()
    }
    written = rebind(source, text.replace("\r\n", "\n").strip(), as_shown)
    drafted = composition.part(key).drafted
    sections = {name: kept for name, kept in draft.sections.items() if name != key}
    if written != drafted:
        sections[key] = written
    draft.sections = sections
    return _save(draft, by)


@transaction.atomic
def draft_again(
    *, committee: Committee, half_year: HalfYear, key: str, by, version: int | None = None
) -> ReportDraft:
    """Drop what was written for one part: it follows the data again. The history keeps it."""
    draft = _locked_draft(committee, half_year, version)
    draft.sections = {name: kept for name, kept in draft.sections.items() if name != key}
    return _save(draft, by)


@transaction.atomic
def set_day(
    *,
    committee: Committee,
    half_year: HalfYear,
    as_of: dt.date | None,
    by,
    version: int | None = None,
) -> ReportDraft:
    """As at which day the report's figures are; None: as they are."""
    draft = _locked_draft(committee, half_year, version)
    draft.as_of = as_of
    return _save(draft, by)


def _expect_all_visible(committee: Committee, half_year: HalfYear, by) -> None:
    """Refuse a report that would leave out what was below the committee then and is elsewhere now."""
    parts = Committee.objects.filter(below(committee, half_year.last_day, ""))
    hidden = parts.exclude(pk__in=Committee.objects.visible_to(by).values("pk"))
    if names := [part.label for part in hidden[:3]]:
        raise ValidationError(
            _(
                "In that half-year %(committees)s belonged to it, which you do not see now. Somebody who "
                "sees all of it must issue the report."
            )
            % {"committees": ", ".join(names)}
        )


@dataclass(frozen=True)
class Particulars:
    """What a report says of itself beside its text.

    `letterhead`: superior_body, issuing_body, symbol, place, signatory_title, signatory_name, recipients.
    A report in force is followed only by one that replaces it, with a reason.
    """

    number: int
    issued_on: dt.date
    letterhead: Mapping[str, str]
    replaces: IssuedReport | None = None
    replacement_reason: str = ""

    def as_columns(self) -> dict:
        """As the issued report keeps them."""
        return {
            "number": self.number,
            "issued_on": self.issued_on,
            "replaces": self.replaces,
            "replacement_reason": self.replacement_reason,
            **self.letterhead,
            "symbol": self.symbol,
        }

    @property
    def symbol(self) -> str:
        return self.letterhead["symbol"].strip()


@transaction.atomic
def issue_report(
    *,
    committee: Committee,
    half_year: HalfYear,
    particulars: Particulars,
    knowingly: bool = False,
    by,
    version: int | None = None,
) -> IssuedReport:
    """Freeze the report with its files, and fix the results that it counts.

    `knowingly`: although something is not ready. `version`: of the text that was read before issuing.
    """
    _locked_draft(committee, half_year, version)
    _expect_next_in_chain(committee, half_year, particulars.replaces, particulars.replacement_reason)
    _expect_number_free(committee, particulars.number, particulars.symbol, particulars.issued_on)
    _expect_possible_day(half_year, particulars.replaces, particulars.issued_on)
    _expect_all_visible(committee, half_year, by)
    # From here on nobody logs into what is being counted.
    attendance_actions.lock_plans(committee=committee, half_year=half_year)
    composition = Composition(committee, half_year, user=by)
    readiness = Readiness(composition)
    if not (readiness.is_complete or knowingly):
        raise ValidationError(
            {"knowingly": _("Something is not ready. Tick that you go on all the same, or settle it first.")}
        )
    report = IssuedReport(
        committee=committee,
        half_year=half_year,
        as_of=composition.as_of,
        figures=issuing_files.figures(composition),
        rows=issuing_files.rows(composition),
        gaps=readiness.as_counts(),
        issued_by=by,
        **particulars.as_columns(),
    )
    _freeze(report, composition)
    _fix_results(report, composition, by)
    return report


def _fix_results(report: IssuedReport, composition: Composition, by) -> None:
    """Those that the report counts, of unplanned and withdrawn visits too."""
    selection = composition.report.selection
    visits = selection.apply(composition.report.visits).exclude(selection.pending)
    attendance_actions.report_results(
        committee=report.committee,
        half_year=report.half_year,
        visits=visits.order_by().values_list("pk", flat=True),
        at=report.issued_at,
        by=by,
    )


def _freeze(report: IssuedReport, composition: Composition) -> None:
    """Save the report in Vietnamese, with its text and files."""
    with override("vi"):
        report.sections = issuing_files.sections(composition, report)
        report.full_clean(validate_unique=False)
        report.save()
        files = issuing_files.files(composition, report)
    for file in files:
        IssuedFile(
            report=report,
            kind=file.kind,
            name=file.name,
            content_type=file.content_type,
            content=file.content,
            size=len(file.content),
            sha256=hashlib.sha256(file.content).hexdigest(),
        ).save()


def _expect_next_in_chain(committee, half_year, replaces, reason) -> None:
    in_force = IssuedReport.objects.in_force().filter(committee=committee, half_year=half_year).first()
    if in_force and (replaces is None or replaces.pk != in_force.pk):
        raise ValidationError(
            _("Report %(report)s is in force for this half-year. Issue a replacement of it instead.")
            % {"report": in_force}
        )
    if replaces and not in_force:
        raise ValidationError(_("There is no report to be replaced."))
    if replaces and not reason.strip():
        raise ValidationError({"replacement_reason": _("Say why the report is replaced.")})


def _expect_possible_day(half_year, replaces, issued_on) -> None:
    problem = ""
    if issued_on > today():
        problem = _("The date lies ahead. Issue the report on its day.")
    elif issued_on < half_year.first_day:
        problem = _("The half-year had not begun then. Check the date.")
    elif replaces and issued_on < replaces.issued_on:
        problem = _("The report that this one replaces is of %(day)s. Give a later date.") % {
            "day": written_day(replaces.issued_on)
        }
    if problem:
        raise ValidationError({"issued_on": problem})


def _expect_number_free(committee, number, symbol, issued_on) -> None:
    taken = IssuedReport.objects.filter(
        committee=committee, number=number, symbol__iexact=symbol, issued_on__year=issued_on.year
    ).first()
    if taken:
        raise ValidationError(
            {
                "number": _("Number %(number)s was given to the report of %(day)s already. Take another.")
                % {"number": taken.full_number, "day": written_day(taken.issued_on)}
            }
        )
