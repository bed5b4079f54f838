"""Files in the database: two web machines with directories of their own."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from attendance.models import Attachment
from lib import backups
from lib.models import StoredFile
from tests.constraints import refused
from tests.factories import AttachmentFactory, VisitFactory

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def machine(settings, tmp_path):
    """machine(number): from now on it is that one that answers."""
    others = {name: value for name, value in settings.STORAGES.items() if name != "default"}

    def answers(number, storage="lib.stored_files.DatabaseStorage"):
        settings.MEDIA_ROOT = tmp_path / str(number)
        settings.STORAGES = {"default": {"BACKEND": storage}} | others

    return answers


def test_what_one_machine_takes_the_other_gives(machine, as_staff, chief, cell):
    visit = VisitFactory(leader=chief, cell=cell, attended=True)
    machine(1)
    sent = {"attachments": SimpleUploadedFile("Biên bản.pdf", PDF, "application/pdf")}
    as_staff.post(reverse("attendance:attachment-create", args=[visit.pk]), sent)
    attachment = Attachment.objects.get()
    machine(2)
    page = as_staff.get(reverse("attendance:attachment-download", args=[attachment.pk]))
    assert b"".join(page.streaming_content) == PDF
    as_staff.post(reverse("attendance:attachment-delete", args=[attachment.pk]))
    assert not Attachment.objects.exists()


def test_a_file_is_saved_read_and_deleted(machine):
    machine(1)
    name = default_storage.save("visits/1/a", ContentFile(b"abc"))
    assert default_storage.save("visits/1/a", ContentFile(b"another")) != name
    assert (default_storage.exists(name), default_storage.size(name)) == (True, 3)
    assert default_storage.open(name).read() == b"abc"
    default_storage.delete(name)
    assert not default_storage.exists(name)
    for ask in (default_storage.open, default_storage.size):
        with pytest.raises(FileNotFoundError):
            ask(name)
    with pytest.raises(ValueError, match="never written"):
        default_storage.open(name, "wb")


def test_a_name_is_taken_once(machine):
    machine(1)
    default_storage.save("a", ContentFile(b"abc"))
    with refused("stored_file_once"):
        StoredFile.objects.create(name="a", content=b"", size=0, stored_at="2026-11-30T00:00Z")


def test_what_was_stored_before_is_taken_along(machine, capsys):
    machine(1, "django.core.files.storage.FileSystemStorage")
    first, gone = AttachmentFactory(), AttachmentFactory()
    with first.file.open() as file:
        content = file.read()
    default_storage.delete(gone.file.name)
    machine(1)
    with pytest.raises(CommandError, match=gone.file.name):
        call_command("move_files")
    assert capsys.readouterr().out == "Copied: 1\n"
    assert Attachment.objects.get(pk=first.pk).file.open().read() == content
    gone.delete()
    call_command("move_files")
    assert capsys.readouterr().out == "Copied: 0\n"
    machine(2, "django.core.files.storage.FileSystemStorage")
    call_command("move_files")
    assert FileSystemStorage().open(first.file.name).read() == content


def test_a_backup_of_the_database_has_them(machine, tmp_path, monkeypatch):
    monkeypatch.setattr(backups, "_dump", lambda path: path.write_bytes(b"x"))
    machine(1)
    attachment = AttachmentFactory()
    (written,) = backups.back_up(tmp_path / "backups")
    assert written.suffix in (".dump", ".sqlite3")
    default_storage.delete(attachment.file.name)
    written.unlink()
    with pytest.raises(backups.BackupError, match=attachment.file.name):
        backups.back_up(tmp_path / "backups")
