"""A worksheet of an .xlsx as its bytes tell at a glance: how far it reaches, and the facts about it.

Programs write worksheets in one way: `<row r="3"><c r="A3" s="1" t="s"><v>0</v></c>`. Whatever is written
otherwise is left to excel_details.py, which takes several times as long.
"""

import html
import re
from dataclasses import dataclass, field

from openpyxl.utils import column_index_from_string

from .facts import Facts
from .limits import LAST_ROW
from .table import ErrorValue, Formula

_ROW = re.compile(rb'<row r="(\d{1,7})"')
_ROW_TWICE = re.compile(rb'<row r="\d+"[^<>]*\sr\s*=')
_HIDDEN_ROW = re.compile(rb'<row r="(\d+)"[^<>]* hidden="(?:1|true)"')
_HIDDEN_COLUMN = re.compile(rb'<col (?=[^<>]*hidden="(?:1|true)")[^<>]*>')
_FIRST, _LAST = re.compile(rb' min="(\d{1,5})"'), re.compile(rb' max="(\d{1,5})"')
_ODD_CELL = re.compile(rb'<c r="(?![A-Z]{1,3}\d{1,7}"(?: (?!r=)[a-z]+="\w*")*/?>)')
_SEVERAL_LETTERS = re.compile(rb'<c r="([A-Z]{2,3})')
_FILLED = re.compile(rb'<c r="([A-Z]+)(\d+)"[^<>]*(?<!/)><(?!/c>)')
_MORE_DIGITS = {n: re.compile(rb'<c r="[A-Z]+\d{%d}' % (n + 1)) for n in range(1, 6)}
_FORMULA = re.compile(rb'<c r="([A-Z]+)(\d+)"[^<>]*><f(?:>| [^<>]*>)([^<]*)')
_ANY_FORMULA = re.compile(rb"<f[\s/>]")
_ERROR = re.compile(rb'<c r="([A-Z]+)(\d+)"[^<>]* t="e"[^<>]*><v>([^<]*)')
_PREFIXED = re.compile(rb"<\w+:(?:c|row|f|v)[\s/>]")
_OTHER_ENDS = tuple(b"<c" + end for end in (b">", b"/", b"\n", b"\t", b"\r"))
_OTHER_SIGNS = (b"<!", b"='", b' ="', b'= "', b" = ")


@dataclass
class Glance:
    """It reaches no further than `rows` and `columns` say, unless `is_odd`."""

    rows: int = 0
    columns: int = 0
    has_cells: bool = False
    texts_by_number: int = 0
    is_odd: bool = False
    facts: Facts = field(default_factory=Facts)
    _last_row: int = 0

    def look(self, piece: bytes) -> None:
        cells = piece.count(b'<c r="')
        is_prefixed = b":" in piece and _PREFIXED.search(piece) is not None
        others = is_prefixed or piece.count(b"<c ") > cells or any(form in piece for form in _OTHER_ENDS)
        self.has_cells = self.has_cells or cells > 0 or others
        self.texts_by_number += piece.count(b't="s"')
        if self.is_odd:
            return
        rows = _ROW.findall(piece)
        self.is_odd = (
            others
            or len(rows) != piece.count(b"<row") - piece.count(b"<rowBreaks")
            or _ODD_CELL.search(piece) is not None
            or _ROW_TWICE.search(piece) is not None
            or any(sign in piece for sign in _OTHER_SIGNS)
        )
        if not self.is_odd:
            self._last_row = max([self._last_row, *map(int, rows)])
            if self._last_row > LAST_ROW:  # libraries count up to it, though it be empty
                self.rows = self._last_row
            self._extend(piece)
            self._learn(piece)

    def _extend(self, piece: bytes) -> None:
        digits = len(str(self._last_row))
        if digits > 5 or _MORE_DIGITS[digits].search(piece):
            filled = set(_FILLED.findall(piece))
            self.rows = max([self.rows, *(int(number) for _letters, number in filled)])
            letters = {letters for letters, _number in filled}
        else:
            self.rows = max(self.rows, min(self._last_row * 10, 10**digits - 1))
            letters = {b"Z", *_SEVERAL_LETTERS.findall(piece)}
        self.columns = max([self.columns, *map(_column, letters)])

    def _learn(self, piece: bytes) -> None:
        cells = self.facts.cells
        if b'hidden="' in piece:
            self.facts.hidden_rows.update(int(number) - 1 for number in _HIDDEN_ROW.findall(piece))
            for column in _HIDDEN_COLUMN.findall(piece):
                first, last = _FIRST.search(column), _LAST.search(column)
                if first and last:
                    self.facts.hide_columns(int(first[1]) - 1, int(last[1]) - 1)
        if b't="e"' in piece:
            for letters, number, text in _ERROR.findall(piece):
                cells[_place(letters, number)] = ErrorValue(_text(text))
        if b"<f" in piece and (formulas := len(_ANY_FORMULA.findall(piece))):
            found = _FORMULA.findall(piece)
            self.is_odd = len(found) != formulas
            for letters, number, text in found:
                cells[_place(letters, number)] = Formula(f"={_text(text)}")


def _column(letters: bytes) -> int:
    return column_index_from_string(letters.decode()) if letters <= b"XFD" or len(letters) < 3 else 10**5


def _place(letters: bytes, number: bytes) -> tuple[int, int]:
    return int(number) - 1, _column(letters) - 1


def _text(raw: bytes) -> str:
    return html.unescape(raw.decode("utf-8", "replace"))
