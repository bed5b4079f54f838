"""What changed in the words from one report to another: paragraph by paragraph, then word by word."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby

Opcode = tuple[str, int, int, int, int]
# A fraction is one word: 11/12 does not become 9/11 by the "11" that both have.
TOKEN = re.compile(r"\s*(?:\d+(?:[.,/]\d+)*(?: ?%)?|\w+|[^\w\s])|\s+$")
ALIKE = 0.5  # the share of words by which one paragraph is another one changed
NEAR = 20  # paragraphs in which it is looked for
LONG = 1000  # words


class Kind(StrEnum):
    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True)
class Piece:
    text: str
    kind: Kind


@dataclass(frozen=True)
class Paragraph:
    pieces: list[Piece]

    @property
    def is_same(self) -> bool:
        return all(piece.kind is Kind.SAME for piece in self.pieces)

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True)
class Part:
    """A part of the text under its heading, which only one of the two reports may have."""

    heading: Piece
    paragraphs: list[Paragraph]

    @property
    def is_same(self) -> bool:
        return self.heading.kind is Kind.SAME and all(p.is_same for p in self.paragraphs)

    @property
    def runs(self) -> list[tuple[bool, list[Paragraph]]]:
        """(whether nothing changed, paragraphs one after the other)"""
        return [(same, list(found)) for same, found in groupby(self.paragraphs, lambda p: p.is_same)]


Sections = list  # of [heading, [paragraph, …]], as an issued report keeps them


def text_changes(before: Sections, after: Sections) -> list[Part]:
    """All parts of both texts, in reading order."""
    found = []
    for what, i, i_end, j, j_end in _opcodes([h for h, _ in before], [h for h, _ in after]):
        if what == "equal":
            for (heading, old), (_heading, new) in zip(before[i:i_end], after[j:j_end], strict=True):
                found.append(Part(Piece(heading, Kind.SAME), list(_paragraphs(old, new))))
            continue
        found += [_whole(section, Kind.REMOVED) for section in before[i:i_end]]
        found += [_whole(section, Kind.ADDED) for section in after[j:j_end]]
    return found


def _whole(section, kind: Kind) -> Part:
    heading, paragraphs = section
    return Part(Piece(heading, kind), [_only(p, kind) for p in paragraphs])


def _only(paragraph: str, kind: Kind) -> Paragraph:
    return Paragraph([Piece(paragraph, kind)])


def _opcodes(before: list[str], after: list[str]) -> list[Opcode]:
    # In a paragraph of many pages words that come all the time do not help, and take their time.
    return SequenceMatcher(None, before, after, autojunk=len(after) > LONG).get_opcodes()


# --- paragraphs ---


def _paragraphs(before: list[str], after: list[str]) -> Iterator[Paragraph]:
    for what, i, i_end, j, j_end in _opcodes(before, after):
        if what == "equal":
            yield from (_only(paragraph, Kind.SAME) for paragraph in before[i:i_end])
        else:
            yield from _replaced(before[i:i_end], after[j:j_end])


def _replaced(before: list[str], after: list[str]) -> Iterator[Paragraph]:
    """Each paragraph beside the one that it became, the nearest to it that is still to come."""
    done = 0
    for old in before:
        likeness = [_likeness(old, new) for new in after[done : done + NEAR]]
        best = max(likeness, default=0)
        if best < ALIKE:
            yield _only(old, Kind.REMOVED)
            continue
        at = done + likeness.index(best)
        yield from (_only(new, Kind.ADDED) for new in after[done:at])
        yield word_by_word(old, after[at])
        done = at + 1
    yield from (_only(new, Kind.ADDED) for new in after[done:])


def _likeness(one: str, other: str) -> float:
    ours, theirs = Counter(one.split()), Counter(other.split())
    return 2 * (ours & theirs).total() / max(1, ours.total() + theirs.total())


# --- words ---


def word_by_word(before: str, after: str) -> Paragraph:
    """What was taken out stands before what was put in its place."""
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    changes = _opcodes([token.strip() for token in old], [token.strip() for token in new])
    pieces: list[Piece] = []
    for what, group in groupby(enumerate(changes), lambda item: _stays(changes, item[0], old)):
        steps = [step for _n, step in group]
        i, i_end, j, j_end = steps[0][1], steps[-1][2], steps[0][3], steps[-1][4]
        if what:
            # With the space before it, which the first words of a text do not have.
            text = max("".join(old[i:i_end]), "".join(new[j:j_end]), key=_indent)
            pieces.append(Piece(text, Kind.SAME))
            continue
        pieces += _pieces("".join(old[i:i_end]), Kind.REMOVED) + _pieces("".join(new[j:j_end]), Kind.ADDED)
    return Paragraph(pieces)


def _stays(changes: list[Opcode], n: int, old: list[str]) -> bool:
    """Whether the words are left as they were; a sign alone between two changes is changed with them."""
    what, i, i_end, _j, _j_end = changes[n]
    if what != "equal":
        return False
    is_between = 0 < n < len(changes) - 1
    return not is_between or any(re.search(r"\w", token) for token in old[i:i_end])


def _pieces(text: str, kind: Kind) -> list[Piece]:
    """The space before a change belongs to neither text."""
    space, words = text[: _indent(text)], text[_indent(text) :]
    return [Piece(piece, k) for piece, k in ((space, Kind.SAME), (words, kind)) if piece]


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())
