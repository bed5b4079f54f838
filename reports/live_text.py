"""Text in which figures stay alive: written as usual, but each number knows which figure it is.

The source of a text has fields in place of its figures: `⟦leadership.attended_cells⟧` is shown as the
figure is now; `⟦leadership.attended_cells=19⟧` as the number that somebody typed instead, which contradicts
the figure until the data say the same. Nobody ever sees the source: people read and edit the text, and
`rebind` finds the fields again in what they typed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

FIELD = re.compile(r"⟦([^⟦⟧=]+)(?:=([^⟦⟧]*))?⟧")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*%?$")
# White space goes with the word that follows it.
TOKEN = re.compile(r"\s*(?:\d+(?:[.,]\d+)*%?|\w+|[^\w\s])|\s+$")


@dataclass(frozen=True)
class Figure:
    """What a field stands for: the figure as text, what it counts, and where its rows are listed."""

    text: str
    label: str
    url: str = ""


@dataclass(frozen=True)
class Span:
    """A piece of a text as it is shown; with `key` a field, with `typed` one that somebody contradicted."""

    text: str
    key: str | None = None
    figure: Figure | None = None
    typed: str | None = None

    @property
    def contradicts(self) -> bool:
        return self.typed is not None and self.figure is not None and self.typed != self.figure.text

    @property
    def source(self) -> str:
        if self.key is None:
            return self.text
        return f"⟦{self.key}={self.typed}⟧" if self.contradicts else f"⟦{self.key}⟧"


def field(key: str) -> str:
    """The source of a field."""
    return f"⟦{key}⟧"


def spans(source: str, figures: Mapping[str, Figure]) -> list[Span]:
    """The pieces of the text, in order. A field whose figure is no more keeps what was typed, or a dash."""
    found, end = [], 0
    for match in FIELD.finditer(source):
        if match.start() > end:
            found.append(Span(source[end : match.start()]))
        key, typed = match[1], match[2]
        figure = figures.get(key)
        shown = typed if typed is not None else figure.text if figure else "—"
        found.append(Span(shown, key, figure, typed) if figure else Span(shown))
        end = match.end()
    if end < len(source):
        found.append(Span(source[end:]))
    return found


def plain(source: str, figures: Mapping[str, Figure]) -> str:
    """The text as people read it."""
    return "".join(span.text for span in spans(source, figures))


def contradictions(source: str, figures: Mapping[str, Figure]) -> list[Span]:
    return [span for span in spans(source, figures) if span.contradicts]


def rebind(source: str, typed: str, figures: Mapping[str, Figure]) -> str:
    """The source of what somebody made of the text of `source`.

    A number left standing among its words, or moved elsewhere, stays the field it was. A number typed in
    a field's place is kept as a contradiction of it.
    """
    before = _tokens(source, figures)
    after = [Span(token) for token in TOKEN.findall(FIELD.sub(lambda m: m[2] or "", typed))]
    matcher = SequenceMatcher(None, [_word(s) for s in before], [_word(s) for s in after], autojunk=False)
    lost: list[Span] = []
    free: list[int] = []
    for what, i, i_end, j, j_end in matcher.get_opcodes():
        if what == "equal":
            for old, new in zip(range(i, i_end), range(j, j_end), strict=True):
                after[new] = _bound(after[new], before[old])
            continue
        fields = [span for span in before[i:i_end] if span.key]
        numbers = [n for n in range(j, j_end) if _is_number(after[n])]
        if len(fields) == len(numbers):
            # As many numbers as there were figures in this place: they were typed over.
            for span, n in zip(fields, numbers, strict=True):
                after[n] = _typed_over(after[n], span)
        else:
            lost += fields
            free += numbers
    for span in lost:
        n = next((n for n in free if _word(after[n]) == _word(span)), None)
        if n is not None:
            after[n] = _bound(after[n], span)
            free.remove(n)
    return "".join(_with_space(span) for span in after)


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
    return span.text.strip()


def _is_number(span: Span) -> bool:
    return span.key is None and bool(NUMBER.match(_word(span)))


def _bound(new: Span, old: Span) -> Span:
    return Span(new.text, old.key, old.figure, old.typed) if old.key else new


def _typed_over(new: Span, old: Span) -> Span:
    return Span(new.text, old.key, old.figure, _word(new))


def _with_space(span: Span) -> str:
    """With the white space that the token carries before its word."""
    return span.text[: len(span.text) - len(span.text.lstrip())] + span.source if span.key else span.text
