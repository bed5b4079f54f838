"""The month's calendar: for which day, hour and place meetings are announced."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from lib.periods import Month
from lib.versions import check_version, sign
from meetings.models import AnnouncedMeeting, Cell

FACTS = ("date", "begins_at", "place", "contact", "source_document")
BATCH = 500


@dataclass(frozen=True)
class Announcement:
    """What is announced of one cell's meeting; without a `date` nothing is, or not any more.

    `version` is that of the announcement seen before, 0 where there was none; None: nobody looked.
    """

    cell: Cell
    date: dt.date | None
    begins_at: dt.time | None = None
    place: str = ""
    contact: str = ""
    source_document: str = ""
    version: int | None = None

    @property
    def facts(self) -> dict:
        return {name: getattr(self, name) for name in FACTS}


@transaction.atomic
def announce(*, month: Month, announcements: Collection[Announcement], by) -> list[AnnouncedMeeting]:
    """Announce these meetings of the month, all or none; those that were new, changed or withdrawn.

    Announced anew as it stands, nothing changes. A refusal names each cell's reason by its id.
    """
    # In one order: two who announce the same cells wait for each other.
    keys = {announcement.cell.pk for announcement in announcements}
    cells = {cell.pk: cell for cell in Cell.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    known = AnnouncedMeeting.objects.filter(cell__in=keys, month=month)
    stored = {row.cell_id: row for row in known.select_for_update().order_by()}
    new, changed, withdrawn, refusals = [], [], [], {}
    for announcement in announcements:
        key = announcement.cell.pk
        row = stored.get(key)
        if not _differs(row, announcement):
            continue
        try:
            _expect_seen(row, announcement.version)
            if announcement.date is None:
                withdrawn.append(row)
                continue
            _expect_possible(announcement, cells.get(key), month)
        except ValidationError as refusal:
            refusals[key] = refusal.messages
            continue
        if row is None:
            new.append(AnnouncedMeeting(cell=cells[key], month=month, **announcement.facts))
            continue
        for name, value in announcement.facts.items():
            setattr(row, name, value)
        row.version += 1
        changed.append(row)
    if refusals:
        raise ValidationError(refusals)
    _write(new, changed, withdrawn, by=by)
    return [*new, *changed, *withdrawn]


def _differs(row: AnnouncedMeeting | None, announcement: Announcement) -> bool:
    if row is None or announcement.date is None:
        return row is not None or announcement.date is not None
    return any(getattr(row, name) != value for name, value in announcement.facts.items())


def _expect_seen(row: AnnouncedMeeting | None, version: int | None) -> None:
    if row is not None or version:
        check_version(row, version)


def _expect_possible(announcement: Announcement, cell: Cell | None, month: Month) -> None:
    day = announcement.date
    if cell is None:
        raise ValidationError(_("This was deleted meanwhile by somebody else. Reload the page."))
    if Month.of(day) != month:
        raise ValidationError(_("The meeting of %(month)s is on a day of that month.") % {"month": month})
    if not cell.exists_between(day, day):
        raise ValidationError(_("The cell does not exist on that day."))


def _facts_of(row: AnnouncedMeeting, names: list[str]) -> AnnouncedMeeting:
    """The same without its key."""
    return AnnouncedMeeting(**{name: getattr(row, name) for name in names})


def _write(new: list, changed: list, withdrawn: list, *, by) -> None:
    for row in (*new, *changed):
        sign(row, by=by)
    bulk_create_with_history(new, AnnouncedMeeting, batch_size=BATCH, default_user=by)
    # As rows that stand there already: a bulk update is a CASE with a branch for each row and column.
    names = [*FACTS, "version"]
    AnnouncedMeeting.objects.bulk_create(
        [_facts_of(row, ["cell_id", "month", *names]) for row in changed],
        update_conflicts=True,
        unique_fields=["cell", "month"],
        update_fields=names,
        batch_size=BATCH,
    )
    AnnouncedMeeting.history.bulk_history_create(changed, BATCH, update=True, default_user=by)
    for row in withdrawn:
        sign(row, by=by).delete()
