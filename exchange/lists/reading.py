"""An uploaded file as rows of the exchange format, each value with the cell of the file it came from."""

import hashlib
import io
from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _
from openpyxl.utils import column_index_from_string, get_column_letter

from exchange.workbook.kinds import SELF_SCORED, Choice, clean, shown, word_key
from exchange.workbook.opening import opened
from exchange.workbook.problems import Report, UnreadableWorkbook
from exchange.workbook.reader import MAX_ROWS, Contents, Row, RowsRead, is_empty, read, read_cell
from exchange.workbook.sheets import COMMITTEES, SHEETS, Column
from exchange.workbook.stages import Progress, untold
from exchange.workbook.terms import UNBOUNDED, Terms
from lib.vietnamese import search_key

from .codes import give_codes
from .encodings import old_encoding
from .mapping import Mapping
from .names import Named, Names
from .worksheets import CHOICES, COLUMNS_AT_MOST, GUIDE, keys, texts_of

_TOTALS = {word_key(text) for text in ("Tổng cộng", "Tổng số", "Tổng", "Cộng")}
_UNKNOWN_AT_MOST = 50  # texts of one column that a form offers to give a meaning


@dataclass
class Read:
    """What the file holds. `unknown`: texts, by column key, that have no meaning yet and may be given one."""

    contents: Contents
    report: Report
    unknown: dict[str, list[str]] = field(default_factory=dict)
    old_encodings: int = 0  # cells written in one


def read_file(
    data: bytes, mapping: Mapping | None, progress: Progress = untold, terms: Terms = UNBOUNDED
) -> Read:
    """Read a whole workbook of the format, or the list that `mapping` is about. Raises UnreadableWorkbook.

    Names stand for what exists on these terms.
    """
    report = Report()
    if mapping is None:
        result = Read(read(io.BytesIO(data), report, progress), report)
        own = {word_key(title) for title in (GUIDE, CHOICES)}
        report.warnings = [w for w in report.warnings if w.cell or word_key(w.sheet) not in own]
    else:
        result = _List(data, mapping, report, terms).read(progress)
    _refuse_old_encodings(result)
    return result


def _refuse_old_encodings(result: Read) -> None:
    """Whatever else is wrong with such a cell, this is the reason."""
    found = {}
    for rows in result.contents.rows.values():
        for row in rows:
            for key, text in list(row.texts()):
                if encoding := old_encoding(text):
                    found[row.title, row.cell(key)] = row, key, encoding
                    row[key] = None
    report, result.old_encodings = result.report, len(found)
    report.problems = [p for p in report.problems if (p.sheet, p.cell) not in found]
    for row, key, encoding in found.values():
        row.problem(
            key,
            _("the text is written in the old encoding %(encoding)s") % {"encoding": encoding},
            _("convert it to Unicode, for example with UniKey: copy the text, press Ctrl+Shift+F6, choose "
              "%(encoding)s → Unicode, paste it back") % {"encoding": encoding},
        )  # fmt: skip


class _Cell(NamedTuple):
    """A value in place of the one that stands in a cell."""

    value: object
    data_type: str = "s"


class _Raw(NamedTuple):
    number: int
    cells: dict  # by column key


class _List:
    """One list of an office, read through a mapping."""

    def __init__(self, data: bytes, mapping: Mapping, report: Report, terms: Terms):
        self.data, self.mapping, self.report, self.terms = data, mapping, report, terms
        self.sheet = SHEETS[mapping.sheet]
        self.columns = {c.key: c for c in self.sheet.columns if c.key in mapping.columns}
        self.unknown: dict[str, dict[str, None]] = defaultdict(dict)
        self.letters: dict[str, str] = {}

    def read(self, progress: Progress) -> Read:
        contents = Contents(sha256=hashlib.sha256(self.data).hexdigest())
        raw = self._raw_rows(RowsRead(self.data, progress))
        title = self.mapping.worksheet
        rows = [Row(self.sheet.name, line.number, self.letters, self.report, title) for line in raw]
        pairs = list(zip(rows, (line.cells for line in raw), strict=True))
        references = {c.key for c in self.sheet.columns if c.refers_to} if self.mapping.names else set()
        for row, cells in pairs:
            self._read_row(row, cells, references)
        # A committee may be named by another row of the list, which has its code by then.
        if self.mapping.makes_codes and self.sheet.name == COMMITTEES:
            give_codes(rows, self.mapping)
        for column in self.sheet.columns:
            if column.key in references:
                self._read_references(column, pairs)
        if self.mapping.makes_codes and self.sheet.name != COMMITTEES:
            give_codes(rows, self.mapping)
        contents.rows[self.sheet.name] = rows
        unknown = {key: list(texts)[:_UNKNOWN_AT_MOST] for key, texts in self.unknown.items()}
        return Read(contents, self.report, unknown)

    # The worksheet

    def _raw_rows(self, told: RowsRead) -> list[_Raw]:
        """The rows that have anything in a column of the mapping."""
        with opened(self.data) as book:
            worksheet = next((w for w in book.worksheets if w.title == self.mapping.worksheet), None)
            if worksheet is None:
                raise UnreadableWorkbook(
                    _("The file has no sheet “%(sheet)s”.") % {"sheet": self.mapping.worksheet}
                )
            worksheet.reset_dimensions()
            found = self._below_the_headings(worksheet, told)
        if not found:
            self.report.warning(
                self.mapping.worksheet,
                "",
                _("the sheet is empty"),
                _("nothing to do, unless rows were meant to be here"),
            )
        return found

    def _below_the_headings(self, worksheet, told: RowsRead) -> list[_Raw]:
        found = []
        lines = worksheet.iter_rows(max_col=COLUMNS_AT_MOST)
        for number, line in enumerate(lines, start=1):
            told.one_more()
            if number == self.mapping.row:
                positions = self._positions(line)
            if number <= self.mapping.row:
                continue
            cells = {key: line[i] for key, i in positions.items() if i < len(line)}
            if all(is_empty(cell.value) for cell in cells.values()):
                continue
            if _is_total(line):
                self.report.warning(
                    self.mapping.worksheet,
                    f"A{number}",
                    _("this row looks like the total below the list"),
                    _("it is left out"),
                )
                continue
            if len(found) == MAX_ROWS:
                self.report.problem(
                    self.mapping.worksheet,
                    f"A{number}",
                    _("the sheet has more than %(rows)d rows") % {"rows": MAX_ROWS},
                    _("split it over several workbooks"),
                )
                break
            found.append(_Raw(number, cells))
        return found

    def _positions(self, line) -> dict[str, int]:
        by_heading = {key: i for i, key in enumerate(keys(texts_of(cell.value for cell in line)))}
        positions = {}
        for key, heading in self.mapping.columns.items():
            if heading.startswith("@"):
                positions[key] = column_index_from_string(heading[1:]) - 1
            elif heading in by_heading:
                positions[key] = by_heading[heading]
            else:
                raise UnreadableWorkbook(
                    _("Row %(row)d of “%(sheet)s” has no column “%(column)s” any more.")
                    % {"row": self.mapping.row, "sheet": self.mapping.worksheet, "column": heading}
                )
        # What holds for all rows has no cell of its own: column A stands for it.
        self.letters = {key: "A" for key in self.mapping.values if not self._is_prefix(key)}
        self.letters |= {key: get_column_letter(i + 1) for key, i in positions.items()}
        if not self.mapping.names:
            self._warn_of_columns(line, set(positions.values()))
        return positions

    def _warn_of_columns(self, line, known: set[int]) -> None:
        """Of headings that are the format's own, all but these are read."""
        texts = texts_of(cell.value for cell in line)
        others = [(i, text) for i, text in enumerate(texts) if text and i not in known]
        if others:
            self.report.warning(
                self.mapping.worksheet,
                f"{get_column_letter(others[0][0] + 1)}{self.mapping.row}",
                _("columns not known and not read: %(columns)s")
                % {"columns": " · ".join(f"“{text}”" for _i, text in others)},
                _("use these columns: %(columns)s")
                % {"columns": " · ".join(c.name for c in self.sheet.columns if not c.only_if_used)},
            )

    # Its cells

    def _read_row(self, row: Row, cells: dict, references: set[str]) -> None:
        for column in self.sheet.columns:
            if column.key in references:
                continue
            if column.key in cells:
                read_cell(row, column, self._word(column, cells[column.key]))
            elif not self._is_prefix(column.key):
                read_cell(row, column, _Cell(self.mapping.values.get(column.key)))
        for column in self.sheet.beside:
            if column.key in cells:
                read_cell(row, column, cells[column.key])

    def _is_prefix(self, key: str) -> bool:
        return key == "code" and self.mapping.makes_codes

    def _word(self, column: Column, cell):
        """The cell, or in its place the word of the list that it means."""
        if not (self.mapping.names and isinstance(column.kind, Choice) and isinstance(cell.value, str)):
            return cell
        text = clean(cell.value)
        if cell.data_type != "s" or not text:
            return cell
        if word := self._meaning(column, text):
            return _Cell(word)
        words = [w for w in column.kind.words if search_key(w) == search_key(text)]
        if words:
            return _Cell(words[0])
        if not old_encoding(text):
            self.unknown[column.key][text] = None
        return cell

    def _meaning(self, column: Column, text: str) -> str | None:
        return self.mapping.words.get(column.key, {}).get(word_key(text))

    def _read_references(self, column: Column, pairs: list[tuple[Row, dict]]) -> None:
        """Codes, and names that stand for them."""
        name = f"{column.key}_name"  # beside the codes of a list that was given out
        texts = {id(cells): _text(cells.get(column.key)) or _text(cells.get(name)) for _row, cells in pairs}
        own = []
        if column.refers_to == self.sheet.name:
            own = [Named(row["code"], (row["name"], row["short_name"])) for row, _c in pairs if row["code"]]
        names = Names(column.refers_to, filter(None, texts.values()), own, self.terms)
        for row, cells in pairs:
            text = texts[id(cells)]
            if column.key not in cells:
                read_cell(row, column, _Cell(self.mapping.values.get(column.key)))
            elif not text or word_key(text) == word_key(SELF_SCORED):
                read_cell(row, column, cells[column.key])
            else:
                self._read_reference(row, column, text, names)

    def _read_reference(self, row: Row, column: Column, text: str, names: Names) -> None:
        if meaning := self._meaning(column, text):
            read_cell(row, column, _Cell(meaning))
            return
        codes = names.find(text)
        if len(codes) == 1:
            row[column.key] = codes[0]
            return
        row.raw[column.key] = text
        if not old_encoding(text):
            self.unknown[column.key][text] = None
        if codes:
            row.problem(
                column.key,
                _("“%(name)s” is the name of several: %(codes)s")
                % {"name": shown(text), "codes": shown(", ".join(codes))},
                _("write the code, or choose under “Match values” which is meant"),
            )
        else:
            row.problem(
                column.key,
                _("“%(name)s” is no code and no name in “%(sheet)s”")
                % {"name": shown(text), "sheet": column.refers_to},
                _("correct it, or choose under “Match values” what is meant"),
            )


def _text(cell) -> str:
    """What is written in a cell that may name something; "" where it is empty, or to be refused anyway."""
    if cell is None or is_empty(cell.value) or cell.data_type in ("f", "e") or isinstance(cell.value, bool):
        return ""
    return clean(cell.value) if isinstance(cell.value, str) else shown(cell.value)


def _is_total(line) -> bool:
    """Its first words are those under which lists add up."""
    first = next((cell.value for cell in line if not is_empty(cell.value)), None)
    return isinstance(first, str) and word_key(first).rstrip(":") in _TOTALS
