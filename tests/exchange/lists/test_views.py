"""The pages of imports: templates to fill in, the history, and who may."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from committees.roles import Role
from exchange.models import Import
from tests.exchange.workbook.workbooks import file_of, small
from tests.factories import CommitteeFactory, MembershipFactory, ProvinceFactory, UserFactory
from tests.pages import find_all, parse, text

from . import lists
from .importing import LIST, confirm, latest, upload, url

pytestmark = pytest.mark.django_db


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


class TestHistory:
    def test_who_imported_what_and_when(self, as_importer, importer):
        upload(as_importer, file_of(small()), "workbook", name="Tháng 6.xlsx")
        confirm(as_importer)
        page = parse(as_importer.get(LIST))
        rows = [row for t in find_all(page, "table") for row in find_all(t, "tr") if "Tháng 6" in text(row)]
        when = timezone.localtime(latest().finished_at).strftime("%d/%m/%Y %H:%M")
        cells = [text(cell) for row in rows for cell in row.children if not isinstance(cell, str)]
        assert cells == ["Tháng 6.xlsx", "Whole workbook", "Lâm Quốc Dũng", when, "38", "1", "0"]

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

    def test_who_administers_one_of_two_provinces_only_announces_meetings(self, as_importer):
        about_zip = "A whole workbook may also be a .zip with one for each half-year, at most 100 MB."
        assert about_zip in text(parse(as_importer.get(LIST)))
        ProvinceFactory()
        offered = [text(option) for option in find_all(parse(as_importer.get(LIST)), "option")]
        assert offered == ["Choose…", "Lịch sinh hoạt"]
        assert about_zip not in text(parse(as_importer.get(LIST)))
        assert upload(as_importer, lists.cells()).status_code == 422


class TestAfterwards:
    def test_a_new_office_goes_on_with_its_first_steps_and_learns_which_short_names_lack(
        self, as_importer, province
    ):
        rows = small()["Cấp ủy"][1:]
        rows[-1]["Tên viết tắt"] = None
        upload(as_importer, file_of({"Cấp ủy": rows}), "committees")
        page = text(parse(as_importer.get(url("detail", latest()))))
        assert "This committee has no short name (column “Tên viết tắt”): Huyện ủy Ba Tri." in page
        page = parse(confirm(as_importer))
        steps = [text(a) for a in find_all(page, "a") if "first steps" in text(a)]
        assert steps == ["Back to the first steps"]
        assert "1 committee has no short name yet." in text(page)

    def test_since_when_committees_move(self, as_importer, province, district):
        other = CommitteeFactory(parent=province, code="HU2", name="Huyện ủy Nam Sơn")
        commune = CommitteeFactory(parent=district, code="XA", name="Huyện ủy Tân Sơn")
        row = {"Tên viết tắt": None, "Loại": "Huyện ủy"}
        rows = [
            row | {"Mã": "HU2", "Tên": other.name, "Mã cấp trên": "TU"},
            row | {"Mã": "XA", "Tên": commune.name, "Mã cấp trên": "HU2"},
        ]
        upload(as_importer, file_of({"Cấp ủy": rows}), "committees")
        page = text(parse(as_importer.get(url("since", latest()))))
        assert f"Huyện ủy Tân Sơn: {district.name} → Huyện ủy Nam Sơn" in page
        response = as_importer.post(url("since", latest()), {"since": "31/02/2018"})
        assert (response.status_code, list(response.context["form"].errors)) == (422, ["since"])
        as_importer.post(url("since", latest()), {"since": "01/03/2018"})
        assert latest().mapping["since"] == "2018-03-01"
        assert "from 01/03/2018 on" in as_importer.get(url("detail", latest())).text
