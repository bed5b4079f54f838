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
        assert ColumnMapping.objects.get().meaning["last_values"] == {
            "code": "CB",
            "place": "Hội trường huyện",
        }

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
