"""Codes for rows of a list that has no column of them: the same ones whenever the list comes again.

A row is about the object of the same name in the same committee, where there is one, and takes on its
spelling of the name; else it gets the next number behind the prefix of its list.
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
from lib.vietnamese import name_key, search_key
from meetings.models import Cell, Finding, OrganizationType

from .mapping import Mapping

_DIGITS = 3  # at least; codes that are there already may have more

# Model, the column that names, and the one within which names differ.
_IDENTITY = {
    COMMITTEES: (Committee, "name", None),
    TYPES: (OrganizationType, "name", None),
    CELLS: (Cell, "name", "committee"),
    LEADERS: (Leader, "full_name", "committee"),
    FINDINGS: (Finding, "text", "kind"),
}


def give_codes(rows: list[Row], mapping: Mapping) -> None:
    """Set the code of every row whose identity is known; the second row of one identity has a problem."""
    model, name, within = _IDENTITY[mapping.sheet]
    needed = [key for key in (name, within) if key]
    known = [row for row in rows if row.has(*needed)]
    stored = _stored(model, name, within, {row[name] for row in known})
    numbers = _Numbers(model.objects.all(), mapping.prefix)
    first: dict[tuple, Row] = {}
    for row in known:
        identity = name_key(row[name]), row[within] if within else None
        found = stored.get(identity, [])
        if (other := first.setdefault(identity, row)) is not row:
            row.problem(
                name,
                _("“%(name)s” is already in row %(row)d") % {"name": shown(row[name]), "row": other.number},
                _("keep one of the two rows, or add a column of codes"),
            )
        elif len(found) > 1:
            row.problem(
                name,
                _("“%(name)s” is the name of several: %(codes)s")
                % {"name": shown(row[name]), "codes": ", ".join(code for code, _text in found)},
                _("add a column of codes"),
            )
        elif found:
            row["code"], row[name] = found[0]
        else:
            row["code"] = numbers.next()
            if mapping.sheet == LEADERS:
                _warn_of_namesakes(row, stored, identity)


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
    searched = sorted({search_key(text) for text in texts})
    return [objects.filter(name_search__in=batch) for batch in batches(searched)]


def _warn_of_namesakes(row: Row, stored: dict[tuple, list[tuple[str, str]]], identity: tuple) -> None:
    codes = [
        code for (name, _committee), listed in stored.items() if name == identity[0] for code, _text in listed
    ]
    if codes:
        row.warning(
            "full_name",
            _("a leader of this name is in another committee: %(codes)s") % {"codes": ", ".join(codes)},
            _("add a column of codes if this is the same person; otherwise a new leader is made"),
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
