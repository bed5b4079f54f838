"""The rows below the headings of a list: which are its records, and what the others are."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from . import words
from .columns import Titled, heading_key
from .grid import Grid, is_filled
from .headings import are_headings
from .listing import Odd
from .texts import text_of

_FOOTER = 40  # rows at the end that are looked at for signatures, however full


@dataclass
class Head:
    """The headings of a list: its rows and columns from 0, `right` and `last` included no more and still.

    `required` are the columns that most likely hold what no record may lack.
    """

    first: int
    last: int
    left: int
    right: int
    columns: list[Titled]
    required: frozenset[int] = frozenset()
    crossings: frozenset[int] = frozenset()

    @cached_property
    def width(self) -> int:
        return sum(bool(one.parts) for one in self.columns)

    @cached_property
    def keys(self) -> frozenset[str]:
        return frozenset(heading_key(part) for one in self.columns for part in one.parts)

    @cached_property
    def texts(self) -> frozenset[str]:
        return frozenset(_folded(part) for one in self.columns for part in one.parts)


class Group(NamedTuple):
    """What a line above a group of rows says: its style of numbering, whether it is the first so numbered,
    text and column."""

    style: str
    is_first: bool
    text: str
    column: int


@dataclass(slots=True)
class Line:
    """A row that has anything: the columns with something of their own, and those that a merge from above
    gives something."""

    row: int
    values: list
    own: list[int]
    down: list[int]
    kind: Odd | None = None
    is_numbered: bool = False
    is_sparse: bool = False
    group: "Group | None" = None


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


@dataclass
class Body:
    """The lines from below the headings up to the next list, each with its kind; None is a record."""

    grid: Grid
    head: Head
    lines: list[Line] = field(default_factory=list)
    index: int | None = None
    next_list: int | None = None  # the row of another list's headings below

    def __post_init__(self):
        self._read()
        self.index = self._index()
        for line in self.lines:
            line.is_numbered = self._is_numbered(line)
            line.kind = self._kind_by_words(line)
        self._core = self._usual_columns()
        usual = [line for line in self.lines if line.kind is None]
        for line in usual:
            line.is_sparse = self._is_sparse(line)
        self._look_at_records([line for line in usual if not line.is_sparse])
        self._judge(usual)

    # What there is

    def _read(self) -> None:
        grid, left, right = self.grid, self.head.left, self.head.right
        for row in range(self.head.last + 1, len(grid.rows)):
            values = grid.rows[row]
            own = [
                i
                for i, value in enumerate(values[left:right], left)
                if value is not None and is_filled(value)
            ]
            if not own:
                continue
            covered = grid.covered.get(row, ())
            down = [
                i
                for i in covered
                if covered[i].first_row < row and i == covered[i].first_column and left <= i < right
            ]
            line = Line(row, values, own, down)
            line.kind = self._heading(line)
            if line.kind is None and self._is_other_heading(line):
                self.next_list = row
                self._give_back_titles()
                return
            self.lines.append(line)

    def _heading(self, line: Line) -> Odd | None:
        texts = [line.values[i] for i in line.own]
        if type(texts[0]) is not str or _folded(texts[0]) not in self.head.texts:
            return None
        alike = sum(isinstance(text, str) and _folded(text) in self.head.texts for text in texts)
        enough = alike >= min(2, len(self.head.texts)) and alike * 5 >= len(texts) * 3
        return Odd.HEADING if enough else None

    def _is_other_heading(self, line: Line) -> bool:
        """Headings of another list; of this one in other words, then with the kind set."""
        texts = [line.values[i] for i in line.own]
        if not are_headings(texts):
            return False
        alike = sum(heading_key(text) in self.head.keys for text in texts)
        # A list has some rows before another one begins.
        if alike * 5 >= len(texts) * 3 or all(other.kind for other in self.lines):
            line.kind = Odd.HEADING
            return False
        return True

    def _give_back_titles(self) -> None:
        """The lines right above another list's headings are its titles."""
        above = self.next_list
        while self.lines and above - self.lines[-1].row <= 2:
            line = self.lines[-1]
            value = line.values[line.own[0]]
            if len(line.own) > 1 or not isinstance(value, str) or line.kind or words.is_signature(value):
                return
            above = self.lines.pop().row

    # What is usual

    def _index(self) -> int | None:
        """The column of running numbers."""
        for one in self.head.columns[:3]:
            if one.parts and heading_key(one.parts[-1]) in words.INDEX_KEYS:
                return one.column
        first = self.head.columns[0] if self.head.columns else None
        if first is None or first.parts:
            return None
        numbers = [line.values[first.column] for line in self.lines[:200] if first.column in line.own]
        return first.column if sum(map(words.is_index, numbers)) * 2 > len(numbers) > 1 else None

    def _is_numbered(self, line: Line) -> bool:
        if self.index is None:
            return False
        return self.index in line.down or (self.index in line.own and words.is_index(line.values[self.index]))

    def _usual_columns(self) -> frozenset[int]:
        """Those that most full rows fill, but for the running number."""
        usual = [line for line in self.lines if line.kind is None]
        sizes = sorted(len(line.own) + len(line.down) for line in usual)
        if not sizes:
            return frozenset()
        full = [ln for ln in usual if (len(ln.own) + len(ln.down)) * 5 >= sizes[len(sizes) * 9 // 10] * 3]
        counts = Counter(i for line in full for i in (*line.own, *line.down))
        return (
            frozenset(i for i, n in counts.items() if n * 2 >= len(full)) - {self.index} - self.head.crossings
        )

    def _is_sparse(self, line: Line) -> bool:
        columns = {*line.own, *line.down}
        common = len(self._core & columns)
        if self._has_required(line) or (common and self.head.crossings & columns):
            return False
        return common <= (max(1, len(self._core) // 3) if len(self._core) > 1 else 0)

    def _look_at_records(self, records: list[Line]) -> None:
        numbered = [k for k, line in enumerate(records) if line.is_numbered]
        # Below the last number there may be many signatures, and few records above it.
        self._are_numbered = bool(numbered) and len(numbered) * 2 > numbered[-1]
        some = records[:200]
        texts = Counter(
            i for line in some for i in line.own if i in self._core and type(line.values[i]) is str
        )
        self._name = min((i for i, n in texts.items() if n * 2 >= len(some)), default=None)
        first = Counter(_first_word(line.values[self._name]) for line in some if self._name in line.own)
        self._first_words = {word for word, count in first.items() if count * 5 >= len(some) * 2}
        self._capitals = self._name is not None and sum(
            str(line.values[self._name]).isupper() for line in some if self._name in line.own
        ) * 2 > len(some)

    # What each is

    def _kind_by_words(self, line: Line) -> Odd | None:
        if line.kind:
            return line.kind
        values = [line.values[i] for i in line.own]
        if any(words.is_total(value) for value in values[:2]) and not self._names_a_record(line):
            return Odd.TOTAL
        if len(values) * 2 >= self.head.width and words.is_numbering(values):
            return Odd.NUMBERING
        return None

    def _names_a_record(self, line: Line) -> bool:
        return self._has_required(line) or (line.is_numbered and len(line.own) > 2)

    def _has_required(self, line: Line) -> bool:
        required = self.head.required
        return len(required) > 1 and required.issubset((*line.own, *line.down))

    def _judge(self, usual: list[Line]) -> None:
        records = [k for k, line in enumerate(usual) if self._is_firm(line)]
        last = records[-1] if records else -1
        signed = False
        numbers = [line.values[self.index] if line.is_numbered and self.index in line.own else None
                   for line in usual]  # fmt: skip
        for k, line in enumerate(usual):
            after = k > last
            if self._is_signed(line, len(usual) - k) and (line.is_sparse or self._ends_with(usual, k)):
                line.kind, signed = Odd.SIGNATURE, signed or not words.is_note(self._text(line))
            elif signed and not line.is_numbered and (after or self._ends_with(usual, k)):
                line.kind = Odd.SIGNATURE
            elif (group := self._group(line, numbers, k)) and (not after or group.style in ("I", "A")):
                line.group, line.kind = group, Odd.GROUP
            elif line.is_sparse and len(line.own) == 1 and words.is_title(self._text(line)):
                line.kind = Odd.HEADING
            elif line.is_sparse:
                line.kind = self._sparse(line, after, usual[k - 1] if k else None)
            elif after and self._is_capitals(line):
                line.kind, signed = Odd.SIGNATURE, True

    def _is_firm(self, line: Line) -> bool:
        """Certainly a record: shaped like one, with the number if the others have any."""
        if self._are_numbered:
            return line.is_numbered and any(i != self.index for i in (*line.own, *line.down))
        return not line.is_sparse

    def _ends_with(self, usual: list[Line], k: int) -> bool:
        """Whether no numbered row follows, and not many others."""
        return len(usual) - k <= 8 and not any(line.is_numbered for line in usual[k:])

    def _text(self, line: Line) -> str:
        return next((text_of(line.values[i]) for i in line.own if isinstance(line.values[i], str)), "")

    def _is_signed(self, line: Line, left: int) -> bool:
        if line.is_numbered or not (line.is_sparse or left <= _FOOTER):
            return False
        among = line.own[: 6 if line.is_sparse else 2]
        texts = [line.values[i] for i in among if isinstance(line.values[i], str)]
        return any(words.is_signature(text) for text in texts)

    def _is_capitals(self, line: Line) -> bool:
        """Such as CHỦ TỊCH beside BÍ THƯ, without a number."""
        if self._capitals or not self._are_numbered or line.is_numbered:
            return False
        return all(isinstance(line.values[i], str) and line.values[i].isupper() for i in line.own)

    def _sparse(self, line: Line, after: bool, before: Line | None) -> Odd | None:
        texts = [i for i in line.own if i != self.index]
        if line.is_numbered:
            return None if texts or line.down else Odd.SHORT
        alike = self._name in line.own and _first_word(line.values[self._name]) in self._first_words
        if after and not (alike and before is not None and before.row == line.row - 1):
            return Odd.SIGNATURE if any(isinstance(line.values[i], str) for i in texts) else Odd.SHORT
        return Odd.SHORT

    def _group(self, line: Line, numbers: list, k: int) -> Group | None:
        texts = [i for i in line.own if isinstance(line.values[i], str)]
        mark = words.marker(line.values[self.index]) if self.index in line.own else None
        if self.index in texts and mark is not None:
            texts.remove(self.index)
        if len(texts) != 1 or line.down or (len(self._core) < 2 and not self._is_strange(line, mark)):
            return None
        column, text = texts[0], text_of(line.values[texts[0]])
        if words.is_title(text):
            return None
        others = [line.values[i] for i in line.own if i not in (column, self.index)]
        if not line.is_sparse and not (self._is_strange(line, mark) and all(map(words.is_number, others))):
            return None
        style, rest = words.marked(text)
        if not self._looks_like_group(line, column, rest, mark or style):
            return None
        if mark == "1" and self._goes_on_counting(numbers, k, rest):
            return None
        is_first = words.is_first(line.values[self.index] if mark else text)
        style = mark or style or ("upper" if text.isupper() else "plain")
        return Group(style, is_first, words.group_text(text), column)

    def _is_strange(self, line: Line, mark: str | None) -> bool:
        """What stands in place of the number is none such as the records have."""
        if not self._are_numbered or self.index not in line.own:
            return False
        return not line.is_numbered or mark in ("I", "A")

    def _looks_like_group(self, line: Line, column: int, text: str, style: str | None) -> bool:
        if self._is_strange(line, style) or style in ("I", "A") or self.grid.span(line.row, column) > 2:
            return True
        if _first_word(text) in self._first_words:
            return False
        if words.begins_like_group(text) or style or text.endswith(":"):
            return True
        if text.isupper() and not self._capitals:
            return True
        # Alone, where all others have a number or fill several columns.
        last = (self._name or 0) if self._are_numbered else self.head.left
        return len(line.own) == 1 and column <= last

    def _goes_on_counting(self, numbers: list, k: int, text: str) -> bool:
        """Whether the number goes on from the one before to the one after, as records' numbers do."""
        here = _as_number(numbers[k])
        before = next((_as_number(n) for n in reversed(numbers[max(k - 20, 0) : k]) if n is not None), None)
        after = next((_as_number(n) for n in numbers[k + 1 : k + 21] if n is not None), None)
        if not words.begins_like_group(text):
            return after != 1
        if here is None:
            return False
        return (before is None or before == here - 1) and (after is None or after == here + 1) and (
            before is not None or after is not None
        )  # fmt: skip


def _first_word(value) -> str:
    found = str(value).split(maxsplit=1)
    return found[0].casefold() if found else ""


def _as_number(value) -> int | None:
    if type(value) is int:
        return value
    text = value.strip(" ().") if isinstance(value, str) else ""
    return int(text) if text.isdecimal() else None
