"""Names that stand for codes, in lists that have none."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from django.db.models import QuerySet

from attendance.models import AbsenceReason
from committees.models import Committee, Leader
from exchange.workbook.columns import Column
from exchange.workbook.kinds import Choice
from exchange.workbook.ledger import batches
from exchange.workbook.sheets import CELLS, COMMITTEES, FINDINGS, LEADERS
from exchange.workbook.terms import UNBOUNDED, Terms
from lib.vietnamese import name_key, plain_signs, search_key, spelling_key, spellings
from meetings.models import Cell

from .abbreviations import other_ways
from .namesakes import MODELS, labels

# So many can be chosen from in a list of a form; who has more of them writes codes.
OFFERED_AT_MOST = 500

# What people leave out before a name, and what they write before it.
_LEFT_OUT = {CELLS: "chi bộ ", COMMITTEES: "đảng ủy "}
_ADDRESSED = re.compile(r"(?:đ/c|đc|đồng chí|ông|bà)[\s.:]+", re.IGNORECASE)
_APART = re.compile(r"\s*[,;(]\s*|\s+[-–—]\s+|\s+thuộc\s+")


@dataclass(frozen=True)
class Named:
    """An object that a text may name; `says` is what else is known of it, beside what is stored."""

    code: str
    names: tuple[str, ...]
    says: tuple[str, ...] = ()


class Found(NamedTuple):
    """What a text may mean: codes; `said`, what else it says itself; `is_sure`: it is the very name;
    `respelt`: those of the codes whose names have i for y, or y for i; `is_shortened`: the text, or the
    name, has abbreviations."""

    codes: tuple[str, ...] = ()
    said: str = ""
    is_sure: bool = True
    respelt: frozenset[str] = frozenset()
    is_shortened: bool = False


class Names:
    """Objects of one sheet by their codes and names, as far as `texts` may name them on these terms."""

    def __init__(
        self, sheet: str, texts: Iterable[str], more: Iterable[Named] = (), terms: Terms = UNBOUNDED
    ):
        self.sheet, self.own = sheet, {named.code: named for named in more}
        self.codes: set[str] = set()
        self._by_name: dict[str, set[str]] = defaultdict(set)
        self._by_letters: dict[str, set[str]] = defaultdict(set)
        self._by_spelling: dict[str, set[str]] = defaultdict(set)
        self._found: dict[str, Found] = {}
        texts = set(texts)
        texts |= {plain_signs(text) for text in texts}  # as codes are written
        self._add([*_stored(sheet, texts, terms), *self.own.values()])
        unknown = {text for text in texts if not self._named(text)}
        parts = {
            part
            for text in unknown
            for way in (text, *chain.from_iterable(_written_otherwise(sheet, text)))
            for part, _said in ((way, ""), *_variants(sheet, way))
        }
        self._add(_stored(sheet, parts, terms))

    def _add(self, listed: list[Named]) -> None:
        for named in listed:
            self.codes.add(named.code)
            for name in filter(None, named.names):
                self._by_name[name_key(name)].add(named.code)
                self._by_letters[search_key(name)].add(named.code)
                self._by_spelling[spelling_key(name)].add(named.code)

    def find(self, text: str) -> Found:
        """The codes that `text` may mean: itself, those of that very name, else of the same letters or
        with i for y, else of a name that differs by what people leave out or add.
        """
        if text not in self._found:
            self._found[text] = self._find(text)
        return self._found[text]

    def _find(self, text: str) -> Found:
        if found := self._called(text):
            return found
        for ways in _written_otherwise(self.sheet, text):
            if meant := [found for way in ways if (found := self._called(way))]:
                codes = {code for found in meant for code in found.codes}
                spelt = {code for found in meant for code in found.codes if code not in found.respelt}
                return Found(
                    tuple(sorted(codes)),
                    meant[0].said,
                    is_sure=False,
                    respelt=frozenset(codes - spelt),
                    is_shortened=True,
                )
        return Found()

    def _called(self, text: str) -> Found | None:
        """By the text, else by it without what people add, or with what they leave out."""
        if found := self._named(text):
            return found
        for part, said in _variants(self.sheet, text):
            if found := self._named(part):
                return found._replace(said=said, is_sure=False)
        return None

    def _named(self, text: str) -> Found | None:
        if (code := text if text in self.codes else plain_signs(text)) in self.codes:
            return Found((code,))
        if codes := self._by_name.get(name_key(text)):
            return Found(tuple(sorted(codes)))
        alike, respelt = self._by_letters[search_key(text)], self._by_spelling[spelling_key(text)]
        if codes := tuple(sorted(alike | respelt)):
            return Found(codes, is_sure=False, respelt=frozenset(respelt - alike))
        return None


def _variants(sheet: str, text: str) -> list[tuple[str, str]]:
    """Other ways to write the name, each with what the text says besides: "Chi bộ thôn 1, xã Đông Hà"."""
    if sheet not in (CELLS, LEADERS, COMMITTEES):
        return []
    found = [(text, "")]
    for apart in _APART.finditer(text):
        found.append((text[: apart.start()], text[apart.end() :].strip(" )")))
    if sheet == LEADERS:
        found += [(_ADDRESSED.sub("", part, count=1), said) for part, said in found]
    else:
        found += [(_LEFT_OUT[sheet] + part, said) for part, said in found]
    return [(part, said) for part, said in found[1:] if part]


def _written_otherwise(sheet: str, text: str) -> list[list[str]]:
    """The name with abbreviations in full, in all that they may mean; then with what may be shortened."""
    return other_ways(text) if sheet in (CELLS, COMMITTEES) else []


def _stored(sheet: str, texts: set[str], terms: Terms) -> list[Named]:
    if not texts:
        return []
    if sheet == COMMITTEES:
        rows = terms.seen(Committee.objects.filter(ended_on__isnull=True))
        return [Named(c, names) for c, *names in rows.values_list("code", "name", "short_name")] + [
            Named(code, ()) for code in _known(terms.seen(Committee.objects.all()), texts)
        ]
    if sheet in (CELLS, LEADERS):
        model, name = (Cell, "name") if sheet == CELLS else (Leader, "full_name")
        seen = terms.seen(model.objects.all())
        found = [Named(code, ()) for code in _known(seen, texts)]
        for batch in batches(sorted({key.strip() for text in texts for key in spellings(text)})):
            rows = seen.filter(name_search__in=batch).order_by()
            found += [Named(code, (text,)) for code, text in rows.values_list("code", name)]
        return found
    model = MODELS[sheet]
    name = "text" if sheet == FINDINGS else "name"
    return [Named(code, (text,)) for code, text in model.objects.order_by().values_list("code", name)]


def known(sheet: str, texts: set[str], terms: Terms) -> set[str]:
    """Those of the texts that are codes of what exists on these terms."""
    objects = MODELS[sheet].objects.all()
    return _known(terms.seen(objects) if sheet in (COMMITTEES, CELLS, LEADERS) else objects, texts)


def _known(objects: QuerySet, texts: set[str]) -> set[str]:
    """Those of the texts that are codes of objects."""
    return {
        code
        for batch in batches(sorted(texts))
        for code in objects.filter(code__in=batch).order_by().values_list("code", flat=True)
    }


# To choose from


def has_words(column: Column) -> bool:
    """Whether single texts of the column may be given a meaning: words of a list, or codes."""
    return isinstance(column.kind, Choice) or bool(column.refers_to) or is_reason(column)


def is_reason(column: Column) -> bool:
    """Its words are those of a catalogue, which an office may add to."""
    return column.key == "absence_reason"


def choices(column: Column, terms: Terms) -> list[tuple[str, str]] | None:
    """Words or codes that the column may hold, to choose from; None where it is free or they are too many."""
    if isinstance(column.kind, Choice):
        return [(word, word) for word in column.kind.words]
    if is_reason(column):
        return [(label, label) for label in AbsenceReason.objects.values_list("label", flat=True)]
    return offered(column.refers_to, terms) if column.refers_to else None


def offered(
    sheet: str, terms: Terms = UNBOUNDED, among: Collection[str] | None = None
) -> list[tuple[str, str]] | None:
    """Codes with names to choose from in a form, of all or of the codes `among`; None where too many."""
    present = _present(sheet, terms)
    present = present if among is None else present.filter(code__in=list(among)[: OFFERED_AT_MOST + 1])
    listed = list(present[: OFFERED_AT_MOST + 1])
    if len(listed) > OFFERED_AT_MOST:
        return None
    if sheet == COMMITTEES:
        # No-break spaces: a browser swallows others.
        return [(c.code, "\u00a0\u00a0\u00a0" * (c.depth - 1) + c.name) for c in listed]
    called = labels(sheet, [instance.code for instance in listed])
    return [(instance.code, called[instance.code]) for instance in listed]


def are_offered(sheet: str, terms: Terms) -> bool:
    """Whether they are few enough to be chosen from in a form."""
    return len(_present(sheet, terms).order_by().values_list("pk")[: OFFERED_AT_MOST + 1]) <= OFFERED_AT_MOST


def catalogue(sheet: str, most: int, terms: Terms = UNBOUNDED) -> list[tuple[str, str]]:
    """Codes with names, in the order of lists."""
    return [(instance.code, str(instance)) for instance in _present(sheet, terms)[:most]]


def _present(sheet: str, terms: Terms) -> QuerySet:
    """Without what has ended: new lists no longer name it."""
    objects = MODELS[sheet].objects.all()
    if sheet in (COMMITTEES, CELLS, LEADERS):
        objects = terms.seen(objects)
    return objects.filter(ended_on__isnull=True) if sheet == COMMITTEES else objects
