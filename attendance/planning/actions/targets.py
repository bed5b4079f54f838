"""Targets: set, changed from a day on, ended; corrected or removed where they were a mistake."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from attendance.models import Target
from committees.models import Committee, Leader
from lib.periods import HalfYear, overlapping, written_day
from lib.versions import locked_row, save, sign
from lib.vietnamese import nfc
from meetings.models import Cell

A_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Holder:
    """Of whom it is asked: one leader, one group of the committee's leaders, or all of them."""

    committee: Committee
    leader: Leader | None = None
    group: str = ""


@dataclass(frozen=True)
class Asked:
    """A number of cells, or each of those named; how often; by which document."""

    per: str
    number: int | None = None
    cells: Collection[Cell] = ()
    document: str = ""


@transaction.atomic
def set_target(
    *,
    holder: Holder,
    asked: Asked,
    valid_from: dt.date,
    valid_to: dt.date | None = None,
    reason: str = "",
    may_have_left: bool = False,
    by,
) -> Target:
    """A new one; with a reason where it reaches back into half-years that are over.

    `may_have_left`: of a leader who is at another committee by now.
    """
    if (
        holder.leader
        and not may_have_left
        and not Leader.objects.below(holder.committee).filter(pk=holder.leader.pk).exists()
    ):
        raise ValidationError({"leader": _("Choose a leader of this committee.")})
    reason = _reason(reason)
    if valid_from < _first_open_day() and not reason:
        raise ValidationError({"reason": _("It reaches back into a half-year that is over: say why.")})
    target = Target(
        committee=holder.committee,
        leader=holder.leader,
        group=holder.group,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    return _store(target, asked, by=by, reason=reason)


@transaction.atomic
def change_target(*, target: Target, asked: Asked, since: dt.date, by, version: int | None = None) -> Target:
    """Another one from that day on: the old one ends the day before. Returns the new one."""
    target = locked_row(target, version)
    if since < _first_open_day():
        raise ValidationError({"since": _past()})
    if since <= target.valid_from:
        raise ValidationError(
            {
                "since": _("The target begins on %(day)s: enter a later day, or correct it.")
                % {"day": written_day(target.valid_from)}
            }
        )
    if target.valid_to and since > target.valid_to:
        raise ValidationError(
            {
                "since": _("The target ended on %(day)s: set a new one.")
                % {"day": written_day(target.valid_to)}
            }
        )
    new = Target(
        committee=target.committee,
        leader=target.leader,
        group=target.group,
        valid_from=since,
        valid_to=target.valid_to,
    )
    target.valid_to = since - A_DAY
    save(target, by=by)
    return _store(new, asked, by=by)


@transaction.atomic
def end_target(*, target: Target, last_day: dt.date, by, version: int | None = None) -> Target:
    """Nothing is asked any more after that day."""
    target = locked_row(target, version)
    over = _first_open_day() - A_DAY
    if last_day < over or (target.valid_to and target.valid_to < over):
        raise ValidationError({"last_day": _past()})
    if last_day < target.valid_from:
        raise ValidationError({"last_day": _("The target ends before it begins.")})
    target.valid_to = last_day
    _expect_alone(target, "last_day")
    return save(target, by=by)


@transaction.atomic
def correct_target(
    *,
    target: Target,
    asked: Asked,
    valid_from: dt.date,
    valid_to: dt.date | None,
    reason: str,
    by,
    version: int | None = None,
) -> Target:
    """Put right what was entered wrongly, past half-years included; the history keeps what it was."""
    target = locked_row(target, version)
    reason = _needed(reason)
    target.valid_from, target.valid_to = valid_from, valid_to
    return _store(target, asked, by=by, reason=reason)


@transaction.atomic
def remove_target(*, target: Target, reason: str, by, version: int | None = None) -> None:
    """One that never should have been there; the history keeps it."""
    target = locked_row(target, version)
    sign(target, by=by, reason=_needed(reason)).delete()


# --- what all of them share ---


def _store(target: Target, asked: Asked, *, by, reason: str = "") -> Target:
    target.per, target.document = asked.per, asked.document
    target.number = asked.number
    if bool(asked.cells) == bool(asked.number):
        raise ValidationError({"number": _("Enter a number of cells or name the cells, one of the two.")})
    if target.valid_to and target.valid_to < target.valid_from:
        raise ValidationError({"valid_to": _("The target ends before it begins.")})
    _expect_alone(target, "valid_from")
    target.full_clean()
    if target.pk:
        target = save(target, by=by, reason=reason)
    else:
        sign(target, by=by, reason=reason).save()
    target.cells.set(asked.cells)
    return target


def _expect_alone(target: Target, field: str) -> None:
    """Two who set targets of one committee at once wait for each other here."""
    locked_row(target.committee)
    last = target.valid_to or dt.date.max
    others = Target.objects.of_same_holder(target)
    other = others.filter(overlapping("valid_from", "valid_to", target.valid_from, last)).first()
    if other:
        raise ValidationError(
            {
                field: _("%(holder)s already has a target on these days, %(days)s: change or end that one.")
                % {"holder": other.holder, "days": other.days}
            }
        )


def _first_open_day() -> dt.date:
    """Before it lie the half-years that are over."""
    return HalfYear.current().first_day


def _past() -> str:
    return _("That day lies in a half-year that is over. What was wrong then is corrected, with a reason.")


def _reason(text: str) -> str:
    return nfc(text.strip())


def _needed(text: str) -> str:
    if reason := _reason(text):
        return reason
    raise ValidationError({"reason": _("Say why it is corrected.")})
