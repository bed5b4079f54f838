"""A month of twelve visits with two exceptions, with scripts and without, and back again."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from attendance.models import AbsenceReason, Visit
from committees.models import LeaderGroup
from lib.periods import Month
from tests.factories import PASSWORD, CellFactory, LeaderFactory, TripFactory, VisitFactory

from .conftest import PHONE, sign_in

MARCH = Month.parse("03/2018")
ADDRESS = "/months/2018-03/"


@pytest.fixture
def month(transactional_db, commission, district, staff):
    """Twelve visits on twelve days; the leader of the last one is away."""
    AbsenceReason.objects.get_or_create(code="trip", defaults={"label": "Công tác"})
    AbsenceReason.objects.get_or_create(code="illness", defaults={"label": "Ốm"})
    visits = []
    for number in range(12):
        leader = LeaderFactory(committee=commission, group=LeaderGroup.values[number % 2])
        cell = CellFactory(committee=district, meeting_day=number + 1, members_total=20)
        visits.append(VisitFactory(leader=leader, cell=cell, month=MARCH))
    TripFactory(leader=leader, date_from=dt.date(2018, 3, 12), date_to=dt.date(2018, 3, 12))
    return visits


def outcomes() -> list[str]:
    return list(Visit.objects.filter(month=MARCH).order_by("pk").values_list("outcome", flat=True))


@pytest.mark.parametrize("scripts", [True, False])
def test_all_on_their_days_then_the_exceptions(month, staff, new_page, scripts):
    page = new_page(viewport=PHONE, java_script_enabled=scripts)
    sign_in(page, staff.username, PASSWORD)
    page.goto(ADDRESS)
    # Away on the twelfth: not ticked. Ill on the eleventh: the one tick to take.
    expect(page.locator("input[type=checkbox]:checked")).to_have_count(11)
    page.locator(f"#visit-{month[10].pk} input[type=checkbox]").uncheck()
    if scripts:
        expect(page.locator("[data-picked-count]")).to_have_text("(10)")
    page.locator("button[name=all]").click()
    expect(page.locator("input[type=checkbox]")).to_have_count(2)
    assert outcomes() == ["attended"] * 10 + ["pending"] * 2

    page.locator(f"#visit-{month[11].pk} [name=open][value^=missed]").click()
    # The trip is the reason proposed; no month, as all of them are past.
    expect(page.locator("input[name=reason]:checked")).to_have_count(1)
    page.locator("[name=month]").select_option("later")
    page.locator("[name=save]").click()
    expect(page).to_have_url(ADDRESS)
    page.locator(f"#visit-{month[10].pk} [name=open][value^=missed]").click()
    page.locator("input[name=reason]").nth(1).check()
    page.locator("[name=month]").select_option("05/2018")
    if scripts:
        expect(page.locator("#prospect")).to_contain_text("05/2018")
    else:
        expect(page.locator("#prospect li")).to_have_count(4)
    page.locator("[name=save]").click()
    expect(page).to_have_url(ADDRESS)
    assert outcomes() == ["attended"] * 10 + ["missed"] * 2
    assert Visit.objects.get(carried_from=month[10]).month == Month.parse("05/2018")


def test_one_tap_and_back(month, staff, new_page):
    page = new_page(viewport=PHONE)
    sign_in(page, staff.username, PASSWORD)
    page.goto(ADDRESS)
    page.locator(f"#visit-{month[3].pk} button[name=only]").click()
    expect(page.locator("input[type=checkbox]")).to_have_count(11)
    assert outcomes().count("attended") == 1
    page.locator("form[action='/visits/undo/'] button").click()
    expect(page.locator("input[type=checkbox]")).to_have_count(12)
    assert set(outcomes()) == {"pending"}
    expect(page.locator("form[action='/visits/undo/']")).to_have_count(0)


def test_undoing_asks_first_where_a_form_is_begun(month, staff, new_page):
    page = new_page(viewport=PHONE)
    sign_in(page, staff.username, PASSWORD)
    page.goto(ADDRESS)
    page.locator(f"#visit-{month[3].pk} button[name=only]").click()
    page.locator(f"#visit-{month[5].pk} [name=open][value^=attended]").click()
    page.locator("[name=note]").fill("Họp tại nhà văn hóa")
    undo, asked = page.locator("form[action='/visits/undo/'] button"), []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    undo.click()
    assert asked == ["Nội dung nhập ở trang này chưa được lưu. Rời trang và hoàn tác?"]
    expect(page.locator("[name=note]")).to_have_value("Họp tại nhà văn hóa")
    page.once("dialog", lambda dialog: dialog.accept())
    undo.click()
    expect(undo).to_have_count(0)
    assert set(outcomes()) == {"pending"}


def test_a_date_typed_ticks_its_line(month, staff, new_page):
    page = new_page()
    sign_in(page, staff.username, PASSWORD)
    page.goto(ADDRESS)
    line = page.locator(f"#visit-{month[11].pk}")
    line.locator("input[name^=date-]").fill("13/03/2018")
    line.locator("input[name^=date-]").press("Tab")
    expect(line.locator("input[type=checkbox]")).to_be_checked()
    expect(page.locator("[data-picked-count]")).to_have_text("(12)")


@pytest.mark.parametrize("scripts", [True, False])
def test_enter_in_a_field_logs_nothing(month, staff, new_page, scripts):
    page = new_page(java_script_enabled=scripts)
    sign_in(page, staff.username, PASSWORD)
    page.goto(ADDRESS)
    field = page.locator(f"[name=members_present-{month[3].pk}]")
    field.fill("18")
    field.press("Enter")
    page.locator(f"#visit-{month[3].pk} button[name=only]").click()
    expect(page.locator("input[type=checkbox]")).to_have_count(11)
    assert outcomes() == ["pending"] * 3 + ["attended"] + ["pending"] * 8


def test_an_unplanned_visit_is_found_while_typing(month, commission, staff, new_page):
    now = VisitFactory(leader=month[0].leader, cell=CellFactory(), month=Month.of(dt.date.today()))  # noqa: DTZ011
    page = new_page(viewport=PHONE)
    sign_in(page, staff.username, PASSWORD)
    page.goto("/visits/unplanned/")
    page.locator("[name=leader]").select_option(str(now.leader_id))
    page.locator("[name=note]").fill("Dự đột xuất")
    page.locator("main [name=q]").press_sequentially(month[1].cell.name.lower())
    page.locator(f"#cell-{month[1].cell_id}").check()
    expect(page.locator("[name=note]")).to_have_value("Dự đột xuất")
    page.locator("[name=date]").fill(f"{now.month.first_day:%d/%m/%Y}")
    page.locator("[name=save]").click()
    expect(page.locator("main")).to_contain_text("Dự đột xuất")
    assert Visit.objects.get(origin="unplanned").cell == month[1].cell
