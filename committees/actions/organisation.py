"""Changes of the tree of committees: made, corrected, renamed, moved. Mergers move cells too: attendance."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from committees.models import Committee, FormerName, FormerParent
from committees.organisation import circle
from lib.versions import check_version, sign

from .changes import keep_until

DEEPEST = Committee._meta.get_field("path").max_length // Committee.steplen


def locked_committee(committee: Committee, version: int | None = None) -> Committee:
    """The committee as it is now, the whole tree locked until the transaction ends.

    Moving one branch rewrites the paths of others: changes of the tree come one after the other.
    """
    list(Committee.objects.select_for_update(no_key=True).filter(depth=1).values_list("pk"))
    fresh = Committee.objects.filter(pk=committee.pk).first()
    check_version(fresh, version)
    return fresh


@transaction.atomic
def create_committee(
    *, parent: Committee | None, code: str, name: str, short_name: str, kind: str, by
) -> Committee:
    """A new committee below `parent`, or at the top of a tree of its own."""
    committee = sign(Committee(code=code, name=name, short_name=short_name, kind=kind), by=by)
    committee.clean_fields(exclude=["path", "depth"])
    if Committee.objects.filter(code=code).exists():
        raise ValidationError({"code": _("Another committee has this code already.")})
    if parent is None:
        return Committee.objects.add_root(instance=committee)
    parent = locked_committee(parent)
    _expect_room(parent, 1)
    return Committee.objects.add_child(parent, instance=committee)


@transaction.atomic
def correct_committee(
    *, committee: Committee, code: str, name: str, short_name: str, kind: str, by, version: int | None = None
) -> Committee:
    """What was written wrongly: it was so all the time, for old reports too."""
    committee = locked_committee(committee, version)
    if Committee.objects.exclude(pk=committee.pk).filter(code=code).exists():
        raise ValidationError({"code": _("Another committee has this code already.")})
    committee.code, committee.name, committee.short_name, committee.kind = code, name, short_name, kind
    committee.clean_fields(exclude=["path", "depth"])
    sign(committee, by=by).save()
    return committee


@transaction.atomic
def rename_committee(
    *, committee: Committee, name: str, short_name: str, since: dt.date, by, version: int | None = None
) -> Committee:
    """Called so from `since` on; reports of half-years that ended before keep the former name."""
    committee = locked_committee(committee, version)
    if (name, short_name) == (committee.name, committee.short_name):
        raise ValidationError({"name": _("The committee has this name already.")})
    keep_until(
        FormerName, committee, since=since, by=by, name=committee.name, short_name=committee.short_name
    )
    committee.name, committee.short_name = name, short_name
    committee.clean_fields(exclude=["path", "depth"])
    sign(committee, by=by).save()
    return committee


@transaction.atomic
def move_committee(
    *, committee: Committee, parent: Committee, since: dt.date | None, by, version: int | None = None
) -> Committee:
    """Below `parent` from `since` on, with everything below it; None: it always stood there."""
    committee = place_below(locked_committee(committee, version), parent, since=since, by=by)
    expect_no_circle()
    return committee


def place_below(committee: Committee, parent: Committee, *, since: dt.date | None, by) -> Committee:
    """`committee`, as it is in the locked tree, moved; `expect_no_circle` is the caller's to ask at last."""
    if committee.ended_on:
        raise ValidationError(_("The committee has ended. Take its end back first."))
    parent = Committee.objects.get(pk=parent.pk)
    if parent.is_within(committee):
        raise ValidationError({"parent": _("A committee cannot stand below itself.")})
    before = Committee.objects.get_parent(committee)
    if before == parent:
        raise ValidationError({"parent": _("The committee stands there already.")})
    deepest = Committee.objects.subtree(committee).aggregate(deepest=Max("depth"))["deepest"]
    _expect_room(parent, deepest - committee.depth + 1)
    if since:
        keep_until(FormerParent, committee, since=since, by=by, parent=before)
    return move_branch(committee, parent, by=by)


def move_branch(committee: Committee, parent: Committee | None, *, by, reason: str = "") -> Committee:
    """The committee and all below it in their new place, with a record of each in the history.

    Both are read anew: an earlier move may have changed their paths.
    """
    committee = Committee.objects.get(pk=committee.pk)
    if parent is None:
        Committee.objects.move(committee, Committee.objects.get_last_root_node(), pos="last-sibling")
    else:
        Committee.objects.move(committee, Committee.objects.get(pk=parent.pk), pos="last-child")
    committee = Committee.objects.get(pk=committee.pk)
    # treebeard changes the paths of the whole branch behind the history's back.
    Committee.history.bulk_history_create(
        Committee.objects.subtree(committee),
        update=True,
        default_user=by,
        default_change_reason=reason or None,
    )
    return committee


def expect_no_circle() -> None:
    """Refuse a change by which committees would have stood below each other on an earlier day."""
    if found := circle():
        raise ValidationError(
            _("“%(committee)s” would have stood below itself on an earlier day. Check the days of its moves.")
            % {"committee": found}
        )


def _expect_room(parent: Committee, levels: int) -> None:
    if parent.depth + levels > DEEPEST:
        raise ValidationError(
            {"parent": _("The committee would lie more than %(levels)d levels deep.") % {"levels": DEEPEST}}
        )
