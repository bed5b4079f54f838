"""Which province is in view: the head of an address says it (/in/12/half-years/…).

Below such a head everything is as for somebody who works in that province alone, for reading and writing.
Without one it is of all that the user sees; who sees very much chooses a province first (`is_asked_of`).
Docs: docs/decisions/0027-province-in-view.md.
"""

import re

from django.db import models
from django.http import Http404
from django.urls import get_script_prefix

from .models import Committee, User

MANY = 500  # committees: of so many everything is listed and counted at once
PREFIX = re.compile(r"in/[1-9][0-9]*/$")
HEAD = re.compile(r"/in/([1-9][0-9]{0,17})(/.*)", re.DOTALL)


def split(path: str) -> tuple[int | None, str]:
    """The province's key at the head of a path, and the rest; None and all of it where none is named."""
    found = HEAD.fullmatch(path)
    return (int(found[1]), found[2]) if found else (None, path)


def root() -> str:
    """What addresses begin with that name no province."""
    return PREFIX.sub("", get_script_prefix())


def head(province: int) -> str:
    """What addresses in the province begin with."""
    return f"{root()}in/{province}/"


def outside(address: str) -> str:
    """The same page of all that its reader sees."""
    return root() + address.removeprefix(get_script_prefix())


def provinces_of(user: User) -> models.QuerySet[Committee]:
    """Those that the user's committees belong to."""
    return Committee.objects.filter(depth=1).within(user.province_paths())


def province_of(code: str, user: User) -> Committee | None:
    """That of the committee with this code, if the user sees one. At most two queries."""
    committee = Committee.objects.visible_to(user).filter(code=code).first() if "\0" not in code else None
    return provinces_of(user).filter(path=committee.path[: Committee.steplen]).first() if committee else None


def enter(user: User, province: int) -> None:
    """From now on `user` sees, and may do, what lies in that province, and nothing else. One query."""
    user.province_in_view = None  # to find it among all that the user sees
    user.province_in_view = provinces_of(user).filter(pk=province).first()
    if not user.province_in_view:
        raise Http404(province)


def as_at(address: str, user: User) -> tuple[User, str]:
    """The user as whom that address was opened, and what it is in the province."""
    province, rest = split(address)
    user.province_in_view = None
    if province:
        enter(user, province)
    return user, rest


def is_asked_of(user: User) -> bool:
    """Whether `user` sees several provinces with very many committees, and no address has named one.

    At most two queries, once; none for whoever works in one province.
    """
    if not hasattr(user, "_is_asked_for_province"):
        user._is_asked_for_province = _sees_very_much(user)
    return user._is_asked_for_province and not user.province_in_view


def _sees_very_much(user: User) -> bool:
    paths = user.province_paths()
    if not (len(paths) > 1 or paths == [""]):
        return False
    visible = Committee.objects.visible_to(user).order_by()
    return visible[MANY : MANY + 1].exists() and len(provinces_of(user)[:2]) > 1
