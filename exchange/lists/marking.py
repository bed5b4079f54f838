"""The user's own file given back with its bad cells marked: coloured, reason and cure as a comment."""

import datetime as dt
import io
import logging
import re
import zipfile
from collections import defaultdict

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter, range_boundaries

from exchange.tables import ErrorValue, Formula, Table, read_tables, unpacked_size
from exchange.tables.archive import whole_tags
from exchange.workbook.apart import apart
from exchange.workbook.kinds import shown, word_key
from exchange.workbook.opening import members
from exchange.workbook.problems import UnreadableWorkbook
from exchange.workbook.writer import plain

logger = logging.getLogger(__name__)

# Larger files would keep the server busy for minutes; their problems come as a list.
MARKED_BYTES_AT_MOST = 30_000_000  # unpacked
_REBUILT_AT_MOST = 300_000  # cells
_TAGS_AT_MOST, _COVERED_AT_MOST = 1_500_000, 100_000
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^<>]*?ref\s*=\s*[\"']([^\"'<>]{1,40})[\"']")
_WIDEST = 60
_STRICT = b"http://purl.oclc.org/ooxml/"
_BAD = PatternFill("solid", start_color="FFC7CE", end_color="FFC7CE")
_LIST = "Lỗi"


def given_back(data: bytes, problems: list[dict], name: str = "") -> bytes:
    """As `marked`, in a process of its own; the list where that takes too much."""
    try:
        return apart(marked, data, problems, name, seconds=8)
    except UnreadableWorkbook:
        return _listed(problems)


def marked(data: bytes, problems: list[dict], name: str = "") -> bytes:
    """The workbook with its bad cells marked; just a list of the problems where it is too large for that.

    A file of another kind comes back as a workbook that holds the same values.
    """
    if unpacked_size(data) <= MARKED_BYTES_AT_MOST:
        for book_of in (_opened, _rebuilt):
            try:
                return _marked(book_of(data, name), problems)
            except Exception:
                # The importer reads what openpyxl cannot always write again: odd styles, drawings.
                logger.info("A file could not be marked as it is", exc_info=True)
    return _listed(problems)


def _opened(data: bytes, name: str) -> openpyxl.Workbook:
    _expect_light(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if _STRICT in archive.read("xl/workbook.xml"):  # of which openpyxl makes empty worksheets
            raise ValueError(name)
    return openpyxl.load_workbook(io.BytesIO(data))


def _expect_light(data: bytes) -> None:
    """openpyxl makes an object of every tag, and of every cell that a merged one covers."""
    tags = covered = 0
    for _name, chunks in members(data):
        for piece in whole_tags(chunks):
            tags += piece.count(b"<")
            covered += sum(map(_area, _MERGED.findall(piece)))
            if tags > _TAGS_AT_MOST or covered > _COVERED_AT_MOST:
                raise ValueError


def _area(reference: bytes) -> int:
    left, top, right, bottom = range_boundaries(reference.decode())
    return (right - left + 1) * (bottom - top + 1)


def _rebuilt(data: bytes, name: str) -> openpyxl.Workbook:
    tables = read_tables(data, name)
    cells = sum(len(row) for table in tables for row in table.rows)
    covered = sum(
        (last_row - first_row + 1) * (last_column - first_column + 1)
        for table in tables
        for first_row, first_column, last_row, last_column in table.merges
    )
    if cells > _REBUILT_AT_MOST or covered > _COVERED_AT_MOST:
        raise ValueError(name)
    book = openpyxl.Workbook()
    book.remove(book.active)
    for table in tables:
        _fill(book.create_sheet(table.title), table)
    return book


def _fill(worksheet, table: Table) -> None:
    widths: dict[int, int] = defaultdict(int)
    for i, row in enumerate(table.rows, start=1):
        for j, value in enumerate(row, start=1):
            if value is not None:
                text = _put(worksheet.cell(i, j), value)
                widths[j] = max(widths[j], *map(len, text.split("\n")))
    for j, width in widths.items():
        worksheet.column_dimensions[get_column_letter(j)].width = min(width + 2, _WIDEST)
    for j in table.hidden_columns:
        worksheet.column_dimensions[get_column_letter(j + 1)].hidden = True
    for i in table.hidden_rows:
        worksheet.row_dimensions[i + 1].hidden = True
    for merge in table.merges:
        first_row, first_column, last_row, last_column = (at + 1 for at in merge)
        worksheet.merge_cells(None, first_row, first_column, last_row, last_column)
    if table.is_hidden:
        worksheet.sheet_state = "hidden"


def _put(cell, value) -> str:
    """Write a value where it stood; as text whatever is one, even where it begins like a formula."""
    if isinstance(value, Formula | ErrorValue):
        value = value.text
    cell.value = plain(value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"
    elif isinstance(value, dt.date):
        cell.number_format = "dd/mm/yyyy hh:mm" if isinstance(value, dt.datetime) else "dd/mm/yyyy"
    return shown(value)


def _marked(book: openpyxl.Workbook, problems: list[dict]) -> bytes:
    worksheets = {word_key(worksheet.title): worksheet for worksheet in book.worksheets}
    by_cell = defaultdict(list)
    for problem in problems:
        worksheet = worksheets.get(word_key(problem["sheet"])) or book.worksheets[0]
        by_cell[_seen_at(worksheet, problem["cell"] or "A1")].append(problem)
    for cell, found in by_cell.items():
        cell.fill = _BAD
        text = "\n".join(f"{_sentence(p['what'])} {_sentence(p['cure'])}" for p in found)
        cell.comment = Comment(plain(text), _("Import"), width=320, height=min(60 + len(text), 300))
    if by_cell:
        book.active = next(iter(by_cell)).parent
    return _saved(book)


def _seen_at(worksheet, place: str):
    """The cell in which the person sees what belongs to this place: the first of merged ones."""
    cell = worksheet[place]
    if isinstance(cell, MergedCell):
        merged = next(m for m in worksheet.merged_cells.ranges if place in m)
        return worksheet.cell(merged.min_row, merged.min_col)
    return cell


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _listed(problems: list[dict]) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    worksheet = book.create_sheet(_LIST)
    worksheet.freeze_panes = "A2"
    for letter, width in zip("ABC", (24, 60, 60), strict=True):
        worksheet.column_dimensions[letter].width = width
    headings = [
        WriteOnlyCell(worksheet, text)
        for text in (_("Cell in the file"), _("What is wrong"), _("How to put it right"))
    ]
    for heading in headings:
        heading.font = Font(bold=True)
    worksheet.append(headings)
    for problem in problems:
        cells = [WriteOnlyCell(worksheet, plain(problem[key])) for key in ("place", "what", "cure")]
        for cell in cells:
            cell.data_type = "s"  # text, whatever it begins with
        worksheet.append(cells)
    return _saved(book)


def _saved(book: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
