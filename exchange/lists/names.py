"""Names that stand for codes, in lists that have none."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from committees.models import Committee, Leader
from exchange.workbook.kinds import word_key
from exchange.workbook.ledger import batches
from exchange.workbook.sheets import CELLS, COMMITTEES, FINDINGS, LEADERS, RUBRICS, TYPES
from exchange.workbook.terms import UNBOUNDED, Terms
from lib.vietnamese import TONES, search_key
from meetings.models import Cell, Finding, OrganizationType, Rubric

_MODELS = {
    COMMITTEES: Committee,
    TYPES: OrganizationType,
    CELLS: Cell,
    LEADERS: Leader,
    RUBRICS: Rubric,
    FINDINGS: Finding,
}
# So many can be chosen from in a list of a form; who has more of them writes codes.
OFFERED_AT_MOST = 500


def name_key(text: str) -> str:
    """What equal names have in common: "Hoà  Bình" and "hòa bình", but not "Hùng" and "Hưng"."""
    return " ".join(_word_key(word) for word in unicodedata.normalize("NFD", word_key(text)).split())


def _word_key(word: str) -> str:
    tones = [c for c in word if c in TONES[1:]]
    return "".join([*(c for c in word if c not in TONES[1:]), *tones])


@dataclass(frozen=True)
class Named:
    """An object that a text may name."""

    code: str
    names: tuple[str, ...]


class Names:
    """Objects of one sheet by their codes and names, as far as `texts` may name them on these terms."""

    def __init__(
        self, sheet: str, texts: Iterable[str], more: Iterable[Named] = (), terms: Terms = UNBOUNDED
    ):
        self.codes: set[str] = set()
        self._by_name: dict[str, set[str]] = defaultdict(set)
        self._by_letters: dict[str, set[str]] = defaultdict(set)
        for named in [*_stored(sheet, set(texts), terms), *more]:
            self.codes.add(named.code)
            for name in filter(None, named.names):
                self._by_name[name_key(name)].add(named.code)
                self._by_letters[search_key(name)].add(named.code)

    def find(self, text: str) -> list[str]:
        """The codes that `text` may mean: itself, those of that very name, else of the same letters."""
        if text in self.codes:
            return [text]
        codes = self._by_name.get(name_key(text)) or self._by_letters.get(search_key(text)) or ()
        return sorted(codes)


def _stored(sheet: str, texts: set[str], terms: Terms) -> list[Named]:
    if sheet == COMMITTEES:
        rows = terms.seen(Committee.objects.filter(ended_on__isnull=True))
        return [Named(c, names) for c, *names in rows.values_list("code", "name", "short_name")] + [
            Named(code, ()) for code in _known(terms.seen(Committee.objects.all()), texts)
        ]
    if sheet in (CELLS, LEADERS):
        model, name = (Cell, "name") if sheet == CELLS else (Leader, "full_name")
        seen = terms.seen(model.objects.all())
        found = [Named(code, ()) for code in _known(seen, texts)]
        for batch in batches(sorted({search_key(text) for text in texts})):
            rows = seen.filter(name_search__in=batch).order_by()
            found += [Named(code, (text,)) for code, text in rows.values_list("code", name)]
        return found
    model = _MODELS[sheet]
    name = "text" if sheet == FINDINGS else "name"
    return [Named(code, (text,)) for code, text in model.objects.order_by().values_list("code", name)]


def _known(objects: QuerySet, texts: set[str]) -> set[str]:
    """Those of the texts that are codes of objects."""
    return {
        code
        for batch in batches(sorted(texts))
        for code in objects.filter(code__in=batch).order_by().values_list("code", flat=True)
    }


def offered(sheet: str, terms: Terms = UNBOUNDED) -> list[tuple[str, str]] | None:
    """Codes with names to choose from in a form; None where they are too many."""
    listed = list(_present(sheet, terms)[: OFFERED_AT_MOST + 1])
    if len(listed) > OFFERED_AT_MOST:
        return None
    return [(instance.code, _label(instance)) for instance in listed]


def catalogue(sheet: str, most: int, terms: Terms = UNBOUNDED) -> list[tuple[str, str]]:
    """Codes with names, in the order of lists."""
    return [(instance.code, str(instance)) for instance in _present(sheet, terms)[:most]]


def _present(sheet: str, terms: Terms) -> QuerySet:
    """Without what has ended: new lists no longer name it."""
    objects = _MODELS[sheet].objects.all()
    if sheet in (COMMITTEES, CELLS, LEADERS):
        objects = terms.seen(objects)
    return objects.filter(ended_on__isnull=True) if sheet == COMMITTEES else objects


def _label(instance) -> str:
    if isinstance(instance, Committee):
        # No-break spaces: a browser swallows others.
        return "\u00a0\u00a0\u00a0" * (instance.depth - 1) + instance.name
    return f"{instance} ({instance.code})"
