"""Seal histories and frozen rows: for cron or a systemd timer, every hour."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lib import seals


class Command(BaseCommand):
    help = (
        "Seal what came since the last time, and write the chain's head: copy it where nobody can change it."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = seals.seal()
        except seals.StillWriting as error:
            raise CommandError("Not sealed: a transaction has been open all the while. Try again.") from error
        self.stdout.write(f"{made.sealed_at:%Y-%m-%d %H:%M} {made.head}" if made else "Nothing new.")
