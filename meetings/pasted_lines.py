"""Lines of a score sheet copied from Word or Excel: rows of text, a tab before the points.

I. Preparation
Papers are ready a day before	2
Duration	5
5 | From 90 minutes
4 | Up to 15 minutes short
"""

import re
from dataclasses import dataclass, field

from .models import Criterion

_ORDINAL = re.compile(r"\d{1,3}[.)]?|[IVXLC]{1,7}[.)]?|[a-zđ][.)]|[-–+*•]")
_CODE = re.compile(r"(?:\d{1,3}|[IVXLC]{1,7})(?:\.\d{1,3})+")
_LEVEL = re.compile(r"\d{1,4}(?:[.,]\d+)?\s*\|\s*\S.*")
_POINTS = re.compile(r"(\d{1,4}(?:[.,]\d+)?)\s*(?:điểm|đ)?", re.IGNORECASE)


@dataclass
class PastedLine:
    """A criterion as it was written; nothing in it is judged yet."""

    section: str
    text: str
    points: str
    code: str = ""
    levels: list[str] = field(default_factory=list)

    def typed(self, kind: str) -> dict[str, str]:
        """By field of the form; one with levels below it is a line of levels, all others of that kind."""
        if self.levels:
            kind, self.points = Criterion.Kind.LEVELS.value, ""
        return {
            "section": self.section,
            "text": self.text,
            "code": self.code,
            "kind": kind,
            "maximum": self.points,
            "levels": "\n".join(self.levels),
        }


def read(text: str, section: str = "") -> list[PastedLine]:
    """The criteria in `text`; the first ones belong to `section` until a row names another.

    A row of text and points is a criterion; a row of text alone names the section of those below it; a row
    "points | condition" is a level of the one above. Numbering in a cell of its own goes, unless it is a
    code such as "1.2"; before a section's name it stays.
    """
    found: list[PastedLine] = []
    for row in text.splitlines():
        cells = [" ".join(cell.split()) for cell in row.split("\t")]
        cells = [cell for cell in cells if cell]
        if not cells:
            continue
        if found and _LEVEL.fullmatch(" ".join(cells)):
            found[-1].levels.append(" ".join(cells))
            continue
        first = cells.pop(0) if len(cells) > 1 and _is_number(cells[0]) else ""
        if len(cells) == 1:
            section = f"{first.rstrip('.)')}. {cells[0]}" if first else cells[0]
            continue
        points = _POINTS.fullmatch(cells[-1])
        code = first if _CODE.fullmatch(first) else ""
        words = " ".join(cells[:-1])
        found.append(PastedLine(section, words, points[1] if points else cells[-1], code))
    return found


def _is_number(cell: str) -> bool:
    return bool(_CODE.fullmatch(cell) or _ORDINAL.fullmatch(cell))
