"""From measures to one statement: rows get marks, are counted by cell and by leader, and those are counted.

A database sorts all rows once more for every count of distinct cells. Counted by cell first, each row is
looked at once, and several levels (a committee's groups, the committees, all) are made of the same cells.
Django has no aggregates of aggregates, so what stands above the rows is written in SQL here; which rows have
which mark is said by queries (`Selection`). Why: docs/decisions/0021-kept-figures.md.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import BooleanField, ExpressionWrapper, F, Q

from attendance.models import VisitQuerySet

from .measures import ATTENDED, CELLS, FATES, LEADERS, MISSED, VISITS, Marks, Measure, Unit, fates_before
from .selection import Selection

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
    columns = {f"is_{mark}": ExpressionWrapper(rule, BooleanField()) for mark, rule in conditions.items()}
    columns |= {name: F(column) for column, name in statement.keys.items()}
    needed = ("id", "month", "absence_reason_id", "cell_id", "leader_id")
    query = rows.order_by().annotate(**columns).values(*needed, *columns).query
    found: dict[Level, dict[Key, Counted]] = {level: {} if level else {(): Counted()} for level in levels}
    compiler = query.get_compiler(using=rows.db)
    try:
        sql, parameters = compiler.as_sql()
    except EmptyResultSet:
        return found
    kinds = [query.annotations[name] for name in statement.keys.values()]
    types = [kind.output_field.cast_db_type(connections[rows.db]) for kind in kinds]
    with connections[rows.db].cursor() as cursor:
        cursor.execute(statement.above(sql, types), parameters)
        read = cursor.fetchall()
    converters = compiler.get_converters([None, *kinds])
    for number, *values in compiler.apply_converters(read, converters) if converters else read:
        statement.add(found, levels[number], values)
    return found


class _Statement:
    """The SQL above the marked rows. A group of a level is two rows: one by its cells, one by its leaders."""

    def __init__(self, measures: Sequence[Measure], levels: Sequence[Level], reasons: Sequence[int]):
        self._measures, self._levels, self._reasons = measures, levels, reasons
        columns = dict.fromkeys(column for level in levels for column in level)
        self.keys = {column: f"key_{number}" for number, column in enumerate(columns)}
        self._left_out: dict[str, str] = {}
        self._names = {unit: dict[Marks, str]() for unit in (CELLS, LEADERS)}

    def add(self, found: dict[Level, dict[Key, Counted]], level: Level, values: Sequence[Any]) -> None:
        """A row of the answer: the values of all keys, the figures, the cells by reason."""
        by_column = dict(zip(self.keys, values, strict=False))
        key, groups = tuple(by_column[column] for column in level), found[level]
        group = groups.get(key)
        if group is None:
            group = groups[key] = Counted()
        numbers = iter(values[len(self.keys) :])
        # Most are 0: what is counted by leaders is so by cells, and the other way round.
        for measure, number in zip(self._measures, numbers, strict=False):
            if number:
                group.numbers[measure.key] += number
        for reason, number in zip(self._reasons, numbers, strict=False):
            if number:
                group.reasons[reason] += number

    def above(self, rows: str, types: Sequence[str]) -> str:
        """The statement; `rows` is the one that gives the marked rows, and keys of these database types."""
        self._left_out = {
            name: f"CAST(NULL AS {kind})" for name, kind in zip(self.keys.values(), types, strict=True)
        }
        figures = {CELLS: self._of_cells(), LEADERS: self._of_leaders()}
        numbers = sorted(range(len(self._levels)), key=lambda number: -len(self._levels[number]))
        parts, groups = [f"visit AS ({rows})"], []
        for unit in (unit for unit in figures if self._names[unit]):
            for place, number in enumerate(numbers):
                # Of the levels that have its columns the coarsest, and last named, has fewest rows.
                finer = [n for n in numbers[:place] if set(self._levels[number]) <= set(self._levels[n])]
                by_unit = self._merged(number, unit, finer[-1]) if finer else self._by(number, unit)
                parts.append(f"{unit}_{number} AS ({by_unit})")
                groups.append(self._groups(number, unit, figures[unit]))
        return f"WITH {', '.join(parts)} {' UNION ALL '.join(groups)}"

    def _of_cells(self) -> list[str]:
        figures = [self._of_cell(measure) for measure in self._measures]
        if not self._reasons:
            return figures
        not_attended = f"{self._name(CELLS, ATTENDED)} = 0"
        place = f"(last_missed & {(1 << AFTER_ID) - 1})"
        return figures + [_how_many(not_attended, f"{place} = {n}") for n in range(len(self._reasons))]

    def _of_cell(self, measure: Measure) -> str:
        return _how_many(*self._fate(measure)) if measure.unit is CELLS else "0"

    def _of_leaders(self) -> list[str]:
        return [self._of_leader(measure) for measure in self._measures] + ["0"] * len(self._reasons)

    def _of_leader(self, measure: Measure) -> str:
        """Visits too: each is of one leader, and there are fewer leaders than cells to add up."""
        if measure.unit is CELLS:
            return "0"
        name = self._name(LEADERS, measure.marks)
        return f"SUM({name})" if measure.unit is VISITS else _how_many(f"{name} > 0")

    def _fate(self, measure: Measure) -> Iterator[str]:
        """What is true of the cells counted; without a fate, that they have a row with the marks."""
        if not measure.fate:
            yield f"{self._name(CELLS, measure.marks)} > 0"
            return
        for earlier in fates_before(measure.fate):
            yield f"{self._name(CELLS, ('counted', FATES[earlier]))} = 0"
        yield f"{self._name(CELLS, ('counted', FATES[measure.fate]))} > 0"
        if measure.among:
            yield f"{self._name(CELLS, measure.among)} > 0"

    def _name(self, unit: Unit, marks: Marks) -> str:
        """Of the number of a cell's or a leader's rows that have the marks."""
        return self._names[unit].setdefault(marks, f"n_{len(self._names[unit])}")

    def _by(self, number: int, unit: Unit) -> str:
        """Each cell or leader of each group of a level that no finer one has."""
        counts = [
            f"CAST({_how_many(*(f'is_{mark}' for mark in marks))} AS integer) AS {name}"
            for marks, name in self._names[unit].items()
        ]
        return self._grouped(number, unit, counts, self._missed(), "visit")

    def _merged(self, number: int, unit: Unit, finer: int) -> str:
        """Each cell or leader once in the groups of a coarser level."""
        counts = [f"CAST(SUM({name}) AS integer) AS {name}" for name in self._names[unit].values()]
        return self._grouped(number, unit, counts, "last_missed", f"{unit}_{finer}")

    def _grouped(self, number: int, unit: Unit, counts: list[str], missed: str, source: str) -> str:
        by = ", ".join([*self._keys_of(number), f"{unit}_id"])
        if unit is CELLS and self._reasons:
            counts.append(f"MAX({missed}) AS last_missed")
        return f"SELECT {by}, {', '.join(counts)} FROM {source} GROUP BY {by}"  # noqa: S608 - names of ours

    def _missed(self) -> str:
        places = " ".join(f"WHEN {reason} THEN {n}" for n, reason in enumerate(self._reasons))
        number = f"month * {1 << AFTER_MONTH} + id * {1 << AFTER_ID} + CASE absence_reason_id {places} END"
        return f"CASE WHEN {' AND '.join(f'is_{mark}' for mark in MISSED)} THEN {number} END"

    def _groups(self, number: int, unit: Unit, figures: list[str]) -> str:
        keys = self._keys_of(number)
        shown = [name if name in keys else self._left_out[name] for name in self.keys.values()]
        grouped = f" GROUP BY {', '.join(keys)}" if keys else ""
        return f"SELECT {', '.join([str(number), *shown, *figures])} FROM {unit}_{number}{grouped}"  # noqa: S608

    def _keys_of(self, number: int) -> list[str]:
        return [self.keys[column] for column in self._levels[number]]


def _how_many(*conditions: str) -> str:
    return f"COUNT(*) FILTER (WHERE {' AND '.join(conditions)})"
