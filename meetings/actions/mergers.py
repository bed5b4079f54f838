"""Committees merge, end, and hand cells over: what belonged to one belongs to another from a day on.

Plans, visits and results stay as they are; `committees/organisation.py` reads the old state back.
"""

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from committees.actions.changes import keep_until
from committees.actions.leaders import transfer_leader
from committees.actions.organisation import expect_no_circle, locked_committee, move_branch, place_below
from committees.models import Committee, FormerOffice, FormerParent, Leader, Membership
from lib.periods import today, written_day
from lib.versions import sign
from meetings.models import Cell, FormerManagement

from . import move_cell


def cells_on(committee: Committee, day: dt.date):
    """The cells that the committee itself manages and that are not dissolved before `day`."""
    return Cell.objects.filter(committee=committee).remaining(day)


def leaders_on(committee: Committee, day: dt.date):
    """The leaders that belong to the committee itself and have not left office before `day`."""
    return Leader.objects.filter(committee=committee).remaining(day)


def children_on(committee: Committee, day: dt.date):
    """The committees directly below that do not end before `day`."""
    return Committee.objects.get_children(committee).existing_on(day)


@transaction.atomic
def hand_over_cells(
    *, committee: Committee, cells: Iterable[Cell], into: Committee, since: dt.date, by
) -> list[Cell]:
    """Some cells of `committee` are managed by `into` from `since` on."""
    _expect_other(committee, into)
    return [move_cell(cell=cell, committee=into, since=since, by=by) for cell in cells]


@transaction.atomic
def merge_committee(
    *,
    committee: Committee,
    into: Committee,
    since: dt.date,
    with_roles: bool = False,
    by,
    version: int | None = None,
) -> Committee:
    """`committee` ends the day before `since`; its cells, leaders and what lies below go to `into`.

    It stands below `into` from then on, so that whoever works there sees what was done here. With
    `with_roles` whoever had a role in it has the same in `into`.
    """
    committee = _expect_not_ended(locked_committee(committee, version))
    into = Committee.objects.get(pk=into.pk)
    _expect_other(committee, into)
    if into.is_within(committee):
        raise ValidationError({"into": _("A committee cannot merge into one that lies below it.")})
    for child in list(children_on(committee, since)):
        place_below(child, into, since=since, by=by)
    for cell in cells_on(committee, since):
        move_cell(cell=cell, committee=into, since=since, by=by)
    for leader in leaders_on(committee, since):
        transfer_leader(leader=leader, committee=into, since=since, by=by)
    if with_roles:
        _copy_roles(committee, into, by=by)
    committee = Committee.objects.get(pk=committee.pk)
    parent = Committee.objects.get_parent(committee)
    keep_until(FormerParent, committee, since=since, by=by, parent=parent)
    if parent != into:
        committee = move_branch(committee, into, by=by)
    committee.ended_on, committee.successor = since - dt.timedelta(days=1), into
    sign(committee, by=by).save()
    expect_no_circle()
    return committee


@transaction.atomic
def end_committee(*, committee: Committee, ended_on: dt.date, by, version: int | None = None) -> Committee:
    """Without a successor; refused while cells, leaders or committees still belong to it after that day."""
    committee = _expect_not_ended(locked_committee(committee, version))
    if ended_on > today():
        raise ValidationError(
            {"ended_on": _("This day is still to come. Record the change once it has come.")}
        )
    after = ended_on + dt.timedelta(days=1)
    if children_on(committee, after).exists():
        raise ValidationError(_("Committees below it still exist. Move or merge them first."))
    if cells_on(committee, after).exists():
        raise ValidationError(_("It still manages cells. Hand them over or dissolve them first."))
    if leaders_on(committee, after).exists():
        raise ValidationError(
            _("Leaders still belong to it. Transfer them or end their time in office first.")
        )
    committee.ended_on = ended_on
    sign(committee, by=by).save()
    return committee


@transaction.atomic
def reopen_committee(*, committee: Committee, by, version: int | None = None) -> Committee:
    """Take the end of a committee back; after a merger, what went elsewhere by it comes back.

    Refused once any of it has changed again. Roles given by the merger stay.
    """
    committee = locked_committee(committee, version)
    if committee.ended_on is None:
        raise ValidationError(_("The committee exists: there is nothing to take back."))
    if committee.successor:
        committee = _bring_back(committee, by=by)
    committee.ended_on = committee.successor = None
    sign(committee, by=by).save()
    return committee


def _bring_back(committee: Committee, *, by) -> Committee:
    until, successor = committee.ended_on, committee.successor
    if FormerParent.objects.filter(committee=committee, until__gt=until).exists():
        raise _changed_since(committee)
    for former, of in ((FormerManagement, "cell"), (FormerOffice, "leader")):
        for told in former.objects.filter(committee=committee, until=until).select_related(of):
            row = getattr(told, of)
            later = former.objects.filter(**{of: row}, until__gt=until)
            if row.committee_id != successor.pk or later.exists():
                raise _changed_since(row)
            row.committee = committee
            sign(row, by=by).save()
            sign(told, by=by).delete()
    for told in FormerParent.objects.filter(parent=committee, until=until).select_related("committee"):
        child = Committee.objects.get(pk=told.committee_id)
        later = FormerParent.objects.filter(committee=child, until__gt=until)
        if Committee.objects.get_parent(child) != successor or later.exists():
            raise _changed_since(child)
        move_branch(child, committee, by=by)
        sign(told, by=by).delete()
    place = FormerParent.objects.get(committee=committee, until=until)
    if place.parent and place.parent.ended_on:
        raise ValidationError(
            _("“%(committee)s”, below which it stood, has ended. Take that end back first.")
            % {"committee": place.parent}
        )
    committee = Committee.objects.get(pk=committee.pk)
    if Committee.objects.get_parent(committee) != place.parent:
        committee = move_branch(committee, place.parent, by=by)
    sign(place, by=by).delete()
    return committee


def _changed_since(row) -> ValidationError:
    return ValidationError(
        _("“%(row)s” has changed again since the merger. Put it right by hand.") % {"row": row}
    )


def _expect_not_ended(committee: Committee) -> Committee:
    if committee.ended_on:
        raise ValidationError(_("The committee ended on %(day)s.") % {"day": written_day(committee.ended_on)})
    return committee


def _expect_other(committee: Committee, into: Committee) -> None:
    if into == committee:
        raise ValidationError({"into": _("Choose another committee.")})
    if into.ended_on:
        raise ValidationError(
            {"into": _("“%(committee)s” does not exist any more on that day.") % {"committee": into}}
        )


def _copy_roles(committee: Committee, into: Committee, *, by) -> None:
    for membership in Membership.objects.filter(committee=committee):
        known = Membership.objects.filter(user=membership.user_id, role=membership.role, committee=into)
        if not known.exists():
            sign(Membership(user=membership.user, role=membership.role, committee=into), by=by).save()
