"""Excel files of long reports: made by a job, watched, and fetched when they are ready."""

import tempfile

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction

from committees.models import User
from lib import jobs
from lib.periods import now
from reports.half_year.report import HalfYearReport
from reports.models import Export

from . import workbook
from .annexes import long_lines, tables

KIND = "export"
WRITING = "writing"


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
        for known in Export.objects.filter(user=by, address=address).select_related("job"):
            if known.is_under_way:
                return known
        export = Export.objects.create(
            user_id=by.pk,
            address=address,
            name=workbook.file_name(report)[:200],
            content_type=workbook.CONTENT_TYPE,
        )
        export.job = jobs.start(KIND, export.pk, owner=by)
        export.save(update_fields=["job"])
    return export


def again(*, export: Export, report: HalfYearReport) -> Export:
    """A new one in place of one that has failed, of the same address."""
    with transaction.atomic():
        _remove(Export.objects.filter(pk=export.pk))
        return ask(report=report, address=export.address, by=export.user)


def _remove(exports) -> None:
    """Rows at once, their files once that is certain."""
    exports = exports.select_related("job")
    files = [export.file.name for export in exports if export.file]
    for export in exports:
        if export.job:
            jobs.cancel(export.job)
    exports.delete()
    transaction.on_commit(lambda: [default_storage.delete(name) for name in files])


def make(*, export: Export, report: HalfYearReport, run: jobs.Run) -> None:
    """Write the file. Raises GivenUp, and leaves none, where the export was given up meanwhile."""
    with run.ours():
        Export.objects.filter(pk=export.pk).update(state=Export.State.RUNNING)
    run(WRITING, 0, long_lines(tables(report)))
    with tempfile.TemporaryFile() as target:
        workbook.write_to(target, report, progress=run.one_more)
        target.seek(0)
        export.file.save("", File(target), save=False)
    try:
        with run.ours():
            Export.objects.filter(pk=export.pk).update(
                state=Export.State.DONE, file=export.file.name, finished_at=now()
            )
    except BaseException:
        default_storage.delete(export.file.name)
        raise


def fail(*, export: Export, run: jobs.Run) -> None:
    with run.ours():
        Export.objects.filter(pk=export.pk).update(state=Export.State.FAILED, finished_at=now())
