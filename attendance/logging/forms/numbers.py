"""The numbers of a meeting: how many members the cell has, how many were present, how many spoke."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from attendance.logging.actions import FACTS, NUMBERS
from lib.periods import Month, written_day
from meetings.models import Cell, Meeting


def number_slips(
    numbers: Sequence[int | None], others: Sequence[int | None] = (None, None, None)
) -> dict[str, str]:
    """What cannot be among total, present, spoke: the message by the field it stands beside.

    `others` are the members exempt, absent with a reason and without.
    """
    total, present, spoke = numbers
    slips = {} if total is None else _beyond(total, present, *others)
    limit = present if present is not None else total
    if limit is not None and spoke is not None and spoke > limit:
        slips["members_spoke"] = _("No more than %(limit)d members can have spoken.") % {"limit": limit}
    return slips


def _beyond(
    total: int, present: int | None, exempt: int | None, excused: int | None, unexcused: int | None
) -> dict[str, str]:
    """Who cannot be among the `total` members of the cell."""
    expected = total - (exempt or 0)
    facts = {"total": total, "exempt": exempt, "expected": expected, "left": expected - (present or 0)}
    if expected < 0:
        return {"members_exempt": _("No more than the cell's %(total)d members can be exempt.") % facts}
    if present is not None and present > expected:
        if not exempt:
            return {"members_present": _("No more than the cell's %(total)d members can be present.") % facts}
        message = _(
            "%(exempt)d of %(total)d members are exempt, so no more than %(expected)d can be present. Do not "
            "count as exempt who came all the same."
        )
        return {"members_present": message % facts}
    if (excused or 0) + (unexcused or 0) > facts["left"]:
        name = "absent_unexcused" if unexcused else "absent_excused"
        return {name: _("No more than %(left)d members can have been absent.") % facts}
    return {}


def time_slips(starts_at: dt.time | None, ends_at: dt.time | None) -> dict[str, str]:
    """The same of the hours of the meeting."""
    if starts_at is None or ends_at is None or starts_at < ends_at:
        return {}
    return {"ends_at": _("The meeting ends before it starts.")}


def known_numbers(
    cell: Cell, meeting: Meeting | None, last: Meeting | None, then: int | None = None
) -> dict[str, int | dt.time | None]:
    """What the fields begin with: what was told of this very meeting.

    Where no numbers were, the cell's members as of `then` (`members_then`), else those of today, else those
    of its last meeting; and as many exempt as then. How many came nobody knows beforehand: an earlier
    meeting's number is shown beside the field, never put into it.
    """
    known = {name: getattr(meeting, name, None) for name in FACTS}
    if any(known[name] is not None for name in NUMBERS):
        return known
    members = cell.members_total if then is None else then
    known["members_total"] = last.members_total if members is None and last else members
    if known["members_exempt"] is None and last:
        known["members_exempt"] = last.members_exempt
    return known


def members_then(cells: Iterable[int], month: Month) -> dict[int, int | None]:
    """By cell how many members it had at the end of the month, where that was recorded by then; one query."""
    records = Cell.history.filter(id__in=set(cells), history_date__date__lte=month.last_day)
    in_order = records.order_by("history_date", "history_id")
    return dict(in_order.values_list("id", "members_total"))


def told_members(cell: Cell, then: int | None) -> str:
    """ "On record: 30", beside the number typed, which stays whatever it is; "" where nobody recorded any."""
    members = cell.members_total if then is None else then
    return "" if members is None else _("On record: %(count)d") % {"count": members}


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
    return {meeting.cell_id: meeting for meeting in Meeting.objects.filter(pk__in=found).order_by()}


def told_short(meeting: Meeting) -> str:
    """That it was shorter than its cell's type asks for; "" where it was not."""
    if not meeting.is_short:
        return ""
    facts = {"minutes": meeting.minutes, "least": meeting.shortest}
    return _("The meeting lasted %(minutes)d minutes; at least %(least)d are asked for.") % facts


def told_numbers(meeting: Meeting) -> str:
    """ "Last time (15/02/2018): 28 of 30 present, 12 spoke"."""
    facts = {
        "day": written_day(meeting.date),
        "present": meeting.members_present,
        "total": meeting.members_expected,
        "spoke": meeting.members_spoke,
    }
    told = _("Last time (%(day)s): %(present)d present") % facts
    if meeting.members_total is not None:
        told = _("Last time (%(day)s): %(present)d of %(total)d present") % facts
    return told if meeting.members_spoke is None else told + _(", %(spoke)d spoke") % facts
