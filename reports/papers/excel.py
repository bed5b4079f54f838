"""Forms as an Excel workbook, a sheet each, laid out as on paper: A4 upright, to be printed as they are."""

import datetime as dt
from collections.abc import Iterable, Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.child import INVALID_TITLE_REGEX

from lib.heads import is_authority
from lib.sheets import lay_on_paper
from reports.summary.workbook import lines_of

from .paper import DOTS, SIZE, SMALL, Paper, PaperRow, Signature, Value, grouped

LETTER = 2.05  # millimetres of a column's width
LINE, AIR = 16, 4  # points of a line, and around it
ROOM_TO_SIGN = 4  # lines
HIGHEST = 409  # points: no row of Excel's is higher
THIN = Side(style="thin", color="000000")
BORDER = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
MARGIN = 25.4  # millimetres in an inch


def write(papers: Sequence[Paper]) -> BytesIO:
    book = Workbook(write_only=True)
    first = papers[0]
    book.properties.title = " ".join([first.kind.capitalize(), *first.title])
    book.properties.creator = first.frame.issuing_body
    for paper in papers:
        _Sheet(book, paper).write()
    target = BytesIO()
    book.save(target)
    target.seek(0)
    return target


class _Sheet:
    """A worksheet that is written line by line, from its heading down."""

    def __init__(self, book: Workbook, paper: Paper):
        self.paper, self.frame = paper, paper.frame
        self.sheet = book.create_sheet(INVALID_TITLE_REGEX.sub(" ", paper.name)[:31])
        self.widths = [column.width / LETTER for column in paper.columns]
        self.size = SMALL if paper.is_small else SIZE  # of the table's letters
        self.line = 0
        self._styles: dict[tuple, object] = {}
        self._shared: dict[tuple, WriteOnlyCell] = {}
        self.half = self._middle()

    def _middle(self) -> int:
        """How many columns make up the left half of the page, or what comes nearest."""
        reach, sums = sum(self.widths) / 2, 0.0
        for number, width in enumerate(self.widths, start=1):
            if sums + width > reach:
                is_nearer_with_it = sums + width - reach < reach - sums
                return min(len(self.widths) - 1, max(1, number if is_nearer_with_it else number - 1))
            sums += width
        return 1

    def write(self) -> None:
        # Widths and the page stand before the rows in the file; so they are told first.
        for number, width in enumerate(self.widths, start=1):
            self.sheet.column_dimensions[get_column_letter(number)].width = width
        self._set_up_page()
        self._head()
        layout = self.frame.layout
        self._across([self.paper.kind], bold=True, size=15, align="center")
        title = layout.summary(list(self.paper.title))
        self._across(title, bold=layout.summary_bold, size=14, align="center")
        if self.paper.source:
            self._across([self.paper.source], size=13, align="center")
        self._empty()
        self._across(self.paper.above, size=13)
        self._empty()
        self._table()
        self._across(self.paper.below)
        self._sign(self.paper.signatures)

    def _set_up_page(self) -> None:
        lay_on_paper(self.sheet, self.frame.font, is_upright=True)
        layout, margins = self.frame.layout, self.sheet.page_margins
        margins.left, margins.right = layout.margin_left / MARGIN, layout.margin_right / MARGIN
        margins.top, margins.bottom = layout.margin_top / MARGIN, layout.margin_bottom / MARGIN
        self.sheet.sheet_view.showGridLines = False

    # --- around the table ---

    def _head(self) -> None:
        frame = self.frame
        left = [(frame.superior_body, False)] if frame.superior_body else []
        left.append((frame.issuing_body, frame.layout.own_name_bold))
        left += [("*", False)] if frame.layout.asterisk else []
        day = f"{frame.place or DOTS}, ngày      tháng      năm {frame.year}"
        right = [("ĐẢNG CỘNG SẢN VIỆT NAM", {"bold": True, "underline": "single"}), (day, {"italic": True})]
        right += [("", {})] * (len(left) - len(right))
        left += [("", False)] * (len(right) - len(left))
        for (body, bold), (words, looks) in zip(left, right, strict=True):
            self._halves((body, {"bold": bold}), (words, looks), size=13)
        self._empty()

    def _sign(self, signatures: tuple[Signature, Signature]) -> None:
        self._empty()
        left, right = signatures
        for number in range(max(len(left.title), len(right.title))):
            self._halves(*(self._title(signature, number) for signature in signatures), size=13)
        for _line in range(ROOM_TO_SIGN):
            self._empty()
        bold = {"bold": self.frame.layout.name_bold}
        self._halves((left.name, bold), (right.name, bold), size=13)

    def _title(self, signature: Signature, number: int) -> tuple[str, dict]:
        if number >= len(signature.title):
            return "", {}
        line, layout = signature.title[number], self.frame.layout
        official = layout.authority_bold if is_authority(line) else layout.title_bold
        return line, {"bold": official if signature.is_official else True}

    def _across(self, lines: Iterable[str], *, align: str = "left", size: int = 12, bold: bool = False):
        for line in lines:
            cell = self._text(line, Font(name=self.frame.font, size=size, bold=bold), align)
            self._merge(1, len(self.widths))
            needed = lines_of(line, sum(self.widths) * 12 / size, bold=bold)
            self._append([cell], (LINE + size - 12) * needed + AIR)

    def _halves(self, left: tuple[str, dict], right: tuple[str, dict], *, size: int) -> None:
        cells: list = [None] * len(self.widths)
        for place, (words, looks) in ((0, left), (self.half, right)):
            cells[place] = self._text(words, Font(name=self.frame.font, size=size, **looks), "center")
        self._merge(1, self.half)
        self._merge(self.half + 1, len(self.widths))
        widths = sum(self.widths[: self.half]), sum(self.widths[self.half :])
        needed = max(
            lines_of(w, width * 12 / size, bold=True)
            for (w, _looks), width in zip((left, right), widths, strict=True)
        )
        self._append(cells, (LINE + 1) * needed + AIR)

    def _empty(self) -> None:
        self._append([], LINE)

    # --- the table ---

    def _table(self) -> None:
        first = self.line + 1
        self._heads()
        self.sheet.print_title_rows = f"{first}:{self.line}"
        for row in self.paper.rows or [PaperRow(heading="Không có.")]:
            self._row(row)

    def _heads(self) -> None:
        columns, place = self.paper.columns, 0
        labels = [self._styled(column.label, is_bold=True) for column in columns]
        if any(column.group for column in columns):
            above = []
            for group, count in grouped(columns):
                words = group or columns[place].label
                above += [self._styled(words, is_bold=True)]
                above += [self._styled("", is_bold=True) for _more in range(count - 1)]
                if count > 1:
                    self._merge(place + 1, place + count)
                elif not group:
                    self._merge(place + 1, place + 1, down=1)
                    labels[place] = self._styled("", is_bold=True)
                place += count
            self._append(above, LINE * 2 + AIR)
        self._append(
            labels,
            self._height(((c.label, w) for c, w in zip(columns, self.widths, strict=True)), is_bold=True),
        )

    def _row(self, row: PaperRow) -> None:
        if row.heading:
            cells = [self._styled(row.heading, is_bold=True, is_words=True)]
            cells += [self._styled("", is_bold=True) for _column in self.widths[1:]]
            self._merge(1, len(self.widths))
            self._append(cells, self._height([(row.heading, sum(self.widths))], is_bold=True))
            return
        texts = zip(row.values, self.widths, strict=True)
        self._append(self._cells(row), self._height(texts, is_bold=row.is_bold))

    def _height(self, texts: Iterable[tuple[Value, float]], *, is_bold: bool) -> float:
        """Of a row of the table with these values in columns so wide."""
        scale = SIZE / self.size
        lines = (lines_of(v, w * scale, bold=is_bold) for v, w in texts if isinstance(v, str) and v)
        return LINE / scale * max(lines, default=1) + AIR

    def _cells(self, row: PaperRow) -> Iterable[WriteOnlyCell]:
        """Written as they come: cells that look alike are one, filled anew each time."""
        for value, column in zip(row.values, self.paper.columns, strict=True):
            key = row.is_bold, column.is_words, isinstance(value, dt.date)
            if key not in self._shared:
                self._shared[key] = self._styled(value, is_bold=row.is_bold, is_words=column.is_words)
            yield _put(self._shared[key], value)

    def _styled(self, value: Value, *, is_bold: bool, is_words: bool = False) -> WriteOnlyCell:
        """Cells of one kind share what they look like: working it out anew takes longer than writing."""
        key = is_bold, is_words, isinstance(value, dt.date)
        cell = WriteOnlyCell(self.sheet)
        if key not in self._styles:
            cell.font, cell.border = Font(name=self.frame.font, size=self.size, bold=is_bold), BORDER
            align = "left" if is_words else "center"
            cell.alignment = Alignment(horizontal=align, vertical="center", wrap_text=True)
            cell.number_format = "dd/mm/yyyy" if key[2] else "General"
            self._styles[key] = cell._style
        cell._style = self._styles[key]
        return _put(cell, value)

    def _text(self, words: str, font: Font, align: str) -> WriteOnlyCell:
        cell = _put(WriteOnlyCell(self.sheet), words)
        cell.font = font
        cell.alignment = Alignment(horizontal=align, vertical="center", wrap_text=True)
        return cell

    def _merge(self, first: int, last: int, *, down: int = 0) -> None:
        """Columns `first` to `last` of the row that is written next, and of so many below."""
        if first == last and not down:
            return
        top, letters = self.line + 1, (get_column_letter(first), get_column_letter(last))
        self.sheet.merged_cells.add(f"{letters[0]}{top}:{letters[1]}{top + down}")

    def _append(self, cells: Iterable, height: float) -> None:
        self.line += 1
        self.sheet.row_dimensions[self.line].height = min(height, HIGHEST)
        self.sheet.append(cells)
        del self.sheet.row_dimensions[self.line]


def _put(cell: WriteOnlyCell, value: Value) -> WriteOnlyCell:
    """Text is never a formula; a number stays one."""
    if isinstance(value, str):
        cell.value, cell.data_type = ILLEGAL_CHARACTERS_RE.sub(" ", value) or None, "s"
    else:
        cell.value = value
    return cell
