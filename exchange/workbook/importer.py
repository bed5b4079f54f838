"""Import of a whole data workbook: read, judge everything, then save all of it or nothing."""

import datetime as dt
import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path

from django.db import DataError, IntegrityError, connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from attendance.days.actions import closing
from lib.planner import count_tables
from lib.versions import recorded

from . import (
    acts,
    announced,
    clashes,
    evaluations,
    master_data,
    plans,
    results,
    rubrics,
    targets,
    totals,
    visits,
)
from .book import Book
from .problems import ImportResult, Problem, Report
from .reader import Contents, read
from .sheets import SHEETS
from .stages import JUDGING, SAVING, Progress, untold
from .terms import Terms

logger = logging.getLogger(__name__)

MANY = 500  # rows after which PostgreSQL counts its tables anew


def import_workbook(file, *, by, filename: str = "", dry_run: bool = False) -> ImportResult:
    """Import `file`, a path or a binary file object, for the User `by` (None: nobody in particular).

    Nothing is saved where the result has problems, or with `dry_run`, which does everything else,
    the database's own checks included. `filename` names the file in the history. Raises
    UnreadableWorkbook for a file that is no workbook.
    """
    filename = filename or (Path(file).name if isinstance(file, str | Path) else _("workbook"))
    report = Report()
    result = import_contents(read(file, report), report, terms=Terms(by), filename=filename, dry_run=dry_run)
    count_if_large(result)
    return result


def import_contents(
    contents: Contents,
    report: Report,
    *,
    terms: Terms,
    filename: str,
    dry_run: bool = False,
    agreed: Callable[[Book], bool] | None = None,
    progress: Progress = untold,
    since: dt.date | None = None,
) -> ImportResult:
    """As `import_workbook` on these terms, of rows that were read already with what `report` holds.

    `agreed`, if given, looks at the rows once all are judged and have no problem, and says whether
    they are to be saved. `progress` is told how far the import has come. `since` is the day from which
    committees stand where the rows put them; None: they always did.
    """
    result = ImportResult(filename=filename, sha256=contents.sha256, dry_run=dry_run)
    words = gettext_noop("Imported from %(file)s (SHA-256 %(checksum)s)")
    reason = recorded(words, file=filename, checksum=contents.sha256)
    try:
        with transaction.atomic():
            book = Book(contents, report, terms=terms, change_reason=reason, since=since)
            _judge(book, progress)
            result.counts = book.counts()
            if not report.problems and (agreed is None or agreed(book)):
                _save(book, progress)
                connection.check_constraints()
                result.saved = not dry_run and not report.problems
            if not result.saved:
                transaction.set_rollback(True)
    except (IntegrityError, DataError):
        result.saved = False
        _tell_of_refusal(report, filename)
    result.problems = sorted(report.problems, key=_reading_order)
    result.warnings = sorted(report.warnings, key=_reading_order)
    return result


def count_if_large(result: ImportResult) -> None:
    """PostgreSQL counts its tables anew, once for all that was saved."""
    if result.saved and sum(sum(vars(counts).values()) for counts in result.counts.values()) >= MANY:
        transaction.on_commit(count_tables)


def _tell_of_refusal(report: Report, filename: str) -> None:
    logger.exception("The database refuses the import of %s", filename)
    report.problem(
        _("workbook"),
        "",
        _("the database refuses the data"),
        _("show the administrator the server's log, which names the rule"),
    )


def _judge(book: Book, progress: Progress) -> None:
    steps = [
        book.resolve_codes,
        *(partial(step, book) for step in (master_data.judge, rubrics.judge, visits.load, plans.judge)),
        *(partial(step, book) for step in (results.judge, announced.judge, clashes.judge)),
        *(partial(step, book) for step in (evaluations.judge, totals.judge, targets.judge)),
    ]
    _take(steps, JUDGING, progress)
    if book.report.problems:
        return
    targets.try_out(book)
    if book.terms.is_bounded:
        acts.try_out(book)


def _save(book: Book, progress: Progress) -> None:
    """What is referred to comes before what refers to it."""
    steps = (
        *(announced.lock, master_data.save, rubrics.save, results.save_meetings, announced.save),
        *(plans.save, evaluations.save, targets.save, _close),
    )
    if book.terms.is_bounded:
        steps = (acts.carry_out, totals.carry_out)
    _take([partial(step, book) for step in steps], SAVING, progress)


def _close(book: Book) -> None:
    closing.close_settled_plans(plans=book.visits.plans(), by=book.by)


def _take(steps: list, stage: str, progress: Progress) -> None:
    for number, step in enumerate(steps):
        progress(stage, number, len(steps))
        step()


_SHEET_ORDER = {name: number for number, name in enumerate(SHEETS)}


def _reading_order(problem: Problem) -> tuple:
    letters = problem.cell.rstrip("0123456789")
    number = problem.cell[len(letters) :]
    return _SHEET_ORDER.get(problem.sheet, -1), int(number or 0), len(letters), letters
