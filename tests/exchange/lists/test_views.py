"""Importing through the pages: an office's lists mapped, judged, corrected and saved."""

import datetime as dt
import io
import time
import zipfile
from urllib.parse import unquote

import openpyxl
import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from committees.models import Committee, Leader
from committees.roles import Role
from exchange.lists import judging
from exchange.models import ColumnMapping, Import
from lib import jobs
from lib.models import Job
from meetings.models import Cell, OrganizationType
from tests.exchange.workbook.workbooks import edited, file_of, small
from tests.factories import CellFactory, MembershipFactory, ProvinceFactory, UserFactory
from tests.pages import attribute, find, find_all, parse, table, text, typed

from . import lists

pytestmark = pytest.mark.django_db

LIST = reverse("exchange:import-list")


@pytest.fixture
def importer(province):
    return MembershipFactory(
        role=Role.ADMINISTRATOR, committee=province, user__full_name="Lâm Quốc Dũng"
    ).user


@pytest.fixture
def as_importer(client, importer):
    client.cookies["django_language"] = "en"
    client.force_login(importer)
    return client


@pytest.fixture
def started(monkeypatch) -> list[int]:
    """Every file is large; nothing runs before `jobs.work_off` is called."""
    numbers = []
    monkeypatch.setattr(judging, "is_long", lambda data: True)
    monkeypatch.setattr(jobs, "wake", lambda: numbers.append(1))
    return numbers


def url(name: str, item: Import) -> str:
    return reverse(f"exchange:import-{name}", args=[item.pk])


def upload(client, file: io.BytesIO, kind: str = "cells", name: str = "Danh sách.xlsx", **more):
    file.seek(0)
    file.name = name
    return client.post(LIST, {"kind": kind, "file": file} | more)


def latest() -> Import:
    return Import.objects.order_by("pk").last()


def choose_columns(client, **changed):
    """Agree to the columns as guessed, but for those that the test changes."""
    address = url("mapping", latest())
    return client.post(address, typed(client.get(address)) | changed, follow=True)


def problems_on(response) -> list[str]:
    """ "sheet!cell: what" as the page tells them."""
    found = find_all(parse(response), "li", data_problem=None)
    return [
        f"{attribute(li, 'data-problem')} {text(li).removeprefix(attribute(li, 'data-problem')).strip()}"
        for li in found
    ]


def confirm(client, item: Import | None = None, follow: bool = True):
    item = item or latest()
    return client.post(url("confirm", item), {"digest": item.preview["digest"]}, follow=follow)


def saved() -> list[str]:
    return list(Cell.objects.filter(code__startswith="CB0").values_list("code", flat=True))


class TestAnOfficesOwnLists:
    """Title lines, headings of the office's own, six mistakes; corrected, 50 cells and 12 leaders."""

    HEADINGS = ["TT", "Mã số", "Tên chi bộ", "Đơn vị", "Loại hình chi bộ", "Ngày họp", "Ngày TL"]
    MISTAKES = {
        ("DS chi bộ", "D8"): "Huyện ủy Không Có",
        ("DS chi bộ", "F12"): 45,
        ("DS chi bộ", "C17"): None,
        ("DS chi bộ", "G21"): "mùa xuân 2001",
        ("DS chi bộ", "B33"): "BS-05",
        ("Lãnh đạo các ban", "E9"): "Lãnh đao phòng",
    }

    def file(self, mistakes: dict) -> io.BytesIO:
        book = openpyxl.Workbook()
        cells = book.active
        cells.title = "DS chi bộ"
        cells.append(["HUYỆN ỦY BẮC SƠN"])
        cells.append(["DANH SÁCH CHI BỘ NĂM 2018"])
        cells.append(self.HEADINGS)
        for i in range(1, 51):
            day = dt.date(2001, 3, 1 + i % 28)
            cells.append(
                [i, f"BS-{i:02}", f"Chi bộ ấp {i}", "Huyện ủy Bắc Sơn", "chi bộ thôn, bản", 1 + i % 28, day]
            )
        leaders = book.create_sheet("Lãnh đạo các ban")
        leaders.append(["TỈNH ỦY BÌNH SƠN"])
        leaders.append(["Danh sách cán bộ dự sinh hoạt"])
        leaders.append(["STT", "Họ tên", "Chức danh", "Cơ quan", "Đối tượng"])
        for i in range(1, 13):
            leaders.append([i, f"Nguyễn Văn Thứ {i}", "Phó Trưởng ban", "Ban Tổ chức", "Lãnh đạo ban"])
        for (sheet, place), value in mistakes.items():
            book[sheet][place] = value
        return lists.saved(book)

    def test_all_mistakes_are_found_and_the_corrected_lists_saved(self, as_importer, cells, commission):
        response = upload(as_importer, self.file(self.MISTAKES), "cells")
        assert response.url == url("mapping", latest())
        response = choose_columns(as_importer)
        assert response.redirect_chain[0][0] == url("values", latest())
        response = as_importer.get(url("detail", latest()))
        cure = "Correct it, or choose under “Match values” what is meant."
        assert problems_on(response) == [
            f"DS chi bộ!D8 “Huyện ủy Không Có” is no code and no name in “Cấp ủy”. {cure}",
            "DS chi bộ!F12 “45” is out of range. Write a number from 1 to 31.",
            "DS chi bộ!C17 “Tên” is empty. Fill in the cell.",
            "DS chi bộ!G21 “mùa xuân 2001” is not a date. Write it as dd/mm/yyyy or as an Excel date.",
            "DS chi bộ!B33 “BS-05” is already in row 8. Keep one of the two rows.",
        ]
        upload(as_importer, self.file(self.MISTAKES), "leaders")
        assert latest().mapping["worksheet"] == "Lãnh đạo các ban"
        choose_columns(as_importer)
        response = as_importer.get(url("detail", latest()))
        words = "Lãnh đạo ban · Trưởng, phó phòng"
        assert problems_on(response) == [
            f"Lãnh đạo các ban!E9 “Lãnh đao phòng” is not in the list. Write one of: {words}."
        ]
        assert (Cell.objects.count(), Leader.objects.count()) == (3, 0)

        for kind in ("cells", "leaders"):
            # The columns are known by now.
            response = upload(as_importer, self.file({}), kind)
            assert response.url == url("detail", latest())
            assert latest().preview["problem_count"] == 0
            confirm(as_importer)
            assert latest().state == Import.State.DONE
        assert (Cell.objects.filter(code__startswith="BS-").count(), Leader.objects.count()) == (50, 12)
        assert Cell.objects.get(code="BS-07").established_on == dt.date(2001, 3, 8)
        response = upload(as_importer, self.file({}), "leaders")
        assert "This file changes nothing" in as_importer.get(response.url).text

    def test_the_rows_stand_as_in_the_file_with_their_bad_cells_marked(self, as_importer, cells):
        upload(as_importer, self.file({("DS chi bộ", "F12"): 45}))
        choose_columns(as_importer)
        page = parse(as_importer.get(url("detail", latest())))
        lines = find(page, "table", class_="import-problems")
        heading, row = next(iter(find_all(lines, "thead"))), next(iter(find_all(lines, "tbody")))
        assert [text(th) for th in find_all(heading, "th")] == ["Row", *self.HEADINGS]
        values = [text(td) for td in find_all(next(iter(find_all(row, "tr"))), "td")]
        assert values == [
            "9",
            "BS-09",
            "Chi bộ ấp 9",
            "Huyện ủy Bắc Sơn",
            "chi bộ thôn, bản",
            "45",
            "10/03/2001",
        ]
        assert [text(td) for td in find_all(row, "td", class_="import-bad")] == ["45"]


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
            ("Mã;Tên".encode(), "The file is no Excel workbook (.xlsx), or it is damaged."),
            (bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600), "This is a file of an old Excel (.xls)."),
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
        monkeypatch.setattr("exchange.workbook.reader.MAX_FILE_BYTES", 1000)
        response = upload(as_importer, lists.cells())
        assert response.context["form"].errors["file"][0].startswith("The file is too large")

    def test_an_old_encoding_is_refused_with_its_cells(self, as_importer):
        file = lists.workbook("DS", ["DANH SÁCH"], ["Tªn chi bé", "§¬n vÞ"], [["Chi bé Th«n 1", "HuyÖn ñy"]])
        response = upload(as_importer, file)
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


def typed_key(client) -> str:
    return attribute(find(parse(client.get(LIST)), "input", name="form_key"), "value")


class TestColumns:
    def test_the_formats_own_headings_are_not_asked_about(self, as_importer, cells):
        rows = [{"Mã": "CB001", "Tên": "Chi bộ A", "Mã cấp ủy": "HUBS", "Mã loại hình": "THON"}]
        response = upload(as_importer, file_of({"Chi bộ": rows}))
        assert response.url == url("detail", latest())
        confirm(as_importer)
        assert saved() == ["CB001"]
        assert not ColumnMapping.objects.exists()
        assert as_importer.get(url("mapping", latest())).status_code == 404

    def test_a_sheet_of_any_name_and_one_sheet_out_of_a_workbook(self, as_importer):
        assert upload(as_importer, file_of(small()), "committees").url == url("detail", latest())
        assert list(latest().preview["counts"]) == ["Cấp ủy"]
        confirm(as_importer)
        assert Committee.objects.filter(code="HU").exists()
        headings = ["Mã", "Tên", "Mã cấp ủy", "Mã loại hình", "Ghi chú"]
        upload(as_importer, lists.workbook("Sheet1", [], headings, []))
        (warning,) = (w for w in latest().preview["warnings"] if w["cell"])
        assert (warning["place"], warning["what"]) == (
            "Sheet1!E1",
            "columns not known and not read: “Ghi chú”",
        )

    def test_what_was_chosen_is_remembered_for_everybody(self, as_importer, cells, client, province):
        upload(as_importer, lists.cells())
        choose_columns(as_importer, **{"column-place": ""})
        other = MembershipFactory(role=Role.ADMINISTRATOR, committee=province).user
        as_importer.force_login(other)
        response = upload(as_importer, lists.cells(count=2))
        assert response.url == url("detail", latest())
        assert "place" not in latest().mapping["columns"]

    def test_it_can_be_changed_later(self, as_importer, cells):
        upload(as_importer, lists.cells(count=2))
        choose_columns(as_importer)
        response = choose_columns(as_importer, **{"column-place": "", "value-place": "Hội trường huyện"})
        assert response.status_code == 200
        confirm(as_importer)
        assert set(Cell.objects.filter(code__in=saved()).values_list("place", flat=True)) == {
            "Hội trường huyện"
        }
        assert ColumnMapping.objects.get().meaning["values"] == {"code": "CB", "place": "Hội trường huyện"}

    def test_another_row_holds_the_headings(self, as_importer, cells):
        upload(as_importer, lists.cells())
        response = as_importer.get(url("mapping", latest()), {"worksheet": "DS chi bộ 2018", "row": "4"})
        page = parse(response)
        options = [text(o) for o in find_all(find(page, "select", name="column-name"), "option")]
        assert options[2] == "B · Chi bộ ấp 1"
        for odd in ({"row": "99"}, {"worksheet": "a\0"}, {"row": "x", "worksheet": "😀"}):
            assert as_importer.get(url("mapping", latest()), odd).status_code == 200

    def test_what_is_mandatory_has_a_column_or_a_value(self, as_importer, cells):
        upload(as_importer, lists.cells())
        response = choose_columns(as_importer, **{"column-name": "", "column-committee": ""})
        assert response.status_code == 422
        errors = response.context["form"].errors
        message = "Choose the column of the list, or a value for all rows."
        assert errors == {"column-name": [message], "column-committee": [message]}
        assert latest().state == Import.State.MAPPING

    def test_one_column_of_the_file_is_one_column(self, as_importer, cells):
        upload(as_importer, lists.cells())
        response = choose_columns(as_importer, **{"column-place": "ten chi bo"})
        assert response.context["form"].errors == {
            "column-place": ["This column is already chosen for “Tên”."]
        }

    def test_a_value_for_all_rows_is_judged_where_it_is_typed(self, as_importer, cells):
        upload(as_importer, lists.cells())
        response = choose_columns(as_importer, **{"column-meeting_day": "", "value-meeting_day": "45"})
        assert response.context["form"].errors == {
            "value-meeting_day": ["“45” is out of range: write a number from 1 to 31"]
        }

    def test_words_of_the_list_are_matched_once_for_all(self, as_importer, commission):
        upload(as_importer, lists.leaders(group="LĐ ban"), "leaders")
        response = choose_columns(as_importer)
        fields = typed(response)
        labels = {attribute(label, "for"): text(label) for label in find_all(parse(response), "label")}
        assert labels["id_group-0"] == "“LĐ ban”"
        response = as_importer.post(
            url("values", latest()), fields | {"group-0": "Lãnh đạo ban"}, follow=True
        )
        assert latest().preview["problem_count"] == 0
        confirm(as_importer)
        assert Leader.objects.count() == 12
        upload(as_importer, lists.leaders(count=13, group="lđ BAN"), "leaders")
        assert latest().preview["counts"]["Lãnh đạo"] == {"created": 1, "changed": 0, "unchanged": 12}

    def test_a_committee_is_chosen_for_a_word(self, as_importer, cells, province):
        upload(as_importer, lists.cells(count=2, committee="H.BS"))
        fields = typed(choose_columns(as_importer))
        as_importer.post(url("values", latest()), fields | {"committee-0": "HUBS"})
        confirm(as_importer)
        assert len(saved()) == 2

    def test_a_file_that_is_gone_is_said(self, as_importer, cells):
        upload(as_importer, lists.cells())
        default_storage.delete(latest().file.name)
        response = as_importer.get(url("mapping", latest()), follow=True)
        assert response.redirect_chain == [(LIST, 302)]
        assert "The file is no longer here. Upload it again." in response.text


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

    def test_it_is_signed_by_who_confirmed(self, ready, as_importer, importer):
        confirm(as_importer)
        record = Cell.history.filter(code="CB001").get()
        assert record.history_user == importer
        assert record.history_change_reason.startswith("Imported from Danh sách.xlsx (SHA-256 ")

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
            "DS chi bộ 2018!B5 “Chi bộ ấp 2” is the name of several: X1, X2. Add a column of codes."
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
            "Ngày sinh hoạt: 3 → 9",
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


class TestTemplates:
    @pytest.mark.parametrize("kind", Import.Kind.values)
    def test_each_kind_has_one_that_changes_nothing(self, kind, as_importer, province):
        response = as_importer.get(reverse("exchange:import-template", args=[kind]))
        content = response.getvalue()
        upload(as_importer, io.BytesIO(content), kind)
        item = latest()
        assert (item.state, item.preview["problem_count"]) == (Import.State.JUDGED, 0)
        assert "This file changes nothing" in as_importer.get(url("detail", item)).text

    def test_others_there_are_not(self, as_importer):
        assert as_importer.get(reverse("exchange:import-template", args=["xyz"])).status_code == 404


class TestInTheBackground:
    def run(self, started):
        started.pop()
        jobs.work_off()

    def test_judged_and_saved_by_jobs(self, as_importer, cells, started, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            upload(as_importer, file_of(small()), "workbook")
        item = latest()
        assert (item.state, item.preview) == (Import.State.JUDGING, None)
        page = parse(as_importer.get(url("detail", item)))
        section = find(page, id="import")
        assert attribute(section, "hx-trigger") == "every 2s"
        assert attribute(find(section, "progress"), "value") == "0"
        self.run(started)
        assert "Save " in as_importer.get(url("detail", item)).text
        with django_capture_on_commit_callbacks(execute=True):
            confirm(as_importer)
            confirm(as_importer)
        assert len(started) == 1
        assert not Cell.objects.filter(code="CB1").exists()
        self.run(started)
        item = latest()
        assert (item.state, item.counts["Chi bộ"]["created"]) == (Import.State.DONE, 3)
        assert attribute(find(parse(as_importer.get(url("detail", item))), id="import"), "hx-trigger") is None

    def test_progress_is_told_by_stages(self, as_importer, started, monkeypatch):
        upload(as_importer, file_of(small()), "workbook")
        item, told = latest(), []
        call = jobs.Run.__call__

        def watched(self, *said):
            call(self, *said)
            self.tell()
            page = as_importer.get(url("detail", item))
            told.append(text(find(parse(page), id="import-progress")))

        monkeypatch.setattr(jobs.Run, "__call__", watched)
        jobs.work_off()
        assert told[0] == "The file is being read. 0%"
        assert told[-1] == "The rows are being checked. 92%"

    def test_where_nothing_is_heard_its_user_may_begin_again(
        self, as_importer, started, django_capture_on_commit_callbacks
    ):
        upload(as_importer, file_of(small()), "workbook")
        item = latest()
        Job.objects.update(
            state=Job.State.RUNNING,
            attempt=3,
            resumed=2,
            host="elsewhere",
            heartbeat_at=timezone.now() - dt.timedelta(minutes=1),
        )
        page = as_importer.get(url("detail", item))
        assert "the server was started anew meanwhile" in page.text
        assert attribute(find(parse(page), id="import"), "hx-trigger") is None
        started.clear()
        with django_capture_on_commit_callbacks(execute=True):
            as_importer.post(url("restart", item))
        assert (latest().state, latest().job.state) == (Import.State.JUDGING, Job.State.WAITING)
        self.run(started)
        assert latest().state == Import.State.JUDGED

    def test_one_of_the_time_before_jobs_has_stopped(self, as_importer, started):
        upload(as_importer, file_of(small()), "workbook")
        Import.objects.update(job=None)
        assert "the server was started anew meanwhile" in as_importer.get(url("detail", latest())).text

    @pytest.mark.parametrize("moment", ["judged", "saved"])
    def test_one_given_up_has_nothing_more_to_say(self, moment, as_importer, started, monkeypatch):
        upload(as_importer, file_of(small()), "workbook")
        if moment == "saved":
            jobs.work_off()
            confirm(as_importer)
        before, through = latest(), judging._go_through

        def given_up(*args, **kwargs):
            result = through(*args, **kwargs)
            jobs.cancel(before.job)
            return result

        monkeypatch.setattr(judging, "_go_through", given_up)
        jobs.work_off()
        assert (latest().state, latest().preview) == (before.state, before.preview)
        assert not Committee.objects.filter(code="HU").exists()

    def test_whatever_goes_wrong_is_said_and_nothing_saved(
        self, as_importer, started, monkeypatch, caplog, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            upload(as_importer, file_of(small()), "workbook")
        self.run(started)
        with django_capture_on_commit_callbacks(execute=True):
            confirm(as_importer)

        def fail(book, progress):
            Committee.objects.filter(code="TU").update(name="Nửa chừng")
            raise MemoryError

        monkeypatch.setattr("exchange.workbook.importer._save", fail)
        self.run(started)
        assert latest().state == Import.State.FAILED
        assert not Committee.objects.filter(name="Nửa chừng").exists()
        assert "Begin again" in as_importer.get(url("detail", latest())).text

    def test_a_running_one_is_not_discarded_nor_begun_again(self, as_importer, started):
        upload(as_importer, file_of(small()), "workbook")
        as_importer.post(url("discard", latest()))
        as_importer.post(url("restart", latest()))
        assert (latest().state, latest().job.state) == (Import.State.JUDGING, Job.State.WAITING)


class TestHistory:
    def test_who_imported_what_and_when(self, as_importer, importer):
        upload(as_importer, file_of(small()), "workbook", name="Tháng 6.xlsx")
        confirm(as_importer)
        page = parse(as_importer.get(LIST))
        rows = [row for t in find_all(page, "table") for row in find_all(t, "tr") if "Tháng 6" in text(row)]
        when = timezone.localtime(latest().finished_at).strftime("%d/%m/%Y %H:%M")
        cells = [text(cell) for row in rows for cell in row.children if not isinstance(cell, str)]
        assert cells == ["Tháng 6.xlsx", "Whole workbook", "Lâm Quốc Dũng", when, "36", "1", "0"]

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_list_takes_as_many_queries_as_ever(self, count, as_importer, importer):
        as_importer.get(LIST)
        for number in range(count):
            Import.objects.create(
                user=UserFactory(),
                kind="cells",
                name=f"{number}.xlsx",
                state=Import.State.DONE,
                counts={"Chi bộ": {"created": 1, "changed": 0, "unchanged": 0}},
                finished_at=timezone.now(),
            )
        with CaptureQueriesContext(connection) as queries:
            as_importer.get(LIST)
        assert len(queries) == 6


class TestWhoMay:
    def test_others_imports_are_not_there(self, as_importer, cells, province):
        upload(as_importer, lists.cells())
        item = latest()
        as_importer.force_login(MembershipFactory(role=Role.ADMINISTRATOR, committee=province).user)
        for name in ("detail", "mapping", "values", "errors"):
            assert as_importer.get(url(name, item)).status_code == 404, name
        for name in ("confirm", "restart", "discard", "mapping", "values"):
            assert as_importer.post(url(name, item)).status_code == 404, name

    def test_who_administers_one_of_two_provinces_may_not(self, as_importer):
        assert as_importer.get(LIST).status_code == 200
        ProvinceFactory()
        assert as_importer.get(LIST).status_code == 403
        assert upload(as_importer, lists.cells()).status_code == 403


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="threads meet on PostgreSQL only")
def test_in_a_thread_of_its_own(as_importer, importer, monkeypatch):
    monkeypatch.setattr(judging, "is_long", lambda data: True)
    upload(as_importer, file_of({"Loại hình": [{"Mã": "AP", "Tên": "Chi bộ ấp"}]}), "workbook")

    def wait_for(words: str) -> None:
        deadline = time.monotonic() + 30
        while words not in as_importer.get(url("detail", latest())).text:
            assert time.monotonic() < deadline
            connection.close()

    wait_for("Save 1 row")
    confirm(as_importer)
    wait_for("Import another file")
    assert list(OrganizationType.objects.values_list("code", flat=True)) == ["AP"]


def test_the_total_below_a_list_is_no_row_of_it(as_importer, cells):
    """Left out, and said so."""
    book = openpyxl.load_workbook(lists.cells(count=3))
    book.active.append(["Tổng cộng", None, None, None, 63])
    upload(as_importer, lists.saved(book))
    choose_columns(as_importer)

    preview = latest().preview
    assert preview["problem_count"] == 0
    assert preview["counts"]["Chi bộ"]["created"] == 3
    assert [(w["sheet"], w["cell"]) for w in preview["warnings"]] == [("DS chi bộ 2018", "A7")]
