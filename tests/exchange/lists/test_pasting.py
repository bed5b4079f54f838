"""Rows copied from Excel and pasted: from a plan's page into the import that there is."""

import datetime as dt

import pytest
from django.urls import reverse

from attendance.models import Visit
from exchange.lists.pasted import has_headings
from exchange.models import Import
from lib.periods import Month
from tests.factories import PlanFactory
from tests.pages import attribute, find, find_all, parse, text, typed

from .importing import LIST, choose_columns, confirm, latest, url

pytestmark = pytest.mark.django_db

APRIL, MAY = Month.parse("04/2018"), Month.parse("05/2018")


@pytest.fixture(autouse=True)
def spring(monkeypatch):
    monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2018, 3, 20))


@pytest.fixture
def as_staff(client, staff):
    client.force_login(staff)
    return client


@pytest.fixture
def address(as_staff, commission, period):
    """Where the plan's page leads."""
    plan = PlanFactory(committee=commission, half_year=period)
    page = parse(as_staff.get(reverse("attendance:plan-detail", args=[plan.pk])))
    (link,) = (href for a in find_all(page, "a") if "#id_pasted" in (href := attribute(a, "href") or ""))
    return link.partition("#")[0]


def paste(client, address, rows):
    return client.post(LIST, typed(client.get(address)) | {"pasted": rows})


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ("Họ và tên\tChi bộ\tTháng\nAn\tThôn 2\t4", True),
        ("Danh sách dự sinh hoạt\n\nCán bộ\tTháng 4\tTháng 5\nAn\tThôn 2\t", True),
        ("Nguyễn Văn An\tChi bộ Thôn 2\t04/2018", False),
    ],
)
def test_headings_are_among_the_rows(rows, found):
    assert has_headings(rows) == found


@pytest.mark.parametrize(
    "rows",
    [
        "Họ và tên\tChi bộ\tTháng\nNguyễn Văn An\tCB-THON\t4\nNguyễn Văn An\tCB-TKHU\t5",
        "Họ và tên\tTháng 4\tTháng 5\nNguyễn Văn An\tCB-THON\tCB-TKHU",
    ],
)
def test_leader_cell_and_month_or_months_across_become_visits_of_the_plan(
    rows, as_staff, address, chief, cells
):
    assert paste(as_staff, address, rows).status_code == 302
    assert latest().mapping["values"] == {"half_year": "2018-H1", "committee": "BTCTU"}
    confirm(as_staff)
    assert list(Visit.objects.values_list("leader", "cell__code", "month")) == [
        (chief.pk, "CB-THON", APRIL),
        (chief.pk, "CB-TKHU", MAY),
    ]


def test_columns_that_are_all_known_are_told_beside_what_they_will_do(as_staff, address, chief, cells):
    rows = "STT\tHọ và tên\tChi bộ\tTháng\n1\tNguyễn Văn An\tChi bộ Thôn 2\t4"
    shown = as_staff.get(paste(as_staff, address, rows).url)
    assert (shown.status_code, latest().name) == (200, "Nội dung dán từ Excel")
    page = find(parse(shown), "details", id="columns")
    names, meanings = ([text(e) for e in find_all(page, name)] for name in ("dt", "dd"))
    assert list(zip(names, meanings, strict=True)) == [
        ("Kỳ", "6 tháng đầu năm 2018"),
        ("Cơ quan", "Ban Tổ chức Tỉnh ủy · Tỉnh ủy Bình Sơn (BTCTU)"),
        ("Lãnh đạo", "B · Họ và tên"),
        ("Chi bộ", "C · Chi bộ"),
        ("Tháng", "D · Tháng"),
    ]
    assert [attribute(a, "href") for a in find_all(page, "a")] == [url("mapping", latest())]
    assert typed(as_staff.get(url("mapping", latest())))["value-half_year"] == "6 tháng đầu năm 2018"
    choose_columns(as_staff)
    assert latest().mapping["values"] == {"half_year": "2018-H1", "committee": "BTCTU"}


def test_a_column_that_nobody_knows_is_asked_about(as_staff, address, chief, cells):
    rows = "Họ và tên\tChi bộ\tTháng\tPhương tiện\nNguyễn Văn An\tCB-THON\t4\tXe"
    assert paste(as_staff, address, rows).url == url("mapping", latest())
    assert latest().state == Import.State.MAPPING


def test_rows_without_headings_are_refused_where_they_stand(as_staff, address):
    rows = "Nguyễn Văn An\tChi bộ Thôn 2\t04/2018"
    refused = paste(as_staff, address, rows)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["pasted"])
    assert refused.context["form"]["pasted"].value() == rows
    assert not Import.objects.exists()


def test_nothing_is_refused(as_staff, address):
    assert list(paste(as_staff, address, " \n").context["form"].errors) == ["file"]
