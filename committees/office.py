"""What the header of every page shows of the office, kept for a minute: pages do not ask for it each time."""

from dataclasses import dataclass

from django.core.cache import cache

from .models import Committee, Office

KEY = "committees.office.face"
KEPT = 60  # seconds until other processes show what one has changed


@dataclass(frozen=True)
class Face:
    """`emblem` is the picture's checksum, "" for the product's own."""

    name: str = ""
    emblem: str = ""


def face() -> Face:
    return cache.get_or_set(KEY, _face, KEPT)


def forget() -> None:
    cache.delete(KEY)


def _face() -> Face:
    """Without a name of its own the office has that of the only committee at the top."""
    office = Office.objects.defer("emblem").first() or Office()
    name = office.name
    if not name:
        roots = list(Committee.objects.filter(depth=1)[:2])
        name = roots[0].name if len(roots) == 1 else ""
    return Face(name, office.emblem_digest)
