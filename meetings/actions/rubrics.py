"""Rubrics: written, and replaced by a new version once evaluations rest on them."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from lib.catalogues import save_row
from lib.periods import written_day
from lib.versions import locked_row, recorded, sign
from meetings.models import Criterion, OrganizationType, RatingBand, Rubric

CRITERION = ("section", "code", "text", "maximum", "is_gate", "full_from_rate")
BAND = ("label", "minimum", "needs_gates")


@transaction.atomic
def save_rubric(
    *,
    rubric: Rubric,
    values: Mapping,
    organization_types: Iterable[OrganizationType],
    criteria: list[dict],
    bands: list[dict],
    by,
    version: int | None = None,
) -> Rubric:
    """The rubric with its criteria in the order given, and its bands.

    `criteria` and `bands` are dicts of their columns, with the "id" of a stored one to keep. Of a rubric
    on which evaluations rest, points and bands stay as they are: criteria may change their rate only.
    Raises ValidationError, also where a total could never reach the highest band.
    """
    _expect_sound(criteria, bands)
    rubric = save_row(row=rubric, values=dict(values), by=by, version=version)
    is_used = rubric.is_used
    rubric.organization_types.set(organization_types)
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
    if replaces:
        last_day = valid_from - dt.timedelta(days=1)
        if last_day < rubric.valid_from:
            raise ValidationError(
                {
                    "valid_from": _("The present version holds from %(day)s: begin later than that.")
                    % {"day": written_day(rubric.valid_from)}
                }
            )
        if rubric.valid_to is None or rubric.valid_to > last_day:
            rubric.valid_to = last_day
            sign(rubric, by=by, reason=recorded(gettext_noop("Replaced by %(code)s"), code=code)).save()
    values = {"code": code, "name": name, "document": rubric.document, "valid_from": valid_from}
    copied = save_row(row=Rubric(), values=values, by=by)
    copied.organization_types.set(rubric.organization_types.all())
    for model, columns, rows in (
        (Criterion, CRITERION, rubric.criteria.all()),
        (RatingBand, BAND, rubric.bands.all()),
    ):
        _write(model, copied, columns, [{n: getattr(row, n) for n in columns} for row in rows], by=by)
    return copied


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
    total = sum(criterion["maximum"] for criterion in criteria)
    highest = max(band["minimum"] for band in bands)
    if highest > total:
        raise ValidationError(
            _(
                "All criteria together give %(total)s points: the band from %(minimum)s points is out of "
                "reach."
            )
            % {"total": f"{total:g}", "minimum": f"{highest:g}"}
        )


def _write(model, rubric: Rubric, columns: tuple[str, ...], rows: list[dict], *, by) -> None:
    """Make the stored rows of the rubric those given; kept ones are known by their id."""
    stored = model.objects.filter(rubric=rubric).in_bulk()
    kept = {row["id"] for row in rows if row.get("id")}
    for pk, row in stored.items():
        if pk not in kept:
            sign(row, by=by).delete()
    unique = columns[1] if model is Criterion else columns[0]
    for row in rows:
        known = stored.get(row.get("id"))
        if known and getattr(known, unique) != row[unique]:
            # Out of the way of another line that takes its code or label.
            model.objects.filter(pk=known.pk).update(**{unique: f"~{known.pk}"})
    for position, row in enumerate(rows, start=1):
        values = {name: row[name] for name in columns}
        if model is Criterion:
            values["position"] = position
        instance = stored.get(row.get("id")) or model(rubric=rubric)
        _save_changed(instance, values, by=by)


def _save_changed(row, values: dict, *, by) -> None:
    if row.pk and all(getattr(row, name) == value for name, value in values.items()):
        return
    for name, value in values.items():
        setattr(row, name, value)
    row.clean_fields(exclude=["rubric"])
    sign(row, by=by).save()
