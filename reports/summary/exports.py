"""Excel files of long reports: made in the background, watched, and fetched when they are ready.

A thread of the server's own process makes the file; no further service is needed. It tells the database how
far it has come, so that any other process can show it. If its process ends, it is silent from then on, and
its export counts as failed.
"""

import logging
import tempfile
import threading
import time

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.http import QueryDict
from django.urls import resolve
from django.utils import translation

from attendance.figures.forms import SelectionForm
from committees.models import User
from lib.periods import now
from reports.half_year.report import HalfYearReport
from reports.models import Export

from . import workbook
from .annexes import long_lines, tables

logger = logging.getLogger(__name__)

TOLD_EVERY = 1.0  # seconds between two signs of life


def is_long(report: HalfYearReport) -> bool:
    """More rows than a page may be kept waiting for."""
    return long_lines(tables(report)) > settings.REPORT_ROWS_AT_ONCE


def ask(*, report: HalfYearReport, address: str, by) -> Export:
    """An export of the workbook at `address`, begun as soon as the transaction is through.

    The one under way already, where the user asked for it twice. Files that are outdated go.
    """
    with transaction.atomic():
        # One after the other: two clicks at once make one file.
        User.objects.select_for_update().get(pk=by.pk)
        _remove(Export.objects.filter(user=by).outdated())
        known = Export.objects.filter(user=by, address=address).under_way().first()
        if known:
            return known
        export = Export.objects.create(
            user_id=by.pk,
            address=address,
            name=workbook.file_name(report)[:200],
            content_type=workbook.CONTENT_TYPE,
            seen_alive_at=now(),
        )
        transaction.on_commit(lambda: start(export.pk))
    return export


def again(*, export: Export) -> Export:
    """A new one in place of one that has failed, from the same address."""
    report = report_at(export.address, user=export.user)
    with transaction.atomic():
        _remove(Export.objects.filter(pk=export.pk))
        return ask(report=report, address=export.address, by=export.user)


def _remove(exports) -> None:
    """Rows at once, their files once that is certain."""
    files = [export.file.name for export in exports if export.file]
    exports.delete()
    transaction.on_commit(lambda: [default_storage.delete(name) for name in files])


def start(pk: int) -> None:
    """In a thread that does not keep the server from stopping."""
    language = translation.get_language()

    def work():
        try:
            with translation.override(language):
                run(pk)
        finally:
            connection.close()

    threading.Thread(target=work, name=f"export-{pk}", daemon=True).start()


def run(pk: int) -> None:
    """Make the file; whatever goes wrong, the export says so."""
    export = Export.objects.select_related("user").get(pk=pk)
    try:
        report = report_at(export.address, user=export.user)
        told = _Told(pk, long_lines(tables(report)))
        with tempfile.TemporaryFile() as target:
            workbook.write_to(target, report, progress=told.one_more)
            told.now()
            target.seek(0)
            export.file.save("", File(target), save=False)
    except Exception:
        logger.exception("Export %s failed", pk)
        Export.objects.filter(pk=pk).update(state=Export.State.FAILED, finished_at=now())
        return
    kept = Export.objects.filter(pk=pk).update(
        state=Export.State.DONE, file=export.file.name, done=told.total, finished_at=now()
    )
    if not kept:  # given up, and asked for anew
        default_storage.delete(export.file.name)


class _Told:
    """How far a job has come, told now and then: each telling is a write."""

    def __init__(self, pk: int, total: int):
        self.pk, self.total, self.done = pk, total, 0
        self.now(total=total, state=Export.State.RUNNING)

    def one_more(self) -> None:
        self.done += 1
        if time.monotonic() - self.last > TOLD_EVERY:
            self.now()

    def now(self, **more) -> None:
        self.last = time.monotonic()
        done = min(self.done, self.total)  # rows may have been added since they were counted
        Export.objects.filter(pk=self.pk).update(done=done, seen_alive_at=now(), **more)


def report_at(address: str, *, user) -> HalfYearReport:
    """The report of a page's address; ValueError where the user may not see (any more) what it names."""
    path, _mark, query = address.partition("?")
    form = SelectionForm(QueryDict(query), user=user)
    if not form.is_valid():
        raise ValueError(form.errors.as_text())
    return HalfYearReport(form.selection(resolve(path).kwargs["half_year"]), user=user)
