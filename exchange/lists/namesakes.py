"""What tells apart the objects that share a name: their committees, positions, superiors."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from committees.models import Committee, Leader
from exchange.workbook.ledger import batches
from exchange.workbook.sheets import CELLS, COMMITTEES, FINDINGS, LEADERS, RUBRICS, TYPES
from lib.vietnamese import name_key, search_key
from meetings.models import Cell, Finding, OrganizationType, Rubric

MODELS = {
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


_WORDS_AT_MOST = 40  # of a text that names something among others


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
        left, said = set(codes), ""
        for texts in tiers:
            meant = [(text, self._meant(text)) for text in texts if text]
            for test in range(_TESTS):
                hits = left & {code for _text, found in meant for code in found[test] & left}
                if hits and len(hits) < len(left):
                    left, said = hits, next(text for text, found in meant if found[test] & hits)
                if len(left) == 1:
                    return list(left), said
        return sorted(left), said

    def is_about(self, code: str, text: str) -> bool:
        """Whether the text names the object's committee, or one above it, or the leader's position."""
        return any(code in found for found in self._meant(text))

    def _meant(self, text: str) -> tuple[set[str], ...]:
        """The codes that the text speaks of, from the surest way to do so to the least sure."""
        if text not in self._known:
            position = self._positions.get(name_key(text), set())
            self._known[text] = (
                self._offices.named(text),
                self._offices.likely(text),
                position,
                self._superiors.named(text),
                self._superiors.likely(text),
            )
        return self._known[text]

    @cached_property
    def _known(self) -> dict[str, tuple[set[str], ...]]:
        return {}

    @cached_property
    def _offices(self) -> "_Committees":
        return _Committees((d.code, d.office) for d in self.described.values())

    @cached_property
    def _superiors(self) -> "_Committees":
        return _Committees((d.code, d.above) for d in self.described.values())

    @cached_property
    def _positions(self) -> dict[str, set[str]]:
        found = defaultdict(set)
        for described in self.described.values():
            if described.position:
                found[name_key(described.position)].add(described.code)
        return found


_TESTS = 5  # ways in which a text speaks of an object


class _Committees:
    """Which objects belong to the committees that a text names."""

    def __init__(self, named: Iterable[tuple[str, Sequence[str]]]):
        self._names: dict[str, set[str]] = defaultdict(set)
        self._bare: dict[str, set[str]] = defaultdict(set)
        self._begin: dict[str, set[str]] = defaultdict(set)
        codes: dict[str, set[str]] = defaultdict(set)
        for code, names in named:
            for name in filter(None, names):
                codes[name].add(code)
        for name, its in codes.items():
            self._names[name] |= its
            self._names[name_key(name)] |= its
            self._add_shorter(its, _without(_words(name), _BODIES))
        self._longest = max((bare.count(" ") + 1 for bare in self._bare), default=0)

    def _add_shorter(self, codes: set[str], bare: str) -> None:
        words = bare.split()
        if len(words) < 2:
            return
        self._bare[bare] |= codes
        self._begin[_without(bare, _PLACES)] |= codes
        for end in range(2, len(words) + 1):
            self._begin[" ".join(words[:end])] |= codes

    def named(self, text: str) -> set[str]:
        return self._names.get(text, set()) | self._names.get(name_key(text), set())

    def is_one(self, text: str) -> bool:
        """Whether the text is a name of one, full or shorter, and says nothing else."""
        return bool(self.named(text) or self._begin.get(_without(_words(text), _BODIES)))

    def likely(self, text: str) -> set[str]:
        """Those that the text names in a shorter way, or among other words."""
        whole = _words(text)
        found = set(self._begin.get(_without(whole, _BODIES), ()))
        words = whole.split()[:_WORDS_AT_MOST]
        for start in range(len(words)):
            for end in range(start + 2, min(len(words), start + self._longest) + 1):
                found |= self._bare.get(" ".join(words[start:end]), set())
        return found


def _words(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in search_key(text)).split())


def _without(text: str, beginnings: tuple[str, ...]) -> str:
    return next((text[len(b) :] for b in beginnings if text.startswith(b)), text)


# From the database


def labels(sheet: str, codes: Iterable[str]) -> dict[str, str]:
    """What codes stand for: "Chi bộ thôn 2 · Đảng ủy xã Đông Hà (CB002)"; a few queries for all."""
    return {d.code: d.label for d in _described(sheet, sorted(set(codes)))}


def managing_committees() -> _Committees:
    """Those that have cells. One query."""
    rows = Committee.objects.filter(cells__isnull=False).distinct().order_by()
    return _Committees(
        (code, (name, short, code)) for code, name, short in rows.values_list("code", "name", "short_name")
    )


def committees_below_a_root() -> _Committees:
    """All that are not the topmost one. One query."""
    rows = Committee.objects.filter(depth__gt=1, ended_on__isnull=True).order_by()
    return _Committees(
        (code, (name, short, code)) for code, name, short in rows.values_list("code", "name", "short_name")
    )


def _described(sheet: str, codes: list[str]) -> list[Described]:
    objects = MODELS[sheet].objects.order_by()
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
