"""Everything at once: a zip with a data workbook for each half-year, exported and imported as one.

Each workbook stands alone, so what half-years have in common is in all of them, and an import finds it
unchanged from the second on.
"""

import hashlib
import io
import shutil
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from attendance.models import Plan, Target, Trip
from committees.models import Committee
from lib.periods import HalfYear, Month
from lib.uploads import LISTED
from meetings.models import AnnouncedMeeting, Meeting

from .book import Book
from .exporter import ExportResult, export_workbook
from .importer import count_if_large, import_contents
from .kinds import shown
from .opening import MAX_FILE_BYTES, content, too_large
from .problems import ImportResult, Problem, Report, SheetCounts, UnreadableWorkbook
from .reader import read
from .stages import Progress, untold
from .terms import Terms

MAX_ZIP_BYTES = 100 * 1024 * 1024
MAX_WORKBOOKS = 400  # of two hundred years: FIRST_YEAR to LAST_YEAR


def export_half_years(target, *, committee: Committee | None = None) -> ExportResult:
    """As `export_workbook`, of every half-year that anything is known of."""
    counts: Counter[str] = Counter()
    warnings = []
    # Elsewhere first: what cannot be written leaves no half of a file behind.
    with tempfile.TemporaryFile() as made:
        with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:  # workbooks are compressed
            for half_year in _half_years():
                with archive.open(f"{half_year}.xlsx", "w") as part:
                    result = export_workbook(part, half_year=half_year, committee=committee)
                counts.update(result.counts)
                warnings += [f"{half_year}: {warning}" for warning in result.warnings]
        made.seek(0)
        if hasattr(target, "write"):
            shutil.copyfileobj(made, target)
        else:
            with Path(target).open("wb") as file:
                shutil.copyfileobj(made, file)
    return ExportResult(dict(counts), warnings)


def _half_years() -> list[HalfYear]:
    """Those of which anything is known, the one that runs where nothing is.

    A trip or target that reaches into later ones is in the workbook of the one in which it begins.
    """
    known = (
        Plan.objects.values_list("half_year"),
        Meeting.objects.values_list("half_year"),
        AnnouncedMeeting.objects.values_list("month"),
        Trip.objects.values_list("date_from"),
        Target.objects.values_list("valid_from"),
    )
    found = {_half_year_of(value) for rows in known for (value,) in rows.order_by().distinct()}
    return sorted(found) or [HalfYear.current()]


def _half_year_of(value: HalfYear | Month | date) -> HalfYear:
    if isinstance(value, HalfYear):
        return value
    return HalfYear.of(value) if isinstance(value, date) else value.half_year


def are_workbooks(file) -> bool:
    """Whether the path or binary file object is a zip of nothing but workbooks, and not of far too many."""
    try:
        if _listed(file) > 2 * MAX_WORKBOOKS:  # macOS puts one more beside each
            return False
        with zipfile.ZipFile(file) as archive:
            names = [part.filename for part in _parts(archive)]
    except (OSError, zipfile.BadZipFile, RuntimeError, ValueError, NotImplementedError):
        return False
    finally:
        if hasattr(file, "seek"):
            file.seek(0)
    return bool(names) and all(name.casefold().endswith(".xlsx") for name in names)


def _listed(file) -> int:
    """How many parts an archive lists at most: zipfile makes an object of each."""
    if not hasattr(file, "read"):
        with Path(file).open("rb") as opened:
            return _listed(opened)
    file.seek(0)
    found, end = 0, b""
    while chunk := file.read(1 << 20):
        found += (end + chunk).count(LISTED)
        end = chunk[-len(LISTED) + 1 :]
    return found


def import_half_years(
    file,
    *,
    by,
    filename: str = "",
    dry_run: bool = False,
    looked: Callable[[str, Book], bool] = lambda name, book: True,
    agreed: Callable[[], bool] = lambda: True,
    progress: Progress = untold,
    terms: Terms | None = None,
) -> ImportResult:
    """As `import_workbook`, of a zip of workbooks in the order of their names: all of them or nothing.

    The first workbook with problems is the last one judged: those after it rest on it. Each that has none is
    `looked` at by its name once it is judged, which says whether to go on; `agreed` is asked at the end.
    """
    filename = filename or (Path(file).name if isinstance(file, str | Path) else _("workbook"))
    whole = ImportResult(filename=filename, sha256=_sha256(file), dry_run=dry_run)
    with transaction.atomic():
        for name, data in _workbooks(file):
            report = Report()
            with _told_of(name):
                contents = read(io.BytesIO(data), report, progress)
            found = import_contents(
                contents,
                report,
                terms=terms or Terms(by),
                filename=f"{filename} › {name}"[:200],
                agreed=partial(looked, name),
                progress=progress,
            )
            _add(whole, found, name)
            if found.problems:
                whole.warnings += _not_judged(file, name)
                break
        whole.saved = not dry_run and not whole.problems and agreed()
        if not whole.saved:
            transaction.set_rollback(True)
    count_if_large(whole)
    return whole


def workbook_of(file, problem_sheet: str) -> tuple[bytes, str]:
    """The workbook of the zip that a problem is in, by what the problem says, and how that begins."""
    for name, data in _workbooks(file):
        if problem_sheet.startswith(beginning := in_part(name, "")):
            return data, beginning
    raise UnreadableWorkbook(_("The file is no longer here. Upload it again."))


def _not_judged(file, name: str) -> list[Problem]:
    """That there are workbooks after this one, of which nothing is known yet."""
    with zipfile.ZipFile(file) as archive:
        left = sum(part.filename > name for part in _parts(archive))
    what = _("%(count)d workbooks after this one have not been looked at") % {"count": left}
    return [Problem(shown(name), "", what, _("correct this one and import the zip again"))] if left else []


def _sha256(file) -> str:
    if hasattr(file, "read"):
        file.seek(0)
        return hashlib.file_digest(file, "sha256").hexdigest()
    with Path(file).open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _workbooks(file) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each, one at a time; no more of a bomb is unpacked than a workbook may be large."""
    with zipfile.ZipFile(file) as archive:
        parts = _parts(archive)
        if len(parts) > MAX_WORKBOOKS:
            raise UnreadableWorkbook(too_large())
        for part in parts:
            try:
                with archive.open(part) as stream:
                    data = stream.read(MAX_FILE_BYTES + 1)
            except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError) as error:
                raise UnreadableWorkbook(
                    _("The file “%(file)s” cannot be read.") % {"file": shown(part.filename)}
                ) from error
            with _told_of(part.filename):
                workbook = content(io.BytesIO(data))
            yield part.filename, workbook


@contextmanager
def _told_of(name: str) -> Iterator[None]:
    """What makes a workbook unreadable, with its name: there are others beside it."""
    try:
        yield
    except UnreadableWorkbook as error:
        raise UnreadableWorkbook(f"{shown(name)}: {error}") from error


def _parts(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """In the order of their names, without folders and what macOS puts beside each file."""
    there = (part for part in archive.infolist() if not part.is_dir())
    named = {part.filename: part for part in there if not part.filename.startswith("__MACOSX/")}
    return [named[name] for name in sorted(named)]


def _add(whole: ImportResult, found: ImportResult, name: str) -> None:
    for sheet, counts in found.counts.items():
        so_far = whole.counts.get(sheet, SheetCounts())
        whole.counts[sheet] = SheetCounts(
            so_far.created + counts.created,
            so_far.changed + counts.changed,
            so_far.unchanged + counts.unchanged,
        )
    whole.problems += [_of(name, problem) for problem in found.problems]
    whole.warnings += [_of(name, warning) for warning in found.warnings]


def _of(name: str, problem: Problem) -> Problem:
    return replace(problem, sheet=in_part(name, problem.sheet))


def in_part(name: str, sheet: str) -> str:
    """How a sheet of one of the workbooks is called: 2018-H1.xlsx › Kế hoạch."""
    return f"{shown(name)} › {sheet}"
