"""Count kept figures once more, and say where they differ: at any time, for cron, after a restored backup."""

import json
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from attendance.figures import forgetting, keeping, kept
from attendance.figures.kept import Scope
from attendance.models import KeptFigures


class Command(BaseCommand):
    help = "Compare every kept figure with what is counted now. Ends with an error where any differs."

    def add_arguments(self, parser):
        parser.add_argument("--rebuild", action="store_true", help="Count and keep all of them anew first.")

    def handle(self, *, rebuild, **options):
        with translation.override(settings.LANGUAGE_CODE):
            if not forgetting.are_set():
                raise CommandError(_("Triggers are missing that take away old figures: run “migrate”."))
            if rebuild:
                self.stdout.write(_("Kept anew: %(count)d") % {"count": keep_anew()})
            rows = KeptFigures.objects.filter(version=kept.VERSION, figures__isnull=False).order_by("pk")
            wrong = [line for row in rows.iterator() for line in differences(row)]
            for line in wrong:
                self.stdout.write(line)
            if wrong:
                raise CommandError(_("Figures that differ: %(count)d") % {"count": len(wrong)})
            self.stdout.write(_("Kept figures compared: %(count)d") % {"count": len(rows)})


def keep_anew() -> int:
    """Those that were kept, by whatever measures; of what is no longer settled, nothing is kept."""
    rows = list(KeptFigures.objects.order_by("pk"))
    KeptFigures.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return sum(keeping.keep(row.part, scope_of(row)) for row in rows)


def differences(row: KeptFigures) -> Iterator[str]:
    """What differs, as “where: kept ≠ counted”; nothing where somebody has written to it meanwhile."""
    counted = json.loads(json.dumps(kept.counted(row.part, scope_of(row))))
    if counted == row.figures or not KeptFigures.objects.filter(pk=row.pk).exists():
        return
    before, now = dict(_leaves(row.figures)), dict(_leaves(counted))
    for place in sorted(before.keys() | now.keys()):
        if before.get(place) != now.get(place):
            yield f"{row} · {place}: {before.get(place)} ≠ {now.get(place)}"


def scope_of(row: KeptFigures) -> Scope:
    return Scope(row.half_year, row.path, row.then, row.leader_group)


def _leaves(value: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """The plain values of a structure, each with the way to it."""
    if isinstance(value, dict | list):
        parts = value.items() if isinstance(value, dict) else enumerate(value)
        for key, part in parts:
            yield from _leaves(part, f"{place}/{key}")
    else:
        yield place, value
