"""Words of the drafted text that claim something: how many, how often, until when; and safe ways to quote."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from lib.periods import HalfYear, today, written_day

from .known_findings import Clause
from .live_text import field
from .report_figures import EVALUATIONS, FINDING

FEW = 5  # with fewer cells evaluated nothing is said of “most” or “some”: they are counted


class Share(StrEnum):
    """Of the cells evaluated by leaders, in how many something was noted."""

    ALL = "all"  # said of few cells only
    MOST = "most"
    MANY = "many"
    SOME = "some"
    ONE = "one"
    COUNTED = "counted"


def share_of(noted: int, evaluated: int, is_counted: bool = False) -> Share:
    """`is_counted`: numbers are to stand in place of words."""
    if evaluated < FEW and noted == evaluated:
        return Share.ALL
    if evaluated < FEW or is_counted:
        return Share.COUNTED
    if 2 * noted > evaluated:
        return Share.MOST
    if noted >= 3 and 3 * noted >= evaluated:
        return Share.MANY
    return Share.SOME if noted > 1 else Share.ONE


def is_most(noted: int, evaluated: int) -> bool:
    return share_of(noted, evaluated) is Share.MOST


@dataclass(frozen=True)
class Noted:
    """A finding, and the words for how many of the cells evaluated it was noted in."""

    code: str
    text: str
    clause: Clause | None  # None: the office's own finding
    cells: int
    share: Share

    @property
    def fraction(self) -> str:
        return f"{field(f'{EVALUATIONS}.{FINDING}{self.code}')}/{field(f'{EVALUATIONS}.cells')}"

    @property
    def extent(self) -> tuple[Share, int]:
        """What findings have in common that may stand under the same words."""
        return self.share, self.cells if self.share is Share.COUNTED else 0

    @property
    def where(self) -> str:
        """Opens a sentence; what follows it in the same paragraph is said of as many cells."""
        return {
            Share.ALL: f"Qua {field(f'{EVALUATIONS}.judged_meetings')} buổi sinh hoạt được đánh giá, ",
            Share.MOST: "Ở đa số chi bộ được đánh giá, ",
            Share.MANY: "Ở nhiều chi bộ, ",
            Share.SOME: "Ở một số chi bộ, ",
            Share.ONE: "Có chi bộ ",
            Share.COUNTED: f"Tại {self.fraction} chi bộ được đánh giá, ",
        }[self.share]

    @property
    def who(self) -> str:
        """The cells' committees, inside a sentence."""
        return {
            Share.ALL: "cấp ủy",
            Share.MOST: "đa số cấp ủy",
            Share.MANY: "nhiều cấp ủy",
            Share.SOME: "một số cấp ủy",
            Share.ONE: "có cấp ủy",
            Share.COUNTED: f"cấp ủy tại {self.fraction} chi bộ được đánh giá",
        }[self.share]


# --- the day of the text ---


def day_told(half_year: HalfYear, as_of: dt.date | None) -> dt.date | None:
    """The day that the text must name: that of the figures, or today while the half-year is not over."""
    if as_of:
        return as_of
    return today() if today() <= half_year.last_day else None


def is_running(half_year: HalfYear, as_of: dt.date | None) -> bool:
    """Whether something may still happen after the day of which the text speaks."""
    if as_of:
        return as_of < half_year.last_day
    return today() <= half_year.last_day


def until_now(half_year: HalfYear, as_of: dt.date | None, otherwise: str) -> str:
    day = day_told(half_year, as_of)
    return f"tính đến ngày {written_day(day)}" if day else otherwise


# --- quoting and joining ---


def quoted(text: object) -> str:
    """Words of the office's own, as they are: one line, and nothing that could be taken for a figure."""
    return re.sub(r"\s+", " ", str(text).translate({ord("⟦"): "[", ord("⟧"): "]"})).strip()


def without_end(text: str) -> str:
    return quoted(text).rstrip(" .;:,")


def capitalized(text: str) -> str:
    return text[:1].upper() + text[1:]


def enumeration(words: Iterable[str]) -> str:
    """a, b và c."""
    words = list(words)
    return " và ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
