"""Taking back what was just logged."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from attendance.days.actions import lock_visits, locked_visit
from attendance.models import Visit
from lib.versions import StaleVersion

from .attachments import remove_attachment
from .carry_over import undo_carry_over
from .results import clear_result


@transaction.atomic
def undo_logging(*, logged: Iterable[tuple[Visit, int]], by) -> int:
    """Open these visits again, each logged at that version, with the moves made; how many.

    All or none: refused where somebody has changed one of them since, or it is fixed by now.
    """
    logged = list(logged)
    lock_visits(visit for visit, _version in logged)
    if Visit.objects.fixed().filter(pk__in=[visit.pk for visit, _version in logged]).exists():
        raise ValidationError(
            _(
                "A report that counts it was issued or its plan closed meanwhile, so nothing was undone. "
                "Correct it on the visit's own page, with a reason."
            )
        )
    count = 0
    for visit, version in logged:
        try:
            visit = locked_visit(visit, version)
        except StaleVersion as stale:
            raise ValidationError(
                _("%(visit)s was changed since, so nothing was undone. Correct it on its own page.")
                % {"visit": visit}
            ) from stale
        if visit.successor:
            undo_carry_over(visit=visit, by=by)
            visit = locked_visit(visit)
        if visit.origin == Visit.Origin.UNPLANNED:
            # The visit goes, and with it what was attached in the same breath.
            for attachment in visit.attachments.filter(uploaded_by=by):
                remove_attachment(attachment=attachment, by=by)
        clear_result(visit=visit, by=by)
        count += 1
    return count
