"""What an import does when it is judged and when it is saved: at once, or in a thread of the server."""

import logging
import threading
from dataclasses import asdict

from django.conf import settings
from django.core.cache import caches
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from exchange.models import Import
from exchange.workbook import UnreadableWorkbook
from exchange.workbook.importer import import_contents
from exchange.workbook.problems import ImportResult
from exchange.workbook.stages import READING, Progress, untold
from lib.periods import now

from .mapping import Mapping
from .marking import unpacked_size
from .preview import PROBLEMS_KEPT, WARNINGS_KEPT, as_they_stand, look, tell
from .reading import read_file

logger = logging.getLogger(__name__)

TOLD_EVERY = 2.0  # seconds between two signs of life


def is_long(data: bytes) -> bool:
    return unpacked_size(data) > settings.IMPORT_BYTES_AT_ONCE


def content_of(item: Import) -> bytes:
    """The uploaded file. Raises UnreadableWorkbook where it is there no more."""
    try:
        with default_storage.open(item.file.name, "rb") as file:
            return file.read()
    except (FileNotFoundError, ValueError):
        raise UnreadableWorkbook(_("The file is no longer here. Upload it again.")) from None


def mapping_of(item: Import) -> Mapping | None:
    return Mapping(**item.mapping) if item.mapping else None


def judge(item: Import, progress: Progress = untold) -> None:
    """Fill in `preview`; nothing is saved. Raises UnreadableWorkbook."""
    _result, item.preview = _go_through(item, progress, agreed=lambda preview: False)
    item.state = Import.State.JUDGED


def save(item: Import, progress: Progress = untold) -> bool:
    """Import all rows, in a transaction with the import's own state; whether that could be.

    Where there are problems now, or the rows would do something else than the preview said, `preview` is
    anew. Raises UnreadableWorkbook.
    """
    agreed_on = item.preview["digest"]
    result, preview = _go_through(item, progress, agreed=lambda preview: preview["digest"] == agreed_on)
    if not result.saved:
        item.preview = preview | {"has_changed": True}
        item.state = Import.State.JUDGED
        return False
    item.counts = {sheet: asdict(counts) for sheet, counts in result.counts.items()}
    item.state, item.finished_at = Import.State.DONE, now()
    return True


def _go_through(item: Import, progress: Progress, agreed) -> tuple[ImportResult, dict]:
    data, mapping = content_of(item), mapping_of(item)
    found = read_file(data, mapping, progress)
    preview = {"digest": "", "counts": {}, "sheets": []}

    def shown_as(book) -> bool:
        preview.update(look(book))
        return agreed(preview)

    result = import_contents(
        found.contents, found.report, by=item.user, filename=item.name, agreed=shown_as, progress=progress
    )
    problems = result.problems[:PROBLEMS_KEPT]
    preview |= {
        "problems": tell(problems),
        "problem_count": len(result.problems),
        "warnings": tell(result.warnings[:WARNINGS_KEPT]),
        "warning_count": len(result.warnings),
        "rows": as_they_stand(data, problems, mapping),
        "unknown": found.unknown,
        "old_encodings": found.old_encodings,
    }
    return result, preview


# In the background


def begin(item: Import, state: Import.State) -> None:
    """Judge or save in a thread, once the transaction is through."""
    item.state, item.attempt = state, item.attempt + 1
    item.save()
    _Told(item).now()
    transaction.on_commit(lambda: start(item.pk, item.attempt))


def start(pk: int, attempt: int) -> None:
    """In a thread that does not keep the server from stopping."""
    language = translation.get_language()

    def work():
        try:
            with translation.override(language):
                run(pk, attempt)
        finally:
            connection.close()

    threading.Thread(target=work, name=f"import-{pk}", daemon=True).start()


def run(pk: int, attempt: int) -> None:
    """Whatever goes wrong, the import says so, and nothing is saved."""
    item = Import.objects.select_related("user").get(pk=pk, attempt=attempt)
    current = Import.objects.filter(pk=pk, attempt=attempt)
    try:
        with _Told(item) as told:
            if item.state == Import.State.SAVING:
                _save_locked(current, told)
            else:
                judge(item, told)
                current.update(state=item.state, preview=item.preview)
    except UnreadableWorkbook as error:
        current.update(state=Import.State.FAILED, preview={"error": str(error)})
    except Exception:
        logger.exception("Import %s failed", pk)
        current.update(state=Import.State.FAILED, preview={"error": ""})


def _save_locked(current, told) -> None:
    """Rows and state together: what was saved is never said to have failed."""
    with transaction.atomic():
        item = current.select_for_update(of=("self",)).select_related("user").first()
        if item is not None and item.state == Import.State.SAVING:
            save(item, told)
            item.save()


class _Told:
    """How far a job has come, told every other second by a thread of its own."""

    def __init__(self, item: Import):
        self._key, self._said, self._over = item.progress_key, (READING, 0, 0), threading.Event()

    def __call__(self, stage: str, done: int, total: int) -> None:
        self._said = stage, done, total

    def now(self) -> None:
        caches["progress"].set(self._key, dict(zip(("stage", "done", "total"), self._said, strict=True)))

    def __enter__(self):
        self.now()
        threading.Thread(target=self._tell, daemon=True).start()
        return self

    def _tell(self) -> None:
        while not self._over.wait(TOLD_EVERY):
            self.now()

    def __exit__(self, *exception):
        self._over.set()
