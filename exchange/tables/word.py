"""Documents of Word (.docx) as one table from top to bottom: a paragraph is a row of one cell.

Not by python-docx: it makes as many cells as a document says that one spans, and leaves out what is written
with changes tracked or into a field.
"""

from django.utils.translation import gettext as _

from exchange.workbook.problems import UnreadableWorkbook

from .archive import names_of, refuse_macros_in, repacked, tell
from .limits import Room
from .table import Table

CONTENT = "word/document.xml"
# Not said, though it stands in the file: moved elsewhere, how it was before, in a box, for old programs.
_UNSAID = ("w:moveFrom", "w:rPrChange", "w:txbxContent", "mc:Fallback")
_TICKS = ("F04F", "F050", "F051", "F052", "F0FB", "F0FC", "F0FD", "F0FE")  # of Wingdings and Wingdings 2
_OFF = ("0", "false", "off")


def is_word(data: bytes) -> bool:
    try:
        return CONTENT in names_of(data)
    except Exception:  # no archive, or one that cannot be opened: others say why
        return False


def read(data: bytes) -> list[Table]:
    """Raises UnreadableWorkbook, for the person who sent it."""
    document = _Document()
    try:
        with repacked(data, refuse_macros_in) as (_path, archive):
            tell(archive, CONTENT, document)
    except Exception as error:  # whatever the readers of archives and XML stumble over
        raise UnreadableWorkbook(
            _("This Word document cannot be read: it is damaged, too large, protected by a password, or has "
              "macros. Save it in Word as “Word Document (*.docx)” and upload that file.")
        ) from error  # fmt: skip
    return [Table(title="Word", rows=document.rows)]


class _Document:
    """What document.xml says, as rows."""

    def __init__(self):
        self.rows: list[list] = []
        self._room = Room()
        self._tables = self._unsaid = self._columns = 0
        self._text: list[str] = []
        self._row: list = []
        self._cell: list[str] | None = None  # its paragraphs
        self._span = 1
        self._is_text = self._is_run = self._is_struck = False

    def start(self, name: str, attributes: dict) -> None:
        if name in _UNSAID:
            self._unsaid += 1
        elif not self._unsaid and (act := self._STARTS.get(name)):
            act(self, attributes)

    def end(self, name: str) -> None:
        if name in _UNSAID:
            self._unsaid -= 1
        elif not self._unsaid and (act := self._ENDS.get(name)):
            act(self)

    def data(self, text: str) -> None:
        if self._is_text and not self._unsaid and not self._is_struck:
            self._text.append(text)

    # Texts

    def _start_run(self, attributes: dict) -> None:
        self._is_run, self._is_struck = True, False

    def _strike(self, attributes: dict) -> None:
        if self._is_run:  # not the mark at the paragraph's end
            self._is_struck = self._is_struck or attributes.get("w:val") not in _OFF

    def _end_run(self) -> None:
        self._is_run = self._is_struck = False

    def _start_text(self, attributes: dict) -> None:
        self._is_text = True

    def _end_text(self) -> None:
        self._is_text = False

    def _put(self, text: str) -> None:
        if not self._is_struck and self._is_run:
            self._text.append(text)

    def _symbol(self, attributes: dict) -> None:
        self._put("✓" if attributes.get("w:char", "").upper() in _TICKS else "\N{REPLACEMENT CHARACTER}")

    def _end_paragraph(self) -> None:
        text, self._text = "".join(self._text), []
        if self._cell is not None:
            self._cell.append(text)
        elif text.strip():
            self._add([text])

    # Tables; what stands in a table inside a cell is text of that cell

    def _start_table(self, attributes: dict) -> None:
        self._tables += 1

    def _end_table(self) -> None:
        self._tables -= 1

    def _start_row(self, attributes: dict) -> None:
        if self._tables == 1:
            self._row = []

    def _skip(self, attributes: dict) -> None:
        """Columns before the row's first cell."""
        if self._tables == 1:
            self._widen(_count(attributes))

    def _start_cell(self, attributes: dict) -> None:
        if self._tables == 1:
            self._cell, self._span = [], 1

    def _spanned(self, attributes: dict) -> None:
        if self._tables == 1:
            self._span = _count(attributes)

    def _end_cell(self) -> None:
        if self._tables != 1 or self._cell is None:
            return
        self._row.append("\n".join(self._cell).strip() or None)
        self._cell = None
        self._widen(self._span - 1)

    def _widen(self, count: int) -> None:
        Room().take("Word", 1, len(self._row) + count)
        self._row += [None] * count

    def _end_row(self) -> None:
        if self._tables == 1:
            while self._row and self._row[-1] is None:
                self._row.pop()
            self._add(self._row)

    def _add(self, row: list) -> None:
        self._room.take("Word", 1, max(len(row), 1))
        Room().take("Word", len(self.rows) + 1, 1)
        self.rows.append(row)

    _STARTS = {
        "w:tbl": _start_table,
        "w:tr": _start_row,
        "w:gridBefore": _skip,
        "w:tc": _start_cell,
        "w:gridSpan": _spanned,
        "w:r": _start_run,
        "w:strike": _strike,
        "w:dstrike": _strike,
        "w:t": _start_text,
        "w:sym": _symbol,
        "w:tab": lambda self, attributes: self._put("\t"),
        "w:br": lambda self, attributes: self._put("\n"),
        "w:cr": lambda self, attributes: self._put("\n"),
        "w:noBreakHyphen": lambda self, attributes: self._put("-"),
    }
    _ENDS = {
        "w:tbl": _end_table,
        "w:tr": _end_row,
        "w:tc": _end_cell,
        "w:p": _end_paragraph,
        "w:r": _end_run,
        "w:t": _end_text,
    }


def _count(attributes: dict) -> int:
    number = attributes.get("w:val", "1")
    if not number.isdecimal() or len(number) > 3:
        raise ValueError(number)
    return max(int(number), 1)
