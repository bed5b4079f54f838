"""Nothing is saved before somebody confirms it; bad cells go back marked in the file."""

import io
from urllib.parse import unquote

import openpyxl
import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError

from exchange.models import Import
from lib.periods import Month, now
from meetings.models import Cell
from tests.exchange.workbook.workbooks import edited, file_of, small
from tests.factories import CellFactory, VisitFactory
from tests.pages import find, find_all, parse, table, text

from . import lists
from .importing import LIST, choose_columns, confirm, latest, problems_on, saved, upload, url

pytestmark = pytest.mark.django_db


class TestConfirming:
    @pytest.fixture
    def ready(self, as_importer, cells) -> Import:
        upload(as_importer, lists.cells(count=3))
        choose_columns(as_importer)
        return latest()

    def test_nothing_is_saved_before(self, ready, as_importer):
        page = as_importer.get(url("detail", ready))
        assert saved() == []
        assert table(find(parse(page), "section", class_="import-counts")) == [
            ["Sheet", "New rows", "Changed rows", "Unchanged rows"],
            ["Chi bộ", "3", "0", "0"],
        ]
        assert "no single button takes them back" in text(find(parse(page), "p", id="no-undo"))

    def test_it_is_signed_by_who_confirmed(self, ready, as_importer, importer):
        confirm(as_importer)
        record = Cell.history.filter(code="CB001").get()
        assert record.history_user == importer
        assert record.history_change_reason.startswith("Nhập từ tệp Danh sách.xlsx (SHA-256 ")

    def test_confirmed_twice_it_is_saved_once(self, ready, as_importer):
        for _i in range(2):
            response = confirm(as_importer, ready)
            assert "The rows are saved." in response.text
        assert saved() == ["CB001", "CB002", "CB003"]
        assert Cell.history.filter(code="CB001").count() == 1

    def test_what_changed_since_is_shown_anew_and_nothing_saved(self, ready, as_importer, district):
        CellFactory(code="X1", name="Chi bộ ấp 2", committee=district)
        response = confirm(as_importer, ready)
        assert saved() == []
        assert "The data has changed since the file was checked" in response.text
        item = latest()
        assert item.preview["counts"]["Chi bộ"] == {"created": 2, "changed": 1, "unchanged": 0}
        response = confirm(as_importer, ready)  # as an older page has it
        assert saved() == []
        assert "what this import would do has changed" in response.text
        confirm(as_importer)
        assert saved() == ["CB001", "CB002"]

    def test_problems_that_came_since_stop_it(self, ready, as_importer, district):
        for code in ("X1", "X2"):
            CellFactory(code=code, name="Chi bộ ấp 2", committee=district)
        response = confirm(as_importer, ready)
        assert saved() == []
        assert problems_on(response) == [
            (
                "DS chi bộ 2018!B5 “Chi bộ ấp 2” is the name of several: "
                "Chi bộ ấp 2 · Huyện ủy Bắc Sơn (X1); Chi bộ ấp 2 · Huyện ủy Bắc Sơn (X2). "
                "Choose for this row which is meant, or write the code."
            )
        ]

    def test_problems_cannot_be_confirmed(self, as_importer, cells):
        upload(as_importer, lists.cells(errors=lists.CELL_ERRORS))
        choose_columns(as_importer)
        for digest in ("", latest().preview["digest"], "a\0"):
            as_importer.post(url("confirm", latest()), {"digest": digest})
        assert saved() == []

    def test_what_the_database_refuses_is_a_problem(self, ready, as_importer, monkeypatch):
        def refuse(book, progress):
            raise IntegrityError("no")

        monkeypatch.setattr("exchange.workbook.importer._save", refuse)
        response = confirm(as_importer, ready)
        assert "The database refuses the data" in response.text
        assert latest().state == Import.State.JUDGED

    def test_changes_show_old_and_new_values(self, ready, as_importer):
        confirm(as_importer)
        upload(as_importer, lists.cells(count=3, errors={"F5": 9}))
        page = as_importer.get(url("detail", latest()))
        (changed,) = (t for t in find_all(parse(page), "table") if "What changes" in text(t))
        assert [text(cell) for cell in find_all(changed, "td")] == [
            "5",
            "CB002",
            "Chi bộ ấp 2",
            "Huyện ủy Bắc Sơn HUBS",
            "Ngày sinh hoạt: 3 → 9",
            "Leave out",
        ]

    def test_it_is_discarded(self, ready, as_importer, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            response = as_importer.post(url("discard", ready))
        assert response.url == LIST
        assert not Import.objects.exists()
        assert not default_storage.exists(ready.file.name)

    def test_what_is_saved_is_not_discarded(self, ready, as_importer):
        confirm(as_importer)
        assert "it cannot be discarded" in as_importer.post(url("discard", ready), follow=True).text
        assert latest().state == Import.State.DONE


class TestTheMarkedFile:
    def test_it_is_the_users_own(self, as_importer, cells):
        upload(as_importer, lists.cells(errors=lists.CELL_ERRORS))
        choose_columns(as_importer)
        response = as_importer.get(url("errors", latest()))
        assert "Danh sách - errors.xlsx" in unquote(response.headers["Content-Disposition"])
        worksheet = openpyxl.load_workbook(io.BytesIO(response.getvalue()))["DS chi bộ 2018"]
        marked = [cell.coordinate for row in worksheet for cell in row if cell.comment]
        assert sorted(marked) == sorted(lists.CELL_ERRORS)
        assert worksheet["A1"].value == "HUYỆN ỦY BẮC SƠN"

    def test_of_a_whole_workbook(self, as_importer):
        upload(as_importer, edited(small(), {("Chi bộ", "E2"): "20%"}), "workbook")
        response = as_importer.get(url("errors", latest()))
        book = openpyxl.load_workbook(io.BytesIO(response.getvalue()))
        assert book["Chi bộ"]["E2"].comment.text == "“20%” is not a number. Write a number."

    def test_without_problems_there_is_none(self, as_importer):
        upload(as_importer, file_of(small()), "workbook")
        assert as_importer.get(url("errors", latest())).status_code == 404


@pytest.mark.parametrize(("month", "named"), [("05/2018", ["first half of 2018"]), ("08/2018", [])])
def test_a_half_year_whose_report_is_issued_is_named(month, named, as_importer, commission):
    visit = VisitFactory(leader__committee=commission, reported_at=now())
    rows = [[str(Month.parse(month).half_year), visit.leader.code, visit.cell.code, month]]
    upload(as_importer, lists.workbook("KH", [], ["Kỳ", "Lãnh đạo", "Chi bộ", "Tháng"], rows), "plans")
    choose_columns(as_importer)
    assert latest().preview["plans"]["reported"] == named
    assert ("A report is issued already" in as_importer.get(url("detail", latest())).text) is bool(named)
