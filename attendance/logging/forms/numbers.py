"""The numbers of a meeting: how many members the cell has, how many were present, how many spoke."""

from collections.abc import Iterable, Sequence

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from lib.periods import Month, written_day
from meetings.models import Cell, Meeting

NUMBERS = ("members_total", "members_present", "members_spoke")


def number_slips(numbers: Sequence[int | None]) -> dict[str, str]:
    """What cannot be among total, present, spoke: the message by the field it stands beside."""
    total, present, spoke = numbers
    slips = {}
    if total is not None and present is not None and present > total:
        slips["members_present"] = _("No more than the cell's %(total)d members can be present.") % {
            "total": total
        }
    limit = present if present is not None else total
    if limit is not None and spoke is not None and spoke > limit:
        slips["members_spoke"] = _("No more than %(limit)d members can have spoken.") % {"limit": limit}
    return slips


def known_numbers(
    cell: Cell, meeting: Meeting | None, last: Meeting | None, then: int | None = None
) -> dict[str, int | None]:
    """What the fields begin with: the numbers told of this very meeting.

    Where there are none, the cell's members as of `then` (`members_then`), else those of today, else those of
    its last meeting. How many came nobody knows beforehand: an earlier meeting's number is shown beside the
    field, never put into it.
    """
    known = {name: getattr(meeting, name, None) for name in NUMBERS}
    if any(number is not None for number in known.values()):
        return known
    members = cell.members_total if then is None else then
    return known | {"members_total": last.members_total if members is None and last else members}


def members_then(cells: Iterable[int], month: Month) -> dict[int, int | None]:
    """By cell how many members it had at the end of the month, where that was recorded by then; one query."""
    records = Cell.history.filter(id__in=set(cells), history_date__date__lte=month.last_day)
    in_order = records.order_by("history_date", "history_id")
    return dict(in_order.values_list("id", "members_total"))


def last_numbers(cells: Iterable[int], *, before: Month) -> dict[int, Meeting]:
    """By cell its last meeting in the year before that month of which one knows how many came; one query."""
    earlier = Meeting.objects.filter(
        cell=OuterRef("pk"),
        date__gte=(before + -12).first_day,
        date__lt=before.first_day,
        members_present__isnull=False,
    )
    latest = Subquery(earlier.order_by("-date").values("pk")[:1])
    found = Cell.objects.filter(pk__in=set(cells)).order_by().values_list(latest)
    return {meeting.cell_id: meeting for meeting in Meeting.objects.filter(pk__in=found)}


def told_numbers(meeting: Meeting) -> str:
    """ "Last time (15/02/2018): 28 of 30 present, 12 spoke"."""
    facts = {
        "day": written_day(meeting.date),
        "present": meeting.members_present,
        "total": meeting.members_total,
        "spoke": meeting.members_spoke,
    }
    told = _("Last time (%(day)s): %(present)d present") % facts
    if meeting.members_total is not None:
        told = _("Last time (%(day)s): %(present)d of %(total)d present") % facts
    return told if meeting.members_spoke is None else told + _(", %(spoke)d spoke") % facts
