"""Taking back what was just logged or decided."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from attendance.days.actions import expect_as_left, locked_visit
from attendance.models import Visit
from lib.versions import save

from .attachments import remove_attachment
from .carry_over import undo_carry_over
from .results import clear_result


@transaction.atomic
def undo_logging(*, logged: Iterable[tuple[Visit, int]], by) -> int:
    """Open these visits again, each logged at that version, with the moves made; how many.

    All or none: refused where somebody has changed one of them since, or it is fixed by now.
    """
    logged = list(logged)
    visits = expect_as_left(logged)
    if Visit.objects.fixed().filter(pk__in=[visit.pk for visit in visits]).exists():
        raise ValidationError(
            _(
                "A report that counts it was issued or its plan closed meanwhile, so nothing was undone. "
                "Correct it on the visit's own page, with a reason."
            )
        )
    for visit in visits:
        if visit.successor:
            undo_carry_over(visit=visit, by=by)
            visit = locked_visit(visit)
        if visit.origin == Visit.Origin.UNPLANNED:
            # The visit goes, and with it what was attached in the same breath.
            for attachment in visit.attachments.filter(uploaded_by=by):
                remove_attachment(attachment=attachment, by=by)
        clear_result(visit=visit, by=by)
    return len(visits)


@transaction.atomic
def undo_waiving(*, waived: Iterable[tuple[Visit, int]], by) -> None:
    """Whether they are made up for is open again, as the decision left each."""
    for visit in expect_as_left(waived):
        visit.no_carry_over = False
        save(visit, by=by)
