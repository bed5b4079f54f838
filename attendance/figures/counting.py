"""From measures to one statement: rows get marks, are counted by cell and by leader, and those are counted.

A database sorts all rows once more for every count of distinct cells. Counted by cell first, each row is
looked at once, and several levels (a committee's groups, the committees, all) are made of the same cells.
Django has no aggregates of aggregates, so what stands above the rows is written in SQL here; which rows have
which mark is said by queries (`Selection`). Why: docs/decisions/0021-kept-figures.md.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from django.db import connections
from django.db.models import BooleanField, ExpressionWrapper, F, Q

from attendance.models import VisitQuerySet

from .measures import ATTENDED, CELLS, COUNTED, FATES, LEADERS, MISSED, VISITS, Fate, Marks, Measure, Unit
from .selection import Selection
from .statements import read

Key: TypeAlias = tuple[Any, ...]  # the values of the columns by which figures are grouped
Level: TypeAlias = tuple[str, ...]  # these columns
Conditions: TypeAlias = dict[str, Q]  # by the names of marks

# The last missed row of a cell, as one number: its month, its own id, the place of its reason.
# In 64 bits there is room for months of ten thousand years, 2^36 visits and a thousand reasons.
AFTER_ID, AFTER_MONTH = 10, 46


@dataclass
class Counted:
    """The figures of one group by the measures' keys, and its cells not attended by the reasons' ids."""

    numbers: Counter[str] = field(default_factory=Counter)
    reasons: Counter[int] = field(default_factory=Counter)


def conditions_of(measures: Iterable[Measure], selection: Selection) -> Conditions:
    """What the measures, and reasons, ask of the rows of a selection, by the marks that they use."""
    marks = {mark for measure in measures for mark in (*measure.marks, *measure.among)}
    fates = {FATES[fate] for measure in measures if measure.fate for fate in FATES}
    return {mark: getattr(selection, mark) for mark in sorted({*marks, *MISSED, *fates})}


def count_levels(
    rows: VisitQuerySet,
    conditions: Conditions,
    measures: Sequence[Measure],
    levels: Sequence[Level],
    reasons: Sequence[int] = (),
) -> dict[Level, dict[Key, Counted]]:
    """The figures of every group at each level, in one statement.

    `levels` are columns of the visit or its cell ("leader_group", "cell__committee_id"); one without columns
    has one group, even where there is no row. `reasons` are the ids of those by which cells not attended are
    counted.
    """
    statement = _Statement(measures, levels, reasons)
    marks = {f"is_{mark}": ExpressionWrapper(conditions[mark], BooleanField()) for mark in statement.marks}
    keys = {name: F(column) for column, name in statement.keys.items()}
    visits = rows.annotate(**marks, **keys).values(*statement.columns, *marks, *keys)
    found: dict[Level, dict[Key, Counted]] = {level: {} if level else {(): Counted()} for level in levels}
    kinds = [visits.query.annotations[name] for name in statement.keys.values()]
    types = [kind.output_field.cast_db_type(connections[rows.db]) for kind in kinds]
    answer = read({"visit": visits}, statement.above(types))
    compiler = visits.query.get_compiler(using=rows.db)
    converters = compiler.get_converters([None, *kinds])
    for number, *values in compiler.apply_converters(answer, converters) if converters else answer:
        statement.add(found, levels[number], values)
    return found


class _Statement:
    """The SQL above the marked rows. A group of a level is two rows: one by its cells, one by its leaders."""

    def __init__(self, measures: Sequence[Measure], levels: Sequence[Level], reasons: Sequence[int]):
        self._measures, self._levels, self._reasons = measures, levels, reasons
        columns = dict.fromkeys(column for level in levels for column in level)
        self.keys = {column: f"key_{number}" for number, column in enumerate(columns)}
        self._marks: set[str] = set()
        # What is to be known of a cell or a leader, as its rows say it: its name, and how parts of it do.
        self._known = {unit: dict[str, tuple[str, str]]() for unit in (CELLS, LEADERS)}
        self._figures = {CELLS: self._of_cells(), LEADERS: self._of_leaders()}

    @property
    def marks(self) -> list[str]:
        """Those that the rows need."""
        return sorted(self._marks)

    @property
    def columns(self) -> list[str]:
        """Those of the visit that the rows need."""
        units = [f"{unit}_id" for unit, known in self._known.items() if known]
        return [*units, "id", "month", "absence_reason_id"] if self._reasons else units

    def add(self, found: dict[Level, dict[Key, Counted]], level: Level, values: Sequence[Any]) -> None:
        """A row of the answer: the values of all keys, the figures, the cells by reason."""
        by_column = dict(zip(self.keys, values, strict=False))
        key, groups = tuple(by_column[column] for column in level), found[level]
        group = groups.get(key)
        if group is None:
            group = groups[key] = Counted()
        numbers = iter(values[len(self.keys) :])
        # Of a group's two rows only one has each figure: what is counted by leaders is 0 by cells.
        for measure, number in zip(self._measures, numbers, strict=False):
            if number:
                group.numbers[measure.key] = number
        for reason, number in zip(self._reasons, numbers, strict=False):
            if number:
                group.reasons[reason] = number

    def above(self, types: Sequence[str]) -> str:
        """The statement above the marked rows, `visit`, whose keys are of these database types."""
        left_out = {
            name: f"CAST(NULL AS {kind})" for name, kind in zip(self.keys.values(), types, strict=True)
        }
        numbers = sorted(range(len(self._levels)), key=lambda number: -len(self._levels[number]))
        parts, groups = [], []
        for unit in (unit for unit, known in self._known.items() if known):
            # By all columns together leaders are few still: rows are looked at once, whatever the levels.
            wanted = {f"{unit}_of_all": tuple(self.keys)} if unit is LEADERS else {}
            wanted |= {f"{unit}_{number}": self._levels[number] for number in numbers}
            made: dict[str, Level] = {}
            for name, level in wanted.items():
                # Of those that have its columns the coarsest, and last named, has fewest rows.
                finer = [other for other, columns in made.items() if set(level) <= set(columns)]
                parts.append(f"{name} AS ({self._by(unit, level, finer[-1] if finer else '')})")
                made[name] = level
            groups += [self._groups(number, unit, left_out) for number in numbers]
        return f", {', '.join(parts)} {' UNION ALL '.join(groups)}"

    # --- the figures ---

    def _of_cells(self) -> list[str]:
        figures = [self._of_cell(measure) for measure in self._measures]
        if not self._reasons:
            return figures
        place = f"({self._name(CELLS, f'MAX({self._missed()})', 'MAX({})')} & {(1 << AFTER_ID) - 1})"
        not_attended = f"NOT {self._has(ATTENDED)}"
        return figures + [_how_many(not_attended, f"{place} = {n}") for n in range(len(self._reasons))]

    def _of_cell(self, measure: Measure) -> str:
        if measure.unit is not CELLS:
            return "0"
        among = [self._has(measure.among)] if measure.among else []
        return _how_many(self._fate_is(measure.fate) if measure.fate else self._has(measure.marks), *among)

    def _of_leaders(self) -> list[str]:
        return [self._of_leader(measure) for measure in self._measures] + ["0"] * len(self._reasons)

    def _of_leader(self, measure: Measure) -> str:
        """Visits too: each is of one leader, and there are fewer leaders than cells to add up."""
        if measure.unit is CELLS:
            return "0"
        number = self._number(measure.marks)
        return f"SUM({number})" if measure.unit is VISITS else _how_many(f"{number} > 0")

    # --- what is known of a cell or a leader ---

    def _name(self, unit: Unit, of_rows: str, of_parts: str) -> str:
        known = self._known[unit]
        name = f"{unit}_knows_{len(known)}"
        return known.setdefault(of_rows, (name, of_parts.format(name)))[0]

    def _number(self, marks: Marks) -> str:
        """Of a leader's rows with the marks."""
        of_rows = _how_many(self._all(*marks))
        return self._name(LEADERS, f"CAST({of_rows} AS integer)", "CAST(SUM({}) AS integer)")

    def _has(self, marks: Marks) -> str:
        """That a cell has a row with the marks; where fates are asked for, they say it of some."""
        if marks in (COUNTED, ATTENDED) and any(measure.fate for measure in self._measures):
            return f"{self._fate()} IS NOT NULL" if marks == COUNTED else self._fate_is(Fate.ATTENDED)
        return f"{self._name(CELLS, f'MAX(CASE WHEN {self._all(*marks)} THEN 1 ELSE 0 END)', 'MAX({})')} = 1"

    def _fate_is(self, fate: Fate) -> str:
        return f"{self._fate()} = {list(FATES).index(fate)}"

    def _fate(self) -> str:
        """Of a cell: the place of the first one that its rows have; NULL where none of them counts."""
        places = " ".join(f"WHEN {self._all(mark)} THEN {n}" for n, mark in enumerate(FATES.values()))
        value = f"CASE WHEN NOT {self._all(*COUNTED)} THEN NULL {places} END"
        return self._name(CELLS, f"MIN({value})", "MIN({})")

    def _missed(self) -> str:
        places = " ".join(f"WHEN {reason} THEN {n}" for n, reason in enumerate(self._reasons))
        number = f"month * {1 << AFTER_MONTH} + id * {1 << AFTER_ID} + CASE absence_reason_id {places} END"
        return f"CASE WHEN {self._all(*MISSED)} THEN {number} END"

    def _all(self, *marks: str) -> str:
        self._marks.update(marks)
        return " AND ".join(f"is_{mark}" for mark in marks)

    # --- from rows to cells or leaders to groups ---

    def _by(self, unit: Unit, level: Level, finer: str) -> str:
        """Each cell or leader once in each group of a level, of visits or of a finer level."""
        by = ", ".join([*self._keys_of(level), f"{unit}_id"])
        known = [
            f"{of_parts if finer else of_rows} AS {name}"
            for of_rows, (name, of_parts) in self._known[unit].items()
        ]
        return f"SELECT {by}, {', '.join(known)} FROM {finer or 'visit'} GROUP BY {by}"  # noqa: S608 - names of ours

    def _groups(self, number: int, unit: Unit, left_out: Mapping[str, str]) -> str:
        keys = self._keys_of(self._levels[number])
        shown = [name if name in keys else left_out[name] for name in self.keys.values()]
        columns = ", ".join([str(number), *shown, *self._figures[unit]])
        by = f" GROUP BY {', '.join(keys)}" if keys else ""
        return f"SELECT {columns} FROM {unit}_{number}{by}"  # noqa: S608

    def _keys_of(self, level: Level) -> list[str]:
        return [self.keys[column] for column in level]


def _how_many(*conditions: str) -> str:
    return f"COUNT(*) FILTER (WHERE {' AND '.join(conditions)})"
