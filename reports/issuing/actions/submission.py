"""A draft on its way to the signatory: submitted, fixed as a version by a job, taken back with a comment."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from committees.models import Committee
from committees.organisation import below
from lib import jobs
from lib.periods import HalfYear
from lib.versions import check_version
from reports.half_year.report import ALL_LEVELS
from reports.issuing import chain, files
from reports.issuing.composition import Composition
from reports.issuing.readiness import Readiness, summed
from reports.models import ReportDraft, ReportVersion, VersionFile, VersionReturn

from . import pages
from .drafts import keep, locked_draft, writable_draft

SUBMIT = "submit-report"
STAGES = ("figures", "rows", "document", "workbook")


@transaction.atomic
def submit(
    *,
    committee: Committee,
    half_year: HalfYear,
    seen: str,
    knowingly: bool = False,
    by,
    version: int | None = None,
) -> ReportDraft:
    """Fix the report as its next version: a job counts and makes the files, whatever their length.

    `seen`: what was open when it was submitted (readiness.summed); `knowingly`: it is submitted all the same.
    """
    draft = writable_draft(committee, half_year, version)
    chain.expect_next(draft.follows, draft.purpose, committee, half_year)
    expect_all_visible(committee, half_year, by)
    _expect_knowingly(seen, knowingly)
    draft.stage = ReportDraft.Stage.SUBMITTED
    draft = keep(draft, by)
    argument = {"draft": draft.pk, "version": draft.version, "seen": seen}
    draft.job = jobs.start(SUBMIT, argument, owner=by)
    ReportDraft.objects.filter(pk=draft.pk).update(job=draft.job)
    return draft


def fix_version(draft: ReportDraft, *, seen: str, by, run: jobs.Run) -> dict:
    """What the job of `submit` does; {"version": its key}, or {"refused": why} and the draft is one again."""
    try:
        made, made_files = _composed(draft, seen=seen, by=by, tell=run)
    except ValidationError as refusal:
        with run.ours():
            _back_to_writing(_same(draft), by)
        return {"refused": " ".join(refusal.messages)}
    with run.ours():
        draft = _same(draft)
        made.ordinal = _next_ordinal(draft)
        made.save()
        for file in made_files:
            VersionFile(version=made, **file.as_columns()).save()
        draft.submitted = made
        keep(draft, by)
        pages.ask(version=made, by=by)
    return {"version": made.pk}


def _same(draft: ReportDraft) -> ReportDraft:
    """The draft, locked, as the job began with it. Raises GivenUp where it was taken back meanwhile."""
    try:
        locked = locked_draft(draft.committee, draft.half_year, draft.version)
    except ValidationError:
        raise jobs.GivenUp from None
    if locked.stage != ReportDraft.Stage.SUBMITTED or locked.submitted:
        raise jobs.GivenUp
    return locked


def _composed(draft: ReportDraft, *, seen: str, by, tell: Callable) -> tuple[ReportVersion, list[files.File]]:
    """The version and its files, not saved; all of it of one moment, though others go on logging."""
    with transaction.atomic(), override("vi"):
        _one_moment()
        tell(STAGES[0], 0, len(STAGES))
        composition = Composition(draft.committee, draft.half_year, user=by, levels=ALL_LEVELS)
        readiness = composition.readiness
        _expect_as_seen(readiness, seen)
        made = files.laid_out(composition)
        made.purpose, made.follows, made.reason = draft.purpose, draft.follows, draft.reason
        made.figures, made.gaps, made.submitted_by = files.figures(composition), readiness.as_counts(), by
        tell(STAGES[1], 1, len(STAGES))
        made.rows, made.visits = files.rows(composition), files.counted_visits(composition)
        tell(STAGES[2], 2, len(STAGES))
        document = files.document(made)
        tell(STAGES[3], 3, len(STAGES))
        return made, [document, files.workbook_file(composition), files.summary(made)]


def _one_moment() -> None:
    """The database shows this transaction what was committed before it began, and nothing later."""
    # Only the first statement of a transaction can ask for it; SQLite does it unasked.
    if connection.vendor == "postgresql" and len(connection.savepoint_ids) == 0:
        connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def _expect_as_seen(readiness: Readiness, seen: str) -> None:
    if summed(readiness.as_counts()) != seen:
        raise ValidationError(
            _("Meanwhile something else is open, or no longer is. Look at what is open and submit again.")
        )


def _expect_knowingly(seen: str, knowingly: bool) -> None:
    if seen and not knowingly:
        raise ValidationError(
            {"knowingly": _("Something is not ready. Tick that you go on all the same, or settle it first.")}
        )


def expect_all_visible(committee: Committee, half_year: HalfYear, by) -> None:
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


def _next_ordinal(draft: ReportDraft) -> int:
    versions = ReportVersion.objects.filter(committee=draft.committee, half_year=draft.half_year)
    return versions.count() + 1


@transaction.atomic
def take_back(
    *, committee: Committee, half_year: HalfYear, comment: str, by, version: int | None = None
) -> ReportDraft:
    """Back to the draft, to be changed; the version that was submitted is kept with the comment."""
    draft = locked_draft(committee, half_year, None)
    if draft.stage != ReportDraft.Stage.SUBMITTED:
        raise ValidationError(
            _("The report is not submitted for signature, so there is nothing to take back.")
        )
    check_version(draft, version)
    if draft.submitted and not comment.strip():
        raise ValidationError({"comment": _("Say why it is taken back.")})
    if draft.submitted:
        VersionReturn(version=draft.submitted, comment=comment.strip(), returned_by=by).save()
    elif draft.job:
        jobs.cancel(draft.job)
    return _back_to_writing(draft, by)


def _back_to_writing(draft: ReportDraft, by) -> ReportDraft:
    draft.stage, draft.submitted = ReportDraft.Stage.WRITING, None
    return keep(draft, by)
