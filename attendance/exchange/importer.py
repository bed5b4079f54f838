"""Import of a whole data workbook: read, judge everything, then save all of it or nothing."""

import logging
from pathlib import Path

from django.db import DataError, IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from . import catalogues, evaluations, plans, results, rubrics
from .book import Book
from .problems import ImportResult, Problem, Report
from .reader import read
from .sheets import SHEETS

logger = logging.getLogger(__name__)


def import_workbook(file, *, by, filename: str = "", dry_run: bool = False) -> ImportResult:
    """Import `file`, a path or a binary file object, for the User `by` (None: nobody in particular).

    Nothing is saved where the result has problems, or with `dry_run`, which does everything else,
    the database's own checks included. `filename` names the file in the history. Raises
    UnreadableWorkbook for a file that is no workbook.
    """
    filename = filename or (Path(file).name if isinstance(file, str | Path) else _("workbook"))
    report = Report()
    contents = read(file, report)
    result = ImportResult(filename=filename, sha256=contents.sha256, dry_run=dry_run)
    reason = _("Imported from %(file)s (SHA-256 %(checksum)s)") % {
        "file": filename,
        "checksum": contents.sha256,
    }
    try:
        with transaction.atomic():
            book = Book(contents, report, by=by, change_reason=reason)
            _judge(book)
            result.counts = book.counts()
            if not report.problems:
                _save(book)
                connection.check_constraints()
            if report.problems or dry_run:
                transaction.set_rollback(True)
    except (IntegrityError, DataError):
        logger.exception("The database refuses the import of %s", filename)
        report.problem(
            _("workbook"),
            "",
            _("the database refuses the data"),
            _("show the administrator the server's log, which names the rule"),
        )
    result.problems = sorted(report.problems, key=_reading_order)
    result.warnings = sorted(report.warnings, key=_reading_order)
    return result


def _judge(book: Book) -> None:
    book.resolve_codes()
    catalogues.judge(book)
    rubrics.judge(book)
    plans.load(book)
    plans.judge(book)
    results.judge(book)
    evaluations.judge(book)


def _save(book: Book) -> None:
    """What is referred to comes before what refers to it."""
    catalogues.save(book)
    rubrics.save(book)
    results.save_meetings(book)
    plans.save(book)
    evaluations.save(book)


_SHEET_ORDER = {name: number for number, name in enumerate(SHEETS)}


def _reading_order(problem: Problem) -> tuple:
    letters = problem.cell.rstrip("0123456789")
    number = problem.cell[len(letters) :]
    return _SHEET_ORDER.get(problem.sheet, -1), int(number or 0), len(letters), letters
