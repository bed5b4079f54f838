"""The disk for attached files is full, or takes none: the page says so, and nothing is half saved."""

import resource
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from attendance.models import Attachment, Visit
from tests.factories import VisitFactory
from tests.pages import feedback

pytestmark = pytest.mark.django_db

SMALL, LARGE = b"%PDF-1.4 minutes", b"%PDF-1.4" + b" travel order" * 1000
FULL = (
    "Không lưu được tệp “lenh.pdf”, mọi nội dung đều chưa được lưu. "
    "Hãy báo người trông coi máy chủ: ổ đĩa có thể đã đầy hoặc không cho ghi."
)


@pytest.fixture
def visit(chief, cell):
    return VisitFactory(leader=chief, cell=cell)


class FullDisk(FileSystemStorage):
    """As a full disk it fails in the middle of a file, for root as well: none grows beyond `room`."""

    room = resource.RLIM_INFINITY

    def save(self, *args, **kwargs):
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (self.room, before[1]))
        try:
            return super().save(*args, **kwargs)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def disk(tmp_path, monkeypatch):
    """Attached files lie in a directory, as on a server."""
    storage = FullDisk(tmp_path / "attachments")
    monkeypatch.setattr(Attachment._meta.get_field("file"), "storage", storage)
    return storage


def pdf(name, content):
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def test_a_full_disk_leaves_no_half_of_the_files(as_staff, visit, disk):
    files = [pdf("bien-ban.pdf", SMALL), pdf("lenh.pdf", LARGE)]
    disk.room = 4096
    response = as_staff.post(reverse("attendance:attachment-create", args=[visit.pk]), {"attachments": files})
    assert response.status_code == 422
    assert feedback(response) == [FULL]
    assert not Attachment.objects.exists()
    assert [path for path in Path(disk.location).rglob("*") if path.is_file()] == []


def test_a_disk_that_takes_no_files_holds_the_result_back(as_staff, visit, disk):
    Path(disk.location).write_text("a file where the directory should be: root has no right to it either")
    told = {"date": "15/03/2018", "kind": "regular", "version": visit.version, "note": "Đủ thành phần"}
    response = as_staff.post(
        reverse("attendance:visit-attended", args=[visit.pk]),
        told | {"attachments": [pdf("lenh.pdf", SMALL)]},
    )
    assert response.status_code == 422
    assert feedback(response) == [FULL]
    assert "Đủ thành phần" in response.content.decode()
    visit.refresh_from_db()
    assert (visit.outcome, visit.version) == (Visit.Outcome.PENDING, 1)
