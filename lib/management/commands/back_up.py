from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lib import backups


class Command(BaseCommand):
    help = (
        "Write the database and the stored files into a directory: for cron or a systemd timer, once a day."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("directory", type=Path)
        parser.add_argument("--keep-days", type=int, metavar="DAYS", help="delete older backups afterwards")

    def handle(self, *args: Any, directory: Path, keep_days: int | None, **options: Any) -> None:
        try:
            try:
                for path in backups.back_up(directory):
                    self.stdout.write(f"{path}  {path.stat().st_size:,} bytes")
            finally:  # a file that stays missing must not fill the disk
                if keep_days is not None:
                    for path in backups.outdated(directory, keep_days):
                        path.unlink()
        except (backups.BackupError, OSError) as error:
            raise CommandError(str(error)) from error
