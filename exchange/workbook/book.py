"""The workbook while it is judged: its rows, and the objects that they name by their codes."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from django.utils.translation import gettext as _

from attendance.models import AbsenceReason, Visit
from committees.models import Committee, Leader
from lib import periods
from lib.periods import now
from lib.vietnamese import name_key
from meetings.models import (
    Cell,
    Criterion,
    Finding,
    Level,
    Meeting,
    OrganizationType,
    RatingBand,
    Rubric,
)

from .columns import Column
from .kinds import SELF_SCORED, shown, without_name, word_key
from .ledger import Ledger, batches
from .problems import Report, SheetCounts
from .reader import Contents, Row
from .sheets import CELLS, COMMITTEES, FINDINGS, LEADERS, RUBRICS, SHEETS, TYPES
from .terms import Terms

OF_RUBRICS = ("criteria__levels", "bands", "kinds", "organization_types")
CREATED, CHANGED, UNCHANGED = "created", "changed", "unchanged"


class Catalogue:
    """Objects of one model by code: the database's, and in time those that the workbook adds."""

    def __init__(self, sheet: str, key: str, queryset):
        self.sheet, self.key, self._queryset = sheet, key, queryset
        self._objects: dict[str, object] = {}
        self._codes: dict[int, str] = {}

    def load(self, codes: set[str]) -> None:
        for batch in batches(sorted(codes)):
            for instance in self._queryset.filter(code__in=batch):
                self.add(instance)

    def add(self, instance) -> None:
        self._objects[instance.code] = instance
        if instance.pk is not None:
            self._codes[instance.pk] = instance.code

    def get(self, code: str):
        return self._objects.get(code)

    def code_of(self, pk: int) -> str:
        """The code of an object in the database; a text no code can be, where it is not loaded."""
        return self._codes.get(pk, f"\n{pk}")

    def __contains__(self, code: str) -> bool:
        return code in self._objects

    def in_database(self) -> list:
        return [instance for instance in self._objects.values() if instance.pk is not None]


@dataclass(frozen=True, slots=True)
class Judged:
    """What a row does, and to which objects."""

    row: Row
    outcome: str
    objects: tuple


class Blame:
    """Combinations that rows with problems may have been about: no complaint rests on these.

    None stands for a value that could not be read, so for any value.
    """

    def __init__(self):
        self._blamed: set[tuple] = set()

    def add(self, *values) -> None:
        self._blamed.add(values)

    def covers(self, *values) -> bool:
        return bool(self._blamed) and any(
            candidate in self._blamed for candidate in product(*((value, None) for value in values))
        )


class Book:
    """Everything that the modules of the importer share while they judge one workbook."""

    def __init__(
        self,
        contents: Contents,
        report: Report,
        *,
        terms: Terms,
        change_reason: str,
        since: dt.date | None = None,
    ):
        """`since`: from which day committees stand where the workbook puts them; None: they always did."""
        self._contents, self.report, self.since = contents, report, since
        self.terms, self.by, self.now, self.today = terms, terms.by, now(), periods.today()
        self.ledger = Ledger(by=self.by, change_reason=change_reason)
        self._outcomes: dict[str, Counter] = defaultdict(Counter)
        self.judged: list[Judged] = []

        self._know_by_code()
        self._hold_what_is_judged()
        self._hold_what_is_in_doubt()

    def _know_by_code(self) -> None:
        """The catalogues, and the reasons by their words."""
        seen = self.terms.seen
        self.committees = Catalogue(COMMITTEES, "code", seen(Committee.objects.select_related("successor")))
        self.types = Catalogue(TYPES, "code", OrganizationType.objects.all())
        self.cells = Catalogue(CELLS, "code", seen(Cell.objects.all()))
        self.leaders = Catalogue(LEADERS, "code", seen(Leader.objects.select_related("committee")))
        self.findings = Catalogue(FINDINGS, "code", Finding.objects.all())
        self.rubrics = Catalogue(RUBRICS, "rubric", Rubric.objects.prefetch_related(*OF_RUBRICS))
        catalogues = self.committees, self.types, self.cells, self.leaders, self.findings, self.rubrics
        self._catalogues = {catalogue.sheet: catalogue for catalogue in catalogues}
        self.reasons = {word_key(reason.label): reason for reason in AbsenceReason.objects.all()}

    def _hold_what_is_judged(self) -> None:
        """Filled by the modules, keyed by codes so that new and stored objects are found alike."""
        self.tree = None  # committee_tree.Tree
        self.criteria: dict[str, dict[str, Criterion]] = defaultdict(dict)  # by rubric, own code
        self.levels: dict[int, dict[Decimal, Level]] = {}  # by id(criterion), points
        self.bands: dict[str, dict[str, RatingBand]] = defaultdict(dict)  # by rubric, label
        self.meetings: dict[tuple[str, dt.date], Meeting] = {}  # by cell, date
        self.numbers: dict[
            tuple[int, str], tuple[Row, int]
        ] = {}  # by id() of the meeting and name: told where
        self.visits = None  # visits.Visits
        self.results: set[tuple] = set()  # keys of the visits that have a row of results
        self.evaluations = None  # evaluations.Evaluations

    def _hold_what_is_in_doubt(self) -> None:
        """What rows with problems may have been about."""
        self.bad_criteria = Blame()  # rubric, criterion
        self.bad_maxima = Blame()  # rubric, criterion
        self.bad_visits = Blame()  # leader, cell
        self.bad_outcomes = Blame()  # leader, cell
        self.bad_attendances = Blame()  # leader, cell
        self.bad_meetings = Blame()  # cell, date
        self.refused_plans: set[int] = set()  # stored ones that take no visits, by their ids

    def rows(self, sheet: str) -> list[Row]:
        return self._contents.rows.get(sheet, [])

    def known_rows(self, sheet: str, *keys: str) -> Iterator[Row]:
        """The rows whose key is good, the first of each.

        Other cells of them may have problems. The objects that such rows make are never saved,
        because a problem stops the import; they let everything that refers to them be judged.
        """
        return (row for row in self.rows(sheet) if row.has(*keys) and not row.repeats)

    def sees(self, visit: Visit) -> bool:
        """Whether the visit exists for the user."""
        return not self.terms.is_bounded or self.terms.sees(visit.plan.committee)

    def is_unjudged(self, sheet: str) -> bool:
        """The workbook has the sheet, but its heading did not allow to read it."""
        return sheet in self._contents.unjudged

    def count(self, row: Row, outcome: str, *objects) -> None:
        """Count a row that is good so far; `objects` are those that it makes or changes."""
        if row.bad:
            return
        self._outcomes[row.sheet][outcome] += 1
        self.judged.append(Judged(row, outcome, objects))

    def count_change(self, row: Row, changed: bool, *objects) -> None:
        self.count(row, CHANGED if changed else UNCHANGED, *objects)

    def counts(self) -> dict[str, SheetCounts]:
        return {name: SheetCounts(**self._outcomes[name]) for name in SHEETS if name in self._contents.rows}

    # Codes

    def resolve_codes(self) -> None:
        """Load every object that the workbook names; a code that nobody has becomes a problem."""
        named: dict[str, set[str]] = defaultdict(set)
        own: dict[str, set[str]] = defaultdict(set)
        references = []
        for name, sheet in SHEETS.items():
            for column in sheet.columns:
                catalogue = self._catalogues.get(name)
                if catalogue and column.key == catalogue.key:
                    codes = {row[column.key] or row.raw.get(column.key) for row in self.rows(name)} - {None}
                    own[name] |= codes
                    named[name] |= codes
                if column.refers_to:
                    references.append((name, column))
                    written = {row.raw.get(column.key) for row in self.rows(name)}
                    codes = {row[column.key] for row in self.rows(name)}
                    named[column.refers_to] |= (codes | written) - {None, SELF_SCORED}
        for name, catalogue in self._catalogues.items():
            catalogue.load(named[name])
        for name, column in references:
            if self.is_unjudged(column.refers_to):
                continue
            catalogue, codes = self._catalogues[column.refers_to], own[column.refers_to]
            for row in self.rows(name):
                self._take_name_off(row, column, codes)
                code = row[column.key]
                if code is None or code == SELF_SCORED or code in codes or code in catalogue:
                    continue
                row.problem(
                    column.key,
                    _("there is no code “%(code)s” in “%(sheet)s”")
                    % {"code": shown(code), "sheet": column.refers_to},
                    _("correct the code")
                    if self.terms.is_bounded
                    else _("correct the code, or add it to the sheet “%(sheet)s”")
                    % {"sheet": column.refers_to},
                )

    def _take_name_off(self, row: Row, column: Column, own: set[str]) -> None:
        """Of a code with a name behind it, which must be its own."""
        key, catalogue = column.key, self._catalogues[column.refers_to]
        whole, code = row.raw.get(key), row[key]
        if whole is None or not row.has(key) or code == SELF_SCORED:
            return
        if whole in own or whole in catalogue or code not in catalogue:
            row[key] = whole
            return
        name, right = without_name(whole)[1], str(catalogue.get(code))
        if name_key(name) != name_key(right):
            row.problem(
                key,
                _("“%(name)s” is not who “%(code)s” stands for: that is “%(right)s”")
                % {"name": shown(name), "code": shown(code), "right": shown(right)},
                _("write the code alone, or with its name"),
            )

    def named(self, row: Row, key: str):
        """The object that the row's code names; None, and the row given up, where that is not known."""
        column = SHEETS[row.sheet].column(key)
        instance = self._catalogues[column.refers_to].get(row[key]) if row.has(key) else None
        if instance is None:
            row.give_up()
        return instance

    def blame(self, sheet: str, blamed: Blame, *keys: str, of: tuple[str, ...] = ()) -> None:
        """Remember what the rows with a problem in one of the cells `keys` or `of` may be about."""
        if self.is_unjudged(sheet):
            blamed.add(*(None for _key in keys))
        for row in self.rows(sheet):
            if row.bad.intersection(keys + of):
                blamed.add(*(None if key in row.bad else row[key] for key in keys))

    # Keys

    def once(self, sheet: str, *keys: str) -> None:
        """The second row with the same key is a problem."""
        first: dict[tuple, Row] = {}
        for row in self.rows(sheet):
            values = tuple(row[key] for key in keys)
            if None in values:
                continue
            if (other := first.setdefault(values, row)) is not row:
                was_bad = set(row.bad)
                row.problem(
                    keys[0],
                    _("%(key)s is already in row %(row)d")
                    % {"key": " + ".join(f"“{shown(value)}”" for value in values), "row": other.number},
                    _("keep one of the two rows"),
                )
                # The key itself is right, and what else names it may stand.
                row.bad = was_bad
                row.give_up()
                row.repeats = True
