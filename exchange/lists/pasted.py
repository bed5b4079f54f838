"""Rows copied from Excel and pasted into a page: a file like any other, once its headings are among them."""

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from exchange.layout.columns import heading_key
from exchange.layout.headings import vocabulary

_LOOKED_AT = 5  # lines: titles may stand above the headings


def has_headings(text: str) -> bool:
    """Without them the first row would be taken for headings and be lost."""
    lines = [line for line in text.splitlines() if line.strip()][:_LOOKED_AT]
    return any(
        heading_key(cell) in vocabulary() for line in lines for cell in line.split("\t") if cell.strip()
    )


def as_file(text: str) -> ContentFile:
    """As Excel itself saves rows apart by tabs; commas within a cell part nothing."""
    return ContentFile(f"sep=\t\n{text}".encode(), name=_("Rows pasted from Excel"))
