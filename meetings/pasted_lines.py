"""Lines of a score sheet copied from Word or Excel: rows of text, a tab before the points.

I	Preparation	7
1	Papers are ready a day before	2
2	Duration	5
– From 90 minutes	5
– Up to 15 minutes short	4
"""

import re
from dataclasses import dataclass, field
from itertools import pairwise

from .models import Criterion

_ROMAN = re.compile(r"[IVX]{1,6}[.)]?")
_ARABIC = re.compile(r"\d{1,3}[.)]?")
_LETTER = re.compile(r"[a-zđ][.)]|[IVXLC]{1,7}[.)]?")
_CODE = re.compile(r"(?:\d{1,3}|[IVXLC]{1,7})(?:\.\d{1,3})+")
_DASH = re.compile(r"[-–+*•]")
_SHAPES = {"roman": _ROMAN, "arabic": _ARABIC, "code": _CODE, "letter": _LETTER, "dash": _DASH}

_NUMBERED = re.compile(r"([IVX]{1,6}|\d{1,3})[.)]\s*(?=\D)")  # at the beginning of a name
_LEVEL = re.compile(r"\d{1,4}(?:[.,]\d+)?\s*\|\s*\S.*")
_POINTS = re.compile(r"(\d{1,4}(?:[.,]\d+)?)\s*(?:điểm|đ)?", re.IGNORECASE)
# As the sheet on paper writes what such a line may give.
_SCALES = {
    Criterion.Kind.YES_NO: re.compile(r"0 hoặc (\d{1,4}(?:[.,]\d+)?)", re.IGNORECASE),
    Criterion.Kind.BONUS: re.compile(r"\+\s*(\d{1,4}(?:[.,]\d+)?)"),
}
_GIVEN = re.compile(r"\d{1,4}(?:[.,]\d+)?|[xX–]")
_OF_TWO_PARAGRAPHS = re.compile(
    r'(?:(?<=\t)|^)"((?:[^"\t]|""){0,600}?\n(?:[^"\t]|""){0,600})"(?=\t|\r?$)', re.MULTILINE
)
_PARAGRAPHS_AT_MOST = 12
_HEADING = re.compile(r"(?:s?tt|số tt|thứ tự)\.?", re.IGNORECASE)
_POINTS_HEADING = re.compile(r"(?:thang |mức |số )?điểm\b\D*", re.IGNORECASE)
_SUM = re.compile(
    r"(?:tổng(?:\s+(?:cộng|số|điểm|tối đa|mục|phần|[IVX]+))*|cộng(?:\s+(?:mục|phần|[IVX]+))*)"
    r"\s*(?:\([^)]*\))?\s*(?::[\s\d.,]*(?:điểm)?)?"
    r"|mức xếp loại\b.*|xếp loại(?::.*)?",
    re.IGNORECASE,
)


@dataclass
class PastedLine:
    """A criterion as it was written; nothing in it is judged yet."""

    section: str
    text: str
    points: str
    code: str = ""
    section_maximum: str = ""
    is_dashed: bool = False
    levels: list[str] = field(default_factory=list)

    def typed(self, kind: str) -> dict[str, str]:
        """By field of the form; one with levels below it is a line of levels, all others of that kind.

        Points such as "0 hoặc 2" and "+1" say of which kind their line is. Points that the highest level does
        not give stay, to be told.
        """
        maximum = self.points
        for own_kind, scale in _SCALES.items():
            if found := scale.fullmatch(maximum):
                kind, maximum = own_kind.value, found[1]
        if self.levels:
            kind = Criterion.Kind.LEVELS.value
            highest = max(_number(level) for level in self.levels)
            maximum = maximum if _POINTS.fullmatch(maximum) and _number(maximum) != highest else ""
        return {
            "section": self.section,
            "section_maximum": self.section_maximum,
            "text": self.text,
            "code": self.code,
            "kind": kind,
            "maximum": maximum,
            "levels": "\n".join(self.levels),
        }


@dataclass
class PastedSheet:
    """`left_out` are rows of which nothing became a line: headings, sums, sections without a criterion."""

    lines: list[PastedLine] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    @property
    def sections(self) -> list[str]:
        return list(dict.fromkeys(line.section for line in self.lines if line.section))


@dataclass
class _Row:
    """Numbering in a cell of its own, text and points; each "" where there is none."""

    cells: list[str]
    number: str = ""
    text: str = ""
    points: str = ""

    @property
    def written(self) -> str:
        return " ".join(self.cells)

    @property
    def shape(self) -> str:
        return next((name for name, shape in _SHAPES.items() if shape.fullmatch(self.number)), "")

    @property
    def number_before(self) -> str:
        """Numbering at the beginning of the text."""
        found = _NUMBERED.match(self.text)
        return found[1] if found else ""

    @property
    def is_roman(self) -> bool:
        """Numbered in roman, beside its text or before it."""
        return bool(_ROMAN.fullmatch(self.number or self.number_before))

    @property
    def is_level(self) -> bool:
        return bool(_LEVEL.fullmatch(self.written))

    @property
    def is_dashed(self) -> bool:
        return self.shape == "dash" or bool(re.match(r"[-–+•]\s", self.text))

    @property
    def says_no_line(self) -> bool:
        """A heading of the table, a sum, the band."""
        if _HEADING.fullmatch(self.cells[0]) or _SUM.fullmatch(self.text):
            return True
        has_digits = any(letter.isdigit() for letter in self.written)
        return not has_digits and any(_POINTS_HEADING.fullmatch(cell) for cell in self.cells[1:])

    @property
    def name(self) -> str:
        return f"{self.number.rstrip('.)')}. {self.text}" if self.number else self.text


def read(text: str, section: str = "") -> PastedSheet:
    """The criteria in `text`; the first ones belong to `section` until a row names another.

    A row of text and points is a criterion. A row of text alone names the section of those below it; so does
    one with points numbered in roman, or whose number begins the code below it: these are the section's
    maximum. A row "points | condition", or one with a dash and points, is a level of the criterion above.
    Numbering in a cell of its own goes, unless it is a code such as "1.2"; before a section's name it stays.
    """
    sheet = PastedSheet()
    maximum, empty = "", None  # the maximum of a section, and its row, as long as no line stands below it
    rows = _rows(text)
    for row, below in pairwise([*rows, None]):
        last = sheet.lines[-1] if sheet.lines and empty is None else None
        if row.says_no_line:
            sheet.left_out.append(row.written)
        elif last and row.is_level:
            last.levels.append(row.written)
        elif last and row.points and row.is_dashed and not last.is_dashed and _POINTS.fullmatch(row.points):
            last.levels.append(f"{row.points} | {_undashed(row.text)}")
        elif not row.points or _has_section_points(row, below):
            # Above a section without points it is a part with sections of its own.
            _close(sheet, section, maximum if row.points else "", empty)
            section, maximum, empty = row.name, row.points, row
        else:
            code = row.number if row.shape == "code" else ""
            sheet.lines.append(PastedLine(section, row.text, row.points, code, maximum, row.is_dashed))
            maximum, empty = "", None
    _close(sheet, section, maximum, empty)
    return sheet


def _close(sheet: PastedSheet, section: str, maximum: str, empty: _Row | None) -> None:
    """A section without a line below it: one with points is its own only line."""
    if empty and maximum:
        sheet.lines.append(PastedLine(section, empty.text, maximum))
    elif empty:
        sheet.left_out.append(empty.written)


def _has_section_points(row: _Row, below: _Row | None) -> bool:
    number = row.number.rstrip(".)") or row.number_before
    if row.is_roman or not number or not below:
        return row.is_roman
    return number.isdigit() and below.written.startswith(f"{number}.")


def _rows(text: str) -> list[_Row]:
    text = _OF_TWO_PARAGRAPHS.sub(lambda cell: " ".join(cell[1].replace('""', '"').split()), text)
    rows = []
    for line in text.splitlines():
        cells = [" ".join(cell.split()) for cell in line.split("\t")]
        if any(cells):
            rows.append(_row([cell for cell in cells if cell]))
    return _joined(rows)


def _row(cells: list[str]) -> _Row:
    left = list(cells)
    number = left.pop(0) if len(left) > 1 and _is_number(left[0]) else ""
    # Behind the points of the scale those given, or the cross at a level.
    while len(left) > 2 and _is_scale(left[-2]) and _GIVEN.fullmatch(left[-1]):
        left.pop()
    points = ""
    if len(left) > 1:
        points = left.pop()
        found = _POINTS.fullmatch(points)
        points = found[1] if found else points
    return _Row(cells, number, " ".join(left), points)


def _is_scale(cell: str) -> bool:
    return any(scale.fullmatch(cell) for scale in (_POINTS, *_SCALES.values()))


def _joined(rows: list[_Row]) -> list[_Row]:
    """Rows with a cell of two paragraphs, which Word copies as two rows: number and text, text and points.

    They are told from a section with a criterion below it by the numbers of the other criteria: all have one.
    """
    shapes = {"roman" if row.is_roman else row.shape for row in rows if row.points or row.is_roman}
    joined: list[_Row] = []
    place = 0
    while place < len(rows):
        end = _end_of_text(rows, place, shapes)
        parts = rows[place : end + 1]
        cells = [cell for row in parts for cell in row.cells]
        text = " ".join(row.text for row in parts)
        joined.append(_Row(cells, parts[0].number, text, parts[-1].points) if end > place else parts[0])
        place = end + 1
    has_others = any(
        row.points and not (row.number or row.number_before or row.is_dashed or row.says_no_line)
        for row in joined
    )
    return rows if has_others else joined


def _end_of_text(rows: list[_Row], start: int, shapes: set[str]) -> int:
    """The place of the row with the points of the criterion that begins at `start`; else `start`."""
    first = rows[start]
    if first.points or first.shape not in ("arabic", "code", "letter"):
        return start
    if first.shape not in shapes and "roman" not in shapes:
        return start
    for place in range(start + 1, min(start + _PARAGRAPHS_AT_MOST, len(rows))):
        row = rows[place]
        if row.number or row.is_level or row.says_no_line or row.number_before:
            return start
        if row.points:
            below = rows[place + 1] if place + 1 < len(rows) else None
            begins_levels = row.is_dashed and below and below.is_dashed and below.points
            return start if begins_levels else place
    return start


def _undashed(text: str) -> str:
    return re.sub(r"^[-–+•]\s+", "", text)


def _number(text: str) -> float:
    return float(re.match(r"[\d.,]+", text)[0].replace(",", "."))


def _is_number(cell: str) -> bool:
    return any(shape.fullmatch(cell) for shape in _SHAPES.values())
