"""Registration windows: when a province's plans for a half-year are to be handed in."""

import datetime as dt

from django.db import transaction

from attendance.models import RegistrationWindow
from committees.models import Committee
from lib.periods import HalfYear
from lib.versions import locked_row, save, sign


@transaction.atomic
def open_registration(
    *, province: Committee, half_year: HalfYear, opens_on: dt.date, closes_on: dt.date, by
) -> RegistrationWindow:
    window = RegistrationWindow(
        province=province, half_year=half_year, opens_on=opens_on, closes_on=closes_on
    )
    window.full_clean()
    sign(window, by=by).save()
    return window


@transaction.atomic
def change_registration(
    *,
    window: RegistrationWindow,
    opens_on: dt.date,
    closes_on: dt.date,
    by,
    version: int | None = None,
) -> RegistrationWindow:
    """Other days. What was late under the old ones is judged by the new ones."""
    window = locked_row(window, version)
    window.opens_on, window.closes_on = opens_on, closes_on
    window.full_clean()
    return save(window, by=by)
