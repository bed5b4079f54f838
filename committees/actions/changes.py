"""What held of a row until a day is kept before it changes."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from committees.models import Committee, Former
from lib.periods import today, written_day
from lib.versions import sign


def belong_to(row, committee: Committee, former: type[Former], *, since: dt.date | None, by) -> None:
    """The locked `row` belongs to `committee` from `since` on; None: it always did.

    Raises ValidationError as `keep_until` does.
    """
    if since:
        keep_until(former, row, since=since, by=by, committee=row.committee)
    row.committee = committee
    sign(row, by=by).save()


def keep_until(former: type[Former], row, *, since: dt.date, by, **values) -> Former:
    """`values` held of `row` until the day before `since`, from which something else holds.

    Raises ValidationError, on "since", for a day to come and for one before the last change: what was
    counted in between rests on that one.
    """
    if since > today():
        raise ValidationError({"since": _("This day is still to come. Record the change once it has come.")})
    until = since - dt.timedelta(days=1)
    last = former.objects.filter(**{former.of: row}).order_by("-until").first()
    if last and last.until >= until:
        raise ValidationError(
            {
                "since": _("“%(row)s” changed on %(day)s already. Choose a later day.")
                % {"row": row, "day": written_day(last.until + dt.timedelta(days=1))}
            }
        )
    kept = sign(former(**{former.of: row, "until": until, **values}), by=by)
    kept.save()
    return kept
