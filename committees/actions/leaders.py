"""Changes of leaders that hold from a day on."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from committees.models import Committee, FormerOffice, Leader
from lib.versions import locked_row

from .changes import belong_to


@transaction.atomic
def transfer_leader(
    *,
    leader: Leader,
    committee: Committee,
    since: dt.date | None,
    position: str = "",
    by,
    version: int | None = None,
) -> Leader:
    """Belongs to `committee` from `since` on; None: always did. With a new job title, where one is given.

    Raises ValidationError as `keep_until` does.
    """
    leader = locked_row(leader, version)
    if leader.committee_id == committee.pk:
        raise ValidationError({"committee": _("The leader belongs to this committee already.")})
    leader.position = position or leader.position
    belong_to(leader, committee, FormerOffice, since=since, by=by)
    return leader
