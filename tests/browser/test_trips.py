"""A trip entered, and the visit that falls on it moved: with scripts and without."""

import pytest
from django.urls import reverse

from attendance.models import Trip, Visit
from lib.forms import choices
from lib.periods import HalfYear
from tests.factories import PASSWORD, LeaderFactory, VisitFactory

from .conftest import PHONE, sign_in


@pytest.fixture
def visit(transactional_db, chief, cell, staff):
    """In the last month but one of the coming half-year: never past, and with a month after it."""
    cell.meeting_day = 15
    cell.save()
    return VisitFactory(leader=chief, cell=cell, month=HalfYear.current().next.months[-2])


def enter_trip(page, visit):
    day = f"15/{visit.month}"
    page.goto(reverse("attendance:trip-create"))
    page.locator("[name=leader]").select_option(str(visit.leader_id))
    page.locator("[name=date_from]").fill(day)
    page.locator("[name=date_to]").fill(day)
    page.locator("[name=save]").click()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_visit_that_falls_on_a_trip_is_moved_at_once(scripts, visit, staff, new_page):
    page = new_page(viewport=PHONE, java_script_enabled=scripts)
    sign_in(page, staff.username, PASSWORD)
    assert page.url.endswith(reverse("office:work"))
    enter_trip(page, visit)
    page.wait_for_url(f"**{reverse('attendance:trip-detail', args=[Trip.objects.get().pk])}")
    key, earlier = f"visit-{visit.pk}", str(visit.month + -1)
    page.locator(f"[name={key}-month]").select_option(earlier)
    if not scripts:
        page.locator(f"[name={key}-choice][value=move]").check()
    assert page.locator(f"[name={key}-choice]:checked").get_attribute("value") == "move"
    page.locator("form[action$='/visits/'] button").click()
    page.wait_for_selector("[data-clash]", state="detached")
    assert list(Visit.objects.order_by("pk").values_list("month", "outcome")) == [
        (visit.month, "withdrawn"),
        (visit.month + -1, "pending"),
    ]
    if scripts:
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


@pytest.mark.parametrize("scripts", [True, False])
def test_of_many_a_leader_is_found_by_name(scripts, transactional_db, chief, staff, new_page, monkeypatch):
    monkeypatch.setattr(choices, "IN_A_BOX", 1)
    LeaderFactory(committee=chief.committee, full_name="Trần Thị Bình")
    page = new_page(viewport=PHONE, java_script_enabled=scripts)
    sign_in(page, staff.username, PASSWORD)
    page.goto(reverse("attendance:trip-create"))
    page.locator("[name=place]").fill("Hà Nội")
    page.locator("[name=leader-q]").press_sequentially("van an")
    if not scripts:
        page.locator("[name=find]").click()
    page.get_by_label("Nguyễn Văn An").check()
    for name in ("date_from", "date_to"):
        page.locator(f"[name={name}]").fill(f"15/{HalfYear.current().next.months[0]}")
    page.locator("[name=save]").click()
    page.wait_for_url("**/trips/*/")
    trip = Trip.objects.get()
    assert (trip.leader, trip.place) == (chief, "Hà Nội")
