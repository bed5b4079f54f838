"""An uploaded file as rows of the exchange format, each value with the cell of the file it came from."""

import hashlib
import io
from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _

from exchange.layout.columns import is_empty, text_of
from exchange.layout.laying_out import CHOICES, GUIDE, filled, lay_out
from exchange.layout.listing import Listing, Record
from exchange.tables import ErrorValue, Formula, read_tables
from exchange.tables.encodings import old_encoding
from exchange.workbook.kinds import SELF_SCORED, Choice, clean, shown, word_key
from exchange.workbook.problems import Report, UnreadableWorkbook
from exchange.workbook.reader import MAX_ROWS, Contents, Row, RowsRead, read, read_cell
from exchange.workbook.sheets import COMMITTEES, SHEETS, Column
from exchange.workbook.stages import Progress, untold
from lib.vietnamese import search_key

from .codes import give_codes
from .mapping import Mapping
from .names import Named, Names

_UNKNOWN_AT_MOST = 50  # texts of one column that a form offers to give a meaning


@dataclass
class Read:
    """What the file holds. `unknown`: texts, by column key, that have no meaning yet and may be given one."""

    contents: Contents
    report: Report
    unknown: dict[str, list[str]] = field(default_factory=dict)
    old_encodings: int = 0  # cells written in one
    listing: Listing = field(default_factory=Listing)  # what the rows come from; empty for a whole workbook


def read_file(data: bytes, mapping: Mapping | None, progress: Progress = untold) -> Read:
    """Read a whole workbook of the format, or the list that `mapping` is about. Raises UnreadableWorkbook."""
    report = Report()
    if mapping is None:
        result = Read(read(io.BytesIO(data), report, progress), report)
        own = {word_key(title) for title in (GUIDE, CHOICES)}
        report.warnings = [w for w in report.warnings if w.cell or word_key(w.sheet) not in own]
    else:
        result = _List(data, mapping, report).read(progress)
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


class _ListRow(Row):
    """A record of a list. `_places` are the cells of its values, by column key; others stand in column A."""

    __slots__ = ()

    def cell(self, key: str) -> str:
        return self._columns.get(key, f"A{self.number}")


class _List:
    """One list of an office, read through a mapping."""

    def __init__(self, data: bytes, mapping: Mapping, report: Report):
        self.data, self.mapping, self.report = data, mapping, report
        self.sheet = SHEETS[mapping.sheet]
        self.unknown: dict[str, dict[str, None]] = defaultdict(dict)

    def read(self, progress: Progress) -> Read:
        contents = Contents(sha256=hashlib.sha256(self.data).hexdigest())
        listing = self._listing()
        pairs = self._rows(listing, RowsRead(len(listing.records), progress))
        rows = [row for row, _cells in pairs]
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
        return Read(contents, self.report, unknown, listing=listing)

    # The list

    def _listing(self) -> Listing:
        tables = filled(read_tables(self.data))
        mapping = self.mapping
        listing = lay_out(tables, mapping.place, self.sheet, mapping.rows)
        if listing is None:
            raise UnreadableWorkbook(_("The file has no sheet “%(sheet)s”.") % {"sheet": mapping.worksheet})
        return listing

    def _rows(self, listing: Listing, told: RowsRead) -> list[tuple[Row, dict]]:
        """The records that have anything in a column of the mapping, and their cells by column key."""
        positions = self._positions(listing)
        found = []
        for record in listing.records:
            told.one_more()
            cells = {key: self._cell(record, among) for key, among in positions.items()}
            if all(is_empty(cell.value) for cell in cells.values()):
                continue
            if len(found) == MAX_ROWS:
                self.report.problem(
                    record.worksheet,
                    f"A{record.number}",
                    _("the sheet has more than %(rows)d rows") % {"rows": MAX_ROWS},
                    _("split it over several workbooks"),
                )
                break
            # Where a value of several columns is wrong, the first of them says so.
            places = {key: record.places[among[0]] for key, among in positions.items()}
            row = _ListRow(self.sheet.name, record.number, self._constants(record) | places, self.report,
                           record.worksheet)  # fmt: skip
            found.append((row, cells))
        if not found:
            self.report.warning(
                self.mapping.worksheet,
                "",
                _("the sheet is empty"),
                _("nothing to do, unless rows were meant to be here"),
            )
        return found

    def _cell(self, record: Record, among: list[int]) -> "_Cell":
        """The cell, or several put together."""
        values = [record.values[i] for i in among if i < len(record.values)]
        values = [value for value in values if not is_empty(value)]
        if len(values) > 1 and not any(isinstance(value, Formula | ErrorValue) for value in values):
            return _Cell(" ".join(text_of(value) for value in values))
        value = values[0] if values else None
        if isinstance(value, Formula | ErrorValue):
            return _Cell(value.text, "f" if isinstance(value, Formula) else "e")
        return _Cell(value, "s" if isinstance(value, str) else "n")

    def _constants(self, record: Record) -> dict[str, str]:
        """What holds for all rows has no cell of its own: column A stands for it."""
        return {key: f"A{record.number}" for key in self.mapping.values if not self._is_prefix(key)}

    def _positions(self, listing: Listing) -> dict[str, list[int]]:
        by_key = {heading.key: heading.position for heading in listing.headings}
        by_letter = {f"@{heading.letter}": heading.position for heading in listing.headings}
        positions = {}
        for key, headings in self.mapping.columns.items():
            if key not in {column.key for column in self.sheet.columns}:
                continue
            for heading in headings:
                if heading not in by_key | by_letter:
                    raise UnreadableWorkbook(
                        _("Row %(row)d of “%(sheet)s” has no column “%(column)s” any more.")
                        % {"row": self.mapping.row, "sheet": self.mapping.worksheet, "column": heading}
                    )
            positions[key] = [(by_letter | by_key)[heading] for heading in headings]
        if not self.mapping.names:
            self._warn_of_columns(listing, {i for among in positions.values() for i in among})
        return positions

    def _warn_of_columns(self, listing: Listing, known: set[int]) -> None:
        """Of headings that are the format's own, all but these are read."""
        others = [h for h in listing.headings if h.text and h.letter and h.position not in known]
        if others:
            self.report.warning(
                self.mapping.worksheet,
                f"{others[0].letter}{self.mapping.row}",
                _("columns not known and not read: %(columns)s")
                % {"columns": " · ".join(f"“{heading.text}”" for heading in others)},
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
        texts = {id(cells): _text(cells.get(column.key)) for _row, cells in pairs}
        own = []
        if column.refers_to == self.sheet.name:
            own = [Named(row["code"], (row["name"], row["short_name"])) for row, _c in pairs if row["code"]]
        names = Names(column.refers_to, filter(None, texts.values()), own)
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
