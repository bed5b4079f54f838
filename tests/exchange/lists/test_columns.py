"""Which column of a list is which: asked once, remembered, changed later."""

import pytest
from django.core.files.storage import default_storage

from committees.models import Committee, Leader
from committees.roles import Role
from exchange.models import ColumnMapping, Import
from meetings.models import Cell
from tests.exchange.workbook.workbooks import cell, file_of, small
from tests.factories import MembershipFactory
from tests.pages import attribute, find, find_all, parse, text, typed

from . import lists
from .importing import LIST, choose_columns, confirm, latest, saved, upload, url

pytestmark = pytest.mark.django_db


class TestColumns:
    def test_the_formats_own_headings_are_not_asked_about(self, as_importer, cells):
        rows = [cell("CB001", "Chi bộ A", "HUBS", "THON")]
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
        known = ColumnMapping.objects.get().meaning
        assert known["last_values"] == {"code": "CB", "place": "Hội trường huyện"}

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

    def test_columns_that_are_not_read_are_told_before_anything_is_saved(self, as_importer, cells):
        upload(as_importer, lists.cells(count=2))
        response = choose_columns(as_importer, **{"column-place": "", "column-members_total": ""})
        told = "Columns not read: E · Tổng số ĐV; G · Địa điểm SH"
        assert told in [text(p) for p in find_all(parse(response), "p")]
        assert saved() == []

    def test_words_of_the_list_are_matched_once_for_all(self, as_importer, commission):
        upload(as_importer, lists.leaders(group="LĐ ban"), "leaders")
        response = choose_columns(as_importer)
        fields = typed(response)
        labels = {attribute(label, "for"): text(label) for label in find_all(parse(response), "label")}
        assert labels["id_answer-0"] == "“LĐ ban”"
        response = as_importer.post(
            url("values", latest()), fields | {"answer-0": "Lãnh đạo ban"}, follow=True
        )
        assert latest().preview["problem_count"] == 0
        confirm(as_importer)
        assert Leader.objects.count() == 12
        upload(as_importer, lists.leaders(count=13, group="lđ BAN"), "leaders")
        assert latest().preview["counts"]["Lãnh đạo"] == {"created": 1, "changed": 0, "unchanged": 12}

    def test_a_committee_is_chosen_for_a_word(self, as_importer, cells, province):
        upload(as_importer, lists.cells(count=2, committee="H.BS"))
        fields = typed(choose_columns(as_importer))
        as_importer.post(url("values", latest()), fields | {"answer-0": "HUBS"})
        confirm(as_importer)
        assert len(saved()) == 2

    def test_a_file_that_is_gone_is_said(self, as_importer, cells):
        upload(as_importer, lists.cells())
        default_storage.delete(latest().file.name)
        response = as_importer.get(url("mapping", latest()), follow=True)
        assert response.redirect_chain == [(LIST, 302)]
        assert "The file is no longer here. Upload it again." in response.text


class TestSeveralColumns:
    HEADINGS = ["STT", "Họ đệm", "Gọi là", "Chức danh", "Đơn vị", "Đối tượng"]

    def test_together_make_one_value(self, as_importer, commission):
        rows = [[1, "Lê Thị", "Ánh", "Phó Trưởng ban", "Ban Tổ chức", "Lãnh đạo ban"]]
        upload(as_importer, lists.workbook("DS", [], self.HEADINGS, rows), "leaders")
        names = {"column-full_name": "ho dem", "column-full_name-2": "goi la"}
        choose_columns(as_importer, **names)
        confirm(as_importer)
        assert Leader.objects.get().full_name == "Lê Thị Ánh"
        assert ColumnMapping.objects.get().meaning["columns"]["full_name"] == ["ho dem", "goi la"]

    def test_one_column_stands_in_one_value(self, as_importer, commission):
        rows = [[1, "Lê Thị", "Ánh", "Phó Trưởng ban", "Ban Tổ chức", "Lãnh đạo ban"]]
        upload(as_importer, lists.workbook("DS", [], self.HEADINGS, rows), "leaders")
        names = {"column-full_name": "ho dem", "column-full_name-2": "chuc danh"}
        response = choose_columns(as_importer, **names)
        assert response.context["form"].errors == {
            "column-position": ["This column is already chosen for “Họ và tên”."]
        }


def test_values_for_all_rows_are_asked_anew_with_what_was_said_last_time(as_importer, cells):
    """Lists of two communes, which have the same headings and do not name themselves."""
    headings = ["STT", "Tên chi bộ", "Loại"]
    for name, value in [("Chi bộ ấp 1", "HUBS"), ("Chi bộ ấp 2", "TU")]:
        upload(as_importer, lists.workbook("DS", [], headings, [[1, name, "Chi bộ thôn, bản"]]))
        page = as_importer.get(url("mapping", latest()))
        assert typed(page)["value-committee"] == ""
        choose_columns(as_importer, **{"value-committee": value})
        confirm(as_importer)
    assert "last time: Huyện ủy Bắc Sơn" in page.text
    placed = Cell.objects.filter(code__in=saved()).values_list("name", "committee__code")
    assert sorted(placed) == [("Chi bộ ấp 1", "HUBS"), ("Chi bộ ấp 2", "TU")]


class TestOldEncodings:
    """ "Tªn chi bé" is "Tên chi bộ" in TCVN3."""

    @pytest.fixture
    def uploaded(self, as_importer, cells):
        headings = ["STT", "Tªn chi bé", "§¬n vÞ", "Lo¹i"]
        rows = [[1, "Chi bé Th«n 1", "HuyÖn ñy B¾c S¬n", "Chi bé th«n, b¶n"]]
        return upload(as_importer, lists.workbook("DS", [], headings, rows))

    def test_are_converted_once_both_were_shown(self, uploaded, as_importer):
        assert uploaded.url == url("encoding", latest())
        assert as_importer.get(url("mapping", latest())).url == url("encoding", latest())
        page = as_importer.get(url("encoding", latest()))
        cells = [text(td) for td in find_all(parse(page), "td")]
        assert cells[:2] == ["Tªn chi bé", "Tên chi bộ"]
        response = as_importer.post(url("encoding", latest()), typed(page))
        assert response.url == url("mapping", latest())
        choose_columns(as_importer)
        confirm(as_importer)
        cell = Cell.objects.get(code="CB001")
        assert (cell.name, cell.committee.code, cell.organization_type.code) == (
            "Chi bộ Thôn 1",
            "HUBS",
            "THON",
        )

    def test_are_left_alone_on_the_users_word(self, uploaded, as_importer):
        as_importer.post(url("encoding", latest()), {"encoding": "-"})
        page = parse(as_importer.get(url("mapping", latest())))
        options = find_all(find(page, "select", name="column-name"), "option")
        chosen = next(attribute(o, "value") for o in options if text(o) == "B · Tªn chi bé")
        values = {"value-committee": "HUBS", "value-organization_type": "THON"}
        choose_columns(as_importer, **{"column-name": chosen}, **values)
        assert latest().mapping["encoding"] == "-"
        assert latest().preview["old_encodings"] == 0

    def test_something_else_is_no_answer(self, uploaded, as_importer):
        response = as_importer.post(url("encoding", latest()), {"encoding": "UTF-7"})
        assert (response.status_code, list(response.context["form"].errors)) == (422, ["encoding"])
