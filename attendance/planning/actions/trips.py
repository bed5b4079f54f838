"""Trips: entered, corrected, deleted. Visits that fall on them are settled by `moves`."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from attendance.models import Trip
from committees.models import Leader
from lib.versions import locked_row, save, sign

LONGEST = dt.timedelta(days=366)


@transaction.atomic
def create_trip(
    *, leader: Leader, date_from: dt.date, date_to: dt.date, purpose: str = "", place: str = "", by
) -> Trip:
    trip = Trip(leader=leader, date_from=date_from, date_to=date_to, purpose=purpose, place=place)
    _expect_sound(trip)
    sign(trip, by=by).save()
    return trip


@transaction.atomic
def update_trip(
    *,
    trip: Trip,
    leader: Leader,
    date_from: dt.date,
    date_to: dt.date,
    purpose: str = "",
    place: str = "",
    by,
    version: int | None = None,
) -> Trip:
    trip = locked_row(trip, version)
    trip.leader, trip.date_from, trip.date_to = leader, date_from, date_to
    trip.purpose, trip.place = purpose, place
    _expect_sound(trip)
    return save(trip, by=by)


@transaction.atomic
def delete_trip(*, trip: Trip, by, version: int | None = None) -> None:
    """The history keeps it; visits logged as missed because of it keep their reason."""
    trip = locked_row(trip, version)
    sign(trip, by=by).delete()


def expect_days_in_order(date_from: dt.date, date_to: dt.date) -> None:
    if date_to < date_from:
        raise ValidationError({"date_to": _("The trip ends before it begins. Check both days.")})
    if date_to - date_from > LONGEST:
        raise ValidationError({"date_to": _("The trip lasts longer than a year. Check the years.")})


def _expect_sound(trip: Trip) -> None:
    expect_days_in_order(trip.date_from, trip.date_to)
    # Two clerks may enter the same trip at once: the second waits here, and finds the first one's.
    locked_row(trip.leader)
    same = Trip.objects.filter(leader=trip.leader, date_from=trip.date_from, date_to=trip.date_to)
    if same.exclude(pk=trip.pk).exists():
        raise ValidationError(
            {
                "date_from": _("%(leader)s already has a trip on exactly these days: open that one.")
                % {"leader": trip.leader}
            }
        )
