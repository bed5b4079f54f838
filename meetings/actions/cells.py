"""Changes of cells that hold from a day on."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from committees.actions.changes import belong_to
from committees.models import Committee
from lib.periods import written_day
from lib.versions import locked_row, recorded, sign
from meetings.models import Cell, FormerManagement


@transaction.atomic
def move_cell(
    *, cell: Cell, committee: Committee, since: dt.date | None, by, version: int | None = None
) -> Cell:
    """Managed by `committee` from `since` on; None: it always was.

    Raises ValidationError as `keep_until` does.
    """
    cell = locked_row(cell, version)
    if cell.committee_id == committee.pk:
        raise ValidationError({"committee": _("This committee manages the cell already.")})
    belong_to(cell, committee, FormerManagement, since=since, by=by)
    return cell


@transaction.atomic
def dissolve_cell(
    *, cell: Cell, dissolved_on: dt.date, reason: str = "", by, version: int | None = None
) -> Cell:
    """Its last day is `dissolved_on`. Visits planned for later stay until they are withdrawn."""
    cell = _expect_not_dissolved(locked_row(cell, version))
    _expect_established(cell, dissolved_on, field="dissolved_on")
    cell.dissolved_on = dissolved_on
    sign(cell, by=by, reason=reason).save()
    return cell


@transaction.atomic
def merge_cell(
    *,
    cell: Cell,
    into: Cell,
    since: dt.date,
    members_total: int | None = None,
    by,
    version: int | None = None,
) -> Cell:
    """The members of `cell` belong to `into` from `since` on; its own last day is the one before.

    `members_total` is how many `into` has then; None leaves its number as it is.
    """
    # In one order, whichever of the two is merged: two mergers wait for each other.
    locked = {row.pk: row for row in Cell.objects.select_for_update().filter(pk__in=[cell.pk, into.pk])}
    cell = _expect_not_dissolved(locked_row(cell, version))
    into = locked[into.pk]
    if into.pk == cell.pk:
        raise ValidationError({"into": _("Choose another cell.")})
    if into.dissolved_on and into.dissolved_on < since:
        raise ValidationError({"into": _("“%(cell)s” is dissolved by that day.") % {"cell": into}})
    last_day = since - dt.timedelta(days=1)
    _expect_established(cell, last_day, field="since")
    if into.established_on and into.established_on > since:
        raise ValidationError({"since": _("“%(cell)s” is established later than that.") % {"cell": into}})
    cell.dissolved_on, cell.merged_into = last_day, into
    sign(cell, by=by, reason=recorded(gettext_noop("Merged into %(cell)s"), cell=into)).save()
    if members_total is not None:
        into.members_total = members_total
        sign(into, by=by, reason=recorded(gettext_noop("Took over %(cell)s"), cell=cell)).save()
    return cell


@transaction.atomic
def reopen_cell(*, cell: Cell, by, version: int | None = None) -> Cell:
    """Take a dissolution or a merger back; the members of the other cell stay as they were entered."""
    cell = locked_row(cell, version)
    if cell.dissolved_on is None:
        raise ValidationError(_("The cell exists: there is nothing to take back."))
    cell.dissolved_on = cell.merged_into = None
    sign(cell, by=by).save()
    return cell


def _expect_not_dissolved(cell: Cell) -> Cell:
    if cell.dissolved_on:
        raise ValidationError(
            _("The cell is dissolved since %(day)s.") % {"day": written_day(cell.dissolved_on)}
        )
    return cell


def _expect_established(cell: Cell, day: dt.date, *, field: str) -> None:
    if cell.established_on and day < cell.established_on:
        raise ValidationError({field: _("The cell is dissolved before it is established.")})
