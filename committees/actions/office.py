"""What the header shows changes."""

import hashlib

from django.db import transaction

from committees.models import Office
from lib.versions import check_version, save


@transaction.atomic
def present_office(*, name: str, emblem: bytes | None, emblem_type: str, by, version: int | None) -> Office:
    """`emblem`: a new picture, b"" for the product's own, None to keep what there is."""
    office, is_new = Office.objects.select_for_update().get_or_create(pk=1)
    if not is_new:
        check_version(office, version)
    office.name = name
    if emblem is not None:
        office.emblem, office.emblem_type = emblem, emblem_type if emblem else ""
        office.emblem_digest = hashlib.sha256(emblem).hexdigest() if emblem else ""
    return save(office, by=by)
