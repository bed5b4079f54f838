"""Codes that the rows of a list name, by themselves or by names, and whom the rest of a row speaks of."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from exchange.layout.columns import is_empty, text_of
from exchange.layout.listing import ABOVE, GROUP, SHEET, Listing, Record
from exchange.layout.words import INDEX_KEYS
from exchange.tables.encodings import old_encoding
from exchange.workbook.columns import Column, Sheet
from exchange.workbook.kinds import SELF_SCORED, Scorer, clean, shown, word_key
from exchange.workbook.reader import Row, read_cell
from exchange.workbook.sheets import CELLS, LEADERS, PLANS
from exchange.workbook.terms import Terms

from .asking import Asking, options_of
from .names import Found, Named, Names
from .namesakes import Described, Namesakes, managing_committees

_CONTEXT_AT_MOST = 8


class Cell(NamedTuple):
    """A value in place of the one that stands in a cell."""

    value: object
    data_type: str = "s"


class Line(NamedTuple):
    """A row of the format, the cells that it comes from by column key, and the record that has them."""

    row: Row
    cells: dict[str, Cell]
    record: Record


class Surroundings:
    """What else a record says, beside single columns of the format."""

    def __init__(self, listing: Listing, positions: dict[str, list[int]]):
        self._positions, self._titles = positions, listing.titles
        own = {h.position: h for h in listing.headings if h.letter}
        made = {h.position: h.key for h in listing.headings if not h.letter}
        self._own = list(own)
        self._numbers = [h.position for h in listing.headings if h.key in INDEX_KEYS]
        self._group = [i for i, key in made.items() if key.startswith(GROUP)]
        self._around = [i for i, key in made.items() if key in (SHEET, ABOVE)]

    def own(self, record: Record, *without: str) -> list[str]:
        """The texts of its row, but those of the columns `without`."""
        left_out = {i for key in without for i in self._positions.get(key, ())}
        return _texts(record, [i for i in self._own if i not in left_out])

    def group(self, record: Record) -> list[str]:
        return _texts(record, self._group)

    def goes_with(self, record: Record, above: Record) -> bool:
        """Whether it stands right below the other in the same group, and has no running number of its own."""
        if record[:2] == above[:2]:
            return True  # a row of a matrix is several records
        return (
            record[:2] == (above.worksheet, above.number + 1)
            and self.group(record) == self.group(above)
            and all(is_empty(record.values[i]) for i in self._numbers if i < len(record.values))
        )

    def around(self, record: Record) -> list[str]:
        """Titles above the list, and what its sheet is called."""
        return [*_texts(record, self._around), clean(record.worksheet), *self.titles(record)]

    def titles(self, record: Record) -> list[str]:
        return self._titles.get(record.worksheet, [])

    def shown(self, record: Record, key: str) -> list[str]:
        """For people who look at the row."""
        left_out = self._positions.get(key, ())
        texts = [text_of(record.values[i]) for i in self._own if i not in left_out and i < len(record.values)]
        return [shown(text) for text in [*self.group(record), *texts] if text][:_CONTEXT_AT_MOST]


def _texts(record: Record, positions: Iterable[int]) -> list[str]:
    values = (record.values[i] for i in positions if i < len(record.values))
    return [text for value in values if isinstance(value, str) and (text := clean(value))]


class References:
    """The columns of codes of one list. `unknown` are texts that nobody knows, by column key; names stand for
    what exists on the `terms`.
    """

    def __init__(
        self,
        sheet: Sheet,
        lines: list[Line],
        around: Surroundings,
        asking: Asking,
        unknown: dict[str, dict],
        terms: Terms,
    ):
        self.sheet, self.lines, self.surroundings, self.terms = sheet, lines, around, terms
        self.asking, self.unknown = asking, unknown
        self._cells: Namesakes | None = None  # those that the rows are about
        self._reasons: dict[str, str] = {}

    def read(self) -> None:
        """Leaders at last: what a row says of its cell tells nothing of them."""
        columns = [c for c in self.sheet.columns if c.refers_to]
        for column in sorted(columns, key=lambda c: c.refers_to == LEADERS):
            if not self.asking.mapping.is_told(column.key):
                self._read_column(column)
        if "cell" in self.asking.mapping.columns:
            self._question_cells()

    def _question_cells(self) -> None:
        """A cell of this name there may be, but of another committee than the row says."""
        managing, key = managing_committees(), "cell"
        leaders = Namesakes.of(LEADERS, {r["leader"] for r, _c, _r in self.lines if r["leader"]})
        cells, is_committee = self._named_cells(), {}
        for line in self.lines:
            row = line.row
            if not row[key] or key in row.bad or self.asking.answer(row, key):
                continue
            texts = self.surroundings.own(line.record, key, "leader", "committee")
            texts += self.surroundings.group(line.record)
            for text in texts:
                if text not in is_committee:
                    is_committee[text] = managing.is_one(text)
            said = [text for text in texts if is_committee[text]]
            if not said or any(cells.is_about(row[key], text) for text in said):
                continue
            others = [text for text in said if not leaders.is_about(row["leader"] or "", text)]
            if others:
                context = self.surroundings.shown(line.record, key)
                text = text_in(line.cells[key])
                self.asking.doubt(row, key, text, options_of(cells, [row[key]])[0], others[0], context)

    def _read_column(self, column: Column) -> None:
        texts = {id(line): text_in(line.cells.get(column.key)) for line in self.lines}
        names = Names(column.refers_to, filter(None, texts.values()), self._own(column), self.terms)
        waiting = []
        may_score_itself = isinstance(column.kind, Scorer)
        for line in self.lines:
            text = texts[id(line)]
            if column.key not in line.cells:
                value = self.asking.mapping.values.get(column.key)
                read_cell(line.row, column, Cell(value))
            elif not text or (may_score_itself and word_key(text) == word_key(SELF_SCORED)):
                read_cell(line.row, column, line.cells[column.key])
            elif not self._is_clear(line.row, column, text, found := names.find(text)):
                waiting.append((line, text, found))
        if waiting:
            codes = {code for _line, _text, found in waiting for code in found.codes}
            answers = self.asking.mapping.answers.get(column.key, {}).values()
            namesakes = Namesakes.of(column.refers_to, codes | set(answers))
            namesakes.described |= {code: _described(named) for code, named in names.own.items()}
            for line, text, found in waiting:
                self._decide(line, column, text, found, namesakes)

    def _own(self, column: Column) -> list[Named]:
        """What the list itself adds."""
        if column.refers_to != self.sheet.name:
            return []
        return [
            Named(row["code"], (row["name"], row["short_name"]), (text_in(cells.get(column.key)),))
            for row, cells, _record in self.lines
            if row["code"]
        ]

    def _is_clear(self, row: Row, column: Column, text: str, found: Found) -> bool:
        """The text means one thing wherever it stands, or nothing."""
        if len(found.codes) > 1 or self.asking.answer(row, column.key):
            return False
        if meaning := self.asking.meaning(column.key, text, column.refers_to):
            read_cell(row, column, Cell(meaning))
        elif not found.codes:
            self._refuse(row, column, text)
        elif found.is_sure:
            row[column.key] = found.codes[0]
        else:
            return False
        return True

    def _refuse(self, row: Row, column: Column, text: str) -> None:
        row.raw[column.key] = text
        if not old_encoding(text):
            self.unknown[column.key][text] = None
        row.problem(
            column.key,
            _("“%(name)s” is no code and no name in “%(sheet)s”")
            % {"name": shown(text), "sheet": column.refers_to},
            _("correct it, or choose under “Put right on this page” what is meant"),
        )

    def _decide(self, line: Line, column: Column, text: str, found: Found, namesakes: Namesakes) -> None:
        row, key = line.row, column.key
        if code := self.asking.answer(row, key):
            read_cell(row, column, Cell(code))
            chosen = code, namesakes.label(code)
            self.asking.guess(row, key, text, chosen, _("chosen for this row"), alone=True)
            return
        if len(found.codes) == 1:
            code, said = found.codes[0], found.said
            if said and not namesakes.is_about(code, said):
                self._refuse(row, column, text)
                return
            codes = [code]
        else:
            codes, said = namesakes.narrow(found.codes, [[found.said], *self._tiers(line, column)])
        if len(codes) > 1:
            row.raw[key] = text
            self.asking.ask(
                row, key, text, options_of(namesakes, codes), self.surroundings.shown(line.record, key)
            )
            return
        row[key] = codes[0]
        chosen = codes[0], namesakes.label(codes[0])
        self.asking.guess(
            row, key, text, chosen, self._reason(said, found, codes[0]), alone=len(found.codes) > 1
        )

    def _reason(self, said: str, found: Found, code: str) -> str:
        if code in found.respelt:
            return _("its name differs in i and y only")
        if found.is_shortened and not said:
            return _("it is its name with abbreviations")
        if said not in self._reasons:
            self._reasons[said] = (
                _("“%(text)s” says so") % {"text": shown(said)} if said else _("it is almost its name")
            )
        return self._reasons[said]

    def _tiers(self, line: Line, column: Column) -> list[Sequence[str]]:
        """What the row says besides, the surest first."""
        row, record, around = line.row, line.record, self.surroundings
        committee = [row["committee"]] if self.sheet.name == PLANS and row["committee"] else []
        leaders = [c.key for c in self.sheet.columns if c.refers_to == LEADERS]
        if column.refers_to == LEADERS:
            own = around.own(record, column.key, "cell", "committee")
            return [committee, self._not_of_cell(row, own), around.group(record), around.around(record)]
        if column.refers_to == CELLS:
            own = around.own(record, column.key, "committee", *leaders)
            return [own, around.group(record), around.around(record), committee]
        return [around.own(record, column.key), around.group(record), around.around(record)]

    def _not_of_cell(self, row: Row, texts: list[str]) -> list[str]:
        """Without those that say of which committee the cell is."""
        cells = self._named_cells()
        return [text for text in texts if not row["cell"] or not cells.is_about(row["cell"], text)]

    def _named_cells(self) -> Namesakes:
        if self._cells is None:
            self._cells = Namesakes.of(CELLS, {r["cell"] for r, _c, _r in self.lines if r["cell"]})
        return self._cells


def _described(named: Named) -> Described:
    return Described(named.code, f"{named.names[0]} ({named.code})", above=tuple(filter(None, named.says)))


def text_in(cell: Cell | None) -> str:
    """What is written in a cell that may name something; "" where it is empty, or to be refused anyway."""
    if cell is None or is_empty(cell.value) or cell.data_type in ("f", "e") or isinstance(cell.value, bool):
        return ""
    return clean(cell.value) if isinstance(cell.value, str) else shown(cell.value)
