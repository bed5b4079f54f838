"""What tells apart the objects that share a name: their committees, positions, superiors."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from committees.models import Committee, Leader
from exchange.workbook.ledger import batches
from exchange.workbook.sheets import CELLS, COMMITTEES, FINDINGS, LEADERS, RUBRICS, TYPES
from lib.vietnamese import name_key, search_key
from meetings.models import Cell, Finding, OrganizationType, Rubric

_MODELS = {
    COMMITTEES: Committee,
    TYPES: OrganizationType,
    CELLS: Cell,
    LEADERS: Leader,
    RUBRICS: Rubric,
    FINDINGS: Finding,
}
# Words before the name that a committee is known by: "Đảng ủy xã Đông Hà" is "xã Đông Hà", even "Đông Hà".
_BODIES = ("ban chap hanh dang bo ", "ban chap hanh ", "dang uy ", "dang bo ", "bch dang bo ", "bch ")
_PLACES = ("xa ", "phuong ", "thi tran ", "thi xa ", "huyen ", "thanh pho ", "quan ", "tp ", "p ", "x ", "h ")


@dataclass(frozen=True)
class Described:
    """An object among its namesakes. `office` and `above` are names, short names and codes of committees."""

    code: str
    label: str
    office: tuple[str, ...] = ()
    position: str = ""
    above: tuple[str, ...] = ()


@dataclass
class Namesakes:
    """Objects of one sheet, described; the number of queries does not grow with theirs."""

    sheet: str
    described: dict[str, Described] = field(default_factory=dict)

    @classmethod
    def of(cls, sheet: str, codes: Iterable[str]) -> "Namesakes":
        return cls(sheet, {d.code: d for d in _described(sheet, sorted(set(codes)))})

    def label(self, code: str) -> str:
        return self.described[code].label if code in self.described else code

    def narrow(self, codes: Sequence[str], tiers: Iterable[Sequence[str]]) -> tuple[list[str], str]:
        """Those of `codes` of which the texts say most, and the text that says it.

        Texts of an earlier tier go before those of the next. What speaks for all says nothing.
        """
        left, said = list(codes), ""
        for texts in tiers:
            for test in _TESTS:
                hits = {code: text for code in left if (text := self._saying(code, texts, test))}
                if hits and len(hits) < len(left):
                    left, said = list(hits), next(iter(hits.values()))
                if len(left) == 1:
                    return left, said
        return left, said

    def _saying(self, code: str, texts: Sequence[str], test) -> str:
        described = self.described.get(code)
        return next((text for text in texts if described and test(described, text)), "")

    def is_about(self, code: str, text: str) -> bool:
        """Whether the text names the object's committee or one above it."""
        described = self.described.get(code)
        return bool(described) and any(test(described, text) for test in _TESTS if test is not _holds)


def _belongs(described: Described, text: str) -> bool:
    return any(_is_name(name, text) for name in described.office)


def _belongs_likely(described: Described, text: str) -> bool:
    return any(_is_likely(name, text) for name in described.office)


def _holds(described: Described, text: str) -> bool:
    return bool(described.position) and name_key(described.position) == name_key(text)


def _lies_below(described: Described, text: str) -> bool:
    return any(_is_name(name, text) for name in described.above)


def _lies_likely_below(described: Described, text: str) -> bool:
    return any(_is_likely(name, text) for name in described.above)


# From the surest to the least sure.
_TESTS = (_belongs, _belongs_likely, _holds, _lies_below, _lies_likely_below)


@lru_cache(maxsize=10_000)
def _is_name(name: str, text: str) -> bool:
    return name == text or name_key(name) == name_key(text)


@lru_cache(maxsize=10_000)
def _is_likely(name: str, text: str) -> bool:
    """The text names the committee in a shorter way, or among other words."""
    text, bare = _words(text), _without(_words(name), _BODIES)
    if " " not in bare:
        return False
    of_text = _without(text, _BODIES)
    return (
        f" {bare} " in f" {text} "
        or (" " in of_text and f"{bare} ".startswith(f"{of_text} "))
        or _without(bare, _PLACES) == of_text
    )


def _words(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in search_key(text)).split())


def _without(text: str, beginnings: tuple[str, ...]) -> str:
    return next((text[len(b) :] for b in beginnings if text.startswith(b)), text)


# From the database


def labels(sheet: str, codes: Iterable[str]) -> dict[str, str]:
    """What codes stand for: "Chi bộ thôn 2 · Đảng ủy xã Đông Hà (CB002)"; a few queries for all."""
    return {d.code: d.label for d in _described(sheet, sorted(set(codes)))}


def _described(sheet: str, codes: list[str]) -> list[Described]:
    objects = _MODELS[sheet].objects.order_by()
    if sheet in (CELLS, LEADERS):
        objects = objects.select_related("committee")
    found = [instance for batch in batches(codes) for instance in objects.filter(code__in=batch)]
    if sheet not in (CELLS, LEADERS, COMMITTEES):
        return [Described(i.code, f"{i} ({i.code})") for i in found]
    superiors = _superiors([i if sheet == COMMITTEES else i.committee for i in found])
    return [_described_one(instance, superiors) for instance in found]


def _described_one(instance, superiors: dict[str, Committee]) -> Described:
    is_committee = isinstance(instance, Committee)
    office = None if is_committee else instance.committee
    path = instance.path if is_committee else office.path
    above = [superiors[p] for p in _paths_above(path) if p in superiors]
    position = getattr(instance, "position", "")
    within = office or (above[-1] if above else None)
    name = f"{instance}, {position}" if position else str(instance)
    return Described(
        instance.code,
        f"{name} · {within} ({instance.code})" if within else f"{name} ({instance.code})",
        _called(office) if office else (),
        position,
        tuple(name for committee in above for name in _called(committee)),
    )


def _called(committee: Committee) -> tuple[str, ...]:
    return tuple(filter(None, (committee.name, committee.short_name, committee.code)))


def _paths_above(path: str) -> list[str]:
    return [path[:end] for end in range(Committee.steplen, len(path), Committee.steplen)]


def _superiors(committees: Iterable[Committee]) -> dict[str, Committee]:
    paths = sorted({path for committee in committees for path in _paths_above(committee.path)})
    return {c.path: c for batch in batches(paths) for c in Committee.objects.filter(path__in=batch)}
