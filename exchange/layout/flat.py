"""One list of a worksheet, its records one by one."""

from collections.abc import Iterator
from itertools import pairwise

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from exchange.workbook.columns import Sheet
from exchange.workbook.sheets import TOTALS

from .columns import Titled
from .grid import is_filled
from .groups import Outline
from .headings import guess
from .listing import (
    ABOVE,
    ACROSS,
    CROSSING,
    GROUP,
    SHEET,
    Aside,
    Odd,
    Place,
    Record,
    cell_name,
)
from .matrix import Matrix, matrix_at
from .places import MOST_COLUMNS, Found
from .rows import Body, Head, Line
from .texts import text_of
from .words import group_text, unit_named

_ABOVE_AT_MOST = 30  # rows above the headings that are looked at
_NO_TITLE = 4  # cells that no row of titles has
_ROWS_NAMED = 5


class Flat:
    """One list of one worksheet, laid out."""

    def __init__(self, found: Found, sheet: Sheet, place: Place, chosen: dict[str, bool]):
        self.found, self.grid, self.sheet, self.chosen = found, found.grid, sheet, chosen
        self.title = found.grid.table.title
        rows = range(found.last + 1, len(found.grid.rows))
        self.matrix = matrix_at(sheet, found.grid, found.columns, rows, place.is_matrix) or Matrix()
        self.body = Body(self.grid, self._head())
        self.aside: list[Aside] = []
        self.brought_back: list[Aside] = []
        self.lines: list[tuple[Line, list]] = []  # records, and the groups that they are in
        self._sort_out()
        self.columns = self._columns()
        self.letters = [get_column_letter(one.column + 1) for one in self.columns]
        self.above = self._above()

    def _head(self) -> Head:
        found, across = self.found, frozenset(self.matrix.across)
        headings = found.headings
        columns = {h.key: one.column for h, one in zip(headings, self._with_text(), strict=True)}
        guessed = guess(self.sheet, headings)
        mandatory = {
            columns[guessed[c.key][0]] for c in self.sheet.columns if c.mandatory and c.key in guessed
        }
        return Head(found.first, found.last, found.left, found.right, found.columns,
                    frozenset(mandatory) - across, across)  # fmt: skip

    def _with_text(self) -> list[Titled]:
        return [one for one in self.found.columns if one.parts]

    # Rows

    def _sort_out(self) -> None:
        """Records with their groups, and rows set aside, as they look and as the user says."""
        table, outline = self.grid.table, Outline(self._first_group())
        for line in self.body.lines:
            kind = line.kind
            if kind is None and line.row in table.hidden_rows:
                kind = Odd.HIDDEN
            elif kind is None and line.row in table.struck_rows:
                kind = Odd.STRUCK
            elif kind is None and self._needs_crossing and not self._crossings(line):
                kind = Odd.SHORT
            said = self.chosen.get(str(line.row + 1))
            if kind and said:
                self.brought_back.append(self._aside(line, kind))
            elif kind is None and said is False:
                kind = Odd.LEFT_OUT
            if kind and not said:
                self.aside.append(self._aside(line, kind))
                if kind == Odd.GROUP:
                    outline.enter(line)
            else:
                outline.pass_record()
                self.lines.append((line, list(outline.groups)))

    @property
    def _needs_crossing(self) -> bool:
        """A plan says nothing without a month; points may stand without a band."""
        return bool(self.matrix.across) and self.sheet.name != TOTALS

    def _aside(self, line: Line, kind: Odd) -> Aside:
        texts = [text_of(line.values[i]) for i in line.own]
        return Aside(self.title, line.row + 1, kind, " · ".join(texts))

    def _crossings(self, line: Line) -> list[tuple[int, object, object]]:
        return self.matrix.crossings(lambda column: self._value(line, column)[0])

    # Columns

    def _columns(self) -> list[Titled]:
        """Those with a heading or a value; a heading merged over several columns of which the records fill
        the first alone is one."""
        used: set[int] = set()
        for line, _groups in self.lines:
            used.update(line.own)
        for row, cells in self.grid.covered.items():
            if row > self.found.last:
                used.update(i for i, merge in cells.items() if merge.first_row > self.found.last)
        merged_over = self._merged_over()
        return [
            one
            for one in self.found.columns
            if one.column not in self.matrix.across
            and (one.column in used or (one.parts and not one.continues))
            and one.column not in merged_over
        ]

    def _merged_over(self) -> set[int]:
        """Columns without a heading of their own and without a value of their own."""
        continuing = {one.column for one in self.found.columns if one.continues}
        for line, _groups in self.lines if continuing else ():
            continuing.difference_update(line.own)
        return continuing

    # Values

    def _value(self, line: Line, column: int) -> tuple[object, tuple[int, int]]:
        """What counts in a cell, and the cell where it stands."""
        merge = self.grid.covered.get(line.row, {}).get(column)
        if merge is None:
            return (line.values[column] if column < len(line.values) else None), (line.row, column)
        origin = merge.first_row, merge.first_column
        if merge.first_column != column and self._is_once(merge, column):
            return None, (line.row, column)
        return self.grid.own(*origin), origin

    def _is_once(self, merge, column: int) -> bool:
        """Merged over the columns of one heading, or over so many that it belongs to none of them."""
        by_column = {one.column: one for one in self.found.columns}
        if by_column[column].continues:
            return True
        wide = merge.last_column - merge.first_column + 1
        return wide > 2 and wide * 2 > sum(bool(one.parts) for one in self.found.columns)

    def records(self, names: list[str]) -> Iterator[Record]:
        """`names` are the keys of the columns that the sheet has not as such, in their order."""
        wanted = [(one.column, letter) for one, letter in zip(self.columns, self.letters, strict=True)]
        covered = self.grid.covered
        for line, groups in self.lines:
            number = line.row + 1
            values, places = [], []
            if line.row in covered:
                for column, _letter in wanted:
                    value, cell = self._value(line, column)
                    values.append(value)
                    places.append(_name(cell))
            else:
                own, width = line.values, len(line.values)
                values = [own[column] if column < width else None for column, _letter in wanted]
                places = [f"{letter}{number}" for _column, letter in wanted]
            if not names:
                yield Record(self.title, number, values, places)
                continue
            crossings = self._crossings(line) if self.matrix.across else (None,)
            for crossing in crossings or (None,):
                more = [self._extra(name, line, groups, crossing) for name in names]
                yield Record(
                    self.title,
                    number,
                    values + [value for value, _place in more],
                    places + [place for _value, place in more],
                )

    def _extra(self, name: str, line: Line, groups: list, crossing) -> tuple[object, str]:
        if name in (ACROSS, CROSSING):
            if crossing is None:
                return None, _name((line.row, min(self.matrix.across, default=0)))
            column, heading, value = crossing
            return (heading if name == ACROSS else value), _name((line.row, column))
        if name == SHEET:
            return self.title, "A1"
        if name == ABOVE:
            return (self.above[0], _name(self.above[1])) if self.above else (None, "A1")
        level = int(name[len(GROUP) :] or 1) - 1
        if level < len(groups):
            _style, text, cell = groups[level]
            return text, _name(cell)
        return None, f"A{line.row + 1}"

    # What stands above and around

    def _above(self) -> tuple[str, tuple[int, int]] | None:
        """The committee or place that a line above the headings names, and its cell."""
        for row, columns in self._lines_above():
            if len(columns) > 3:
                return None
            for column in columns:
                text = text_of(self.grid.own(row, column))
                if isinstance(self.grid.own(row, column), str) and (named := unit_named(text)):
                    return named, (row, column)
        return None

    def _lines_above(self) -> Iterator[tuple[int, list[int]]]:
        for row in range(self.found.first - 1, max(self.found.first - _ABOVE_AT_MOST, 0) - 1, -1):
            yield row, [i for i in self.grid.filled(row) if self.found.left <= i < self.found.right]

    def titles(self) -> list[str]:
        return [
            text_of(self.grid.own(row, column)) for row, columns in self._lines_above() for column in columns
        ]

    def _first_group(self) -> list[tuple[str, str, tuple[int, int]]]:
        """Where the headings come again below the line of each group, the first such line is above them."""
        titles = [one for one, after in pairwise(self.body.lines)
                  if one.kind == Odd.GROUP and after.kind == Odd.HEADING]  # fmt: skip
        for row in range(self.found.first - 1, max(self.found.first - 3, -1), -1):
            columns = [i for i in self.grid.filled(row) if self.found.left <= i < self.found.right]
            if titles and len(columns) == 1:
                text = text_of(self.grid.own(row, columns[0]))
                return [(titles[0].group.style, group_text(text), (row, columns[0]))]
        return []

    def remarks(self) -> list[str]:
        """What is odd about its columns, and where other lists are."""
        table, found = self.grid.table, []
        for columns, text in (
            (table.hidden_columns, _("%(sheet)s: the column %(column)s is hidden; it counts all the same.")),
            (table.struck_columns,
             _("%(sheet)s: the column %(column)s is struck through; it counts all the same.")),
        ):  # fmt: skip
            found += [
                text % {"sheet": self.title, "column": f"{letter} ({one.text})" if one.text else letter}
                for one, letter in zip(self.columns, self.letters, strict=True)
                if one.column in columns
            ]
        return [*found, *self._other_lists()]

    def _other_lists(self) -> Iterator[str]:
        """What else the sheet holds that is not read."""
        if above := self._full_rows_above():
            rows = ", ".join(map(str, above[:_ROWS_NAMED])) + (" …" if len(above) > _ROWS_NAMED else "")
            yield _("%(sheet)s: rows above the headings are not read: %(rows)s.") % {
                "sheet": self.title,
                "rows": rows,
            }
        if self.body.next_list is not None:
            yield _(
                "%(sheet)s: another list begins in row %(row)d; it is not read together with this one."
            ) % {
                "sheet": self.title,
                "row": self.body.next_list + 1,
            }
        if self.found.is_one_of_several:
            yield _("%(sheet)s: lists stand side by side; columns %(first)s to %(last)s are read.") % {
                "sheet": self.title,
                "first": self.letters[0],
                "last": self.letters[-1],
            }
        if self.grid.width > MOST_COLUMNS:
            yield _("%(sheet)s: only the first %(count)d columns are read.") % {
                "sheet": self.title,
                "count": MOST_COLUMNS,
            }

    def _full_rows_above(self) -> list[int]:
        """Of the rows above the headings, those with more than titles have."""
        return [
            row + 1
            for row in range(self.found.first)
            if sum(map(is_filled, self.grid.rows[row])) >= _NO_TITLE
        ]


def _name(cell: tuple[int, int]) -> str:
    return cell_name(cell[0] + 1, cell[1])
