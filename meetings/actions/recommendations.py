"""A recommendation to a cell was carried out, as somebody reports between two evaluations."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from lib.periods import today, written_day
from lib.versions import locked_row, sign
from meetings.models import Recommendation


@transaction.atomic
def mark_done(
    *,
    recommendation: Recommendation,
    day: dt.date,
    reported_by: str,
    note: str = "",
    by,
    version: int | None = None,
) -> Recommendation:
    """Carried out on `day`, as `reported_by` says; on one marked already this corrects what was said."""
    recommendation = _locked(recommendation, version)
    given_on = recommendation.evaluation.meeting.date
    if day < given_on:
        raise ValidationError(
            {"done_on": _("It was recommended only on %(day)s.") % {"day": written_day(given_on)}}
        )
    if day > today():
        raise ValidationError({"done_on": _("This day has not come yet.")})
    if not reported_by.strip():
        raise ValidationError({"reported_by": _("Say who reported that it was carried out.")})
    recommendation.done_on, recommendation.done_note = day, note.strip()
    recommendation.reported_by = reported_by.strip()
    sign(recommendation, by=by).save()
    return recommendation


@transaction.atomic
def reopen(*, recommendation: Recommendation, reason: str, by, version: int | None = None) -> Recommendation:
    """It was marked by mistake, at a meeting or in between; the history keeps what had been said, and why."""
    recommendation = _locked(recommendation, version)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is opened again.")})
    if recommendation.done_on is None:
        raise ValidationError(_("It is open again already."))
    recommendation.done_on, recommendation.done_note, recommendation.reported_by = None, "", ""
    sign(recommendation, by=by, reason=reason.strip()).save()
    return recommendation


def _locked(recommendation: Recommendation, version: int | None) -> Recommendation:
    recommendation = locked_row(recommendation, version)
    if recommendation.evaluation.is_draft:
        raise ValidationError(_("The evaluation is still a draft: the cell was not asked for it yet."))
    return recommendation
