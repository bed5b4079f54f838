"""Files made in the background, by a worker that is killed in the middle of them."""

import zipfile
from collections import Counter
from functools import partial

from django.db import DatabaseError, connection

from committees.models import Committee
from committees.roles import Role
from lib.models import Job
from lib.periods import HalfYear
from reports.models import Export
from reports.summary import exports, jobs
from tests.factories import MembershipFactory

from . import machine

MIDWAY_WITHIN = 20  # files; a small one may be finished before anybody looks


class Exports:
    """Asked for one after the other; who asks looks only at what became of them."""

    def __init__(self, kills: int):
        province = Committee.objects.get_first_root_node()
        self._user = MembershipFactory(role=Role.CLERK, committee=province).user
        self._asked = 0
        self._worker = machine.Worker() if kills else None
        self.killed_midway = 0

    def kill_midway(self) -> None:
        for _attempt in range(MIDWAY_WITHIN):
            job = self.ask()
            state = partial(_again, partial(self._state, job))
            machine.until(lambda state=state: state() != Job.State.WAITING, "a job is begun")
            if state() == Job.State.RUNNING:
                self._worker.kill()
                self.killed_midway += state() == Job.State.RUNNING
                self._worker = machine.Worker()
                return
        raise RuntimeError("No job was caught at work")

    def ask(self) -> int:
        return _again(self._ask)

    def _ask(self) -> int:
        address = f"/half-years/{HalfYear.current().previous}/summary.xlsx?asked={self._asked + 1}"
        export = exports.ask(source=jobs.source_at(address, user=self._user), address=address, by=self._user)
        self._asked += 1
        return export.job_id

    def _state(self, job: int) -> str:
        return Job.objects.values_list("state", flat=True).get(pk=job)

    def finish(self) -> None:
        if self._worker:
            waiting = Job.objects.filter(state__in=[Job.State.WAITING, Job.State.RUNNING])
            machine.until(lambda: not _again(waiting.exists), "jobs end")

    def close(self) -> None:
        if self._worker:
            self._worker.kill()

    def told(self) -> dict:
        made = Export.objects.select_related("job")
        states = Counter("told as failed" if export.has_failed else str(export.state) for export in made)
        again = Job.objects.filter(resumed__gt=0).count()
        return {"asked": self._asked, "killed midway": self.killed_midway, "begun again": again, **states}

    def wrong(self) -> list[str]:
        """A file said to be ready is one, and a job that ended says how."""
        found = []
        for export in Export.objects.select_related("job"):
            if export.state == Export.State.DONE:
                with export.file.open() as stored:
                    if zipfile.ZipFile(stored).testzip():
                        found.append(f"export {export.pk}: a damaged file")
            elif not export.has_failed:
                found.append(f"export {export.pk} is {export.state}, its job {export.job.state}")
        return found


def _again(ask):
    """Somebody else may just have ended this connection, or all of the database."""
    found = []

    def is_answered() -> bool:
        try:
            found.append(ask())
        except DatabaseError:
            connection.close()
        return bool(found)

    machine.until(is_answered, "the database")
    return found[0]
