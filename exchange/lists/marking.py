"""The user's own workbook given back with its bad cells marked: coloured, reason and cure as a comment."""

import io
import logging
import zipfile
from collections import defaultdict

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from exchange.workbook.kinds import word_key
from exchange.workbook.writer import plain

logger = logging.getLogger(__name__)

# Larger files would keep the server busy for minutes; their problems come as a list.
MARKED_BYTES_AT_MOST = 30_000_000  # unpacked
_BAD = PatternFill("solid", start_color="FFC7CE", end_color="FFC7CE")
_LIST = "Lỗi"


def unpacked_size(data: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return sum(member.file_size for member in archive.infolist())


def marked(data: bytes, problems: list[dict]) -> bytes:
    """The workbook with its bad cells marked; just a list of the problems where it is too large for that."""
    if unpacked_size(data) <= MARKED_BYTES_AT_MOST:
        try:
            return _marked(data, problems)
        except Exception:
            # The importer reads what openpyxl cannot always write again: odd styles, drawings.
            logger.warning("A workbook could not be marked", exc_info=True)
    return _listed(problems)


def _marked(data: bytes, problems: list[dict]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    worksheets = {word_key(worksheet.title): worksheet for worksheet in book.worksheets}
    by_cell = defaultdict(list)
    for problem in problems:
        by_cell[word_key(problem["sheet"]), problem["cell"] or "A1"].append(problem)
    first = None
    for (sheet, place), found in by_cell.items():
        worksheet = worksheets.get(sheet) or book.worksheets[0]
        cell = worksheet[place]
        if isinstance(cell, MergedCell):
            merged = next(m for m in worksheet.merged_cells.ranges if place in m)
            cell = worksheet.cell(merged.min_row, merged.min_col)
        cell.fill = _BAD
        text = "\n".join(f"{_sentence(p['what'])} {_sentence(p['cure'])}" for p in found)
        cell.comment = Comment(plain(text), _("Import"), width=320, height=min(60 + len(text), 300))
        first = first or worksheet
    if first is not None:
        book.active = first
    return _saved(book)


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
