"""Codes of a list under the format's own headings, where names do not stand for codes.

Whose name stands there is said, and is a proposal for the form; what means nothing may be chosen for.
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from exchange.tables.encodings import old_encoding
from exchange.workbook.columns import Column, Sheet
from exchange.workbook.kinds import SELF_SCORED, shown, without_name, word_key
from exchange.workbook.reader import read_cell
from exchange.workbook.terms import Terms

from .asking import Asking
from .names import Names, are_offered, known
from .references import Cell, Line, text_in


class CodesOnly:
    """Reads them column by column. `unknown` are texts that may be chosen for, by column key; `meant` what
    some of them are the very name of, column key → text → code.
    """

    def __init__(self, sheet: Sheet, lines: Sequence[Line], asking: Asking, unknown: dict, terms: Terms):
        self.sheet, self.lines, self.asking, self.terms = sheet, lines, asking, terms
        self.unknown, self.meant = unknown, asking.meant

    def read(self) -> None:
        for column in self.sheet.columns:
            if column.refers_to:
                self._read_column(column)

    def _read_column(self, column: Column) -> None:
        key, sheet = column.key, column.refers_to
        cells = {id(line): line.cells.get(key, self._for_all(key)) for line in self.lines}
        others = self._no_codes(column, {text_in(c) for c in cells.values() if isinstance(c.value, str)})
        names = Names(sheet, others, terms=self.terms)
        may_be_chosen = bool(others) and are_offered(sheet, self.terms)
        for line in self.lines:
            cell = cells[id(line)]
            if not isinstance(cell.value, str) or (text := text_in(cell)) not in others:
                read_cell(line.row, column, cell)
                continue
            if meaning := self.asking.meaning(key, text, sheet):
                read_cell(line.row, column, Cell(meaning))
                continue
            found = names.find(text)
            if is_name := found.is_sure and len(found.codes) == 1:
                self._tell_code(line, column, text, found.codes[0])
            else:
                read_cell(line.row, column, cell)
            if is_name or may_be_chosen:
                self.unknown[key][text] = None

    def _for_all(self, key: str) -> Cell:
        return Cell(self.asking.mapping.values.get(key))

    def _no_codes(self, column: Column, texts: set[str]) -> set[str]:
        """Those that are no code, neither here nor in the list itself."""
        texts = {text for text in texts if text and not old_encoding(text)}
        texts -= {text for text in texts if word_key(text) == word_key(SELF_SCORED)}
        if column.refers_to == self.sheet.name:
            texts -= {line.row["code"] for line in self.lines}
        codes = {text: {text, without_name(text)[0]} for text in texts}
        found = known(column.refers_to, set().union(*codes.values()), self.terms)
        return {text for text, may_be in codes.items() if not may_be & found}

    def _tell_code(self, line: Line, column: Column, text: str, code: str) -> None:
        line.row.raw[column.key] = text
        self.meant[column.key][text] = code
        line.row.problem(
            column.key,
            _("“%(name)s” is a name: its code is “%(code)s”") % {"name": shown(text), "code": code},
            _("write the code, or choose under “Put right on this page” what is meant"),
        )
