"""What a layout preset means for the words and looks of a document (thể thức): `Layout`, one value a line.

Without any value said it is Hướng dẫn 36-HD/VPTW, as the product has always written.
"""

import datetime as dt
import re
from dataclasses import asdict, dataclass, fields
from typing import Any

from reports.models import LayoutPreset

DOTS = "…"  # for what a draft does not know yet
# Degrees and ranks before a name.
_RANKS = re.compile(
    r"^((GS|PGS|TSKH|TS|ThS|BS|KS|CN|LS|DS|BSCKI{1,2}"
    r"|(Phó )?Giáo sư|Tiến sĩ|Thạc sĩ|Bác sĩ|Kỹ sư|Cử nhân|Luật sư"
    r"|(Thiếu|Trung|Thượng|Đại) (tướng|tá|úy))[\s,.]+)+",
    re.IGNORECASE,
)
_UY = {"uỷ": "ủy", "Uỷ": "Ủy", "UỶ": "ỦY", "uỶ": "ủY"}
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


@dataclass(frozen=True)
class Layout:
    """The values of a preset that a document goes by; `LayoutPreset` says what each one is."""

    name: str = "36-HD/VPTW"
    margin_top: int = 25
    margin_bottom: int = 25
    margin_left: int = 35
    margin_right: int = 15
    first_line_indent: float = 12.7
    line_rule: str = "multiple"
    line_spacing: float = 1.15
    space_before: int = 6
    superior: str = "name"
    own_name_bold: bool = True
    asterisk: bool = True
    numbering: str = "entered"
    number_zero: bool = False
    date_zeros: bool = True
    summary_bold: bool = True
    summary_lower: bool = False
    headings: str = "numbers"
    end_mark: str = "./."
    authority_bold: bool = True
    title_bold: bool = True
    name_bold: bool = True
    name_without_ranks: bool = False
    recipients_underlined: bool = True
    filing_line: str = "Lưu VT."
    spells_uy: bool = False

    # --- words ---

    def number(self, number: int | None) -> str:
        if number is None:
            return DOTS
        return f"{number:02}" if self.number_zero else str(number)

    def day(self, day: dt.date | None) -> str:
        return self._two_digits(day.day, below=10) if day else DOTS

    def month(self, day: dt.date | None) -> str:
        """January and February get a leading zero as days below ten do, so that nobody adds a digit."""
        return self._two_digits(day.month, below=3) if day else DOTS

    def _two_digits(self, number: int, *, below: int) -> str:
        return f"{number:02}" if self.date_zeros and number < below else str(number)

    def summary(self, lines: list[str]) -> list[str]:
        """The first letter small; not of an abbreviation."""
        if not (self.summary_lower and lines):
            return lines
        first, *others = lines
        return lines if first[1:2].isupper() else [first[:1].lower() + first[1:], *others]

    def heading(self, number: int, text: str) -> str:
        if self.headings == LayoutPreset.Headings.ROMAN:
            return f"{roman(number)}- {text.upper()}"
        return f"{number}. {text}"

    def ended(self, paragraph: str) -> str:
        """The last paragraph, closed as official papers close it."""
        return paragraph.removesuffix("./.").rstrip(" .;:,") + self.end_mark

    def signed(self, name: str) -> str:
        return _RANKS.sub("", name) if self.name_without_ranks else name

    def spelt(self, text: str) -> str:
        """Of what stands around the text; what people wrote is theirs, and so are their names."""
        if not self.spells_uy:
            return text
        return re.sub(r"\b[uU][ỷỶ]\b", lambda found: _UY[found[0]], text)


def roman(number: int) -> str:
    found = ""
    for value, letters in _ROMAN:
        while number >= value:
            found, number = found + letters, number - value
    return found


# --- of a preset, and kept with a document ---


def of(preset: LayoutPreset | None) -> Layout:
    """What the preset says today; 36-HD where there is none."""
    if preset is None:
        return Layout()
    values = {field.name: getattr(preset, field.name) for field in fields(Layout)}
    return from_plain(values)


def as_plain(layout: Layout) -> dict[str, Any]:
    return asdict(layout)


def from_plain(values: dict[str, Any]) -> Layout:
    """Of values that were kept; what is not among them was not known then, and is as it was."""
    known = {field.name: field.type for field in fields(Layout) if field.name in values}
    return Layout(**{name: kind(values[name]) for name, kind in known.items()})
