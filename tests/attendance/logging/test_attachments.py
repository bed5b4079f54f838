"""Files attached to visits: judged by their content, stored once, served to whom may see the visit."""

import datetime as dt
import hashlib
import io
import unicodedata
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.http import content_disposition_header

from attendance.logging import actions
from attendance.models import AbsenceReason, Attachment, Plan, Visit
from lib.periods import Month
from lib.uploads import DOCX, FILES_AT_MOST, JPEG, PDF, PNG, SIZE_AT_MOST, XLSX, clean_name, judge
from meetings.models import Meeting
from tests.factories import AttachmentFactory, VisitFactory
from tests.pages import attribute, feedback, find_all, parse

pytestmark = pytest.mark.django_db

MINUTES = b"%PDF-1.4 minutes of the meeting"


def office(*parts, types=b"<Types/>") -> bytes:
    """A zip archive as Word and Excel write them."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", types)
        for part in parts:
            archive.writestr(part, b"<x/>")
    return file.getvalue()


def upload(content=MINUTES, name="Biên bản.pdf", claimed="application/pdf"):
    return SimpleUploadedFile(name, content, content_type=claimed)


@pytest.fixture
def visit(chief, cell):
    return VisitFactory(leader=chief, cell=cell)


class TestJudging:
    @pytest.mark.parametrize(
        ("content", "content_type"),
        [
            (MINUTES, PDF),
            (b"\xff\xd8\xff\xe0 photo", JPEG),
            (b"\x89PNG\r\n\x1a\n scan", PNG),
            (office("word/document.xml"), DOCX),
            (office("xl/workbook.xml"), XLSX),
        ],
    )
    def test_by_content_whatever_it_is_called(self, content, content_type):
        facts = judge(upload(content, "virus.exe", "text/html"))
        assert (facts.content_type, facts.size) == (content_type, len(content))
        assert facts.sha256 == hashlib.sha256(content).hexdigest()

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"<html><script>alert(1)</script>", "type"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "type"),
            (b"GIF89a", "type"),
            (b"MZ\x90", "type"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old Word", "type"),
            (b"x %PDF-1.4", "type"),
            (b"PK\x03\x04 not an archive", "type"),
            (office("slides/presentation.xml"), "type"),
            # Named, as its bytes tell the time, which the workers must not differ in.
            pytest.param(office("word/document.xml")[:60], "type", id="cut off"),
            (office("word/document.xml", "word/vbaProject.bin"), "macros"),
            (office("xl/workbook.xml", types=b"vnd.ms-excel.sheet.macroEnabled.main+xml"), "macros"),
            (b"%PDF-" + b"x" * SIZE_AT_MOST, "size"),
        ],
    )
    def test_refused(self, content, code):
        with pytest.raises(ValidationError) as refusal:
            judge(upload(content))
        assert refusal.value.code == code

    def test_an_archive_without_a_list_of_parts(self):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("word/document.xml", b"<x/>")
        with pytest.raises(ValidationError):
            judge(upload(file.getvalue()))

    def test_a_list_of_parts_that_unpacks_to_a_flood(self):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("[Content_Types].xml", b" " * 5_000_000)
            archive.writestr("word/document.xml", b"<x/>")
        with pytest.raises(ValidationError):
            judge(upload(file.getvalue()))

    @pytest.mark.parametrize(
        ("given", "kept"),
        [
            ("Biên bản 15.3.pdf", "Biên bản 15.3.pdf"),
            (unicodedata.normalize("NFD", "Biên bản.pdf"), "Biên bản.pdf"),
            ("BIEN BAN.PDF", "BIEN BAN.PDF"),
            ("../../etc/passwd", "passwd.pdf"),
            ("C:\\Users\\dung\\scan.pdf", "scan.pdf"),
            ("virus.exe", "virus.exe.pdf"),
            ("gnp\u202efdp.exe", "gnpfdp.exe.pdf"),
            ("a\0b\r\nc.pdf", "abc.pdf"),
            ("  .pdf ", "pdf.pdf"),
            ("ă" * 300 + ".pdf", "ă" * 196 + ".pdf"),
        ],
    )
    def test_names(self, given, kept):
        assert clean_name(given, PDF) == kept

    def test_a_name_of_nothing_gets_one(self):
        assert len(clean_name("\u200b", PDF)) > len(".pdf")


class TestAttaching:
    def test_stored_under_a_name_nobody_typed(self, visit, staff):
        (attachment,) = actions.attach(visit=visit, files=[upload()], by=staff).added
        assert (attachment.name, attachment.size, attachment.uploaded_by) == (
            "Biên bản.pdf",
            len(MINUTES),
            staff,
        )
        assert attachment.file.read() == MINUTES
        assert "Bi" not in attachment.file.name
        assert attachment.history.get().history_user == staff

    def test_the_same_content_twice_is_said_and_not_stored(self, visit, staff):
        (first,) = actions.attach(visit=visit, files=[upload()], by=staff).added
        again = actions.attach(visit=visit, files=[upload(name="khác.pdf"), upload(b"%PDF-2")], by=staff)
        assert (again.known, len(again.added)) == ([first], 1)
        twins = actions.attach(visit=visit, files=[upload(b"%PDF-3"), upload(b"%PDF-3")], by=staff)
        assert len(twins.added) == 1

    def test_another_visit_may_have_the_same(self, visit, staff, chief, cells):
        other = VisitFactory(leader=chief, cell=cells[1])
        for each in (visit, other):
            actions.attach(visit=each, files=[upload()], by=staff)
        assert Attachment.objects.count() == 2

    def test_at_most_so_many_per_visit(self, visit, staff):
        files = [upload(b"%%PDF-%d" % number) for number in range(FILES_AT_MOST)]
        actions.attach(visit=visit, files=files, by=staff)
        with pytest.raises(ValidationError):
            actions.attach(visit=visit, files=[upload()], by=staff)
        # One that is there already needs no room.
        assert actions.attach(visit=visit, files=[upload(b"%PDF-0")], by=staff).added == []
        assert Attachment.objects.count() == FILES_AT_MOST

    def test_a_bad_one_among_them_leaves_none_behind(self, visit, staff):
        with pytest.raises(ValidationError):
            actions.attach(visit=visit, files=[upload(), upload(b"GIF89a")], by=staff)
        assert not Attachment.objects.exists()

    def test_removed_from_the_disk_too_but_not_from_the_history(
        self, visit, staff, django_capture_on_commit_callbacks
    ):
        (attachment,) = actions.attach(visit=visit, files=[upload()], by=staff).added
        path = attachment.file.name
        with django_capture_on_commit_callbacks(execute=True):
            actions.remove_attachment(attachment=attachment, by=staff)
        assert not Attachment.objects.exists()
        assert not default_storage.exists(path)
        gone = Attachment.history.filter(history_type="-").get()
        assert (gone.name, gone.history_user) == ("Biên bản.pdf", staff)

    def test_a_draft_takes_none(self, visit, staff, as_staff):
        Plan.objects.update(status="draft", approved_at=None)
        with pytest.raises(ValidationError):
            actions.attach(visit=visit, files=[upload()], by=staff)
        assert not Attachment.objects.exists()

    def test_evidence_stays_once_the_plan_is_closed(self, visit, staff):
        (attachment,) = actions.attach(visit=visit, files=[upload()], by=staff).added
        Plan.objects.update(status="closed", closed_at="2018-07-05T00:00Z")
        with pytest.raises(ValidationError):
            actions.remove_attachment(attachment=attachment, by=staff)
        assert len(actions.attach(visit=visit, files=[upload(b"%PDF-2")], by=staff).added) == 1


class TestPages:
    def test_attached_and_fetched(self, as_staff, visit):
        address = reverse("attendance:attachment-create", args=[visit.pk])
        response = as_staff.post(address, {"attachments": [upload(), upload(b"%PDF-2", "b.pdf")]})
        assert response.url == reverse("attendance:visit-detail", args=[visit.pk])
        attachment = Attachment.objects.get(name="Biên bản.pdf")
        download = as_staff.get(reverse("attendance:attachment-download", args=[attachment.pk]))
        assert b"".join(download) == MINUTES
        headers = download.headers
        assert headers["Content-Disposition"] == content_disposition_header(True, "Biên bản.pdf")
        assert "filename*=utf-8''Bi%C3%AAn%20b%E1%BA%A3n.pdf" in headers["Content-Disposition"]
        assert (headers["Content-Type"], headers["X-Content-Type-Options"]) == (PDF, "nosniff")
        assert headers["Content-Length"] == str(len(MINUTES))

    def test_a_refused_file_is_told_beside_the_field(self, as_staff, visit):
        address = reverse("attendance:attachment-create", args=[visit.pk])
        for data in ({}, {"attachments": [upload(), upload(b"GIF89a", "ảnh.gif")]}):
            response = as_staff.post(address, data)
            assert (response.status_code, list(response.context["form"].errors)) == (422, ["attachments"])
            assert len(feedback(response)) == 1
        assert not Attachment.objects.exists()

    def test_a_file_missing_on_the_disk_is_a_page(self, as_staff, visit):
        attachment = AttachmentFactory(visit=visit)
        attachment.file.storage.delete(attachment.file.name)
        response = as_staff.get(reverse("attendance:attachment-download", args=[attachment.pk]))
        assert response.status_code == 404
        links = [attribute(a, "href") for a in find_all(parse(response), "a", class_="btn")]
        assert reverse("attendance:visit-detail", args=[visit.pk]) in links

    def test_strangers_fetch_and_remove_nothing(self, client, stranger_staff, visit):
        attachment = AttachmentFactory(visit=visit)
        client.force_login(stranger_staff)
        assert client.get(reverse("attendance:attachment-download", args=[attachment.pk])).status_code == 404
        assert client.post(reverse("attendance:attachment-delete", args=[attachment.pk])).status_code == 404
        assert Attachment.objects.count() == 1

    def test_along_with_a_result(self, as_staff, visit):
        address = reverse("attendance:visit-attended", args=[visit.pk])
        data = {"date": "15/03/2018", "kind": "regular", "source_document": "Số 12-BC/CB"}
        as_staff.post(address, data | {"attachments": [upload()]})
        visit.refresh_from_db()
        assert (visit.outcome, visit.source_document) == ("attended", "Số 12-BC/CB")
        assert visit.attachments.get().name == "Biên bản.pdf"

    def test_a_bad_file_holds_the_result_back(self, as_staff, visit):
        address = reverse("attendance:visit-attended", args=[visit.pk])
        data = {"date": "15/03/2018", "kind": "regular", "attachments": [upload(b"GIF89a")]}
        response = as_staff.post(address, data)
        assert (response.status_code, list(response.context["form"].errors)) == (422, ["attachments"])
        assert (Visit.objects.get().outcome, Meeting.objects.count()) == ("pending", 0)

    def test_files_to_be_chosen_again_are_asked_for(self, as_staff, visit):
        address = reverse("attendance:visit-attended", args=[visit.pk])
        response = as_staff.post(address, {"date": "x", "kind": "regular", "attachments": [upload()]})
        assert set(response.context["form"].errors) == {"date", "attachments"}
        assert not Attachment.objects.exists()

    def test_along_with_a_miss(self, as_staff, visit):
        reason = AbsenceReason.objects.get(code="trip").pk
        address = reverse("attendance:visit-missed", args=[visit.pk])
        as_staff.post(address, {"reason": reason, "month": "later", "attachments": [upload()]})
        visit.refresh_from_db()
        assert (visit.outcome, visit.attachments.count()) == ("missed", 1)


def test_undoing_an_unplanned_visit_takes_its_files_along(staff, chief, cell, visit):
    visit = actions.log_unplanned(
        leader=chief, cell=cell, date=dt.date(2018, 5, 15), beside_open=True, by=staff
    )
    actions.attach(visit=visit, files=[upload()], by=staff)
    actions.undo_logging(logged=[(visit, visit.version)], by=staff)
    assert not Attachment.objects.exists()
    assert Visit.objects.get().origin == "registered"


def test_a_move_is_not_undone_under_files(visit, staff, chief):
    reason = AbsenceReason.objects.get(code="trip")
    missed = actions.miss_and_carry_over(
        visit=visit, miss=actions.Miss(reason=reason), month=Month.parse("08/2018"), by=staff
    )
    AttachmentFactory(visit=Visit.objects.get(carried_from=missed))
    with pytest.raises(ValidationError):
        actions.undo_carry_over(visit=missed, by=staff)
    assert Visit.objects.count() == 2
