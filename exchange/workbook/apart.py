"""A file that somebody sent, read in a process of its own."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from lib import confined

from .problems import UnreadableWorkbook


def apart(
    function: Callable, data: bytes, *arguments: Any, seconds: float = 4, progress: Callable | None = None
) -> Any:
    """`function(data, *arguments)`, with `seconds` of CPU for each MB of a large file.

    Raises UnreadableWorkbook.
    """
    limits = confined.Limits.of(data, seconds)
    try:
        return confined.call(function, data, *arguments, limits=limits, progress=progress)
    except confined.Ended:
        raise UnreadableWorkbook(too_costly()) from None


def too_costly() -> str:
    return _(
        "Reading this file takes more memory or time than a list of its size can need. Copy the list alone "
        "into a new workbook (Paste Special → Values), save it as .xlsx, and upload that."
    )
