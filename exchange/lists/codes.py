"""Codes for rows of a list that has no column of them: the same ones whenever the list comes again.

A row is about the object of the same name in the same committee, where there is one, whose spelling of the
name stays; else it gets the next number behind the prefix of its list.
"""

import re
from collections import defaultdict

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from committees.models import Committee, Leader
from exchange.workbook.kinds import shown
from exchange.workbook.ledger import batches
from exchange.workbook.reader import Row
from exchange.workbook.sheets import CELLS, COMMITTEES, FINDINGS, LEADERS, TYPES
from lib.vietnamese import name_key, spelling_key, spellings
from meetings.models import Cell, Finding, OrganizationType

from .asking import NEW, Asking, options_of
from .namesakes import Namesakes
from .references import Line, Surroundings

_DIGITS = 3  # at least; codes that are there already may have more

# Model, the column that names, and the one within which names differ.
_IDENTITY = {
    COMMITTEES: (Committee, "name", None),
    TYPES: (OrganizationType, "name", None),
    CELLS: (Cell, "name", "committee"),
    LEADERS: (Leader, "full_name", "committee"),
    FINDINGS: (Finding, "text", "kind"),
}


def give_codes(lines: list[Line], asking: Asking, surroundings: Surroundings) -> None:
    """Set the code of every row whose identity is known; of namesakes somebody has to say which is which."""
    model, name, within = _IDENTITY[asking.mapping.sheet]
    needed = [key for key in (name, within) if key]
    by_identity: dict[tuple, list[Line]] = defaultdict(list)
    for line in lines:
        if line.row.has(*needed):
            by_identity[name_key(line.row[name]), line.row[within] if within else None].append(line)
    stored = _stored(model, name, within, {line.row[name] for its in by_identity.values() for line in its})
    giver = _Giver(name, stored, asking, surroundings, _Numbers(model.objects.all(), asking.mapping.prefix))
    giver.describe(by_identity)
    for identity, its in by_identity.items():
        giver.give(identity, its)


class _Giver:
    """Gives codes to the rows of one identity after the other."""

    def __init__(
        self, name: str, stored: dict, asking: Asking, surroundings: Surroundings, numbers: "_Numbers"
    ):
        self.name, self.stored, self.asking = name, stored, asking
        self.surroundings, self.numbers = surroundings, numbers
        self.namesakes = Namesakes(asking.mapping.sheet)

    def describe(self, by_identity: dict[tuple, list[Line]]) -> None:
        """Those among which there is something to choose."""
        codes = {
            code
            for identity, its in by_identity.items()
            for code, _text in self.stored.get(identity, ())
            if len(its) > 1 or len(self.stored[identity]) > 1
        }
        self.namesakes = Namesakes.of(self.asking.mapping.sheet, codes)

    def give(self, identity: tuple, its: list[Line]) -> None:
        known = dict(self.stored.get(identity, ()))
        if len(its) == 1 and len(known) <= 1:
            self._take(its[0].row, next(iter(known), None), known, identity)
            return
        is_alone = len(its) == 1
        for number, line in enumerate(its):
            if other := self._same_person(its[:number], line):
                line.row.problem(
                    self.name,
                    _("“%(name)s” is already in row %(row)d")
                    % {"name": shown(line.row[self.name]), "row": other.number},
                    _("keep one of the two rows, or add a column of codes"),
                )
            elif code := self._choose(line, list(known), is_first=number == 0, is_alone=is_alone):
                self._take(line.row, None if code == NEW else code, known, identity)
                known.pop(code, None)

    def _same_person(self, earlier: list[Line], line: Line) -> Row | None:
        """An earlier row about the same; leaders with another position may be others."""
        for other, _cells, _record in earlier:
            if not (self._position(other) and self._position(line.row)):
                return other
            if self._position(other) == self._position(line.row):
                return other
        return None

    @staticmethod
    def _position(row: Row) -> str:
        return name_key(row["position"] or "")

    def _choose(self, line: Line, codes: list[str], *, is_first: bool, is_alone: bool) -> str | None:
        """A code, NEW, or None where somebody is to be asked."""
        options = options_of(self.namesakes, codes)
        if not is_alone:
            options.append((NEW, _("somebody new")))
        choices = [code for code, _label in options]
        chosen = self.asking.answer(line.row, "code", at=self.name)
        if chosen in choices:
            return chosen
        if is_first and not codes:
            return NEW
        left, said = self.namesakes.narrow(codes, [self.surroundings.own(line.record, self.name)])
        text = line.row[self.name]
        if len(left) == 1 and said:
            reason = _("“%(text)s” says so") % {"text": shown(said)}
            self.asking.guess(line.row, self.name, text, (left[0], self.namesakes.label(left[0])), reason)
            return left[0]
        context = self.surroundings.shown(line.record, self.name)
        self.asking.ask(line.row, "code", text, options, context, at=self.name)
        return None

    def _take(self, row: Row, code: str | None, known: dict[str, str], identity: tuple) -> None:
        if code:
            row["code"], row[self.name] = code, known[code]
            return
        row["code"] = self.numbers.next()
        _warn_of_spellings(row, self.name, self.stored, identity)
        if self.asking.mapping.sheet == LEADERS:
            _warn_of_namesakes(row, self.stored, identity)


def _stored(model, name: str, within: str | None, texts: set[str]) -> dict[tuple, list[tuple[str, str]]]:
    """Codes and names by identity of the objects with one of these names."""
    found = defaultdict(list)
    other = "committee__code" if within == "committee" else within
    fields = ["code", name, *([other] if other else [])]
    for objects in _named(model, name, texts):
        for code, text, *rest in objects.order_by("code").values_list(*fields):
            found[name_key(text), rest[0] if rest else None].append((code, text))
    return found


def _named(model, name: str, texts: set[str]) -> list[QuerySet]:
    if model in (OrganizationType, Finding):
        return [model.objects.all()]
    objects = model.objects.filter(ended_on__isnull=True) if model is Committee else model.objects.all()
    searched = sorted({key.strip() for text in texts for key in spellings(text)})
    return [objects.filter(name_search__in=batch) for batch in batches(searched)]


def _warn_of_namesakes(row: Row, stored: dict[tuple, list[tuple[str, str]]], identity: tuple) -> None:
    codes = [
        code
        for (name, committee), listed in stored.items()
        if name == identity[0] and committee != identity[1]
        for code, _text in listed
    ]
    if codes:
        row.warning(
            "full_name",
            _("a leader of this name is in another committee: %(codes)s") % {"codes": ", ".join(codes)},
            _("add a column of codes if this is the same person; otherwise a new leader is made"),
        )


def _warn_of_spellings(row: Row, column: str, stored: dict[tuple, list], identity: tuple) -> None:
    """Lí and Lý may be one, or two: whoever imports knows."""
    alike = [
        f"{text} ({code})"
        for (other, within), listed in stored.items()
        if other != identity[0] and within == identity[1] and spelling_key(other) == spelling_key(identity[0])
        for code, text in listed
    ]
    if alike:
        row.warning(
            column,
            _("a name there already differs in i and y only: %(names)s") % {"names": "; ".join(alike)},
            _("write it in the same way if the same is meant; otherwise a new one is made"),
        )


class _Numbers:
    """Codes that nobody has: the prefix, and the number after the highest one."""

    def __init__(self, objects: QuerySet, prefix: str):
        self._objects, self._prefix, self._last = objects, prefix, None

    def next(self) -> str:
        if self._last is None:
            self._last, self._digits = self._highest()
        self._last += 1
        return f"{self._prefix}{self._last:0{self._digits}}"

    def _highest(self) -> tuple[int, int]:
        codes = self._objects.filter(code__startswith=self._prefix).order_by().values_list("code", flat=True)
        # ASCII digits only, and few: "CB٣" and "CB99999999999999" are no numbers of a list.
        pattern = re.compile(re.escape(self._prefix) + "([0-9]{1,9})")
        numbers = [match[1] for code in codes if (match := pattern.fullmatch(code))]
        return max(map(int, numbers), default=0), max([_DIGITS, *map(len, numbers)])
