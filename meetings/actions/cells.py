"""Changes of cells that hold from a day on."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from committees.actions.changes import keep_until
from committees.history import sign
from committees.models import Committee
from meetings.models import Cell, FormerManagement


@transaction.atomic
def move_cell(*, cell: Cell, committee: Committee, since: dt.date | None, by) -> Cell:
    """Managed by `committee` from `since` on; None: it always was.

    Raises ValidationError as `keep_until` does.
    """
    cell = Cell.objects.select_for_update().get(pk=cell.pk)
    if cell.committee_id == committee.pk:
        raise ValidationError({"committee": _("This committee manages the cell already.")})
    if since:
        keep_until(FormerManagement, cell, since=since, by=by, committee=cell.committee)
    cell.committee = committee
    sign(cell, by=by).save()
    return cell
