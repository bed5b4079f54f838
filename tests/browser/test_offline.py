"""A phone without a connection: forms kept before it went, filled in, and sent once when it is back."""

from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from attendance.models import Visit
from lib.periods import Month, today
from meetings.models import Evaluation
from tests.factories import (
    PASSWORD,
    CellFactory,
    CriterionFactory,
    LeaderFactory,
    RatingBandFactory,
    RubricFactory,
    VisitFactory,
)

from .conftest import PHONE, sign_in

LEFT_HERE = """async () => [
    ...Object.keys(localStorage),
    ...(await caches.keys()).filter((name) => name.startsWith("pages-")),
    ...(await window.offline.everybodysForms()),
]"""


@pytest.fixture
def visits(transactional_db, commission, district, staff):
    """Of the last month: two to log, one to evaluate."""
    rubric = RubricFactory()
    CriterionFactory(rubric=rubric, code="1", maximum=Decimal(100), text="Nội dung")
    RatingBandFactory(rubric=rubric, label="Tốt", minimum=0)
    return [
        VisitFactory(
            leader=LeaderFactory(committee=commission),
            cell=CellFactory(committee=district, meeting_day=10),
            month=Month.of(today()) + -1,
            attended=attended,
        )
        for attended in (False, False, True)
    ]


def fill_in(page, first, second, attended):
    for visit, note in ((first, "Dự, ghi khi mất mạng"), (second, "Ghi trên điện thoại")):
        page.goto(reverse("attendance:visit-attended", args=[visit.pk]))
        page.get_by_label("Ghi chú").fill(note)
        page.locator("[name=save]").click()
        expect(page.locator("[data-outbox]")).to_contain_text("nội dung được giữ trên máy này")
    page.goto(reverse("attendance:evaluation-update", args=[attended.pk, "leader"]))
    page.locator("input.points").fill("90")
    page.locator("form#evaluation .btn-primary").click()
    expect(page.locator("[data-outbox]")).to_contain_text("nội dung được giữ trên máy này")


def log_as_a_colleague(page, staff, visit):
    sign_in(page, staff.username, PASSWORD)
    page.goto(reverse("attendance:visit-attended", args=[visit.pk]))
    page.get_by_label("Ghi chú").fill("Ghi ở cơ quan")
    page.locator("[name=save]").click()
    expect(page.locator("main")).to_contain_text("Ghi ở cơ quan")


def test_a_day_without_a_connection(visits, staff, new_page):
    first, second, attended = visits
    page = new_page(viewport=PHONE, has_touch=True, is_mobile=True, service_workers="allow")
    sign_in(page, staff.username, PASSWORD)
    page.goto("/offline/")
    expect(page.locator("[data-offline-pages] li")).to_have_count(5)
    page.evaluate("navigator.serviceWorker.ready")

    page.context.set_offline(True)
    fill_in(page, first, second, attended)
    page.goto("/plans/")  # is not here: what is instead
    expect(page.locator("h1")).to_have_text("Làm việc khi mất kết nối")
    expect(page.locator("[data-offline-queue] li")).to_have_count(3)
    page.goto(reverse("attendance:visit-attended", args=[first.pk]))
    expect(page.locator("[data-kept]")).to_contain_text("đang chờ gửi")
    assert Visit.objects.exclude(note="").count() == Evaluation.objects.count() == 0

    log_as_a_colleague(new_page(), staff, second)
    page.goto("/offline/")
    page.context.set_offline(False)
    expect(page.locator("#offline-notice")).to_contain_text("Đã gửi 2 mục")
    assert Visit.objects.get(pk=first.pk).note == "Dự, ghi khi mất mạng"
    assert Evaluation.objects.get().total == Decimal(90)
    page.locator("[data-offline-queue]").get_by_role("button", name="Mở").click()
    expect(page.locator("h1")).to_have_text("Có hai người cùng sửa")
    page.get_by_role("radio", name="Của đồng chí").check()
    page.get_by_role("button", name="Lưu theo lựa chọn").click()
    expect(page.locator("main")).to_contain_text("Ghi trên điện thoại")
    expect(page.locator("#offline-notice")).to_have_count(0)

    page.evaluate("document.querySelector('form[action$=\"/sign-out/\"]').requestSubmit()")
    expect(page.locator("h1")).to_have_text("Đăng nhập")
    assert page.evaluate(LEFT_HERE) == []


def test_what_was_typed_is_offered_and_nobody_elses(visits, staff, official, new_page):
    form = reverse("attendance:visit-attended", args=[visits[0].pk])
    page = new_page(viewport=PHONE)
    sign_in(page, staff.username, PASSWORD)
    page.goto(form)
    page.get_by_label("Ghi chú").fill("Viết dở")
    page.goto(form)
    expect(page.get_by_label("Ghi chú")).to_have_value("")
    expect(page.locator("[data-kept]")).to_contain_text("Có nội dung chưa lưu từ")
    page.get_by_role("button", name="Khôi phục").click()
    expect(page.get_by_label("Ghi chú")).to_have_value("Viết dở")

    page.context.clear_cookies(name="sessionid")
    sign_in(page, official.username, PASSWORD)
    page.wait_for_function("localStorage.getItem('offline.owner') !== null")
    expect(page.locator(".account")).to_have_count(1)
    page.goto("/offline/")
    assert page.evaluate("Object.keys(localStorage)") == ["offline.owner"]


def test_a_search_says_that_there_is_no_connection(visits, staff, new_page):
    page = new_page()
    sign_in(page, staff.username, PASSWORD)
    page.context.set_offline(True)
    page.locator("[data-search] input").press_sequentially("thon")
    expect(page.locator("#search-hits")).to_contain_text("chưa tìm kiếm được")
