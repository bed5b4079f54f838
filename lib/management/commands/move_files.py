from typing import Any

from django.core.files.storage import FileSystemStorage, default_storage
from django.core.management.base import BaseCommand, CommandError

from lib.backups import file_names
from lib.stored_files import DatabaseStorage


class Command(BaseCommand):
    help = (
        "Copy every file that the database names to where FILES says that files are, from where they were. "
        "What is there already stays; nothing is deleted."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        is_to_directory = isinstance(default_storage, FileSystemStorage)
        before = DatabaseStorage() if is_to_directory else FileSystemStorage()
        copied, missing = 0, []
        for name in sorted(file_names()):
            if default_storage.exists(name):
                continue
            if not before.exists(name):
                missing.append(name)
                continue
            with before.open(name) as file:
                default_storage.save(name, file)
            copied += 1
        self.stdout.write(f"Copied: {copied}")
        if missing:
            raise CommandError("In neither place:\n" + "\n".join(f"  {name}" for name in missing))
