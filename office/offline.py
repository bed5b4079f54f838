"""What a user's phone keeps for work without a connection: forms to fill in, and how old they may be there.

Docs: docs/decisions/0017-offline.md.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from attendance.days.due import due_on
from attendance.models import Visit
from lib.periods import written_day
from meetings.models import Evaluation

from .agenda.sections import COMING, NOT_EVALUATED, OVERDUE
from .agenda.work import Work

# A phone asks for each of them once, and again when it has changed.
COMING_AT_MOST, OVERDUE_AT_MOST, TO_EVALUATE_AT_MOST = 40, 20, 20


@dataclass(frozen=True)
class OfflinePage:
    """A form by its address: `version` changes with what it shows."""

    url: str
    act: str
    about: str
    day: str
    version: str


def pages(work: Work) -> list[dict]:
    """The forms of the next two weeks, those overdue and the evaluations still open: the latest of each."""
    return [asdict(page) for page in (*_to_log(work), *_to_evaluate(work))]


def _to_log(work: Work) -> Iterator[OfflinePage]:
    if not work.logs:
        return
    coming = list(work.rows(COMING)[:COMING_AT_MOST])
    overdue = list(work.rows(OVERDUE).reverse()[:OVERDUE_AT_MOST])
    for visit in coming + overdue:
        for route, act in (("visit-attended", _("Attended")), ("visit-missed", _("Missed"))):
            url = reverse(f"attendance:{route}", args=[visit.pk])
            yield OfflinePage(url, act, _about(visit), written_day(due_on(visit)), str(visit.version))


def _to_evaluate(work: Work) -> Iterator[OfflinePage]:
    own = Evaluation.objects.filter(meeting=OuterRef("meeting"), leader=OuterRef("leader"))
    visits = work.rows(NOT_EVALUATED).reverse().annotate(draft=Subquery(own.values("version")[:1]))
    for visit in visits[:TO_EVALUATE_AT_MOST]:
        url = reverse("attendance:evaluation-update", args=[visit.pk, "leader"])
        version = f"{visit.version}.{visit.draft or 0}"
        yield OfflinePage(url, _("Evaluate"), _about(visit), written_day(visit.meeting.date), version)


def _about(visit: Visit) -> str:
    return f"{visit.leader} · {visit.cell} · {visit.cell.committee.label}"
