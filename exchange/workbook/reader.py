"""Reading the rows of a workbook that somebody sent.

What can be opened but not understood becomes a problem of its cell, and all of them are found in one run.
"""

import hashlib
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

import openpyxl
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from lib.uploads import has_too_many_parts

from .apart import apart
from .columns import Column, Sheet
from .kinds import Unfit, clean, shown, without_name, word_key
from .opening import CHUNK, content, opened
from .problems import Report
from .sheets import SHEETS
from .stages import READING, Progress, untold

MAX_ROWS = 200_000
SECONDS_PER_MB = 20  # of CPU, of a large file: twice what the slowest took
_MOST_NAMED = 10
_NO_TEXT = ("f", "e")  # formulas and errors, though openpyxl gives their text
_KNOWN_AT_MOST = 5_000  # texts of a column
_EXCELS_LAST_ROW = 1_048_576


class Row:
    """One row of a sheet: values by column key, None where the cell is empty.

    `bad` holds the keys of cells that have a problem: what needs them is not judged, all else is.
    `repeats` says that an earlier row has the same key and speaks for both. `title` is what the file
    calls the sheet. `raw` holds texts as written: those not understood, and codes with a name behind them.
    """

    __slots__ = ("_columns", "_report", "_values", "bad", "number", "raw", "repeats", "sheet", "title")

    def __init__(self, sheet: str, number: int, columns: dict[str, str], report: Report, title: str = ""):
        self.sheet, self.number, self.title = sheet, number, title or sheet
        self._columns, self._report, self._values = columns, report, {}
        self.bad: frozenset[str] = frozenset()
        self.raw: dict[str, str] = {}
        self.repeats = False

    def __getitem__(self, key: str):
        return self._values.get(key)

    def __setitem__(self, key: str, value):
        self._values[key] = value

    def given(self, *keys: str) -> dict:
        return {key: self._values.get(key) for key in keys}

    def has(self, *keys: str) -> bool:
        """Whether all these cells are filled in and without a problem so far."""
        return all(self._values.get(key) is not None and key not in self.bad for key in keys)

    def has_column(self, key: str) -> bool:
        return key in self._columns

    def cell(self, key: str) -> str:
        """Where the value stands ("E12"); column A where the sheet has no such column."""
        return f"{self._columns.get(key, 'A')}{self.number}"

    def problem(self, key: str, what: str, cure: str) -> None:
        self.bad |= {key}
        self._report.problem(self.title, self.cell(key), what, cure)

    def refused(self, key: str, refusal: ValidationError, cure: str) -> None:
        """By an action: its first sentence says what is wrong, the others what to do; else `cure` does."""
        what, _point, todo = " ".join(refusal.messages).partition(". ")
        self.problem(key, what.removesuffix("."), todo.removesuffix(".") or cure)

    def warning(self, key: str, what: str, cure: str) -> None:
        self._report.warning(self.title, self.cell(key), what, cure)

    def texts(self) -> Iterator[tuple[str, str]]:
        """Column keys and what is written there, also where it could not be understood."""
        yield from self.raw.items()
        yield from ((key, value) for key, value in self._values.items() if isinstance(value, str))

    def tell(self, report: Report) -> None:
        """Of what is wrong with the row from now on."""
        self._report = report

    def give_up(self) -> None:
        """The row rests on another one that has a problem of its own."""
        self.bad |= {""}


@dataclass
class Contents:
    """The rows of each known sheet in the workbook, and the sheets that could not be judged."""

    sha256: str
    rows: dict[str, list[Row]] = field(default_factory=dict)
    unjudged: set[str] = field(default_factory=set)


def read(source, report: Report, progress: Progress = untold) -> Contents:
    """Read a path or a binary file object. Raises UnreadableWorkbook."""
    data = content(source)
    is_told = progress is not untold
    contents, found = apart(
        _read, data, report, seconds=SECONDS_PER_MB, progress=progress if is_told else None
    )
    report.problems, report.warnings = found.problems, found.warnings
    for rows in contents.rows.values():
        for row in rows:
            row.tell(report)
    return contents


def _read(data: bytes, report: Report, progress: Progress = untold) -> tuple[Contents, Report]:
    contents = Contents(sha256=hashlib.sha256(data).hexdigest())
    # Counting takes a second for the largest files: only where somebody wants to know.
    told = RowsRead(0 if progress is untold else count_rows(data), progress)
    with opened(data) as book:
        _read_sheets(book, contents, report, told)
    return contents, report


class RowsRead:
    """Tells now and then how many of the rows of all sheets are read."""

    _EVERY = 500

    def __init__(self, total: int, progress: Progress):
        self._progress, self._done, self._total = progress, 0, total

    def one_more(self) -> None:
        if self._done % self._EVERY == 0:
            self._progress(READING, self._done, self._total)
        self._done += 1


def count_rows(data: bytes) -> int:
    """Rows of all sheets, as many as a look at the file without reading it tells; 0 where it is damaged."""
    if has_too_many_parts(data):
        return 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return sum(
                sum(chunk.count(b"<row ") for chunk in iter(partial(stream.read, CHUNK), b""))
                for member in archive.infolist()
                if "worksheets/" in member.filename
                for stream in [archive.open(member)]
            )
    except Exception:  # zipfile raises all kinds of errors; reading says what is wrong
        return 0


def _read_sheets(book: openpyxl.Workbook, contents: Contents, report: Report, told: RowsRead) -> None:
    by_key = {word_key(name): sheet for name, sheet in SHEETS.items()}
    worksheets = {worksheet.title: worksheet for worksheet in book.worksheets}
    seen = set()
    for title in book.sheetnames:
        sheet = by_key.get(word_key(title))
        if sheet is None or title not in worksheets:
            report.warning(
                shown(title),
                "",
                _("this sheet is not known and was not read"),
                _("name it as one of: %(sheets)s") % {"sheets": " · ".join(SHEETS)},
            )
        elif sheet.name in seen:
            contents.unjudged.add(sheet.name)
            report.problem(sheet.name, "A1", _("the workbook has this sheet twice"), _("put them together"))
        else:
            seen.add(sheet.name)
            rows = _read_sheet(worksheets[title], sheet, report, told)
            if rows is None:
                contents.unjudged.add(sheet.name)
            else:
                contents.rows[sheet.name] = rows
    if not seen:
        report.warning(
            _("workbook"),
            "",
            _("it has no sheet of the exchange format, so there is nothing to import"),
            _("name its sheets as one of: %(sheets)s") % {"sheets": " · ".join(SHEETS)},
        )


def _read_sheet(worksheet, sheet: Sheet, report: Report, told: RowsRead) -> list[Row] | None:
    """The rows that are not empty; None where the heading does not allow to judge them."""
    # The file's own idea of its dimensions may be wrong.
    worksheet.reset_dimensions()
    header = next(worksheet.iter_rows(min_row=1, max_row=1), ())
    columns = _read_header(header, sheet, report)
    if columns == {}:
        if _has_rows(worksheet):
            report.problem(
                sheet.name,
                "A1",
                _("the first row holds no column headings"),
                _("write the headings into row 1: %(columns)s") % {"columns": _names(sheet)},
            )
            return None
        report.warning(
            sheet.name,
            "",
            _("the sheet is empty"),
            _("nothing to do, unless rows were meant to be here"),
        )
        return []
    if columns is None:
        return None
    return list(_rows(worksheet, sheet, columns, report, told))


def _names(sheet: Sheet) -> str:
    return " · ".join(column.name for column in sheet.columns if not column.only_if_used)


def _has_rows(worksheet) -> bool:
    rows = worksheet.iter_rows(min_row=1, max_row=_EXCELS_LAST_ROW, values_only=True)
    return any(not is_empty(value) for row in rows for value in row)


def is_empty(value) -> bool:
    return value is None or (isinstance(value, str) and not clean(value))


def _read_header(header, sheet: Sheet, report: Report) -> dict[int, Column] | None:
    """Columns by their position from 0; {} for an empty heading, None where it has a problem."""
    filled = {position: cell for position, cell in enumerate(header) if not is_empty(cell.value)}
    if not filled:
        return {}
    columns, unknown, ok = _read_headings(filled, sheet, report)
    if unknown:
        _warn_of_columns(unknown, sheet, report)
    missing = [c.name for c in sheet.columns if c.mandatory and c not in columns.values()]
    if missing:
        report.problem(
            sheet.name,
            "A1",
            _("mandatory columns are missing: %(columns)s") % {"columns": " · ".join(missing)},
            _("add them; the rows of this sheet were not judged"),
        )
    return columns if ok and not missing else None


def _read_headings(
    filled: dict[int, object], sheet: Sheet, report: Report
) -> tuple[dict[int, Column], dict[str, str], bool]:
    """Columns by their position, headings not known by their places, and whether each could be read."""
    by_key = {word_key(column.name): column for column in sheet.columns}
    columns: dict[int, Column] = {}
    unknown: dict[str, str] = {}
    ok = True
    for position, cell in filled.items():
        place = f"{get_column_letter(position + 1)}1"
        if cell.data_type == "f":
            report.problem(sheet.name, place, _("contains a formula"), _("paste its value"))
            ok = False
            continue
        column = by_key.get(word_key(clean(str(cell.value))))
        if column is None:
            unknown[place] = shown(cell.value)
        elif column in columns.values():
            report.problem(
                sheet.name,
                place,
                _("the column “%(column)s” is there twice") % {"column": column.name},
                _("keep one of the two"),
            )
            ok = False
        else:
            columns[position] = column
    return columns, unknown, ok


def _warn_of_columns(unknown: dict[str, str], sheet: Sheet, report: Report) -> None:
    """One warning, at the first of the columns."""
    names = list(unknown.values())
    words = {
        "columns": " · ".join(f"“{name}”" for name in names[:_MOST_NAMED]),
        "more": len(names) - _MOST_NAMED,
    }
    if len(names) > _MOST_NAMED:
        what = _("columns not known and not read: %(columns)s and %(more)d more") % words
    else:
        what = _("columns not known and not read: %(columns)s") % words
    report.warning(
        sheet.name,
        next(iter(unknown)),
        what,
        _("use these columns: %(columns)s") % {"columns": _names(sheet)},
    )


def _rows(
    worksheet, sheet: Sheet, columns: dict[int, Column], report: Report, told: RowsRead
) -> Iterator[Row]:
    letters = {column.key: get_column_letter(i + 1) for i, column in columns.items()}
    width = max(columns) + 1
    # A text that comes again is understood as before, and stands in memory once.
    known: dict[int, dict[str, object]] = {i: {} for i in columns}
    cells = worksheet.iter_rows(min_row=1, max_row=_EXCELS_LAST_ROW, max_col=width)
    next(cells, None)
    for number, values in enumerate(cells, start=2):
        told.one_more()
        if all(is_empty(values[i].value) for i in columns):
            continue
        if number > MAX_ROWS + 1:
            report.problem(
                sheet.name,
                f"A{number}",
                _("the sheet has more than %(rows)d rows") % {"rows": MAX_ROWS},
                _("split it over several workbooks"),
            )
            return
        row = Row(sheet.name, number, letters, report)
        for i, column in columns.items():
            text = values[i].value
            if text.__class__ is str and text in known[i] and values[i].data_type not in _NO_TEXT:
                row[column.key] = known[i][text]
                continue
            read_cell(row, column, values[i])
            is_whole = row.has(column.key) and column.key not in row.raw
            if text.__class__ is str and is_whole and len(known[i]) < _KNOWN_AT_MOST:
                known[i][text] = row[column.key]
        yield row


def read_cell(row: Row, column: Column, cell) -> None:
    value = clean(cell.value) if isinstance(cell.value, str) else cell.value
    if cell.data_type == "f":
        row.problem(column.key, _("contains a formula"), _("paste its value"))
    elif cell.data_type == "e":
        row.problem(
            column.key,
            _("contains the error “%(error)s”") % {"error": shown(value)},
            _("write the value that was meant"),
        )
    elif value is None or value == "":
        if column.mandatory:
            row.problem(
                column.key, _("“%(column)s” is empty") % {"column": column.name}, _("fill in the cell")
            )
    else:
        try:
            row[column.key] = column.kind.parse(_code_in(row, column, value))
        except Unfit as unfit:
            if isinstance(value, str):
                row.raw[column.key] = value
            row.problem(column.key, unfit.what, unfit.cure)


def _code_in(row: Row, column: Column, value):
    """The code alone; whether the name behind it is its own is seen once it is known whose it is."""
    if column.refers_to and isinstance(value, str) and without_name(value)[1]:
        row.raw[column.key] = value
        return without_name(value)[0]
    return value
