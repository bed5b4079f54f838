"""Writes of a draft: its text, its day, and what it is to the report before it."""

import datetime as dt
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from committees.models import Committee
from lib.periods import HalfYear
from lib.versions import check_version, save
from reports.issuing import chain
from reports.issuing.composition import OF_ADDENDUM, Composition
from reports.issuing.live_text import Figure, field, rebind
from reports.models import Purpose, ReportDraft
from reports.register import actions as register


def locked_draft(committee: Committee, half_year: HalfYear, version: int | None) -> ReportDraft:
    """The draft as it is now, locked; a new one, not saved yet, at version 0."""
    # The committee stands for a draft that may not exist yet: two who begin it meet here.
    register.lock_numbers(committee)
    found = ReportDraft.objects.select_for_update().filter(committee=committee, half_year=half_year).first()
    draft = found or ReportDraft(committee=committee, half_year=half_year, version=0)
    check_version(draft, version)
    return draft


def keep(draft: ReportDraft, by) -> ReportDraft:
    draft.updated_by = by
    return save(draft, by=by)


def writable_draft(committee: Committee, half_year: HalfYear, version: int | None) -> ReportDraft:
    """As `locked_draft`; refused while the report is submitted for signature."""
    draft = locked_draft(committee, half_year, version)
    if draft.stage != ReportDraft.Stage.WRITING:
        raise ValidationError(
            _("The report is submitted for signature: its text is fixed. Take it back to the draft first.")
        )
    return draft


def text_draft(committee: Committee, half_year: HalfYear, version: int | None) -> ReportDraft:
    """As `writable_draft`; refused where a report was issued that nothing is to follow yet."""
    draft = writable_draft(committee, half_year, version)
    if draft.follows is None and chain.last(committee, half_year):
        raise ValidationError(
            _("The report is issued. Say first whether it is corrected, replaced or added to; then write.")
        )
    return draft


@transaction.atomic
def write_section(
    *,
    committee: Committee,
    half_year: HalfYear,
    key: str,
    text: str,
    opened: Mapping | None = None,
    inserted: Mapping[str, str] | None = None,
    by,
    version: int | None = None,
) -> ReportDraft:
    """Keep what was typed for one part; the figures in it stay alive.

    `opened`: the source of the text as it was opened, and the figures it showed by key. Both may have
    changed meanwhile. `inserted`: marks in the text that stand for figures, with the figures' keys.
    """
    draft = text_draft(committee, half_year, version)
    composition = Composition(committee, half_year, user=by)
    opened = opened or {}
    source, shown = opened.get("source", composition.part(key).source), opened.get("shown", {})
    named = source + "".join(field(name) for name in (inserted or {}).values())
    as_shown = {
        name: Figure(shown.get(name, figure.text), figure.label, figure.url)
        for name, figure in composition.figures_in(named).items()
    }
    written = rebind(source, text.replace("\r\n", "\n").strip(), as_shown, inserted)
    drafted = composition.part(key).drafted
    kept_as = composition.kept_as(key)
    sections = {name: kept for name, kept in draft.sections.items() if name != kept_as}
    if written != drafted:
        sections[kept_as] = written
    draft.sections = sections
    return keep(draft, by)


@transaction.atomic
def draft_again(
    *, committee: Committee, half_year: HalfYear, key: str, by, version: int | None = None
) -> ReportDraft:
    """Drop what was written for one part: it follows the data again. The history keeps it."""
    draft = text_draft(committee, half_year, version)
    kept_as = Composition(committee, half_year, user=by).kept_as(key)
    draft.sections = {name: kept for name, kept in draft.sections.items() if name != kept_as}
    return keep(draft, by)


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
    draft = text_draft(committee, half_year, version)
    draft.as_of = as_of
    return keep(draft, by)


@transaction.atomic
def begin_following(
    *, committee: Committee, half_year: HalfYear, purpose: str, reason: str, by, version: int | None = None
) -> ReportDraft:
    """What is written now corrects, replaces or adds to the report issued last, for this reason."""
    draft = writable_draft(committee, half_year, version)
    latest = chain.last(committee, half_year)
    chain.expect_next(latest, purpose, committee, half_year)
    if latest is None:
        raise ValidationError(_("No report was issued yet."))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why.")})
    draft.purpose, draft.follows, draft.reason = purpose, latest, reason.strip()
    return keep(draft, by)


@transaction.atomic
def stop_following(
    *, committee: Committee, half_year: HalfYear, by, version: int | None = None
) -> ReportDraft:
    """Nothing follows after all; the text that was written stays in the draft."""
    draft = writable_draft(committee, half_year, version)
    clear_following(draft)
    return keep(draft, by)


def clear_following(draft: ReportDraft) -> None:
    draft.purpose, draft.follows, draft.reason = Purpose.FIRST, None, ""
    draft.sections = {key: text for key, text in draft.sections.items() if not key.startswith(OF_ADDENDUM)}
