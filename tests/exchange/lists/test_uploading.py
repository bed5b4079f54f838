"""Which files are taken, and which take the place of others."""

import datetime as dt
import io
import zipfile

import openpyxl
import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from exchange.lists import uploading
from exchange.models import Import
from tests.exchange.workbook.workbooks import file_of, small
from tests.pages import find_all, parse, text

from . import lists
from .importing import LIST, confirm, latest, typed_key, upload, url

pytestmark = pytest.mark.django_db


class TestUploading:
    def test_the_kind_is_chosen_by_the_address(self, as_importer):
        page = parse(as_importer.get(LIST, {"sheet": "meeting-findings"}))
        (chosen,) = (o for o in find_all(page, "option") if "selected" in dict(o.attributes))
        assert text(chosen) == "Nhận định buổi họp"
        for odd in ("nothing", "a\0", "cells'"):
            assert as_importer.get(LIST, {"sheet": odd}).status_code == 200

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            (b"", "The file is empty. Choose another one."),
            (b"PK\x03\x04" + bytes(100), "This file cannot be read: it is none of the kinds .xlsx, .xls"),
            (bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600), "This file cannot be read: it is none of"),
            (
                bytes.fromhex("D0CF11E0A1B11AE1") + "EncryptedPackage".encode("utf-16-le"),
                "The file is protected by a password",
            ),
        ],
    )
    def test_what_is_no_workbook_is_refused_beside_the_field(self, content, message, as_importer):
        response = upload(as_importer, io.BytesIO(content))
        assert response.status_code == 422
        (error,) = response.context["form"].errors["file"]
        assert error.startswith(message)
        assert not Import.objects.exists()
        assert upload(as_importer, file_of({"Chi bộ": []}), "cells").status_code == 302

    def test_macros_and_files_too_large_are_refused(self, as_importer, monkeypatch):
        macros = openpyxl.load_workbook(lists.cells())
        target = lists.saved(macros)
        with zipfile.ZipFile(target, "a") as archive:
            archive.writestr("xl/vbaProject.bin", b"x")
        response = upload(as_importer, target)
        assert response.context["form"].errors["file"] == [
            "The file contains macros. Save it as .xlsx without macros."
        ]
        monkeypatch.setattr("exchange.workbook.opening.MAX_FILE_BYTES", 1000)
        response = upload(as_importer, lists.cells())
        assert response.context["form"].errors["file"][0].startswith("The file is too large")

    def test_a_whole_workbook_in_an_old_encoding_is_refused_with_its_cells(self, as_importer):
        file = lists.workbook("DS", ["DANH SÁCH"], ["Tªn chi bé", "§¬n vÞ"], [["Chi bé Th«n 1", "HuyÖn ñy"]])
        response = upload(as_importer, file, "workbook")
        (error,) = response.context["form"].errors["file"]
        assert error.startswith(
            "The file is written in the old encoding TCVN3 (ABC), not in Unicode: DS!A2, DS!B2,"
        )
        assert "Ctrl+Shift+F6" in error

    def test_nothing_in_it_and_nothing_chosen(self, as_importer):
        response = upload(as_importer, lists.saved(openpyxl.Workbook()))
        assert response.context["form"].errors["file"][0].startswith("The file has no filled-in sheet.")
        response = as_importer.post(LIST, {"kind": "", "file": ""})
        assert response.context["form"].errors["file"] == ["Choose a file first."]
        assert list(response.context["form"].errors) == ["kind", "file"]

    def test_a_workbook_without_a_sheet_of_the_format(self, as_importer):
        response = upload(as_importer, lists.cells(), "workbook")
        assert (
            response.context["form"].errors["kind"][0].startswith("No sheet of this file has a name of the")
        )

    def test_nothing_is_locked_while_the_file_is_read(self, as_importer, cells, monkeypatch):
        blocks, read = [], uploading.lists_of

        def lists_of(*arguments):
            blocks.append(len(connection.savepoint_ids))
            return read(*arguments)

        monkeypatch.setattr(uploading, "lists_of", lists_of)
        outside = len(connection.savepoint_ids)
        assert upload(as_importer, lists.cells()).status_code == 302
        assert blocks == [outside]

    def test_the_same_form_sent_twice_is_one_import(self, as_importer, cells):
        key = typed_key(as_importer)
        for _i in range(2):
            response = upload(as_importer, lists.cells(), form_key=key)
        assert response.url == url("mapping", latest())
        assert Import.objects.count() == 1

    def test_a_corrected_file_takes_the_place_of_the_one_before(
        self, as_importer, cells, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            upload(as_importer, lists.cells())
        first = latest()
        with django_capture_on_commit_callbacks(execute=True):
            upload(as_importer, lists.cells())
            upload(as_importer, lists.cells(), name="Khác.xlsx")
        assert Import.objects.filter(pk=first.pk).count() == 0
        assert not default_storage.exists(first.file.name)
        assert Import.objects.count() == 2

    def test_old_files_go_and_the_history_stays(self, as_importer, cells, django_capture_on_commit_callbacks):
        upload(as_importer, file_of(small()), "workbook")
        confirm(as_importer)
        done = latest()
        upload(as_importer, lists.cells(), name="Dở dang.xlsx")
        unfinished = latest()
        Import.objects.update(uploaded_at=timezone.now() - dt.timedelta(days=8))
        with django_capture_on_commit_callbacks(execute=True):
            upload(as_importer, lists.cells())
        assert not Import.objects.filter(pk=unfinished.pk).exists()
        kept = Import.objects.get(pk=done.pk)
        assert (kept.file.name, kept.preview, kept.counts["Chi bộ"]["created"]) == ("", None, 3)
        assert not default_storage.exists(done.file.name)
        assert as_importer.get(url("detail", kept)).status_code == 200
