"""Why points were taken off: the lines below the table, "– 1.2 (chi bộ chấm): …"."""

import re
from collections.abc import Iterable, Iterator, Sequence

from lib.vietnamese import name_key
from meetings import paper_sheet
from meetings.models import Criterion

from . import points
from .finding import Sheet

_DOTS = re.compile(r"…{2,}|\.{5,}|_{3,}")  # of a line to write on
_LEAD = re.compile(r"^[\s–—•●▪*+-]+")
_WHO = re.compile(rf"\s*\((?P<who>{paper_sheet.CELL_SCORED}|{paper_sheet.LEADER_SCORED})\)", re.IGNORECASE)
_SIGN = re.compile(r"\s*[:–—-]\s*(?P<note>\S.*)")


def notes_of(sheet: Sheet, criteria: Sequence[Criterion], who: str) -> tuple[dict[int, str], list[str]]:
    """Notes of the scorer called `who` by criterion id; and lines of which nobody can tell whose they are.

    A line that names no scorer is theirs whose column alone is filled in.
    """
    found: dict[int, list[str]] = {}
    unclear = []
    # The longest code first: "1.10" is not "1.1".
    by_length = sorted(criteria, key=lambda criterion: -len(criterion.code))
    for line in _lines(sheet.below):
        read = _read(line, by_length)
        if read is None or (read[1] is None and not _is_alone(sheet, who)):
            unclear.append(line)
        elif read[1] in (None, who):
            found.setdefault(read[0].pk, []).append(read[2])
    return {pk: " ".join(texts) for pk, texts in found.items()}, unclear


def _lines(below: Iterable[str]) -> Iterator[str]:
    """From their heading on, to where the sheet is signed."""
    heading, signs = name_key(paper_sheet.NOTES.rstrip(":")), name_key(paper_sheet.CELL_SIGNS[0])
    leader_signs = name_key(paper_sheet.LEADER_SIGNS[0])
    is_begun = False
    for line in below:
        key = name_key(line)
        if key.startswith((signs, leader_signs)):
            return
        if is_begun:
            text = _DOTS.sub("", line).strip()
        elif key.startswith(heading):
            is_begun, text = True, line.partition(":")[2].strip()
        else:
            continue
        if _LEAD.sub("", text):
            yield text


def _read(line: str, criteria: Iterable[Criterion]) -> tuple[Criterion, str | None, str] | None:
    """(criterion, who says it if it is said, the note)."""
    text = _LEAD.sub("", line)
    for spelt in (str, str.casefold):
        for criterion in criteria:
            if not spelt(text).startswith(spelt(criterion.code)):
                continue
            rest = text[len(criterion.code) :]
            named = _WHO.match(rest)
            if noted := _SIGN.fullmatch(rest[named.end() :] if named else rest):
                return criterion, named["who"].casefold() if named else None, noted["note"].strip()
    return None


def _is_alone(sheet: Sheet, who: str) -> bool:
    other = paper_sheet.BY_LEADER if who == paper_sheet.CELL_SCORED else paper_sheet.BY_CELL
    values = [line.values.get(other) for line in sheet.lines]
    return all(points.is_blank(value) or points.is_dash(value) for value in values)
