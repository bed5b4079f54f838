"""Attached and uploaded files in the database: several web machines share nothing else (FILES=database)."""

from io import BytesIO
from typing import Any

from django.core.files import File
from django.core.files.storage import Storage
from django.utils.deconstruct import deconstructible

from .models import StoredFile
from .periods import now


@deconstructible
class DatabaseStorage(Storage):
    """Each file is a row, saved and undone with what names it. Read as a whole: uploads have bounds."""

    def _open(self, name: str, mode: str = "rb") -> File:
        if mode != "rb":
            raise ValueError("Stored files are read, never written to.")
        content = StoredFile.objects.filter(name=name).values_list("content", flat=True).first()
        if content is None:
            raise FileNotFoundError(name)
        return File(BytesIO(content), name)

    def _save(self, name: str, content: Any) -> str:
        content.seek(0)
        read = content.read()
        StoredFile.objects.create(name=name, content=read, size=len(read), stored_at=now())
        return name

    def delete(self, name: str) -> None:
        StoredFile.objects.filter(name=name).delete()

    def exists(self, name: str) -> bool:
        return StoredFile.objects.filter(name=name).exists()

    def size(self, name: str) -> int:
        size = StoredFile.objects.filter(name=name).values_list("size", flat=True).first()
        if size is None:
            raise FileNotFoundError(name)
        return size
