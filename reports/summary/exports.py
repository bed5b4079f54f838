"""Files that take long: made by a job, watched, and fetched when they are ready."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from committees.models import User
from lib import jobs
from lib.periods import now
from lib.tables import Table
from reports.half_year.report import HalfYearReport
from reports.models import Export

from . import workbook
from .annexes import long_lines, tables

KIND = "export"
WRITING = "writing"
AT_ONCE = 3  # files of one user that wait or are being made


class TooMany(Exception):
    """Somebody waits for as many files as anybody may."""

    def __str__(self):
        words = _("%(count)d files of yours are being made. Wait until one of them is ready, then ask again.")
        return words % {"count": AT_ONCE}


@dataclass(frozen=True)
class Source:
    """What a file is made of."""

    name: str
    size: Callable[[], int]  # how many lines its long lists have
    write_to: Callable[[BinaryIO, workbook.Progress], None]
    content_type: str = workbook.CONTENT_TYPE

    @property
    def is_long(self) -> bool:
        """More rows than a page may be kept waiting for."""
        return self.size() > settings.REPORT_ROWS_AT_ONCE


Maker = Callable[[str, User], Source]  # ValueError where the user may not see (any more) what is asked for
_makers: dict[str, Maker] = {}


def maker(route: str) -> Callable[[Maker], Maker]:
    """Register what makes the file at the addresses of a route, as `jobs.kind` registers jobs."""

    def register(make_source: Maker) -> Maker:
        _makers[route] = make_source
        return make_source

    return register


def source_of(route: str, address: str, user: User) -> Source | None:
    """None where nothing was registered for the route."""
    return _makers[route](address, user) if route in _makers else None


def of_report(report: HalfYearReport) -> Source:
    return Source(
        workbook.file_name(report),
        lambda: long_lines(tables(report)),
        lambda target, progress: workbook.write_to(target, report, progress=progress),
    )


def of_table(table: Table) -> Source:
    return Source(
        workbook.table_file_name(table, "xlsx"),
        lambda: table.size() if table.size else 0,
        lambda target, progress: workbook.write_table(target, table, progress=progress),
    )


def ask(*, source: Source, address: str, by) -> Export:
    """An export of what is at `address`, begun as soon as the transaction is through.

    The one under way already, where the user asked for it twice. Files that are outdated go. Raises TooMany.
    """
    with transaction.atomic():
        # One after the other: two clicks at once make one file.
        User.objects.select_for_update().get(pk=by.pk)
        _remove(Export.objects.filter(user=by).outdated())
        under_way = [e for e in Export.objects.filter(user=by).select_related("job") if e.is_under_way]
        for known in under_way:
            if known.address == address:
                return known
        if len(under_way) >= AT_ONCE:
            raise TooMany
        export = Export.objects.create(
            user_id=by.pk,
            address=address,
            name=source.name[:200],
            content_type=source.content_type,
            reach=Export.reach_of(by),
        )
        export.job = jobs.start(KIND, export.pk, owner=by)
        export.save(update_fields=["job"])
    return export


def again(*, export: Export, source: Source) -> Export:
    """A new one in place of one that has failed, of the same address."""
    with transaction.atomic():
        _remove(Export.objects.filter(pk=export.pk))
        return ask(source=source, address=export.address, by=export.user)


def forget_old() -> None:
    """Files that nobody may have any more go, those of who never asked again too."""
    with transaction.atomic():
        _remove(Export.objects.outdated())


def _remove(exports) -> None:
    """Rows at once, their files once that is certain."""
    exports = exports.select_related("job")
    files = [export.file.name for export in exports if export.file]
    for export in exports:
        if export.job:
            jobs.cancel(export.job)
    exports.delete()
    transaction.on_commit(lambda: [default_storage.delete(name) for name in files])


def make(*, export: Export, source: Source, run: jobs.Run) -> None:
    """Write the file. Raises GivenUp, and leaves none, where the export was given up meanwhile."""
    with run.ours():
        Export.objects.filter(pk=export.pk).update(state=Export.State.RUNNING)
    run(WRITING, 0, source.size())
    with tempfile.TemporaryFile() as target:
        source.write_to(target, run.one_more)
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
