"""What holds for the whole office changes: its header, who signs in with a second step."""

import hashlib

from django.db import transaction

from committees.models import Office
from committees.roles import Role
from lib.versions import check_version, save


@transaction.atomic
def present_office(*, name: str, emblem: bytes | None, emblem_type: str, by, version: int | None) -> Office:
    """`emblem`: a new picture, b"" for the product's own, None to keep what there is."""
    office = _locked(version)
    office.name = name
    if emblem is not None:
        office.emblem, office.emblem_type = emblem, emblem_type if emblem else ""
        office.emblem_digest = hashlib.sha256(emblem).hexdigest() if emblem else ""
    return save(office, by=by)


@transaction.atomic
def ask_for_second_step(*, roles: list[str], by, version: int | None) -> Office:
    """Of whoever has one of the roles, from the next sign-in on."""
    office = _locked(version)
    office.second_step_roles = [role for role in Role if role in roles]
    return save(office, by=by)


def _locked(version: int | None) -> Office:
    office, is_new = Office.objects.select_for_update().get_or_create(pk=1)
    if not is_new:
        check_version(office, version)
    return office
