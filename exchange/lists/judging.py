"""What an import does when it is judged and when it is saved: at once, or by a job."""

import io
from dataclasses import asdict

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from attendance.models import Plan, Visit
from exchange.models import Import
from exchange.tables import Table, unpacked_size
from exchange.workbook import UnreadableWorkbook
from exchange.workbook.book import Book
from exchange.workbook.importer import count_if_large, import_contents
from exchange.workbook.problems import ImportResult, Problem, Report
from exchange.workbook.reader import Contents, count_rows
from exchange.workbook.stages import Progress, untold
from exchange.workbook.terms import terms_of
from lib import jobs
from lib.periods import HalfYear, now

from . import half_years
from .corrections import wrong_cells
from .half_years import is_of_half_years
from .mapping import Mapping
from .opening import tables_of as tables_in
from .preview import (
    PROBLEMS_KEPT,
    as_they_stand,
    columns_meant,
    columns_unread,
    look,
    noted,
    set_aside,
    tell,
    tell_warnings,
)
from .reading import Read, read_file

KIND = "import"
ACTS_AT_ONCE = 300  # rows


def is_long(item: Import) -> bool:
    """More than a page waits for; rows that are carried out one by one take longer than others."""
    data = content_of(item)
    if unpacked_size(data) > settings.IMPORT_BYTES_AT_ONCE or is_of_half_years(item.kind, io.BytesIO(data)):
        return True
    return terms_of(item.user).is_bounded and count_rows(data) > ACTS_AT_ONCE


def content_of(item: Import) -> bytes:
    """The uploaded file. Raises UnreadableWorkbook where it is there no more."""
    try:
        with default_storage.open(item.file.name, "rb") as file:
            return file.read()
    except (FileNotFoundError, ValueError):
        raise UnreadableWorkbook(_("The file is no longer here. Upload it again.")) from None


def bad_workbook(item: Import, problems: list[dict]) -> tuple[bytes, list[dict]]:
    """The uploaded file, or that of a zip with the problems, as it has them. Raises UnreadableWorkbook."""
    data = content_of(item)
    is_zip = is_of_half_years(item.kind, io.BytesIO(data))
    return half_years.marked_part(data, problems) if is_zip else (data, problems)


def tables_of(item: Import) -> list[Table]:
    """Raises UnreadableWorkbook."""
    return tables_in(content_of(item), item.name, mapping_of(item))


def mapping_of(item: Import) -> Mapping | None:
    return Mapping(**item.mapping) if item.mapping else None


def judge(item: Import, progress: Progress = untold) -> None:
    """Fill in `preview`; nothing is saved. Raises UnreadableWorkbook."""
    found = _read(item, progress)
    _result, item.preview = _go_through(item, found, progress, agreed=lambda preview: False)
    item.state = Import.State.JUDGED


def save(item: Import, progress: Progress = untold, found: Read | None = None) -> bool:
    """Import all rows, in a transaction with the import's own state; whether that could be.

    Where there are problems now, or the rows would do something else than the preview said, `preview` is
    anew. Raises UnreadableWorkbook.
    """
    agreed_on = item.preview["digest"]
    found = found or _read(item, progress)
    result, preview = _go_through(
        item, found, progress, agreed=lambda preview: preview["digest"] == agreed_on
    )
    if not result.saved:
        item.preview = preview | {"has_changed": True}
        item.state = Import.State.JUDGED
        return False
    item.counts = {sheet: asdict(counts) for sheet, counts in result.counts.items()}
    item.state, item.finished_at = Import.State.DONE, now()
    return True


def _read(item: Import, progress: Progress) -> Read | None:
    """None: a zip of workbooks, each of which is read when those before it were judged."""
    data = content_of(item)
    if is_of_half_years(item.kind, io.BytesIO(data)):
        return None
    return read_file(data, mapping_of(item), progress, terms_of(item.user), item.name)


def _go_through(item: Import, found: Read | None, progress: Progress, agreed) -> tuple[ImportResult, dict]:
    if found is None:
        data = content_of(item)
        result, preview = half_years.go_through(item, data, progress, plans_made=_plans_made, agreed=agreed)
        nothing_else = Read(Contents(result.sha256), Report()).to_json()
        preview |= _told(result, preview) | {"rows": [], "remarks": [], "wrong": []} | nothing_else
        return result, preview
    preview = {"digest": "", "counts": {}, "sheets": []}

    def shown_as(book) -> bool:
        preview.update(look(book, noted(found)) | {"moves": book.tree.moved, "plans": _plans_made(book)})
        return agreed(preview)

    mapping = mapping_of(item)
    result = import_contents(
        found.contents,
        found.report,
        terms=terms_of(item.user),
        filename=item.name,
        agreed=shown_as,
        progress=progress,
        since=mapping.moves_since if mapping else None,
    )
    count_if_large(result)
    # A merged cell has a problem once, however many rows it covers.
    result.problems = list(dict.fromkeys(result.problems))
    problems = result.problems[:PROBLEMS_KEPT]
    preview |= set_aside(found.listing.aside) | _told(result, preview)
    preview |= {
        "rows": as_they_stand(content_of(item), problems, mapping, item.name),
        "remarks": [str(remark) for remark in found.listing.remarks],
        "wrong": _wrong(found, problems),
    } | found.to_json()
    if mapping and mapping.names:
        preview["columns"] = columns_meant(mapping, found.listing.headings)
        preview["unread"] = columns_unread(mapping, found.listing.headings)
    return result, preview


def _told(result: ImportResult, preview: dict) -> dict:
    return tell_warnings(result.warnings, preview) | {
        "problems": tell(result.problems[:PROBLEMS_KEPT]),
        "problem_count": len(result.problems),
        "warning_count": len(result.warnings),
    }


def _wrong(found: Read, problems: list[Problem]) -> list[dict]:
    asked = {(question["column"], question["place"]) for question in found.ambiguous}
    return wrong_cells(found.lines, problems, asked, found.unknown)


def _plans_made(book: Book) -> dict:
    """Which plans the import would approve by making them, or which drafts take visits.

    `reported` are half-years with an issued report of which it changes visits.
    """
    visits = book.ledger.created(Visit) + book.ledger.changed(Visit)
    made = {"reported": _reported({visit.half_year for visit in visits})}
    if not book.terms.is_bounded:
        return made | {"approved": sorted(str(plan) for plan in book.ledger.created(Plan)), "drafts": []}
    return made | {"approved": [], "drafts": sorted({str(v.plan) for v in visits if v.plan.is_editable})}


def _reported(half_years: set[HalfYear]) -> list[str]:
    if not half_years:
        return []
    counted = Visit.objects.filter(half_year__in=half_years, reported_at__isnull=False)
    return [half_year.label for half_year in sorted(set(counted.values_list("half_year", flat=True)))]


# By a job


def begin(item: Import, state: Import.State) -> None:
    """Have a job judge or save it, once the transaction is through."""
    item.state = state
    if item.job:
        jobs.restart(item.job)
    else:
        item.job = jobs.start(KIND, item.pk, owner=item.user)
    item.save()


def do(item: Import, run: jobs.Run) -> None:
    """What the import waits for. Raises UnreadableWorkbook; GivenUp, and saves nothing."""
    if not item.is_in_hand:  # done before, by a run that could not say so
        return
    if item.state == Import.State.SAVING:
        found = _read(item, run)  # before anything is locked
        with transaction.atomic():
            item = _locked(item)
            save(item, run, found)
            with run.ours():  # rows and state together: what was saved is never said to have failed
                item.save()
    else:
        judge(item, run)
        _write(item, run, state=item.state, preview=item.preview)


def stop(item: Import, run: jobs.Run, error: str = "") -> None:
    """Nothing is saved; `error` is for the user."""
    _write(item, run, state=Import.State.FAILED, preview={"error": error})


def _write(item: Import, run: jobs.Run, **facts) -> None:
    with transaction.atomic():
        _locked(item)  # first the import, then its job, as everybody does
        with run.ours():
            Import.objects.filter(pk=item.pk).update(**facts)


def _locked(item: Import) -> Import:
    item = Import.objects.select_for_update(of=("self",)).select_related("user").filter(pk=item.pk).first()
    if item is None:  # discarded
        raise jobs.GivenUp
    return item
