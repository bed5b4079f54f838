"""Files that take long: made by a job, watched, and fetched when they are ready.

What can be asked for is registered under the route of its address, as `jobs.kind` registers jobs:

    @exports.maker("reports:summary-xlsx")
    def summary_workbook(address: str, user) -> exports.Wanted: ...
"""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import resolve

from committees.models import User
from lib import jobs
from lib.periods import now
from reports.half_year.report import HalfYearReport
from reports.models import Export

from .annexes import long_lines, tables

KIND = "export"
WRITING = "writing"


@dataclass(frozen=True)
class Wanted:
    """A file of a page's address, as the user may see it."""

    name: str
    content_type: str
    write: Callable[[BinaryIO, jobs.Run], None]  # telling the run how far it has come


Maker = Callable[[str, User], Wanted]  # ValueError where the user may not see (any more) what is asked for
_makers: dict[str, Maker] = {}


def maker(route: str) -> Callable[[Maker], Maker]:
    def register(make_wanted: Maker) -> Maker:
        _makers[route] = make_wanted
        return make_wanted

    return register


def wanted(address: str, user: User) -> Wanted:
    return _makers[resolve(address.partition("?")[0]).view_name](address, user)


def is_long(report: HalfYearReport) -> bool:
    """More rows than a page may be kept waiting for."""
    return long_lines(tables(report)) > settings.REPORT_ROWS_AT_ONCE


def ask(*, address: str, by) -> Export:
    """An export of the file at `address`, begun as soon as the transaction is through.

    The one under way already, where the user asked for it twice. Files that are outdated go.
    """
    file = wanted(address, by)
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
            name=file.name[:200],
            content_type=file.content_type,
        )
        export.job = jobs.start(KIND, export.pk, owner=by)
        export.save(update_fields=["job"])
    return export


def again(*, export: Export) -> Export:
    """A new one in place of one that has failed, of the same address. ValueError as `wanted` raises it."""
    with transaction.atomic():
        _remove(Export.objects.filter(pk=export.pk))
        return ask(address=export.address, by=export.user)


def _remove(exports) -> None:
    """Rows at once, their files once that is certain."""
    exports = exports.select_related("job")
    files = [export.file.name for export in exports if export.file]
    for export in exports:
        if export.job:
            jobs.cancel(export.job)
    exports.delete()
    transaction.on_commit(lambda: [default_storage.delete(name) for name in files])


def make(*, export: Export, run: jobs.Run) -> None:
    """Write the file. Raises GivenUp, and leaves none, where the export was given up meanwhile."""
    file = wanted(export.address, export.user)
    with run.ours():
        Export.objects.filter(pk=export.pk).update(state=Export.State.RUNNING)
    with tempfile.TemporaryFile() as target:
        file.write(target, run)
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
