"""Rubrics: written, and replaced by a new version once evaluations rest on them."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from lib.catalogues import save_row
from lib.periods import written_day
from lib.versions import locked_row, recorded, sign
from meetings.models import Criterion, Level, Meeting, OrganizationType, RatingBand, Rubric, RubricKind
from meetings.soundness import unsound_bands, unsound_sections

CRITERION = (
    "section",
    "code",
    "text",
    "kind",
    "maximum",
    "is_gate",
    "section_maximum",
    "not_applicable_when",
    "theme",
    "full_from_rate",
    "measure",
)
BAND = ("label", "minimum", "needs_gates")


@dataclass(frozen=True)
class Scope:
    """Which meetings a rubric is for: of cells of these types, of these kinds; none: all."""

    organization_types: Iterable[OrganizationType] = ()
    kinds: Iterable[str] = ()


@transaction.atomic
def save_rubric(
    *,
    rubric: Rubric,
    values: Mapping,
    scope: Scope,
    criteria: list[dict],
    bands: list[dict],
    ends: Iterable[Rubric] = (),
    by,
    version: int | None = None,
) -> Rubric:
    """The rubric with its criteria in the order given, and its bands.

    Rubrics that it `ends` hold until the day before it begins.

    `criteria` and `bands` are dicts of their columns, with the "id" of a stored one to keep; a line of
    levels has its "levels" as `meetings.levels` reads them. Of a rubric on which evaluations rest, points
    and bands stay as they are: criteria may change their rate only. Raises ValidationError, also where
    sections, bands or another rubric of the same meetings speak against it.
    """
    rubric = save_row(row=rubric, values=dict(values), by=by, version=version)
    is_used = rubric.is_used
    if not is_used:
        _expect_sound(criteria, bands)
    for ended in ends:
        _end_before(ended, rubric, by=by)
    _set_scope(rubric, scope, by=by)
    if is_used:
        stored = rubric.criteria.in_bulk()
        if {criterion.get("id") for criterion in criteria} != set(stored):
            raise ValidationError(_("Evaluations rest on this rubric by now. Reload the page."))
        for criterion in criteria:
            _save_changed(stored[criterion["id"]], {"full_from_rate": criterion["full_from_rate"]}, by=by)
        return rubric
    _write(Criterion, rubric, CRITERION, criteria, by=by)
    _write(RatingBand, rubric, BAND, bands, by=by)
    return rubric


@transaction.atomic
def copy_rubric(
    *,
    rubric: Rubric,
    code: str,
    name: str,
    valid_from: dt.date,
    replaces: bool,
    by,
    version: int | None = None,
) -> Rubric:
    """Another rubric with the same criteria and bands; one that `replaces` it ends it the day before."""
    rubric = locked_row(rubric, version)
    values = {"code": code, "name": name, "document": rubric.document, "valid_from": valid_from}
    copied = save_row(row=Rubric(), values=values | {"wants_notes": rubric.wants_notes}, by=by)
    if replaces:
        _end_before(rubric, copied, by=by)
    criteria = [
        {n: getattr(row, n) for n in CRITERION} | {"levels": list(row.levels.all())}
        for row in rubric.criteria.prefetch_related("levels")
    ]
    _write(Criterion, copied, CRITERION, criteria, by=by)
    bands = [{n: getattr(row, n) for n in BAND} for row in rubric.bands.all()]
    _write(RatingBand, copied, BAND, bands, by=by)
    _set_scope(copied, Scope(rubric.organization_types.all(), rubric.meeting_kinds), by=by)
    return copied


def last_day_before(rubric: Rubric) -> dt.date:
    return rubric.valid_from - dt.timedelta(days=1)


def _end_before(ended: Rubric, successor: Rubric, *, by) -> None:
    """Raises ValidationError where it begins no earlier."""
    ended = locked_row(ended)
    last_day = last_day_before(successor)
    if last_day < ended.valid_from:
        raise ValidationError(
            {
                "valid_from": _("The present version holds from %(day)s: begin later than that.")
                % {"day": written_day(ended.valid_from)}
            }
        )
    if ended.valid_to is None or ended.valid_to > last_day:
        ended.valid_to = last_day
        reason = recorded(gettext_noop("Replaced by %(code)s"), code=successor.code)
        sign(ended, by=by, reason=reason).save()


def _set_scope(rubric: Rubric, scope: Scope, *, by) -> None:
    """Raises ValidationError where it would be left to chance which of two rubrics is used."""
    rubric.organization_types.set(scope.organization_types)
    kinds = set(scope.kinds)
    for row in rubric.kinds.all():
        if row.kind not in kinds:
            sign(row, by=by).delete()
        kinds.discard(row.kind)
    for kind in [kind for kind in Meeting.Kind.values if kind in kinds]:
        sign(RubricKind(rubric=rubric, kind=kind), by=by).save()
    rivals = Rubric.objects.rivals(rubric)
    if rivals:
        raise ValidationError(
            _(
                "“%(other)s” holds for some of the same meetings and is made for them just as much. End one "
                "before the other begins, or make them for different types or kinds of meeting."
            )
            % {"other": rivals[0]}
        )


def _expect_sound(criteria: list[dict], bands: list[dict]) -> None:
    if not criteria:
        raise ValidationError(_("Write at least one criterion."))
    if not bands:
        raise ValidationError(_("Write at least one band."))
    for name, rows, message in (
        ("code", criteria, _("Two criteria have the code “%(value)s”.")),
        ("label", bands, _("Two bands are called “%(value)s”.")),
    ):
        seen = set()
        for row in rows:
            if row[name] in seen:
                raise ValidationError(message % {"value": row[name]})
            seen.add(row[name])
    lines = [Criterion(**{name: row[name] for name in CRITERION}) for row in criteria]
    grades = [RatingBand(**{name: row[name] for name in BAND}) for row in bands]
    reasons = [*unsound_sections(lines), *unsound_bands(lines, grades)]
    if reasons:
        raise ValidationError(reasons)


def _write(model, rubric: Rubric, columns: tuple[str, ...], rows: list[dict], *, by) -> None:
    """Make the stored rows of the rubric those given; kept ones are known by their id."""
    stored = model.objects.filter(rubric=rubric).in_bulk()
    kept = {row["id"] for row in rows if row.get("id")}
    for pk, row in stored.items():
        if pk not in kept:
            sign(row, by=by).delete()
    _make_way(model, stored, rows)
    for position, row in enumerate(rows, start=1):
        values = {name: row[name] for name in columns}
        if model is Criterion:
            values["position"] = position
        instance = stored.get(row.get("id")) or model(rubric=rubric)
        _save_changed(instance, values, by=by)
        if model is Criterion:
            _write_levels(instance, row["levels"] if instance.kind == Criterion.Kind.LEVELS else (), by=by)


def _make_way(model, stored: Mapping, rows: list[dict]) -> None:
    """For lines that take the code, the label or the section's maximum of another one."""
    unique = "code" if model is Criterion else "label"
    for row in rows:
        known = stored.get(row.get("id"))
        if not known:
            continue
        freed = {}
        if getattr(known, unique) != row[unique]:
            freed[unique] = f"~{known.pk}"
        if model is Criterion and any(
            getattr(known, name) != row[name] for name in ("section", "section_maximum")
        ):
            freed["section_maximum"] = None
        if freed:
            model.objects.filter(pk=known.pk).update(**freed)


def _write_levels(criterion: Criterion, levels: Iterable, *, by) -> None:
    """Those given, known by their points."""
    stored = {level.points: level for level in criterion.levels.all()}
    for level in levels:
        row = stored.pop(level.points, None) or Level(criterion=criterion)
        values = {name: getattr(level, name) for name in ("points", "condition", "suggested_from")}
        _save_changed(row, values, by=by)
    for left_out in stored.values():
        sign(left_out, by=by).delete()


def _save_changed(row, values: dict, *, by) -> None:
    if row.pk and all(getattr(row, name) == value for name, value in values.items()):
        return
    for name, value in values.items():
        setattr(row, name, value)
    row.clean_fields(exclude=["rubric", "criterion"])
    sign(row, by=by).save()
