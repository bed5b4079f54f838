"""What stands at the head and foot of a committee's documents, as an upper room knows it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Head:
    superior_body: str  # in capitals; "" where there is none
    issuing_body: str
    symbol: str  # of the committee: BTCTU
    place: str
    signatory_title: str  # several lines perhaps
    signatory_name: str = ""
    recipients: str = ""  # one a line


_known: list[Callable[[Any], Head]] = []


def offer(head: Callable[[Any], Head]) -> None:
    """Heads of committees are had from `head`."""
    _known[:] = [head]


def of(committee: Any) -> Head:
    """Where nobody knows more, by its name alone."""
    if _known:
        return _known[0](committee)
    return Head("", committee.name.upper(), committee.code, "", "")
