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

from .agenda.sections import COMING, NOT_EVALUATED, OVERDUE, TITLES
from .agenda.work import Work

# A phone asks for each of them once, and again when it has changed.
COMING_AT_MOST, OVERDUE_AT_MOST, TO_EVALUATE_AT_MOST = 40, 20, 20


@dataclass(frozen=True)
class OfflinePage:
    """A form by its address: `version` changes with it. Those of a `visit` are one line in `part`."""

    url: str
    part: str
    visit: int
    act: str
    about: str
    day: str
    version: str


def pages(work: Work) -> list[dict]:
    """The forms of overdue visits, of the next two weeks, and open evaluations: the latest of each."""
    return [asdict(page) for page in (*_to_log(work), *_to_evaluate(work))]


def _to_log(work: Work) -> Iterator[OfflinePage]:
    if not work.logs:
        return
    overdue = work.rows(OVERDUE).reverse()[:OVERDUE_AT_MOST]
    coming = work.rows(COMING)[:COMING_AT_MOST]
    for part, visits in ((OVERDUE, overdue), (COMING, coming)):
        for visit in visits:
            for route, act in (("visit-attended", _("Attended")), ("visit-missed", _("Missed"))):
                url = reverse(f"attendance:{route}", args=[visit.pk])
                yield _page(visit, url, part, act, written_day(due_on(visit)), str(visit.version))


def _to_evaluate(work: Work) -> Iterator[OfflinePage]:
    own = Evaluation.objects.filter(meeting=OuterRef("meeting"), leader=OuterRef("leader"))
    visits = work.rows(NOT_EVALUATED).reverse().annotate(draft=Subquery(own.values("version")[:1]))
    for visit in visits[:TO_EVALUATE_AT_MOST]:
        url = reverse("attendance:evaluation-update", args=[visit.pk, "leader"])
        version = f"{visit.version}.{visit.draft or 0}"
        yield _page(visit, url, NOT_EVALUATED, _("Evaluate"), written_day(visit.meeting.date), version)


def _page(visit: Visit, url: str, part: str, act: str, day: str, version: str) -> OfflinePage:
    about = f"{visit.leader} · {visit.cell} · {visit.cell.committee.label}"
    return OfflinePage(url, str(TITLES[part]), visit.pk, act, about, day, version)
