"""What stands at the head and foot of a committee's documents, as an upper room knows it."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Looks:
    """How such a document is laid out: millimetres, points, and what is bold."""

    font: str = "Times New Roman"
    margin_top: int = 20
    margin_bottom: int = 20
    margin_left: int = 30
    margin_right: int = 15
    first_line_indent: float = 12.7
    own_name_bold: bool = True
    asterisk: bool = True
    summary_bold: bool = True
    authority_bold: bool = True
    title_bold: bool = True
    name_bold: bool = True
    recipients_underlined: bool = True


PLAIN = Looks()
# The line above the title of the signatory.
_AUTHORITY = re.compile(r"^(T/M|K/T|T/L|TUQ|T/UQ|Q\.|TM\.|KT\.|TL\.)\s")


def is_authority(line: str) -> bool:
    """K/T BÍ THƯ, T/M BAN THƯỜNG VỤ: by whose authority somebody signs."""
    return bool(_AUTHORITY.match(line))


@dataclass(frozen=True)
class Head:
    superior_body: str  # in capitals; "" where there is none
    issuing_body: str
    symbol: str  # of the committee: BTCTU
    place: str
    signatory_title: str  # several lines perhaps
    signatory_name: str = ""
    recipients: str = ""  # one a line
    looks: Looks = PLAIN


_known: list[Callable[[Any, dt.date | None], Head]] = []


def offer(head: Callable[[Any, dt.date | None], Head]) -> None:
    """Heads of committees are had from `head`."""
    _known[:] = [head]


def of(committee: Any, *, on: dt.date | None = None) -> Head:
    """Where nobody knows more, by its name alone; with `on`, laid out as documents of that day are."""
    if _known:
        return _known[0](committee, on)
    return Head("", committee.name.upper(), committee.code, "", "")
