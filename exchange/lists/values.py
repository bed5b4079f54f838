"""The cells of an office's list that hold no codes: read as offices write them."""

from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from django.utils.translation import gettext as _

from attendance.models import AbsenceReason
from exchange.layout.columns import is_empty
from exchange.tables.encodings import old_encoding
from exchange.workbook.columns import Column
from exchange.workbook.kinds import MeetingDay, OfMembers, Unfit, clean, shown
from exchange.workbook.reader import Row, read_cell
from exchange.workbook.sheets import ANNOUNCED, TOTALS
from lib.periods import HalfYear, Month
from lib.vietnamese import search_key

from .asking import Asking
from .mapping import Mapping
from .month_notes import told_in
from .names import has_words, is_reason
from .references import Cell, Line
from .spellings import doubts, parse
from .told import Titles, tell_half_year


class ListValues:
    """Reads them line by line. `unknown` are words that nobody knows, by column key."""

    def __init__(self, mapping: Mapping, asking: Asking, unknown: dict[str, dict], titles: Titles):
        self.mapping, self.asking, self.unknown, self.titles = mapping, asking, unknown, titles
        self._is_told = mapping.is_told("half_year")
        # Of a month's table the month, of a calendar its document too stand above it, if nowhere else.
        self._is_month_told = self._stands_above("month", ANNOUNCED, TOTALS)
        self._is_document_told = self._stands_above("source_document", ANNOUNCED)
        self._has_notes = mapping.sheet == TOTALS and mapping.names
        present, total = (mapping.columns.get(key) for key in ("members_present", "members_total"))
        self._are_members_together = present is not None and present == total

    def _stands_above(self, key: str, *sheets: str) -> bool:
        is_said = key in self.mapping.columns or self.mapping.values.get(key)
        return self.mapping.sheet in sheets and self.mapping.names and not is_said

    def read(self, line: Line, columns: Sequence[Column]) -> None:
        is_told = self._is_told
        half_year, reason = self.titles.half_year(line) if is_told else (None, "")
        said = half_year
        if self._has_notes and self._is_month_told:  # its sheet has no such column
            line.row["month"], _reason = self.titles.month(line)
        for column in columns:
            if column.key == "half_year" and is_told:
                continue
            if column.key == "month" and self._is_month_told:
                self._tell_month(line)
                continue
            if column.key == "source_document" and self._is_document_told:
                self._tell_document(line)
                continue
            if column.key in line.cells:
                self._read(line.row, column, line.cells[column.key], half_year)
            elif not (column.key == "code" and self.mapping.makes_codes):
                self._read(line.row, column, Cell(self.mapping.values.get(column.key)), half_year)
            half_year = line.row["half_year"] or half_year
        if is_told:
            tell_half_year(line, said, reason, self.asking)
        if self._has_notes and line.row["note"]:
            self._read_notes(line.row)

    def _read_notes(self, row: Row) -> None:
        note, told = told_in(row["note"])
        row["note"] = note or None
        for key, value in told.items():
            if row[key] is None and key not in row.bad:
                row[key] = value

    def _tell_month(self, line: Line) -> None:
        month, reason = self.titles.month(line)
        if month:
            line.row["month"] = month
            self.asking.guess(line.row, "month", "", (str(month), str(month)), reason)

    def _tell_document(self, line: Line) -> None:
        document, reason = self.titles.document(line)
        if document:
            line.row["source_document"] = document
            self.asking.guess(line.row, "source_document", "", (document, document), reason)

    def doubt(self, lines: Sequence[Line], column: Column) -> None:
        """Warn where the column as a whole makes single values doubtful."""
        for position, doubt in doubts(column, [line.cells[column.key].value for line in lines]).items():
            lines[position].row.warning(column.key, *doubt)
        if self._is_month_told and isinstance(column.kind, MeetingDay):
            _doubt_other_months([line.row for line in lines if line.row["date"] and not line.row["month"]])

    def _read(self, row: Row, column: Column, cell: Cell, half_year: HalfYear | None) -> None:
        if self.mapping.is_given_out and column.key == "outcome" and is_empty(cell.value):
            return  # nobody has written a result here yet
        if cell.data_type in ("f", "e") or is_empty(cell.value):
            read_cell(row, column, cell)
            return
        value = clean(cell.value) if isinstance(cell.value, str) else cell.value
        if self._are_members_together and column.key == "members_present" and _is_one_number(value):
            return  # it is of all members
        if self._are_members_together and column.key == "members_total" and "members_present" in row.bad:
            row.bad |= {column.key}
            return
        try:
            if isinstance(column.kind, OfMembers) and not self._are_members_together:
                _expect_one_number(value)
            value = self._word(column, value)
            parsed = parse(column, value, half_year=half_year, month=row["month"])
        except Unfit as unfit:
            if isinstance(value, str):
                row.raw[column.key] = value
                self._may_be_given(column, value)
            row.problem(column.key, unfit.what, unfit.cure)
            return
        row[column.key] = parsed.value
        if parsed.doubt:
            row.warning(column.key, *parsed.doubt)

    def _word(self, column: Column, value):
        """The word that was said to be meant, or the reason of the catalogue."""
        if not isinstance(value, str) or not has_words(column):
            return value
        if meaning := self.asking.meaning(column.key, value):
            return meaning
        if is_reason(column):
            if (label := self._reasons.get(search_key(value))) is not None:
                return label
            self._may_be_given(column, value)
        return value

    def _may_be_given(self, column: Column, text: str) -> None:
        if self.mapping.names and has_words(column) and not old_encoding(text):
            self.unknown[column.key][text] = None

    @cached_property
    def _reasons(self) -> dict[str, str]:
        return {search_key(label): label for label in AbsenceReason.objects.values_list("label", flat=True)}


def _is_one_number(value) -> bool:
    return isinstance(value, int | float) or (isinstance(value, str) and "/" not in value)


def _expect_one_number(value) -> None:
    """Of "16/18" one half would be lost."""
    if isinstance(value, str) and "/" in value:
        raise Unfit(
            _("“%(value)s” is two numbers, where one is read") % {"value": shown(value)},
            _("write one number, or choose this column for both “Có mặt” and “Tổng số đảng viên”"),
        )


def _doubt_other_months(rows: Sequence[Row]) -> None:
    """A notice is of one month, even where its title does not say of which."""
    months = Counter(Month.of(row["date"]) for row in rows)
    if len(months) < 2:
        return
    usual, _count = months.most_common(1)[0]
    for row in rows:
        if Month.of(row["date"]) != usual:
            row.warning(
                "date",
                _("the day lies in %(month)s, most others in %(usual)s")
                % {"month": Month.of(row["date"]), "usual": usual},
                _("correct the cell where another month was meant"),
            )
