"""Text in which figures stay alive: written as usual, but each number knows which figure it is.

The source of a text has fields in place of its figures: `⟦leadership.attended_cells⟧` is shown as the
figure is now; `⟦leadership.attended_cells=19⟧` as the number that somebody typed instead, which contradicts
the figure until the data say the same. Nobody ever sees the source: people read and edit the text, and
`rebind` finds the fields again in what they typed.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from difflib import SequenceMatcher
from secrets import token_hex
from urllib.parse import quote, unquote

from django.utils.functional import Promise

from .pasted import made_plain

FIELD = re.compile(r"⟦([^⟦⟧=]+)(?:=([^⟦⟧]*))?⟧")
MARKS = re.compile(r"[⟦⟧]")
WRITTEN = r"\d+(?:[.,]\d+)*(?: ?%)?"  # 18; 1.250; 81,8%; 87,5 %
NUMBER = re.compile(rf"{WRITTEN}$")
GROUPED = re.compile(r"\.(?=\d{3}(?!\d))")
# White space goes with the word that follows it.
TOKEN = re.compile(rf"\s*(?:{WRITTEN}|\w+|[^\w\s])|\s+$")
LOST = "—"
_seal: ContextVar[str] = ContextVar("seal", default="")


@dataclass(frozen=True)
class Figure:
    """What a field stands for: the figure as text, what it counts, and where its rows are listed."""

    text: str
    label: str | Promise
    url: str | Promise = ""


@dataclass(frozen=True)
class Span:
    """A piece of a text as it is shown; with `key` a field, with `typed` one that somebody contradicted."""

    text: str
    key: str | None = None
    figure: Figure | None = None  # of a field: None where there is no such figure any more
    typed: str | None = None

    @property
    def is_lost(self) -> bool:
        return self.key is not None and self.figure is None

    @property
    def contradicts(self) -> bool:
        """What stands there is not what the data say."""
        if self.figure is None or self.typed is None:
            return self.is_lost
        return _value(self.typed) != _value(self.figure.text)

    @property
    def source(self) -> str:
        if self.key is None:
            return self.text
        return field(self.key, self.typed if self.contradicts else None)


def _value(written: str) -> str:
    """1 is 01, and 1250 is 1.250: how a count is written is a matter of taste."""
    return GROUPED.sub("", written).lstrip("0")


def field(key: str, typed: str | None = None) -> str:
    """The source of a field; signs with a meaning of their own are escaped in its key."""
    escaped = quote(key, safe=" @./:-") if re.search(r"[⟦⟧=%]", key) else key
    said = _seal.get() + escaped
    return f"⟦{said}⟧" if typed is None else f"⟦{said}={typed}⟧"


@contextmanager
def drafting() -> Iterator[Callable[[str], str]]:
    """While a text is drafted: the function given takes from it what looks like a field and is none.

    Names of offices, reasons and findings stand in the text as people entered them, marks of fields
    included. Only what `field` made meanwhile is one: it bears a seal that nobody can guess.
    """
    seal = token_hex(8)
    own = re.compile(rf"⟦{seal}([^⟦⟧]*)⟧")

    def unsealed(text: str) -> str:
        pieces = own.split(text)  # words, what stood in a field, words…
        return "".join(f"⟦{piece}⟧" if n % 2 else MARKS.sub("", piece) for n, piece in enumerate(pieces))

    token = _seal.set(seal)
    try:
        yield unsealed
    finally:
        _seal.reset(token)


def spans(source: str, figures: Mapping[str, Figure]) -> list[Span]:
    """The pieces of the text, in order. A field whose figure is no more shows what was typed, or a dash."""
    found, end = [], 0
    for match in FIELD.finditer(source):
        if match.start() > end:
            found.append(Span(source[end : match.start()]))
        key, typed = unquote(match[1]), match[2]
        figure = figures.get(key)
        shown = typed if typed is not None else figure.text if figure else LOST
        found.append(Span(shown, key, figure, typed))
        end = match.end()
    if end < len(source):
        found.append(Span(source[end:]))
    return found


def plain(source: str, figures: Mapping[str, Figure]) -> str:
    """The text as people read it."""
    return "".join(span.text for span in spans(source, figures))


def contradictions(source: str, figures: Mapping[str, Figure]) -> list[Span]:
    return [span for span in spans(source, figures) if span.contradicts]


# --- finding the fields again ---


def rebind(
    source: str,
    typed: str,
    figures: Mapping[str, Figure],
    inserted: Mapping[str, str] | None = None,
) -> str:
    """The source of what somebody made of the text of `source`.

    A number left standing among its words, or moved with one of them, stays the field it was. A number
    typed in a field's place is kept as a contradiction of it. A number in other company is a number,
    though it may have a figure's value: dates and documents have numbers too. What `inserted` names (a
    mark in the text, and the figure's key) becomes a field where it stands.
    """
    text = made_plain(MARKS.sub("", FIELD.sub(lambda m: m[2] or "", typed)))
    for mark, key in (inserted or {}).items():
        text = text.replace(mark, field(key))
    before, after = source.split("\n"), text.split("\n")
    shown = [made_plain(plain(line, figures)) for line in before]
    result: list[str] = []
    for what, i, i_end, j, j_end in _matcher(shown, after).get_opcodes():
        if what == "equal":
            # Whole paragraphs that nobody touched.
            result += ["".join(span.source for span in spans(line, figures)) for line in before[i:i_end]]
        else:
            result += _rebound("\n".join(before[i:i_end]), "\n".join(after[j:j_end]), figures, j_end > j)
    return "\n".join(result)


def _matcher(before: list[str], after: list[str]) -> SequenceMatcher[str]:
    return SequenceMatcher(None, before, after, autojunk=False)


def _rebound(source: str, typed: str, figures: Mapping[str, Figure], is_there: bool) -> list[str]:
    if not is_there:
        return []
    before = _tokens(source, figures)
    after = _tokens(typed, figures)
    bound: dict[int, Span] = {}
    used: set[int] = set()
    for what, i, i_end, j, j_end in _matcher(
        [_word(s) for s in before], [_word(s) for s in after]
    ).get_opcodes():
        if what == "equal" and any(_is_word(span) for span in before[i:i_end]):
            for old, new in zip(range(i, i_end), range(j, j_end), strict=True):
                # Of figures with one value the word that follows tells which is which.
                if (
                    before[old].key
                    and not after[new].key
                    and (not _is_ambiguous(before, old) or _right(before, old) == _right(after, new))
                ):
                    bound[new] = before[old]
                    used.add(old)
        elif what == "replace":
            _typed_over(before, after, (i, i_end), (j, j_end), bound, used)
    _moved(before, after, bound, used)
    return ["".join(_with_space(span, bound.get(n)) for n, span in enumerate(after))]


def _typed_over(
    before: list[Span],
    after: list[Span],
    old: tuple[int, int],
    new: tuple[int, int],
    bound: dict[int, Span],
    used: set[int],
) -> None:
    """As many numbers between the same words as there were figures: they were typed over."""
    fields = [n for n in range(*old) if before[n].key]
    numbers = [n for n in range(*new) if _is_number(after[n])]
    if len(fields) != len(numbers) or any(_is_word(after[n]) for n in range(*new)):
        return
    for was, now in zip(fields, numbers, strict=True):
        field_ = before[was]
        bound[now] = Span(field_.text, field_.key, field_.figure, _word(after[now]))
        used.add(was)


def _moved(before: list[Span], after: list[Span], bound: dict[int, Span], used: set[int]) -> None:
    """Fields that stand elsewhere now, beside a word that they stood beside before."""
    for was, span in enumerate(before):
        if not span.key or was in used:
            continue
        for now, candidate in enumerate(after):
            if now in bound or not _is_number(candidate) or _word(candidate) != _word(span):
                continue
            if _is_same_company(before, was, after, now):
                bound[now] = span
                used.add(was)
                break


def _is_same_company(before: list[Span], was: int, after: list[Span], now: int) -> bool:
    """Whether a number is the figure by the words beside it; one with decimals is by itself."""
    right = _right(before, was)
    if right and right == _right(after, now):
        return True
    if _is_ambiguous(before, was):
        return False
    left = _left(before, was)
    return (left and left == _left(after, now)) or bool(re.search(r"[,%]", _word(before[was])))


def _is_ambiguous(tokens: list[Span], at: int) -> bool:
    """Whether another field has the same value."""
    return any(s.key and s.key != tokens[at].key and _word(s) == _word(tokens[at]) for s in tokens)


def _left(tokens: list[Span], at: int) -> str | None:
    return next((_word(s) for s in reversed(tokens[:at]) if _is_word(s)), None)


def _right(tokens: list[Span], at: int) -> str | None:
    return next((_word(s) for s in tokens[at + 1 :] if _is_word(s)), None)


def _tokens(source: str, figures: Mapping[str, Figure]) -> list[Span]:
    """Fields are one token each, with the white space before them, and so are found again as a whole."""
    found: list[Span] = []
    for span in spans(source, figures):
        if not span.key:
            found += [Span(token) for token in TOKEN.findall(span.text)]
            continue
        space = found.pop().text if found and not _word(found[-1]) else ""
        found.append(Span(space + span.text, span.key, span.figure, span.typed))
    return found


def _word(span: Span) -> str:
    """Without the white space around it; 87,5 % is 87,5%."""
    return span.text.replace(" ", "").strip()


def _is_word(span: Span) -> bool:
    return span.key is None and len(_word(span)) > 1 and _word(span)[0].isalpha()


def _is_number(span: Span) -> bool:
    return span.key is None and bool(NUMBER.match(_word(span)))


def _with_space(new: Span, old: Span | None) -> str:
    """The token's own white space, and the field if it is one."""
    if old is None and new.key is None:
        return new.text
    return new.text[: len(new.text) - len(new.text.lstrip())] + (old or new).source
