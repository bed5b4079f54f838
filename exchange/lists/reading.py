"""An uploaded file as rows of the exchange format, each value with the cell of the file it came from."""

import hashlib
import io
from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from exchange.layout.columns import is_empty, text_of
from exchange.layout.laying_out import CHOICES, GUIDE, lay_out
from exchange.layout.listing import CROSSING, Aside, Listing, Odd, Record, is_beside_the_columns
from exchange.layout.words import is_index, is_mark
from exchange.tables import ErrorValue, Formula
from exchange.tables.encodings import old_encoding
from exchange.workbook.kinds import word_key
from exchange.workbook.problems import Report, UnreadableWorkbook
from exchange.workbook.reader import MAX_ROWS, Contents, Row, RowsRead, read
from exchange.workbook.sheets import COMMITTEES, SHEETS, TOTALS
from exchange.workbook.stages import Progress, untold
from exchange.workbook.terms import UNBOUNDED, Terms

from .asking import Asking, place_of
from .codes import give_codes
from .codes_only import CodesOnly
from .corrections import told_of
from .mapping import Mapping
from .nearby import spoken_of
from .opening import AS_THEY_ARE, lists_of
from .references import Cell, Line, References, Surroundings
from .told import Titles, tell_committees
from .values import ListValues

_UNKNOWN_AT_MOST = 50  # texts of one column that a form offers to give a meaning


@dataclass
class Read:
    """What the file holds.

    `unknown`: texts, by column key, that have no meaning yet and may be given one; `meanings`: those read by
    one, column key → text → code or word, of which `remembered` names those from an earlier list; `labels`:
    what codes among them stand for, by column key; `meant`: as `meanings`, of those unknown that are the very
    name of one. `ambiguous`: rows to be asked about, {"column", "place",
    "row", "text", "context": [str], "options": [[code, label]]}, `ambiguous_count` in all. `guesses`: values
    that the list does not say itself, {"column", "place", "row", "text", "code", "label", "reason", "rows"},
    `place` and `row` of the first of so many rows. `corrected`: cells that the user typed over, as
    corrections.told_of has them. `near`: codes of the committees that it speaks of, where a cell is unknown.
    """

    contents: Contents
    report: Report
    unknown: dict[str, list[str]] = field(default_factory=dict)
    old_encodings: int = 0  # cells written in one
    listing: Listing = field(default_factory=Listing)  # what the rows come from; empty for a whole workbook
    meanings: dict[str, dict[str, str]] = field(default_factory=dict)
    remembered: dict[str, list[str]] = field(default_factory=dict)
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    meant: dict[str, dict[str, str]] = field(default_factory=dict)
    ambiguous: list[dict] = field(default_factory=list)
    ambiguous_count: int = 0
    guesses: list[dict] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    corrected: list[dict] = field(default_factory=list)
    near: list[str] = field(default_factory=list)

    def to_json(self) -> dict:
        """What its preview says of it, beside the rows."""
        kept = ("unknown", "old_encodings", "meanings", "remembered", "labels", "meant", "ambiguous",
                "ambiguous_count", "guesses", "corrected", "near")  # fmt: skip
        return {name: getattr(self, name) for name in kept}


def read_file(
    data: bytes,
    mapping: Mapping | None,
    progress: Progress = untold,
    terms: Terms = UNBOUNDED,
    name: str = "",
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
        result = _List(data, mapping, report, terms, name).read(progress)
    if not mapping or mapping.encoding != AS_THEY_ARE:
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


class _ListRow(Row):
    """A record of a list. `_places` are the cells of its values, by column key; others stand in column A."""

    __slots__ = ()

    def cell(self, key: str) -> str:
        return self._columns.get(key, f"A{self.number}")

    def move(self, key: str, other: str) -> None:
        """The value of `key` stands where that of `other` was looked for."""
        self._columns[key] = self._columns[other]


class _List:
    """One list of an office, read through a mapping."""

    def __init__(self, data: bytes, mapping: Mapping, report: Report, terms: Terms, name: str = ""):
        self.data, self.name, self.mapping, self.report, self.terms = data, name, mapping, report, terms
        self.sheet = SHEETS[mapping.sheet]
        self.asking = Asking(mapping)
        self.unknown: dict[str, dict[str, None]] = defaultdict(dict)
        self.corrected: list[dict] = []
        self._above: tuple[Record, Cell] | None = None  # in a monthly table, with the cell that it is about

    def read(self, progress: Progress) -> Read:
        contents = Contents(sha256=hashlib.sha256(self.data).hexdigest())
        listing = self._listing()
        positions = self._positions(listing)
        self.surroundings = Surroundings(listing, positions)
        lines = self._lines(listing, positions, RowsRead(len(listing.records), progress))
        self._read_cells(lines)
        self._judge_marks(listing, lines)
        if self.mapping.names:
            self._read_names(lines)
        else:
            CodesOnly(self.sheet, lines, self.asking, self.unknown, self.terms).read()
        contents.rows[self.sheet.name] = [line.row for line in lines]
        asking = self.asking
        return Read(
            contents,
            self.report,
            {key: list(texts)[:_UNKNOWN_AT_MOST] for key, texts in self.unknown.items()},
            listing=listing,
            meanings={key: dict(texts) for key, texts in asking.meanings.items()},
            remembered=asking.remembered,
            labels=asking.labels(),
            meant={key: dict(texts) for key, texts in asking.meant.items()},
            ambiguous=asking.ambiguous,
            ambiguous_count=asking.ambiguous_count,
            guesses=asking.guesses,
            lines=lines,
            corrected=self.corrected,
            near=spoken_of(lines, self.surroundings) if self.unknown.get("cell") else [],
        )

    # The list

    def _listing(self) -> Listing:
        tables = lists_of(self.data, self.name, self.mapping)
        mapping = self.mapping
        listing = lay_out(tables, mapping.place, self.sheet, mapping.rows)
        if listing is None:
            raise UnreadableWorkbook(_("The file has no sheet “%(sheet)s”.") % {"sheet": mapping.worksheet})
        return listing

    def _lines(self, listing: Listing, positions: dict[str, list[int]], told: RowsRead) -> list[Line]:
        """The records that have anything in a column of the mapping."""
        found = []
        for record in listing.records:
            told.one_more()
            # Where a value of several columns is wrong, the first of them says so.
            places = {key: record.places[among[0]] for key, among in positions.items()}
            cells = {key: self._cell(record, among) for key, among in positions.items()}
            if all(is_empty(cell.value) for cell in cells.values()):
                continue
            row = _ListRow(self.sheet.name, record.number, self._constants(record) | places, self.report,
                           record.worksheet)  # fmt: skip
            is_further = self._is_month_table and "cell" in cells and self._is_further(row, record, cells)
            if self._is_month_table and self._is_unjudged(listing, record, cells):
                continue
            if len(found) == MAX_ROWS:
                self.report.problem(
                    record.worksheet,
                    f"A{record.number}",
                    _("the sheet has more than %(rows)d rows") % {"rows": MAX_ROWS},
                    _("split it over several workbooks"),
                )
                break
            if is_further:
                name = text_of(cells["cell"].value)
                self.asking.guess(
                    row, "cell", "", (name, name), _("a further meeting of the cell right above")
                )
            cells = self._typed_over(row, cells)
            found.append(Line(row, self._named(row, cells), record))
        if not found:
            self.report.warning(
                self.mapping.worksheet,
                "",
                _("the sheet is empty"),
                _("nothing to do, unless rows were meant to be here"),
            )
        return found

    @property
    def _is_month_table(self) -> bool:
        return self.sheet.name == TOTALS and self.mapping.names

    def _is_further(self, row: Row, record: Record, cells: dict[str, Cell]) -> bool:
        """Whether it is a further meeting of the cell right above, without its name; it has the name then.

        Below a row that was set aside nobody knows whose it is.
        """
        typed = self.mapping.typed.get("cell", {}).get(place_of(row, "cell"))
        cell = cells["cell"] if typed is None else Cell(typed or None)
        above, self._above = self._above, (record, cell)
        if not is_empty(cell.value) or typed is not None or above is None:
            return False
        if is_empty(above[1].value) or not self.surroundings.goes_with(record, above[0]):
            return False
        cells["cell"], self._above = above[1], (record, above[1])
        return True

    def _is_unjudged(self, listing: Listing, record: Record, cells: dict[str, Cell]) -> bool:
        """A cell that has not met, or a meeting that nobody has judged yet; set aside."""
        judged = [cells[key].value for key in ("total", "band") if key in cells]
        if "total" not in cells or not all(map(is_empty, judged)):
            return False
        texts = " · ".join(text for value in record.values if (text := text_of(value)))
        aside = Aside(record.worksheet, record.number, Odd.UNJUDGED, texts)
        is_brought_back = self.mapping.rows.get(record.worksheet, {}).get(str(record.number))
        (listing.brought_back if is_brought_back else listing.aside).append(aside)
        return not is_brought_back

    def _cell(self, record: Record, among: list[int]) -> Cell:
        """The cell, or several put together."""
        values = [record.values[i] for i in among if i < len(record.values)]
        values = [value for value in values if not is_empty(value)]
        if len(values) > 1 and not any(isinstance(value, Formula | ErrorValue) for value in values):
            return Cell(" ".join(text_of(value) for value in values))
        value = values[0] if values else None
        if isinstance(value, Formula | ErrorValue):
            return Cell(value.text, "f" if isinstance(value, Formula) else "e")
        return Cell(value, "s" if isinstance(value, str) else "n")

    def _named(self, row: "_ListRow", cells: dict[str, Cell]) -> dict[str, Cell]:
        """In a list that was given out the name beside an empty code stands for it, and is what is wrong."""
        for key in [column.key for column in self.sheet.columns if f"{column.key}_name" in cells]:
            name = f"{key}_name"
            if is_empty(cells[key].value) and not is_empty(cells[name].value):
                row.move(key, name)
                cells |= {key: cells[name], name: Cell(None)}
                cells = self._typed_over(row, cells, key)
        return cells

    def _typed_over(self, row: Row, cells: dict[str, Cell], *only: str) -> dict[str, Cell]:
        for key, by_place in self.mapping.typed.items():
            if only and key not in only:
                continue
            text = by_place.get(place_of(row, key))
            if key in cells and text is not None:
                self.corrected.append(told_of(row, key, cells[key], text))
                cells |= {key: Cell(text or None)}
        return cells

    def _constants(self, record: Record) -> dict[str, str]:
        """What holds for all rows has no cell of its own: column A stands for it."""
        return {key: f"A{record.number}" for key in self.mapping.values if not self._is_prefix(key)}

    def _positions(self, listing: Listing) -> dict[str, list[int]]:
        known = {f"@{heading.letter}": heading.position for heading in listing.headings}
        known |= {heading.key: heading.position for heading in listing.headings}
        positions = {}
        for key, headings in self.mapping.columns.items():
            if not headings or key not in {column.key for column in self.sheet.in_lists}:
                continue
            for heading in headings:
                if heading not in known and not is_beside_the_columns(heading):
                    raise UnreadableWorkbook(
                        _("Row %(row)d of “%(sheet)s” has no column “%(column)s” any more.")
                        % {"row": self.mapping.row, "sheet": self.mapping.worksheet, "column": heading}
                    )
            if among := [known[heading] for heading in headings if heading in known]:
                positions[key] = among
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

    def _read_cells(self, lines: list[Line]) -> None:
        beside = [c for c in self.sheet.beside if c.key in self.mapping.columns]
        columns = [*(c for c in self.sheet.columns if not c.refers_to), *beside]
        values = ListValues(self.mapping, self.asking, self.unknown, Titles(self.surroundings))
        for line in lines:
            values.read(line, columns)
        for column in columns:
            if column.key in self.mapping.columns:
                values.doubt(lines, column)

    def _is_prefix(self, key: str) -> bool:
        return key == "code" and self.mapping.makes_codes

    def _judge_marks(self, listing: Listing, lines: list[Line]) -> None:
        """What stands in a matrix is a mark, unless a column of the format is chosen for it."""
        crossing = next((h for h in listing.headings if h.key == CROSSING), None)
        if crossing is None or any(CROSSING in among for among in self.mapping.columns.values()):
            return
        for row, _cells, record in lines:
            value, place = record.values[crossing.position], record.places[crossing.position]
            if is_mark(value) or (value is None and self._is_month_table):
                continue
            what = _("“%(text)s” stands here, where a mark such as x is expected") % {"text": text_of(value)}
            if is_index(value):  # perhaps the day
                cure = _("it counts as a mark; leave the row out if it is none")
                self.report.warning(record.worksheet, place, what, cure)
            else:
                row.give_up()
                cure = _("write x, or empty the cell; or leave the row out")
                self.report.problem(record.worksheet, place, what, cure)

    def _read_names(self, lines: list[Line]) -> None:
        # A committee may be named by another row of the list, which has its code by then.
        if self.mapping.makes_codes and self.sheet.name == COMMITTEES:
            give_codes(lines, self.asking, self.surroundings)
        References(self.sheet, lines, self.surroundings, self.asking, self.unknown, self.terms).read()
        if self.mapping.makes_codes and self.sheet.name != COMMITTEES:
            give_codes(lines, self.asking, self.surroundings)
        if self.mapping.is_told("committee"):
            tell_committees(lines, self.asking)
